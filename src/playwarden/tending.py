"""The part of the container about playlists as a whole, made when it is first wanted."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from playwarden.config import Settings
from playwarden.letting_in import LettingIn

if TYPE_CHECKING:
    from playwarden.engine.ports.jobs import JobBook
    from playwarden.engine.ports.quota import Quota
    from playwarden.engine.ports.sources import Sources
    from playwarden.engine.ports.target import Target
    from playwarden.features.labels.blocking import Blocklist
    from playwarden.features.labels.coverage import Coverage
    from playwarden.features.labels.incoming import Incoming
    from playwarden.features.labels.pairing import Pairing
    from playwarden.features.labels.service import Labels
    from playwarden.features.labels.sets import DataSets
    from playwarden.features.library.finding import Finding
    from playwarden.features.library.gallery import Gallery
    from playwarden.features.library.holders import Holders
    from playwarden.features.listening.service import Listening
    from playwarden.features.matching.pastes import Pastes
    from playwarden.features.matching.review import Review
    from playwarden.features.matching.searching import Searching
    from playwarden.features.matching.service import Matching
    from playwarden.features.protection.service import Guard
    from playwarden.features.runs.pending import PendingProposals
    from playwarden.features.runs.service import Runs
    from playwarden.features.shaping.service import Shaping
    from playwarden.features.tags.service import Tags
    from playwarden.features.views.service import Views


@dataclass(frozen=True)
class Tending(LettingIn):
    """What tends playlists, beside what changes them."""

    settings: Settings

    @property
    def target(self) -> "Target":
        raise NotImplementedError

    @property
    def sources(self) -> "Sources":
        raise NotImplementedError

    @property
    def quota(self) -> "Quota":
        raise NotImplementedError

    @property
    def runs(self) -> "Runs":
        raise NotImplementedError

    @cached_property
    def guard(self) -> "Guard":
        from playwarden.domain.protection.acting import Caps
        from playwarden.features.protection.service import Guard

        return Guard(
            self.database,
            self.runs,
            self.target,
            self.quota,
            self.clock,
            self.ids,
            every=timedelta(minutes=self.settings.protect_minutes),
            caps=Caps(self.settings.protect_playlist_cap, self.settings.protect_account_cap),
        )

    @cached_property
    def listening(self) -> "Listening":
        from playwarden.features.listening.service import Listening

        return Listening(self.database, self.sources, self.clock, self.ids)

    @cached_property
    def proposals(self) -> "PendingProposals":
        from playwarden.features.runs.pending import PendingProposals

        return PendingProposals(self.clock)

    @cached_property
    def shaping(self) -> "Shaping":
        from playwarden.features.shaping.repository import ShapingRepository
        from playwarden.features.shaping.service import Shaping
        from playwarden.features.wishes.pictures import jpeg

        return Shaping(self.runs, ShapingRepository(self.database), self.clock, self.ids, jpeg)

    @cached_property
    def tags(self) -> "Tags":
        from playwarden.features.tags.service import Tags

        return Tags(self.database, self.clock, self.ids)

    @cached_property
    def views(self) -> "Views":
        from playwarden.features.views.service import Views

        return Views(self.database, self.clock, self.ids)

    @cached_property
    def gallery(self) -> "Gallery":
        from playwarden.features.library.gallery import Gallery

        return Gallery(self.database, self.target, self.clock, self.settings.data_dir / "covers")

    @cached_property
    def finding(self) -> "Finding":
        from playwarden.features.library.finding import Finding

        return Finding(self.database)

    @cached_property
    def holders(self) -> "Holders":
        from playwarden.features.library.holders import Holders

        return Holders(self.database)

    @cached_property
    def data_sets(self) -> "DataSets":
        from playwarden.features.labels.sets import DataSets

        return DataSets(self.database, self.clock, self.ids)

    @cached_property
    def incoming(self) -> "Incoming":
        from playwarden.features.labels.incoming import INCOMING, Incoming

        return Incoming(self.settings.data_dir / INCOMING)

    @cached_property
    def pairing(self) -> "Pairing":
        from playwarden.features.labels.pairing import Pairing

        return Pairing(self.database, self.jobs, self.clock)

    @cached_property
    def coverage(self) -> "Coverage":
        from playwarden.features.labels.coverage import Coverage

        return Coverage(self.database)

    @cached_property
    def labels(self) -> "Labels":
        from playwarden.features.labels.service import Labels

        return Labels(self.database, self.clock)

    @property
    def jobs(self) -> "JobBook":
        raise NotImplementedError

    @cached_property
    def pastes(self) -> "Pastes":
        from playwarden.features.matching.pastes import Pastes

        return Pastes(self.database, self.quota, self.clock, self.ids)

    @cached_property
    def review(self) -> "Review":
        from playwarden.features.matching.review import Review

        return Review(self.database, self.clock, self.ids)

    @cached_property
    def searching(self) -> "Searching":
        from playwarden.features.matching.searching import Searching

        return Searching(self.database, self.target, self.clock)

    @cached_property
    def matching(self) -> "Matching":
        from playwarden.features.matching.service import Matching

        return Matching(self.database, self.pastes, self.review, self.jobs, self.clock)

    def expire_pastes(self) -> None:
        """Takes away pastes that were left alone for a month."""
        self.pastes.expire()

    @cached_property
    def blocklist(self) -> "Blocklist":
        from playwarden.features.labels.blocking import Blocklist

        return Blocklist(self.database, self.clock)

"""The part of the container about playlists as a whole, made when it is first wanted."""

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from playwarden.config import Settings
from playwarden.kit.loading import made_once
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

    @made_once
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

    @made_once
    def listening(self) -> "Listening":
        from playwarden.features.listening.service import Listening

        return Listening(self.database, self.sources, self.clock, self.ids)

    @made_once
    def proposals(self) -> "PendingProposals":
        from playwarden.features.runs.pending import PendingProposals

        return PendingProposals(self.clock)

    @made_once
    def shaping(self) -> "Shaping":
        from playwarden.features.shaping.repository import ShapingRepository
        from playwarden.features.shaping.service import Shaping
        from playwarden.features.wishes.pictures import jpeg

        return Shaping(self.runs, ShapingRepository(self.database), self.clock, self.ids, jpeg)

    @made_once
    def tags(self) -> "Tags":
        from playwarden.features.tags.service import Tags

        return Tags(self.database, self.clock, self.ids)

    @made_once
    def views(self) -> "Views":
        from playwarden.features.views.service import Views

        return Views(self.database, self.clock, self.ids)

    @made_once
    def gallery(self) -> "Gallery":
        from playwarden.features.library.gallery import Gallery

        return Gallery(self.database, self.target, self.clock, self.settings.data_dir / "covers")

    @made_once
    def finding(self) -> "Finding":
        from playwarden.features.library.finding import Finding

        return Finding(self.database)

    @made_once
    def holders(self) -> "Holders":
        from playwarden.features.library.holders import Holders

        return Holders(self.database)

    @made_once
    def data_sets(self) -> "DataSets":
        from playwarden.features.labels.sets import DataSets

        return DataSets(self.database, self.clock, self.ids)

    @made_once
    def incoming(self) -> "Incoming":
        from playwarden.features.labels.incoming import INCOMING, Incoming

        return Incoming(self.settings.data_dir / INCOMING)

    @made_once
    def pairing(self) -> "Pairing":
        from playwarden.features.labels.pairing import Pairing

        return Pairing(self.database, self.jobs, self.clock)

    @made_once
    def coverage(self) -> "Coverage":
        from playwarden.features.labels.coverage import Coverage

        return Coverage(self.database)

    @made_once
    def labels(self) -> "Labels":
        from playwarden.features.labels.service import Labels

        return Labels(self.database, self.clock)

    @property
    def jobs(self) -> "JobBook":
        raise NotImplementedError

    @made_once
    def pastes(self) -> "Pastes":
        from playwarden.features.matching.pastes import Pastes

        return Pastes(self.database, self.quota, self.clock, self.ids)

    @made_once
    def review(self) -> "Review":
        from playwarden.features.matching.review import Review

        return Review(self.database, self.clock, self.ids)

    @made_once
    def searching(self) -> "Searching":
        from playwarden.features.matching.searching import Searching

        return Searching(self.database, self.target, self.clock)

    @made_once
    def matching(self) -> "Matching":
        from playwarden.features.matching.service import Matching

        return Matching(self.database, self.pastes, self.review, self.jobs, self.clock)

    def expire_pastes(self) -> None:
        """Takes away pastes that were left alone for a month."""
        self.pastes.expire()

    @made_once
    def blocklist(self) -> "Blocklist":
        from playwarden.features.labels.blocking import Blocklist

        return Blocklist(self.database, self.clock)

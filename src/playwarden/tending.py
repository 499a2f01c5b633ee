"""The part of the container about playlists as a whole, made when it is first wanted."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from playwarden.config import Settings
from playwarden.letting_in import LettingIn

if TYPE_CHECKING:
    from playwarden.engine.ports.quota import Quota
    from playwarden.engine.ports.sources import Sources
    from playwarden.engine.ports.target import Target
    from playwarden.features.library.finding import Finding
    from playwarden.features.library.gallery import Gallery
    from playwarden.features.library.holders import Holders
    from playwarden.features.listening.service import Listening
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

"""The part of the container about rule sets, made when it is first wanted."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from playwarden.kit.loading import made_once
from playwarden.letting_in import LettingIn

if TYPE_CHECKING:
    from playwarden.engine.ports.quota import Quota
    from playwarden.engine.ports.sources import Sources
    from playwarden.features.folders.service import Folders
    from playwarden.features.folders.writing import Writing
    from playwarden.features.library.questions import Questions
    from playwarden.features.rules.costing import Costing
    from playwarden.features.rules.gathering import Gathering
    from playwarden.features.rules.previewing import Previews
    from playwarden.features.rules.refreshing import Refreshing
    from playwarden.features.rules.service import Rules
    from playwarden.features.rules.templating import Templates
    from playwarden.features.rules.times import RuleTimes
    from playwarden.features.runs.service import Runs
    from playwarden.features.schedules.service import Schedules
    from playwarden.features.tracks.service import Tracks
    from playwarden.features.wishes.service import Wishes


@dataclass(frozen=True)
class Ruling(LettingIn):
    """Keeps rule sets, works them out, and brings their playlists to it."""

    @property
    def sources(self) -> "Sources":
        raise NotImplementedError

    @property
    def quota(self) -> "Quota":
        raise NotImplementedError

    @property
    def runs(self) -> "Runs":
        raise NotImplementedError

    @property
    def schedules(self) -> "Schedules":
        raise NotImplementedError

    @property
    def tracks(self) -> "Tracks":
        raise NotImplementedError

    @property
    def wishes(self) -> "Wishes":
        raise NotImplementedError

    @property
    def questions(self) -> "Questions":
        raise NotImplementedError

    @made_once
    def rules(self) -> "Rules":
        from playwarden.features.rules.service import Rules

        return Rules(self.database, self.clock, self.ids)

    @made_once
    def gathering(self) -> "Gathering":
        from playwarden.features.rules.gathering import Gathering

        return Gathering(self.database, self.runs, self.sources, self.tracks, self.quota, self.clock)

    @made_once
    def refreshing(self) -> "Refreshing":
        from playwarden.features.rules.refreshing import Refreshing

        return Refreshing(self.database, self.runs, self.gathering, self.clock, self.ids)

    def settle_rules(self) -> None:
        """Writes down what came of refreshes whose runs have ended."""
        self.refreshing.settle()

    @made_once
    def rule_times(self) -> "RuleTimes":
        from playwarden.features.rules.times import RuleTimes

        return RuleTimes(self.schedules, self.database, self.clock, self.ids)

    @made_once
    def previews(self) -> "Previews":
        from playwarden.features.rules.previewing import Previews

        return Previews(self.database, self.runs, self.gathering, self.clock)

    @made_once
    def costing(self) -> "Costing":
        from playwarden.features.rules.costing import Costing

        return Costing(self.database, self.clock)

    @made_once
    def templates(self) -> "Templates":
        from playwarden.features.rules.templating import Templates

        return Templates(self.database, self.rules, self.refreshing, self.previews, self.costing, self.clock, self.ids)

    @made_once
    def folders(self) -> "Folders":
        from playwarden.features.folders.service import Folders

        return Folders(
            self.database,
            self.rules,
            self.rule_times,
            self.gathering,
            self.costing,
            self.wishes,
            self.questions.writer,
        )

    @made_once
    def folder_writing(self) -> "Writing":
        from playwarden.features.folders.writing import Writing

        return Writing(self.database, self.rule_times)

"""The part of the container that writes playlists as files and reads them back, made when it is first wanted."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from playwarden.config import Settings
from playwarden.kit.loading import made_once
from playwarden.letting_in import LettingIn

if TYPE_CHECKING:
    from playwarden.features.exchange.service import Exchange
    from playwarden.features.exchange.shelf import Shelf
    from playwarden.features.library.questions import Questions
    from playwarden.features.matching.service import Matching
    from playwarden.features.placements.service import Placements
    from playwarden.features.runs.service import Runs


@dataclass(frozen=True)
class Exchanging(LettingIn):
    """Exports and imports."""

    settings: Settings

    @property
    def questions(self) -> "Questions":
        raise NotImplementedError

    @property
    def runs(self) -> "Runs":
        raise NotImplementedError

    @property
    def placements(self) -> "Placements":
        raise NotImplementedError

    @property
    def matching(self) -> "Matching":
        raise NotImplementedError

    @made_once
    def exchange(self) -> "Exchange":
        from playwarden.features.bulk.repository import BulkRepository
        from playwarden.features.exchange.finding import KnownTracks
        from playwarden.features.exchange.gathering import Gathering
        from playwarden.features.exchange.reading import FileReading
        from playwarden.features.exchange.service import Exchange

        gathering = Gathering(self.database)
        return Exchange(
            gathering,
            FileReading(gathering, KnownTracks(self.database)),
            BulkRepository(self.database),
            self.runs,
            self.placements,
            self.clock,
            self.ids,
            find=self.questions.find,
            writer=self.questions.writer,
            decide=lambda wanted, uri, actor: self.matching.decide(wanted, uri, actor=actor),
        )

    @made_once
    def exports(self) -> "Shelf":
        from playwarden.features.exchange.shelf import EXPORTS, Shelf

        return Shelf(self.settings.data_dir / EXPORTS)

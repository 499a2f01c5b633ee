"""The local catalogue as the wishes ask it."""

from collections.abc import Sequence

from playwarden.domain.catalogue import Track
from playwarden.kit.clock import Clock
from playwarden.store import catalogue
from playwarden.store.database import Database


class WishesCatalogue:
    """Implements `items.Catalogue` over the database."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def find(self, names: Sequence[tuple[str, str]]) -> list[tuple[Track, ...]]:
        with self._database.read() as session:
            return catalogue.find_tracks(session, [(title, artist) for artist, title in names])

    def remember(self, tracks: Sequence[Track]) -> None:
        with self._database.write() as session:
            catalogue.remember_tracks(session, tracks, self._clock.now())

"""What shaping playlists reads of the database."""

from collections.abc import Iterable

from playwarden.domain.catalogue import Track
from playwarden.engine.ports.library import Mirrored
from playwarden.kit.errors import NotFound
from playwarden.kit.ids import PlaylistId
from playwarden.store import catalogue, library
from playwarden.store.database import Database
from playwarden.store.models.library import Picture, Playlist


class ShapingRepository:
    """Queries of this slice; each method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def mirrored(self, playlist_id: PlaylistId) -> Mirrored:
        """Raises NotFound."""
        with self._database.read() as session:
            held = library.mirrored(session, playlist_id)
        if held is None:
            raise NotFound(f"The playlist {playlist_id} is not mirrored here.", "`playwarden sync` looks at all lists.")
        return held

    def name(self, playlist_id: PlaylistId) -> str:
        """What it is called; its id where it is not known."""
        with self._database.read() as session:
            row = session.get(Playlist, playlist_id)
            return row.name if row else playlist_id

    def custom_cover(self, playlist_id: PlaylistId) -> bytes | None:
        """The picture that somebody set, where it is held here; a mosaic of Spotify's is none."""
        with self._database.read() as session:
            row = session.get(Playlist, playlist_id)
            if row is None or not row.cover_custom or row.cover_sha256 is None:
                return None
            held = session.get(Picture, row.cover_sha256)
            return held.body if held else None

    def tracks(self, uris: Iterable[str]) -> dict[str, Track]:
        """What the catalogue knows, by URI."""
        with self._database.read() as session:
            return {track.uri: track for track in catalogue.tracks(session, sorted(set(uris)))}

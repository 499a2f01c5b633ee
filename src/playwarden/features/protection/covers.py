"""Covers that are to be held: fetched from where Spotify keeps pictures, which is no call to the API."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from playwarden.domain.protection.preferred import Preferred
from playwarden.engine.ports.target import Target
from playwarden.features.protection import book
from playwarden.features.protection.repository import PROTECTION
from playwarden.features.protection.seeing import MOST_PICTURE, PICTURES
from playwarden.kit.behalf import shared
from playwarden.kit.clock import Clock
from playwarden.kit.errors import PlaywardenError
from playwarden.kit.ids import IdSource, PlaylistId
from playwarden.kit.pictures import look_at
from playwarden.store.covers import settle_cover
from playwarden.store.database import Database
from playwarden.store.models import protection as rows
from playwarden.store.models.library import Playlist
from playwarden.store.pictures import keep_picture
from playwarden.store.upsert import portions

Tell = Callable[[str], None]
AT_ONCE = 40
"""Pictures that one look takes up at most, of those that could not be had when their playlist was protected."""


class CoverFetching:
    """Fetches pictures of covers and keeps them. No database transaction is open meanwhile."""

    def __init__(self, database: Database, target: Target, clock: Clock, ids: IdSource) -> None:
        self._database = database
        self._target = target
        self._clock = clock
        self._ids = ids

    def fetch(self, playlist_ids: Sequence[PlaylistId], tell: Tell = lambda _: None) -> None:
        """Fetches the covers of these playlists whose pictures are not here yet, as far as they can be had."""
        wanted: list[tuple[str, str]] = []
        with self._database.read() as session:
            for some in portions(sorted(set(playlist_ids))):
                query = select(Playlist.id, Playlist.cover_url).where(
                    Playlist.id.in_(some), Playlist.cover_url.is_not(None), Playlist.cover_sha256.is_(None)
                )
                wanted += [(key, url) for key, url in session.execute(query) if url is not None]
        if not wanted:
            return
        with ThreadPoolExecutor(min(PICTURES, len(wanted)), thread_name_prefix="covers") as pool:
            bodies = pool.map(shared(self.picture), [url for _, url in wanted])
            for number, ((key, url), body) in enumerate(zip(wanted, bodies, strict=True), 1):
                tell(f"fetching covers: {number} of {len(wanted)}")
                if body is not None:
                    with self._database.write() as session:
                        settle_cover(session, self._ids, PlaylistId(key), url, body, self._clock.now())

    def picture(self, url: str) -> bytes | None:
        """The picture at `url`; None where it cannot be had."""
        try:
            body = self._target.picture(url)
            if not 0 < len(body) <= MOST_PICTURE:
                return None
            look_at(body)
        except PlaywardenError:
            return None
        return body

    def keep(self, url: str) -> str | None:
        """Keeps the picture at `url`, and answers its SHA-256; None where it cannot be had."""
        body = self.picture(url)
        if body is None:
            return None
        digest = sha256(body).hexdigest()
        with self._database.write() as session:
            keep_picture(session, digest, body)
        return digest

    def take_up(self, now: datetime) -> int:
        """Protects the covers that were still to come and are here now; how many."""
        with self._database.read() as session:
            query = select(rows.Protection.playlist_id).where(rows.Protection.cover_to_come.is_(True))
            waiting = [PlaylistId(one) for one in session.scalars(query.limit(AT_ONCE))]
        if not waiting:
            return 0
        self.fetch(waiting)
        taken = 0
        with self._database.write() as session:
            for playlist_id in waiting:
                row, playlist = session.get(rows.Protection, playlist_id), session.get(Playlist, playlist_id)
                if row is None or playlist is None or not row.cover_to_come:
                    continue
                if playlist.cover_url is None or playlist.cover_custom is False:
                    row.cover_to_come = False  # somebody took it off meanwhile: there is none to be held
                elif playlist.cover_sha256 is not None:
                    row.cover_to_come = False
                    taken += self._take(session, row, playlist.cover_sha256, now)
        return taken

    def _take(self, session: Session, row: rows.Protection, sha256: str, now: datetime) -> bool:
        wanted = Preferred.from_document(row.preferred)
        if wanted.cover is not None:
            return False
        why = "The picture of its cover is here now."
        book.prefer(session, row, replace(wanted, cover=sha256), actor=PROTECTION, why=why, now=now)
        return True

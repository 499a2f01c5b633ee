"""Covers of own playlists: fetched when their URL changed, without a call to the API, and kept by hash."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from playwarden.engine.ports.target import Target
from playwarden.features.library.reports import Progress
from playwarden.features.library.repository import UnsettledCover, unsettled_covers
from playwarden.kit.clock import Clock
from playwarden.kit.errors import InputError, PlaywardenError
from playwarden.kit.ids import IdSource
from playwarden.store.covers import settle_cover
from playwarden.store.database import Database

THREADS = 4
RETRY = timedelta(hours=6)
"""The picture's host may have had trouble; it is no API call, so trying again costs little."""
MOST_BYTES = 4 * 1024 * 1024
"""Spotify's own are below 300 KB."""


class Covers:
    """Settles covers. One that could not be fetched is tried again after RETRY."""

    def __init__(self, database: Database, target: Target, clock: Clock, ids: IdSource) -> None:
        self._database = database
        self._target = target
        self._clock = clock
        self._ids = ids
        self._failed: dict[str, datetime] = {}
        self._lock = threading.Lock()

    def settle(self, most: int, progress: Progress) -> int:
        """Fetches at most `most` pictures whose URL is new, and returns how many covers changed."""
        with self._lock:
            now = self._clock.now()
            self._failed = {url: at for url, at in self._failed.items() if now - at < RETRY}
            with self._database.read() as session:
                found = unsettled_covers(session, limit=most + len(self._failed))
            unsettled = [cover for cover in found if cover.url not in self._failed][:most]
            if not unsettled:
                return 0
            progress("looking at covers", 0, len(unsettled))
            changed = 0
            with ThreadPoolExecutor(min(THREADS, len(unsettled)), thread_name_prefix="covers") as pool:
                for done, (cover, body) in enumerate(zip(unsettled, pool.map(self._fetch, unsettled), strict=True), 1):
                    changed += body is not None and self._keep(cover, body)
                    progress("looking at covers", done, len(unsettled))
            return changed

    def _fetch(self, cover: UnsettledCover) -> bytes | None:
        """None for what could not be had: a cover is no reason for a look at the library to fail."""
        try:
            body = self._target.picture(cover.url)
        except PlaywardenError:
            body = b""
        if not 0 < len(body) <= MOST_BYTES:
            self._failed[cover.url] = self._clock.now()
            return None
        return body

    def _keep(self, cover: UnsettledCover, body: bytes) -> bool:
        try:
            with self._database.write() as session:
                return settle_cover(session, self._ids, cover.playlist_id, cover.url, body, self._clock.now())
        except InputError:
            self._failed[cover.url] = self._clock.now()
            return False

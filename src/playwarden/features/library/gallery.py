"""Covers as the pages show them: fetched once when somebody looks, kept in the data folder within a bound."""

import os
import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Literal

from playwarden.domain.playlist import Cover
from playwarden.engine.ports.target import Target
from playwarden.features.library.tiles import tile
from playwarden.kit.clock import Clock
from playwarden.kit.errors import InputError, PlaywardenError
from playwarden.kit.ids import PlaylistId
from playwarden.kit.pictures import look_at, shrunk
from playwarden.store.database import Database
from playwarden.store.models.catalogue import Album
from playwarden.store.models.library import Picture, Playlist

Size = Literal["small", "full"]
SMALL = 160
"""Pixels of the longest side of a small one: sharp at 80 on a screen that doubles them."""
MOST_BYTES = 256 * 1024 * 1024
"""Of all that is kept on disk; the oldest go first."""
MOST_PICTURE = 4 * 1024 * 1024
AT_ONCE = 6
"""Fetches under way at most: who comes later waits WAIT seconds and gets a tile."""
WAIT = 3.0
RETRY = 600.0
"""Seconds after which a picture that could not be had is asked for again."""
MOST_FAILED = 5_000


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture to be sent: its bytes, type and tag. `drawn`: it is a tile, the cover is unknown or cannot be had."""

    body: bytes
    media_type: str
    tag: str
    drawn: bool = False


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What is asked for: the name a tile is drawn from, the address at Spotify, the digest of the picture we hold."""

    name: str
    url: str | None
    sha256: str | None = None


class Gallery:
    """Thread-safe. No call to the API: pictures lie on hosts of their own."""

    def __init__(self, database: Database, target: Target, clock: Clock, folder: Path) -> None:
        self._database = database
        self._target = target
        self._clock = clock
        self._shelf = _Shelf(folder)
        self._turns = threading.BoundedSemaphore(AT_ONCE)
        self._failed: OrderedDict[str, float] = OrderedDict()
        self._lock = threading.Lock()
        self._under_way: dict[str, threading.Lock] = {}

    def playlist(self, playlist_id: PlaylistId, size: Size) -> Shown:
        """The cover of a mirrored playlist; one that is not there has a tile."""
        with self._database.read() as session:
            row = session.get(Playlist, playlist_id)
            wanted = _Wanted(row.name, row.cover_url, row.cover_sha256) if row else _Wanted(playlist_id, None)
        return self._shown(wanted, size)

    def once(self, name: str, cover: Cover | None, size: Size) -> Shown:
        """A cover that a playlist had, as far as it was kept or Spotify still serves it; else a tile."""
        return self._shown(_Wanted(name, cover.url, cover.sha256) if cover else _Wanted(name, None), size)

    def album(self, album_id: str, size: Size) -> Shown:
        """The cover of an album of the catalogue; one that is not known has a tile."""
        with self._database.read() as session:
            row = session.get(Album, album_id)
            wanted = _Wanted(row.name, row.cover_url) if row else _Wanted(album_id, None)
        return self._shown(wanted, size)

    def _shown(self, wanted: _Wanted, size: Size) -> Shown:
        key = picture_key(wanted.url, wanted.sha256)
        if key is None:
            return _drawn(wanted.name)
        body = self._shelf.get(f"{key}-{size}")
        if body is None:
            whole = self._whole(wanted, key)
            body = whole if whole is None or size == "full" else self._small(whole, key)
        if body is None:
            return _drawn(wanted.name)
        return Shown(body, media_type_of(body), f"{key}-{size}")

    def _whole(self, wanted: _Wanted, key: str) -> bytes | None:
        """The picture as it came; None: it cannot be had now."""
        with self._alone(key):
            body = self._shelf.get(f"{key}-full")
            if body is not None:
                return body
            body = self._held(wanted.sha256)
            if body is None and wanted.url is not None and not self._failed_lately(key):
                body = self._fetched(wanted.url, key)
            if body is not None:
                self._shelf.put(f"{key}-full", body)
            return body

    def _held(self, digest: str | None) -> bytes | None:
        if digest is None:
            return None
        with self._database.read() as session:
            row = session.get(Picture, digest)
            return row.body if row else None

    def _fetched(self, url: str, key: str) -> bytes | None:
        if not self._turns.acquire(timeout=WAIT):
            return None
        try:
            body = self._target.picture(url)
            if not 0 < len(body) <= MOST_PICTURE:
                raise InputError("This is no picture that can be opened.")
            look_at(body)
        except PlaywardenError:
            with self._lock:
                self._failed[key] = self._clock.now().timestamp()
                while len(self._failed) > MOST_FAILED:
                    self._failed.popitem(last=False)
            return None
        finally:
            self._turns.release()
        return body

    def _small(self, whole: bytes, key: str) -> bytes | None:
        try:
            body = shrunk(whole, SMALL)
        except InputError:
            return None
        self._shelf.put(f"{key}-small", body)
        return body

    def _failed_lately(self, key: str) -> bool:
        with self._lock:
            at = self._failed.get(key)
        return at is not None and 0 <= self._clock.now().timestamp() - at < RETRY

    @contextmanager
    def _alone(self, key: str) -> Iterator[None]:
        """One at a time for one picture: a page that shows it twice fetches it once."""
        with self._lock:
            turn = self._under_way.setdefault(key, threading.Lock())
        try:
            with turn:
                yield
        finally:
            with self._lock:
                if not turn.locked():
                    self._under_way.pop(key, None)


class _Shelf:
    """Files in one folder, together within MOST_BYTES; losing them costs another fetch, so errors of the disk are no
    reason to show nothing.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._bytes: int | None = None

    def get(self, name: str) -> bytes | None:
        try:
            return (self._folder / name).read_bytes()
        except OSError:
            return None

    def put(self, name: str, body: bytes) -> None:
        path = self._folder / name
        # A name of its own until it is whole: nobody reads half a picture.
        half = path.with_name(f".{name}.{os.getpid()}.{threading.get_ident()}")
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            half.write_bytes(body)
            half.replace(path)
            self._make_room(len(body))
        except OSError:
            half.unlink(missing_ok=True)

    def _make_room(self, added: int) -> None:
        with self._lock:
            if self._bytes is not None and self._bytes + added <= MOST_BYTES:
                self._bytes += added
                return
            files = sorted(
                (entry.stat().st_mtime, entry.stat().st_size, entry.path) for entry in os.scandir(self._folder)
            )
            whole = sum(size for _, size, _ in files)
            for _, size, path in files:
                if whole <= MOST_BYTES * 9 // 10:
                    break
                Path(path).unlink(missing_ok=True)
                whole -= size
            self._bytes = whole


def picture_key(url: str | None, digest: str | None = None) -> str | None:
    """What a cover is called here: another picture has another key. None: no cover is known."""
    if digest is not None:
        return digest[:32]
    return sha256(url.encode()).hexdigest()[:32] if url else None


def media_type_of(body: bytes) -> str:
    """By its first bytes; only what `look_at` opened comes here."""
    if body.startswith(b"\x89PNG"):
        return "image/png"
    if body.startswith(b"GIF8"):
        return "image/gif"
    return "image/webp" if body[8:12] == b"WEBP" else "image/jpeg"


def _drawn(name: str) -> Shown:
    body = tile(name).encode()
    return Shown(body, "image/svg+xml", f"tile-{sha256(body).hexdigest()[:24]}", drawn=True)

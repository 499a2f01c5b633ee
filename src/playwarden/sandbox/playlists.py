"""A playlist with its past: what it is, and what the lagging service shows of it."""

import base64
import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from playwarden.sandbox.settings import Quirks

MOST_ENTRIES = 10_000
MOST_PLAYLISTS = 11_000
_KEPT_REVISIONS = 60
LOCAL = "spotify:local:"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a playlist; `uri` None when the item is gone from the catalogue. `added_at` in seconds since 1970."""

    uri: str | None
    added_at: int
    added_by: str

    @property
    def is_local(self) -> bool:
        return self.uri is not None and self.uri.startswith(LOCAL)


@dataclass(frozen=True, slots=True)
class Details:
    """`cover` is the key of a custom cover, None where the mosaic shows. `description` is as its owner wrote it."""

    name: str
    description: str
    public: bool = True
    collaborative: bool = False
    cover: str | None = None


class Content:
    """The entries of a playlist, drawn when somebody looks; the total and the first few are known without."""

    __slots__ = ("_draw", "_entries", "_head", "total")

    def __init__(
        self, entries: tuple[Entry, ...] | None = None, *, total: int = 0, draw: Callable[[], Iterable[Entry]] = tuple
    ) -> None:
        self._entries = entries
        self._draw = draw
        self._head: tuple[str, ...] | None = None
        self.total = total if entries is None else len(entries)

    def entries(self) -> tuple[Entry, ...]:
        """All entries in order."""
        if self._entries is None:
            self._entries = tuple(self._draw())
        return self._entries

    def mosaic(self, album_of: Callable[[str], str | None]) -> tuple[str, ...]:
        """The ids of the first four different albums; only the first when there are fewer than four."""
        if self._head is None:
            albums: list[str] = []
            for entry in self._entries if self._entries is not None else self._draw():
                album = album_of(entry.uri) if entry.uri else None
                if album and album not in albums:
                    albums.append(album)
                    if len(albums) == 4:
                        break
            self._head = tuple(albums) if len(albums) == 4 else tuple(albums[:1])
        return self._head


@dataclass(frozen=True, slots=True)
class Revision:
    """One state of a playlist, true from `at` on; `sequence` orders all writes of the sandbox."""

    at: float
    sequence: int
    details: Details
    content: Content
    snapshot_id: str


class Playlist:
    """A playlist: revisions, newest last. Writes always act on the newest; reads may show an older one."""

    __slots__ = ("_key", "_revisions", "_settled", "created_at", "followers", "id", "number", "owner", "pending_covers")

    def __init__(
        self,
        playlist_id: str,
        owner: str,
        key: str,
        details: Details,
        content: Content,
        at: float,
        *,
        number: int = 1,
    ) -> None:
        """`number` counts its revisions up to this one."""
        self.id = playlist_id
        self.owner = owner
        self.created_at = at
        self.followers: set[str] = set()
        self.pending_covers: list[tuple[float, int, str]] = []
        """(appears at, sequence, cover key), oldest first."""
        self._key = key
        self.number = number
        self._settled = False
        self._revisions = [Revision(at, 0, details, content, self._snapshot("new"))]

    @property
    def uri(self) -> str:
        return "spotify:playlist:" + self.id

    @property
    def newest(self) -> Revision:
        """What the playlist is."""
        return self._revisions[-1]

    @property
    def entries(self) -> tuple[Entry, ...]:
        """What it holds."""
        return self._revisions[-1].content.entries()

    @property
    def touched(self) -> bool:
        """Whether anything was ever written to it."""
        return self.number > 1

    def revise(
        self, at: float, sequence: int, *, details: Details | None = None, entries: Iterable[Entry] | None = None
    ) -> str:
        """Writes a new revision and answers its snapshot id; without changes only the snapshot id is new."""
        last = self.newest
        self.number += 1
        content = last.content if entries is None else Content(tuple(entries))
        self._revisions.append(Revision(at, sequence, details or last.details, content, self._snapshot("new")))
        self._settled = False
        if len(self._revisions) > _KEPT_REVISIONS:
            del self._revisions[: len(self._revisions) - _KEPT_REVISIONS]
        return self.newest.snapshot_id

    def seen(self, now: float, lag: float, settled: int) -> Revision:
        """The newest revision older than `lag` seconds; whatever was written up to sequence `settled` counts as old."""
        if self._settled or lag <= 0:
            return self.newest
        for revision in reversed(self._revisions):
            if revision.sequence <= settled or revision.at + lag <= now:
                return revision
        return self._revisions[0]

    def settle(self, now: float, lag: float, settled: int) -> bool:
        """Forgets the past once nobody can see it any more; says whether the playlist is at rest."""
        if not self._settled and not self.pending_covers:
            newest = self.newest
            if newest.sequence <= settled or newest.at + lag <= now:
                del self._revisions[:-1]
                self._settled = True
        return self._settled

    def seen_snapshot(self, now: float, quirks: Quirks, settled: int, *, behind: float = 0.0) -> str:
        """The snapshot id that shows: old, then an intermediate one, then the new; `behind` is added to the lag."""
        old = self.seen(now, behind + quirks.snapshot_lag, settled)
        half = self.seen(now, behind + quirks.snapshot_lag / 3, settled)
        same = half.snapshot_id == old.snapshot_id or old.snapshot_id == self.newest.snapshot_id
        return old.snapshot_id if same else self._snapshot("interim", half.snapshot_id)

    def take_in_covers(self, now: float, settled: int) -> list[float]:
        """Lets uploads appear whose time has come, each at its moment, under the snapshot id that the upload made;
        the moments."""
        arrived = []
        while self.pending_covers and (self.pending_covers[0][0] <= now or self.pending_covers[0][1] <= settled):
            at, sequence, cover = self.pending_covers.pop(0)
            arrived.append(min(at, now))
            self._put_cover(arrived[-1], sequence, cover)
        return arrived

    def _put_cover(self, at: float, sequence: int, cover: str) -> None:
        """A state of its own from `at` on; what was written since shows it too."""
        earlier = [each for each in self._revisions if each.at <= at] or self._revisions[:1]
        later = self._revisions[len(earlier) :]
        last = earlier[-1]
        there = replace(last, at=at, sequence=max(sequence, last.sequence), details=replace(last.details, cover=cover))
        since = [replace(each, details=replace(each.details, cover=cover)) for each in later]
        self._revisions = [*earlier, there, *since]
        self._settled = False

    def _snapshot(self, *parts: str) -> str:
        digest = hashlib.sha256(":".join((self._key, self.id, str(self.number), *parts)).encode()).digest()
        return base64.b64encode(self.number.to_bytes(4, "big") + digest[:20]).decode()

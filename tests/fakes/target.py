"""Several accounts with lists of their own behind the target port, in memory: what mirroring needs of Spotify.

`tests.fakes.spotify` is about writing one account's playlists; this one is about looking at many.
"""

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import takewhile

from playwarden.domain.calls import Caller, Forecast, Lane, Need, Spread
from playwarden.domain.catalogue import Album, Artist, Track
from playwarden.domain.library import Head
from playwarden.domain.operations import Operation
from playwarden.domain.playlist import Entry
from playwarden.domain.quota import UNLIMITED
from playwarden.engine.ports.quota import BucketUse, GroupUse
from playwarden.engine.ports.target import FIRST_PAGE, PAGE, HeadsPage, ItemsPage, Performed, PlayablePage, Reading
from playwarden.kit.clock import Clock
from playwarden.kit.errors import RateLimited, SpotifyNotFound, SpotifyRefused, SpotifyUnavailable
from playwarden.kit.ids import AccountId, PlaylistId, RunId

ADDED = datetime(2026, 10, 1, tzinfo=UTC)


@dataclass
class Kept:
    """A playlist as the imitation keeps it."""

    head: Head
    entries: tuple[Entry, ...]


@dataclass
class FakeTarget:
    """`hook` is told of every call (its number from 1, its name, the account) before it is answered; it may raise or
    edit. `clock` dates the calls for `FakeQuota`.
    """

    clock: Clock
    kept: dict[PlaylistId, Kept] = field(default_factory=dict)
    users: dict[AccountId, str] = field(default_factory=dict)
    lists: dict[AccountId, list[PlaylistId]] = field(default_factory=dict)
    pictures: dict[str, bytes] = field(default_factory=dict)
    hook: Callable[[int, str, AccountId], None] = lambda number, name, account: None
    shown_as: dict[PlaylistId, Head] = field(default_factory=dict)
    """What list pages show instead of the truth."""
    log: list[tuple[datetime, str, Lane]] = field(default_factory=list)
    fetched: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def account(self, account: str, user: str) -> AccountId:
        """Makes an account with an empty list."""
        self.users[AccountId(account)], self.lists[AccountId(account)] = user, []
        return AccountId(account)

    def put(
        self, account: AccountId, playlist_id: str, size: int = 3, *, name: str = "", owner: str = "", **head: object
    ) -> PlaylistId:
        """A playlist in an account's list, its own unless `owner` says otherwise."""
        key = PlaylistId(playlist_id)
        made = Head(
            id=key,
            name=name or f"Mix {playlist_id}",
            owner_id=owner or self.users[account],
            owner_name=(owner or self.users[account]).title(),
            snapshot_id=f"{playlist_id}-1",
            total=size,
            description="About it",
            public=False,
        )
        entries = tuple(
            Entry(f"spotify:track:{playlist_id}{n}", ADDED + timedelta(minutes=n), made.owner_id) for n in range(size)
        )
        self.kept[key] = Kept(replace(made, **head), entries)  # type: ignore[arg-type]  # fields of Head by name
        self.lists[account].append(key)
        return key

    def follow(self, account: AccountId, playlist_id: PlaylistId) -> None:
        self.lists[account].append(playlist_id)

    def edit(self, playlist_id: PlaylistId, uris: Sequence[str | None] | None = None, **head: object) -> None:
        """Somebody edits in the Spotify app: the items, some details, or nothing but the snapshot id."""
        kept = self.kept[playlist_id]
        if uris is not None:
            dates = {entry.uri: entry for entry in kept.entries}
            kept.entries = tuple(dates.get(uri, Entry(uri, ADDED + timedelta(days=9), "guest")) for uri in uris)
        name, number = kept.head.snapshot_id.rsplit("-", 1)
        changes: dict[str, object] = {"snapshot_id": f"{name}-{int(number) + 1}", "total": len(kept.entries), **head}
        kept.head = replace(kept.head, **changes)  # type: ignore[arg-type]  # fields of Head by name

    def calls(self, name: str = "") -> int:
        """How many calls were made, of one kind or at all."""
        return sum(1 for _, called, _ in self.log if name in ("", called))

    # -- the target

    def heads(self, caller: Caller, *, start: int = 0) -> Iterator[HeadsPage]:
        offset, total = start, start + 1
        while offset < total:
            self._called("heads", caller)
            mine = self.lists[caller.account]
            total = len(mine)
            shown = [self.shown_as.get(key, self.kept[key].head) for key in mine[offset : offset + PAGE]]
            yield HeadsPage(offset, total, tuple(shown))
            offset += PAGE

    def playlist(self, caller: Caller, playlist_id: PlaylistId, *, brief: bool = False) -> Reading:
        self._called("playlist", caller)
        kept = self._kept(playlist_id)
        if not self._readable(caller, kept):
            return Reading(kept.head, None)
        here = kept.entries[:FIRST_PAGE]
        return Reading(kept.head, here, _tracks(here))

    def items(
        self, caller: Caller, playlist_id: PlaylistId, *, offset: int, limit: int = PAGE, brief: bool = False
    ) -> ItemsPage:
        self._called("items", caller)
        kept = self._kept(playlist_id)
        if not self._readable(caller, kept):
            raise SpotifyRefused("Spotify shows the entries to nobody but owner and collaborators.", status=403)
        here = kept.entries[offset : offset + min(limit, PAGE)]
        return ItemsPage(offset, len(kept.entries), here, _tracks(here))

    def perform(
        self, caller: Caller, playlist_id: PlaylistId | None, operation: Operation, *, picture: bytes | None = None
    ) -> Performed:
        raise AssertionError("looking at the library writes nothing")

    def search(self, caller: Caller, *, title: str, artist: str) -> tuple[Track, ...]:
        raise AssertionError("looking at the library searches nothing")

    def search_words(self, caller: Caller, words: str) -> tuple[Track, ...]:
        raise AssertionError("nobody searches here")

    def search_isrc(self, caller: Caller, isrc: str) -> tuple[Track, ...]:
        raise AssertionError("nobody searches here")

    def playable(
        self, caller: Caller, playlist_id: PlaylistId, market: str, *, offset: int, limit: int = PAGE
    ) -> PlayablePage:
        raise AssertionError("nobody asks what can be played here")

    def track(self, caller: Caller, track_id: str) -> Track:
        raise AssertionError("looking at the library asks for no single track")

    def picture(self, url: str) -> bytes:
        self.fetched.append(url)
        if url not in self.pictures:
            raise SpotifyUnavailable("The cover could not be fetched.")
        return self.pictures[url]

    def _called(self, name: str, caller: Caller) -> None:
        with self.lock:
            self.log.append((self.clock.now(), name, caller.lane))
            number = len(self.log)
        self.hook(number, name, caller.account)

    def _kept(self, playlist_id: PlaylistId) -> Kept:
        if playlist_id not in self.kept:
            raise SpotifyNotFound("Spotify knows no such playlist.", status=404)
        return self.kept[playlist_id]

    def _readable(self, caller: Caller, kept: Kept) -> bool:
        return kept.head.owner_id == self.users[caller.account] or kept.head.collaborative


@dataclass
class FakeQuota:
    """A ledger over the calls that `target` was asked, with one ceiling for 24 h and the background lane's half."""

    target: FakeTarget
    ceiling: int | None = None

    def forecast(self, account_id: AccountId, calls: object, lane: Lane) -> Forecast:
        left, now = self._left(lane), self.target.clock.now()
        needed = sum(calls.values()) if isinstance(calls, Mapping) else 0
        if needed <= left:
            return Forecast(needed, left, fits=True, ready_at=now)
        return Forecast(needed, left, fits=False, ready_at=now + timedelta(hours=1))

    def spread(self, needs: Sequence[Need], lane: Lane) -> Spread:
        now, calls = self.target.clock.now(), sum(need.total for need in needs)
        return Spread(now, calls, calls, now, tuple(now for _ in needs))

    def summary(self) -> tuple[GroupUse, ...]:
        lanes = Counter(self._recent())
        total = BucketUse("*", lanes.total(), self.ceiling, learned=False, suspected=False, left=None)
        return (GroupUse("dev", total, (), lanes, {lane: self._left(lane) for lane in Lane}, ()),)

    def spent(self, run_id: RunId) -> dict[str, int]:
        return {}

    def guard(self, _number: int, _name: str, _account: AccountId) -> None:
        """For `FakeTarget.hook`: refuses what the ledger would."""
        lane = self.target.log[-1][2]
        if self.ceiling is not None and self._left(lane) < 0:
            raise RateLimited("No calls are left.", until=self.target.clock.now() + timedelta(hours=1))

    def _left(self, lane: Lane) -> int:
        if self.ceiling is None:
            return UNLIMITED
        share = self.ceiling // 2 if lane is Lane.BACKGROUND else self.ceiling
        return share - len(self._recent())

    def _recent(self) -> list[Lane]:
        """The lanes of the calls of 24 hours, the newest first: the log is in the order of time."""
        since = self.target.clock.now() - timedelta(hours=24)
        return [lane for _, _, lane in takewhile(lambda call: call[0] > since, reversed(self.target.log))]


def _tracks(entries: tuple[Entry, ...]) -> tuple[Track, ...]:
    return tuple(
        Track(
            uri=entry.uri,
            name=f"Song {entry.uri[14:]}",
            artists=(Artist("artist1", "The Band"), Artist("artist2", "A Guest")),
            album=Album("album1", "The Album"),
            duration_ms=180_000,
            isrc=f"XX{entry.uri[14:]}",
        )
        for entry in entries
        if entry.uri is not None
    )

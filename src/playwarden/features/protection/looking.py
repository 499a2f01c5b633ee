"""One look at the protected playlists of each account: list pages, or single reads; accounts side by side."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from time import monotonic

from playwarden.domain.calls import Caller, Lane
from playwarden.domain.library import Head
from playwarden.domain.protection.sweeping import PAGE, Route
from playwarden.engine.ports.target import Target
from playwarden.features.library.lists import believed, list_one, without_blanks
from playwarden.features.library.reports import Watched
from playwarden.kit.behalf import shared
from playwarden.kit.errors import NeedsReconnecting, SpotifyError, SpotifyNotFound, SpotifyRefused
from playwarden.kit.ids import PlaylistId
from playwarden.store.heads import Listing

LANE = Lane.PROTECTION
THREADS = 16
_FAILS = (SpotifyError, NeedsReconnecting)


@dataclass(frozen=True, slots=True)
class Looked:
    """What a look at one account gave. `listing` holds what list pages showed, `singles` what playlists said of
    themselves (None: they are not there). `pages` are the numbers of the list pages that came. `error`: what ended it
    early; `ms` is real time.
    """

    watched: Watched
    listing: Listing
    singles: Mapping[PlaylistId, Head | None] = field(default_factory=dict)
    pages: tuple[int, ...] = ()
    blank: frozenset[PlaylistId] = frozenset()
    """Playlists on pages that showed no description at all."""
    calls: int = 0
    ms: int = 0
    error: SpotifyError | NeedsReconnecting | None = None


def look(target: Target, routes: Sequence[tuple[Watched, Route]]) -> list[Looked]:
    """Looks at every account, each on a thread of its own. One that fails is told, the others go on."""
    if not routes:
        return []
    with ThreadPoolExecutor(min(THREADS, len(routes)), thread_name_prefix="sweep") as pool:
        return list(pool.map(shared(_look_at), [target] * len(routes), *zip(*routes, strict=True)))


def _look_at(target: Target, watched: Watched, route: Route) -> Looked:
    began = monotonic()
    if route.whole:
        listed = list_one(target, watched, LANE)
        heads = listed.listing.heads
        numbers = tuple(range(-(-len(heads) // PAGE)))
        return Looked(
            watched,
            listed.listing,
            pages=numbers,
            blank=_blank(heads),
            calls=listed.calls,
            ms=_since(began),
            error=listed.error,
        )
    caller = Caller(watched.id, LANE)
    found: dict[PlaylistId, Head] = {}
    pages: list[int] = []
    singles: dict[PlaylistId, Head | None] = {}
    calls = 0
    error: SpotifyError | NeedsReconnecting | None = None
    try:
        for number in route.pages:
            page = next(iter(target.heads(caller, start=number * PAGE)))
            calls += 1
            pages.append(number)
            found |= {head.id: head for head in believed(watched, without_blanks(page.heads))}
        for playlist_id in route.singles:
            try:
                singles[playlist_id] = target.playlist(caller, playlist_id, brief=True).head
            except SpotifyNotFound:
                singles[playlist_id] = None
            calls += 1
    except _FAILS as why:
        calls += isinstance(why, SpotifyRefused)
        error = why
    listing = Listing(watched.id, watched.user_id, tuple(found.values()), whole=False)
    return Looked(watched, listing, singles, tuple(pages), _blank(listing.heads), calls, _since(began), error)


def _blank(heads: Sequence[Head]) -> frozenset[PlaylistId]:
    """Those of which the list told no description: all of their page told none."""
    return frozenset(head.id for head in heads if head.description is None)


def _since(began: float) -> int:
    return round((monotonic() - began) * 1000)

"""List pages of all accounts at once: every account on a thread of its own, page after page."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace

from playwarden.domain.calls import Caller, Lane
from playwarden.domain.library import Head
from playwarden.engine.ports.target import Target
from playwarden.features.library.reports import Problem, Progress, Watched
from playwarden.kit.behalf import shared
from playwarden.kit.errors import NeedsReconnecting, SpotifyError, SpotifyRefused
from playwarden.kit.ids import PlaylistId
from playwarden.store.heads import Listing

LOOKS = 3
"""Times a list is paged through when it does not hold still."""
THREADS = 16


@dataclass(frozen=True, slots=True)
class Listed:
    """What one account's list pages gave; `calls` were answered. `error`: what ended it early."""

    watched: Watched
    listing: Listing
    calls: int
    error: NeedsReconnecting | SpotifyError | None = None


def list_all(target: Target, accounts: Sequence[Watched], lane: Lane, progress: Progress) -> list[Listed]:
    """The lists of all accounts, in the order of `accounts`. An account that fails is reported, the others go on."""
    if not accounts:
        return []
    done: dict[str, Listed] = {}
    progress("looking at playlists", 0, len(accounts))
    with ThreadPoolExecutor(min(THREADS, len(accounts)), thread_name_prefix="list") as pool:
        running = [pool.submit(shared(list_one), target, watched, lane) for watched in accounts]
        for finished in as_completed(running):
            listed = finished.result()
            done[listed.watched.id] = listed
            progress("looking at playlists", len(done), len(accounts))
    return [done[watched.id] for watched in accounts]


def list_one(target: Target, watched: Watched, lane: Lane) -> Listed:
    """One account's list. It is paged through again when it shifted: its total changed, or a playlist came twice.

    A list that never held still is given as far as it was seen, and does not count as whole: what it lacks is not gone.
    """
    heads: dict[PlaylistId, Head] = {}
    calls = 0
    for _ in range(LOOKS):
        look: list[Head] = []
        totals: set[int] = set()
        try:
            for page in target.heads(Caller(watched.id, lane)):
                calls += 1
                totals.add(page.total)
                look += believed(watched, without_blanks(page.heads))
        except (NeedsReconnecting, SpotifyError) as error:
            calls += isinstance(error, SpotifyRefused)
            heads |= {head.id: head for head in look}
            return Listed(watched, _listing(watched, heads, whole=False), calls, error)
        once = {head.id: head for head in look}
        heads |= once
        if len(totals) <= 1 and len(once) == len(look):
            # Fewer than promised: Spotify answers null for some. What is missing cannot be told from what is gone.
            return Listed(watched, _listing(watched, once, whole=len(once) == max(totals, default=0)), calls)
    return Listed(watched, _listing(watched, heads, whole=False), calls)


def without_blanks(heads: tuple[Head, ...]) -> tuple[Head, ...]:
    """A page on which no playlist has a description carries none: not provided, which is not the same as empty."""
    if any(head.description for head in heads):
        return heads
    return tuple(replace(head, description=None) for head in heads)


def believed(watched: Watched, heads: Sequence[Head]) -> list[Head]:
    """Heads without what list pages were found not to keep up with: not provided, so that what is known stays."""
    if not watched.unshown:
        return list(heads)
    return [
        replace(
            head,
            description=None if "description" in watched.unshown else head.description,
            cover_url=None if "cover_url" in watched.unshown else head.cover_url,
        )
        for head in heads
    ]


def _listing(watched: Watched, heads: dict[PlaylistId, Head], *, whole: bool) -> Listing:
    return Listing(watched.id, watched.user_id, tuple(heads.values()), whole)


def problems_of(listed: Sequence[Listed]) -> tuple[Problem, ...]:
    """What ended lists early."""
    return tuple(
        Problem(found.watched.id, found.watched.name, found.error) for found in listed if found.error is not None
    )

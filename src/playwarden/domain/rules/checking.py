"""The tests that stand beside rules: what is to be so of what they come to."""

from dataclasses import dataclass

from playwarden.domain.matching import fold
from playwarden.domain.rules.deriving import Derived
from playwarden.domain.rules.given import Given, Offer
from playwarden.domain.rules.pool import Pool
from playwarden.domain.rules.ruleset import Check
from playwarden.domain.rules.working import pool_of
from playwarden.kit.text import counted, listed


@dataclass(frozen=True, slots=True)
class Checked:
    """A test and what is not so; `faults` is empty where it holds."""

    name: str
    faults: tuple[str, ...]

    @property
    def holds(self) -> bool:
        return not self.faults


def check(derived: Derived, given: Given) -> tuple[Checked, ...]:
    """Every test of the rules, in their order."""
    pool = pool_of([Offer(uri) for uri in derived.items], given.tracks)
    return tuple(
        Checked(one.name or f"test {number}", tuple(_faults(one, pool)))
        for number, one in enumerate(derived.rules.tests, 1)
    )


def _faults(one: Check, pool: Pool) -> list[str]:
    faults = []
    if one.least is not None and len(pool) < one.least:
        faults.append(f"there are {counted(len(pool), 'track')}, not at least {one.least:,}")
    if one.most is not None and len(pool) > one.most:
        faults.append(f"there are {counted(len(pool), 'track')}, not at most {one.most:,}")
    if missing := [uri for uri in one.holds if uri not in pool.places]:
        faults.append(f"not in: {listed(missing)}")
    if present := [pool.title(pool.places[uri]) for uri in one.lacks if uri in pool.places]:
        faults.append(f"in, though they are to be out: {listed(present)}")
    faults += _by_artists(one, pool)
    if one.no_artist_twice and (twice := _nearest(pool, len(pool))):
        faults.append(f"an artist stands there twice: {twice}")
    if one.apart is not None and (near := _nearest(pool, one.apart)):
        faults.append(f"fewer than {counted(one.apart, 'other')} between two of one artist: {near}")
    return faults


def _by_artists(one: Check, pool: Pool) -> list[str]:
    wanted = {each if each.startswith("spotify:") else fold(each) for each in one.lacks_artists}
    rows = zip(pool.artists, pool.artist_names, strict=True)
    found = [pool.title(place) for place, (uris, names) in enumerate(rows) if wanted & {*uris, *names}]
    return [f"by artists who are to be out: {listed(found)}"] if found else []


def _nearest(pool: Pool, apart: int) -> str:
    """Two tracks of one artist with fewer than `apart` others between them; nothing where there are none."""
    last: dict[str, int] = {}
    for place, artists in enumerate(pool.artists):
        for artist in artists:
            if artist in last and place - last[artist] <= apart:
                return f"'{pool.title(last[artist])}' at {last[artist] + 1} and '{pool.title(place)}' at {place + 1}"
            last[artist] = place
    return ""

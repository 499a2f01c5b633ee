"""Playlists to be refreshed: made for the sandbox, edited on paper by a seed, and compared with what came of it."""

import gzip
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from playwarden.sandbox.running import Running

TRACKS = 6_000
GONE = COME = 10
"""How many entries a refresh takes out, anywhere, and puts in, in one place."""

Line = tuple[str | None, str]
"""What an entry is and when it was added, as the sandbox truly holds it."""


@dataclass(frozen=True, slots=True)
class Refresh:
    """One playlist, what stood in it before, and what is wished of it."""

    playlist: str
    account: str
    before: tuple[Line, ...]
    wished: tuple[str, ...]

    @property
    def unchanged(self) -> bool:
        return tuple(uri for uri, _ in self.before) == self.wished


@dataclass(frozen=True, slots=True)
class Verdict:
    """How many lists are as wished, how many are torn (neither that nor as before), and how many of the entries that
    were to stay kept the date they were added.
    """

    lists: int
    as_wished: int
    torn: int
    staying: int
    dated: int

    @property
    def success(self) -> float:
        return self.as_wished / self.lists if self.lists else 1.0

    @property
    def dates(self) -> float:
        return self.dated / self.staying if self.staying else 1.0


def catalogue(path: Path, *, playlists: int, length: int) -> Path:
    """A file of made-up playlists for the sandbox: `length` different tracks each, out of TRACKS."""
    chance = Random(f"catalogue {playlists} {length}")
    told: set[str] = set()
    documents = [
        {
            "id": f"{number:022}",
            "name": f"List {number}",
            "description": f"The made-up list {number}",
            "tracks": [{"track": _track(name, told)} for name in chance.sample(_NAMES, length)],
        }
        for number in range(1, playlists + 1)
    ]
    path.write_bytes(gzip.compress(json.dumps(documents).encode(), 1))
    return path


_NAMES = [f"bench{number:017}" for number in range(TRACKS)]


def _track(name: str, told: set[str]) -> dict[str, Any]:
    """A track in full where it comes first, by its id afterwards."""
    if name in told:
        return {"id": name}
    told.add(name)
    number = int(name[5:])
    artist = {"id": f"artist{number // 12:016}", "name": f"Artist {number // 12}"}
    album = {"id": f"album{number // 12:017}", "name": f"Album {number // 12}"}
    return {"id": name, "name": f"Track {number}", "artists": [artist], "album": album}


def drawn(seed: str, standing: Mapping[str, tuple[str, tuple[Line, ...]]], *, unchanged: float) -> list[Refresh]:
    """A refresh of every playlist in `standing` (its account and lines); of a share of them, as they stand."""
    chance = Random(seed)
    as_is = set(chance.sample(sorted(standing), round(unchanged * len(standing))))
    stock = sorted({uri for _, lines in standing.values() for uri, _ in lines if uri})
    refreshes = []
    for playlist, (account, lines) in sorted(standing.items()):
        uris = tuple(uri or "" for uri, _ in lines)
        wished = uris if playlist in as_is else _edited(chance, uris, stock)
        refreshes.append(Refresh(playlist, account, lines, wished))
    return refreshes


def _edited(chance: Random, uris: Sequence[str], stock: Sequence[str]) -> tuple[str, ...]:
    held, gone = set(uris), set(chance.sample(range(len(uris)), GONE))
    stay = [uri for place, uri in enumerate(uris) if place not in gone]
    new = [uri for uri in chance.sample(stock, len(uris) + COME) if uri not in held]
    at = chance.randint(0, len(stay))
    return (*stay[:at], *new[:COME], *stay[at:])


def standing(running: Running, accounts: Iterable[str]) -> dict[str, tuple[str, tuple[Line, ...]]]:
    """What truly stands in every playlist of `accounts`, past everything that lags."""
    owned = [(playlist, account) for account in accounts for playlist in running.playlists_of(account)]
    lines = _each(lambda playlist: _lines(running, playlist), [playlist for playlist, _ in owned])
    return {playlist: (account, found) for (playlist, account), found in zip(owned, lines, strict=True)}


def compared(running: Running, refreshes: Sequence[Refresh]) -> Verdict:
    """Reads every playlist as it truly stands and holds it against what was wished of it."""
    after = _each(lambda playlist: _lines(running, playlist), [refresh.playlist for refresh in refreshes])
    as_wished = torn = staying = dated = 0
    for refresh, lines in zip(refreshes, after, strict=True):
        before, wished, now = dict(refresh.before), set(refresh.wished), dict(lines)
        uris = tuple(uri for uri, _ in lines)
        as_wished += uris == refresh.wished
        torn += uris not in (refresh.wished, tuple(before))
        stay = [uri for uri in before if uri in wished]
        staying += len(stay)
        dated += sum(now.get(uri) == before[uri] for uri in stay)
    return Verdict(len(refreshes), as_wished, torn, staying, dated)


def _lines(running: Running, playlist: str) -> tuple[Line, ...]:
    return tuple((entry["uri"], entry["added_at"]) for entry in running.playlist(playlist)["entries"])


def _each(look: Callable[[str], tuple[Line, ...]], playlists: Sequence[str]) -> list[tuple[Line, ...]]:
    with ThreadPoolExecutor(4) as pool:
        return list(pool.map(look, playlists))

"""Rule sets over playlists for many simulated weeks: what stands there, what it costs, and what always holds."""

import gzip
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from playwarden.domain.catalogue import Album, Artist, Track
from playwarden.domain.plan import plan
from playwarden.domain.playlist import Details, Entry, PlaylistState
from playwarden.domain.rules.deriving import Derived, derive
from playwarden.domain.rules.given import Given, Need, Offer
from playwarden.domain.rules.memory import NOTHING
from playwarden.domain.rules.reading import read
from playwarden.domain.rules.ruleset import RuleSet

REAL = Path(__file__).parents[2] / "shared" / "data" / "playlists" / "playlists_2021-05.json.gz"
"""148 real playlists; made-up ones do where it is missing."""
FIRST = date(2026, 1, 5)
NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)


@dataclass
class Music:
    """Playlists as lists of tracks, and what is known of the tracks."""

    lists: dict[str, list[str]]
    tracks: dict[str, Track]


def real_music() -> Music:
    """The real playlists, with the artists and albums of their tracks."""
    tracks: dict[str, Track] = {}
    lists: dict[str, list[str]] = {}
    for playlist in json.loads(gzip.decompress(REAL.read_bytes())):
        row = []
        for entry in playlist["tracks"]:
            known = entry["track"]
            uri = f"spotify:track:{known['id']}"
            artists = tuple(Artist(one["id"], one["name"]) for one in known["artists"])
            album = Album(known["album"]["id"], known["album"]["name"])
            tracks[uri] = Track(
                uri, known["name"], artists=artists, album=album, duration_ms=known["duration_ms_rounded"]
            )
            row.append(uri)
        lists[f"spotify:playlist:{playlist['id']}"] = list(dict.fromkeys(row))
    return Music(lists, tracks)


def made_music(playlists: int = 8, seed: int = 5) -> Music:
    """Made-up playlists of the same kind: some artists stand in them often, most once."""
    dice = Random(seed)
    tracks: dict[str, Track] = {}
    for number in range(playlists * 60):
        uri = f"spotify:track:{number:022d}"
        maker = int(dice.random() ** 2 * 150)
        artist = Artist(f"{maker:022d}", f"Artist {maker}")
        tracks[uri] = Track(uri, f"Song {number}", artists=(artist,), album=Album(f"{number // 3:022d}", "An album"))
    uris = list(tracks)
    lists = {f"spotify:playlist:{n:022d}": dice.sample(uris, dice.randrange(40, 150)) for n in range(playlists)}
    return Music(lists, tracks)


def rule_set(playlists: Sequence[str], pins: Sequence[str], size: int = 30) -> RuleSet:
    """A rule set with all that has to hold together: shares, limits, rotation, pins, spacing."""
    one, *others = playlists
    parts: list[dict[str, Any]] = [
        {"name": "own", "share": 2, "sources": [{"step": "playlist", "playlists": [one]}]},
        {"name": "others", "share": 1, "sources": [{"step": "playlist", "playlists": others}]},
    ]
    document = {
        "version": 1,
        "name": "Weeks",
        "every": "week",
        "sources": [{"step": "mix", "parts": parts}],
        "steps": [
            {"step": "duplicates", "by": "likeness"},
            {"step": "at_most", "number": 3, "of": "artist"},
            {"step": "shuffle"},
        ],
        "size": size,
        "rotation": {"replace": 5, "no_return_days": 28, "protect_days": 14},
        "pins": [{"track": uri, "position": 1 + 9 * number} for number, uri in enumerate(pins)],
        "order": [{"step": "space_artists", "apart": 2}],
    }
    return read(document)


@dataclass
class Weeks:
    """What became of one rule set: a list of items for each week, and the calls of each refresh."""

    rules: RuleSet
    tracks: Mapping[str, Track]
    pool: int = 0
    items: list[tuple[str, ...]] = field(default_factory=list)
    parts: list[Counter[int]] = field(default_factory=list)
    calls: list[int] = field(default_factory=list)
    writes: list[int] = field(default_factory=list)


def live(rules: RuleSet, music: Music, weeks: int = 100, *, drift: Random | None = None) -> Weeks:
    """Refreshes a rule set for so many weeks; with `drift` its playlists change a little between the weeks."""
    lists = {need.of: list(music.lists[need.of]) for need in rules.needs}
    told = Weeks(rules, music.tracks)
    memory = NOTHING
    observed = PlaylistState(Details(name="Weeks", public=False), ())
    every = list(music.tracks)
    for week in range(weeks):
        if drift is not None:
            for uris in lists.values():
                del uris[drift.randrange(len(uris))]
                uris.insert(drift.randrange(len(uris)), drift.choice(every))
        today = FIRST + timedelta(weeks=week)
        held = {Need("playlist", uri): tuple(Offer(each) for each in uris) for uri, uris in lists.items()}
        facts = Given(NOON + timedelta(weeks=week), today, f"weeks {week}", tracks=music.tracks, lists=held)
        derived = derive(rules, facts, memory)
        assert derive(rules, facts, derived.memory).items == derived.items, "twice within a period changes nothing"
        memory = derived.memory
        _note(told, derived, observed)
        observed = observed.with_entries(tuple(Entry(uri, NOON) for uri in derived.items))
    return told


def _note(told: Weeks, derived: Derived, observed: PlaylistState) -> None:
    wanted = observed.with_entries(tuple(Entry(uri) for uri in derived.items))
    planned = plan(observed, wanted)
    told.pool = max(told.pool, len(derived.worked.ranking))
    told.items.append(derived.items)
    told.parts.append(Counter(came.part for came in derived.chosen.items))
    told.calls.append(planned.calls)
    told.writes.append(planned.writes)


def broken(told: Weeks) -> Iterator[str]:
    """Every week in which something does not hold, in words; none where all is well."""
    rules, rotation = told.rules, told.rules.rotation
    assert rotation is not None
    assert rules.size is not None
    pins = {pin.track: pin.position for pin in rules.pins}
    free = rules.size - len(pins)
    left: dict[str, int] = {}
    came: dict[str, int] = {}
    for week, items in enumerate(told.items):
        before = set(told.items[week - 1]) if week else set()
        if len(items) != rules.size and told.pool > 3 * rules.size:
            yield f"week {week}: {len(items)} of {rules.size} tracks"
        if len(set(items)) < len(items):
            yield f"week {week}: a track stands there twice"
        yield from (
            f"week {week}: a pin is at {items.index(uri) + 1}" for uri, at in pins.items() if items[at - 1] != uri
        )
        new = [uri for uri in items if uri not in before and uri not in pins]
        gone = [uri for uri in before if uri not in items and uri not in pins]
        if week and len(gone) > rotation.replace:
            yield f"week {week}: {len(gone)} left"
        yield from (
            f"week {week}: {uri} returned after {week - left[uri]} weeks"
            for uri in new
            if week - left.get(uri, -99) < 4
        )
        yield from (f"week {week}: {uri} left after {week - came[uri]} weeks" for uri in gone if week - came[uri] < 2)
        left |= dict.fromkeys(gone, week)
        came |= dict.fromkeys(new, week)
        shares = told.parts[week]
        if abs(shares[0] - free * 2 / 3) > 1 or abs(shares[1] - free / 3) > 1:
            yield f"week {week}: {shares[0]} of the one, {shares[1]} of the others"
        yield from (f"week {week}: {one}" for one in _too_near(items, told.tracks))


def _too_near(items: Sequence[str], tracks: Mapping[str, Track], apart: int = 2) -> Iterator[str]:
    last: dict[str, int] = {}
    for place, uri in enumerate(items):
        for artist in tracks[uri].artists:
            if artist.id and place - last.get(artist.id, -99) <= apart:
                yield f"{artist.name} at {last[artist.id] + 1} and {place + 1}"
            last[artist.id or artist.name] = place

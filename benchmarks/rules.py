"""Rules: 100,000 candidates through 50 steps, cold and after one changed; a hundred weeks of real playlists, in calls.

python -m benchmarks.rules [speed|weeks]
"""

import resource
import statistics
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from tests.weeks import REAL, broken, live, made_music, real_music, rule_set

from benchmarks.wiring import machine
from playwarden.domain.audio import Audio
from playwarden.domain.catalogue import Album, Artist, Track
from playwarden.domain.rules.branch import Branch
from playwarden.domain.rules.given import Given, Heard, Need, Offer
from playwarden.domain.rules.reading import read
from playwarden.domain.rules.working import Memo, work

CANDIDATES = 100_000
NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
HERE, THERE = "spotify:playlist:" + "h" * 22, "spotify:playlist:" + "t" * 22
WEEKS = 100
LISTS = 40
"""Real playlists that rule sets are made for."""


def main() -> None:
    """Each part in a process of its own, so that memory is its own."""
    print(f"Rules on {machine()}")
    for part in ("speed", "weeks"):
        subprocess.run([sys.executable, "-m", "benchmarks.rules", part], check=True)


def speed() -> None:
    """Prints seconds of processor and memory."""
    given = world()
    base = _memory()
    documents = steps()
    memo = Memo(given)
    cold, _ = _timed(branch(documents), given, memo)
    changed: dict[str, list[float]] = {}
    for place, document in enumerate(documents):
        other = [*documents]
        other[place] = another(document, place)
        changed.setdefault(document["step"], []).append(_timed(branch(other), given, memo)[0])
    every = [seconds for each in changed.values() for seconds in each]
    print(f"\n{CANDIDATES:,} candidates through {len(documents)} steps:")
    print(f"  cold                       {cold:6.3f} s   (goal 1)")
    median, worst = statistics.median(every), max(every)
    print(f"  after one of them changed  {median:6.3f} s in the median, {worst:.3f} at worst (goal 0.15)")
    for kind, seconds in sorted(changed.items(), key=lambda pair: -max(pair[1]))[:4]:
        print(f"    {kind:<24} {max(seconds):6.3f} s at worst")
    print(f"  memory                     {_memory()} MB, of which {base} MB are the tracks themselves (goal 200)")


def world() -> Given:
    """Tracks by 8,000 artists, some often; half with audio features, a third played, a fifth saved."""
    dice = Random(1)
    artists = [Artist(f"{number:022d}", f"Artist Név {number}") for number in range(8_000)]
    days = [f"{dice.randint(1960, 2026)}-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}" for _ in range(20_000)]
    albums = [Album(f"{number:022d}", f"Album {number}", None, day) for number, day in enumerate(days)]
    tracks: dict[str, Track] = {}
    for number in range(CANDIDATES):
        uri = f"spotify:track:{number:022d}"
        name = f"Song {dice.choice(['Love', 'Night', 'Fire'])} {number % 30_000}{' (Live)' if number % 9 == 0 else ''}"
        maker = artists[int(dice.random() ** 2 * 8_000)]
        lasts = dice.randint(90_000, 500_000)
        isrc = f"US{number % 90_000:010d}"
        tracks[uri] = Track(uri, name, "track", (maker,), albums[number % 20_000], lasts, isrc, number % 5 == 0)
    offers = [Offer(uri, NOW - timedelta(hours=number % 40_000)) for number, uri in enumerate(tracks)]
    lists = {Need("playlist", HERE): offers, Need("playlist", THERE): offers[::7], Need("saved"): offers[::5]}
    heard = {
        one.uri: Heard(tuple(NOW - timedelta(days=dice.randint(1, 400)) for _ in range(dice.randint(1, 5))))
        for one in offers[::3]
    }
    audio = {one.uri: Audio(dice.uniform(60, 200), dice.random(), dice.random()) for one in offers[::2]}
    return Given(NOW, NOW.date(), "bench", tracks=tracks, lists=lists, plays=heard, audio=audio)


def steps() -> list[dict[str, Any]]:
    """Fifty steps of the kinds that people use, most of which leave nearly all candidates in."""
    told: list[dict[str, Any]] = [{"step": "released", "from": str(1950 + number)} for number in range(8)]
    told += [{"step": "duration", "least": f"1:{10 + number}"} for number in range(6)]
    told += [{"step": "title", "not": True, "patterns": [f"zz{number}", "karaoke"]} for number in range(6)]
    told += [{"step": "title", "not": True, "patterns": ["/\\(live\\)/"]}]
    told += [{"step": "artist", "not": True, "artists": [f"Artist Név {number}"]} for number in range(4)]
    told += [{"step": "added", "within_days": 4_000 + number} for number in range(3)]
    told += [{"step": "played", "within_days": 20 + number, "not": True} for number in range(3)]
    told += [{"step": "audio", "feature": "energy", "least": 0.01 * number, "unknown": "in"} for number in range(1, 4)]
    told += [
        {"step": "in_playlist", "not": True, "playlists": [THERE]},
        {"step": "liked", "not": True},
        {"step": "explicit", "not": True},
        {"step": "album", "not": True, "albums": ["Album 7"]},
        {"step": "any", "steps": [{"step": "released", "until": "2030"}, {"step": "explicit"}]},
        {"step": "none", "steps": [{"step": "title", "patterns": ["demo"]}, {"step": "liked"}]},
        {"step": "sort", "by": "released", "descending": True},
        {"step": "duplicates", "by": "isrc"},
        {"step": "duplicates", "by": "likeness"},
        {"step": "at_most", "number": 50},
        {"step": "at_most", "number": 20, "of": "album"},
        {"step": "sort", "by": "title"},
        {"step": "shuffle"},
        {"step": "sort", "by": "plays"},
        {"step": "shuffle"},
        {"step": "first", "number": 5_000},
    ]
    return told


def another(document: dict[str, Any], place: int) -> dict[str, Any]:
    """The same kind of step with another value, or another kind of its sort."""
    changes: dict[str, dict[str, Any]] = {
        "released": {"from": str(1900 + place)},
        "duration": {"least": f"0:{10 + place}"},
        "title": {"patterns": [f"yy{place}", "karaoke"]},
        "artist": {"artists": [f"Artist Név {100 + place}"]},
        "added": {"within_days": 3_900 + place},
        "played": {"within_days": 100 + place},
        "audio": {"least": 0.2},
        "in_playlist": {"not": False},
        "explicit": {"unknown": "in"},
        "album": {"albums": [f"Album {place}"]},
        "at_most": {"number": 30},
        "first": {"number": 4_000},
        "duplicates": {"by": "id"},
        "sort": {"by": "duration"},
    }
    return {**document, **changes.get(document["step"], {})} if document["step"] in changes else {"step": "keep"}


def branch(documents: list[dict[str, Any]]) -> Branch:
    """Sources and steps of a rule set."""
    source = {"step": "playlist", "playlists": [HERE]}
    return read({"version": 1, "name": "Bench", "sources": [source], "steps": documents}).branch


def _timed(one: Branch, given: Given, memo: Memo) -> tuple[float, int]:
    began = time.process_time()
    worked = work(one, given, memo)
    return time.process_time() - began, len(worked.ranking)


def _memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def weeks() -> None:
    """Prints what always held, and the calls of a week."""
    music = real_music() if REAL.exists() else made_music(12)
    keys = [uri for uri, uris in music.lists.items() if len(uris) >= 90][:LISTS]
    calls: list[int] = []
    writes: list[int] = []
    wrong: list[str] = []
    for number, key in enumerate(keys):
        chosen = [key, *(keys[(number + step) % len(keys)] for step in (1, 2, 3))]
        pins = [music.lists[chosen[0]][0], music.lists[chosen[1]][1]]
        told = live(rule_set(chosen, pins), music, WEEKS, drift=Random(number))
        wrong += [f"{key}: {each}" for each in broken(told)]
        calls += told.calls[1:]
        writes += told.writes[1:]
    what = "real" if REAL.exists() else "made-up"
    print(f"\n{len(keys)} rule sets of 30 tracks over {what} playlists that change, {WEEKS} weeks, 5 replaced a week:")
    held = "held in every week" if not wrong else f"{len(wrong)} breaches"
    print(f"  size, no-return, protection, pins, shares, spacing: {held}")
    for each in wrong[:5]:
        print(f"    {each}")
    mean, writing = statistics.mean(calls), statistics.mean(writes)
    print(f"  calls a week and playlist: {mean:.2f}, {writing:.2f} of them writes; worst {max(calls)}")
    print("  replacing all 30 would take one write, and every track would lose its date")


if __name__ == "__main__":
    {"speed": speed, "weeks": weeks}[sys.argv[1]]()

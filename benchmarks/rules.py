"""Rules: 100,000 candidates through 50 steps, cold and after one changed; a hundred weeks of real playlists, in calls.

python -m benchmarks.rules [made|real|weeks]
"""

import os
import resource
import statistics
import subprocess
import sys
import time
from random import Random
from typing import Any

from benchmarks import music
from playwarden.domain.rules.deriving import derive
from playwarden.domain.rules.given import Given
from playwarden.domain.rules.kinds import kinds_of
from playwarden.domain.rules.memory import NOTHING
from playwarden.domain.rules.reading import read
from playwarden.domain.rules.ruleset import RuleSet
from playwarden.domain.rules.working import Memo

WEEKS = 100
LISTS = 40
"""Real playlists that rule sets are made for."""


def main() -> None:
    """Each part in a process of its own, so that memory is its own."""
    from benchmarks.wiring import machine

    print(f"Rules on {machine()}")
    for part in ("made", "real", "weeks"):
        subprocess.run([sys.executable, "-m", "benchmarks.rules", part], check=True)


def speed(what: str, given: Given) -> None:
    """Prints seconds of processor and memory."""
    base = _memory()
    documents = steps()
    memo = Memo(given)
    cold, size = _timed(rule_set(documents), given, memo)
    changed: dict[str, list[float]] = {}
    for place, document in enumerate(documents):
        other = [*documents]
        other[place] = another(document, place)
        changed.setdefault(document["step"], []).append(_timed(rule_set(other), given, memo)[0])
    every = [seconds for each in changed.values() for seconds in each]
    load, tracks = os.getloadavg()[0], len(given.tracks)
    print(f"\n{tracks:,} {what} tracks through {len(documents)} steps to {size} (load {load:.1f}):")
    print(f"  cold                       {cold:6.3f} s   (goal 1)")
    median, worst = statistics.median(every), max(every)
    print(f"  after one of them changed  {median:6.3f} s in the median, {worst:.3f} at worst (goal 0.15)")
    for kind, seconds in sorted(changed.items(), key=lambda pair: -max(pair[1]))[:4]:
        print(f"    {kind:<24} {max(seconds):6.3f} s at worst")
    print(f"  memory                     {_memory()} MB, of which {base} MB are the tracks themselves (goal 200)")


def steps() -> list[dict[str, Any]]:
    """Fifty steps, every kind of filter and order among them, most of which leave nearly all candidates in."""
    told: list[dict[str, Any]] = [
        {"step": "released", "from": str(1950 + number), "unknown": "in"} for number in range(4)
    ]
    told += [{"step": "duration", "least": f"0:{10 + number}"} for number in range(3)]
    told += [{"step": "title", "not": True, "patterns": [f"zz{number}", "karaoke"]} for number in range(3)]
    told += [{"step": "title", "not": True, "patterns": ["/\\(live\\)/"]}]
    told += [{"step": "artist", "not": True, "artists": [f"The Band {number + 1}"]} for number in range(3)]
    told += [{"step": "added", "within_days": 4_000 + number} for number in range(3)]
    told += [{"step": "played", "within_days": 20 + number, "not": True} for number in range(3)]
    told += [{"step": "audio", "feature": "energy", "least": 0.01 * number, "unknown": "in"} for number in range(1, 4)]
    told += [
        {"step": "in_playlist", "not": True, "playlists": [music.THERE]},
        {"step": "liked", "not": True},
        {"step": "explicit", "not": True},
        {"step": "playable", "unknown": "in"},
        {"step": "genre", "not": True, "buckets": ["genre 3", "comedy"], "unknown": "in"},
        {"step": "genre", "not": True, "buckets": ["genre 5", "kids"], "unknown": "in"},
        {"step": "mood", "not": True, "moods": ["dark"], "unknown": "in"},
        {"step": "album", "not": True, "albums": ["Album 7"]},
        {"step": "any", "steps": [{"step": "released", "until": "2030"}, {"step": "duration", "least": "0:20"}]},
        {"step": "all", "steps": [{"step": "duration", "most": "30:00"}, {"step": "played", "most": 50, "least": 0}]},
        {"step": "none", "steps": [{"step": "title", "patterns": ["demo"]}, {"step": "liked"}]},
        {"step": "audio", "feature": "tempo", "most": 199, "unknown": "in"},
        {"step": "released", "within_days": 30_000, "unknown": "in"},
        {"step": "title", "not": True, "patterns": ["sped up", "slowed"]},
        {"step": "sort", "by": "released", "descending": True},
        {"step": "duplicates", "by": "isrc"},
        {"step": "duplicates", "by": "likeness"},
        {"step": "at_most", "number": 50},
        {"step": "at_most", "number": 20, "of": "album"},
        {"step": "sort", "by": "title"},
        {"step": "sort", "by": "plays", "descending": True},
        {"step": "arc", "feature": "tempo"},
        {"step": "by_key"},
        {"step": "shuffle"},
        {"step": "first", "number": 10_000},
        {"step": "space_artists", "apart": 2},
        {"step": "keep"},
    ]
    assert {each["step"] for each in told} == set(kinds_of("filter", "order"))
    assert len(told) == 50
    return told


def another(document: dict[str, Any], place: int) -> dict[str, Any]:
    """The same kind of step with another value, or another kind of its sort."""
    changes: dict[str, dict[str, Any]] = {
        "released": {"from": str(1900 + place)},
        "duration": {"least": f"0:{10 + place}"},
        "title": {"patterns": [f"yy{place}", "karaoke"]},
        "artist": {"artists": [f"The Band {101 + place}"]},
        "added": {"within_days": 3_900 + place},
        "played": {"within_days": 100 + place},
        "audio": {"least": 0.2},
        "in_playlist": {"not": False},
        "liked": {"not": False},
        "explicit": {"unknown": "in"},
        "album": {"albums": [f"Album {place}"]},
        "at_most": {"number": 30},
        "first": {"number": 4_000},
        "duplicates": {"by": "id"},
        "sort": {"by": "duration"},
        "genre": {"buckets": [f"genre {place}"]},
        "mood": {"moods": ["calm"]},
        "playable": {"not": True},
        "any": {"steps": [{"step": "released", "until": "2025"}]},
        "all": {"steps": [{"step": "duration", "most": "9:00"}]},
        "none": {"steps": [{"step": "title", "patterns": ["tape"]}]},
        "arc": {"shape": "falling"},
        "space_artists": {"apart": 3},
    }
    return {**document, **changes[document["step"]]} if document["step"] in changes else {"step": "sort", "by": "added"}


def rule_set(documents: list[dict[str, Any]]) -> RuleSet:
    """A whole one, with rotation, pins and an order of its own."""
    return read(
        {
            "version": 1,
            "name": "Bench",
            "sources": [{"step": "playlist", "playlists": [music.HERE]}],
            "steps": documents,
            "size": 200,
            "rotation": {"replace": 20, "no_return_days": 30},
            "pins": [{"track": "spotify:track:" + "1" * 22, "position": 3}],
            "order": [{"step": "shuffle"}, {"step": "space_artists", "apart": 2}],
        }
    )


def _timed(rules: RuleSet, given: Given, memo: Memo) -> tuple[float, int]:
    began = time.process_time()
    size = len(derive(rules, given, NOTHING, memo=memo).items)
    return time.process_time() - began, size


def _memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def weeks() -> None:
    """Prints what always held, and the calls of a week."""
    from tests.weeks import REAL, broken, live, made_music, real_music, rule_set

    lists = real_music() if REAL.exists() else made_music(12)
    keys = [uri for uri, uris in lists.lists.items() if len(uris) >= 90][:LISTS]
    calls: list[int] = []
    writes: list[int] = []
    wrong: list[str] = []
    for number, key in enumerate(keys):
        chosen = [key, *(keys[(number + step) % len(keys)] for step in (1, 2, 3))]
        pins = [lists.lists[chosen[0]][0], lists.lists[chosen[1]][1]]
        told = live(rule_set(chosen, pins), lists, WEEKS, drift=Random(number))
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
    match sys.argv[1]:
        case "made":
            speed("made-up", music.made_up())
        case "real" if music.REAL.exists():
            speed("real", music.real())
        case "real":
            print(f"\nThe real tracks are not here ({music.REAL.name}): the made-up ones have to do.")
        case _:
            weeks()

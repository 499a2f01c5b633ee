"""Matching: is it the same recording? Noisy names against 89,741 real tracks, beside two usual ways.

python -m benchmarks.match [tune]
"""

import gc
import gzip
import json
import os
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from sqlalchemy import func, select, text

from benchmarks import match_noise as noise
from benchmarks.match_names import REAL, Names, names, tuned_on
from benchmarks.match_rivals import scan, table
from benchmarks.match_trial import TRAP, Drawn, Tally, drawn, lacking, tallied
from benchmarks.servers import servers
from benchmarks.wiring import machine
from playwarden.domain.catalogue import Album, Artist, Track
from playwarden.domain.matching import Index, Named, Verdict
from playwarden.kit.clock import SystemClock
from playwarden.store import catalogue, matching
from playwarden.store.database import Database
from playwarden.store.migrate import bring_up_to_date
from playwarden.store.models.finding import TrackKey

WISHES = 2_000
"""Of each kind."""
SAMPLED = 12
"""Of each kind, for the slow ways."""
PASTED = 500
"""Wishes that are looked up in a database at once."""
HEADINGS = (
    "| names | wishes | accepted right % | accepted wrong % | shown in review % | not shown % | none % |",
    "|---|---|---|---|---|---|---|",
)


def main(arguments: Sequence[str] = ()) -> int:
    """Prints the tables. With `tune` over the half of the songs that the matcher is tuned on."""
    tuning = "tune" in arguments
    print(f"Matching on {machine()}; load {os.getloadavg()[0]:.1f} when it began")
    known = names()
    uris = [uri for uri, one in known.named.items() if tuned_on(one) is tuning]
    which = "the half that it is tuned on" if tuning else "the half on which nothing was tuned"
    print(f"{len(known.named):,} {known.about}; wishes are made of {len(uris):,} of them, {which}")
    gc.collect()
    before, began = memory_mb(), time.perf_counter()
    index = Index(known.named.items())
    print(f"Index: built in {time.perf_counter() - began:.1f} s, {memory_mb() - before:.0f} MB beside the names\n")
    kinds = table_of_kinds(index, known, uris)
    speed(index, [wish for found in kinds.values() for _, wish in found.wishes])
    rivals(known, kinds)
    if not tuning:
        coverage(index, known)
        in_databases(known, [wish for _, wish in kinds[noise.dirty].wishes[:PASTED]])
    return 0


def table_of_kinds(index: Index, known: Names, uris: Sequence[str]) -> dict[noise.Kind, Drawn]:
    """Prints what comes of each kind; returns the wishes."""
    dice = Random("match")
    kinds = {kind: drawn(known, kind, uris, WISHES, dice) for kind in (*noise.CLEAN, *noise.NOISY)}
    print(*HEADINGS, sep="\n")
    sums = {"all clean names": Tally(), "all noisy names": Tally(), "all traps": Tally(), "all that is absent": Tally()}
    for kind, found in kinds.items():
        tally = tallied(index.match, known, found.wishes, here=True)
        sums["all clean names" if kind in noise.CLEAN else "all noisy names"] += tally
        print(tally.line(str(kind.__doc__)))
    less = lacking(known, uris, WISHES, dice)
    for what, wishes in less.kinds.items():
        tally = tallied(less.index.match, known, wishes, here=False)
        sums["all traps" if what.startswith(TRAP) else "all that is absent"] += tally
        print(tally.line(what))
    everything = Tally()
    for what, tally in sums.items():
        everything += tally
        print(tally.line(f"**{what}**"))
    print(everything.line("**all**"))
    absent = sums["all that is absent"]
    without = 100 * (absent.wrong - absent.reworded) / absent.all
    print(
        f"\nOf {absent.wrong} accepted where the recording is absent, {absent.reworded} are the same song, as long"
        f" within 2 s, under other words or another credit; without them {without:.2f} %."
    )
    redrawn = sum(found.redrawn for found in kinds.values())
    print(f"\nOther versions accepted in all traps: {sums['all traps'].trapped} of {sums['all traps'].all:,}.")
    print(f"{redrawn} wishes were literally the name of another recording, and drawn anew.")
    return kinds


def speed(index: Index, wishes: Sequence[Named]) -> None:
    """Look-ups a second, on one core."""
    mixed = Random("order").sample(list(wishes), len(wishes))
    each: list[float] = []
    began, used = time.perf_counter(), time.process_time()
    for wish in mixed:
        start = time.perf_counter()
        index.match(wish)
        each.append(time.perf_counter() - start)
    took, used = time.perf_counter() - began, time.process_time() - used
    each.sort()
    print(
        f"{len(mixed) / took:,.0f} look-ups a second over all kinds ({len(mixed) / used:,.0f} a second of the "
        f"processor's time); median {statistics.median(each) * 1e6:.0f} µs, 95 % within "
        f"{each[int(len(each) * 0.95)] * 1e6:.0f} µs, longest {each[-1] * 1000:.1f} ms; load {os.getloadavg()[0]:.1f}\n"
    )


def rivals(known: Names, kinds: dict[noise.Kind, Drawn]) -> None:
    """The usual ways, on a sample of the same wishes."""
    print("| the usual ways | wishes | right % | wrong % | - | - | none % |", HEADINGS[1], sep="\n")
    rates = []
    for what, find in (("equality and contains on a table", table(known)), ("rapidfuzz over everything", scan(known))):
        tally, began = Tally(), time.perf_counter()
        for found in kinds.values():
            for uri, wish in found.wishes[:SAMPLED]:
                accepted = find(wish)
                tally.none += accepted is None
                tally.right += accepted is not None and known.right(uri, accepted)
                tally.wrong += accepted is not None and not known.right(uri, accepted)
        rates.append(f"{what}: {tally.all / (time.perf_counter() - began):,.1f} look-ups a second")
        print(tally.line(what))
    print("", *rates, sep="\n")


def coverage(index: Index, known: Names) -> None:
    """Of how many tracks of real playlists the data set tells how they sound: by id, by names, by the matcher."""
    path = REAL.parents[1] / "playlists" / "playlists_2021-05.json.gz"
    if not path.exists():
        return
    rows = [item["track"] for one in json.loads(gzip.decompress(path.read_bytes())) for item in one["tracks"]]
    tracks = {row["id"]: row for row in rows if row and row.get("id") and row.get("artists")}
    plain_names = {(one.title.lower(), one.artists[0].lower()) for one in known.named.values()}
    ways: Counter[str] = Counter()
    for key, row in tracks.items():
        made = tuple(artist["name"] for artist in row["artists"])
        by_id = f"spotify:track:{key}" in known.named
        by_names = (row["name"].lower(), made[0].lower()) in plain_names
        found = index.match(Named(row["name"], made, None, row["duration_ms_rounded"]))
        by_matcher = found.verdict is Verdict.ACCEPT
        ways.update({"id": by_id, "name and first artist": by_names, "matcher": by_matcher})
        ways["id or matcher"] += by_id or by_matcher
    told = ", ".join(f"{100 * count / len(tracks):.1f} % by {way}" for way, count in ways.items())
    print(f"\nOf {len(tracks):,} tracks of {path.stem} the data set tells how they sound: {told}")


def in_databases(known: Names, wishes: Sequence[Named]) -> None:
    """What the table of keys takes, and a paste that is looked up in it."""
    tracks = [track_of(uri, one) for uri, one in known.named.items()]
    with servers() as beside, tempfile.TemporaryDirectory(prefix="playwarden-bench-") as folder:
        for name, url in (("SQLite", f"sqlite:///{folder}/match.db"), ("PostgreSQL", beside.database())):
            if url is not None:
                database = Database(url)
                bring_up_to_date(database, Path(folder), SystemClock())
                in_one(name, database, tracks, wishes)
                database.close()


def in_one(name: str, database: Database, tracks: Sequence[Track], wishes: Sequence[Named]) -> None:
    """One database."""
    for start in range(0, len(tracks), 5_000):
        with database.write() as session:
            catalogue.remember_tracks(session, tracks[start : start + 5_000], datetime(2026, 11, 26, tzinfo=UTC))
    if not database.on_sqlite:
        with database.write() as session:
            session.execute(text("ANALYZE"))
    with database.read() as session:
        keys = session.scalar(select(func.count()).select_from(TrackKey)) or 0
        matching.matches(session, wishes[:1])
        took = []
        for _ in range(5):
            began = time.perf_counter()
            matching.matches(session, wishes)
            took.append(time.perf_counter() - began)
        began = time.perf_counter()
        index = matching.load_index(session)
        loaded = time.perf_counter() - began
    print(
        f"{name}: {keys / len(tracks):.1f} keys a track; {len(wishes)} dirty names looked up and judged in "
        f"{statistics.median(took) * 1000:.0f} ms; an index of all {len(index):,} loaded in {loaded:.1f} s"
    )


def track_of(uri: str, one: Named) -> Track:
    """As the catalogue keeps it."""
    made = tuple(Artist(f"name:{artist}", artist) for artist in one.artists)
    album = Album(f"name:{one.album}", one.album) if one.album else None
    return Track(uri, one.title, "track", made, album, one.duration_ms, one.isrc, one.explicit)


def memory_mb() -> float:
    """What this process holds, in MB."""
    told = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmRSS")]
    return int(told[0].split()[1]) / 1024 if told else 0.0


if __name__ == "__main__":
    main(sys.argv[1:])

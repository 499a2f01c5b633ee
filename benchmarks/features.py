"""Audio features: of how many tracks of real playlists the 114,000 rows tell, by which way, how right, and how long.

python -m benchmarks.features
"""

import csv
import gzip
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, select, text

from benchmarks.match_names import REAL, Names, literal, names
from benchmarks.servers import servers
from benchmarks.wiring import machine
from playwarden.domain.audio_pairs import Decisions, Row, Rows
from playwarden.domain.catalogue import Album, Artist, Track
from playwarden.domain.matching import Named
from playwarden.domain.playlist import Entry
from playwarden.features.labels.coverage import Coverage
from playwarden.features.labels.pairing import Pairing
from playwarden.features.labels.sets import DataSets
from playwarden.kit.clock import SystemClock
from playwarden.kit.ids import PlaylistId, RandomIds
from playwarden.store import catalogue, holdings, labels
from playwarden.store.database import Database
from playwarden.store.jobs.book import StoredJobs
from playwarden.store.migrate import bring_up_to_date
from playwarden.store.models.library import Playlist
from playwarden.store.models.pairs import RowKey, RowName

PLAYLISTS = REAL.parents[1] / "playlists" / "playlists_2021-05.json.gz"
AT = datetime(2026, 11, 26, tzinfo=UTC)
LATER = 100
"""Tracks that become known afterwards."""


def main(arguments: list[str] | None = None) -> None:
    """Prints the figures; without the shared data it says so. With an address it fills that one database."""
    if arguments:
        in_one(*arguments)
        return
    if not PLAYLISTS.exists():
        print("The shared data is not here.")
        return
    print(f"Audio features on {machine()}; load {os.getloadavg()[0]:.1f} when it began")
    held = held_out()
    for line in held:
        print(line)
    with servers() as beside, tempfile.TemporaryDirectory(prefix="playwarden-bench-") as folder:
        for name, url in (("SQLite", f"sqlite:///{folder}/features.db"), ("PostgreSQL", beside.database())):
            if url is not None:
                # A process of its own each: what one took of memory is not given back.
                subprocess.run([sys.executable, "-m", "benchmarks.features", name, url, folder], check=True)


def playlists() -> dict[str, tuple[str, list[Track]]]:
    """The real playlists: name and tracks, by id."""
    found = {}
    for one in json.loads(gzip.decompress(PLAYLISTS.read_bytes())):
        rows = [item["track"] for item in one["tracks"]]
        told = {row["id"]: track_of(row) for row in rows if row and row.get("id") and row.get("artists")}
        found[one["id"]] = (one["name"], list(told.values()))
    return found


def track_of(row: dict[str, Any]) -> Track:
    """A track as its playlist tells it."""
    made = tuple(Artist(each["id"], each["name"]) for each in row["artists"])
    album = row["album"]
    on = Album(album["id"], album["name"]) if album and album.get("id") else None
    return Track(f"spotify:track:{row['id']}", row["name"], "track", made, on, row["duration_ms_rounded"])


def named(track: Track) -> Named:
    """What a playlist calls a track."""
    made = tuple(one.name for one in track.artists)
    return Named(track.name, made, track.album.name if track.album else None, track.duration_ms)


def held_out() -> Iterable[str]:
    """Coverage by each way, and of tracks whose id the set knows: how often likeness alone finds the right row."""
    known = names()
    every = {track.uri: track for _, tracks in playlists().values() for track in tracks}
    first = {(one.title.lower(), one.artists[0].lower()) for one in known.named.values()}
    rows = Rows((Row(n, uri, one) for n, (uri, one) in enumerate(known.named.items())), Decisions({}, {}))
    ways, right = Counter[str](), Counter[str]()
    for uri, track in every.items():
        pair = rows.pair(uri, named(track))
        sure = pair is not None and pair.sure
        by_id = uri in known.named
        ways["id"] += by_id
        ways["name and first artist, letter by letter"] += (track.name.lower(), track.artists[0].name.lower()) in first
        ways["likeness"] += sure
        ways["id, else likeness"] += by_id or sure
        ways["unsure, beyond these"] += not by_id and pair is not None and not sure
        if by_id:
            right["all"] += 1
            right["none" if pair is None else "unsure" if not pair.sure else judged(known, uri, pair.key)] += 1
    told = ", ".join(f"{100 * count / len(every):.1f} % ({count:,}) {way}" for way, count in ways.items())
    yield f"Of {len(every):,} tracks of {len(playlists())} real playlists the set tells, by: {told}"
    alone = ", ".join(f"{name} {count:,}" for name, count in right.items() if name != "all")
    accepted = right["all"] - right["unsure"] - right["none"]
    same = right["the row itself"] + right["the same recording"]
    wrong = 100 * (accepted - same) / accepted if accepted else 0.0
    yield f"Ids held out: of {right['all']:,} tracks whose id the set knows, likeness alone finds: {alone}"
    yield f"  {100 * accepted / right['all']:.2f} % found, {wrong:.2f} % of these not the same by letters and 2 s"
    without = Rows(
        (Row(n, uri, one) for n, (uri, one) in enumerate(known.named.items()) if uri not in every), Decisions({}, {})
    )
    lent, sounds = Counter[str](), features()
    alike = Counter[str]()
    for uri in every:
        if uri in known.named and (pair := without.pair(uri, known.named[uri])) is not None and pair.sure:
            lent[judged(known, uri, pair.key)] += 1
            one, other = sounds[uri], sounds[pair.key]
            alike["tempo within 2 %"] += abs(one[0] - other[0]) <= 0.02 * one[0]
            alike["tempo within 2 %, or twice or half"] += sum(
                abs(one[0] * by - other[0]) <= 0.02 * one[0] * by for by in (0.5, 1, 2)
            )
            alike["energy within 0.1"] += abs(one[1] - other[1]) <= 0.1
            alike["valence within 0.1"] += abs(one[2] - other[2]) <= 0.1
    told = ", ".join(f"{name} {count}" for name, count in lent.items())
    yield f"Their own rows taken out of the set, {sum(lent.values())} find another row: {told}"
    yield "  what is lent against what their own row said: " + ", ".join(f"{k} {v}" for k, v in alike.items())


def features() -> dict[str, tuple[float, float, float]]:
    """Tempo, energy and valence of each track of the set."""
    with gzip.open(REAL, "rt", encoding="utf-8", newline="") as file:
        return {
            f"spotify:track:{row['track_id']}": (float(row["tempo"]), float(row["energy"]), float(row["valence"]))
            for row in csv.DictReader(file)
        }


def judged(known: Names, uri: str, found: str) -> str:
    """Whether a row is the right one, said without the matcher: by letters and by 2 seconds."""
    if uri == found:
        return "the row itself"
    one, other = known.named[uri], known.named[found]
    if known.right(uri, found):
        return "the same recording"
    near = abs((one.duration_ms or 0) - (other.duration_ms or 0)) <= 2_000
    bare = [literal(replace(each, title=each.title.split(" - ")[0])) for each in (one, other)]
    if bare[0] == bare[1]:
        return "the same recording" if near else "the same names, 2 to 8 s apart"
    return "names told otherwise, as long" if near else "names told otherwise"


def in_one(name: str, url: str, folder: str) -> None:
    """Imports and matches in one database, and prints what that takes."""
    database = Database(url)
    clock, ids = SystemClock(), RandomIds()
    bring_up_to_date(database, Path(folder), clock)
    lists = playlists()
    later = fill(database, lists)
    sets, pairing = DataSets(database, clock, ids), Pairing(database, StoredJobs(database, clock, ids), clock)
    before = peak_mb()
    began = time.perf_counter()
    with REAL.open("rb") as file:
        kept = sets.keep(file, "Real", actor="operator")
    print(
        f"\n{name}: import of {kept.counts['rows']:,} rows, {kept.named:,} with names: {since(began)}, {grown(before)}"
    )
    print("  left out, by reason: " + ", ".join(f"{one['code']} {one['count']:,}" for one in kept.counts["reasons"]))
    with database.write() as session:
        if not database.on_sqlite:
            session.execute(text("ANALYZE"))
        keys = session.scalar(select(func.count()).select_from(RowKey)) or 0
        count = session.scalar(select(func.count()).select_from(RowName)) or 1
    print(f"  {keys / count:.1f} keys a row")
    before, began = peak_mb(), time.perf_counter()
    found = pairing.match(lambda done, total, words: None)
    took = f"{since(began)}, {grown(before)}"
    print(f"  matching of {found.looked:,} tracks: {took}: {found.sure:,} sure, {found.unsure:,} not")
    with database.write() as session:
        catalogue.remember_tracks(session, later, AT)
    began = time.perf_counter()
    found = pairing.match(lambda done, total, words: None)
    took = f"{1000 * (time.perf_counter() - began):.0f} ms"
    print(f"  {found.looked} tracks that became known later: {took}, {found.sure} sure")
    covered(database, lists)
    began = time.perf_counter()
    sets.remove("Real", "operator")
    print(f"  removed in {since(began)}")
    database.close()


def covered(database: Database, lists: Mapping[str, tuple[str, list[Track]]]) -> None:
    """What the pages would show, and what reading costs rules."""
    coverage = Coverage(database)
    began = time.perf_counter()
    library = coverage.library(None)
    whole = 1000 * (time.perf_counter() - began)
    began = time.perf_counter()
    found = coverage.playlists([], None)
    each = 1000 * (time.perf_counter() - began)
    print(f"  coverage: {library}, {whole:.0f} ms; of {len(found)} playlists in {each:.0f} ms")
    shares = sorted(one.covered.heard / one.covered.tracks for one in found if one.covered.tracks)
    enough = sum(one.covered.enough for one in found)
    middle = shares[len(shares) // 2]
    print(f"  playlists: least {shares[0]:.0%}, median {middle:.0%}, most {shares[-1]:.0%}; enough of {enough}")
    every = {track.uri for _, tracks in lists.values() for track in tracks}
    began = time.perf_counter()
    with database.read() as session:
        heard = labels.audio(session, every)
    took = f"{1000 * (time.perf_counter() - began):.0f} ms"
    print(f"  rules ask for {len(every):,} tracks at once: {took}, {len(heard):,} known")


def fill(database: Database, lists: Mapping[str, tuple[str, list[Track]]]) -> list[Track]:
    """The playlists as a mirror holds them; answers tracks that are left for later."""
    every = list({track.uri: track for _, tracks in lists.values() for track in tracks}.values())
    for start in range(0, len(every) - LATER, 5_000):
        with database.write() as session:
            catalogue.remember_tracks(session, every[start : min(start + 5_000, len(every) - LATER)], AT)
    for key, (name, tracks) in lists.items():
        with database.write() as session:
            session.add(playlist(key, name))
            session.flush()
            holdings.note(session, {PlaylistId(key): [Entry(track.uri, AT, None) for track in tracks]})
    return every[-LATER:]


def playlist(key: str, name: str) -> Playlist:
    """A row as the mirror has it."""
    empty = dict.fromkeys(
        ["description", "public", "owner_name", "cover_url", "cover_sha256", "cover_custom", "total",
         "items_snapshot_id", "refused_snapshot_id", "version_id", "wanted_at", "written_at", "gone_at"]
    )  # fmt: skip
    return Playlist(id=key, name=name, collaborative=False, owner_id="o", snapshot_id="s", first_seen_at=AT, **empty)


def since(began: float) -> str:
    return f"{time.perf_counter() - began:.1f} s"


def peak_mb() -> float:
    """The most that this process held so far; what its parent held does not count."""
    told = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    return int(told.split()[1]) / 1024


def grown(before: float) -> str:
    return f"{max(0.0, peak_mb() - before):.0f} MB more at most, {peak_mb():.0f} MB in all"


if __name__ == "__main__":
    main(sys.argv[1:])

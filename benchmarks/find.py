"""Finding: 400 playlists of 150,000 entries typed at letter by letter, beside a plain LIKE scan and reading all.

python -m benchmarks.find
"""

import csv
import gzip
import json
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from sqlalchemy import func, select, text

from benchmarks.servers import servers
from benchmarks.wiring import machine
from playwarden.domain.catalogue import Album, Artist, Track
from playwarden.domain.library import Head
from playwarden.domain.playlist import Entry
from playwarden.features.library.finding import Finding
from playwarden.features.library.holders import Holders
from playwarden.kit.clock import SystemClock
from playwarden.kit.ids import PlaylistId, RandomIds
from playwarden.store import catalogue, library
from playwarden.store.database import Database
from playwarden.store.entries import entry_lists
from playwarden.store.migrate import bring_up_to_date
from playwarden.store.models import catalogue as rows
from playwarden.store.models.library import EntryList

DATA = Path("../shared/data")
PLAYLISTS, LENGTH = 400, 375
ASKED = 40
"""Tracks that are typed, each by three beginnings of title and artist."""
NOW = datetime(2026, 11, 2, tzinfo=UTC)


def main() -> int:
    """Prints what a question takes on both databases."""
    print(f"Find on {machine()}")
    tracks, lists = library_of()
    with servers() as beside, tempfile.TemporaryDirectory(prefix="playwarden-bench-") as folder:
        address = beside.database()
        for name, url in (("SQLite", f"sqlite:///{folder}/find.db"), ("PostgreSQL", address)):
            if url is not None:
                database = Database(url)
                bring_up_to_date(database, Path(folder), SystemClock())
                measured(name, database, tracks, lists)
                database.close()
    return 0


def measured(
    name: str, database: Database, tracks: Sequence[Track], lists: Sequence[tuple[str, tuple[str, ...]]]
) -> None:
    """One database: filled, then asked."""
    began = time.perf_counter()
    filled(database, tracks, lists)
    print(f"\n{name}: filled in {time.perf_counter() - began:.1f} s")
    finding, holders = Finding(database), Holders(database)
    chance = Random("find")
    typed = [words for track in chance.sample(list(tracks), ASKED) for words in beginnings(track)]
    ours = timed(lambda words: len(finding.find(words).tracks), typed)
    plain = timed(lambda words: scan(database, words), typed)
    told("find, every kind, as somebody types", ours)
    told("LIKE over titles and artists alone", plain)
    ratio("a scan", plain, ours)
    held = [uri for _, uris in lists for uri in uris[:1]]
    pages = timed(lambda uri: len(holders.track(uri).holders), chance.sample(held, 20))
    scans = timed(lambda uri: scan_lists(database, uri), held[:3])
    told("a track's page: every playlist and place", pages)
    told("the same by reading every list", scans)
    ratio("reading all", scans, pages)
    artists = [track.artists[0].id or "" for track in chance.sample(list(tracks), 20) if track.artists]
    told("an artist's page", timed(lambda artist: len(holders.artist(artist).holders), artists))


def beginnings(track: Track) -> list[str]:
    """What somebody types on the way to a track."""
    title, artist = track.name.lower(), track.artists[0].name.lower()
    return [title[:2], title[:5], f"{artist[:6]} {title[:4]}"]


def scan(database: Database, words: str) -> int:
    """What one would write without an index."""
    query = select(rows.Track.uri).limit(9)
    for word in words.split():
        query = query.where(func.lower(rows.Track.name + " " + rows.Track.credit).contains(word, autoescape=True))
    with database.read() as session:
        return len(session.scalars(query.order_by(rows.Track.name)).all())


def scan_lists(database: Database, uri: str) -> int:
    """Every list taken apart."""
    with database.read() as session:
        keys = list(session.scalars(select(EntryList.sha256)))
        return sum(any(entry.uri == uri for entry in entries) for entries in entry_lists(session, keys).values())


def timed(ask: Callable[[str], int], texts: Sequence[str]) -> list[float]:
    """Milliseconds of each, after one that warms up."""
    ask(texts[0])
    found = []
    for each in texts:
        began = time.perf_counter()
        ask(each)
        found.append((time.perf_counter() - began) * 1000)
    return found


def told(what: str, took: Sequence[float]) -> None:
    ordered = sorted(took)
    p95 = ordered[min(len(ordered) - 1, round(0.95 * len(ordered)))]
    print(f"  {what:<44} median {statistics.median(took):8.1f} ms   p95 {p95:8.1f} ms   most {ordered[-1]:8.1f} ms")


def ratio(what: str, slow: Sequence[float], quick: Sequence[float]) -> None:
    print(f"  {what} takes {statistics.median(slow) / statistics.median(quick):.1f} times as long (medians)")


def filled(database: Database, tracks: Sequence[Track], lists: Sequence[tuple[str, tuple[str, ...]]]) -> None:
    """Through the store's own functions, as a first mirror does it."""
    ids = RandomIds()
    for start in range(0, len(tracks), 5_000):
        with database.write() as session:
            catalogue.remember_tracks(session, tracks[start : start + 5_000], NOW)
    readings = [
        (
            Head(PlaylistId(f"{number:022}"), name, "ada", f"s{number}", total=len(uris), owner_name="Ada"),
            tuple(Entry(uri, NOW - timedelta(hours=place), "ada") for place, uri in enumerate(uris)),
        )
        for number, (name, uris) in enumerate(lists)
    ]
    for start in range(0, len(readings), 50):
        with database.write() as session:
            library.record_readings(session, ids, readings[start : start + 50], NOW)
    if not database.on_sqlite:
        with database.write() as session:
            session.execute(text("ANALYZE"))  # what a server of one's own does by itself


def library_of() -> tuple[list[Track], list[tuple[str, tuple[str, ...]]]]:
    """The real tracks in 400 lists, real playlists filled up to 375 from all tracks; made-up ones where these lack."""
    if DATA.is_dir():
        tracks = {track.uri: track for track in (*archive(), *dataset())}
        real = json.loads(gzip.decompress((DATA / "playlists/playlists_2021-05.json.gz").read_bytes()))
        named = [(one["name"], [f"spotify:track:{row['track']['id']}" for row in one["tracks"]]) for one in real]
        print(f"{len(tracks):,} real tracks, {len(named)} real playlists over and over")
    else:
        made = [
            Track(
                f"spotify:track:{n:022}",
                f"Song {n} of the {n % 977}",
                artists=(Artist(f"a{n % 9000}", f"Band {n % 9000}"),),
            )
            for n in range(100_000)
        ]
        tracks, named = {track.uri: track for track in made}, [("Made up", [])]
        print("made-up tracks: the real ones are not here")
    chance, stock = Random("library"), sorted(tracks)
    lists = []
    for number in range(PLAYLISTS):
        name, uris = named[number % len(named)]
        held = dict.fromkeys(uri for uri in uris[:LENGTH] if uri in tracks)
        while len(held) < LENGTH:
            held[chance.choice(stock)] = None
        lists.append((f"{name} {number}", tuple(held)))
    return list(tracks.values()), lists


def archive() -> Iterator[Track]:
    with gzip.open(DATA / "playlists/tracks.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            yield Track(
                f"spotify:track:{row['id']}",
                row["name"],
                artists=tuple(Artist(one["id"], one["name"]) for one in row["artists"]),
                album=Album(row["album"]["id"], row["album"]["name"]),
            )


def dataset() -> Iterator[Track]:
    with gzip.open(DATA / "catalogue/tracks_114k.csv.gz", "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["artists"] and row["track_name"]:
                artists = tuple(Artist(f"name:{name}", name) for name in row["artists"].split(";"))
                yield Track(f"spotify:track:{row['track_id']}", row["track_name"], artists=artists)


if __name__ == "__main__":
    main()

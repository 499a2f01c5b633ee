"""A playlist of 10,000 as a file: written and read back, with its time and the memory of each process.

Each direction is a process of its own, so that its peak is its own; what reads has a child, which is told apart. The
time is that of the work: from the database to the bytes, and from the bytes to every change that they ask for.
"""

import json
import resource
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.find import archive, filled
from benchmarks.wiring import machine
from playwarden.domain.catalogue import Album, Artist, Track
from playwarden.features.exchange.finding import KnownTracks
from playwarden.features.exchange.gathering import Gathering
from playwarden.features.exchange.reading import Asked, FileReading
from playwarden.features.exchange.tables import OutForm, written
from playwarden.kit.clock import SystemClock
from playwarden.store.database import Database
from playwarden.store.migrate import bring_up_to_date

ROWS = 10_000
DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
NOW = datetime(2026, 11, 26, tzinfo=UTC)


def main() -> int:
    """Prints a row for each form."""
    print(f"A playlist of {ROWS:,} as a file, on {machine()}")
    heads = f"{'bytes':>11}   {'write':>7} {'(CPU)':>7} {'peak':>6}   {'read':>7} {'(CPU)':>7} {'peak':>6} {'child':>7}"
    print(f"  {'':<6} {heads}")
    with tempfile.TemporaryDirectory(prefix="playwarden-bench-") as folder:
        url = f"sqlite:///{folder}/sheets.db"
        database = Database(url)
        bring_up_to_date(database, Path(folder), SystemClock())
        filled(database, tracks(), [("Ten thousand", tuple(track.uri for track in tracks()))])
        database.close()
        for form in OutForm:
            path = Path(folder) / f"out.{form.value}"
            out, into = _process("write", url, path), _process("read", url, path)
            print(
                f"  {form.value:<6} {path.stat().st_size:>11,}   {out['seconds']:>5.2f} s {out['processor']:>5.2f} s"
                f" {out['peak'] / 1024:>3.0f} MB   {into['seconds']:>5.2f} s {into['processor']:>5.2f} s"
                f" {into['peak'] / 1024:>3.0f} MB {into['child'] / 1024:>4.0f} MB"
                f"   {into['told']}"
            )
    return 0


def tracks() -> list[Track]:
    """The first so many of the real ones, or made-up ones where these are not here; each with an ISRC."""
    if DATA.is_dir():
        found = [track for track, _ in zip(archive(), range(ROWS), strict=False)]
    else:
        found = [
            Track(f"spotify:track:{n:022}", f"Song {n} of the {n % 977}", "track",
                  (Artist(f"a{n % 9000:021}", f"Band {n % 9000}"),), Album(f"b{n % 3000:021}", f"Album {n % 3000}"))
            for n in range(ROWS)
        ]  # fmt: skip
    return [
        Track(one.uri, one.name, "track", one.artists, one.album, 200_000, f"DEA12{n:07}")
        for n, one in enumerate(found)
    ]


def write(url: str, path: Path) -> str:
    """What an export does."""
    gathering = Gathering(Database(url))
    path.write_bytes(written(gathering.book(gathering.rows(None), at=NOW, zone="UTC"), OutForm(path.suffix[1:])))
    return path.name


def read(url: str, path: Path) -> str:
    """What an import does."""
    database = Database(url)
    gathering = Gathering(database)
    reading = FileReading(gathering, KnownTracks(database)).read(
        path, Asked(path.name), gathering.rows(None), key="imp", actor="bench", now=NOW
    )
    return f"{reading.rows:,} rows, {len(reading.sheets)} changed"


def _process(what: str, url: str, path: Path) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.sheets", what, url, str(path)], capture_output=True, text=True, check=True
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _measured(what: str, url: str, path: Path) -> dict[str, Any]:
    children = Peaks()
    children.start()
    began, worked = time.perf_counter(), _processor()
    told = (read if what == "read" else write)(url, path)
    seconds, processor = time.perf_counter() - began, _processor() - worked
    children.stop()
    return {
        "seconds": seconds,
        "processor": processor,
        "peak": _peak("self"),
        "child": children.most,
        "told": told,
    }


class Peaks(threading.Thread):
    """Looks at the children of this process for the most memory that one of them had. What the system counts at their
    end holds what this process had when they were begun.
    """

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.most = 0
        self._over = threading.Event()

    def run(self) -> None:
        while not self._over.wait(0.004):
            for task in Path("/proc/self/task").iterdir():
                with suppress(OSError):
                    for child in (task / "children").read_text().split():
                        if b"exchange.child" in Path(f"/proc/{child}/cmdline").read_bytes():
                            self.most = max(self.most, _peak(child))

    def stop(self) -> None:
        self._over.set()
        self.join()


def _peak(process: str) -> int:
    """KB that a process had at most."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM")), 0)


def _processor() -> float:
    """Seconds of processors that this process and its children took."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in used)


if __name__ == "__main__":
    if len(sys.argv) == 4:
        print(json.dumps(_measured(sys.argv[1], sys.argv[2], Path(sys.argv[3]))))
    else:
        sys.exit(main())

"""The quota ledger: calls booked and settled a second, by one thread, ten threads and two processes.

python -m benchmarks.ledger [postgresql://...]

A booking is committed before the call would leave; nothing is slept, the limits are far off, and the counts are those
of a group that made 2,000 calls that day. PostgreSQL is measured where its programs are at hand (the tests' own server,
which does not wait for the disk), or at the address that is given.
"""

import multiprocessing
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from benchmarks.wiring import machine
from playwarden.domain.calls import Lane
from playwarden.domain.quota import Limits
from playwarden.kit.clock import SystemClock
from playwarden.kit.ids import AppId
from playwarden.spotify.quota.ledger import Ledger, Place
from playwarden.store.database import Database
from playwarden.store.migrate import bring_up_to_date
from playwarden.store.quota import StoredBook

SECONDS = 3.0
EARLIER = 2_000
PLACE = Place(AppId("app_one"), "developer", "GET /playlists/{id}/items")
FAR_OFF = Limits(10**9, 10**9, 10**9, 10**9)


def main() -> int:
    """Prints calls a second for each kind of database that can be had."""
    print(f"Ledger on {machine()}")
    with tempfile.TemporaryDirectory(prefix="playwarden-bench-") as folder:
        measure("SQLite (WAL, synchronous=FULL)", f"sqlite:///{Path(folder) / 'playwarden.db'}")
    if len(sys.argv) > 1 and sys.argv[1].startswith("postgres"):
        measure("PostgreSQL", sys.argv[1])
        return 0
    with postgres() as url:
        if url is None:
            print("\nPostgreSQL: its programs are not here.")
        else:
            measure("PostgreSQL (fsync off)", url)
    return 0


def measure(name: str, url: str) -> None:
    """Books from one thread, ten threads, and two processes of five threads."""
    made(url)
    database = Database(url)
    with StoredBook(database).writing(PLACE.group) as page:
        now = SystemClock().now()
        for _ in range(EARLIER):
            page.add(
                at=now,
                group=PLACE.group,
                app=PLACE.app,
                bucket=PLACE.bucket,
                lane=Lane.INTERACTIVE,
                run=None,
                account=None,
            )
    database.close()
    print(f"\n{name}, calls booked and settled a second:")
    print(f"  {'1 thread':<28} {booked(url, 1) / SECONDS:>8,.0f}")
    print(f"  {'10 threads':<28} {booked(url, 10) / SECONDS:>8,.0f}")
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        pool.starmap(booked, [(url, 1, 0.1)] * 2, chunksize=1)  # both are up
        both = pool.starmap(booked, [(url, 5)] * 2, chunksize=1)
    print(f"  {'2 processes of 5 threads':<28} {sum(both) / SECONDS:>8,.0f}", flush=True)


def made(url: str) -> None:
    """Makes the tables where they are not there."""
    database = Database(url)
    with tempfile.TemporaryDirectory(prefix="playwarden-bench-") as folder:
        bring_up_to_date(database, Path(folder), SystemClock())
    database.close()


def booked(url: str, threads: int, seconds: float = SECONDS) -> int:
    """How many calls `threads` threads of this process book and settle in that time."""
    database = Database(url)
    ledger = Ledger(StoredBook(database), SystemClock(), FAR_OFF)
    ends = time.monotonic() + seconds

    def work(_thread: int) -> int:
        done = 0
        while time.monotonic() < ends:
            booking = ledger.book(PLACE, lane=Lane.INTERACTIVE)
            ledger.settle(booking, status=200, took_ms=1)
            done += 1
        return done

    with ThreadPoolExecutor(threads) as pool:
        total = sum(pool.map(work, range(threads)))
    database.close()
    return total


@contextmanager
def postgres() -> Iterator[str | None]:
    """The address of an empty database on the tests' own server; None where there are no programs for one."""
    from tests.postgres import Server

    try:
        server = Server.start()
    except FileNotFoundError:
        yield None
        return
    try:
        yield server.url(server.borrow(made))
    finally:
        server.stop()


if __name__ == "__main__":
    sys.exit(main())

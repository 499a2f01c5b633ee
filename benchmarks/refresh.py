"""Refreshing playlists as jobs, beside Celery tasks that clear and re-add with spotipy: calls, time, dates, memory.

python -m benchmarks.refresh [--playlists 1000] [--length 100 300]

Each refresh takes ten entries out, anywhere, and puts ten in, in one place. The calls are the sandbox's count of all
that reached its Web API, reads included; success and dates are read from the sandbox's true state afterwards. The usual
way is `benchmarks/usual_way.py`; what is done in its favour is told there. Both ways start from lists that are known:
ours has mirrored them, the usual one needs no more than the wish. The sandbox keeps its habits (items lag 0.6 s behind
a write, snapshot ids 30 s), which cost ours something and the usual way, which never reads, nothing.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from benchmarks import bare, day
from benchmarks.lists import Refresh, catalogue, drawn, standing
from benchmarks.servers import Servers, servers
from benchmarks.ways import QUIET, THREADS, Course, Way, embedded, measured, scaled_out, usual
from benchmarks.wiring import UNLIMITED, connect, house, machine, sandbox
from playwarden.bootstrap import Container
from playwarden.kit.ids import AccountId
from playwarden.sandbox.running import Running
from playwarden.sandbox.settings import Limits, SandboxSettings

ACCOUNTS, USERS_PER_APP = 10, 5
LATENCY_MS = 50.0
LENGTHS = (100, 300)
SHARES = (0.0, 0.5, 0.9)
TROUBLE = 0.03
TROUBLED, IN_A_DAY = 300, 700
"""How many lists at most are refreshed under faults, and on the default quota, which is spent long before."""
ALONE = UNLIMITED | QUIET | {"runner_threads": THREADS}
"""Settings under which nothing is held and nothing else is going on."""
USUAL, REMEMBERING, EMBEDDED = "the usual way", "the same, remembering what it sent", "Playwarden, embedded"
ONE, TWO = "Playwarden, 1 worker", "Playwarden, 2 workers"


@dataclass(slots=True)
class Table:
    """The courses of one length of list, by what was asked and by the way."""

    playlists: int
    length: int
    courses: dict[str, dict[str, Course]] = field(default_factory=dict)
    planning: dict[str, float] = field(default_factory=dict)
    strays: dict[str, int] = field(default_factory=dict)

    def put(self, asked: str, way: str, course: Course) -> None:
        self.courses.setdefault(asked, {})[way] = course
        print(f"    ... {asked}, {way}: {course.seconds:.1f} s", file=sys.stderr, flush=True)

    def show(self) -> None:
        """Every line beside the usual way's of the same heading."""
        for asked, ways in self.courses.items():
            print(f"\n  {asked}")
            print(
                f"    {'':<36} {'calls':>7} {'a list':>7} {'seconds':>8} {'as wished':>10} {'dates kept':>11}  memory"
            )
            for way in (USUAL, REMEMBERING, EMBEDDED, ONE, TWO):
                if way in ways:
                    print(f"    {way:<36} {_line(ways[way])}")
            if asked in self.planning:
                print(f"    of the embedded one's seconds, looking and planning took {self.planning[asked]:.1f}")
            if USUAL in ways:
                for way in (EMBEDDED, ONE, TWO):
                    if way in ways:
                        print(f"    {way} beside the usual way: {_beside(ways[way], ways[USUAL])}")


def _line(course: Course) -> str:
    verdict = course.verdict
    memory = ", ".join(f"{name} {weight}" for name, weight in course.weights.items() if name != "beat")
    return (
        f"{course.calls:>7,} {course.calls / verdict.lists:>7.2f} {course.seconds:>8.1f} "
        f"{verdict.success:>10.1%} {verdict.dates:>11.1%}  {memory}"
    )


def _beside(course: Course, other: Course) -> str:
    return f"{course.calls / other.calls:.2f} times the calls, {course.seconds / other.seconds:.2f} times the seconds"


def main(playlists: int = 1_000, lengths: Sequence[int] = LENGTHS) -> int:
    """Prints everything; the exit code tells whether what was promised holds."""
    load = os.getloadavg()[0]
    print(f"Refreshing on {machine()}; {load:.1f} processes were busy before it began")
    print(f"{playlists:,} playlists of {ACCOUNTS} accounts, {LATENCY_MS:.0f} ms a call, no limits")
    print(f"{THREADS} threads in the usual worker, in the embedded runner, and in each worker of ours")
    held = []
    with servers() as at_hand:
        print(f"servers: {at_hand}")
        for length in lengths:
            held.append(refreshed(playlists, length, at_hand))
        bare.jobs_a_second(at_hand)
    return 0 if all(held) else 1


def refreshed(playlists: int, length: int, at_hand: Servers) -> bool:
    """All ways over lists of one length; whether the goals are met."""
    table = Table(playlists, length)
    print(f"\nLists of {length} items, 10 out anywhere and 10 in in one place:", flush=True)
    with tempfile.TemporaryDirectory(prefix="playwarden-bench-") as name:
        folder = Path(name)
        settings = SandboxSettings(
            accounts=ACCOUNTS,
            followed_per_account=0,
            users_per_app=USERS_PER_APP,
            apps_per_developer=ACCOUNTS,
            catalogue=catalogue(folder / "lists.json.gz", playlists=playlists, length=length),
            limits=Limits.none(),
        )
        with sandbox(settings) as running:
            days = [in_one_process(table, running, folder)]
            if at_hand.broker and (database := at_hand.database()) is not None:
                in_workers(table, running, folder, at_hand.broker, database)
            if at_hand.broker:
                days.append(the_usual_way(table, running, folder, at_hand.broker))
    table.show()
    day.show(days)
    return goals(table)


def in_one_process(table: Table, running: Running, folder: Path) -> day.Day:
    """Ours with the runner in `playwarden up`, on SQLite; afterwards a day on the default quota."""
    with house(running, settings=ALONE) as container:
        accounts = mirrored(container, running)
        with embedded(container, accounts, folder) as way:
            for share in SHARES:
                refreshes = asked(running, table.length, share)
                table.put(_heading(share), EMBEDDED, course(running, way, refreshes))
                table.planning[_heading(share)] = way.planning
                table.strays[_heading(share)] = strays(running, refreshes)
            with trouble(running):
                table.put(
                    _troubled(table), EMBEDDED, course(running, way, asked(running, table.length, 0.0)[:TROUBLED])
                )
        return day.ours(container, accounts, running, folder, partial(a_day, running, table.length))


def in_workers(table: Table, running: Running, folder: Path, broker: str, database: str) -> None:
    """Ours on workers, on PostgreSQL."""
    settings = ALONE | {"database_url": database, "broker_url": broker}
    with house(running, settings=settings) as container:
        accounts = mirrored(container, running)
        for number, name in ((1, ONE), (2, TWO)):
            with scaled_out(container, accounts, folder, number) as way:
                refreshes = asked(running, table.length, 0.0)
                table.put(_heading(0.0), name, course(running, way, refreshes))


def the_usual_way(table: Table, running: Running, folder: Path, broker: str) -> day.Day:
    """The usual way last, since it leaves lists behind that no mirror knows."""
    names = [f"listener{number}" for number in range(1, ACCOUNTS + 1)]
    with usual(broker, running.api_url, folder) as way:
        for share in SHARES:
            way.log_in(running, names, users_per_app=USERS_PER_APP)
            way.task = "refresh"
            table.put(_heading(share), USUAL, course(running, way, asked(running, table.length, share)))
            if share:
                way.task = "refresh_remembering"
                refreshes = asked(running, table.length, share)
                way.remember(refreshes)
                table.put(_heading(share), REMEMBERING, course(running, way, refreshes))
        way.log_in(running, names, users_per_app=USERS_PER_APP)
        way.task = "refresh"
        with trouble(running):
            table.put(_troubled(table), USUAL, course(running, way, asked(running, table.length, 0.0)[:TROUBLED]))
    return day.usual_way(running, folder, broker, names, USERS_PER_APP, partial(a_day, running, table.length))


def mirrored(container: Container, running: Running) -> dict[str, AccountId]:
    """Connects every account and reads everything, which is not measured."""
    connected = connect(container, running, ACCOUNTS, users_per_app=USERS_PER_APP, apps_per_developer=ACCOUNTS)
    container.library.sync()
    return {f"listener{number}": account.id for number, account in enumerate(connected, start=1)}


def asked(running: Running, length: int, share: float) -> list[Refresh]:
    """A refresh of every list, once nothing lags any more and nobody wrote for two minutes."""
    running.advance(120)
    time.sleep(1.2)  # whoever follows the sandbox's clock reads it once a second
    names = [f"listener{number}" for number in range(1, ACCOUNTS + 1)]
    return drawn(f"{length} {share}", standing(running, names), unchanged=share)


def course(running: Running, way: Way, refreshes: Sequence[Refresh]) -> Course:
    """One measured course at the latency of the network."""
    running.latency(LATENCY_MS)
    try:
        return measured(running, way, refreshes)
    finally:
        running.latency(0)


def strays(running: Running, refreshes: Sequence[Refresh]) -> int:
    """How many calls of the last course were about a list that was to stay as it is."""
    unchanged = {refresh.playlist for refresh in refreshes if refresh.unchanged}
    return sum(not unchanged.isdisjoint(call["path"].split("/")) for call in running.calls())


@contextmanager
def trouble(running: Running) -> Iterator[None]:
    """Three calls in a hundred are answered 503, half of them after they took effect."""
    running.fault("status", probability=TROUBLE / 2, times=0)
    running.fault("status", probability=TROUBLE / 2, times=0, after=True)
    try:
        yield
    finally:
        running.clear_faults()


def a_day(running: Running, length: int) -> list[Refresh]:
    """What is asked of a day."""
    return asked(running, length, 0.0)[:IN_A_DAY]


def _heading(share: float) -> str:
    return f"{share:.0%} of the lists unchanged" if share else "every list changed"


def _troubled(table: Table) -> str:
    return f"{min(TROUBLED, table.playlists):,} lists, each changed, {TROUBLE:.0%} of the calls answered 503"


def goals(table: Table) -> bool:
    """What was promised, told one by one."""
    ours = {asked: ways[EMBEDDED] for asked, ways in table.courses.items()}
    plain = ours[_heading(0.0)]
    each = plain.calls / plain.verdict.lists
    print()
    held = [
        told(
            f"every list as wished, under {TROUBLE:.0%} faults too", all(c.verdict.success == 1 for c in ours.values())
        ),
        told("every staying track kept its date", all(c.verdict.dates == 1 for c in ours.values())),
        told("an unchanged list costs no more than its share of a list page", not any(table.strays.values())),
    ]
    if table.length <= 100:
        held.append(told(f"at most 3 calls a list ({each:.2f})", each <= 3))
    elif USUAL in table.courses[_heading(0.0)]:
        other = table.courses[_heading(0.0)][USUAL]
        theirs = other.calls / other.verdict.lists
        held.append(told(f"no more calls than the usual way ({each:.2f} and {theirs:.2f})", each <= theirs))
    workers = [
        weight.pss
        for ways in table.courses.values()
        for way in (ONE, TWO)
        if way in ways
        for name, weight in ways[way].weights.items()
        if name.startswith("worker")
    ]
    if workers:
        held.append(told(f"under 100 MB a worker ({max(workers):.0f} MB)", max(workers) < 100))
    return all(held)


def told(what: str, holds: bool) -> bool:
    """Says whether a promise holds."""
    print(f"  {'ok' if holds else 'NOT HELD'}: {what}")
    return holds


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--playlists", type=int, default=1_000, help="how many, a multiple of the accounts")
    parser.add_argument("--length", type=int, nargs="+", default=list(LENGTHS), help="items in each")
    given = parser.parse_args()
    sys.exit(main(given.playlists, given.length))

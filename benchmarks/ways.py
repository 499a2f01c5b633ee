"""The ways of refreshing that are compared: each has its processes, is handed refreshes, and is done when all are."""

import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from benchmarks import usual_way
from benchmarks.lists import Refresh, Verdict, compared
from benchmarks.processes import Weight, running_process, weighing
from playwarden.bootstrap import Container
from playwarden.config import Settings, variable
from playwarden.domain.calls import Lane
from playwarden.domain.compose import Wish
from playwarden.features.runs.proposal import Order
from playwarden.kit.ids import AccountId, PlaylistId
from playwarden.sandbox.running import Running
from playwarden.sandbox.settings import client_id

THREADS = 8
"""Refreshes under way at a time, in each way and each of its processes: the default of ours."""
PROGRAM = str(Path(sys.executable).with_name("playwarden"))
QUIET = {"sync_minutes": 0, "backup_hour": -1}
"""Settings under which nothing else is going on."""
LONGEST = 900.0
"""Seconds after which something must be wrong."""


class Way(Protocol):
    """One way of refreshing."""

    @property
    def processes(self) -> Mapping[str, int]:
        """The processes that do the work: their names and numbers."""
        ...

    def carry(self, refreshes: Sequence[Refresh]) -> None:
        """Does all of it, and comes back when the last one is done or given up."""
        ...


@dataclass(frozen=True, slots=True)
class Course:
    """What one way took for some refreshes, and what came of them."""

    calls: int
    troubles: int
    """Calls that were answered 5xx."""
    seconds: float
    verdict: Verdict
    weights: Mapping[str, Weight] = field(default_factory=dict)
    by_call: Mapping[str, int] = field(default_factory=dict)


def measured(running: Running, way: Way, refreshes: Sequence[Refresh]) -> Course:
    """Counts by the sandbox's own counters, and reads what came of it past everything that lags."""
    running.reset_counters()
    with weighing(way.processes) as scales:
        started = time.perf_counter()
        way.carry(refreshes)
        seconds = time.perf_counter() - started
    counters = running.counters()
    troubles = sum(number for status, number in counters["statuses"].items() if status.startswith("5"))
    return Course(
        int(counters["total"]), troubles, seconds, compared(running, refreshes), scales.most, counters["calls"]
    )


class Usual:
    """The usual way, at work in a Celery worker."""

    def __init__(self, broker: str, pid: int) -> None:
        import redis
        from celery import Celery

        self._app = Celery("bench", broker=broker, backend=broker)
        self.store: Any = redis.Redis.from_url(broker, decode_responses=True)
        self.processes = {"worker": pid}
        self.task = "refresh"
        self._sent: list[Any] = []

    def ready(self) -> None:
        """Waits until the worker takes tasks."""
        self._app.send_task("nothing").get(timeout=60)

    def log_in(self, running: Running, accounts: Sequence[str], *, users_per_app: int) -> None:
        """Gives the worker a fresh access token of each account, by the OAuth flow."""
        from tests.sandboxes import connect

        usual_way.keep_tokens(
            self.store,
            {
                account: connect(running, account, client_id=client_id(number // users_per_app + 1)).access_token
                for number, account in enumerate(accounts)
            },
        )

    def remember(self, refreshes: Sequence[Refresh]) -> None:
        """As if what stands there now had been sent by it."""
        sent = {each.playlist: tuple(uri or "" for uri, _ in each.before) for each in refreshes}
        usual_way.remember(self.store, sent)

    def carry(self, refreshes: Sequence[Refresh]) -> None:
        self.begin(refreshes)
        for result in self._sent:
            result.get(timeout=LONGEST, propagate=False)
            result.forget()

    def begin(self, refreshes: Sequence[Refresh], *, pause: float = 0.0) -> None:
        """Sends the tasks, `pause` seconds apart at least, and waits for none."""
        self._sent = []
        for each in refreshes:
            time.sleep(pause)
            self._sent.append(self._app.send_task(self.task, [each.playlist, each.account, list(each.wished)]))

    def open(self) -> bool:
        """Whether a task has not ended."""
        return not all(result.ready() for result in self._sent)

    def nothings(self, number: int) -> float:
        """Does nothing `number` times; seconds from the first message to the last result."""
        started = time.perf_counter()
        for result in [self._app.send_task("nothing") for _ in range(number)]:
            result.get(timeout=LONGEST)
        return time.perf_counter() - started


@contextmanager
def usual(broker: str, api_url: str, folder: Path) -> Iterator[Usual]:
    """One worker of THREADS threads: sessions wait for the network nearly all the time, and processes would weigh three
    times as much for the same (measured: 4 processes took twice as long on 2 cores).
    """
    command = [sys.executable, "-m", "celery", "-A", "benchmarks.usual_way", "worker", "--pool", "threads"]
    command += ["--concurrency", str(THREADS), "--loglevel", "critical"]
    environment = {
        usual_way.BROKER_VARIABLE: broker,
        usual_way.API_VARIABLE: api_url,
    }
    with running_process(command, environment, folder / "usual.log") as pid:
        way = Usual(broker, pid)
        way.ready()
        yield way


class Ours:
    """A run of many parts, carried out by other processes; proposed and started in this one."""

    def __init__(self, container: Container, accounts: Mapping[str, AccountId], processes: Mapping[str, int]) -> None:
        self._container = container
        self._accounts = accounts
        self.processes = processes
        self.planning = 0.0
        """Seconds of the last time that went into looking, planning and writing down, before the first call."""
        self.lane = Lane.INTERACTIVE

    def carry(self, refreshes: Sequence[Refresh]) -> None:
        job_id = self.start(refreshes)
        until = time.monotonic() + LONGEST
        while job_id is not None and not self._container.jobs.job(job_id).state.ended:
            if time.monotonic() > until:
                raise RuntimeError(f"the job {job_id} did not end within {LONGEST:.0f} s")
            time.sleep(0.05)

    def start(self, refreshes: Sequence[Refresh]) -> Any:
        """Looks, plans and enqueues; the job, None when there is nothing to be done."""
        started = time.perf_counter()
        orders = [
            Order(self._accounts[each.account], Wish(items=each.wished), playlist_id=PlaylistId(each.playlist))
            for each in refreshes
        ]
        proposal = self._container.runs.propose(orders, lane=self.lane)
        begun = self._container.runs.start(proposal, approved=proposal.fingerprint, actor="bench")
        self.planning = time.perf_counter() - started
        return begun.job_id


@contextmanager
def embedded(container: Container, accounts: Mapping[str, AccountId], folder: Path) -> Iterator[Ours]:
    """`playwarden up`: the runner is in the process that serves."""
    with _begun(container, {"up": ["up", "--port", "0"]}, folder) as processes:
        yield Ours(container, accounts, processes)


@contextmanager
def scaled_out(container: Container, accounts: Mapping[str, AccountId], folder: Path, workers: int) -> Iterator[Ours]:
    """`playwarden worker` so many times, beside one `playwarden beat`."""
    words = {f"worker {number}": ["worker"] for number in range(1, workers + 1)}
    with _begun(container, {**words, "beat": ["beat"]}, folder) as processes:
        yield Ours(container, accounts, processes)


@contextmanager
def _begun(container: Container, words: Mapping[str, Sequence[str]], folder: Path) -> Iterator[dict[str, int]]:
    environment = variables(container.settings)
    runners = len(words) - ("beat" in words)
    with ExitStack() as stack:
        processes = {
            name: stack.enter_context(running_process([PROGRAM, *each], environment, folder / f"{name}.log"))
            for name, each in words.items()
        }
        until = time.monotonic() + 30
        while len(container.runners.alive()) < runners:
            if time.monotonic() > until:
                raise RuntimeError("no runner after half a minute")
            time.sleep(0.05)
        yield processes


def variables(settings: Settings) -> dict[str, str]:
    """The settings of a container as the environment of another process."""
    given = {name: getattr(settings, name) for name in settings.model_fields_set}
    return {variable(name): str(value) for name, value in given.items()}

"""Jobs that do nothing, carried out by each runner: what a job costs before it does anything.

As a program it is a worker of ours that knows no other kind of job.
"""

import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.processes import running_process
from benchmarks.servers import Servers
from benchmarks.ways import LONGEST, QUIET, THREADS, usual, variables
from playwarden.bootstrap import Container, open_container
from playwarden.config import load_settings
from playwarden.domain.calls import Lane, Need
from playwarden.domain.jobs.job import OPEN, Document, Job, NewJob
from playwarden.engine.ports.jobs import JobFilter
from playwarden.jobs.registry import Registry, Work

JOBS = 2_000
PROGRAM = [sys.executable, "-m", "benchmarks.bare"]


class Nothing:
    """Does nothing."""

    name = "bench.nothing"
    lane = Lane.INTERACTIVE

    def title(self, payload: Document) -> str:
        return "nothing"

    def needs(self, job: Job) -> Sequence[Need]:
        return ()

    def run(self, work: Work) -> Mapping[str, Any]:
        return {}

    def cancelled(self, job: Job) -> str | None:
        return None


def jobs_a_second(servers: Servers, *, jobs: int = JOBS) -> None:
    """Prints a line a runner; every job is durable in ours, and a message in Celery's own."""
    print(f"\nJobs a second of the bare runners ({jobs:,} jobs that do nothing, {THREADS} threads):", flush=True)
    with tempfile.TemporaryDirectory(prefix="playwarden-bench-") as name:
        folder = Path(name)
        if servers.broker:
            with usual(servers.broker, "", folder) as way:
                _told("Celery alone, messages and results in Redis", jobs, way.nothings(jobs))
        with _opened(folder / "sqlite") as container:
            _told("Playwarden, embedded, SQLite", jobs, _embedded(container, jobs))
        if (database := servers.database()) is not None:
            with _opened(folder / "postgres", database_url=database) as container:
                _told("Playwarden, embedded, PostgreSQL", jobs, _embedded(container, jobs))
        if servers.broker and (database := servers.database()) is not None:
            with _opened(folder / "workers", database_url=database, broker_url=servers.broker) as container:
                for number in (1, 2):
                    _told(
                        f"Playwarden, {number} worker{'s'[: number - 1]}, PostgreSQL",
                        jobs,
                        _on(container, number, jobs),
                    )


def _told(name: str, jobs: int, seconds: float) -> None:
    print(f"  {name:<46} {jobs / seconds:>8,.0f}", flush=True)


@contextmanager
def _opened(folder: Path, **settings: str) -> Iterator[Container]:
    container = open_container(load_settings(data_dir=folder, runner_threads=THREADS, **QUIET, **settings))
    container.__dict__["registry"] = Registry([Nothing()])
    try:
        yield container
    finally:
        container.close()


def _embedded(container: Container, jobs: int) -> float:
    container.runner.start()
    try:
        return _through(container, jobs)
    finally:
        container.runner.stop()


def _on(container: Container, workers: int, jobs: int) -> float:
    """The same on processes that know the one kind."""
    from contextlib import ExitStack

    environment = variables(container.settings)
    with ExitStack() as stack:
        for number in range(workers):
            log = container.settings.data_dir / f"worker{number}.log"
            stack.enter_context(running_process(PROGRAM, environment, log))
        until = time.monotonic() + 60
        while len(container.runners.alive()) < workers and time.monotonic() < until:
            time.sleep(0.05)
        time.sleep(1)
        return _through(container, jobs)


def _through(container: Container, jobs: int) -> float:
    """Seconds from making the jobs to the end of the last."""
    began = time.perf_counter()
    container.jobs.enqueue([NewJob(Nothing.name, f"bench:{number}", {"at": began}) for number in range(jobs)])
    unfinished = JobFilter(kind=Nothing.name, states=OPEN, limit=1)
    while container.jobs.jobs(unfinished):
        if time.perf_counter() - began > LONGEST:
            raise RuntimeError(f"{jobs} jobs that do nothing did not end within {LONGEST:.0f} s")
        time.sleep(0.02)
    return time.perf_counter() - began


def _worker() -> int:
    """Serves until it is told to stop, as `playwarden worker` does."""
    from playwarden.worker.serving import work

    container = open_container(load_settings())
    container.__dict__["registry"] = Registry([Nothing()])
    return work(container, lanes=list(Lane), threads=THREADS, ready=lambda _: None)


if __name__ == "__main__":
    sys.exit(_worker())

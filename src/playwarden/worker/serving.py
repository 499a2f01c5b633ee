"""Runs a worker or a beat of one container until it is told to stop."""

from collections.abc import Callable, Sequence

from celery import signals

from playwarden.bootstrap import Container
from playwarden.domain.calls import Lane
from playwarden.engine.ports.jobs import Runner
from playwarden.engine.ports.outbox import Message
from playwarden.jobs.celery import TASK, make_app
from playwarden.jobs.told import ToldRunner
from playwarden.kit.ids import JobId
from playwarden.worker.consuming import make_worker


def work(container: Container, *, lanes: Sequence[Lane], threads: int, ready: Callable[[Runner], None]) -> int:
    """Carries jobs of `lanes` out until SIGTERM or SIGINT; the exit code. `ready` is called once messages are taken."""
    dispatcher = container.dispatcher
    runner = ToldRunner(
        container.jobs, container.carrier, container.runners, dispatcher.put_back, lanes=lanes, threads=threads
    )
    app = make_app(container.settings.broker_url, lanes)

    @app.task(name=TASK)  # type: ignore[untyped-decorator]  # Celery has no types
    def follow(job_id: str, lane: str) -> None:
        runner.follow(Message(JobId(job_id), Lane(lane)))

    worker = make_worker(app, threads=threads, stopping=runner.stop)
    signed_on = runner.enter()
    told = signals.worker_ready.connect(lambda **_: ready(signed_on), weak=False)
    try:
        worker.start()
    finally:
        runner.stop()
        runner.leave()
        signals.worker_ready.disconnect(told)
    return int(worker.exitcode or 0)

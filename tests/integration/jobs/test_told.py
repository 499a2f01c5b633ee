"""The runner of a worker, when messages and looks for lost jobs come at the wrong moment."""

import threading
from collections.abc import Collection
from typing import Any

import pytest

from playwarden.domain.calls import Lane
from playwarden.domain.jobs.job import JobState
from playwarden.engine.ports.outbox import Message
from playwarden.jobs import told
from playwarden.jobs.registry import Work
from playwarden.jobs.told import ToldRunner
from playwarden.kit.ids import JobId, RandomIds, RunnerId
from playwarden.store.jobs.runners import StoredRunners
from tests.integration.jobs.desk import ALL, Desk
from tests.integration.jobs.test_inline import until


def message(job_id: JobId) -> Message:
    return Message(job_id, Lane.INTERACTIVE)


class Overtaken(StoredRunners):
    """Whose look for lost jobs is overtaken, once, by `meanwhile`."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.database, desk.clock, RandomIds())
        self.meanwhile: list[Any] = []
        self.reclaimed: list[int] = []

    def reclaim(self, own: RunnerId | None = None, carrying: Collection[JobId] = ()) -> int:
        if self.meanwhile:
            self.meanwhile.pop()()
        self.reclaimed.append(super().reclaim(own, carrying))
        return self.reclaimed[-1]


def test_a_job_that_is_claimed_during_the_look_for_lost_ones_is_not_lost(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(told, "BEAT_SECONDS", 0.02)
    going_on = threading.Event()
    begun: list[str] = []

    def do(work: Work) -> dict[str, Any]:
        begun.append(work.job.id)
        going_on.wait(30)
        return {}

    desk.kind.doing = do
    job = desk.job("a")
    runners = Overtaken(desk)
    runner = ToldRunner(desk.book, desk.carrier, runners, lambda _: None, lanes=ALL, threads=2)
    following = threading.Thread(target=lambda: runner.follow(message(job.id)))

    def claim() -> None:
        following.start()
        until(lambda: bool(begun))

    runners.meanwhile.append(claim)
    runner.enter()
    try:
        until(lambda: len(runners.reclaimed) > 1)
        assert desk.state(job) is JobState.RUNNING
        assert sum(runners.reclaimed) == 0
    finally:
        going_on.set()
        following.join(30)
        runner.leave()
    assert desk.state(job) is JobState.SUCCEEDED


def test_a_message_of_a_job_that_another_thread_has_in_its_hands_is_not_lost(desk: Desk) -> None:
    going_on = threading.Event()
    begun: list[str] = []
    back: list[Message] = []

    def do(work: Work) -> dict[str, Any]:
        begun.append(work.job.id)
        going_on.wait(30)
        return {}

    desk.kind.doing = do
    job = desk.job("a")
    runner = ToldRunner(desk.book, desk.carrier, desk.runners, back.append, lanes=ALL, threads=2)
    runner.enter()
    following = threading.Thread(target=lambda: runner.follow(message(job.id)))
    following.start()
    try:
        until(lambda: bool(begun))
        runner.follow(message(job.id))
        assert back == [message(job.id)]
        assert begun == [job.id]
    finally:
        going_on.set()
        following.join(30)
        runner.leave()

"""The threads of a runner, when a job comes back while one of them still has it."""

import threading
from collections.abc import Callable
from typing import Any

from playwarden.jobs.crew import Crew
from playwarden.jobs.registry import Work
from tests.integration.jobs.desk import Desk
from tests.integration.jobs.test_inline import until


def test_a_job_that_was_taken_from_a_thread_and_comes_back_costs_no_thread(desk: Desk) -> None:
    begun: list[str] = []
    first, second, together = threading.Event(), threading.Event(), threading.Barrier(2)
    doing: list[Callable[[], object]] = [
        lambda: first.wait(30),
        lambda: second.wait(30),
        lambda: together.wait(30),
        lambda: together.wait(30),
    ]

    def do(work: Work) -> dict[str, Any]:
        begun.append(work.job.key)
        doing[len(begun) - 1]()
        return {}

    desk.kind.doing = do
    runner, woken = desk.runners.enter("embedded", 4), threading.Event()
    job = desk.job("a")
    with Crew(desk.book, desk.carrier, runner, woken) as crew:
        crew.fill()
        until(lambda: len(begun) == 1)
        desk.runners.reclaim(runner.id)  # as others do who take the runner for dead
        crew.fill()
        until(lambda: len(begun) == 2)
        woken.clear()
        first.set()
        assert woken.wait(30)
        assert crew.carried == {job.id}, "the second claim is still carried"
        assert desk.runners.reclaim(runner.id, crew.carried) == 0
        second.set()
        until(lambda: not crew.carried)
        assert sum(thread.is_alive() for thread in crew._threads) == 4
        desk.job("b")
        desk.job("c")
        crew.fill()
        until(lambda: not crew.carried)
    assert begun == ["a", "a", "b", "c"] or begun == ["a", "a", "c", "b"]

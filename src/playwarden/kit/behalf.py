"""On behalf of which job the code of a thread works, so that the calls it makes are booked to that job."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import ParamSpec, TypeVar

from playwarden.kit.ids import JobId

P = ParamSpec("P")
T = TypeVar("T")

_job: ContextVar[JobId | None] = ContextVar("job", default=None)


@contextmanager
def working_for(job_id: JobId) -> Iterator[None]:
    """What the block does is done for this job."""
    token = _job.set(job_id)
    try:
        yield
    finally:
        _job.reset(token)


def current_job() -> JobId | None:
    """The job that this thread works for."""
    return _job.get()


def shared(function: Callable[P, T]) -> Callable[P, T]:
    """`function`, for a pool of threads: whichever runs it works on behalf of whom this thread does now."""
    job = _job.get()

    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        if job is None:
            return function(*args, **kwargs)
        with working_for(job):
            return function(*args, **kwargs)

    return run

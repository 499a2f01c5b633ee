"""Takes a run up again as a job, whatever became of the job that carried it before."""

from contextlib import suppress

from playwarden.domain.jobs.job import JobState
from playwarden.domain.runs import Run, State
from playwarden.engine.ports.jobs import JobBook, JobFilter
from playwarden.features.runs.work import RUN, run_job
from playwarden.kit.errors import Conflict
from playwarden.kit.ids import JobId

_HELD = frozenset({JobState.WAITING, JobState.SCHEDULED})
_CHILDREN = 100_000
"""More jobs than any parent has."""


def again(jobs: JobBook, run: Run, actor: str) -> JobId | None:
    """The job that carries the run on, looked at now: an open one is taken at once, an ended one retried.

    None when the run is at its end. Asked again it answers the same job.
    """
    if not run.state.resumable:
        return None
    known = jobs.jobs(JobFilter(run_id=run.id, kind=RUN, limit=1))
    if not known:
        return jobs.enqueue([run_job(run)])[0].id
    job = known[0]
    if job.state.ended and job.state is not JobState.SUCCEEDED:
        jobs.again(job.id, actor)
    elif job.state.ended:
        return jobs.enqueue([run_job(run)])[0].id
    elif job.state in _HELD:
        jobs.again(job.id, actor, now=True)
    for child in jobs.jobs(JobFilter(parent_id=job.id, states=_HELD, limit=_CHILDREN)):
        with suppress(Conflict):  # it was taken up, or ended, meanwhile
            jobs.again(child.id, actor, now=True)
    return job.id


def check_open(run: Run) -> None:
    """Raises Conflict for a run that was cancelled: it is at its end, whoever takes its jobs up."""
    if run.state is State.CANCELLED:
        raise Conflict(
            f"The run {run.id} was cancelled, and with that it is at its end.",
            "Ask for the same again: it is planned from what stands there then.",
        )

"""A run as work for a runner: one job for a run of one playlist, a parent with a child for each playlist of several."""

from collections import Counter
from datetime import datetime

from playwarden.domain.calls import Need
from playwarden.domain.jobs.job import Failure, Job, NewJob
from playwarden.domain.runs import Brief, Outcome, Part, Run
from playwarden.engine.later import may_wait
from playwarden.engine.observe import reading_cost
from playwarden.engine.ports.quota import ITEMS, PLAYLIST, bucket_of
from playwarden.kit.ids import JobId

RUN = "runs.run"
PART = "runs.part"

_OPEN = (Outcome.PENDING, Outcome.SENT, Outcome.UNKNOWN, Outcome.REFUSED)
"""Outcomes of steps that may have to leave (again)."""


def run_job(run: Run, parent_id: JobId | None = None, due_at: datetime | None = None) -> NewJob:
    """The job that carries out a whole run; `parent_id` is the job that started it, where one did, `due_at` when it is
    to begin (None: now).
    """
    alone = run.parts[0] if len(run.parts) == 1 else None
    return NewJob(
        kind=RUN,
        key=alone.key if alone else f"run:{run.id}",
        payload={
            "run": run.id,
            "verb": run.verb.value,
            "playlists": len(run.parts),
            "name": alone.name if alone else None,
        },
        lane=run.lane,
        due_at=due_at,
        actor=run.actor,
        parent_id=parent_id,
        run_id=run.id,
        forecast=sum(part.calls for part in run.parts),
    )


def part_job(run: Run, part: Part | Brief, parent_id: JobId | None, *, stop: bool = False) -> NewJob:
    """The job that carries out one part. `stop`: only as far as to where the playlist is consistent."""
    payload: dict[str, object] = {
        "run": run.id,
        "part": part.number,
        "verb": run.verb.value,
        "name": part.name,
    }
    return NewJob(
        kind=PART,
        key=part.key,
        payload=payload | {"stop": True} if stop else payload,
        lane=run.lane,
        actor=run.actor,
        parent_id=parent_id,
        run_id=run.id,
        rank=part.number,
        forecast=part.calls,
    )


def cancelled_run(job: Job) -> Failure:
    """What the job that started a run fails with when the run was cancelled; `job` carried it out."""
    what = f"The run {job.run_id} was cancelled: {job.note}" if job.note else f"The run {job.run_id} was cancelled."
    remedy = "`playwarden runs undo` takes back what was done; retrying plans anew from what stands there then."
    return Failure("run_cancelled", what, remedy)


def need_of(part: Part) -> Need:
    """The calls that are left of a part: what it still writes, the reads that prove it, and, where it was begun and
    left, the reading that tells where it stands.
    """
    if not part.state.resumable:
        return Need(part.account_id, {})
    if may_wait(part):
        return Need(part.account_id, {})  # its proof, mostly a page that others share, waits for no room in its lane
    calls = Counter(bucket_of(step.operation) for step in part.steps if step.outcome in _OPEN)
    calls[PLAYLIST] += part.plan.reads_head
    calls[ITEMS] += len(part.plan.pages_beyond_head)
    if any(step.outcome is not Outcome.PENDING for step in part.steps):
        calls[PLAYLIST] += 1
        calls[ITEMS] += reading_cost(len(part.plan.desired.entries)) - 1
    return Need(part.account_id, +calls)

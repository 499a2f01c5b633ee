"""The kind of job that proposes a bulk edit and starts it, with nobody watching."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from playwarden.domain.calls import Lane, Need
from playwarden.domain.jobs.job import Document, Job, JobState, WaitsFor
from playwarden.domain.safety import rules
from playwarden.engine.ports.jobs import JobBook, JobFilter
from playwarden.features.bulk.asked import Asked
from playwarden.features.bulk.service import Bulk
from playwarden.features.runs.desk import Progress
from playwarden.features.runs.proposal import Proposal, Started
from playwarden.features.runs.service import Runs
from playwarden.features.runs.work import RUN, cancelled_run
from playwarden.jobs.registry import Again, Unsuccessful, Work
from playwarden.kit.canonical import digest
from playwarden.kit.errors import InputError
from playwarden.kit.ids import RunId
from playwarden.kit.text import listed


class ApplyBulk:
    """Proposes a stored edit of a stored selection and starts it, with nobody watching.

    What a safety rule holds fails the job with the reasons, unless its rule was forced or what is held is left out. The
    selection is looked at anew each time: playlists that came since are edited too, unless it was planned ahead.
    """

    name = "bulk.apply"
    lane = Lane.SCHEDULED
    settles = (
        "Which playlists it edits is settled by this plan: one that comes to fit until then is left for the next time."
    )

    def __init__(self, bulk: Bulk, runs: Runs, jobs: JobBook) -> None:
        self._bulk = bulk
        self._runs = runs
        self._jobs = jobs

    def title(self, payload: Document) -> str:
        return str(payload["words"])

    def needs(self, job: Job) -> Sequence[Need]:
        return []

    def run(self, work: Work) -> Mapping[str, Any] | Again | Unsuccessful:
        started = self._jobs.jobs(JobFilter(parent_id=work.job.id, kind=RUN, limit=1))
        if started:
            return self._ended(started[0])

        def told(words: str) -> None:
            work.check()
            work.progress(0, None, words)

        asked, proposal = self._proposed(work.job, told)
        for one in proposal.left_out:
            work.log(f"left out: '{one.name}': {one.reason}", "warning")
        work.log(f"{self._bulk.words(asked)}: {proposal.sentence}")
        work.check()
        run = self._started(work.job, proposal, None)
        if run.job_id is None:
            return {"run": None, "changed": 0, "left_out": len(proposal.left_out)}
        return Again(WaitsFor.CHILDREN, note=proposal.sentence)

    def ahead(self, job: Job, tell: Progress) -> RunId | None:
        """See `features.jobs.ahead`: what it would do to the playlists that are meant now, begun when it is due."""
        return self._started(job, self._proposed(job, tell)[1], job.due_at).run_id

    def _proposed(self, job: Job, tell: Progress) -> tuple[Asked, Proposal]:
        asked = Asked.from_document(job.payload["asked"])
        forced = frozenset(job.payload["forced"])
        return asked, self._bulk.propose(asked, lane=job.lane, forced=forced, progress=tell)

    def _started(self, job: Job, proposal: Proposal, due_at: datetime | None) -> Started:
        return self._runs.start(
            proposal,
            approved=proposal.fingerprint,
            actor=job.actor,
            forced=frozenset(job.payload["forced"]),
            parent_id=job.id,
            due_at=due_at,
        )

    def _ended(self, job: Job) -> Mapping[str, Any] | Again | Unsuccessful:
        """As the run ended, so does this job."""
        if job.state.open:
            return Again(WaitsFor.CHILDREN, note=job.note or "")
        result = {"run": job.run_id, "job": job.id}
        if job.state is JobState.SUCCEEDED:
            return result
        return Unsuccessful(job.failure or cancelled_run(job), result)

    def cancelled(self, job: Job) -> str | None:
        """Nothing was begun, or the run that it started was cancelled with it and tells for itself."""
        started = self._jobs.jobs(JobFilter(parent_id=job.id, kind=RUN, limit=1))
        return started[0].note if started else None

    def check(self, payload: Document) -> Document:
        """The payload as it is stored, from the fields of a bulk edit and `forced`. Raises InputError."""
        given = dict(payload)
        forced = given.pop("forced", [])
        known = [rule.name for rule in rules() if rule.forceable]
        if not isinstance(forced, list) or any(name not in known for name in forced):
            raise InputError("'forced' names safety rules that can be forced.", f"They are {listed(known, most=20)}.")
        if given.keys() == {"asked", "words"}:  # as it was stored
            given = dict(given["asked"])
        asked = Asked.from_document(given)
        return {"asked": asked.to_document(), "forced": sorted(set(forced)), "words": self._bulk.words(asked)[:200]}

    def key(self, payload: Document) -> str:
        """One job of the same edit of the same selection at a time."""
        return f"bulk:{digest({'asked': payload['asked']})[:32]}"

"""The kind of job that refreshes a rule set's playlist, with nobody watching."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from playwarden.domain.calls import Lane, Need
from playwarden.domain.jobs.job import Document, Job, JobState, WaitsFor
from playwarden.domain.rules.kept import Kept, RefreshState
from playwarden.engine.ports.jobs import JobBook, JobFilter
from playwarden.features.runs.work import RUN, cancelled_run
from playwarden.jobs.registry import Again, Unsuccessful, Work
from playwarden.kit.errors import InputError
from playwarden.kit.ids import RuleSetId

if TYPE_CHECKING:
    from playwarden.features.rules.refreshing import Refreshing
    from playwarden.features.rules.service import Rules
    from playwarden.features.runs.service import Runs

REFRESH = "rules.refresh"


class RefreshRules:
    """Reads what a rule set needs, works it out and brings its playlist to it.

    A playlist that somebody holds, or whose refresh of this period was undone, is left alone. What a safety rule holds
    fails the job with the reasons.
    """

    name = REFRESH
    lane = Lane.SCHEDULED

    def __init__(self, rules: "Rules", refreshing: "Refreshing", runs: "Runs", jobs: JobBook) -> None:
        self._rules = rules
        self._refreshing = refreshing
        self._runs = runs
        self._jobs = jobs

    def title(self, payload: Document) -> str:
        return f"refresh '{payload['name']}'"

    def needs(self, job: Job) -> Sequence[Need]:
        return ()

    def run(self, work: Work) -> Mapping[str, Any] | Again | Unsuccessful:
        rule_set = RuleSetId(work.job.payload["rule_set"])
        started = self._jobs.jobs(JobFilter(parent_id=work.job.id, kind=RUN, limit=1))
        if started:
            return self._ended(rule_set, started[0])
        rests = self._refreshing.rests(rule_set)
        if rests is not None:
            work.log(rests[1])
            return {"state": rests[0].value, "run": None}

        def told(words: str) -> None:
            work.check()
            work.progress(0, None, words)

        worked = self._refreshing.propose(
            [rule_set], actor=work.job.actor, lane=work.job.lane, check=work.check, progress=told
        )
        work.log(worked.outcomes[rule_set].sentence)
        work.check()
        run = self._runs.start(
            worked.proposal, approved=worked.proposal.fingerprint, actor=work.job.actor, parent_id=work.job.id
        )
        state = self._refreshing.begun(worked, rule_set, run.run_id)
        if state is RefreshState.RUNNING:
            return Again(WaitsFor.CHILDREN, note=worked.proposal.sentence)
        return {"state": state.value, "run": None}

    def _ended(self, rule_set: RuleSetId, job: Job) -> Mapping[str, Any] | Again | Unsuccessful:
        """As the run ended, so does this job."""
        if job.state.open:
            return Again(WaitsFor.CHILDREN, note=job.note or "")
        self._refreshing.settle(rule_set)
        result = {"state": "done", "run": job.run_id}
        if job.state is JobState.SUCCEEDED:
            return result
        return Unsuccessful(job.failure or cancelled_run(job), result)

    def cancelled(self, job: Job) -> str | None:
        """Nothing was begun, or the run that it started was cancelled with it and tells for itself."""
        started = self._jobs.jobs(JobFilter(parent_id=job.id, kind=RUN, limit=1))
        return started[0].note if started else None

    def check(self, payload: Document) -> Document:
        """The payload as it is stored, from the id or the name of a rule set. Raises InputError, NotFound."""
        given = payload.get("rule_set")
        if not isinstance(given, str) or set(payload) - {"rule_set", "account", "name"}:
            raise InputError("What is refreshed is named by 'rule_set'.", "`playwarden rules list` names them.")
        kept = self._rules.find(given)
        return payload_of(kept)

    def key(self, payload: Document) -> str:
        """One refresh of the same rule set at a time."""
        return key_of(RuleSetId(payload["rule_set"]))


def payload_of(kept: Kept) -> dict[str, Any]:
    """What the job of a rule set takes along: its account, for who may see the job."""
    return {"rule_set": kept.id, "account": kept.account_id, "name": kept.rules.name}


def key_of(rule_set: RuleSetId) -> str:
    """What a job of this rule set has to itself."""
    return f"rules:{rule_set}"

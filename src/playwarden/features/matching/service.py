"""Names and tracks for other slices: resolved without a call, decided about, and searched for as a job."""

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from playwarden.domain.jobs.job import OPEN, Job, NewJob
from playwarden.domain.matching import Named
from playwarden.engine.ports.jobs import JobBook, JobFilter
from playwarden.features.matching.resolving import Cost, Resolved, cost_of, resolve
from playwarden.features.matching.review import Review
from playwarden.features.matching.tasks import RESOLVE
from playwarden.kit.clock import Clock
from playwarden.kit.ids import JobId, PasteId
from playwarden.store import pasting
from playwarden.store.database import Database
from playwarden.store.pasting import Decided

if TYPE_CHECKING:
    from playwarden.features.matching.pastes import Pastes

AGE = timedelta(days=30)
"""What found nothing may be asked for anew after so long, where a person wants that."""


class Matching:
    """The slice's face for others."""

    def __init__(self, database: Database, pastes: "Pastes", review: Review, jobs: JobBook, clock: Clock) -> None:
        self._database = database
        self._pastes = pastes
        self._review = review
        self._jobs = jobs
        self._clock = clock

    def resolve(self, wanted: Sequence[Named]) -> list[Resolved]:
        """What each name comes to by decisions, the local catalogue and remembered searches. Costs no call."""
        with self._database.read() as session:
            return resolve(session, wanted)

    def cost(self, resolved: Sequence[Resolved]) -> Cost:
        """What searching for those takes that need it."""
        with self._database.read() as session:
            return cost_of(resolved, pasting.searched(session))

    def decide(self, wanted: Named, uri: str | None, *, actor: str) -> Decided:
        """Remembers which track a name means; None: there is no such recording. Raises InputError."""
        return self._review.decide(wanted, uri, actor=actor)

    def search(self, paste_id: PasteId, *, again: bool = False, actor: str) -> Job:
        """The job that searches for what a paste lacks; one that is open already is that one. `again`: also for what
        found nothing longer than AGE ago. Raises NotFound.
        """
        kept = self._pastes.show(paste_id)
        payload = {"paste": paste_id, "account": kept.account_id, "name": kept.name[:80]}
        if again:
            payload["forget"] = (self._clock.now() - AGE).isoformat()
        new = NewJob(RESOLVE, key_of(paste_id), payload, actor=actor, forecast=kept.cost.calls)
        if (open_ := self._open(paste_id)) is not None and not again:
            return open_
        return self._jobs.enqueue([new])[0]

    def open_job(self, paste_id: PasteId) -> JobId | None:
        """The job that searches for it now, or waits to."""
        found = self._open(paste_id)
        return None if found is None else found.id

    def _open(self, paste_id: PasteId) -> Job | None:
        found = self._jobs.jobs(JobFilter(states=OPEN, kind=RESOLVE, key=key_of(paste_id), limit=1))
        return found[0] if found else None


def key_of(paste_id: PasteId) -> str:
    """What the search for a paste has to itself."""
    return f"paste:{paste_id}"

"""The kind of job that collects plays."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from playwarden.domain.calls import Lane, Need
from playwarden.domain.jobs.job import Document, Job
from playwarden.features.listening.service import COLLECT
from playwarden.jobs.registry import Work
from playwarden.kit.ids import AccountId

if TYPE_CHECKING:
    from playwarden.features.listening.service import Listening


class CollectPlays:
    """Asks for what an account's listener played since the last look, in one call, and keeps it."""

    name = COLLECT
    lane = Lane.LISTENING

    def __init__(self, listening: "Listening") -> None:
        self._listening = listening

    def title(self, payload: Document) -> str:
        return "collect plays"

    def needs(self, job: Job) -> Sequence[Need]:
        return ()

    def run(self, work: Work) -> Mapping[str, Any]:
        return {"new": self._listening.collect(AccountId(work.job.payload["account"]))}

    def cancelled(self, job: Job) -> str | None:
        return None

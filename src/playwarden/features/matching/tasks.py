"""The kind of job that searches for what a paste names."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from playwarden.domain.calls import Lane, Need
from playwarden.domain.jobs.job import Document, Job
from playwarden.engine.ports.quota import SEARCH
from playwarden.jobs.registry import Work
from playwarden.kit.ids import AccountId, PasteId
from playwarden.kit.text import counted

if TYPE_CHECKING:
    from playwarden.features.matching.pastes import Pastes
    from playwarden.features.matching.searching import Searching

RESOLVE = "match.resolve"


class ResolvePaste:
    """Searches for the lines of a paste that nothing here knows, and reads links to unknown tracks.

    Each answer is kept at once; after a ban, a stop or a crash it goes on with the next question.
    """

    name = RESOLVE
    lane = Lane.INTERACTIVE

    def __init__(self, pastes: "Pastes", searching: "Searching") -> None:
        self._pastes = pastes
        self._searching = searching

    def title(self, payload: Document) -> str:
        return f"search for '{payload['name']}'"

    def needs(self, job: Job) -> Sequence[Need]:
        """One call: it goes on as far as calls are left, and then waits."""
        return [Need(AccountId(job.payload["account"]), {SEARCH: 1})]

    def run(self, work: Work) -> Mapping[str, Any]:
        payload = work.job.payload
        paste, forget = PasteId(payload["paste"]), payload.get("forget")
        searched = self._searching.search(
            paste,
            AccountId(payload["account"]),
            lane=work.job.lane,
            forget=None if forget is None else datetime.fromisoformat(forget),
            check=work.check,
            told=work.progress,
        )
        kept = self._pastes.show(paste)
        counts = kept.counts
        found = f"{counts['sure']:,} sure, {counts['review']:,} to be reviewed, {counts['none']:,} not found"
        work.log(f"Searched for {counted(searched, 'line')}; now {found}.")
        return {"paste": paste, "searched": searched, "counts": dict(counts)}

    def cancelled(self, job: Job) -> str | None:
        return "What was found until then is kept; asked again, it goes on there."

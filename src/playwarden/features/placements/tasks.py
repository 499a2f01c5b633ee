"""The kind of job that looks after placements."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from playwarden.domain.calls import Lane, Need
from playwarden.domain.jobs.job import Document, Job
from playwarden.jobs.registry import Again, Work
from playwarden.kit.clock import parse_instant
from playwarden.kit.ids import PlaylistId
from playwarden.store.placements import SETTLE

if TYPE_CHECKING:
    from playwarden.features.placements.service import Placements


class SettlePlacements:
    """Puts in and takes out what placements want of one playlist at this moment, all of it in one run.

    It looks at what is due now, whatever it was made for: two at once, or one that comes late, do no harm. When it
    waits for calls, what comes in late says so. Cancelling it leaves its placements to a person, who is asked.
    """

    name = SETTLE
    lane = Lane.SCHEDULED

    def __init__(self, placements: "Placements") -> None:
        self._placements = placements

    def title(self, payload: Document) -> str:
        return f"placements in {self._placements.name_of(PlaylistId(payload['playlist']))}"

    def needs(self, job: Job) -> Sequence[Need]:
        return self._placements.needs(PlaylistId(job.payload["playlist"]))

    def run(self, work: Work) -> Mapping[str, Any] | Again:
        playlist_id = PlaylistId(work.job.payload["playlist"])
        settled = self._placements.settle(playlist_id, check=work.check, job_id=work.job.id)
        return {
            "entered": settled.entered,
            "left": settled.left,
            "asking": settled.asking,
            "missed": settled.missed,
            "runs": list(settled.runs),
        }

    def cancelled(self, job: Job) -> str | None:
        payload = job.payload
        return self._placements.abandoned(PlaylistId(payload["playlist"]), parse_instant(payload["at"]), job.id)

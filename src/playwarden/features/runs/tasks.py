"""The kinds of jobs that carry runs out."""

from collections.abc import Mapping, Sequence
from typing import Any

from playwarden.domain.calls import Lane, Need
from playwarden.domain.jobs.job import Document, Job
from playwarden.domain.runs import State
from playwarden.engine.apply import UNTOUCHED
from playwarden.features.runs.service import Runs
from playwarden.features.runs.work import PART, RUN
from playwarden.jobs.registry import Again, Unsuccessful, Work
from playwarden.kit.ids import RunId
from playwarden.kit.text import counted


class CarryRun:
    """Carries an approved run out: one playlist in this very job, several each in a job of its own.

    It goes on where it was after a ban, a lost connection or the end of its process. Cancelled, it stops between two
    calls where no entry that is to stay is missing, and what was done can be undone.
    """

    name = RUN
    lane = Lane.INTERACTIVE

    def __init__(self, runs: Runs) -> None:
        self._runs = runs

    def title(self, payload: Document) -> str:
        name = payload.get("name")
        return f"{payload['verb']} " + (f"'{name}'" if name else counted(int(payload["playlists"]), "playlist"))

    def needs(self, job: Job) -> Sequence[Need]:
        return self._runs.needs(RunId(job.payload["run"]), None)

    def run(self, work: Work) -> Mapping[str, Any] | Again | Unsuccessful:
        return self._runs.carry(RunId(work.job.payload["run"]), None, work)

    def cancelled(self, job: Job) -> str | None:
        report = self._runs.stop(RunId(job.payload["run"]), None)
        if len(report.parts) == 1:
            return report.parts[0].note
        done = sum(part.state is State.DONE for part in report.parts)
        words = f"{done} of {counted(len(report.parts), 'playlist')} had been done."
        begun = (part for part in report.parts if part.state is State.CANCELLED and part.note not in (None, UNTOUCHED))
        return " ".join([words, *(f"'{part.name}': {part.note}" for part in begun)])


class CarryPart:
    """Carries out what a run does to one of its playlists; the other playlists go on whatever becomes of it."""

    name = PART
    lane = Lane.INTERACTIVE

    def __init__(self, runs: Runs) -> None:
        self._runs = runs

    def title(self, payload: Document) -> str:
        stop = payload.get("stop")
        return f"bring '{payload['name']}' to rest" if stop else f"{payload['verb']} '{payload['name']}'"

    def needs(self, job: Job) -> Sequence[Need]:
        return self._runs.needs(RunId(job.payload["run"]), int(job.payload["part"]))

    def run(self, work: Work) -> Mapping[str, Any] | Again | Unsuccessful:
        payload = work.job.payload
        return self._runs.carry(
            RunId(payload["run"]), int(payload["part"]), work, stop=bool(payload.get("stop", False))
        )

    def cancelled(self, job: Job) -> str | None:
        return self._runs.stop(RunId(job.payload["run"]), int(job.payload["part"])).parts[0].note

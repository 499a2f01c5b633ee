"""The kinds of jobs that keep the mirror: looking at all playlists, and reading on."""

import logging
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from playwarden.domain.calls import Lane, Need
from playwarden.domain.jobs.job import Document, Job, WaitsFor
from playwarden.domain.quota import told
from playwarden.jobs.registry import Again, Work
from playwarden.kit.ids import AccountId
from playwarden.kit.text import counted

if TYPE_CHECKING:
    from playwarden.features.library.reports import Progress
    from playwarden.features.library.service import Library

log = logging.getLogger(__name__)


class SyncLibrary:
    """Looks at all playlists of all accounts and notes what is new, changed and gone. Items are read by `library.read`,
    unless it is told to `read` what moved; `accounts` names those to look at.

    An account that fails is told in the job's log; the others go on. It fails when all of them do.
    """

    name = "library.sync"
    lane = Lane.SCHEDULED
    key = "library:sync"

    def __init__(self, library: "Library") -> None:
        self._library = library

    def title(self, payload: Document) -> str:
        return "look at all playlists"

    def needs(self, job: Job) -> Sequence[Need]:
        return ()

    def run(self, work: Work) -> Mapping[str, Any] | Again:
        work.check()
        payload = work.job.payload
        chosen = payload.get("accounts")
        report = self._library.sync(
            [AccountId(account) for account in chosen] if chosen else None,
            lane=work.job.lane,
            read=bool(payload.get("read", False)),
            progress=_telling(work),
        )
        for problem in report.problems:
            log.warning("sync of %s: %s", problem.account_name, problem.error)
            work.log(f"{problem.account_name}: {problem.error}", "warning")
        return report.to_document()

    def cancelled(self, job: Job) -> str | None:
        return None


class ReadLibrary:
    """Reads the items of playlists that changed or were never read, in the background lane: as many as fit into a
    quarter of the day's calls that are left. Those that are wanted come first.
    """

    name = "library.read"
    lane = Lane.BACKGROUND
    key = "library:read"

    def __init__(self, library: "Library") -> None:
        self._library = library

    def title(self, payload: Document) -> str:
        return "read the items of playlists"

    def needs(self, job: Job) -> Sequence[Need]:
        return ()

    def run(self, work: Work) -> Mapping[str, Any] | Again:
        work.check()
        report = self._library.continue_reading(progress=_telling(work))
        if report.read:
            work.log(f"Read {counted(len(report.read), 'playlist')} in {counted(report.calls, 'call')}.")
        if report.until is not None:
            return Again(WaitsFor.QUOTA, report.until, f"Spotify lets it read on at {told(report.until)}.")
        return {"read": len(report.read)}

    def cancelled(self, job: Job) -> str | None:
        return None


def _telling(work: Work) -> "Progress":
    """What the library tells as it goes, as the job's progress; between two of its steps the job may be stopped."""

    def tell(words: str, done: int, total: int) -> None:
        work.check()
        work.progress(done, total, words)

    return tell

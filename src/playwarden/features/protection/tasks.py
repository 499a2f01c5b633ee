"""The kinds of jobs of protection: the sweep, and settling what it suspects."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from playwarden.domain.calls import Lane, Need
from playwarden.domain.jobs.job import Document, Job
from playwarden.features.protection.book import DEMANDED, SETTLE, SWEEP, WRITES, Clue
from playwarden.jobs.registry import Again, Unsuccessful, Work
from playwarden.kit.ids import AccountId, PlaylistId
from playwarden.kit.text import counted

if TYPE_CHECKING:
    from playwarden.features.protection.service import Guard


class SweepProtected:
    """Looks at all protected playlists of the accounts that are due, by the fewest calls. What looks wrong is settled
    by a job of its own; `accounts` names those to look at now.
    """

    name = SWEEP
    lane = Lane.PROTECTION
    key = "protection:sweep"

    def __init__(self, guard: "Guard") -> None:
        self._guard = guard

    def title(self, payload: Document) -> str:
        return "look at the protected playlists"

    def needs(self, job: Job) -> Sequence[Need]:
        return ()

    def run(self, work: Work) -> Mapping[str, Any] | Again | Unsuccessful:
        chosen = work.job.payload.get("accounts")
        report = self._guard.sweep([AccountId(one) for one in chosen] if chosen else None, check=work.check)
        for problem in report.problems:
            work.log(problem, "warning")
        if report.suspects:
            work.log(f"{counted(len(report.suspects), 'playlist')} to be settled.")
        return {
            "accounts": report.accounts,
            "calls": report.calls,
            "checked": report.checked,
            "wrong": report.wrong,
            "suspects": list(report.suspects),
            "adopted": list(report.adopted),
            "problems": list(report.problems),
        }

    def cancelled(self, job: Job) -> str | None:
        return None


class SettleProtected:
    """Looks at one protected playlist that a sweep suspects, and restores it, adopts what was found, or asks: as its
    policy, the caps and the breakers say. Twice does no harm.
    """

    name = SETTLE
    lane = Lane.PROTECTION

    def __init__(self, guard: "Guard") -> None:
        self._guard = guard

    def title(self, payload: Document) -> str:
        return f"see to '{self._guard.name_of(PlaylistId(payload['playlist']))}'"

    def needs(self, job: Job) -> Sequence[Need]:
        return ()

    def run(self, work: Work) -> Mapping[str, Any] | Again | Unsuccessful:
        payload = work.job.payload
        return self._guard.settle(
            PlaylistId(payload["playlist"]),
            check=work.check,
            demanded=payload.get(DEMANDED),
            writes=payload.get(WRITES),
            clue=Clue(tuple(payload.get("unshown", ())), bool(payload.get("missing"))),
        )

    def cancelled(self, job: Job) -> str | None:
        return None

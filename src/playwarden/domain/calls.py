"""Words about calls: lanes, who calls, and what a forecast says. Shared by the ledger, the engine and the doors."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from playwarden.kit.ids import AccountId, RunId


class Lane(StrEnum):
    """Why a call is made; a higher lane keeps a reserve that lower ones cannot spend. Highest first."""

    INTERACTIVE = "interactive"
    PROTECTION = "protection"
    SCHEDULED = "scheduled"
    LISTENING = "listening"
    BACKGROUND = "background"

    @property
    def rank(self) -> int:
        """0 for the highest lane."""
        return list(Lane).index(self)


@dataclass(frozen=True, slots=True)
class Caller:
    """On whose behalf and for what a call leaves; every call is booked with it."""

    account: AccountId
    lane: Lane = Lane.INTERACTIVE
    run: RunId | None = None


@dataclass(frozen=True, slots=True)
class Forecast:
    """What the ledger says about a number of calls in one lane.

    `left` calls remain in the rolling 24 h for this lane (the smaller of the buckets named and the group as a whole).
    `fits` says whether all of them can leave now; `ready_at` is when they could at the latest known state: now when
    they fit, None when never (more than a day's whole share). `ban_until` is set while a ban holds any of the buckets.
    """

    calls: int
    left: int
    fits: bool
    ready_at: datetime | None
    ban_until: datetime | None = None

"""Words about calls: lanes, who calls, and what a forecast says. Shared by the ledger, the engine and the doors."""

from collections.abc import Mapping
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
    `window_at` is about the rolling 30 s of the app: from when on so many calls (or as many as 30 s take, where that is
    fewer) need not wait for each other's room; now when at once, None where it was not asked or is not limited.
    """

    calls: int
    left: int
    fits: bool
    ready_at: datetime | None
    ban_until: datetime | None = None
    window_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Need:
    """Calls that leave together as one account, by bucket: what one playlist of many costs."""

    account_id: AccountId
    calls: Mapping[str, int]

    @property
    def total(self) -> int:
        return sum(number for number in self.calls.values() if number > 0)


@dataclass(frozen=True, slots=True)
class Spread:
    """When many needs can leave, in the order given, over several days if need be; reckoned `at` this moment.

    `starts` has a moment for each need (`at` when at once, None when never); a need that is larger than a day's share
    is taken apart and starts with its last piece. `now` of the `calls` leave at once; `ready_at` is when the last do,
    None when some never can.
    """

    at: datetime
    calls: int
    now: int
    ready_at: datetime | None
    starts: tuple[datetime | None, ...] = ()

    @property
    def later(self) -> int:
        """Calls that have to wait, or never leave."""
        return self.calls - self.now

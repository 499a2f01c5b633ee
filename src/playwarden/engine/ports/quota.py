"""The quota as everybody else sees it: forecasts before, figures after, and the names of buckets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from playwarden.domain.calls import Forecast, Lane, Need, Spread
from playwarden.domain.operations import (
    Create,
    Follow,
    Insert,
    Move,
    Operation,
    Remove,
    Replace,
    SetCover,
    SetDetails,
    Unfollow,
)
from playwarden.kit.ids import AccountId, AppId, RunId

HEADS = "GET /me/playlists"
PLAYLIST = "GET /playlists/{id}"
ITEMS = "GET /playlists/{id}/items"
SEARCH = "GET /search"
TRACK = "GET /tracks/{id}"
ME = "GET /me"

_WRITES: dict[type[Operation], str] = {
    Insert: "POST /playlists/{id}/items",
    Move: "PUT /playlists/{id}/items",
    Replace: "PUT /playlists/{id}/items",
    Remove: "DELETE /playlists/{id}/items",
    SetDetails: "PUT /playlists/{id}",
    SetCover: "PUT /playlists/{id}/images",
    Create: "POST /me/playlists",
    Follow: "PUT /me/library",
    Unfollow: "DELETE /me/library",
}


def bucket_of(operation: Operation) -> str:
    """The bucket that the one call of `operation` is booked in."""
    return _WRITES[type(operation)]


@dataclass(frozen=True, slots=True)
class BanNotice:
    """A ban in force. `bucket` None: the whole app stands still; `app_id` tells which one was answered so."""

    app_id: AppId
    bucket: str | None
    reason: str
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class BucketUse:
    """A bucket (or `*`, the group) in the last 24 h. `ceiling` None: unlimited. `left` is the interactive lane's."""

    bucket: str
    spent: int
    ceiling: int | None
    learned: bool
    suspected: bool
    left: int | None


@dataclass(frozen=True, slots=True)
class AppWindow:
    """The rolling 30 s of one app."""

    app_id: AppId
    spent: int
    ceiling: int | None


@dataclass(frozen=True, slots=True)
class GroupUse:
    """A quota group in the last 24 h. `total` is all its buckets but the player's; the lists hold what was used."""

    quota_group: str
    total: BucketUse
    buckets: tuple[BucketUse, ...]
    lanes: Mapping[Lane, int]
    left: Mapping[Lane, int | None]
    """Calls of the group that each lane may still make; None: unlimited."""
    windows: tuple[AppWindow, ...]
    bans: tuple[BanNotice, ...] = field(default=())


class Quota(Protocol):
    """Questions to the ledger. None of them costs a call."""

    def forecast(self, account_id: AccountId, calls: Mapping[str, int], lane: Lane) -> Forecast:
        """Whether `calls` (a number by bucket) of the account could leave now in `lane`, and when otherwise."""
        ...

    def spread(self, needs: Sequence[Need], lane: Lane) -> Spread:
        """When each of many needs could leave in `lane`, in the order given, without one overtaking another.

        Accounts of one quota group share its budgets. Reckoned with what the rolling 24 h hold, the bans in force, and
        calls that come by themselves as often as in the last 24 h (looks at the library); the window of 30 s is not:
        it costs minutes at most. A need larger than a whole day's share is taken apart.
        """
        ...

    def summary(self) -> tuple[GroupUse, ...]:
        """Every quota group that has an app, by name."""
        ...

    def spent(self, run_id: RunId) -> Mapping[str, int]:
        """What a run has cost so far, by bucket, failed attempts included."""
        ...

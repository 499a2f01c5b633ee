"""What the ledger needs of a database: one page to count and write on, in one transaction."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from playwarden.domain.calls import Lane
from playwarden.domain.quota import Ban, Ceiling, Ending, Standing
from playwarden.kit.ids import AccountId, AppId, JobId, RunId


class Reader(Protocol):
    """Counts on one snapshot. Calls that never left (status 0) are counted nowhere.

    A `bucket` of `*` means the group without the player.
    """

    def standing(self, *, app: AppId, group: str, bucket: str, now: datetime) -> Standing:
        """The counts before a call, with the bans in force of the app and the group and the group's ceilings."""
        ...

    def count(self, *, group: str, bucket: str, since: datetime) -> int: ...

    def nth(self, *, group: str, bucket: str, since: datetime, place: int) -> datetime | None:
        """When the `place`-th call (from 1) after `since` was booked."""
        ...

    def nth_of_app(self, *, app: AppId, since: datetime, place: int) -> datetime | None: ...

    def times(self, *, group: str, bucket: str, since: datetime) -> Sequence[datetime]:
        """When the calls after `since` were booked, ascending."""
        ...

    def regular(self, *, group: str, since: datetime) -> Mapping[str, int]:
        """Calls by bucket that no person, no run and no reading in the background made: what comes again by itself."""
        ...

    def answered(self, *, group: str, bucket: str, since: datetime) -> Sequence[datetime]:
        """When the calls were booked that Spotify answered with anything but 429, ascending."""
        ...

    def answered_of_app(self, *, app: AppId, since: datetime) -> int: ...

    def place_of(self, account: AccountId) -> tuple[AppId, str]:
        """App and quota group of an account. Raises NotFound."""
        ...

    def groups(self) -> Mapping[str, tuple[AppId, ...]]:
        """The apps by quota group."""
        ...

    def count_of_app(self, *, app: AppId, since: datetime) -> int: ...

    def bans(self, *, group: str, now: datetime) -> tuple[Ban, ...]: ...

    def ceilings(self, group: str) -> Mapping[str, Ceiling]: ...

    def use(self, *, group: str, since: datetime) -> Iterable[tuple[str, Lane, int]]:
        """Calls by bucket and lane."""
        ...

    def spent(self, run: RunId) -> Mapping[str, int]: ...


class Page(Reader, Protocol):
    """A page that can be written on; nobody else writes on the group's page meanwhile."""

    def add(
        self,
        *,
        at: datetime,
        group: str,
        app: AppId,
        bucket: str,
        lane: Lane,
        run: RunId | None,
        account: str | None,
        job: JobId | None = None,
    ) -> int: ...

    def settle(self, endings: Sequence[Ending]) -> None: ...

    def ban(self, group: str, ban: Ban) -> None: ...

    def move_ban(self, ban_id: int, *, since: datetime, until: datetime) -> None: ...

    def learn(self, group: str, key: str, ceiling: Ceiling | None) -> None:
        """Keeps a ceiling, or forgets it."""
        ...

    def pull_back(self, *, app: AppId, group: str, now: datetime) -> None:
        """Calls booked later than `now`, by a clock that was set back since, count from `now`."""
        ...

    def prune(self, before: datetime) -> None:
        """Forgets calls booked, and bans over, before then."""
        ...


class Book(Protocol):
    """The ledger's store."""

    def reading(self) -> AbstractContextManager[Reader]: ...

    def writing(self, group: str) -> AbstractContextManager[Page]:
        """One transaction, alone with the group's figures across all threads and processes."""
        ...

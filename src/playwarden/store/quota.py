"""The ledger's book in the database: counts, bookings, bans and ceilings, one transaction a page."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, delete, func, insert, or_, select, update
from sqlalchemy.orm import Session

from playwarden.domain.calls import Lane
from playwarden.domain.quota import DAY, GROUP, PLAYER, REGULAR, WINDOW, Ban, Ceiling, Ending, Standing
from playwarden.kit.errors import NotFound
from playwarden.kit.ids import AccountId, AppId, JobId, RunId
from playwarden.store import models
from playwarden.store.base import Base
from playwarden.store.database import Database, exclusive
from playwarden.store.models.quota import COUNTED

_CALLS = Base.metadata.tables["calls"]
_C = _CALLS.c
_ADD = insert(_CALLS).returning(_CALLS.c.id)
_SETTLE = update(_CALLS).where(_CALLS.c.id == bindparam("booking"))
_BANS = Base.metadata.tables["bans"]
_CEILINGS = Base.metadata.tables["ceilings"]
_LEFT = or_(_C.status.is_(None), _C.status != 0)
"""Calls that left, or may have."""
_ANSWERED = and_(_C.status >= 200, _C.status < 500, _C.status.not_in((401, 429)))
"""Calls that Spotify served: what it may count is never fewer."""

_COUNTS = select(
    select(func.count())
    .where(_C.app_id == bindparam("app"), _C.at > bindparam("window_from"), _LEFT)
    .scalar_subquery(),
    select(func.count())
    .where(_C.quota_group == bindparam("group"), _C.bucket == bindparam("bucket"), _C.at > bindparam("day_from"), _LEFT)
    .scalar_subquery(),
    select(func.count())
    .where(_C.quota_group == bindparam("group"), COUNTED, _C.at > bindparam("day_from"), _LEFT)
    .scalar_subquery(),
    select(func.max(_C.at)).where(_C.app_id == bindparam("app")).scalar_subquery(),
    select(func.max(_C.at)).where(_C.quota_group == bindparam("group"), COUNTED).scalar_subquery(),
    select(_BANS.c.id)
    .where(_BANS.c.quota_group == bindparam("group"), _BANS.c.until > bindparam("now"))
    .limit(1)
    .scalar_subquery(),
    select(_CEILINGS.c.learned).where(_CEILINGS.c.quota_group == bindparam("group")).limit(1).scalar_subquery(),
)
"""All that a booking has to know, in one statement: bans and ceilings are fetched only where there are any."""
_BANS_IN_FORCE = select(
    _BANS.c.app_id, _BANS.c.bucket, _BANS.c.reason, _BANS.c.since, _BANS.c.until, _BANS.c.calls_before, _BANS.c.id
).where(_BANS.c.quota_group == bindparam("group"), _BANS.c.until > bindparam("now"))
_KNOWN_CEILINGS = select(_CEILINGS.c.bucket, _CEILINGS.c.learned, _CEILINGS.c.learned_at, _CEILINGS.c.suspected).where(
    _CEILINGS.c.quota_group == bindparam("group")
)


class StoredBook:
    """The book of one database, shared by every process that opens it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @contextmanager
    def reading(self) -> Iterator["StoredPage"]:
        with self._database.read() as session:
            yield StoredPage(session)

    @contextmanager
    def writing(self, group: str) -> Iterator["StoredPage"]:
        with self._database.write(aside=True) as session:
            exclusive(session, f"quota {group}")
            yield StoredPage(session)


class StoredPage:
    """Counting and writing in one transaction, alone: what was counted once is counted on, call by call."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._standings: dict[tuple[str, str, str], Standing] = {}

    def standing(self, *, app: AppId, group: str, bucket: str, now: datetime) -> Standing:
        key = (app, group, bucket)
        if key not in self._standings:
            self._standings[key] = self._counted(app, group, bucket, now)
        return self._standings[key]

    def _counted(self, app: AppId, group: str, bucket: str, now: datetime) -> Standing:
        figures = {"app": app, "group": group, "bucket": bucket, "window_from": now - WINDOW, "day_from": now - DAY}
        window, in_bucket, in_group, latest_of_app, latest_of_group, banned, learned = (
            self._session.connection().execute(_COUNTS, {**figures, "now": now}).one()
        )
        return Standing(
            window=window,
            bucket=in_bucket,
            group=in_group,
            latest_at=max((at for at in (latest_of_app, latest_of_group) if at is not None), default=None),
            bans=() if banned is None else self.bans(group=group, now=now),
            ceilings={} if learned is None else self.ceilings(group),
        )

    def count(self, *, group: str, bucket: str, since: datetime) -> int:
        return self._session.scalar(select(func.count()).where(*_budget(group, bucket), _C.at > since, _LEFT)) or 0

    def count_of_app(self, *, app: AppId, since: datetime) -> int:
        return self._session.scalar(select(func.count()).where(_C.app_id == app, _C.at > since, _LEFT)) or 0

    def nth(self, *, group: str, bucket: str, since: datetime, place: int) -> datetime | None:
        return self._nth(place, *_budget(group, bucket), _C.at > since)

    def nth_of_app(self, *, app: AppId, since: datetime, place: int) -> datetime | None:
        return self._nth(place, _C.app_id == app, _C.at > since)

    def times(self, *, group: str, bucket: str, since: datetime) -> Sequence[datetime]:
        return self._session.scalars(
            select(_C.at).where(*_budget(group, bucket), _C.at > since, _LEFT).order_by(_C.at)
        ).all()

    def regular(self, *, group: str, since: datetime) -> Mapping[str, int]:
        rows = self._session.execute(
            select(_C.bucket, func.count())
            .where(
                _C.quota_group == group,
                _C.at > since,
                _LEFT,
                _C.run_id.is_(None),
                _C.lane.in_([lane.value for lane in REGULAR]),
            )
            .group_by(_C.bucket)
        )
        return {bucket: number for bucket, number in rows}  # noqa: C416 - rows are no pairs to the type checker

    def answered(self, *, group: str, bucket: str, since: datetime) -> Sequence[datetime]:
        return self._session.scalars(
            select(_C.at).where(*_budget(group, bucket), _C.at > since, _ANSWERED).order_by(_C.at)
        ).all()

    def answered_of_app(self, *, app: AppId, since: datetime) -> int:
        return self._session.scalar(select(func.count()).where(_C.app_id == app, _C.at > since, _ANSWERED)) or 0

    def place_of(self, account: AccountId) -> tuple[AppId, str]:
        row = self._session.execute(
            select(models.accounts.App.id, models.accounts.App.quota_group)
            .join(models.accounts.Account, models.accounts.Account.app_id == models.accounts.App.id)
            .where(models.accounts.Account.id == account)
        ).one_or_none()
        if row is None:
            raise NotFound(f"There is no account {account}.", "See `playwarden accounts list`.")
        return AppId(row.id), row.quota_group

    def groups(self) -> Mapping[str, tuple[AppId, ...]]:
        found: dict[str, tuple[AppId, ...]] = {}
        rows = self._session.execute(
            select(models.accounts.App.quota_group, models.accounts.App.id).order_by(models.accounts.App.created_at)
        )
        for group, app in rows:
            found[group] = (*found.get(group, ()), AppId(app))
        return found

    def bans(self, *, group: str, now: datetime) -> tuple[Ban, ...]:
        rows = self._session.execute(_BANS_IN_FORCE, {"group": group, "now": now})
        return tuple(
            Ban(AppId(app), bucket, reason, since, until, before, number)
            for app, bucket, reason, since, until, before, number in rows
        )

    def ceilings(self, group: str) -> Mapping[str, Ceiling]:
        rows = self._session.execute(_KNOWN_CEILINGS, {"group": group})
        return {key: Ceiling(learned, learned_at, suspected) for key, learned, learned_at, suspected in rows}

    def use(self, *, group: str, since: datetime) -> Iterable[tuple[str, Lane, int]]:
        rows = self._session.execute(
            select(_C.bucket, _C.lane, func.count())
            .where(_C.quota_group == group, _C.at > since, _LEFT)
            .group_by(_C.bucket, _C.lane)
        )
        return [(bucket, Lane(lane), number) for bucket, lane, number in rows]

    def spent(self, run: RunId) -> Mapping[str, int]:
        rows = self._session.execute(select(_C.bucket, func.count()).where(_C.run_id == run, _LEFT).group_by(_C.bucket))
        return {bucket: number for bucket, number in rows}  # noqa: C416 - rows are no pairs to the type checker

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
    ) -> int:
        row: dict[str, Any] = {
            "at": at,
            "quota_group": group,
            "app_id": app,
            "bucket": bucket,
            "lane": lane.value,
            "run_id": run,
            "job_id": job,
            "account_id": account,
        }
        number = int(self._session.connection().execute(_ADD, row).scalar_one())
        for key, standing in self._standings.items():
            self._standings[key] = _with(standing, key, row)
        return number

    def settle(self, endings: Sequence[Ending]) -> None:
        if not endings:
            return
        self._standings.clear()
        rows = [{"booking": one.booking, "status": one.status, "took_ms": one.took_ms} for one in endings]
        self._session.connection().execute(_SETTLE, rows)

    def ban(self, group: str, ban: Ban) -> None:
        self._standings.clear()
        self._session.execute(
            insert(_BANS).values(
                quota_group=group,
                app_id=ban.app_id,
                bucket=ban.bucket,
                reason=ban.reason,
                since=ban.since,
                until=ban.until,
                calls_before=ban.calls_before,
            )
        )

    def move_ban(self, ban_id: int, *, since: datetime, until: datetime) -> None:
        self._standings.clear()
        self._session.execute(update(_BANS).where(_BANS.c.id == ban_id).values(since=since, until=until))

    def learn(self, group: str, key: str, ceiling: Ceiling | None) -> None:
        self._standings.clear()
        self._session.execute(delete(_CEILINGS).where(_CEILINGS.c.quota_group == group, _CEILINGS.c.bucket == key))
        if ceiling is not None:
            self._session.execute(
                insert(_CEILINGS).values(
                    quota_group=group,
                    bucket=key,
                    learned=ceiling.learned,
                    learned_at=ceiling.learned_at,
                    suspected=ceiling.suspected,
                )
            )

    def pull_back(self, *, app: AppId, group: str, now: datetime) -> None:
        self._standings.clear()
        self._session.execute(
            update(_CALLS).where(or_(_C.app_id == app, _C.quota_group == group), _C.at > now).values(at=now)
        )

    def prune(self, before: datetime) -> None:
        self._standings.clear()
        self._session.execute(delete(_CALLS).where(_C.at < before))
        self._session.execute(delete(_BANS).where(_BANS.c.until < before))

    def _nth(self, place: int, *which: ColumnElement[bool]) -> datetime | None:
        return self._session.scalar(
            select(_C.at).where(*which, _LEFT).order_by(_C.at).offset(max(0, place - 1)).limit(1)
        )


def _with(standing: Standing, key: tuple[str, str, str], row: Mapping[str, Any]) -> Standing:
    """What was counted for an app, a group and a bucket, and one call more."""
    app, group, bucket = key
    of_app, of_group = row["app_id"] == app, row["quota_group"] == group
    counts = of_group and row["bucket"] != PLAYER
    latest = standing.latest_at
    if of_app or counts:
        latest = row["at"] if latest is None else max(latest, row["at"])
    return replace(
        standing,
        window=standing.window + of_app,
        bucket=standing.bucket + (of_group and row["bucket"] == bucket),
        group=standing.group + counts,
        latest_at=latest,
    )


def _budget(group: str, bucket: str) -> tuple[ColumnElement[bool], ...]:
    if bucket == GROUP:
        return (_C.quota_group == group, _C.bucket != PLAYER)
    return (_C.quota_group == group, _C.bucket == bucket)

"""Answers questions about the quota: what fits, what was spent, what holds."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from playwarden.domain.calls import Forecast, Lane, Need, Spread
from playwarden.domain.quota import (
    DAY,
    GROUP,
    PLAYER,
    UNLIMITED,
    WINDOW,
    Ban,
    Ceiling,
    Limits,
    allowance,
    ceiling,
    window_key,
)
from playwarden.domain.rolling import Budget, Piece, lay_out, pieces_of, spread_of
from playwarden.engine.ports.quota import AppWindow, BanNotice, BucketUse, GroupUse
from playwarden.kit.clock import Clock
from playwarden.kit.ids import AccountId, AppId, RunId
from playwarden.spotify.quota.book import Book, Reader


class QuotaReport:
    """Implements engine.ports.quota.Quota over the ledger's book."""

    def __init__(self, book: Book, clock: Clock, limits: Limits | None = None) -> None:
        self._book = book
        self._clock = clock
        self._limits = limits or Limits()

    def forecast(self, account_id: AccountId, calls: Mapping[str, int], lane: Lane) -> Forecast:
        with self._book.reading() as reader:
            now = self._clock.now()
            app, group = reader.place_of(account_id)
            known = reader.ceilings(group)
            wanted = {bucket: number for bucket, number in calls.items() if number > 0}
            counted = sum(number for bucket, number in wanted.items() if bucket != PLAYER)
            needs = {**wanted, **({GROUP: counted} if counted or not wanted else {})}
            left, ready = UNLIMITED, now
            never = False
            for key, number in needs.items():
                most = allowance(ceiling(self._limits.of(key), known.get(key), lane, now), lane, key)
                if most is None:
                    continue
                spent = reader.count(group=group, bucket=key, since=now - DAY)
                left = min(left, max(0, most - spent))
                if number > most:
                    never = True
                elif spent + number > most:
                    place = spent + number - most
                    at = reader.nth(group=group, bucket=key, since=now - DAY, place=place)
                    ready = max(ready, (at or now) + DAY)
            ban_until = self._banned(reader.bans(group=group, now=now), app, wanted, now)
            window_at = self._window_at(reader, app, known, sum(wanted.values()), lane, now)
        fits = not never and ready == now and ban_until is None
        if ban_until is not None:
            ready = max(ready, ban_until)
        return Forecast(sum(wanted.values()), left, fits, None if never else ready, ban_until, window_at)

    def _window_at(
        self, reader: Reader, app: AppId, known: Mapping[str, Ceiling], number: int, lane: Lane, now: datetime
    ) -> datetime | None:
        """When `number` calls, or as many as a window takes, find room in the app's rolling 30 s."""
        most = allowance(ceiling(self._limits.window, known.get(window_key(app)), lane, now), lane)
        if most is None:
            return None
        over = reader.count_of_app(app=app, since=now - WINDOW) + min(number, most) - most
        if over <= 0:
            return now
        at = reader.nth_of_app(app=app, since=now - WINDOW, place=over)
        return now if at is None else max(now, at + WINDOW)

    def spread(self, needs: Sequence[Need], lane: Lane) -> Spread:
        with self._book.reading() as reader:
            now = self._clock.now()
            places = {account: reader.place_of(account) for account in {need.account_id for need in needs}}
            starts: list[list[tuple[datetime | None, int]]] = [[] for _ in needs]
            for group in sorted({group for _, group in places.values()}):
                mine = [number for number, need in enumerate(needs) if places[need.account_id][1] == group]
                buckets = {bucket for number in mine for bucket in needs[number].calls}
                budgets = self._budgets(reader, group, buckets, lane, now)
                bans = reader.bans(group=group, now=now)
                owners: list[int] = []
                pieces: list[Piece] = []
                for number in mine:
                    need = needs[number]
                    held = self._banned(bans, places[need.account_id][0], {}, now)
                    parts = pieces_of(need.calls, budgets, held)
                    owners += [number] * len(parts)
                    pieces += parts
                for owner, piece, at in zip(owners, pieces, lay_out(pieces, budgets, now), strict=True):
                    starts[owner].append((at, sum(piece.calls.values())))
        return spread_of(needs, starts, now)

    def _budgets(
        self, reader: Reader, group: str, buckets: Iterable[str], lane: Lane, now: datetime
    ) -> dict[str, Budget]:
        """The group's budgets as `lane` finds them, with what stands in the book and what comes by itself."""
        known = reader.ceilings(group)
        bans = reader.bans(group=group, now=now)
        regular = reader.regular(group=group, since=now - DAY)
        budgets: dict[str, Budget] = {}
        for key in {*buckets, GROUP}:
            ends = [ban.end(now) for ban in bans if ban.bucket == key]
            coming = (
                sum(n for bucket, n in regular.items() if bucket != PLAYER) if key == GROUP else regular.get(key, 0)
            )
            budgets[key] = Budget(
                most=allowance(ceiling(self._limits.of(key), known.get(key), lane, now), lane, key),
                times=tuple(reader.times(group=group, bucket=key, since=now - DAY)),
                regular=float(coming),
                held_until=max(ends, default=None),
            )
        return budgets

    def summary(self) -> tuple[GroupUse, ...]:
        with self._book.reading() as reader:
            now = self._clock.now()
            return tuple(self._group(reader, group, apps, now) for group, apps in sorted(reader.groups().items()))

    def spent(self, run_id: RunId) -> Mapping[str, int]:
        with self._book.reading() as reader:
            return reader.spent(run_id)

    @staticmethod
    def _banned(bans: tuple[Ban, ...], app: AppId, wanted: Mapping[str, int], now: datetime) -> datetime | None:
        ends = [
            ban.end(now)
            for ban in bans
            if (ban.bucket is None and ban.app_id == app) or (ban.bucket is not None and ban.bucket in wanted)
        ]
        return max(ends, default=None)

    def _group(self, reader: Reader, group: str, apps: tuple[AppId, ...], now: datetime) -> GroupUse:
        known = reader.ceilings(group)
        by_bucket: dict[str, int] = {}
        by_lane = dict.fromkeys(Lane, 0)
        for bucket, lane, number in reader.use(group=group, since=now - DAY):
            by_bucket[bucket] = by_bucket.get(bucket, 0) + number
            by_lane[lane] += number
        total = sum(number for bucket, number in by_bucket.items() if bucket != PLAYER)
        left: dict[Lane, int | None] = {}
        for lane in Lane:
            most = allowance(ceiling(self._limits.group, known.get(GROUP), lane, now), lane)
            left[lane] = None if most is None else max(0, most - total)
        return GroupUse(
            quota_group=group,
            total=self._use(GROUP, total, known, now),
            buckets=tuple(self._use(bucket, by_bucket[bucket], known, now) for bucket in sorted(by_bucket)),
            lanes=by_lane,
            left=left,
            windows=tuple(
                AppWindow(
                    app,
                    reader.count_of_app(app=app, since=now - WINDOW),
                    ceiling(self._limits.window, known.get(window_key(app)), Lane.INTERACTIVE, now),
                )
                for app in apps
            ),
            bans=_notices(reader.bans(group=group, now=now), now),
        )

    def _use(self, bucket: str, spent: int, known: Mapping[str, Ceiling], now: datetime) -> BucketUse:
        learned = known.get(bucket)
        full = ceiling(self._limits.of(bucket), learned, Lane.INTERACTIVE, now)
        return BucketUse(
            bucket=bucket,
            spent=spent,
            ceiling=full,
            learned=learned is not None and not learned.suspected and full != self._limits.of(bucket),
            suspected=learned is not None and learned.suspected,
            left=None if full is None else max(0, full - spent),
        )


def _notices(bans: tuple[Ban, ...], now: datetime) -> tuple[BanNotice, ...]:
    """The last to end for each thing that stands still: calls that were under way together are refused together."""
    found: dict[tuple[str, str], BanNotice] = {}
    for ban in sorted(bans, key=lambda ban: ban.end(now)):
        key = (ban.app_id, "") if ban.bucket is None else ("", ban.bucket)
        found[key] = BanNotice(ban.app_id, ban.bucket, ban.reason, ban.since, ban.end(now))
    return tuple(found.values())

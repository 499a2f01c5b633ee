"""Timings against brute force: every minute of weeks around changes of clocks, in zones that change them oddly."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import example, given, settings
from hypothesis import strategies as st

from playwarden.domain.jobs.timing import from_document, next_times
from playwarden.domain.jobs.timing.cron import Cron
from playwarden.domain.jobs.timing.every import Every
from playwarden.domain.jobs.timing.weekly import Weekly
from playwarden.kit.errors import InputError

MINUTE = timedelta(minutes=1)


def day(month: int, number: int) -> datetime:
    """The beginning of a day of 2026."""
    return datetime(2026, month, number, tzinfo=UTC)


CHANGES = {
    "Europe/Berlin": (day(3, 29), day(10, 25)),
    "America/New_York": (day(3, 8), day(11, 1)),
    "Australia/Sydney": (day(4, 5), day(10, 4)),
    "America/Santiago": (day(4, 5), day(9, 6)),  # at midnight
    "Australia/Lord_Howe": (day(4, 5), day(10, 4)),  # by half an hour
    "Africa/Casablanca": (day(2, 15), day(3, 22)),  # twice within five weeks
}


@dataclass(frozen=True)
class Fields:
    """A cron expression by what its fields allow."""

    minutes: frozenset[int]
    hours: frozenset[int]
    weekdays: frozenset[int]

    @property
    def expression(self) -> str:
        days = "*" if len(self.weekdays) == 7 else ",".join(map(str, sorted(self.weekdays)))
        return f"{_listed(self.minutes)} {_listed(self.hours)} * * {days}"

    def match(self, wall: datetime) -> bool:
        return wall.minute in self.minutes and wall.hour in self.hours and (wall.weekday() + 1) % 7 in self.weekdays


def _listed(numbers: frozenset[int]) -> str:
    return ",".join(map(str, sorted(numbers)))


minutes = st.sampled_from([0, 1, 15, 29, 30, 31, 45, 59])
hours = st.sampled_from([0, 1, 2, 3, 4, 12, 22, 23])
expressions = st.builds(
    Fields,
    st.frozensets(minutes, min_size=1, max_size=4),
    st.one_of(st.frozensets(hours, min_size=1, max_size=5), st.just(frozenset(range(24)))),
    st.one_of(st.just(frozenset(range(7))), st.frozensets(st.integers(0, 6), min_size=1, max_size=3)),
)
moments = st.integers(0, 3_600 * 24 * 365 * 10).map(lambda seconds: day(1, 1) + timedelta(seconds=seconds))
places = st.sampled_from([(zone, change) for zone, changes in CHANGES.items() for change in changes])


def brute_force(fields: Fields, zone: ZoneInfo, start: datetime, end: datetime) -> list[datetime]:
    """The rules of the reference, minute by minute, by nothing but the standard library."""
    due = []
    every_hour = len(fields.hours) == 24
    moment, before = start, start.astimezone(zone).replace(tzinfo=None)
    while moment < end:
        shown = moment.astimezone(zone)
        wall = shown.replace(tzinfo=None, fold=0)
        if every_hour:
            fits = fields.match(wall)
        else:
            skipped = [before + number * MINUTE for number in range(1, int((wall - before) / MINUTE))]
            fits = (fields.match(wall) and shown.fold == 0) or any(map(fields.match, skipped))
        if fits:
            due.append(moment)
        moment, before = moment + MINUTE, wall
    return due


ONE_HALF = Fields(frozenset({0, 30}), frozenset({1, 2, 4}), frozenset(range(7)))


def changed_at(zone: str, around: datetime) -> datetime:
    """When clocks in `zone` were changed within a day of `around`, by asking every minute."""
    place = ZoneInfo(zone)
    moment = around - timedelta(days=1)
    while moment.astimezone(place).utcoffset() == (moment + MINUTE).astimezone(place).utcoffset():
        moment += MINUTE
        assert moment < around + timedelta(days=2)
    return moment + MINUTE


@settings(max_examples=40, deadline=None)
@given(expressions, places)
@example(Fields(frozenset({30}), frozenset({2}), frozenset(range(7))), ("Europe/Berlin", day(3, 29)))
@example(Fields(frozenset({30}), frozenset({2}), frozenset(range(7))), ("Europe/Berlin", day(10, 25)))
@example(Fields(frozenset({0, 30}), frozenset({0}), frozenset(range(7))), ("America/Santiago", day(9, 6)))
@example(Fields(frozenset({15}), frozenset(range(24)), frozenset({6})), ("America/Santiago", day(4, 5)))
@example(Fields(frozenset({1, 45}), frozenset({1}), frozenset(range(7))), ("Australia/Lord_Howe", day(4, 5)))
def test_cron_is_due_when_a_person_with_a_clock_would_say_so(fields: Fields, place: tuple[str, datetime]) -> None:
    name, change = place
    start = change - timedelta(days=2)
    end = start + timedelta(days=4)
    timing = Cron(fields.expression, name)
    wanted = brute_force(fields, ZoneInfo(name), start, end)
    found = next_times(timing, start - MINUTE, len(wanted) + 1)
    assert [time for time in found if time < end] == wanted


@settings(max_examples=60, deadline=None)
@given(expressions, places, st.integers(-3 * 3600 * 10**6, 3 * 3600 * 10**6))
@example(ONE_HALF, ("Europe/Berlin", day(10, 25)), 10 * 60 * 10**6)  # in the second pass, before its own half hour
@example(ONE_HALF, ("Europe/Berlin", day(10, 25)), -30 * 60 * 10**6)
def test_from_wherever_one_asks_the_same_time_is_next(
    fields: Fields, place: tuple[str, datetime], microseconds: int
) -> None:
    name, change = place
    asked = changed_at(name, change) + timedelta(microseconds=microseconds)
    timing = Cron(fields.expression, name)
    time = change - timedelta(days=1)
    while time <= asked:
        following = timing.next_after(time)
        assert following is not None
        time = following
    assert timing.next_after(asked) == time


@settings(max_examples=15, deadline=None)
@given(
    st.integers(1, 40),
    st.sampled_from(sorted(CHANGES)),
    st.sampled_from([(0, 24), (8, 20), (22, 4), (2, 3)]),
    st.text(min_size=1, max_size=8),
)
def test_so_many_times_a_week_are_so_many_in_every_week_and_evenly_apart(
    times: int, zone: str, between: tuple[int, int], seed: str
) -> None:
    start, end = between
    timing = Weekly(times, zone, start, end, seed)
    found = next_times(timing, datetime(2026, 1, 5, 12, tzinfo=UTC), times * 20)
    assert all(later > time for time, later in pairwise(found))
    walls = [time.astimezone(ZoneInfo(zone)).replace(tzinfo=None) for time in found]
    span = (end - start) % 24 or 24
    assert all((wall - timedelta(hours=start)).hour < span for wall in walls[: times * 4])
    for number in range(4, 18):
        after = walls[number * times]
        assert after - walls[(number - 1) * times] == timedelta(days=7) or _near_change(zone, after)
    apart = span * 7 * 60 / times
    inside = [_within(wall, start, span) for wall in walls[: times * 4]]
    steps = [(later - one) % (7 * span * 60) for one, later in pairwise(inside)]
    assert all(abs(step - apart % (7 * span * 60)) <= 1 for step in steps)


def _near_change(zone: str, wall: datetime) -> bool:
    moment = wall.replace(tzinfo=UTC)
    place = ZoneInfo(zone)
    offsets = {(moment + timedelta(days=days)).astimezone(place).utcoffset() for days in (-8, -1, 0, 1)}
    return len(offsets) > 1


def _within(wall: datetime, start: int, span: int) -> int:
    """How many of the week's allowed minutes lie before `wall`."""
    shifted = wall - timedelta(hours=start)
    return (shifted.weekday() * span * 60) + shifted.hour * 60 + shifted.minute


@given(
    st.timedeltas(timedelta(minutes=1), timedelta(days=366)),
    moments,
    moments,
)
def test_an_interval_is_real_time_whatever_the_clocks_do(
    interval: timedelta, anchor: datetime, asked: datetime
) -> None:
    timing = Every(interval, anchor)
    times = next_times(timing, asked, 5)
    assert times[0] > asked
    assert times[0] == anchor or times[0] - interval <= asked
    assert {later - time for time, later in pairwise(times)} == {interval}
    assert all((time - anchor) % interval == timedelta() for time in times)


@settings(max_examples=300, deadline=None)
@given(
    st.text("0123456789*/,-#LW MONTUE", max_size=24).map(lambda text: " ".join((text + " * * * * *").split()[:5])),
    st.sampled_from(["Europe/Berlin", "Pacific/Apia"]),
)
def test_an_expression_is_refused_in_a_sentence_or_is_due_later_and_later(expression: str, zone: str) -> None:
    now = datetime(2026, 3, 28, 12, tzinfo=UTC)
    told, timing = "", None
    try:
        timing = from_document({"kind": "cron", "expression": expression, "zone": zone}, now=now)
    except InputError as error:
        told = error.what
    if timing is None:
        assert told.endswith(".")
        return
    times = next_times(timing, now, 20)
    assert all(later > time for time, later in pairwise([now, *times]))
    assert timing.words()
    assert from_document(timing.to_document(), now=now) == timing

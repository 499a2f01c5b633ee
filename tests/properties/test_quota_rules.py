"""The rules of the quota as algebra."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from playwarden.domain.calls import Lane
from playwarden.domain.quota import (
    DAY,
    GROUP,
    LEARNABLE,
    Ban,
    Ceiling,
    allowance,
    ceiling,
    lessons,
    merged,
    peak,
)
from playwarden.kit.ids import AppId

NOW = datetime(2026, 11, 2, tzinfo=UTC)
COUNTS = st.integers(0, 2000)


@given(COUNTS, COUNTS, COUNTS, COUNTS)
def test_a_lesson_is_always_below_the_count_that_was_refused(
    in_bucket: int, others: int, bucket_peak: int, group_peak: int
) -> None:
    in_group = in_bucket + others
    found = lessons("GET /x", in_bucket=in_bucket, in_group=in_group, bucket_peak=bucket_peak, group_peak=group_peak)
    counts = {"GET /x": in_bucket, GROUP: in_group}
    assert all(lesson.ceiling(NOW).learned < counts[lesson.key] for lesson in found)
    assert sum(not lesson.suspected for lesson in found) <= 1
    if in_bucket >= LEARNABLE:
        assert found


@given(COUNTS, st.integers(0, 500), st.integers(0, 500))
def test_a_ceiling_never_shrinks_by_itself(learned: int, days: int, more: int) -> None:
    known = Ceiling(learned, NOW)
    earlier, later = NOW + timedelta(days=days), NOW + timedelta(days=days + more)
    assert learned <= known.relaxed(earlier) <= known.relaxed(later)
    assert known.relaxed(NOW + timedelta(days=13)) == learned
    assert known.relaxed(NOW - timedelta(days=days)) == learned


@given(st.none() | COUNTS, st.none() | COUNTS, st.booleans())
def test_a_lower_lane_never_has_more(limit: int | None, learned: int | None, suspected: bool) -> None:
    known = None if learned is None else Ceiling(learned, NOW, suspected)
    rooms = [allowance(ceiling(limit, known, lane, NOW), lane) for lane in Lane]
    numbers = [10**9 if room is None else room for room in rooms]
    assert numbers == sorted(numbers, reverse=True)


@given(COUNTS, COUNTS, st.booleans(), st.booleans(), st.integers(0, 60))
def test_two_refusals_never_leave_more_room_than_the_later_one(
    first: int, second: int, first_suspected: bool, second_suspected: bool, minutes: int
) -> None:
    now = NOW + timedelta(minutes=minutes)
    kept = merged(Ceiling(first, NOW, first_suspected), Ceiling(second, now, second_suspected), now)
    assert kept.relaxed(now) <= Ceiling(second, now).refused_at


@given(st.lists(st.integers(0, 5 * 86_400), max_size=60))
def test_the_peak_is_the_most_within_any_day(offsets: list[int]) -> None:
    times = sorted(NOW + timedelta(seconds=offset) for offset in offsets)
    naive = max((sum(1 for at in times if start <= at < start + DAY) for start in times), default=0)
    assert peak(times) == naive


@given(st.integers(1, 100_000), st.integers(-200_000, 200_000))
def test_a_ban_ends_in_time_and_never_takes_longer_than_told(seconds: int, jump: int) -> None:
    ban = Ban(AppId("a"), None, "window", NOW, NOW + timedelta(seconds=seconds))
    now = NOW + timedelta(seconds=jump)
    assert ban.end(now) <= ban.until
    assert ban.end(now) - now <= timedelta(seconds=seconds)
    if jump >= 0:
        assert ban.end(now) == ban.until

"""Quiet hours and grouping: whatever the hour, the zone and the day on which clocks change."""

from datetime import UTC, datetime, time, timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from playwarden.domain.alerts import (
    KINDS,
    MOST_TOLD,
    Alert,
    QuietHours,
    Severity,
    Window,
    composed,
    leaving,
    rests,
)
from playwarden.domain.jobs.timing.zones import offset_at, zone_named
from playwarden.kit.ids import AlertId

ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "America/Sao_Paulo")
DAY = timedelta(days=1)
times = st.builds(time, st.integers(0, 23), st.integers(0, 59))
quiets = st.builds(QuietHours, times, times, st.sampled_from(ZONES), st.booleans()).filter(lambda q: q.start != q.end)
moments = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - they have one
changes = st.sampled_from(
    [
        datetime(2026, 3, 29, 1, tzinfo=UTC),  # Berlin skips 02:00 to 03:00 ...
        datetime(2026, 10, 25, 1, tzinfo=UTC),  # ... and has it twice.
        datetime(2026, 3, 8, 7, tzinfo=UTC),  # New York
        datetime(2026, 11, 1, 6, tzinfo=UTC),
        datetime(2026, 4, 4, 15, tzinfo=UTC),  # Lord Howe, by half an hour
        datetime(2026, 10, 3, 15, 30, tzinfo=UTC),
    ]
)
near_changes = st.builds(lambda at, off: at + timedelta(minutes=off), changes, st.integers(-2_000, 2_000))
loudness = st.sampled_from(list(Severity))
waits = st.dictionaries(st.integers(0, 999).map(lambda n: AlertId(f"alr_{n}")), loudness, min_size=1, max_size=20)
windows = st.builds(Window, moments, loudness, st.integers(0, 1_440).map(lambda n: timedelta(minutes=n)))


def on_the_wall(quiet: QuietHours, now: datetime) -> bool:
    """Whether a clock on a wall there shows a quiet time."""
    shown = now.astimezone(zone_named(quiet.zone)).time()
    if quiet.start < quiet.end:
        return quiet.start <= shown < quiet.end
    return shown >= quiet.start or shown < quiet.end


@given(quiets, moments)
def test_it_is_quiet_when_the_clock_on_the_wall_says_so(quiet: QuietHours, now: datetime) -> None:
    """Also past midnight. On days when clocks change another property holds."""
    zone = zone_named(quiet.zone)
    assume(offset_at(now - 2 * DAY, zone) == offset_at(now + 2 * DAY, zone))
    assert (quiet.until(now) is not None) == on_the_wall(quiet, now)


@given(quiets, st.one_of(moments, near_changes))
def test_quiet_ends_and_is_over_then(quiet: QuietHours, now: datetime) -> None:
    until = quiet.until(now)
    assume(until is not None)
    assert until is not None
    assert now < until <= now + DAY + timedelta(hours=1), "a day has 25 hours at most"
    assert quiet.until(until - timedelta(microseconds=1)) == until, "it lasts until then without a break"
    assert quiet.until(until) is None, "and is over"


@given(quiets, changes)
def test_where_clocks_change_there_is_one_quiet_a_day(quiet: QuietHours, change: datetime) -> None:
    """Neither does an hour that comes twice end it twice, nor does one that is skipped keep it from ending."""
    minutes = [change - DAY + timedelta(minutes=each) for each in range(0, 2 * 1_440, 7)]
    spans = {quiet.until(each) for each in minutes} - {None}
    assert len(spans) <= 3, "the night before, the one of the change, the one after"
    assert any(quiet.until(each) is None for each in minutes) or quiet.start == quiet.end or _long(quiet)


def _long(quiet: QuietHours) -> bool:
    """So long that steps of seven minutes may miss what is between two."""
    start, end = (each.hour * 60 + each.minute for each in (quiet.start, quiet.end))
    return (start - end) % 1_440 <= 70


@given(waits, st.none() | windows, st.none() | quiets, moments)
def test_what_leaves_was_waiting_and_everything_leaves_in_the_end(
    waiting: dict[AlertId, Severity], window: Window | None, quiet: QuietHours | None, now: datetime
) -> None:
    told = leaving(waiting, window, quiet, now)
    assert set(told) <= set(waiting)
    later = now + (window.length if window is not None and window.is_open(now) else timedelta())
    if quiet is not None:
        later = quiet.until(later) or later
    assert set(leaving(waiting, window, quiet, later)) == set(waiting), "nothing is held for ever"


@given(waits, quiets, moments)
def test_in_quiet_hours_alarms_alone_are_told_and_only_where_they_may(
    waiting: dict[AlertId, Severity], quiet: QuietHours, now: datetime
) -> None:
    assume(quiet.until(now) is not None)
    told = leaving(waiting, None, quiet, now)
    alarms = {key for key, each in waiting.items() if each is Severity.ALARM}
    assert set(told) == (alarms if quiet.alarms else set())


@given(waits, windows)
def test_within_a_window_only_what_is_louder_leaves(waiting: dict[AlertId, Severity], window: Window) -> None:
    inside = window.opened_at
    assume(window.is_open(inside))
    told = leaving(waiting, window, None, inside)
    louder = any(each.rank > window.severity.rank for each in waiting.values())
    assert set(told) == (set(waiting) if louder else set())


@given(st.lists(st.tuples(st.integers(0, 600), loudness), min_size=1, max_size=60), st.integers(1, 30))
def test_whatever_happens_a_window_holds_three_messages_at_most(
    happening: list[tuple[int, Severity]], minutes: int
) -> None:
    """One that opens it, and one for each time that it gets louder; and all of it is told, once."""
    start, length = datetime(2026, 11, 26, tzinfo=UTC), timedelta(minutes=minutes)
    window: Window | None = None
    waiting: dict[AlertId, Severity] = {}
    sent: list[tuple[datetime, list[AlertId]]] = []
    for second in range(0, 600 + minutes * 60 + 10, 5):
        now = start + timedelta(seconds=second)
        for number, (at, severity) in enumerate(happening):
            if second - 5 < at <= second:
                waiting[AlertId(f"alr_{number}")] = severity
        if told := leaving(waiting, window, None, now):
            window = Window(now, max((waiting[each] for each in told), key=lambda each: each.rank), length)
            sent.append((now, told))
            for each in told:
                del waiting[each]
    assert sorted(each for _, told in sent for each in told) == sorted(f"alr_{n}" for n in range(len(happening)))
    for moment, _ in sent:
        assert sum(moment <= other < moment + length for other, _ in sent) <= len(Severity)


@given(st.integers(0, 20), st.none() | moments, moments, st.timedeltas(-2 * DAY, 2 * DAY))
def test_no_clock_that_is_set_makes_a_route_rest_for_longer(
    failures: int, tried: datetime | None, now: datetime, jump: timedelta
) -> None:
    if rests(failures, tried, now + jump):
        assert tried is not None
        assert not rests(failures, tried, now + jump + timedelta(hours=1))
        assert not rests(failures, tried, tried - timedelta(seconds=1)), "set back before the last try"


@given(st.lists(st.tuples(st.sampled_from(list(KINDS)), loudness, st.text(max_size=400)), min_size=1, max_size=400))
def test_a_message_is_short_and_counts_what_it_leaves_out(told: list[tuple[str, Severity, str]]) -> None:
    at = datetime(2026, 11, 26, 5, 12, tzinfo=UTC)
    alerts = [
        Alert(AlertId(f"alr_{number}"), kind, severity, words or "Something", words, at)
        for number, (kind, severity, words) in enumerate(told)
    ]
    message = composed(alerts, "https://music.example", "Europe/Berlin")
    assert message.severity is max((each.severity for each in alerts), key=lambda each: each.rank)
    assert len(message.title) <= 200
    assert len(message.text) <= 5_000
    assert "\n" not in message.title
    assert "26 Nov 06:12" in message.text
    if len(alerts) > MOST_TOLD:
        assert f"and {len(alerts) - MOST_TOLD} more" in message.text

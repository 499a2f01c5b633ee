"""Times as people type them, in their zone, also on the two odd days of the year."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playwarden.domain.placements.times import moment, written
from playwarden.kit.errors import InputError

NOW = datetime(2026, 10, 20, 4, 0, 0, 250_000, tzinfo=UTC)
BERLIN = "Europe/Berlin"
ZONES = [BERLIN, "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "UTC"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-12-01 06:00", "2026-12-01T05:00:00"),
        ("2026-12-01T06:00", "2026-12-01T05:00:00"),
        ("2026-12-01 6:00", "2026-12-01T05:00:00"),
        ("2026-12-01", "2026-11-30T23:00:00"),
        ("1.12.2026 6:00", "2026-12-01T05:00:00"),
        ("01.12.2026", "2026-11-30T23:00:00"),
        ("2026-12-01 06:00Z", "2026-12-01T06:00:00"),
        ("2026-12-01 06:00-05:00", "2026-12-01T11:00:00"),
        ("now", "2026-10-20T04:00:00"),
        ("in 2 hours", "2026-10-20T06:00:00"),
        ("+90m", "2026-10-20T05:30:00"),
        ("in 1 day 3h", "2026-10-21T07:00:00"),
        ("+1w", "2026-10-27T05:00:00"),
        ("+7d", "2026-10-27T05:00:00"),
        ("+168h", "2026-10-27T04:00:00"),
        ("2026-10-25 02:30", "2026-10-25T00:30:00"),
        ("2026-10-25 02:30+01:00", "2026-10-25T01:30:00"),
        ("2027-03-28 02:30", "2027-03-28T01:00:00"),
        ("2028-02-29 12:00", "2028-02-29T11:00:00"),
    ],
)
def test_a_time_means_what_clocks_there_show(text: str, expected: str) -> None:
    assert moment(text, BERLIN, NOW) == datetime.fromisoformat(expected).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["", "soon", "12/01/2026", "2026-13-01", "2027-02-29", "+7", "in two hours", "+7 fortnights", "25:00"]
)
def test_what_is_no_time_is_told(text: str) -> None:
    with pytest.raises(InputError, match="is no time"):
        moment(text, BERLIN, NOW)


def test_spans_of_an_end_count_from_the_beginning() -> None:
    begins = moment("2026-12-01 06:00", BERLIN, NOW)
    assert moment("+7d", BERLIN, NOW, base=begins) == begins + timedelta(days=7)


@given(
    st.datetimes(datetime(1975, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - hypothesis wants them naive
    st.sampled_from(ZONES),
)
def test_what_is_written_is_read_back(instant: datetime, zone: str) -> None:
    assert moment(written(instant, zone), zone, NOW) == instant


@given(st.integers(0, 300), st.sampled_from(ZONES))
def test_so_many_days_later_clocks_show_the_same(days: int, zone: str) -> None:
    begins = moment("2026-07-01 12:00", zone, NOW)
    ends = moment(f"+{days}d", zone, NOW, base=begins)
    assert written(ends, zone).endswith(" 12:00")

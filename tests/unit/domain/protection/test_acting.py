"""Few restores with growing pauses, then a person: nobody fights a report."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playwarden.domain.protection.acting import Caps, Do, Policy, Restored, decide
from playwarden.domain.protection.judging import Kind

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def ago(**span: float) -> datetime:
    return NOW - timedelta(**span)


def at_once(*restored: datetime, account: tuple[datetime, ...] = (), caps: Caps | None = None) -> Do:
    return decide(Kind.TAKEDOWN, Policy.RESTORE, Restored(restored, (*restored, *account)), caps or Caps(), NOW).do


class TestARestore:
    def test_comes_at_once_the_first_time(self) -> None:
        assert at_once() is Do.RESTORE

    def test_waits_a_quarter_of_an_hour_the_second_time(self) -> None:
        decision = decide(Kind.TAKEDOWN, Policy.RESTORE, Restored((ago(minutes=5),)), Caps(), NOW)
        assert (decision.do, decision.until) == (Do.WAIT, ago(minutes=-10))
        assert at_once(ago(minutes=15)) is Do.RESTORE

    def test_waits_two_hours_the_third_time(self) -> None:
        assert at_once(ago(hours=3), ago(minutes=119)) is Do.WAIT
        assert at_once(ago(hours=3), ago(hours=2)) is Do.RESTORE

    def test_stops_after_three_a_day(self) -> None:
        assert at_once(ago(hours=23), ago(hours=10), ago(hours=5)) is Do.STOP

    def test_counts_a_day_and_no_longer(self) -> None:
        assert at_once(ago(hours=24), ago(hours=10), ago(hours=5)) is Do.RESTORE

    def test_waits_twelve_hours_the_fourth_time_where_the_cap_allows_four(self) -> None:
        caps = Caps(playlist=4)
        assert at_once(ago(hours=20), ago(hours=15), ago(hours=11), caps=caps) is Do.WAIT
        assert at_once(ago(hours=20), ago(hours=15), ago(hours=12), caps=caps) is Do.RESTORE

    def test_stops_for_a_whole_account_after_thirty(self) -> None:
        decision = decide(Kind.EDIT, Policy.RESTORE, Restored((), (ago(hours=1),) * 30), Caps(), NOW)
        assert (decision.do, decision.scope) == (Do.STOP, "account")

    def test_in_the_future_of_a_clock_that_was_set_back_counts_as_just_now(self) -> None:
        assert at_once(ago(hours=-5)) is Do.WAIT


class TestAPolicy:
    def test_may_leave_it_to_a_person(self) -> None:
        assert decide(Kind.TAKEDOWN, Policy.ASK, Restored(), Caps(), NOW).do is Do.ASK

    def test_may_adopt_edits_but_never_a_take_down(self) -> None:
        assert decide(Kind.EDIT, Policy.ADOPT, Restored(), Caps(), NOW).do is Do.ADOPT
        assert decide(Kind.TAKEDOWN, Policy.ADOPT, Restored(), Caps(), NOW).do is Do.RESTORE

    @pytest.mark.parametrize("policy", list(Policy))
    def test_never_makes_a_playlist_again(self, policy: Policy) -> None:
        assert decide(Kind.GONE, policy, Restored(), Caps(), NOW).do is Do.ASK


@given(st.lists(st.integers(0, 60 * 48), max_size=40), st.integers(1, 4), st.integers(1, 40))
def test_the_caps_hold_whatever_was_reported_when(reports: list[int], playlist: int, account: int) -> None:
    caps = Caps(playlist, account)
    restored: list[datetime] = []
    start = NOW
    for minute in sorted(reports):
        now = start + timedelta(minutes=minute)
        if decide(Kind.TAKEDOWN, Policy.RESTORE, Restored(restored, restored), caps, now).do is Do.RESTORE:
            restored.append(now)
        inside = [at for at in restored if now - at < timedelta(hours=24)]
        assert len(inside) <= min(playlist, account)

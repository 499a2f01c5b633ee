"""A look takes the fewest calls, and as many a day as the quota gives."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from playwarden.domain.protection.sweeping import EVERY, Pace, Route, after_incident, pace, route
from playwarden.kit.ids import PlaylistId


def places(*positions: int | None) -> dict[PlaylistId, int | None]:
    return {PlaylistId(f"p{number}"): position for number, position in enumerate(positions)}


class TestALook:
    def test_takes_the_pages_that_hold_protected_playlists_alone(self) -> None:
        assert route(places(3, 40, 120, 121), 900, whole_due=False) == Route(pages=(0, 2))

    def test_reads_single_playlists_where_these_are_fewer_than_pages(self) -> None:
        assert route(places(10), 900, whole_due=False).calls(900) == 1
        found = route(places(10, 60), 60, whole_due=False)
        assert found.calls(60) == 2

    def test_takes_the_whole_list_where_that_is_due_or_a_place_is_not_known(self) -> None:
        assert route(places(3), 900, whole_due=True) == Route(whole=True)
        assert route(places(3, None), 900, whole_due=False) == Route(whole=True)

    def test_of_nothing_costs_nothing(self) -> None:
        assert route({}, 900, whole_due=True).calls(900) == 0

    @given(st.sets(st.integers(0, 499), min_size=1, max_size=80))
    def test_never_costs_more_than_all_pages_or_all_playlists(self, positions: set[int]) -> None:
        found = route(places(*positions), 500, whole_due=False)
        assert found.calls(500) <= min(10, len(positions), len({place // 50 for place in positions}))


class TestThePace:
    def test_is_every_five_minutes_where_there_is_no_limit(self) -> None:
        assert pace(8, None).every == EVERY

    def test_is_what_a_day_of_calls_gives(self) -> None:
        slow = pace(8, 1_000)
        assert slow.slowed
        assert timedelta(minutes=13) < slow.every < timedelta(minutes=14)
        assert slow.calls_a_day <= 850

    def test_is_never_faster_than_wished(self) -> None:
        assert pace(1, 100_000).every == EVERY

    @given(st.floats(1, 200), st.integers(1, 20_000))
    def test_never_spends_more_than_its_share(self, calls: float, a_day: int) -> None:
        assert pace(calls, a_day).calls_a_day <= max(1, round(a_day * 0.86))

    def test_is_twice_as_fast_after_an_incident_but_once_a_minute_at_most(self) -> None:
        assert after_incident(Pace(timedelta(minutes=5))) == timedelta(minutes=2.5)
        assert after_incident(Pace(timedelta(minutes=1))) == timedelta(minutes=1)

    def test_is_the_same_after_an_incident_where_the_quota_sets_it(self) -> None:
        assert after_incident(Pace(timedelta(minutes=14), slowed=True)) == timedelta(minutes=14)

"""Wherever a plan may be left, nothing that is to stay is missing; and an undo from there leads back."""

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from playwarden.domain.diff import Policy
from playwarden.domain.operations import entries_after
from playwarden.domain.plan import Plan, plan
from playwarden.domain.playlist import Details, Entry, PlaylistState
from playwarden.domain.stops import next_stop, stops
from playwarden.domain.undo import inverse_wish
from tests.properties.playlists import edited, entries, two_lists
from tests.properties.test_plans import POLICIES, keys


def left_after(made: Plan) -> list[tuple[Entry, ...]]:
    """The list after each number of calls."""
    lists = [made.observed_entries]
    for operation in made.operations:
        lists.append(entries_after(lists[-1], operation))
    return lists


def planned(lists: tuple[list[str], list[str]], policy: Policy) -> Plan:
    observed, desired = (PlaylistState(Details("a"), entries(names)) for names in lists)
    return plan(observed, desired, policy=policy)


@settings(deadline=None, max_examples=150)
@given(st.one_of(two_lists(), edited()), POLICIES)
def test_a_plan_may_be_left_just_where_nothing_that_stays_is_missing(
    lists: tuple[list[str], list[str]], policy: Policy
) -> None:
    made = planned(lists, policy)
    stay = Counter(keys(made.observed_entries)) & Counter(keys(made.desired.entries))
    whole = [not stay - Counter(keys(standing)) for standing in left_after(made)]
    assert whole[0]
    assert whole[-1]
    assert list(stops(made, made)) == [count for count, complete in enumerate(whole) if complete]


@settings(deadline=None, max_examples=60)
@given(st.one_of(two_lists(), edited()), POLICIES, st.data())
def test_the_next_stop_is_never_behind(lists: tuple[list[str], list[str]], policy: Policy, data: st.DataObject) -> None:
    made = planned(lists, policy)
    done = data.draw(st.integers(0, made.writes))
    stop = next_stop(made, made, done)
    assert done <= stop <= made.writes
    assert stop in stops(made, made)
    assert not any(done <= other < stop for other in stops(made, made))


@settings(deadline=None, max_examples=60)
@given(edited(), POLICIES, st.data())
def test_what_was_left_at_a_stop_can_be_undone(
    lists: tuple[list[str], list[str]], policy: Policy, data: st.DataObject
) -> None:
    made = planned(lists, policy)
    assert made.observed is not None
    count = data.draw(st.sampled_from(stops(made, made)))
    left = PlaylistState(made.observed.details, left_after(made)[count])
    assert keys(inverse_wish(made.observed, left, left).desired.entries) == keys(made.observed_entries)

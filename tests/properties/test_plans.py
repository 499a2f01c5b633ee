"""Plans as algebra: they end in what is wished, lose nothing that cannot come back, and are as short as can be."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playwarden.domain.compose import Wish, lower
from playwarden.domain.diff import KeepDates, Policy, cheapest, replacing_calls
from playwarden.domain.operations import ItemOperation, Replace, entries_after
from playwarden.domain.plan import Limits, Plan, plan
from playwarden.domain.playlist import Details, Entry, PlaylistState
from playwarden.domain.proof import origins_after
from playwarden.domain.undo import inverse_wish, restore
from tests.properties.playlists import edited, entries, entry, is_stuck, two_lists
from tests.properties.shortest import most_dates, most_dates_without_moves, played_out

LATER = datetime(2026, 1, 1, tzinfo=UTC)
POLICIES = st.builds(Policy, st.sampled_from(["all", "most", "none"]), st.none() | st.integers(1, 12))


def played(observed: tuple[Entry, ...], operations: tuple[ItemOperation, ...]) -> tuple[Entry, ...]:
    """The calls in the model of the API; what they add is dated LATER."""
    now = observed
    for operation in operations:
        now = entries_after(now, operation, at=LATER, by="us")
    return now


def keys(listed: tuple[Entry, ...]) -> list[object]:
    return [each.key for each in listed]


@settings(deadline=None, max_examples=150)
@given(st.one_of(two_lists(), edited()), POLICIES, st.sampled_from([100, 100, 3]))
def test_a_plan_ends_in_what_is_wished(lists: tuple[list[str], list[str]], policy: Policy, chunk: int) -> None:
    observed, desired = entries(lists[0]), entries(lists[1])
    found = cheapest(observed, desired, policy, chunk=chunk)
    after = played(observed, found.operations)
    assert keys(after) == keys(desired)
    assert sum(each.added_at != LATER for each in after) == found.kept


@settings(deadline=None, max_examples=60)
@given(edited(), POLICIES)
def test_no_plan_loses_a_local_file_or_an_unavailable_entry(lists: tuple[list[str], list[str]], policy: Policy) -> None:
    observed = PlaylistState(Details("a"), entries(lists[0]))
    items = tuple(one.uri for one in entries(lists[1]) if one.uri is not None and one.addable)
    lowered = lower(observed, Wish(items=items))
    made = plan(observed, lowered.desired, policy=policy)
    operations = tuple(op for op in made.operations if not isinstance(op, Replace))
    assert len(operations) == made.writes or not any(map(is_stuck, observed.entries))
    after = origins_after(observed.entries, found_items(made))
    staying = {origin for origin in after if isinstance(origin, int)}
    assert all(index in staying for index, one in enumerate(observed.entries) if is_stuck(one))
    assert [uri for uri in uris(lowered.desired.entries) if uri in items] == list(items)


def found_items(made: Plan) -> list[ItemOperation]:
    return [operation for operation in made.operations if isinstance(operation, ItemOperation)]


def uris(listed: tuple[Entry, ...]) -> list[str]:
    return [each.uri for each in listed if each.uri is not None]


@given(st.one_of(two_lists(), edited()), POLICIES)
def test_equal_states_give_an_empty_plan(lists: tuple[list[str], list[str]], policy: Policy) -> None:
    state = PlaylistState(Details("a", "b", public=True), entries(lists[0]))
    made = plan(state, state, policy=policy)
    assert made.empty
    assert made.writes == made.reads == 0
    assert made.dates_kept == len(state.entries)


@settings(deadline=None, max_examples=60)
@given(edited(), POLICIES)
def test_undoing_restores_items_and_order(lists: tuple[list[str], list[str]], policy: Policy) -> None:
    before = PlaylistState(Details("a", "b"), entries(lists[0]))
    after = before.with_entries(played(before.entries, cheapest(before.entries, entries(lists[1]), policy).operations))
    back = inverse_wish(before, after, after)
    assert keys(back.desired.entries) == keys(before.entries)
    again = played(after.entries, cheapest(after.entries, back.desired.entries, policy).operations)
    assert keys(again) == keys(before.entries)
    assert keys(restore(before, after).desired.entries) == keys(before.entries)


@settings(deadline=None, max_examples=80)
@given(edited(), st.integers(0, 40), st.integers(0, 40))
def test_undoing_leaves_what_was_done_later(lists: tuple[list[str], list[str]], place: int, gone: int) -> None:
    before, after = entries(lists[0]), entries(lists[1])
    now = list(after)
    removed = now.pop(gone) if gone < len(now) and not is_stuck(now[gone]) else None
    now.insert(min(place, len(now)), entry("later", 5000))
    states = [PlaylistState(Details("a"), listed) for listed in (before, after, tuple(now))]
    desired = inverse_wish(*states).desired.entries
    assert "spotify:track:later" in uris(desired)
    rest = [key for key in keys(desired) if key != "spotify:track:later"]
    expected = keys(before)
    if removed is None:
        assert rest == expected
    else:
        assert len(rest) in (len(expected), len(expected) - 1)


@settings(deadline=None, max_examples=125)
@given(two_lists())
def test_on_short_lists_no_sequence_is_shorter_or_keeps_more(lists: tuple[list[str], list[str]]) -> None:
    observed, desired = entries(lists[0]), entries(lists[1])
    if keys(observed) == keys(desired):
        return
    best = most_dates(*lists)
    least = min(best)
    fewest = cheapest(observed, desired, Policy("none"))
    assert (fewest.calls, fewest.kept) == (least, best[least])
    everything = cheapest(observed, desired, Policy("all"))
    most = max(best.values())
    assert (everything.kept, everything.calls) == (most, min(calls for calls in best if best[calls] == most))
    for granted in range(1, 7):
        found = cheapest(observed, desired, Policy("most", granted))
        within = [kept for calls, kept in best.items() if calls <= granted]
        if not within:
            assert (found.calls, found.kept) == (least, best[least])
            continue
        assert found.calls <= granted
        assert found.kept == max(within)


@settings(deadline=None, max_examples=40)
@given(two_lists(longest=3, alphabet="abc", stuck=False))
def test_on_tiny_lists_no_calls_in_any_order_do_better(lists: tuple[list[str], list[str]]) -> None:
    if lists[0] == lists[1]:
        return
    best = played_out(*lists, most=3)
    for granted in range(1, 4):
        within = [kept for calls, kept in best.items() if calls <= granted]
        found = cheapest(entries(lists[0]), entries(lists[1]), Policy("most", granted))
        assert bool(within) == (found.calls <= granted)
        if within:
            assert found.kept == max(within)


@settings(deadline=None, max_examples=150)
@given(two_lists(longest=14, alphabet="abcdefghijklmno", stuck=False), st.integers(1, 8))
def test_a_plan_is_never_below_removing_and_inserting_alone(lists: tuple[list[str], list[str]], granted: int) -> None:
    unique = [list(dict.fromkeys(names)) for names in lists]
    if unique[0] == unique[1]:
        return
    within = [kept for calls, kept in most_dates_without_moves(*unique).items() if calls <= granted]
    found = cheapest(entries(unique[0]), entries(unique[1]), Policy("most", granted))
    if found.calls <= granted:
        assert found.kept >= max(within, default=0)
    else:
        assert not within


@st.composite
def simple_edits(draw: st.DrawFn) -> tuple[list[str], list[str]]:
    """Up to 100 entries go, up to 100 come in each of at most two places; no duplicates."""
    length = draw(st.integers(0, 400))
    observed = [f"t{number}" for number in range(length)]
    step = draw(st.integers(1, 9))
    gone = set(observed[draw(st.integers(0, 8)) :: step][: draw(st.integers(0, 100))])
    desired = [name for name in observed if name not in gone]
    for turn in range(draw(st.integers(0, 2))):
        place = draw(st.integers(0, len(desired)))
        if not any(name.startswith("n") for name in desired[max(place - 1, 0) : place + 1]):
            desired[place:place] = [f"n{turn}x{number}" for number in range(draw(st.integers(0, 100)))]
    return observed, desired


@settings(deadline=None, max_examples=60)
@given(simple_edits(), st.sampled_from(["all", "most"]))
def test_removals_and_additions_in_two_places_cost_four_calls_and_no_date(
    lists: tuple[list[str], list[str]], keep: KeepDates
) -> None:
    found = cheapest(entries(lists[0]), entries(lists[1]), Policy(keep))
    assert found.calls <= 4
    assert found.kept == found.total


@settings(deadline=None, max_examples=40)
@given(st.permutations(range(60)), st.integers(0, 59), POLICIES)
def test_shuffled_lists_are_sorted_within_the_budget_or_replaced(order: list[int], out: int, policy: Policy) -> None:
    observed = entries([f"t{number}" for number in order])
    desired = entries([f"t{number}" for number in range(60) if number != out])
    found = cheapest(observed, desired, policy)
    assert keys(played(observed, found.operations)) == keys(desired)
    if policy.keep_dates == "most":
        assert found.calls <= max(1, policy.max_calls or replacing_calls(59) + 2)
    if policy.keep_dates == "all":
        assert found.kept == 59
        assert found.calls <= 45


@settings(deadline=None, max_examples=60)
@given(edited(), POLICIES)
def test_a_plan_comes_back_from_its_document(lists: tuple[list[str], list[str]], policy: Policy) -> None:
    observed, desired = (PlaylistState(Details("a"), entries(names)) for names in lists)
    if sorted(map(str, keys(tuple(filter(is_stuck, observed.entries))))) != sorted(
        map(str, keys(tuple(filter(is_stuck, desired.entries))))
    ):
        return
    made = plan(observed, desired, Limits(floor=3), policy)
    back = Plan.from_document(made.to_document())
    assert back == made
    assert back.fingerprint == made.fingerprint == made.to_document()["fingerprint"]


@pytest.mark.parametrize("keep", ["all", "most", "none"])
def test_an_empty_list_is_reached_in_one_call(keep: KeepDates) -> None:
    found = cheapest(entries("abc"), (), Policy(keep))
    assert found.calls == 1

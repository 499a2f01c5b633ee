"""Placements as an algebra: in and out again is nothing, apart they do not meet, and what others do stays."""

from dataclasses import replace
from datetime import timedelta
from itertools import permutations

from hypothesis import assume, given
from hypothesis import strategies as st

from playwarden.domain.placements.conflicts import Ground
from playwarden.domain.placements.lists import Came, Left, entered, kept, left, uris_of
from playwarden.domain.placements.moved import moved_on_purpose
from playwarden.domain.placements.overlays import DueNow
from playwarden.domain.placements.placement import Moved, Placement, PlacementState
from playwarden.domain.playlist import Details, Entry, PlaylistState
from tests.properties.playlists import entry
from tests.unit.domain.placements.placed import NOON, asked, placement

STAYING = "abcdefghij"
PLACED = "PQRST"


def track(name: str) -> Entry:
    return Entry(f"spotify:track:{name}")


def lists_of(longest: int = 10) -> st.SearchStrategy[tuple[Entry, ...]]:
    """Different tracks with dates, a local file and an unavailable entry among them."""
    names = st.lists(st.sampled_from([*STAYING, "L1", "N1"]), max_size=longest, unique=True)
    return names.map(lambda each: tuple(entry(name, day) for day, name in enumerate(each)))


@st.composite
def several(draw: st.DrawFn, present: tuple[Entry, ...]) -> list[Placement]:
    """Placements of different tracks at different slots of a list."""
    tracks = [one.uri.removeprefix("spotify:track:") for one in present if one.uri and one.addable]
    slots = ["top", "bottom", *map(str, range(2, 8))]
    slots += [f"after {name}" for name in tracks] + [f"instead of {name}" for name in tracks]
    chosen = draw(st.lists(st.sampled_from(slots), max_size=len(PLACED), unique=True))
    targets = [slot.split()[-1] for slot in chosen if " " in slot]
    assume(len(set(targets)) == len(targets))
    return [placement(asked(name, slot), number=n) for n, (name, slot) in enumerate(zip(PLACED, chosen, strict=False))]


@st.composite
def list_and_placements(draw: st.DrawFn) -> tuple[tuple[Entry, ...], list[Placement]]:
    present = draw(lists_of())
    return present, draw(several(present))


def carried(one: Placement, before: tuple[Entry, ...], after: tuple[Entry, ...]) -> Came:
    """As it is kept once it is in."""
    instead = one.asked.stands_in_for
    replaced = instead if instead in uris_of(before) else None
    settled = replace(one, state=PlacementState.IN_FORCE, entered_at=NOON, replaced_uri=replaced)
    return Came(settled, PlaylistState(Details(), after))


@given(list_and_placements())
def test_in_and_out_again_is_the_old_list(drawn: tuple[tuple[Entry, ...], list[Placement]]) -> None:
    before, placements = drawn
    during = entered(before, placements)
    for one in placements:
        during, how = left(during, carried(one, before, entered(before, placements)))
        assert how is Left.OUT
    assert uris_of(during) == uris_of(before)
    returned = {one.asked.stands_in_for for one in placements}
    assert all(now == then for now, then in zip(during, before, strict=True) if then.uri not in returned)


@given(list_and_placements(), st.randoms(use_true_random=False))
def test_whatever_order_they_leave_in_the_old_list_is_left(
    drawn: tuple[tuple[Entry, ...], list[Placement]], chance: object
) -> None:
    before, placements = drawn
    together = entered(before, placements)
    for order in list(permutations(placements))[:24]:
        during = together
        for one in order:
            during, _ = left(during, carried(one, before, together))
        assert uris_of(during) == uris_of(before)


@given(list_and_placements())
def test_whatever_order_they_are_given_in_they_come_in_alike(
    drawn: tuple[tuple[Entry, ...], list[Placement]],
) -> None:
    before, placements = drawn
    assert len({entered(before, order) for order in list(permutations(placements))[:24]}) == 1


@given(list_and_placements())
def test_those_that_stand_in_or_follow_an_anchor_commute_also_one_after_the_other(
    drawn: tuple[tuple[Entry, ...], list[Placement]],
) -> None:
    before, placements = drawn
    commuting = [one for one in placements if one.asked.position and one.asked.position.number is None]
    found = set()
    for order in list(permutations(commuting))[:24]:
        during = before
        for one in order:
            during = entered(during, [one])
        found.add(tuple(uris_of(during)))
    assert len(found) == 1


@given(list_and_placements())
def test_numbers_are_kept_exactly_where_the_list_is_long_enough(
    drawn: tuple[tuple[Entry, ...], list[Placement]],
) -> None:
    before, placements = drawn
    during = uris_of(entered(before, placements))
    for one in placements:
        number = one.asked.position.number if one.asked.position else None
        if number is not None and number <= len(before) + 1:
            assert during.index(one.asked.uri) == number - 1


@given(list_and_placements(), st.data())
def test_what_others_do_meanwhile_stays(drawn: tuple[tuple[Entry, ...], list[Placement]], data: st.DataObject) -> None:
    before, placements = drawn
    ours = {one.asked.uri for one in placements}
    together = entered(before, placements)
    edited = list(together)
    for _ in range(data.draw(st.integers(0, 4))):
        strange = [index for index, one in enumerate(edited) if one.uri not in ours]
        match data.draw(st.sampled_from(["add", "remove", "move"])):
            case "add":
                name = f"n{data.draw(st.integers(0, 99))}"
                edited.insert(data.draw(st.integers(0, len(edited))), entry(name, 50))
            case "remove" if strange:
                edited.pop(data.draw(st.sampled_from(strange)))
            case "move" if strange:
                moving = edited.pop(data.draw(st.sampled_from(strange)))
                edited.insert(data.draw(st.integers(0, len(edited))), moving)
    during = tuple(edited)
    for one in placements:
        during, how = left(during, carried(one, before, together))
        assert how is Left.OUT
    returned = {one.asked.stands_in_for for one in placements} - {None}
    theirs = [one for one in edited if one.uri not in ours]
    assert [one for one in during if one.uri not in returned] == [one for one in theirs if one.uri not in returned]


@given(lists_of(), lists_of(), st.integers(1, 11))
def test_a_wish_that_does_not_name_it_leaves_it_in_and_does_not_move_it(
    before: tuple[Entry, ...], wanted: tuple[Entry, ...], number: int
) -> None:
    one = placement(asked("P", str(number) if number > 1 else "top"))
    observed = entered(before, [one])
    result = kept(observed, wanted, one)
    assert tuple(each for each in result if each.uri != one.asked.uri) == wanted
    assert uris_of(result).count(one.asked.uri) == 1
    assert not moved_on_purpose(observed, result, one.asked.uri or "")


@given(lists_of(), lists_of(), st.data())
def test_a_wish_that_names_it_keeps_its_place(
    before: tuple[Entry, ...], wanted: tuple[Entry, ...], data: st.DataObject
) -> None:
    one = placement(asked("P"))
    at = data.draw(st.integers(0, len(wanted)))
    named = (*wanted[:at], track("P"), *wanted[at:])
    assert kept(entered(before, [one]), named, one) == named


@given(lists_of(), st.integers(0, 12), st.integers(0, 12))
def test_only_whoever_moves_the_track_itself_moves_it_on_purpose(
    before: tuple[Entry, ...], place: int, target: int
) -> None:
    assume(len(before) >= 2)
    one = placement(asked("P", str(place + 2)))
    there = entered(before, [one])
    rest = [each for each in there if each.uri != one.asked.uri]
    target = min(target, len(rest))
    moved = (*rest[:target], track("P"), *rest[target:])
    assert moved_on_purpose(there, moved, one.asked.uri or "") is (uris_of(moved) != uris_of(there))


@given(lists_of(), st.data())
def test_one_entry_moved_past_others_does_not_move_the_track_on_purpose(
    before: tuple[Entry, ...], data: st.DataObject
) -> None:
    assume(len(before) >= 3)
    one = placement(asked("P", str(data.draw(st.integers(1, len(before) + 1)))))
    there = entered(before, [one])
    moving = data.draw(st.sampled_from(before))
    rest = [each for each in there if each != moving]
    at = data.draw(st.integers(0, len(rest)))
    now = (*rest[:at], moving, *rest[at:])
    alone = abs(at - there.index(moving)) == 1
    assume(not alone)  # two neighbours that changed places: either may be what was moved
    assert not moved_on_purpose(there, now, one.asked.uri or "")


@given(lists_of(), st.integers(0, 12))
def test_what_was_moved_on_purpose_stays_by_its_policy_and_what_it_stood_in_for_comes_back(
    before: tuple[Entry, ...], target: int
) -> None:
    addable = [one for one in before if one.addable]
    assume(len(before) >= 3 and addable)
    name = (addable[0].uri or "").removeprefix("spotify:track:")
    one = placement(asked("P", f"instead of {name}", moved=Moved.KEEP))
    there = entered(before, [one])
    rest = [each for each in there if each.uri != one.asked.uri]
    target = min(target, len(rest))
    now = (*rest[:target], track("P"), *rest[target:])
    assume(uris_of(now) != uris_of(there))
    after, how = left(now, carried(one, before, there))
    assert how is Left.KEPT
    assert [uri for uri in uris_of(after) if uri != one.asked.uri] == uris_of(before)


@given(list_and_placements())
def test_one_that_ends_when_another_begins_leaves_it_its_place(
    drawn: tuple[tuple[Entry, ...], list[Placement]],
) -> None:
    before, placements = drawn
    assume(placements)
    first = placements[0]
    after = entered(before, [first])
    second = placement(asked("Z", first.asked.position or "top", begins=NOON + timedelta(days=7)), number=9)
    due = DueNow((carried(first, before, after),), (second,), (), Ground("Mix", known=frozenset()))
    laid = due.laid(PlaylistState(Details(), after))
    assert not laid.held
    assert uris_of(laid.state.entries) == uris_of(entered(before, [second]))


@given(lists_of())
def test_unavailable_entries_and_local_files_are_never_touched(before: tuple[Entry, ...]) -> None:
    one = placement(asked("P", "2"))
    during, _ = left(entered(before, [one]), carried(one, before, entered(before, [one])))
    assert during == before

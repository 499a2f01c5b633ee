"""Hand edits over rules: what somebody changed is seen, stays over every refresh, and is laid where it was put."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from playwarden.domain.rules.hand_edits import NONE, HandEdits, laid, seen

AT = datetime(2026, 11, 26, tzinfo=UTC)
LISTS = st.lists(st.sampled_from("abcdefghij"), unique=True, max_size=8)


@given(LISTS, LISTS)
def test_what_was_seen_laid_over_what_was_wanted_is_what_stands_there(before: list[str], now: list[str]) -> None:
    edits = seen(before, now, NONE, AT)
    assert laid(before, edits) == tuple(now)


@given(LISTS)
def test_where_nobody_changed_anything_there_is_no_edit(items: list[str]) -> None:
    assert not seen(items, items, NONE, AT)


@given(LISTS, LISTS, LISTS)
def test_edits_stay_over_a_refresh_and_are_no_new_ones_the_next_time(
    before: list[str], now: list[str], fresh: list[str]
) -> None:
    edits = seen(before, now, NONE, AT)
    wanted = laid(fresh, edits)
    assert not set(wanted) & set(edits.out)
    standing = {one.uri: one.since for one in edits.put if not one.moved or one.uri in fresh}
    assert standing.keys() == {one.uri for one in edits.put} & set(wanted)
    later = seen(wanted, wanted, edits, AT + timedelta(days=7))
    assert {one.uri: one.since for one in later.put} == standing
    assert later.out == edits.out


def test_a_track_that_was_only_moved_leaves_when_the_rules_let_it_go() -> None:
    edits = seen(["a", "b", "c"], ["c", "a", "b"], NONE, AT)
    assert laid(["a", "b"], edits) == ("a", "b")
    assert laid(["a", "b", "c"], edits) == ("c", "a", "b")


@given(LISTS, LISTS, st.sets(st.sampled_from("abcdefghij"), max_size=3))
def test_what_stands_there_for_somebody_elses_sake_is_no_hand_edit(
    before: list[str], now: list[str], others: set[str]
) -> None:
    edits = seen(before, now, NONE, AT, others)
    assert not others & {*edits.out, *(one.uri for one in edits.put)}


@given(LISTS, LISTS)
def test_edits_are_written_so_that_they_are_read_the_same(before: list[str], now: list[str]) -> None:
    edits = seen(before, now, NONE, AT)
    assert HandEdits.from_document(edits.to_document()) == HandEdits(edits.put, dict(edits.out))
    assert HandEdits.from_document({}) == NONE

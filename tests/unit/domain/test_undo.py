"""Undo takes back what a run did and nothing else; restore brings a version back and says what it drops."""

from playwarden.domain.compose import Lowered
from playwarden.domain.playlist import Cover, Details
from playwarden.domain.undo import inverse_wish, restore
from tests.unit.domain.states import names, state


def undone(before: str, after: str, now: str) -> str:
    return names(inverse_wish(state(before), state(after), state(now)).desired)


def codes(lowered: Lowered) -> list[str]:
    return [note.code for note in lowered.notes]


def test_nothing_changed_since_means_exactly_what_was_before() -> None:
    assert undone("abcd", "dxab", "dxab") == "abcd"


def test_what_was_added_later_stays_behind_its_predecessor() -> None:
    assert undone("abc", "cba", "cbya") in ("abyc", "abcy")
    assert undone("abc", "abcx", "abycx") == "abyc"


def test_what_was_removed_later_stays_removed() -> None:
    assert undone("abc", "cbax", "cbx") == "bc"


def test_what_was_moved_later_stays_moved() -> None:
    assert undone("abcdef", "abcdefx", "eabcdfx") == "eabcdf"


def test_what_the_run_added_goes_even_if_somebody_moved_it() -> None:
    assert undone("abc", "abcx", "xabc") == "abc"


def test_what_comes_back_comes_back_with_a_new_date() -> None:
    lowered = inverse_wish(state("abc"), state("ab"), state("ab"))
    assert names(lowered.desired) == "abc"
    assert codes(lowered) == ["dates-lost"]


def test_a_later_local_file_stays() -> None:
    assert undone("ab", "ba", "b1a") in ("ab1", "b1a", "a1b")


def test_a_local_file_that_is_lost_is_named() -> None:
    lowered = inverse_wish(state("a1b"), state("ab"), state("ab"))
    assert names(lowered.desired) == "ab"
    assert codes(lowered) == ["cannot-add-local"]


def test_an_unavailable_entry_that_is_lost_is_named() -> None:
    lowered = inverse_wish(state("a?b"), state("ab"), state("ab"))
    assert names(lowered.desired) == "ab"
    assert codes(lowered) == ["cannot-add-unavailable"]


def test_details_go_back_unless_they_were_changed_since() -> None:
    before, after = Details("one", "first"), Details("two", "second")
    lowered = inverse_wish(state("a", before), state("a", after), state("a", Details("two", "third")))
    assert lowered.desired.details == Details("one", "third")


def test_an_empty_description_cannot_come_back() -> None:
    lowered = inverse_wish(state("a", Details("n", "")), state("a", Details("n", "x")), state("a", Details("n", "x")))
    assert lowered.desired.details.description == "x"
    assert codes(lowered) == ["empty-description"]


def test_a_mosaic_cannot_come_back() -> None:
    mosaic = Details("n", cover=Cover(url="m", custom=False))
    custom = Details("n", cover=Cover(url="c", sha256="0c", custom=True))
    lowered = inverse_wish(state("a", mosaic), state("a", custom), state("a", custom))
    assert lowered.desired.details.cover == custom.cover
    assert codes(lowered) == ["mosaic"]


def test_a_cover_goes_back_to_the_picture_we_hold() -> None:
    old = Details("n", cover=Cover(url="o", sha256="01", custom=True))
    new = Details("n", cover=Cover(url="c", sha256="02", custom=True))
    lowered = inverse_wish(state("a", old), state("a", new), state("a", new))
    assert lowered.desired.details.cover == old.cover
    assert lowered.notes == ()


def test_a_cover_that_was_never_fetched_cannot_come_back() -> None:
    old = Details("n", cover=Cover(url="o", custom=True))
    new = Details("n", cover=Cover(url="c", sha256="02", custom=True))
    assert codes(inverse_wish(state("a", old), state("a", new), state("a", new))) == ["cover-unknown"]


def test_restoring_drops_later_changes_and_names_them() -> None:
    lowered = restore(state("abc", Details("old")), state("axb", Details("new")))
    assert names(lowered.desired) == "abc"
    assert lowered.desired.details.name == "old"
    assert codes(lowered) == ["drops-added", "drops-removed", "drops-details", "dates-lost"]


def test_restoring_the_present_state_says_nothing() -> None:
    assert restore(state("a?1"), state("a?1")) == Lowered(
        inverse_wish(state("a?1"), state("a?1"), state("a?1")).desired, ()
    )


def test_restoring_keeps_a_local_file_that_came_since() -> None:
    lowered = restore(state("ab"), state("a1b"))
    assert names(lowered.desired) == "a1b"
    assert codes(lowered) == ["keeps-local"]

"""Two sides changed one list: what both did counts once, what either did stays."""

from playwarden.domain.merging import merged_entries
from tests.unit.domain.states import names, state


def merged(wished: str, base: str, now: str) -> str:
    entries = merged_entries(state(wished).entries, state(base).entries, state(now).entries)
    return names(state("").with_entries(entries))


def test_what_each_side_added_is_there() -> None:
    assert merged("xab", "ab", "aby") == "xaby"


def test_what_both_sides_added_is_there_once_where_it_stands_now() -> None:
    assert merged("xab", "ab", "abx") == "abx"


def test_what_was_added_twice_on_one_side_and_once_on_the_other_is_there_twice() -> None:
    assert sorted(merged("xxab", "ab", "abx")) == sorted("xxab")


def test_what_both_sides_removed_is_gone() -> None:
    assert merged("ac", "abc", "ac") == "ac"


def test_doing_it_again_changes_nothing() -> None:
    once = merged("xacb", "abc", "abcy")
    assert merged(once, "abc", once) == once

"""Differences of two states, and how far reading is, in words."""

from datetime import UTC, datetime, timedelta

import pytest

from playwarden.domain.playlist import Details, Entry
from playwarden.features.library.differences import difference
from playwarden.features.library.reports import ReadingStatus

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
PLAIN = Details("Mix", "About", False, False)


def entries(names: str) -> tuple[Entry, ...]:
    return tuple(Entry(name, NOW) for name in names)


@pytest.mark.parametrize(
    ("old", "new", "added", "removed", "moved"),
    [
        ("abc", "abc", "", "", 0),
        ("abc", "abxc", "x", "", 0),
        ("abc", "cab", "", "", 1),
        ("abcdef", "fedcba", "", "", 5),
        ("aab", "ab", "", "a", 0),
        ("abcd", "dxa", "x", "bc", 1),
        ("", "ab", "ab", "", 0),
    ],
)
def test_what_came_what_went_and_what_moved(old: str, new: str, added: str, removed: str, moved: int) -> None:
    found = difference(PLAIN, PLAIN, entries(old), entries(new))
    assert "".join(placed.entry.uri or "" for placed in found.added) == added
    assert "".join(placed.entry.uri or "" for placed in found.removed) == removed
    assert found.moved == moved
    assert found.empty == (old == new)


def test_items_that_were_not_read_are_not_compared() -> None:
    found = difference(PLAIN, Details("Other", "About", False, False), None, entries("ab"))
    assert not found.entries_known
    assert [(change.before, change.after) for change in found.details] == [("Mix", "Other")]


def test_a_detail_that_one_side_does_not_know_is_no_change() -> None:
    assert difference(PLAIN, Details("Mix", None, None, False), (), ()).empty


@pytest.mark.parametrize(
    ("read", "left", "others", "days", "sentence"),
    [
        (140, 260, 0, 3, "items read for 140 of 400, the rest by Thursday"),
        (140, 260, 0, 0, "items read for 140 of 400, the rest today"),
        (140, 260, 0, 40, "items read for 140 of 400, the rest by 12 December 2026"),
        (140, 260, 0, None, "items read for 140 of 400, the rest when the quota allows it"),
        (400, 0, 0, None, "items read for all 400"),
        (400, 2, 0, 1, "items read for all 400, 2 of them to be read again by Tuesday"),
        (400, 0, 2, None, "items read for all 400; not provided by Spotify for 2 lists of others"),
        (398, 0, 0, None, "items read for 398 of 400; Spotify refused the rest"),
    ],
)
def test_the_status_is_one_sentence(read: int, left: int, others: int, days: int | None, sentence: str) -> None:
    by = None if days is None else NOW + timedelta(days=days)
    assert ReadingStatus(400, read, others, left, left * 3, by, NOW).sentence == sentence

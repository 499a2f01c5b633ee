"""The `fields` notation: what is named stays, what a mark opens goes."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playwarden.sandbox.exchange import Refusal
from playwarden.sandbox.fields import parsed

PAGE = {
    "total": 2,
    "limit": 50,
    "items": [
        {
            "added_at": "a",
            "added_by": {"id": "x", "uri": "u"},
            "item": {"uri": "1", "album": {"name": "n", "images": []}},
        },
        {"added_at": "b", "added_by": {"id": "y", "uri": "v"}, "item": None},
    ],
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("total", {"total": 2}),
        ("total,limit", {"total": 2, "limit": 50}),
        ("items(added_at)", {"items": [{"added_at": "a"}, {"added_at": "b"}]}),
        ("items.added_by.id", {"items": [{"added_by": {"id": "x"}}, {"added_by": {"id": "y"}}]}),
        (
            "items(added_by.id, item(uri))",
            {
                "items": [
                    {"added_by": {"id": "x"}, "item": {"uri": "1"}},
                    {"added_by": {"id": "y"}, "item": None},
                ]
            },
        ),
        ("items(item(album(!images)))", {"items": [{"item": {"album": {"name": "n"}}}, {"item": None}]}),
        ("items.item.album(!images,name)", {"items": [{"item": {"album": {}}}, {"item": None}]}),
        ("!items", {"total": 2, "limit": 50}),
        ("nothing", {}),
    ],
)
def test_what_is_left(text: str, expected: dict[str, Any]) -> None:
    assert parsed(text).of(PAGE) == expected


@pytest.mark.parametrize("text", ["items(", "items)", "a,,b", "items(a", "(a)", "a b)"])
def test_what_is_no_filter_is_refused(text: str) -> None:
    with pytest.raises(Refusal):
        parsed(text)


def test_a_name_below_an_exclusion_filters_only_that() -> None:
    assert parsed("!items(added_by)").wants("total")


_names = st.sampled_from(["a", "b", "c", "items"])
_values = st.recursive(
    st.integers(), lambda below: st.lists(below, max_size=3) | st.dictionaries(_names, below, max_size=4), max_leaves=12
)
_filters = st.recursive(
    _names,
    lambda below: st.builds(
        lambda name, inner: f"{name}({','.join(inner)})", _names, st.lists(below, min_size=1, max_size=3)
    ),
    max_leaves=6,
)


@given(_filters, st.dictionaries(_names, _values, max_size=4))
def test_filtering_twice_is_filtering_once(text: str, document: dict[str, Any]) -> None:
    once = parsed(text).of(document)
    assert parsed(text).of(once) == once


@given(_names, st.dictionaries(_names, _values, max_size=4))
def test_keeping_and_dropping_a_name_are_the_two_halves(name: str, document: dict[str, Any]) -> None:
    assert {**parsed(name).of(document), **parsed("!" + name).of(document)} == document

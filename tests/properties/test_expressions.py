"""Patterns match what Python's `re` matches, whatever they are, and never take long."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playwarden.domain.expressions import Expression
from playwarden.kit.errors import InputError

ATOMS = st.sampled_from(["a", "b", "c", ".", r"\w", r"\d", "[ab]", "[^a]", "[a-c1]", r"\b", "^", "$", r"\.", " "])
COUNTS = st.sampled_from(["", "", "", "*", "+", "?", "*?", "+?", "??", "{2}", "{1,2}", "{0,2}", "{1,}"])


def within(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Rows, choices and groups of smaller patterns."""
    return st.one_of(
        st.tuples(inner, inner).map("".join),
        st.tuples(inner, inner).map("|".join),
        st.tuples(inner, COUNTS).map(lambda pair: f"({pair[0]}){pair[1]}"),
        st.tuples(inner, COUNTS).map(lambda pair: f"(?:{pair[0]}){pair[1]}"),
        st.tuples(ATOMS, COUNTS).map(lambda pair: pair[0] + pair[1] if pair[0] not in ("^", "$", r"\b") else pair[0]),
    )


PATTERNS = st.recursive(ATOMS, within, max_leaves=8)
TEXTS = st.text("abc1. ", max_size=12)


@settings(max_examples=600, deadline=None)
@given(PATTERNS, TEXTS)
def test_what_is_found_and_put_in_its_place_is_what_re_finds(pattern: str, text: str) -> None:
    try:
        ours = Expression(pattern)
    except InputError:
        return
    theirs = re.compile(pattern)
    assert ours.groups == theirs.groups
    found, expected = ours.search(text), theirs.search(text)
    assert (found is None) == (expected is None)
    assert ours.found_in(text) == (expected is not None)
    if found is not None and expected is not None:
        assert (found.start, found.end) == expected.span()
        assert [found.group(n) for n in range(1, ours.groups + 1)] == [
            expected.group(n) or "" for n in range(1, ours.groups + 1)
        ]
    assert ours.substitute("<\\0>", text) == theirs.sub(lambda match: f"<{match.group()}>", text)


@settings(deadline=None)
@given(st.text("ab(){}[]|*+?.^$\\,1-", max_size=12))
def test_any_pattern_is_refused_or_understood_as_re_understands_it(pattern: str) -> None:
    try:
        ours = Expression(pattern)
    except InputError:
        return
    theirs = re.compile(pattern)
    for text in ("", "ab", "aab1b", "(a)*{1}"):
        found, expected = ours.search(text), theirs.search(text)
        assert (found and (found.start, found.end)) == (expected and expected.span())


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|a)+$", "(a|aa)+$", "(.*)(.*)(.*)(.*)(.*)(.*)x", "(?:a?){30}a{30}"])
def test_what_would_hang_elsewhere_is_refused_or_answered_by_few_steps(pattern: str) -> None:
    try:
        ours = Expression(pattern)
    except InputError:
        return
    assert len(ours._program.steps) < 200
    assert ours.search("a" * 300 + "!") is None


@pytest.mark.parametrize(
    "pattern",
    [
        "(",
        ")",
        "[a",
        "*a",
        "a**",
        "(?=a)",
        "(?P<n>a)",
        r"(a)\1",
        "(a*)*",
        r"\q",
        "a" * 301,
        "a{1000}{3}",
        "[b-a]",
        "\\",
    ],
)
def test_what_cannot_be_used_is_told(pattern: str) -> None:
    with pytest.raises(InputError):
        Expression(pattern)


def test_groups_are_put_in_their_place() -> None:
    swapped = Expression(r"^(.+?) - (.+)$").substitute(r"\2 by \1", "Band - Song")
    assert swapped == "Song by Band"
    with pytest.raises(InputError, match="no group 3"):
        Expression(r"(a)(b)").replacement(r"\3")
    assert Expression("MIX", ignore_case=True).substitute("\\\\", "mix Mix") == "\\ \\"

"""Moved on purpose: the order among the entries that stayed was changed by somebody who moved this very track."""

import pytest

from playwarden.domain.placements.moved import moved_on_purpose
from tests.unit.domain.states import state, uri


@pytest.mark.parametrize(
    ("entered", "now", "moved"),
    [
        ("aPbcd", "aPbcd", False),
        ("aPbcd", "abcdP", True),
        ("aPbcd", "Pabcd", True),
        ("aPbcd", "bcdaP", True),
        ("aPbcd", "bPcda", True),
        ("aPbcd", "Pbcda", False),
        ("aPbcd", "xyaPbzcd", False),
        ("aPbcd", "Pcd", False),
        ("aPbcd", "aQPbRcd", False),
        ("aPb", "P", False),
        ("aP", "Pa", True),
        ("aPbcd", "abcd", False),
        ("abcd", "abPcd", False),
        ("aPbcd", "dcbPa", True),
    ],
)
def test_moved_is_what_a_longest_common_order_can_do_without(entered: str, now: str, moved: bool) -> None:
    assert moved_on_purpose(state(entered).entries, state(now).entries, uri("P")) is moved


def test_a_track_that_was_taken_out_and_added_elsewhere_was_moved() -> None:
    before = state("aPbcd")
    again = state("abcd").entries + state("xxxxxxxxP").entries[-1:]
    assert moved_on_purpose(before.entries, again, uri("P"))


def test_others_that_moved_around_it_did_not_move_it() -> None:
    assert not moved_on_purpose(state("abcPdefg").entries, state("gabcPdef").entries, uri("P"))
    assert not moved_on_purpose(state("abcPdefg").entries, state("bcPadefg").entries, uri("P"))

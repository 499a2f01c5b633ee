"""What is read back to prove a plan: what came and moved, in as few calls as show it."""

import pytest

from playwarden.domain.diff import Policy
from playwarden.domain.evidence import Evidence, evidence, touched
from playwarden.domain.plan import Plan, plan
from playwarden.domain.playlist import Details, PlaylistState
from tests.unit.domain.states import entry


def of(length: int, *, without: tuple[int, ...] = (), new_at: int | None = None, new: int = 0) -> Plan:
    """A plan for a list of `length`, from which the positions `without` go, and into which `new` entries come."""
    observed = tuple(entry(f"t{number}") for number in range(length))
    kept = [one for number, one in enumerate(observed) if number not in without]
    if new_at is not None:
        kept[new_at:new_at] = [entry(f"new{number}") for number in range(new)]
    return plan(
        PlaylistState(Details("long"), observed), PlaylistState(Details("long"), tuple(kept)), policy=Policy("all")
    )


ANYWHERE = (3, 17, 31, 40, 52, 60, 71, 80, 88, 97)


@pytest.mark.parametrize("where", [0, 20, 45, 80, 90])
@pytest.mark.parametrize("length", [100, 300])
def test_ten_out_anywhere_and_ten_in_at_one_place_cost_two_writes_and_one_read(length: int, where: int) -> None:
    made = of(length, without=tuple(n * length // 100 for n in ANYWHERE), new_at=where * length // 100, new=10)
    assert (made.writes, made.reads) == (2, 1)


def test_what_goes_is_proved_by_the_place_behind_the_last_of_it() -> None:
    made = of(300, without=(5, 120, 210))
    assert (made.reads_head, made.pages_beyond_head) == (False, (207,))


def test_what_goes_from_the_end_is_proved_by_the_new_end() -> None:
    made = of(300, without=tuple(range(280, 300)))
    assert (made.reads_head, made.pages_beyond_head) == (False, (230,))


def test_a_short_list_is_read_whole() -> None:
    made = of(90, without=(5,), new_at=70, new=1)
    assert (made.reads_head, made.pages_beyond_head) == (True, ())


def test_the_head_is_read_where_it_shows_no_less_than_a_window() -> None:
    assert evidence(300, [10, 11, 12], page=50, first_page=100, head=False) == Evidence(True, ())
    assert evidence(300, [90, 120], page=50, first_page=100, head=False) == Evidence(False, (90,))
    assert evidence(300, [10, 90, 120], page=50, first_page=100, head=False) == Evidence(True, (120,))


def test_details_are_proved_by_the_head_and_windows_show_the_rest() -> None:
    assert evidence(300, [20, 150, 199, 210], page=50, first_page=100, head=True) == Evidence(True, (150, 210))


def test_a_window_at_the_end_reaches_back() -> None:
    assert evidence(300, [298], page=50, first_page=100, head=False) == Evidence(False, (250,))


def test_an_emptied_list_is_read_once() -> None:
    assert evidence(0, [], page=50, first_page=100, head=False).head


def test_a_moved_block_is_seen_at_all_its_borders() -> None:
    # Of ten the third and fourth went before the eighth.
    assert touched(10, [0, 1, 4, 5, 6, 2, 3, 7, 8, 9]) == [1, 2, 4, 5, 6, 7]


def test_removals_alone_are_no_border() -> None:
    assert touched(10, [0, 2, 4, 5, 6, None, 8, 9]) == [4, 5, 6]


def test_a_first_and_a_last_entry_that_moved_in_are_seen() -> None:
    assert touched(4, [3, 1, 2, 0]) == [0, 1, 2, 3]

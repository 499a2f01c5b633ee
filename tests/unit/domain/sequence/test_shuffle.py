"""Long shuffled lists are sorted by clearly fewer moves than entries."""

from random import Random

from playwarden.domain.sequence.emit import Swap, calls
from playwarden.domain.sequence.shuffle import sorted_by_blocks


def sorted_in(line: list[int], size: int) -> int:
    """The number of steps, after proving them."""
    steps = sorted_by_blocks(line, size)
    now = list(line)
    calls(now, steps, [str(label) for label in range(size)], 100)
    assert now == list(range(size))
    return len(steps)


def test_two_moves_do_the_work_of_three() -> None:
    line = list(range(1500))
    Random(1).shuffle(line)
    assert sorted_in(line, 1500) < 1000


def test_one_entry_that_moved_far_is_one_move() -> None:
    line = list(range(1000))
    line.append(line.pop(3))
    assert sorted_in(line, 1000) == 1


def test_a_block_that_moved_is_one_move() -> None:
    line = [*range(500, 800), *range(500), *range(800, 1000)]
    assert sorted_in(line, 1000) == 1


def test_what_is_new_goes_in_from_the_top() -> None:
    assert sorted_in([4, 2], 6) == 4


def test_a_sorted_list_needs_nothing() -> None:
    assert sorted_by_blocks(range(10), 10) == []


def test_characters_skip_what_cannot_stand_alone() -> None:
    line = [*range(54_000, 56_000), *range(54_000), *range(56_000, 57_000)]
    assert sorted_by_blocks(line, 57_000) == [Swap(0, 2_000, 56_000)]

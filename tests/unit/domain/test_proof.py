"""The quick model of the API is the same as the plain one, and takes nothing that is not proved."""

import pytest

from playwarden.domain.operations import Insert, ItemOperation, Move, Remove, Replace, entries_after
from playwarden.domain.proof import Unproved, origins_after, proved
from tests.unit.domain.states import state, uri

CALLS: list[ItemOperation] = [
    Insert(1, (uri("x"), uri("a"))),
    Move(0, 2, 4),
    Move(3, 1, 0),
    Remove((uri("a"),)),
    Insert(0, (uri("y"),)),
]


def test_it_does_what_the_plain_model_does() -> None:
    observed = state("ab1?c").entries
    now = observed
    for number, operation in enumerate(CALLS, start=1):
        now = entries_after(now, operation)
        quick = origins_after(observed, CALLS[:number])
        assert [observed[one].key if isinstance(one, int) else one for one in quick] == [one.key for one in now]


def test_a_replacement_leaves_nothing() -> None:
    assert origins_after(state("ab1").entries, [Replace((uri("a"),))]) == [uri("a")]


def test_calls_that_end_elsewhere_are_not_proved() -> None:
    with pytest.raises(Unproved):
        proved(state("ab").entries, state("ba").entries, [])


@pytest.mark.parametrize(
    "wrong", [Move(0, 1, 5), Move(0, 0, 1), Insert(9, (uri("x"),)), Insert(0, ()), Move(0, 2, 1), Remove(())]
)
def test_calls_that_the_api_would_refuse_are_not_proved(wrong: ItemOperation) -> None:
    with pytest.raises(Unproved):
        origins_after(state("ab").entries, [wrong])

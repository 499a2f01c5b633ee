"""A price is never lower for lists that are longer, nor below nothing."""

from dataclasses import replace
from random import Random
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from playwarden.domain.rules.kinds import kinds
from playwarden.domain.rules.pricing import LIKELY, Extent, Known, price
from playwarden.domain.rules.reading import try_read
from tests.properties.rulesets import rule_documents

kinds()  # loaded before anything is drawn, so that the first draw is as quick as the others


@settings(deadline=None)
@given(
    rule_documents(), st.randoms(use_true_random=False), st.none() | st.floats(0, 50), st.none() | st.integers(0, 999)
)
def test_longer_lists_never_cost_less(
    document: dict[str, Any], random: Random, times: float | None, length: int | None
) -> None:
    rules, _ = try_read(document)
    assume(rules is not None)
    assert rules is not None
    small = {
        need: Extent(
            random.randrange(2_000), random.choice([None, random.randrange(90)]), random.choice([None, 0.5, 3])
        )
        for need in rules.needs
    }
    large = {
        need: replace(
            extent,
            rows=extent.rows + random.randrange(500),
            albums=None if extent.albums is None else extent.albums + random.randrange(9),
        )
        for need, extent in small.items()
    }
    known = Known(small, length=length, times_a_week=times)
    before, after = price(rules, known), price(rules, replace(known, extents=large))
    assert after.calls_a_week >= before.calls_a_week >= 0
    assert after.first >= before.first >= 0
    oftener = price(rules, replace(known, times_a_week=(times or 1) + 3))
    assert oftener.calls_a_week >= before.calls_a_week or times is None


@settings(deadline=None)
@given(rule_documents())
def test_whatever_is_not_known_is_said_where_it_changes_the_price(document: dict[str, Any]) -> None:
    rules, _ = try_read(document)
    assume(rules is not None)
    assert rules is not None
    told = price(rules, Known(playlist=False)).assumptions
    asked = {need for need in rules.needs if need.kind in LIKELY and need.kind != "top"}
    assert len(told) == len([need for need in asked if need.kind != "releases" or need.of == "followed"])

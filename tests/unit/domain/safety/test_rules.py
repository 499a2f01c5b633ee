"""Each safety rule holds what it is there for, and nothing else."""

import pytest

from playwarden.domain.library import Relation
from playwarden.domain.plan import DEFAULT_LIMITS, Limits, Plan, plan
from playwarden.domain.playlist import Details
from playwarden.domain.safety import judge, rules
from playwarden.kit.errors import InputError
from tests.unit.domain.states import names, state


def held(made: Plan, *forced: str) -> list[str]:
    return [block.rule for block in judge(made, frozenset(forced)).blocked]


def planned(observed: str, desired: str, limits: Limits = DEFAULT_LIMITS, relation: Relation = Relation.OWNER) -> Plan:
    return plan(state(observed), state(desired), limits, relation=relation)


def test_every_rule_is_found_and_explains_itself() -> None:
    assert [rule.name for rule in rules()] == [
        "below-floor",
        "empties",
        "loses-local",
        "not-owner",
        "removes-much",
        "too-long",
    ]
    assert all(rule.text for rule in rules())
    assert [rule.name for rule in rules() if not rule.forceable] == ["not-owner", "too-long"]


def test_three_of_ten_may_go_but_not_four() -> None:
    assert held(planned("abcdefghij", "abcdefg")) == []
    assert held(planned("abcdefghij", "abcdef")) == ["removes-much"]


def test_up_to_three_may_go_from_a_list_of_any_length_but_not_four() -> None:
    assert held(planned("abc", "bc")) == []
    assert held(planned("abcd", "d")) == []
    assert held(planned("abcde", "e")) == ["removes-much"]


def test_what_goes_and_comes_back_is_not_counted() -> None:
    assert held(planned("abcdefghij", "jihgfedcba")) == []


def test_emptying_is_held() -> None:
    assert held(planned("a", "")) == ["empties"]
    assert held(planned("abcd", "")) == ["empties", "removes-much"]
    assert held(planned("", "a")) == []


def test_shrinking_below_the_floor_is_held() -> None:
    limits = Limits(floor=9)
    assert held(planned("abcdefghij", "abcdefgh", limits)) == ["below-floor"]
    assert held(planned("abcdefghij", "abcdefghi", limits)) == []
    assert held(planned("ab", "abc", limits)) == []


def test_losing_local_files_is_held_and_counted() -> None:
    verdict = judge(planned("abcdefg12?", "abcdefg"))
    assert [block.rule for block in verdict.blocked] == ["loses-local"]
    assert verdict.blocked[0].reason == "2 local files and 1 unavailable entry would be lost for good."


def test_moving_local_files_is_fine() -> None:
    assert held(planned("ab1", "1ab")) == []


def test_a_follower_may_change_nothing_and_a_collaborator_only_entries() -> None:
    other = plan(state("ab"), state("ab", Details("other")), relation=Relation.COLLABORATOR)
    assert held(planned("ab", "ba", relation=Relation.FOLLOWER)) == ["not-owner"]
    assert held(planned("ab", "ba", relation=Relation.COLLABORATOR)) == []
    assert held(other) == ["not-owner"]


def test_more_than_a_playlist_holds_is_held() -> None:
    assert held(planned("ab", "abc", Limits(max_entries=2))) == ["too-long"]
    assert held(planned("abcd", "dabc", Limits(max_entries=2))) == []


def test_a_rule_is_overruled_by_its_name_only() -> None:
    made = planned("abcd", "")
    assert held(made, "empties") == ["removes-much"]
    verdict = judge(made, {"empties", "removes-much"})
    assert verdict.allowed
    assert [block.rule for block in verdict.forced] == ["empties", "removes-much"]


def test_what_spotify_refuses_anyway_cannot_be_forced() -> None:
    assert held(planned("ab", "ba", relation=Relation.FOLLOWER), "not-owner") == ["not-owner"]
    assert held(planned("ab", "abc", Limits(max_entries=2)), "too-long") == ["too-long"]


def test_a_rule_that_does_not_exist_is_an_error_that_names_those_that_do() -> None:
    with pytest.raises(InputError, match="removes-much"):
        judge(planned("a", "b"), {"everything"})


def test_a_plan_that_does_nothing_is_always_allowed() -> None:
    made = planned("ab", "ab", Limits(floor=9), Relation.FOLLOWER)
    assert judge(made).allowed
    assert names(made.desired) == "ab"

"""Plans as a curator reads them."""

import json

from playwarden.domain.compose import Note
from playwarden.domain.diff import Policy
from playwarden.domain.plan import Plan, plan
from playwarden.domain.playlist import Details
from playwarden.domain.render import as_json, as_markdown, as_text, cost, dates, lines
from tests.unit.domain.states import state, uri

TITLES = {uri("x"): "Nina Simone - Sinnerman"}


def planned(observed: str, desired: str, policy: Policy | None = None) -> Plan:
    return plan(state(observed), state(desired), policy=policy or Policy())


def signs(made: Plan) -> list[str]:
    return [f"{line.sign}{line.title.removeprefix('spotify:track:')}{line.count}" for line in lines(made)]


def test_removed_added_and_moved_blocks_are_told_apart() -> None:
    assert signs(planned("abcdef", "adebcx")) == ["-f1", "~d2", "+x1"]


def test_what_is_taken_out_and_put_in_again_is_told() -> None:
    assert signs(planned("abc", "cba", Policy("none"))) == ["*c1", "*b1", "*a1"]


def test_one_of_two_duplicates_goes_and_the_other_loses_its_date() -> None:
    assert signs(planned("abca", "abc")) == ["-a1", "*a1"]


def test_titles_stand_for_uris() -> None:
    assert "+     4  Nina Simone - Sinnerman" in as_text(planned("abc", "abcx"), TITLES)


def test_the_cost_is_told_beside_what_doing_it_naively_would_cost() -> None:
    assert cost(planned("abc", "abcx")) == "1 call (+1 read) instead of 5"
    assert cost(planned("abc", "abc")) == "0 calls: nothing to do"


def test_the_dates_are_told() -> None:
    assert dates(planned("abc", "bca")) == "all 3 dates kept"
    assert dates(planned("abc", "cba", Policy("none"))) == "0 of 3 dates kept"
    assert dates(planned("", "a")) == "no dates to keep"


def test_details_are_told_with_what_they_were() -> None:
    made = plan(state("a", Details("old", public=False)), state("a", Details("new", public=True)))
    text = as_text(made)
    assert '  name: "old" -> "new"' in text
    assert "  public: no -> yes" in text


def test_notes_are_told() -> None:
    made = plan(state("a"), state("ab"), notes=[Note("x", "mind the gap")])
    assert "! mind the gap" in as_text(made)
    assert "> mind the gap" in as_markdown(made)


def test_a_long_diff_is_cut_and_the_rest_counted() -> None:
    text = as_text(planned("", "abcdef"), most=2)
    assert "... and 4 more lines" in text
    assert text.count("spotify:track:") == 2


def test_markdown_holds_a_diff_block_and_the_fingerprint() -> None:
    made = planned("ab", "abx")
    text = as_markdown(made, TITLES)
    assert "```diff\n+     3  Nina Simone - Sinnerman\n```" in text
    assert made.fingerprint in text


def test_json_is_json_and_holds_figures() -> None:
    document = json.loads(json.dumps(as_json(planned("ab", "abx"), TITLES)))
    assert document["writes"] == 1
    assert document["diff"] == [{"sign": "+", "position": 3, "title": "Nina Simone - Sinnerman", "count": 1}]


def test_an_unavailable_entry_is_called_that() -> None:
    assert "(unavailable)" in as_text(planned("ab?", "?ab"))

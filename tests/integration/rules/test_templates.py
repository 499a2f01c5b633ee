"""Templates: filled in to rule sets that stay linked, saved from rule sets, and changed with all that are linked."""

from dataclasses import replace
from typing import Any

import pytest

from playwarden.domain.rules.kept import Kept, RefreshState
from playwarden.domain.rules.parting import Chosen
from playwarden.domain.rules.templates import KeptTemplate, read_template
from playwarden.engine.ports.audit import LinkFilter
from playwarden.features.rules.service import Bound
from playwarden.features.rules.templating import Templates
from playwarden.kit.errors import Conflict, InputError, NotFound
from tests.integration.rules.conftest import House

pytestmark = pytest.mark.parametrize("house", ["sqlite", "postgresql"], indirect=True)


def uri(house: House, number: int) -> str:
    return f"spotify:playlist:{house.lists[number]}"


def filled(house: House, name: str, number: int, **values: Any) -> Kept:
    """A rule set of a template, for one of the account's playlists."""
    templates = house.container.templates
    return templates.fill(templates.find(name), values, Bound(house.account.id, house.lists[number]), actor="test")


def saved(house: House, link: bool = True) -> tuple[KeptTemplate, Kept]:
    """A template with the pool and the size as its parameters."""
    source = {"step": "playlist", "playlists": [uri(house, 0)]}
    kept = house.keep({"name": "Mine", "sources": [source], "size": 10}, house.lists[1])
    template = house.container.templates.save(
        kept.id,
        name="Of a pool",
        sentence="{size} tracks of {pool}.",
        chosen=[Chosen(("sources", 0, "playlists"), "pool", "The pool"), Chosen(("size",), "size", "How many")],
        actor="test",
        link=link,
    )
    return template, kept


def shuffled(template: KeptTemplate) -> dict[str, Any]:
    """The template with an order of its own."""
    document = template.template.to_document()
    return {**document, "rules": {**document["rules"], "order": [{"step": "shuffle"}]}}


def test_a_ready_template_becomes_a_rule_set_that_keeps_a_playlist(house: House) -> None:
    kept = filled(house, "flagship-rotation", 1, pool=[uri(house, 0)], size=20)
    assert kept.rules.name == "Flagship rotation"
    link, name = house.container.templates.links([kept.id])[kept.id]
    assert (link.template_id, link.values, name) == (
        "flagship-rotation",
        {"pool": [uri(house, 0)], "size": 20},
        "Flagship rotation",
    )
    assert house.apply(kept.id).state is RefreshState.DONE
    another = filled(house, "Flagship rotation", 2, pool=[uri(house, 0)])
    assert another.rules.name == "Flagship rotation 2"


def test_nothing_is_kept_of_values_that_do_not_fit(house: House) -> None:
    with pytest.raises(InputError, match="'The pool of candidates' has to be filled in"):
        filled(house, "flagship-rotation", 1)
    assert house.container.rules.rule_sets() == []


def test_its_price_is_told_before_it_is_chosen_and_costs_no_call(house: House) -> None:
    templates = house.container.templates
    before = house.calls()
    prices = templates.prices([one.template for one in templates.templates()], house.account.id)
    assert len(prices) == 8
    assert all(price.calls_a_week > 0 for price in prices)
    told = templates.filled(
        templates.find("archive").template, {"source": uri(house, 0)}, house.account.id, house.lists[1]
    )
    assert told.price is not None
    assert not any("never read" in sentence for sentence in told.price.assumptions)
    assert "is added at the top" in told.sentence
    assert "spotify:" not in told.sentence
    assert house.calls() == before


def test_what_an_account_lacks_for_a_template_is_said(house: House) -> None:
    templates = house.container.templates
    told = templates.lacking(templates.find("weekly-mix").template, house.account.id)
    assert told == [f"No play of {house.account.display_name} is known yet: they are collected from now on."]
    assert templates.lacking(templates.find("archive").template, house.account.id) == []
    with pytest.raises(NotFound):
        templates.lacking(templates.find("archive").template, type(house.account.id)("acc_none"))


def test_a_rule_set_becomes_a_template_and_is_linked_to_it(house: House) -> None:
    template, kept = saved(house)
    templates = house.container.templates
    assert [one.id for one in templates.linked(template.id)] == [kept.id]
    assert template.template.fill({}) == {**kept.rules.to_document(), "name": "Of a pool"}
    assert templates.find("of a pool").id == template.id
    assert [one.where for one in templates.candidates(kept.id)[1]] == ["sources 1 › playlists", "size"]


def test_two_templates_of_an_account_do_not_bear_one_name(house: House) -> None:
    saved(house)
    with pytest.raises(Conflict, match="There is a template 'Of a pool'"):
        house.container.templates.save(
            house.container.rules.rule_sets()[0].id, name="OF A POOL", sentence="x", chosen=[], actor="test"
        )


def test_a_change_is_shown_for_all_that_are_linked_and_changes_them_together(house: House) -> None:
    template, first = saved(house)
    templates = house.container.templates
    second = templates.fill(
        template, {"pool": [uri(house, 0)], "size": 5}, Bound(house.account.id, house.lists[2]), actor="test"
    )
    for one in (first, second):
        house.apply(one.id)
    calls = house.calls()
    changed = shuffled(template)
    shown = templates.becoming(template, read_template(changed))
    assert [one.kept.rules.name for one in shown] == ["Mine", "Of a pool"]
    assert all(one.changed and one.preview is not None for one in shown)
    assert [len(one.preview.outcome.items) for one in shown if one.preview] == [10, 5]
    assert house.calls() == calls
    assert [one.number for one in house.container.rules.rule_sets()] == [1, 1]

    after = templates.change(template.id, changed, number=1, actor="Ada")
    assert after.number == 2
    kept = house.container.rules.rule_sets()
    assert [(one.rules.name, one.number, one.rules.size, len(one.rules.order)) for one in kept] == [
        ("Mine", 2, 10, 1),
        ("Of a pool", 2, 5, 1),
    ]
    assert len(templates.linked(template.id)) == 2

    worked = templates.propose(after, actor="Ada")
    assert len(worked.proposal.parts) == 2
    house.container.runs.apply(worked.proposal, approved=worked.proposal.fingerprint, actor="Ada")
    house.container.refreshing.settle()
    assert {house.container.rules.refreshes(one.id)[0].state for one in kept} == {RefreshState.DONE}
    for one in kept:
        assert one.playlist_id is not None
        addable = [each for each in house.holds(one.playlist_id) if not each.startswith("spotify:local:")]
        assert len(addable) == one.rules.size


def test_a_change_that_would_be_wrong_in_one_rule_set_changes_none(house: House) -> None:
    template, _ = saved(house)
    templates = house.container.templates
    templates.fill(template, {"size": 3}, Bound(house.account.id, house.lists[2]), actor="test")
    document = template.template.to_document()
    with pytest.raises(InputError, match="'Of a pool' is linked to it, and would be wrong"):
        templates.change(template.id, {**document, "rules": {**document["rules"], "floor": 5}}, number=1, actor="Ada")
    assert [one.number for one in house.container.rules.rule_sets()] == [1, 1]
    assert templates.find(template.id).number == 1
    with pytest.raises(Conflict, match="Somebody changed 'Of a pool' meanwhile"):
        templates.change(template.id, document, number=7, actor="Ada")


def test_rules_that_somebody_changes_by_hand_are_linked_no_more(house: House) -> None:
    template, kept = saved(house)
    house.container.rules.change(kept.id, replace(kept.rules, note="Another note."), actor="Ada")
    assert house.container.templates.linked(template.id) == []


def test_a_template_that_is_taken_away_leaves_its_rule_sets(house: House) -> None:
    template, kept = saved(house)
    templates = house.container.templates
    templates.remove(template.id, actor="Ada")
    assert house.container.rules.find(kept.id).rules == kept.rules
    assert templates.links([kept.id]) == {}
    with pytest.raises(NotFound):
        templates.find(template.id)


def test_one_rule_set_is_let_go_of(house: House) -> None:
    template, kept = saved(house)
    templates = house.container.templates
    templates.unlink(kept.id, actor="Ada")
    assert templates.linked(template.id) == []
    with pytest.raises(InputError, match="No rule set that keeps a playlist is linked"):
        templates.propose(template, actor="Ada")


def test_every_change_is_in_the_audit_chain(house: House) -> None:
    template, kept = saved(house)
    templates: Templates = house.container.templates
    templates.change(template.id, shuffled(template), number=1, actor="Ada")
    templates.unlink(kept.id, actor="Ada")
    templates.remove(template.id, actor="Ada")
    actions = [link.action for link in house.container.trail.links(LinkFilter(limit=8))]
    for action in ("templates.save", "rules.change", "templates.change", "rules.unlink", "templates.remove"):
        assert action in actions

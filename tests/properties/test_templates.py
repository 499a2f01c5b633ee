"""Whatever becomes a parameter: filled in with what it held, a template is the rule set that it was made from."""

from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from playwarden.domain.rules.kinds import kinds
from playwarden.domain.rules.parting import Chosen, candidates, templated
from playwarden.domain.rules.reading import try_read
from tests.properties.rulesets import rule_documents

kinds()  # loaded before anything is drawn, so that the first draw is as quick as the others


@settings(deadline=None)
@given(rule_documents(), st.data())
def test_a_template_filled_with_its_defaults_is_the_rule_set(document: dict[str, Any], data: st.DataObject) -> None:
    rules, _ = try_read(document)
    assume(rules is not None)
    assert rules is not None
    found = candidates(rules)
    number = min(len(found), 30)
    picked = (
        data.draw(st.lists(st.sampled_from(found), max_size=number, unique_by=lambda one: one.path)) if found else []
    )
    chosen = [Chosen(one.path, one.parameter.name, one.parameter.label) for one in picked]
    made = templated(rules, name=rules.name, sentence="Rules.", note="", chosen=chosen)
    assert made.fill({}) == rules.to_document()
    assert made.fill({one.name: one.default for one in made.parameters}) == rules.to_document()

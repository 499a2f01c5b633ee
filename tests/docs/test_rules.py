"""The reference of rules says what the code says, and every example in it is worked out."""

import re
from pathlib import Path

import pytest
import yaml

from playwarden.domain.rules.deriving import derive
from playwarden.domain.rules.memory import NOTHING
from playwarden.features.rules.files import read_text
from playwarden.features.rules.telling import as_yaml, reference, sentences
from tests.properties.test_rules import NOW, world

TEXT = (Path(__file__).parents[2] / "docs" / "reference" / "rules.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```yaml\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)


def test_the_reference_is_what_the_code_says() -> None:
    assert TEXT.endswith(reference()), "docs/reference/rules.md: `playwarden rules steps --markdown` prints its steps"


def whole(example: str) -> str:
    """A rule set with the steps of an example in it, each where its kind belongs."""
    if example.startswith("version:"):
        return example
    from playwarden.domain.rules.kinds import kinds

    steps = yaml.safe_load(example)
    document: dict[str, object] = {"version": 1, "name": "Example", "sources": [{"step": "saved"}]}
    for step in steps:
        where = {"source": "sources", "filter": "steps", "order": "order"}[kinds()[step["step"]].role]
        document[where] = [step]
    return as_yaml(document)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.splitlines()[-1].strip(" -")[:40])
def test_every_example_is_read_and_worked_out(example: str) -> None:
    read = read_text(whole(example), "example.yaml")
    assert read.faults == ()
    assert read.rules is not None
    facts = world("1 a", NOW.date())
    derived = derive(read.rules, facts, NOTHING)
    assert len(set(derived.items)) == len(derived.items)
    assert all(sentences(read.rules))

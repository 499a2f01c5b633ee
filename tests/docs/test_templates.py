"""The reference of templates says what the code says; its example is a template, and every ready one stands in it."""

import re
from pathlib import Path

import pytest
import yaml

from playwarden.domain.rules.reading import read
from playwarden.domain.rules.templates import read_template
from playwarden.features.rules.ready import ready
from playwarden.features.rules.telling import template_reference

TEXT = (Path(__file__).parents[2] / "docs" / "reference" / "templates.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```yaml\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)


def test_the_keys_are_those_that_the_code_knows() -> None:
    assert TEXT.endswith(template_reference())


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_is_a_template(example: str) -> None:
    template = read_template(yaml.safe_load(example))
    read(template.fill(template.sample()))


def test_every_ready_template_stands_there_with_its_sentence() -> None:
    told = dict(re.findall(r"^- `([a-z-]+)`: (.*)$", TEXT.partition("## The form")[0], re.MULTILINE))
    assert told == {key: one.template.sentence for key, one in ready().items()}

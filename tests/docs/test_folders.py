"""The reference of folders says what the code says, and its example is a file of one."""

import re
from pathlib import Path

import pytest

from playwarden.features.folders.reading import KEYS, read_folder
from playwarden.kit.errors import Exit

TEXT = (Path(__file__).parents[2] / "docs" / "reference" / "folders.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```yaml\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)


def test_every_key_is_told_as_the_code_tells_it() -> None:
    assert dict(re.findall(r"^- `([a-z]+)`: (.*)$", TEXT, re.MULTILINE)) == KEYS


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_is_a_file_of_a_folder(example: str) -> None:
    assert [one.rules.name for one in read_folder("music", {"a.yaml": example}).rules] == ["Fresh Friday"]


def test_its_exit_code_is_named() -> None:
    assert f"with {Exit.CHANGES.value} where there is" in TEXT

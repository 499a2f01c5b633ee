"""The reference cannot rot: every command, option, setting, exit code and rule stands in it; its examples are read."""

import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from typer.main import get_command

from playwarden.cli.commands import app
from playwarden.config import Settings, variable
from playwarden.domain.links import item_uri, playlist_id
from playwarden.domain.safety import rules
from playwarden.features.wishes.reading import parse
from playwarden.features.wishes.schema import schema
from playwarden.kit.errors import Exit

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "docs" / "reference"
COMMANDS = (REFERENCE / "commands.md").read_text(encoding="utf-8")
SETTINGS = (REFERENCE / "settings.md").read_text(encoding="utf-8")


def leaves(command: Any, path: tuple[str, ...]) -> list[tuple[str, Any]]:
    """Every command that does something, with the words that call it."""
    below = getattr(command, "commands", None)
    if below is None:
        return [(" ".join(path), command)]
    return [leaf for name, each in below.items() for leaf in leaves(each, (*path, name))]


TREE = get_command(app)
LEAVES = leaves(TREE, ("playwarden",))


def section(document: str, heading: str) -> str:
    """The text under `heading`, up to the next one."""
    found = re.search(rf"^##+ {re.escape(heading)}$(.*?)(?=^##+ |\Z)", document, re.MULTILINE | re.DOTALL)
    return found.group(1) if found else ""


@pytest.mark.parametrize(("name", "command"), LEAVES, ids=[name for name, _ in LEAVES])
def test_every_command_has_a_heading_with_its_options(name: str, command: Any) -> None:
    told = section(COMMANDS, name)
    assert told.strip(), f"{name} has no heading in the reference"
    for parameter in command.params:
        if parameter.name in ("help", "json"):
            continue
        words = [parameter.metavar] if parameter.param_type_name == "argument" else parameter.opts
        for word in words:
            assert re.search(rf"^- `{re.escape(word)}[` ]", told, re.MULTILINE), (
                f"{name} {word} is not in the reference"
            )
        assert parameter.help, f"{name} {words} has no help"
        assert parameter.help in told, f"the help of {name} {words} is another in the reference"


@pytest.mark.parametrize(("name", "command"), LEAVES, ids=[name for name, _ in LEAVES])
def test_every_command_takes_json(name: str, command: Any) -> None:
    assert any("--json" in parameter.opts for parameter in command.params)


def test_no_heading_stands_for_a_command_that_is_gone() -> None:
    groups = {name.rpartition(" ")[0] for name, _ in LEAVES}
    headings = re.findall(r"^##+ (playwarden .*)$", COMMANDS, re.MULTILINE)
    assert set(headings) <= {name for name, _ in LEAVES} | groups


def test_the_options_before_the_command_are_named() -> None:
    for parameter in TREE.params:
        if parameter.name != "help":
            assert f"`{parameter.opts[0]}" in COMMANDS


@pytest.mark.parametrize("name", list(Settings.model_fields))
def test_every_setting_has_a_heading_and_a_description(name: str) -> None:
    description = Settings.model_fields[name].description
    assert description
    assert description in section(SETTINGS, variable(name))


def test_no_heading_stands_for_a_setting_that_is_gone() -> None:
    known = {variable(name) for name in Settings.model_fields}
    assert set(re.findall(r"^## (PLAYWARDEN_\w+)$", SETTINGS, re.MULTILINE)) == known


@pytest.mark.parametrize("code", list(Exit), ids=lambda code: code.name)
def test_every_exit_code_is_documented(code: Exit) -> None:
    assert f"| {int(code)} | {code.name} |" in COMMANDS


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.name)
def test_every_safety_rule_is_named(rule: Any) -> None:
    assert f"`{rule.name}`" in section(COMMANDS, "playwarden apply")


RULES = ("rules.md", "templates.md", "first-rule-set.md", "folders.md", "plan-as-code.md")
"""Their examples are rule sets, which have tests of their own."""


def examples() -> list[Any]:
    """Every FILE in the papers."""
    found = []
    for path in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]:
        if not path.exists() or path.name in RULES:
            continue
        blocks = re.findall(r"^( *)```ya?ml\n(.*?)^ *```", path.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
        for number, (indent, block) in enumerate(blocks, start=1):
            text = re.sub(rf"^{indent}", "", block, flags=re.MULTILINE)
            found.append(pytest.param(text, id=f"{path.relative_to(ROOT)}-{number}"))
    return found


@pytest.mark.parametrize("text", examples())
def test_the_examples_of_files_are_read_as_they_stand(text: str) -> None:
    file = parse(text, Path("example.yaml"))
    for wish in file.playlists:
        if wish.id is not None:
            playlist_id(wish.id)
        for item in wish.items or ():
            assert item_uri(item.text) or " - " in item.text
    jsonschema.Draft202012Validator(schema()).validate(yaml.safe_load(text))


def test_there_are_examples() -> None:
    assert len(examples()) >= 2

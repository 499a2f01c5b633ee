"""Rule sets by the commands: the guide as it stands, and wrong words told in a sentence."""

import re
import shlex
from pathlib import Path

import pytest

from playwarden.kit.errors import Exit
from playwarden.sandbox.running import Running
from tests.integration.cli.conftest import InProcess

GUIDE = (Path(__file__).parents[3] / "docs" / "guides" / "first-rule-set.md").read_text(encoding="utf-8")


@pytest.fixture
def playwarden(playwarden: InProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sandbox: Running) -> InProcess:
    """The commands with listener1 connected for writing, in a folder with the guide's file; its library is mirrored."""
    monkeypatch.chdir(tmp_path)
    playwarden.document("sync")
    # others made some in the shared sandbox; what is not mirrored by now gives a rule set nothing
    listed = playwarden.document("playlists", "list")
    read = {one["id"] for one in listed if one["items"] == "read"} & set(sandbox.playlists_of("listener1"))
    longest = max(sorted(read), key=lambda one: len(set(sandbox.uris(one))))
    file = re.search(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)
    assert file is not None
    (tmp_path / "friday.yaml").write_text(file[1].replace("LINK", f"spotify:playlist:{longest}"), encoding="utf-8")
    return playwarden


def test_the_guide_can_be_typed_as_it_stands(playwarden: InProcess, sandbox: Running) -> None:
    lines = [line for block in re.findall(r"```console\n(.*?)```", GUIDE, re.DOTALL) for line in block.splitlines()]
    assert len(lines) == 17
    assert all(line.startswith("$ playwarden ") for line in lines)
    for line in lines:
        words = shlex.split(line)[2:]
        if "TRACK" in words:
            preview = playwarden.document("rules", "preview", "friday.yaml")
            words[words.index("TRACK")] = preview["result"]["items"][0]["uri"]
        said = playwarden(*words)
        if words[:2] == ["rules", "preview"]:
            assert "calls a week" in said
        if words[1] == "show":
            assert "6 tracks" in said
            made = playwarden.document("rules", "show", "Friday mix")["playlist"]
            assert len(sandbox.uris(made)) == 6


def test_a_wrong_file_is_told_with_its_line(playwarden: InProcess, tmp_path: Path) -> None:
    (tmp_path / "wrong.yaml").write_text("version: 1\nname: Wrong\nsources:\n  - step: playlst\n", encoding="utf-8")
    for command in (["keep", "wrong.yaml"], ["preview", "wrong.yaml"], ["test", "wrong.yaml"]):
        said = playwarden("rules", *command, code=Exit.INPUT)
        assert "wrong.yaml:4:" in said
        assert "playlist" in said
        assert "Traceback" not in said


def test_a_test_that_does_not_hold_ends_with_its_code(playwarden: InProcess, tmp_path: Path) -> None:
    text = (
        (tmp_path / "friday.yaml")
        .read_text(encoding="utf-8")
        .replace("least: 6", "least: 7")
        .replace("    most: 6", "")
    )
    (tmp_path / "friday.yaml").write_text(text, encoding="utf-8")
    said = playwarden("rules", "test", "friday.yaml", code=Exit.INPUT)
    assert "FAILS  six tracks" in said


@pytest.mark.parametrize("command", ["show", "run", "history", "remove", "hand"])
def test_a_rule_set_that_is_not_there_is_told(playwarden: InProcess, command: str) -> None:
    said = playwarden("rules", command, "Nothing", code=Exit.NOT_FOUND)
    assert "There is no rule set 'Nothing'." in said

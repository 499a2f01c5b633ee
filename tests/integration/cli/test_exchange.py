"""`export` and `import`: the guide as it stands, with the edits that it speaks of; faults told in a sentence."""

import json
import re
import shlex
from pathlib import Path

import openpyxl
import pytest

from playwarden.kit.errors import Exit
from playwarden.sandbox.running import Running
from tests.integration.cli.conftest import InProcess

GUIDE = Path(__file__).parents[3] / "docs" / "guides" / "spreadsheets.md"


@pytest.fixture
def playwarden(playwarden: InProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> InProcess:
    """The commands with listener1 connected, two playlists of its own mirrored, in an empty folder."""
    monkeypatch.chdir(tmp_path)
    playwarden("sync")
    return playwarden


@pytest.fixture
def mornings(playwarden: InProcess, sandbox: Running) -> list[str]:
    """Tracks of the two playlists that the guide speaks of, which nothing else in the shared sandbox is named after."""
    for former in sandbox.playlists_of("listener1"):
        if sandbox.playlist(former)["name"].startswith("Morning "):
            sandbox.mischief(former, name="Somebody else's")
    held = [uri for playlist in sandbox.playlists_of("listener1") for uri in sandbox.uris(playlist)]
    tracks = list(dict.fromkeys(uri for uri in held if uri and ":track:" in uri))[:9]
    (account,) = playwarden.document("accounts", "list")
    wishes = [
        {"create": f"exchange-{number}", "name": f"Morning {number}", "items": tracks[number : number + 6]}
        for number in (1, 2)
    ]
    Path("mornings.yaml").write_text(json.dumps({"version": 1, "account": account["id"], "playlists": wishes}))
    playwarden("apply", "mornings.yaml", "--yes")
    playwarden("sync")
    return tracks


def commands() -> list[tuple[list[str], str]]:
    """What the guide types, and what it says that comes of it."""
    found: list[tuple[list[str], str]] = []
    for block in re.findall(r"```console\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL):
        for line in block.splitlines():
            if line.startswith("$ "):
                found.append((shlex.split(line)[2:], ""))
            else:
                found[-1] = (found[-1][0], f"{found[-1][1]}{line}\n")
    return found


def test_the_guide_does_what_it_says(playwarden: InProcess, mornings: list[str], sandbox: Running) -> None:
    for words, says in commands():
        told = playwarden(*words)
        assert says.strip() in told, (words, told)
        if words[0] == "export":
            book = openpyxl.load_workbook("mornings.xlsx")
            first, second = book["Morning 1"], book["Morning 2"]
            last = [cell.value for cell in first[7]]
            first.delete_rows(7)
            first.insert_rows(2)
            for place, value in enumerate(last, start=1):
                first.cell(2, place).value = value
            first.cell(8, 6).value = mornings[8]
            second.delete_rows(3)
            book["Overview"]["B3"] = "Edited in a spreadsheet"
            book.save("mornings.xlsx")
    (shown,) = [one for one in playwarden.document("playlists", "list") if one["name"] == "Morning 1"]
    assert sandbox.uris(shown["id"]) == [mornings[6], *mornings[1:6], mornings[8]]
    run = playwarden.document("runs", "list")[0]["run"]
    assert len(playwarden.document("runs", "show", run)["playlists"]) == 2, "one run, one undo"


def test_what_is_exported_and_not_edited_changes_nothing(playwarden: InProcess) -> None:
    for form in ("xlsx", "csv", "json", "m3u8"):
        written = playwarden.document("export", "--all", "--to", f"all.{form}")
        assert written["playlists"] > 1
        read = playwarden.document("import", f"all.{form}", "--preview")
        assert not read["changing"]
        assert read["words"] == "Nothing changes: everything is as the file says."


def test_what_an_export_would_hold_is_shown_before(playwarden: InProcess) -> None:
    looked = playwarden.document("export", "--all", "--preview")
    assert looked["looked_at"]
    assert looked["stale"] == 0
    assert "As they were read at" in playwarden("export", "--all", "--preview")
    assert not list(Path().glob("*.xlsx"))


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["export"], Exit.INPUT, "No playlists are selected."),
        (["export", "--all", "--form", "pdf"], Exit.INPUT, "There is no form 'pdf'."),
        (["export", "No such list"], Exit.NOT_FOUND, "No such list"),
        (["export", "--all", "--to", "no/such/folder/a.csv"], Exit.INPUT, "cannot be written"),
        (["import", "nothing.xlsx"], Exit.NOT_FOUND, "There is no file nothing.xlsx."),
        (["import", "bad.xlsx"], Exit.INPUT, "no spreadsheet"),
        (["import", "bad.xlsx", "A list"], Exit.INPUT, "is a file: its sheets say which playlists are meant."),
        (["exports", "get", "nothing.csv"], Exit.NOT_FOUND, "There is no export 'nothing.csv'."),
    ],
)
def test_faults_are_told_in_a_sentence(playwarden: InProcess, words: list[str], code: Exit, told: str) -> None:
    Path("bad.xlsx").write_bytes(bytes(range(256)) * 20)
    assert told in playwarden(*words, code=code)

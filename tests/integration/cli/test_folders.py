"""A folder of files under version control: planned, applied once and for all, imported, and never half."""

import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml

from playwarden.kit.errors import Exit
from playwarden.sandbox.running import Running
from tests.integration.cli.conftest import InProcess

CHANGES = int(Exit.CHANGES)


@pytest.fixture
def tracks(sandbox: Running) -> list[str]:
    found = [uri for playlist in sandbox.playlists_of("listener1") for uri in sandbox.uris(playlist)]
    return list(dict.fromkeys(uri for uri in found if uri and uri.startswith("spotify:track:")))


@pytest.fixture
def repo(tmp_path: Path, tracks: list[str]) -> Path:
    """A folder with a list of wishes, rules for a new playlist, and what a repository holds besides."""
    folder = tmp_path / "music"
    wish = {"create": "pool", "name": "Pool", "items": tracks[:12]}
    put(folder / "lists" / "pool.yaml", {"version": 1, "account": "listener1", "playlists": [wish]})
    put(folder / "rules" / "friday.yaml", rule_file("Friday", size=5))
    (folder / ".github").mkdir()
    (folder / ".github" / "ci.yaml").write_text("on: push\n", encoding="utf-8")
    (folder / "README.md").write_text("# Our playlists\n", encoding="utf-8")
    (folder / "rules" / "mine.csv").write_text("\n".join(["uri", *tracks[:9]]), encoding="utf-8")
    return folder


def rule_file(name: str, *, size: int, **more: Any) -> dict[str, Any]:
    return {
        "version": 1,
        "account": "listener1",
        "create": f"{name} list",
        "schedule": "0 6 * * FRI",
        "zone": "Europe/Berlin",
        "rules": {"name": name, "sources": [{"step": "csv", "file": "mine.csv"}], "size": size},
    } | more


def put(path: Path, document: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(document, sort_keys=False), encoding="utf-8")


def said(told: str, *words: str) -> None:
    for each in words:
        assert each in " ".join(told.split()), told


def kept_in(playwarden: InProcess) -> list[Any]:
    """The rule sets that are kept."""
    found: list[Any] = playwarden.document("rules", "list")["rule_sets"]
    return found


def test_a_folder_is_planned_applied_and_then_as_it_says(playwarden: InProcess, repo: Path) -> None:
    told = playwarden("plan", str(repo), code=CHANGES)
    said(told, "+ rules/friday.yaml: 'Friday' for a new playlist 'Friday list'", "every Friday at 06:00, Europe/Berlin")
    said(told, "at most", "Pool", "12 added", "Fingerprint of the whole:")
    assert kept_in(playwarden) == []

    said(playwarden("apply", str(repo), "--yes"), "Kept: Friday.", "is done; it took")
    kept = kept_in(playwarden)
    assert [(one["name"], one["schedule"]["words"]) for one in kept] == [
        ("Friday", "every Friday at 06:00, Europe/Berlin")
    ]
    assert [one["name"] for one in kept[0]["files"]] == ["mine.csv"]

    said(playwarden("plan", str(repo)), "1 rule set is as", f"Everything is as {repo} says.")
    said(playwarden("apply", str(repo)), f"Everything is as {repo} says.")
    again = kept_in(playwarden)
    assert [(one["id"], one["number"]) for one in again] == [(one["id"], one["number"]) for one in kept]


def test_what_was_changed_here_since_is_shown_as_drift(playwarden: InProcess, repo: Path, tmp_path: Path) -> None:
    playwarden("apply", str(repo), "--yes")
    own = tmp_path / "own.yaml"
    put(own, {"version": 1, "name": "Friday", "sources": [{"step": "csv", "file": "mine.csv"}], "size": 7})
    (tmp_path / "mine.csv").write_text((repo / "rules" / "mine.csv").read_text(), encoding="utf-8")
    playwarden("rules", "keep", str(own))
    told = playwarden("plan", str(repo), code=CHANGES)
    said(told, "~ rules/friday.yaml: 'Friday'", "Its rules are others.", "It was changed here on", "-size: 7 +size: 5")
    playwarden("apply", str(repo), "--yes")
    assert playwarden.document("rules", "show", "Friday")["document"]["size"] == 5


def test_a_file_that_is_removed_is_told_and_pruned_only_when_asked(playwarden: InProcess, repo: Path) -> None:
    playwarden("apply", str(repo), "--yes")
    (repo / "rules" / "friday.yaml").unlink()
    said(playwarden("plan", str(repo)), "'Friday' (a new playlist 'Friday list'). It was kept from rules/friday.yaml")
    said(playwarden("plan", str(repo), "--prune", code=CHANGES), "It is removed; its playlist stays as it is.")
    playwarden("apply", str(repo))
    assert len(kept_in(playwarden)) == 1
    said(playwarden("apply", str(repo), "--prune", "--yes"), "Removed: Friday.")
    assert kept_in(playwarden) == []
    assert [one["name"] for one in playwarden.document("schedules", "list") if "Friday" in one["name"]] == []


def test_another_folder_prunes_nothing_of_this_one(playwarden: InProcess, repo: Path, tmp_path: Path) -> None:
    playwarden("apply", str(repo), "--yes")
    other = tmp_path / "other"
    put(other / "monday.yaml", rule_file("Monday", size=3, schedule=None) | {"zone": None})
    (other / "mine.csv").write_text((repo / "rules" / "mine.csv").read_text(), encoding="utf-8")
    playwarden("apply", str(other), "--prune", "--yes")
    assert [one["name"] for one in kept_in(playwarden)] == ["Friday", "Monday"]
    assert playwarden.document("rules", "show", "Monday")["schedule"] is None


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"rules": {"name": "Bad", "sources": [{"step": "saved"}], "size": 0}}, "rules/bad.yaml:10:3: rules › size:"),
        ({"account": "nobody"}, "rules/bad.yaml:2:1: no connected account is called 'nobody'"),
        ({"schedule": "every Friday"}, "does not have five fields"),
        ({"playlist": "spotify:playlist:" + "n" * 22, "create": None}, "is not mirrored here"),
        ({"colour": "red"}, "'colour' is no key here."),
        ({"rules": {"name": "Bad", "sources": [{"step": "csv", "file": "no.csv"}]}}, "'no.csv', which does not stand"),
        ({"rules": {"name": "Bad", "sources": [{"step": "rule_set", "rule_set": "X"}]}}, "no rule set 'X', nor does"),
        ({"rules": {"name": "friday", "sources": [{"step": "saved"}]}}, "rules/bad.yaml has a rule set of that name"),
        ({"version": 2}, "version: 1 is expected."),
        ({"playlists": []}, "a file of a folder holds either 'playlists' or 'rules'."),
    ],
)
def test_one_wrong_file_keeps_nothing_of_the_folder(
    playwarden: InProcess, repo: Path, wrong: dict[str, Any], told: str
) -> None:
    before = playwarden.document("playlists", "list")
    put(repo / "rules" / "bad.yaml", rule_file("Bad", size=5) | wrong)
    code = 2
    said(playwarden("apply", str(repo), "--yes", code=code), told)
    assert kept_in(playwarden) == []
    assert playwarden.document("playlists", "list") == before


def test_what_a_safety_rule_holds_is_refused_before_anything_is_kept(
    playwarden: InProcess, repo: Path, tracks: list[str]
) -> None:
    playwarden("apply", str(repo), "--yes")
    wish = {"create": "pool", "name": "Pool", "items": tracks[:2]}
    put(repo / "lists" / "pool.yaml", {"version": 1, "account": "listener1", "playlists": [wish]})
    put(repo / "rules" / "friday.yaml", rule_file("Friday", size=6))
    said(playwarden("apply", str(repo), "--yes", code=4), "held by removes-much")
    assert playwarden.document("rules", "show", "Friday")["document"]["size"] == 5
    said(playwarden("apply", str(repo), "--yes", "--force", "removes-much"), "Kept: Friday.")
    assert playwarden.document("rules", "show", "Friday")["document"]["size"] == 6


def test_a_plan_is_approved_by_the_fingerprint_of_the_whole(playwarden: InProcess, repo: Path) -> None:
    planned = playwarden.document("plan", str(repo), code=CHANGES)
    said(playwarden("apply", str(repo), code=4), "Nobody approved this plan", planned["fingerprint"][:12])
    put(repo / "rules" / "friday.yaml", rule_file("Friday", size=9))
    told = playwarden("apply", str(repo), "--approve", planned["fingerprint"][:12], code=4)
    said(told, "leads to another plan than the one approved")
    assert kept_in(playwarden) == []
    planned = playwarden.document("plan", str(repo), code=CHANGES)
    playwarden("apply", str(repo), "--approve", planned["fingerprint"][:12])
    assert playwarden.document("rules", "show", "Friday")["document"]["size"] == 9


def test_what_is_here_is_imported_and_then_there_is_nothing_to_do(
    playwarden: InProcess, repo: Path, tmp_path: Path
) -> None:
    pool = playwarden.document("apply", str(repo), "--yes")["parts"][0]["playlist"]
    playwarden("sync")
    new = tmp_path / "imported"
    told = playwarden.document("import", str(new), "--account", "listener1")
    assert {"rules/friday/rules.yaml", "rules/friday/mine.csv"} <= set(told["files"])
    file = next(each for each in (new / "playlists").iterdir() if pool in each.read_text(encoding="utf-8"))
    written = file.read_text(encoding="utf-8")
    assert " # " in written, "items bear their titles"
    said(playwarden("plan", str(new)), f"Everything is as {new} says.")
    playwarden("apply", str(new))

    playwarden("import", str(new))
    file.write_text("version: 1\n", encoding="utf-8")
    said(playwarden("import", str(new), code=2), "say something else", file.name)
    playwarden("import", str(new), "--overwrite")
    assert file.read_text(encoding="utf-8") == written
    alone = tmp_path / "alone"
    assert playwarden.document("import", str(alone), pool)["files"] == ["playlists/pool.yaml"]


def test_what_was_imported_and_applied_is_known_to_come_from_there(
    playwarden: InProcess, repo: Path, tmp_path: Path
) -> None:
    playwarden("apply", str(repo), "--yes")
    new = tmp_path / "imported"
    playwarden("import", str(new))
    playwarden("apply", str(new))
    (new / "rules" / "friday" / "rules.yaml").unlink()
    said(playwarden("plan", str(new), "--prune", code=CHANGES), "It was kept from rules/friday/rules.yaml")


def test_rule_sets_of_no_folder_are_named(playwarden: InProcess, repo: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.json"
    own.write_text(json.dumps({"version": 1, "name": "By hand", "sources": [{"step": "saved"}]}), encoding="utf-8")
    playwarden("rules", "keep", str(own))
    said(playwarden("plan", str(repo), code=CHANGES), "In no folder: 'By hand'.")


def test_options_of_folders_are_none_of_files(playwarden: InProcess, repo: Path, tmp_path: Path) -> None:
    said(playwarden("plan", str(repo / "lists" / "pool.yaml"), "--prune", code=2), "--prune and --name are for folders")
    (tmp_path / "empty").mkdir()
    said(playwarden("plan", str(tmp_path / "empty"), code=2), "holds no YAML file")


GUIDE = (Path(__file__).parents[3] / "docs" / "guides" / "plan-as-code.md").read_text(encoding="utf-8")


def test_the_guide_can_be_typed_as_it_stands(
    playwarden: InProcess, tracks: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    lines = [line for block in re.findall(r"```console\n(.*?)```", GUIDE, re.DOTALL) for line in block.splitlines()]
    files = re.findall(r"`(music/\w+\.yaml)`.*?```yaml\n(.*?)```", GUIDE, re.DOTALL)
    # what each plan leaves with: as it was imported, with two files more, applied, drifted, with one file less
    codes = iter([0, CHANGES, 0, CHANGES, CHANGES])
    assert len(lines) == 13
    for number, line in enumerate(lines):
        words = shlex.split(line.removeprefix("$ "))
        if words[0] == "rm":
            (tmp_path / words[1]).unlink()
            continue
        if words[:3] == ["playwarden", "schedules", "list"]:  # somebody drifts meanwhile
            schedule = playwarden.document("rules", "show", "Friday")["schedule"]["id"]
            playwarden("schedules", "change", schedule, "--cron", "0 7 * * SAT", "--zone", "Europe/Berlin")
        said(playwarden(*words[1:], code=next(codes) if words[1] == "plan" else 0), "")
        if number == 2:
            for name, text in files:
                for track in tracks[:3]:
                    text = text.replace("TRACK", track, 1)
                (tmp_path / name).write_text(text, encoding="utf-8")
            (tmp_path / "music" / "mine.csv").write_text("\n".join(["uri", *tracks[:5]]), encoding="utf-8")
    assert kept_in(playwarden) == []
    assert any(one["name"] == "Friday" for one in playwarden.document("playlists", "list"))

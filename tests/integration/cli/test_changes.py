"""From a file to a changed playlist and back by the commands: planned, approved, applied, proved, undone."""

import json
from collections.abc import Callable
from math import ceil
from pathlib import Path
from typing import Any

import pytest

from playwarden.cli.main import run
from playwarden.sandbox.running import Running
from tests.integration.cli.conftest import Commands as Processes
from tests.integration.cli.conftest import InProcess, at, connected


@pytest.fixture
def tracks(sandbox: Running) -> list[str]:
    """URIs of tracks that the sandbox knows."""
    found: list[str] = []
    for playlist in sandbox.playlists_of("listener1"):
        found += [
            uri for uri in sandbox.uris(playlist) if uri and uri.startswith("spotify:track:") and uri not in found
        ]
    return found[:12]


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., str]:
    """Writes a FILE for listener1."""

    def written(*playlists: dict[str, Any], account: str = "listener1") -> str:
        path = tmp_path / "wishes.yaml"
        path.write_text(json.dumps({"version": 1, "account": account, "playlists": list(playlists)}), encoding="utf-8")
        return str(path)

    return written


def test_a_playlist_is_made_once_changed_undone_and_made_to_be_found(
    playwarden: InProcess, sandbox: Running, tracks: list[str], write: Callable[..., str]
) -> None:
    wish = {"create": "once", "name": "Made once", "items": tracks[:6]}
    plan = playwarden.document("plan", write(wish))
    assert (plan["writes"], plan["playlists"][0]["create"]) == (2, "once")
    made = playwarden.document("apply", write(wish), "--approve", plan["fingerprint"][:12])
    assert made["state"] == "done"
    playlist = made["parts"][0]["playlist"]
    assert sandbox.uris(playlist) == tracks[:6]

    again = playwarden.document("apply", write(wish), "--yes")
    assert (again["run"], again["calls"]) == (None, 0)

    moved = [*tracks[3:6], *tracks[:3]]
    changed = playwarden.document("apply", write({"id": playlist, "name": "Moved", "items": moved}), "--yes")
    assert sandbox.uris(playlist) == moved
    undone = playwarden.document("runs", "undo", changed["run"], "--yes")
    assert undone["state"] == "done"
    assert sandbox.uris(playlist) == tracks[:6]
    assert sandbox.playlist(playlist)["name"] == "Made once"

    restored = playwarden.document("playlists", "restore", playlist, "2", "--yes")
    assert restored["state"] in ("done",)
    assert playwarden.document("audit", "verify")["whole"] is True
    assert "Moved" in playwarden("playlists", "history", playlist) or playwarden("playlists", "diff", playlist)


def test_a_plan_before_its_time_is_made_shown_and_changed_by_commands(
    playwarden: InProcess, sandbox: Running, tracks: list[str], write: Callable[..., str]
) -> None:
    made = playwarden.document("apply", write({"create": "ahead", "name": "Ahead", "items": tracks[:4]}), "--yes")
    playlist = made["parts"][0]["playlist"]
    file = write({"id": playlist, "name": "Friday", "items": tracks[:6]})
    playwarden("schedules", "add", "friday", "--file", file, "--every", "7d")
    planned = playwarden.document("schedules", "plan", "friday")
    assert playwarden.document("jobs", "plan", planned["job"]) == planned
    shown = playwarden.document("runs", "plan", planned["run"])
    assert [(line["sign"], line["position"]) for line in shown["lines"]] == [("+", 5), ("+", 6)]
    assert [(one["field"], one["after"]) for one in shown["details"]] == [("name", "Friday")]
    change = ("runs", "override", planned["run"], "--drop", "5", "--put", "6=1", "--leave", "name")
    assert "Nobody approved" in playwarden(*change, "--reason", "Shorter", code=4)
    changed = playwarden.document(*change, "--reason", "Shorter", "--yes")
    assert (changed["details"], changed["overrides"][0]["reason"]) == ([], "Shorter")
    playwarden("jobs", "run", planned["job"])
    assert sandbox.uris(playlist) == [tracks[5], *tracks[:4]]
    assert sandbox.playlist(playlist)["name"] == "Ahead"
    assert "is not waiting for its time" in playwarden("jobs", "plan", planned["job"], code=9)


def test_an_approval_holds_only_for_what_was_seen(
    playwarden: InProcess, sandbox: Running, tracks: list[str], write: Callable[..., str]
) -> None:
    made = playwarden.document("apply", write({"create": "seen", "name": "Seen", "items": tracks[:6]}), "--yes")
    playlist = made["parts"][0]["playlist"]
    file = write({"id": playlist, "items": [*tracks[:6], tracks[6]]})
    approved = playwarden.document("plan", file)["fingerprint"]
    sandbox.edit(playlist, do="insert", position=0, uris=[tracks[7]])
    error = playwarden.document("apply", file, "--approve", approved, code=4)["error"]
    assert error["code"] == "not_approved"
    assert tracks[6] not in sandbox.uris(playlist)


def test_without_a_terminal_and_an_approval_nothing_is_applied(
    playwarden: InProcess, tracks: list[str], write: Callable[..., str]
) -> None:
    said = playwarden("apply", write({"create": "never", "name": "Never", "items": tracks[:1]}), code=4)
    assert "--approve" in said
    assert playwarden.document("runs", "list") == []


def test_a_safety_rule_holds_until_it_is_forced_by_name(
    playwarden: InProcess, sandbox: Running, tracks: list[str], write: Callable[..., str]
) -> None:
    made = playwarden.document("apply", write({"create": "held", "name": "Held", "items": tracks[:6]}), "--yes")
    playlist = made["parts"][0]["playlist"]
    file = write({"id": playlist, "items": tracks[:2]})
    error = playwarden.document("apply", file, "--yes", code=4)["error"]
    assert (error["code"], error["rules"]) == ("blocked", ["removes-much"])
    assert sandbox.uris(playlist) == tracks[:6]
    playwarden.document("apply", file, "--yes", "--force", "removes-much")
    assert sandbox.uris(playlist) == tracks[:2]


def test_a_look_only_account_is_refused_with_that_reason(
    playwarden: InProcess, sandbox: Running, tmp_path: Path, tracks: list[str], write: Callable[..., str]
) -> None:
    connected(Processes(tmp_path / "data", at(sandbox)), "listener2")
    file = write({"create": "x", "name": "x", "items": tracks[:1]}, account="listener2")
    error = playwarden.document("apply", file, "--yes", code=4)["error"]
    assert error["code"] == "look_only"
    assert "--write" in error["remedy"]


def test_the_same_account_twice_says_so(playwarden: InProcess, sandbox: Running, tmp_path: Path) -> None:
    again = connected(Processes(tmp_path / "data", at(sandbox)), "listener1", "--write")
    assert again["again"] is True
    assert "connected already" in again["sentence"]


def test_a_ban_ends_it_with_its_own_code_until_when_and_how_to_resume(
    playwarden: InProcess, sandbox: Running, tracks: list[str], write: Callable[..., str]
) -> None:
    made = playwarden.document("apply", write({"create": "ban", "name": "Ban", "items": tracks[:4]}), "--yes")
    playlist = made["parts"][0]["playlist"]
    file = write({"id": playlist, "name": "After the ban", "items": [*tracks[2:4], *tracks[:2]]})
    fingerprint = playwarden.document("plan", file)["fingerprint"]
    sandbox.ban(3_600, quota=True, bucket="PUT /playlists/{id}/items")
    error = playwarden.document("apply", file, "--approve", fingerprint, code=6)["error"]
    run_id = playwarden.document("runs", "list")[0]["run"]
    assert error["until"]
    assert f"playwarden runs resume {run_id}" in error["remedy"]
    assert playwarden.document("runs", "resume", run_id, code=6)["error"]["code"] == "rate_limited"
    assert playwarden.document("quota")[0]["bans"]
    sandbox.advance(2 * 3_600)
    assert playwarden.document("runs", "resume", run_id)["state"] == "done"
    assert sandbox.uris(playlist) == [*tracks[2:4], *tracks[:2]]


def test_names_are_found_in_the_catalogue_and_by_one_search(
    playwarden: InProcess, sandbox: Running, write: Callable[..., str]
) -> None:
    playwarden.document("sync")
    rows = playwarden.document("playlists", "list", "--account", "listener1")
    shown = playwarden.document("playlists", "show", next(row["id"] for row in rows if row["items"] == "read"))
    titles = [entry["title"] for entry in shown["entries"] if entry["kind"] == "track" and entry["title"]]
    sandbox.reset_counters()
    found = 0
    for title in titles[:5]:
        said = run(["plan", write({"create": "named", "name": "Named", "items": [title]}), "--json"])
        found += said == 0
    assert found > 0
    assert sandbox.counters()["total"] == 0, "what the catalogue knows costs no call"
    error = playwarden.document("plan", write({"create": "n", "name": "N", "items": ["Nobody - Nothing"]}), code=2)[
        "error"
    ]
    assert (error["code"], error["line"]) == ("file", 1)
    assert sandbox.counters()["total"] == 1


def test_reading_commands_answer_people_and_programs(playwarden: InProcess, sandbox: Running) -> None:
    playwarden("sync")
    second = playwarden.document("sync")
    pages = ceil(len(playwarden.document("playlists", "list")) / 50)
    assert (second["calls"], second["changed"]) == (pages, 0)
    for words in (
        ("apps", "list"),
        ("accounts", "list"),
        ("playlists", "list"),
        ("runs", "list"),
        ("quota",),
        ("audit", "list"),
        ("audit", "verify"),
        ("backup",),
        ("backup", "--list"),
        ("doctor",),
    ):
        assert playwarden(*words).strip()
        playwarden.document(*words)
    exported = playwarden("audit", "export").strip().splitlines()
    assert [json.loads(line)["number"] for line in exported] == list(range(1, len(exported) + 1))


def test_an_account_is_removed_and_its_documents_erased_by_a_yes(playwarden: InProcess) -> None:
    assert playwarden.document("accounts", "remove", "listener1", "--erase", "asked for", code=4)["error"]
    gone = playwarden.document("accounts", "remove", "listener1", "--erase", "asked for", "--yes")
    assert gone["erased_documents"] >= 1
    assert playwarden.document("accounts", "list") == []
    verified = playwarden.document("audit", "verify")
    assert (verified["whole"], verified["erased"] >= 1) == (True, True)
    playwarden.document("apps", "list")

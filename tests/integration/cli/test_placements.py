"""Placements from the command line: placed, seen, changed, taken out, in tables; by this process where none runs."""

import json
from collections.abc import Callable
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from playwarden.cli.main import run
from playwarden.sandbox.running import Running
from tests.integration.cli.conftest import at
from tests.sandboxes import Caller

Run = Callable[..., Any]


@pytest.fixture
def playwarden(
    tmp_path: Path,
    sandbox: Running,
    connected_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Run:
    """A command's JSON document; its words with `words=True`, its failure with its exit `code`."""
    copytree(connected_folder, tmp_path / "data")
    for name, value in (at(sandbox) | {"PLAYWARDEN_DATA_DIR": str(tmp_path / "data"), "TZ": "UTC"}).items():
        monkeypatch.setenv(name, value)

    def typed(*words: str, code: int = 0, plain: bool = False) -> Any:
        capsys.readouterr()
        left = run([*words] if plain else [*words, "--json"])
        said = capsys.readouterr()
        assert left == code, said.out + said.err
        return said.out if plain else json.loads(said.out)

    return typed


@pytest.fixture
def caller(sandbox: Running) -> Caller:
    return Caller.connected(sandbox)


@pytest.fixture
def mix(caller: Caller, playwarden: Run) -> str:
    """A playlist of six tracks that the mirror knows."""
    playlist = caller.new_playlist(caller.tracks(9)[:6], name="Mix of six")
    playwarden("sync")
    return playlist


def test_placed_now_and_cancelled_it_comes_in_and_goes_out_at_once(playwarden: Run, caller: Caller, mix: str) -> None:
    before, new = caller.uris(mix), caller.tracks(9)[6:8]
    made = playwarden(
        "placements", "add", "--playlist", mix, "--track", new[0], "--track", new[1], "--until", "+7d",
        "--position", "2", "--campaign", "now"
    )  # fmt: skip
    assert [one["state"] for one in made["placements"]] == ["in_force", "in_force"]
    assert caller.uris(mix) == [before[0], *new, *before[1:]]
    [first, second] = playwarden("placements", "list", "--campaign", "now")
    assert (first["position"], second["position"]) == ("2", "3")
    shown = playwarden("placements", "show", first["id"], plain=True)
    assert "in 'Mix of six' at 2" in shown
    assert "entered by placements: Came in on" in shown
    kept = playwarden("placements", "cancel", second["id"], "--keep")
    assert kept["placements"][0]["state"] == "cancelled"
    gone = playwarden("placements", "cancel", first["id"])
    assert gone["placements"][0]["words"].startswith("Went out on")
    assert caller.uris(mix) == [before[0], new[1], *before[1:]]
    assert playwarden("placements", "campaigns")[0]["states"] == {"cancelled": 2}


def test_what_stands_in_for_an_entry_and_details_go_back(playwarden: Run, caller: Caller, mix: str) -> None:
    before, new = caller.uris(mix), caller.tracks(9)[6]
    playwarden("placements", "add", "--playlist", mix, "--track", new, "--instead-of", str(before[2]))
    playwarden("placements", "add", "--playlist", mix, "--name", "Advent", "--visibility", "private", "--until", "+1d")
    assert caller.uris(mix) == [*before[:2], new, *before[3:]]
    assert caller.get(f"/playlists/{mix}")["name"] == "Advent"
    for one in playwarden("placements", "list", "--playlist", mix):
        playwarden("placements", "cancel", one["id"])
    assert caller.uris(mix) == before
    assert caller.get(f"/playlists/{mix}")["name"] == "Mix of six"


def test_a_conflict_is_told_before_and_refused(playwarden: Run, caller: Caller, mix: str) -> None:
    there = str(caller.uris(mix)[3])
    words = ("--playlist", mix, "--track", there, "--from", "+1d")
    checked = playwarden("placements", "check", *words, plain=True)
    assert "warning already-there: number 1:" in checked
    assert "Mix of six: nothing comes in, 1 call\n" in checked
    refused = playwarden("placements", "add", *words, code=9)["error"]
    assert refused["code"] == "conflict"
    assert "already, at position 4" in refused["what"]
    assert "--accept already-there" in refused["remedy"]
    made = playwarden("placements", "add", *words, "--accept", "already-there")
    assert made["placements"][0]["state"] == "planned"


def test_an_unknown_track_is_looked_up(playwarden: Run, caller: Caller, sandbox: Running, mix: str) -> None:
    words = ("--playlist", mix, "--track", "spotify:track:" + "0" * 22, "--from", "+1d")
    assert "unknown-track" in playwarden("placements", "add", *words, code=9)["error"]["what"]
    assert "Spotify has no track" in playwarden("placements", "add", *words, "--look-up", code=2)["error"]["what"]


def test_a_planned_one_is_changed_until_it_comes_in(playwarden: Run, caller: Caller, mix: str) -> None:
    track = caller.tracks(9)[7]
    made = playwarden(
        "placements", "add", "--playlist", mix, "--track", track, "--from", "2030-12-01 06:00", "--until", "+7d",
        "--zone", "Europe/Berlin"
    )  # fmt: skip
    [one] = made["placements"]
    assert (one["from_at"], one["until_at"]) == ("2030-12-01T05:00:00Z", "2030-12-08T05:00:00Z")
    changed = playwarden(
        "placements", "change", one["id"], "--until", "2030-12-05 18:00", "--position", "bottom", "--note", "shorter"
    )
    assert (changed["until_at"], changed["position"]) == ("2030-12-05T17:00:00Z", "bottom")
    assert [event["kind"] for event in changed["events"]] == ["made", "changed"]
    due = [job["due_at"] for job in playwarden("jobs", "list", "--state", "scheduled")]
    assert sorted(each for each in due if each > "2030") == ["2030-12-01T05:00:00Z", "2030-12-05T17:00:00Z"]


def test_a_campaign_goes_out_as_a_table_and_comes_in_again(
    playwarden: Run, caller: Caller, mix: str, tmp_path: Path
) -> None:
    track = caller.tracks(9)[8]
    table = tmp_path / "week.csv"
    first = ("placements", "add", "--playlist", mix, "--track", track, "--from", "2031-01-01", "--until", "+7d")
    playwarden(*first, "--campaign", "one")
    playwarden("placements", "export", "--campaign", "one", "--to", str(table), "--separator", ";")
    assert table.read_bytes().startswith(b"\xef\xbb\xbfplaylist;")
    text = table.read_text("utf-8-sig").replace("2031-01", "2032-01")
    table.write_text(text, encoding="utf-8")
    made = playwarden("placements", "import", str(table), "--campaign", "two")["made"]
    assert made["placements"][0]["from_at"] == "2032-01-01T00:00:00Z"
    again = playwarden("placements", "import", str(table), code=9)["error"]
    assert "same-track" in again["what"]
    checked = playwarden("placements", "import", str(table), "--check")
    found = [(conflict["line"], conflict["code"]) for conflict in checked["preview"]["conflicts"]]
    assert found == [(2, "same-track"), (2, "same-slot")]
    table.write_text(text.replace("2032-01-08", "later"), encoding="utf-8")
    wrong = playwarden("placements", "import", str(table), code=2)["error"]
    assert (wrong["code"], wrong["line"], wrong["column"]) == ("file", 2, 8)


WRONG = [
    (("add", "--playlist", "Mix of six"), "Nothing is to be placed."),
    (("add", "--playlist", "No such", "--name", "x"), "No playlist here is called 'No such'"),
    (("add", "--playlist", "Mix of six", "--name", "x", "--moved", "away"), "--moved is one of out, keep"),
    (("add", "--playlist", "Mix of six", "--track", "album"), "expected the URI or link of a track"),
    (("add", "--playlist", "Mix of six", "--name", "x", "--from", "soon"), "from: 'soon' is no time."),
    (("add", "--playlist", "Mix of six", "--name", "x", "--zone", "Berlin/Europe"), "There is no time zone"),
    (("cancel",), "Name placements, or a campaign."),
]


@pytest.mark.parametrize(("words", "told"), WRONG, ids=[told for _, told in WRONG])
def test_what_is_typed_wrong_is_told(playwarden: Run, mix: str, words: tuple[str, ...], told: str) -> None:
    assert told in playwarden("placements", *words, code=2)["error"]["what"]


def test_what_is_not_there_is_told(playwarden: Run) -> None:
    for name in ("plc_none", ""):
        assert playwarden("placements", "show", name, code=3)["error"]["code"] == "not_found"
    assert playwarden("placements", "cancel", "--campaign", "none", code=3)["error"]["code"] == "not_found"
    assert playwarden("placements", "list", plain=True) == "There is no such placement.\n"

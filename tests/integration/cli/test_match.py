"""`match`: a text becomes tracks at the command line; the guide to it is true, command by command."""

import re
import shlex
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any

import pytest

from playwarden.sandbox.running import Running
from tests.integration.cli.conftest import InProcess

GUIDE = Path(__file__).parents[3] / "docs" / "guides" / "from-text-to-tracks.md"


@pytest.fixture
def playwarden(playwarden: InProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> InProcess:
    """The commands with listener1 connected, in a folder with texts of its own."""
    monkeypatch.chdir(tmp_path)
    return playwarden


@pytest.fixture
def mine(tmp_path: Path) -> str:
    """The name of a playlist that no other test here makes."""
    return f"Mix of {tmp_path.name}"


@pytest.fixture
def songs(playwarden: InProcess, sandbox: Running, mine: str) -> list[dict[str, Any]]:
    """Tracks that are known here, by name."""
    playwarden("sync")
    held = [each for playlist in sandbox.playlists_of("listener1") for each in sandbox.uris(playlist)]
    uris = list(dict.fromkeys(each for each in held if each and each.startswith("spotify:track:")))[:4]
    for name in (mine, f"Another {mine}"):
        playwarden("playlists", "create", name, "--account", "listener1", "--yes")
    playwarden("sync")
    read = playwarden.document("match", "text", _written("links.txt", uris), "--no-search")
    return [line["track"] for line in read["lines"]]


def _written(name: str, lines: list[str]) -> str:
    Path(name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return name


def named(track: dict[str, Any]) -> str:
    return f"{track['artist']} - {track['name']}"


def commands() -> list[str]:
    """What the guide types."""
    blocks = re.findall(r"```console\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    return [line.removeprefix("$ playwarden ") for block in blocks for line in block.splitlines()]


def test_the_guide_does_what_it_says(playwarden: InProcess, songs: list[dict[str, Any]], mine: str) -> None:
    _written("songs.txt", [named(songs[0]), named(songs[1]), "Nobody - Nothing At All", "-----"])
    _written("table.csv", ["title,artist", f'"{songs[2]["name"]}","{songs[2]["artist"]}"'])
    said: dict[str, str] = {}
    for command in commands():
        paste = playwarden.document("match", "list")["pastes"][0]
        decided = playwarden.document("match", "decisions", "list")["decisions"]
        words = (
            command.replace("PASTE", paste["id"])
            .replace("PLAYLIST", f"'{mine}'")
            .replace("ANOTHER", f"'Another {mine}'")
        )
        words = words.replace("DECISION", decided[0]["id"] if decided else "").replace("TRACK", songs[3]["uri"])
        if command.startswith("match choose"):
            page = playwarden.document("match", "show", paste["id"])
            assert page["paste"]["format"] == "artist-title"
        said[command] = playwarden(*shlex.split(words))
    assert "1 of 3 lines needs a search: about 1 call, at most 2." in said["match songs.txt --no-search"]
    assert "1 not found" in said["match songs.txt --yes"]
    assert "(there is none)" in said["match choose PASTE 3 --missing"]
    assert f"{named(songs[3])} (decided)" in said["match choose PASTE 3 TRACK"]
    assert "Nobody - Nothing At All" in said["match decisions list"]
    assert "is taken back" in said["match decisions revoke DECISION"]
    assert "is done" in said["match add PASTE --to PLAYLIST --at top --yes"]
    assert "2 placements made" in said["match add PASTE --to ANOTHER --at 2 --from 'in 10 days' --until +7d --yes"]


def test_a_text_that_is_piped_in_goes_into_a_playlist_and_out_again(
    playwarden: InProcess,
    songs: list[dict[str, Any]],
    mine: str,
    sandbox: Running,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = "\n".join(f"{number}. {named(song)}" for number, song in enumerate(songs, 1))
    monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(text.encode("utf-16"))))
    done = playwarden.document("match", "-", "--to", mine, "--at", "top", "--yes")
    assert done["state"] == "done"
    playlist = done["parts"][0]["playlist"]
    assert sandbox.uris(playlist) == [song["uri"] for song in songs]
    playwarden("runs", "undo", done["run"], "--yes", "--force", "empties", "--force", "removes-much")
    assert sandbox.uris(playlist) == []


def test_nothing_is_searched_for_that_nobody_approved(playwarden: InProcess, songs: list[dict[str, Any]]) -> None:
    _written("unknown.txt", ["Nobody - Unheard Of"])
    said = playwarden("match", "unknown.txt", code=4)
    assert "1 of 1 line needs a search" in said
    assert "--yes" in said


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["match", "nowhere.txt"], 3, "nowhere.txt"),
        (["match", "some.txt", "--format", "scroll"], 2, "format"),
        (["match", "some.txt", "--from", "now"], 2, "--to"),
        (["match", "show", "pst_none"], 3, "There is no paste"),
        (["match", "choose", "pst_none", "1"], 2, "--missing"),
        (["match", "decisions", "revoke", "dec_none"], 3, "no decision"),
        (["match", "some.txt", "--no-search", "--to", "any", "--at", "here", "--yes"], 2, "no place"),
    ],
)
def test_what_is_wrong_is_said_in_plain_words(playwarden: InProcess, words: list[str], code: int, says: str) -> None:
    _written("some.txt", ["Queen - One"])
    assert says in playwarden(*words, code=code)

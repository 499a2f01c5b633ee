"""Bulk edits by the commands: the guide as it stands, previews as JSON, wrong words told in a sentence."""

import json
import re
import shlex
from pathlib import Path

import pytest

from playwarden.cli.screen import moment, when
from playwarden.sandbox.running import Running
from tests.integration.cli.conftest import InProcess

GUIDE = Path(__file__).parents[3] / "docs" / "guides" / "bulk.md"


@pytest.fixture
def tracks(sandbox: Running) -> list[str]:
    """URIs of tracks that the sandbox knows."""
    found = [uri for playlist in sandbox.playlists_of("listener1") for uri in sandbox.uris(playlist)]
    return list(dict.fromkeys(uri for uri in found if uri and uri.startswith("spotify:track:")))[:12]


@pytest.fixture
def mornings(playwarden: InProcess, tracks: list[str], tmp_path: Path) -> list[str]:
    """Three playlists, the third with a track twice; their ids."""
    items = [tracks[:6], tracks[5:0:-1], [*tracks[:8], tracks[0]]]
    wishes = [
        {"create": f"morning {number}", "name": f"Morning {number}", "public": True, "items": each}
        for number, each in enumerate(items, 1)
    ]
    path = tmp_path / "mornings.yaml"
    path.write_text(json.dumps({"version": 1, "account": "listener1", "playlists": wishes}), encoding="utf-8")
    made = playwarden.document("apply", str(path), "--yes")
    return [part["playlist"] for part in made["parts"]]


def commands() -> list[list[str]]:
    """What the guide types."""
    blocks = re.findall(r"```console\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()]
    assert all(line.startswith("$ playwarden ") for line in lines)
    return [shlex.split(line)[2:] for line in lines]


def test_the_guide_does_what_it_says(
    playwarden: InProcess, sandbox: Running, tracks: list[str], mornings: list[str]
) -> None:
    def names() -> list[str]:
        return [sandbox.playlist(playlist)["name"] for playlist in mornings]

    shown: dict[str, str] = {}
    for words in commands():
        if words[:2] == ["runs", "undo"]:
            run = playwarden.document("runs", "list")[0]["run"]
            words = [run if word == "RUN" else word for word in words]
            shown["runs undo"] = playwarden(*words)
            assert tracks[9] in {uri for playlist in mornings for uri in sandbox.uris(playlist)}
            continue
        words = [word.replace("TRACK", tracks[9]).replace("OTHER", tracks[10]) for word in words]
        key = " ".join(words[:2])
        shown[key] = playwarden(*words)
        if key == "bulk details" and "--preview" in words:
            assert "3 playlists, 6 calls, all of them now." in shown[key]
            assert names() == ["Morning 1", "Morning 2", "Morning 3"]
        elif key == "bulk add":
            assert [sandbox.uris(playlist)[0] for playlist in mornings] == [tracks[9]] * 3
        elif key == "bulk replace":
            held = {uri for playlist in mornings for uri in sandbox.uris(playlist)}
            assert (tracks[9] in held, tracks[10] in held) == (False, True)
            shown["find"] = playwarden("find", tracks[10])
        elif "--pairs" in words and key == "bulk deduplicate":
            assert "goes out" not in shown[key]
            assert re.search(r"\d+ (entry goes|entries go)\. Without --pairs this is proposed\.", shown[key])
        elif "--pairs" in words:
            assert re.search(r"0 of \d+ tracks known for", shown[key]) or "country" in shown[key]
        elif key == "bulk deduplicate":
            third = sandbox.uris(mornings[2])
            assert len(third) == len(set(third)) == 9
    assert [name.rpartition(" (")[0] for name in names()] == ["Morning 1", "Morning 2", "Morning 3"]
    assert not any(sandbox.playlist(playlist)["public"] for playlist in mornings)
    assert "left out" not in shown["bulk sort"]
    assert "Morning" in shown["find"], "what was put in is found where it stands"
    assert "takes it back" in shown["bulk remove"]
    assert "mornings" in playwarden("schedules", "list")


def test_a_preview_is_a_document(playwarden: InProcess, sandbox: Running, mornings: list[str]) -> None:
    preview = playwarden.document("bulk", "sort", "--by", "duration", "--select", "name=Morning ?", "--preview")
    assert [each["name"] for each in preview["playlists"]] == ["Morning 1", "Morning 2", "Morning 3"]
    assert preview["left_out"] == []
    assert preview["sentence"].startswith(f"{preview['changing']} playlists, ")
    applied = playwarden.document(
        "bulk", "sort", "--by", "duration", "--select", "name=Morning ?", "--approve", preview["fingerprint"]
    )
    assert applied["state"] == "done"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["sort", "--by", "mood", "--all"], "one of title"),
        (["sort", "--by", "title"], "No playlists are selected"),
        (["sort", "--by", "title", "--select", "colour=red"], "selects nothing"),
        (["sort", "--by", "title", "--select", "public=maybe"], "yes or no"),
        (["sort", "--by", "title", "--select", "at_least=many"], "whole number"),
        (["sort", "--by", "title", "--select", "name=No such *"], "No playlist is meant"),
        (["sort", "--by", "title", "--select", "name=Mix *", "--select", "name=Morning *"], "'name' is given twice"),
        (["sort", "--by", "title", "--all", "--playlist", "Mix of six"], "two things"),
        (["add", "a song", "--all"], "no track"),
        (["add", "spotify:album:4aawyAB9vmqN3uQ7FjRGTy", "--all"], "not an album"),
        (["details", "--find", "(a*)*", "--replace", "b", "--regex", "--all"], "may be empty"),
        (["details", "--name", "{mood}", "--all"], "no placeholder"),
        (["reorder", "--all"], "One new order"),
        (["visibility", "--all"], "Nothing is asked for"),
        (["remove", "spotify:track:4aawyAB9vmqN3uQ7FjRGTy", "--all", "--force", "melts"], "no safety rule"),
    ],
)
def test_wrong_words_are_told_in_a_sentence(playwarden: InProcess, words: list[str], said: str) -> None:
    code = 3 if "No such *" in str(words) else 2
    assert said in playwarden("bulk", *words, "--yes", code=code)


def test_two_answers_to_one_plan_change_nothing(
    playwarden: InProcess, sandbox: Running, mornings: list[str], tracks: list[str]
) -> None:
    words = ("bulk", "sort", "--by", "title", "--descending", "--playlist", mornings[0])
    assert "two answers" in playwarden(*words, "--approve", "0" * 12, "--yes", code=2)
    assert list(sandbox.uris(mornings[0])) == tracks[:6]


def test_where_all_is_left_out_the_rest_is_as_desired(playwarden: InProcess, mornings: list[str]) -> None:
    words = ("bulk", "deduplicate", "--playlist", mornings[2], "--most-calls", "1")
    said = playwarden(*words, "--preview")
    assert "left out: 'Morning 3': It does not fit into 1 call." in said
    assert "Everything else is as desired" in said
    assert playwarden.document(*words, "--yes")["note"] == "Everything else is as desired: nothing was sent."


def test_what_has_ended_is_listed_with_its_end(playwarden: InProcess, mornings: list[str]) -> None:
    playwarden("bulk", "sort", "--by", "title", "--descending", "--select", "name=Morning ?", "--yes")
    (job,) = playwarden.document("jobs", "list", "--limit", "1")
    ended, due = (when(moment(job[name])) for name in ("ended_at", "due_at"))
    assert ended != due
    listed = playwarden("jobs", "list", "--limit", "1")
    assert ended in listed
    assert due not in listed

"""The commands for data sets, genres, moods and the blocklist: the guide as it stands; faults told in a sentence."""

import json
import re
import shlex
from pathlib import Path

import pytest

from playwarden.cli.features import LARGE
from playwarden.sandbox.running import Running
from tests.integration.cli.conftest import InProcess
from tests.unit.domain.audio_tables.test_reading import lines, song

GUIDE = Path(__file__).parents[3] / "docs" / "guides" / "labels.md"


@pytest.fixture
def playwarden(playwarden: InProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> InProcess:
    """The commands with listener1 connected, in a folder with tables of its own."""
    monkeypatch.chdir(tmp_path)
    return playwarden


@pytest.fixture
def uri(playwarden: InProcess, sandbox: Running) -> str:
    """A track that is known here, with the playlists that hold it."""
    playwarden("sync")
    held = [each for playlist in sandbox.playlists_of("listener1") for each in sandbox.uris(playlist)]
    return next(each for each in held if each and each.startswith("spotify:track:"))


def commands() -> list[list[str]]:
    """What the guide types."""
    blocks = re.findall(r"```console\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    return [shlex.split(line)[2:] for block in blocks for line in block.splitlines()]


def test_the_guide_does_what_it_says(playwarden: InProcess, uri: str) -> None:
    ident = uri.rpartition(":")[2]
    (said,) = playwarden.document("labels", "look", uri)
    artist = said["artists"][0]
    Path("tracks.csv").write_text(lines([song(1), song(2, track_id=ident)]), encoding="utf-8")
    Path("mine.csv").write_text(f"Link;BPM;Energy;Feeling\n{uri};120,5;40;Calm\n", encoding="utf-8")
    Path("artists.txt").write_text(f"{artist['name']}\nNobody at all\n", encoding="utf-8")
    shown: dict[str, list[str]] = {}
    for words in commands():
        words = [word.replace("TRACK", uri).replace("ACCOUNT", "listener1") for word in words]
        shown.setdefault(" ".join(words[:2]), []).append(playwarden(*words))
    preview, kept, mine = shown["features import"]
    assert "Nothing was kept." in preview
    assert "The data set 'Many tracks' is imported, with 2 tracks and 1 genre: 2 rows read." in kept
    assert "The data set 'Mine' is imported, with 1 track and 1 mood: 1 row read." in mine
    assert re.search(r"2\s+Mine\s+1", shown["features list"][0])
    assert shown["features move"] == ["1. Mine\n2. Many tracks\n"]
    assert shown["features match"] == ["Nothing waits to be looked at.\n"]
    assert re.search(r"all playlists together +\d+ +1 ", shown["features coverage"][0])
    assert all("line 2, Nobody at all: no artist" in each for each in shown["labels import"])
    look = shown["labels look"][0]
    assert "mood Calm: set by hand" in look, "as it was spelled first"
    assert "mood Calm: in the data set Mine" in look
    assert f"genre Deep House: of {artist['name']}" in look
    assert "key C# minor" in look
    assert "tempo 120.5, energy 0.4, valence 0.75" in look, "the first set is believed, the second fills its gaps"
    assert (
        "taken from 1 track or artist. 1 track or artist bears it still: a data set says so."
        in shown["labels remove"][0]
    )
    assert "1 track or artist is blocked." in shown["blocklist add"][0]
    assert playwarden.document("blocklist", "list") == []


def test_a_set_is_shown_and_goes_with_all_that_it_said(playwarden: InProcess, uri: str) -> None:
    Path("mine.csv").write_text(f"id,tempo,genre\n{uri},120,Indie\nnothing,1,x\n,2,y\n", encoding="utf-8")
    made = playwarden.document("features", "import", "mine.csv", "--map", "id=id")
    assert (made["name"], made["counts"]["tracks"], made["counts"]["refused"]) == ("mine", 1, 2)
    shown = playwarden("features", "show", "MINE")
    assert "line 3, id: id (nothing)" in shown
    assert playwarden.document("labels", "show", "genre", "indie")[0]["uri"] == uri
    removed = playwarden.document("features", "remove", "mine")
    assert (removed["removed"], removed["name"]) == (made["id"], "mine")
    assert (removed["before"]["heard"], removed["after"]["heard"]) == (1, 0)
    assert playwarden.document("labels", "list") == []
    assert "No data set was imported" in playwarden("features", "list")


def test_a_large_table_is_imported_by_a_job(playwarden: InProcess, uri: str) -> None:
    rows = "".join(f"{number:022d},{100 + number % 50}\n" for number in range(25_000))
    Path("large.csv").write_text(f"id,tempo\n{uri},120\n{rows}", encoding="utf-8")
    assert Path("large.csv").stat().st_size > LARGE
    made = playwarden.document("features", "import", "large.csv", "--map", "id=id")
    assert (made["name"], made["counts"]["tracks"]) == ("large", 25_001)
    assert playwarden.document("jobs", "list")[0]["title"] == "import the data set 'large'"
    assert "There is a data set 'large' already" in playwarden(
        "features", "import", "large.csv", "--map", "id=id", code=9
    )
    assert playwarden.document("features", "remove", "large")["name"] == "large"


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["features", "import", "no-such.csv"], 3, "There is no file"),
        (["features", "import", "words.txt"], 2, "no table with named columns"),
        (["features", "import", "odd.csv"], 2, "not known by heart"),
        (["features", "import", "odd.csv", "--map", "id=c"], 2, "There is no column 'c'"),
        (
            ["features", "import", "odd.csv", "--map", "id=a", "--map", "tempo=b"],
            2,
            "Nothing of this table can be used",
        ),
        (["features", "import", "packed.gz"], 2, "damaged"),
        (["features", "remove", "Nothing"], 3, "There is no data set"),
        (["labels", "list", "colour"], 2, "There is no kind 'colour'"),
        (["labels", "set", "genre", "Indie", "spotify:album:1111111111111111111111"], 2, "not an album"),
        (["labels", "remove", "genre", "Indie"], 2, "--everything"),
        (["labels", "remove", "genre", "Indie", "--everything"], 3, "Nothing bears the genre"),
        (["blocklist", "add", "nobody", "spotify:track:1111111111111111111111"], 3, "account"),
        (["blocklist", "add", "listener1", "Nobody At All"], 3, "no artist"),
    ],
)
def test_what_is_wrong_is_told_in_a_sentence(playwarden: InProcess, words: list[str], code: int, told: str) -> None:
    Path("words.txt").write_text("just words\n", encoding="utf-8")
    Path("odd.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    Path("packed.gz").write_bytes(b"\x1f\x8b" + b"x" * 50)
    said = playwarden(*words, code=code)
    assert told in said
    assert "Traceback" not in said
    assert json.loads(json.dumps(playwarden.document(*words, code=code)))["error"]["what"]

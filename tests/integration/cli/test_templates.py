"""Templates by the commands: priced, filled in, saved, and changed with all that are linked."""

import json
from pathlib import Path

import pytest
import yaml

from playwarden.sandbox.running import Running
from tests.integration.cli.conftest import InProcess


@pytest.fixture
def playwarden(playwarden: InProcess, tmp_path: Path, sandbox: Running) -> InProcess:
    """The commands with listener1 connected for writing and two lists of its own: a pool and a flagship."""
    found = [uri for playlist in sandbox.playlists_of("listener1") for uri in sandbox.uris(playlist)]
    tracks = list(dict.fromkeys(uri for uri in found if uri and uri.startswith("spotify:track:")))
    wishes = [
        {"create": "pool", "name": "Pool", "items": tracks[:20]},
        {"create": "flagship", "name": "Flagship", "items": tracks[:1]},
    ]
    path = tmp_path / "lists.yaml"
    path.write_text(json.dumps({"version": 1, "account": "listener1", "playlists": wishes}), encoding="utf-8")
    playwarden.document("apply", str(path), "--yes")
    return playwarden


def pool_of(playwarden: InProcess) -> str:
    """The link of the pool."""
    return f"spotify:playlist:{playwarden.document('playlists', 'list', '--name', 'Pool')[0]['id']}"


def said(told: str, *words: str) -> None:
    """Raises unless all of these were said, whatever lines they were broken into."""
    for each in words:
        assert each in " ".join(told.split()), told


def test_templates_are_listed_with_what_they_cost(playwarden: InProcess) -> None:
    said(playwarden("templates", "list", "--account", "listener1"), "flagship-rotation", "calls a week")
    said(
        playwarden("templates", "show", "Flagship rotation", "--account", "listener1"),
        "pool: The pool of candidates (playlist, up to 50; has to be filled in)",
        "It is proposed to run every Monday at 06:00",
        "calls a week",
    )


def test_a_template_is_filled_in_by_picking_playlists(playwarden: InProcess) -> None:
    filling = [
        "templates",
        "use",
        "flagship-rotation",
        "--playlist",
        "Flagship",
        "--set",
        f"pool={pool_of(playwarden)}",
    ]
    said(
        playwarden(*filling, "--set", "size=8", "--zone", "Europe/Berlin"),
        "Every Monday: 8 tracks from 'Pool', 5 of them new",
        "refreshed every Monday at 06:00, Europe/Berlin",
    )
    said(playwarden(*filling, code=9), "The playlist is kept by the rule set 'Flagship rotation'")


def test_what_is_not_filled_in_is_asked_for(playwarden: InProcess) -> None:
    use = ["templates", "use"]
    told = playwarden(*use, "flagship-rotation", "--playlist", "Flagship", code=2)
    said(told, "'The pool of candidates' has to be filled in", "--set pool=...")
    told = playwarden(*use, "mirror", "--create", "Copy", "--set", "colour=red", code=2)
    said(told, "'colour=red' fills nothing in", "source")
    said(playwarden("templates", "show", "nothing", code=3), "There is no template 'nothing'")


def test_a_template_of_ones_own_changes_all_of_its_playlists_at_once(playwarden: InProcess, tmp_path: Path) -> None:
    values = ["--set", f"pool={pool_of(playwarden)}", "--set", "size=8", "--set", "replace=2"]
    kept = playwarden.document("templates", "use", "flagship-rotation", "--playlist", "Flagship", *values)
    found = playwarden.document("templates", "save", kept["name"])["candidates"]
    number = [one["where"] for one in found].index("size") + 1
    said(playwarden("templates", "save", kept["name"]), "sources 1 › playlists")
    made = playwarden.document(
        "templates", "save", kept["name"], "--name", "House style", "--sentence", "{size} tracks.",
        "--parameter", f"{number}=size",
    )  # fmt: skip
    assert [one["id"] for one in made["linked"]] == [kept["id"]]

    document = playwarden.document("templates", "show", "House style", "--yaml")
    document["rules"]["order"] = [{"step": "shuffle"}]
    changed = tmp_path / "house.yaml"
    changed.write_text(yaml.safe_dump(document), encoding="utf-8")
    refused = playwarden("templates", "change", "House style", str(changed), code=4)
    said(refused, "Nobody approved this change", "+ Then shuffled anew in each period.")
    done = playwarden("templates", "change", "House style", str(changed), "--yes", "--refresh")
    said(done, "is done; it took")
    assert playwarden.document("playlists", "show", "Flagship")["total"] == 8
    assert playwarden.document("templates", "show", "House style")["number"] == 2


def test_a_file_that_is_no_template_changes_nothing(playwarden: InProcess, tmp_path: Path) -> None:
    values = ["--create", "All", "--set", f"source={pool_of(playwarden)}"]
    kept = playwarden.document("templates", "use", "archive", *values)
    playwarden.document("templates", "save", kept["id"], "--name", "Ours", "--sentence", "An archive.")
    document = playwarden.document("templates", "show", "Ours", "--yaml")
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(yaml.safe_dump(document | {"sentence": "{size} tracks."}), encoding="utf-8")
    said(playwarden("templates", "change", "Ours", str(wrong), "--yes", code=2), "there is no parameter 'size'")
    wrong.write_text(yaml.safe_dump(playwarden.document("templates", "show", "archive", "--yaml")), encoding="utf-8")
    said(playwarden("templates", "change", "archive", str(wrong), "--yes", code=2), "comes with Playwarden")

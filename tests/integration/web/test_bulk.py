"""Bulk edits over HTTP: what a selection means, and whatever is sent in its stead is answered in a sentence."""

from collections.abc import Iterator
from typing import Any

import pytest

from playwarden.bootstrap import open_container
from playwarden.config import load_settings
from playwarden.domain.edits import kinds
from tests.integration.web.asking import Api
from tests.integration.web.test_adversarial import ODD_VALUES

SELECTIONS = ["playlists", "name", "matching", "account", "held_as", "public", "at_least", "everything", "\ud800"]
FIELDS = [
    "kind",
    "uris",
    "where",
    "position",
    "after",
    "keep",
    "name",
    "find",
    "regex",
    "by",
    "how",
    "start",
    "seed",
    "public",
    "\ud800",
]
ODDER = [
    *ODD_VALUES,
    ["\ud800"],
    ["\x00"],
    [{}],
    ["spotify:track:\ud800"],
    "\ud800{",
    "(" * 200,
    "[" * 200,
    "{name:9}" * 60,
]


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    container = open_container(
        load_settings(
            data_dir=tmp_path_factory.mktemp("bulk") / "data",
            spotify_api_url="http://127.0.0.1:1/v1",
            spotify_accounts_url="http://127.0.0.1:1",
        )
    )
    yield Api.over(container)
    container.close()


def edits() -> list[dict[str, Any]]:
    """One proper edit of each kind."""
    return [
        {"kind": "add", "uris": ["spotify:track:" + "x" * 22]},
        {"kind": "remove", "uris": ["spotify:track:" + "x" * 22]},
        {"kind": "replace", "uris": ["spotify:track:" + "x" * 22], "by": "spotify:track:" + "y" * 22},
        {"kind": "details", "find": "a", "replace": "b"},
        {"kind": "renew"},
        {"kind": "visibility", "public": True},
        {"kind": "sort", "by": "title"},
        {"kind": "deduplicate"},
        {"kind": "reorder", "how": "reverse"},
    ]


def test_every_kind_of_edit_is_listed_with_its_text(api: Api) -> None:
    status, found = api.get("/edits")
    assert status == 200
    assert {each["kind"]: each["text"] for each in found} == {kind.name: kind.text for kind in kinds().values()}
    assert {edit["kind"] for edit in edits()} == set(kinds())


@pytest.mark.parametrize("edit", edits(), ids=lambda edit: edit["kind"])
def test_a_proper_edit_of_an_empty_library_means_nothing(api: Api, edit: dict[str, Any]) -> None:
    status, document = api.post("/playlists/edit", {"selection": {"everything": True}, "edit": edit})
    assert (status, document["code"]) == (404, "not_found")


@pytest.mark.parametrize("field", SELECTIONS)
def test_odd_selections_are_told(api: Api, field: str) -> None:
    for value in ODDER:
        for path in ("/playlists/select", "/playlists/edit"):
            body = {"selection": {"everything": True, field: value}}
            status, document = api.post(path, body | ({"edit": edits()[4]} if path.endswith("edit") else {}))
            assert status in (400, 404, 422), (field, value, document)


@pytest.mark.parametrize("field", FIELDS)
def test_odd_edits_are_told(api: Api, field: str) -> None:
    for edit in edits():
        for value in ODDER:
            body = {"selection": {"everything": True}, "edit": edit | {field: value}}
            status, document = api.post("/playlists/edit", body)
            assert status in (400, 404, 422), (edit, field, value, document)

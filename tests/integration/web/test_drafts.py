"""Drafts over HTTP: tags and If-Match keep two tabs from overwriting each other."""

import json
from typing import Any

import pytest

from playwarden.domain.access import Caller, Role, Scope, the_operator
from tests.integration.web.conftest import House
from tests.integration.web.test_proposals import made
from tests.integration.web.town import PASSWORD, cheap


@pytest.fixture
def tokens(house: House) -> dict[str, str]:
    """Of two members."""
    cheap(house.container)
    found = {}
    for name in ("Ada", "Ben"):
        issued = house.container.members.invite(the_operator(), Role.EDITOR)
        member = house.container.members.join(issued.secret, name, PASSWORD)
        caller = Caller.of(house.container.members.member(member))

        found[name] = house.container.access.make_token(caller, "test", list(Scope), 1)[1]
    return found


def put(house: House, path: str, token: str, body: Any, **headers: str) -> tuple[int, dict[str, str], Any]:
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    return house.api.whole("PUT", path, json.dumps(body).encode(), token=token, headers=given)


def test_a_draft_is_written_over_by_its_tag(house: House, tokens: dict[str, str]) -> None:
    tracks = house.tracks(4)
    playlist = made(house, "drafted", tracks[:3])
    house.post(f"/playlists/{playlist}/read")
    path = f"/playlists/{playlist}/draft"
    status, headers, none = house.api.whole("GET", path, token=tokens["Ada"])
    assert (status, headers["etag"], none) == (200, '"none"', {"draft": None})

    item = {"uri": tracks[3], "artist": "A", "name": "B", "kind": "track"}
    status, first, saved = put(house, path, tokens["Ada"], {"version": 1, "base": tracks[:3], "rows": [[2, 3], item]})
    assert (status, saved["changes"]) == (200, {"added": 1, "removed": 1, "moved": 0})
    status, headers, mine = house.api.whole("GET", path, token=tokens["Ada"])
    assert headers["etag"] == first["etag"] == f'"{saved["tag"]}"'
    assert mine["draft"]["rows"] == [[2, 3], {**item, "album": None, "album_id": None, "duration_ms": None}]
    assert house.api.whole("GET", path, token=tokens["Ada"], headers={"if-none-match": headers["etag"]})[0] == 304

    again = {"version": 1, "rows": [3]}
    assert put(house, path, tokens["Ada"], again)[0] == 412
    status, second, _ = put(house, path, tokens["Ada"], again, if_match=first["etag"])
    assert status == 200
    status, _, problem = put(house, path, tokens["Ada"], again, if_match=first["etag"])
    assert (status, problem["code"]) == (412, "overtaken")
    assert problem["remedy"]
    assert house.api.whole("DELETE", path, token=tokens["Ada"], headers={"if-match": first["etag"]})[0] == 412
    assert house.api.whole("DELETE", path, token=tokens["Ada"], headers={"if-match": second["etag"]})[0] == 204
    assert house.api.whole("GET", path, token=tokens["Ada"])[2] == {"draft": None}


def test_a_colleague_is_told_of_it_and_sees_nothing_of_what_it_holds(house: House, tokens: dict[str, str]) -> None:
    tracks = house.tracks(3)
    playlist = made(house, "shared", tracks)
    put(house, f"/playlists/{playlist}/draft", tokens["Ben"], {"base": tracks, "rows": [1]})
    status, _, told = house.api.whole("GET", f"/playlists/{playlist}/drafts", token=tokens["Ada"])
    assert (status, [(one["name"], one["changes"]["removed"]) for one in told]) == (200, [("Ben", 2)])
    assert tracks[0] not in json.dumps(told)
    assert house.api.whole("GET", f"/playlists/{playlist}/draft", token=tokens["Ada"])[2] == {"draft": None}
    assert house.api.whole("GET", f"/playlists/{playlist}/drafts", token=tokens["Ben"])[2] == []


def test_what_left_the_playlist_since_keeps_its_name(house: House, tokens: dict[str, str]) -> None:
    tracks = house.tracks(3)
    playlist = made(house, "left", tracks)
    house.post("/sync", {"accounts": []})
    house.post(f"/playlists/{playlist}/read")
    put(house, f"/playlists/{playlist}/draft", tokens["Ada"], {"base": tracks, "rows": [[1, 2]]})
    house.sandbox.advance(300)
    house.sandbox.edit(playlist, do="remove", position=0)
    house.post(f"/playlists/{playlist}/read")
    titles = house.api.whole("GET", f"/playlists/{playlist}/draft", token=tokens["Ada"])[2]["draft"]["titles"]
    assert list(titles) == tracks[:1]


def test_the_operator_keeps_no_draft(house: House) -> None:
    playlist = made(house, "operated", house.tracks(2))
    assert house.api.get(f"/playlists/{playlist}/draft")[0] == 404

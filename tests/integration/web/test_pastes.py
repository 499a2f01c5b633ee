"""From a text to a playlist over HTTP: read, kept, searched for, reviewed, added, undone; and placed until a date."""

from datetime import datetime
from typing import Any

import pytest

from playwarden.domain.calls import Caller
from playwarden.domain.catalogue import Track
from playwarden.kit.ids import AccountId
from tests.integration.web.conftest import House


@pytest.fixture
def account(house: House) -> str:
    return str(house.get("/accounts")[0]["id"])


@pytest.fixture
def stock(house: House, account: str) -> list[Track]:
    """Tracks that Spotify has and nothing here knows."""
    caller = Caller(AccountId(account))
    return [house.container.target.track(caller, uri.rsplit(":", 1)[1]) for uri in house.tracks(12)]


@pytest.fixture
def playlist(house: House, account: str, stock: list[Track]) -> str:
    """One that holds the first two of them."""
    body = {"account": account, "name": "Paste here", "uris": [one.uri for one in stock[:2]]}
    proposal = house.post("/playlists/create", body)
    started = house.post(f"/proposals/{proposal['fingerprint']}/apply")
    house.carried_out(started["job"])
    house.container.library.sync([AccountId(account)])
    return str(house.get(f"/runs/{started['run']}")["parts"][0]["playlist_id"])


def named(track: Track) -> str:
    return f"{', '.join(artist.name for artist in track.artists)} - {track.name}"


def kept(house: House, account: str, lines: list[str]) -> dict[str, Any]:
    found: dict[str, Any] = house.post("/pastes", {"account": account, "text": "\n".join(lines)})
    return found


def test_a_text_is_read_without_a_call_and_without_being_kept(house: House) -> None:
    house.sandbox.reset_counters()
    read = house.post("/pastes/read", {"text": "1. Queen - One\n2. ABBA - Two\n3. Nena - Three\n----"})
    assert (read["format"], read["read"], read["left_out"]) == ("numbered", 3, 1)
    assert read["lines"][0]["artists"] == ["Queen"]
    assert {"format": "csv", "words": "a table with commas"} in read["formats"]
    turned = house.post("/pastes/read", {"text": "Queen - One", "order": "title-artist"})
    assert turned["lines"][0]["title"] == "Queen"
    assert house.get("/pastes")["pastes"] == []
    assert house.sandbox.counters()["total"] == 0


def test_a_paste_is_searched_for_reviewed_and_added_where_somebody_wants_it(
    house: House, account: str, stock: list[Track], playlist: str
) -> None:
    paste = kept(house, account, [*map(named, stock[1:5]), named(stock[1]), "Nobody - Nothing At All", "-----"])
    assert paste["counts"]["search"] + paste["counts"]["sure"] == 6
    assert paste["cost"]["words"] == "1 of 6 lines needs a search: about 1 call, at most 2."
    path = f"/pastes/{paste['id']}"
    job = house.post(f"{path}/search")["job"]
    assert house.get(path)["job"] == job
    before = house.get(f"{path}/lines")["now"]
    ended = house.carried_out(job)
    assert ended["state"] == "succeeded"
    assert ended["calls"] <= paste["cost"]["most"]
    lines = house.get(f"{path}/lines")["lines"]
    assert [line["state"] for line in lines[:5]] == ["sure"] * 5
    assert [line["uri"] for line in lines[:4]] == [one.uri for one in stock[1:5]]
    assert lines[4]["twin"] == 1
    changed = house.get(f"{path}/lines", since=before)["lines"]
    assert {line["number"] for line in changed} >= {6}
    assert [line["number"] for line in house.get(f"{path}/lines", state="left_out")["lines"]] == [7]
    choice = house.post(f"{path}/lines/6", {"choose": "track", "uri": stock[8].uri})
    assert (choice["state"], choice["track"]["name"]) == ("decided", stock[8].name)
    assert house.post(f"{path}/accept")["counts"]["accepted"] == 5

    proposal = house.post(f"{path}/proposal", {"playlists": [playlist], "where": "position", "position": 2})
    held = [one.uri for one in stock[:2]]
    came = [one.uri for one in (stock[2], stock[3], stock[4], stock[8])]
    assert proposal["changing"]
    started = house.post(f"/proposals/{proposal['fingerprint']}/apply")
    assert house.carried_out(started["job"])["state"] == "succeeded"
    assert house.sandbox.uris(playlist) == [held[0], *came, held[1]], "in their order, what is there already left out"
    undo = house.post(f"/runs/{started['run']}/undo")
    forced = {"forced": ["removes-much"]}
    house.carried_out(house.post(f"/proposals/{undo['fingerprint']}/apply", forced)["job"])
    assert house.sandbox.uris(playlist) == held


def test_a_ban_of_spotify_in_the_middle_is_waited_for(house: House, account: str, stock: list[Track]) -> None:
    paste = kept(house, account, [f"Nobody {number} - Nothing At All {number}" for number in range(6)])
    path = f"/pastes/{paste['id']}"
    house.sandbox.fault("ban_window", path="/search", nth=4, seconds=900)
    try:
        waiting = house.carried_out(house.post(f"{path}/search")["job"])
        assert (waiting["state"], waiting["waits_for"]) == ("waiting", "quota")
        counts = house.get(path)["counts"]
        assert 0 < counts["none"] < 6
        house.sandbox.clear_faults()
        job = waiting
        for _ in range(5):  # the ledger learned from the refusal, and holds more back than it would have to
            until = datetime.fromisoformat(job["due_at"])
            house.sandbox.advance((until - house.sandbox.now()).total_seconds() + 1)
            job = house.carried_out(waiting["id"])
            if job["state"] == "succeeded":
                break
        assert job["state"] == "succeeded"
        assert house.get(path)["counts"]["none"] == 6
        again = kept(house, account, [f"Nobody {number} - Nothing At All {number}" for number in range(6)])
        assert again["cost"]["calls"] == 0
    finally:
        house.sandbox.clear_faults()


def test_what_a_paste_comes_to_is_placed_until_a_date(
    house: House, account: str, stock: list[Track], playlist: str
) -> None:
    paste = kept(house, account, [one.uri for one in stock[3:6]])
    path, sent = f"/pastes/{paste['id']}", {"playlists": [playlist], "at": "2", "from": "in 10 days", "until": "+7d"}
    house.carried_out(house.post(f"{path}/search")["job"])
    looked = house.post(f"{path}/placements", sent | {"check": True})
    assert looked["made"] is None
    assert [one["position"] for one in looked["preview"]["placements"]] == ["2", "3", "4"]
    below = house.post(f"{path}/placements", sent | {"at": "bottom", "check": True})["preview"]
    after = [f"after {one.uri}" for one in stock[3:5]]
    assert [one["position"] for one in below["placements"]] == ["bottom", *after], "none is in the way of another"
    assert not {"same-slot", "anchor-missing"} & {one["code"] for one in below["conflicts"]}
    assert house.get("/placements") == []
    made = house.post(f"{path}/placements", sent | {"campaign": "From a paste"})["made"]
    assert [one["track"] for one in made["placements"]] == [one.uri for one in stock[3:6]]
    assert made["campaign"] == "From a paste"


def test_decisions_are_told_and_taken_back(house: House, account: str) -> None:
    paste = kept(house, account, ["Nobody - Nothing At All"])
    house.post(f"/pastes/{paste['id']}/lines/1", {"choose": "missing"})
    (told,) = house.get("/decisions", q="nothing nobody")["decisions"]
    assert (told["uri"], told["title"], told["artists"], told["used"]) == (None, "Nothing At All", ["Nobody"], 1)
    assert house.api.ask("DELETE", f"/decisions/{told['id']}")[0] == 200
    assert house.get(f"/pastes/{paste['id']}")["counts"]["missing"] == 0
    assert [one["action"] for one in house.get("/audit", limit=2)] == ["decision.revoke", "decision.make"]


def test_a_text_that_is_too_large_is_refused_with_the_bound(house: House, account: str) -> None:
    status, answer = house.api.post("/pastes/read", {"text": "a - b\n" * 6_000})
    assert (status, answer["code"]) == (400, "input")
    assert "5,000" in answer["detail"]
    assert house.api.post("/pastes", {"account": account, "text": " \n"})[0] == 400
    assert house.api.post("/pastes/read", {"text": "x" * (2**20 + 1)})[0] == 422

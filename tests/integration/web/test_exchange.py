"""Files over HTTP: bounds of what is sent, who sees what was read, what is done to what others may not change."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from playwarden.domain.access import Level, Role
from playwarden.features.exchange.tables import MEDIA_TYPES
from playwarden.sandbox.running import Running
from tests.integration.web.conftest import House
from tests.integration.web.town import Town, peopled, written

RAW = {"content-type": "application/octet-stream"}


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory, web_sandbox: Running) -> Iterator[Town]:
    with peopled(tmp_path_factory.mktemp("files") / "data", web_sandbox) as built:
        yield built


def sent(town: Town, document: object, token: str, **query: str) -> tuple[int, Any]:
    raw = document if isinstance(document, bytes) else json.dumps(document).encode()
    return town.api.ask("POST", "/imports", raw, query=query, headers=RAW, token=token)


def test_each_form_is_answered_as_the_file_that_it_is(town: Town) -> None:
    body = {"selection": {"playlists": [town.own["playlist"]]}}
    for form, media_type in MEDIA_TYPES.items():
        asked = json.dumps(body | {"form": form.value}).encode()
        status, headers, _ = town.api.whole("POST", "/exports", asked)
        assert (status, headers["content-type"].partition(";")[0]) == (200, media_type)
        assert headers["content-disposition"].startswith('attachment; filename="Made by listener1')
        assert f".{form.value}" in headers["content-disposition"]


def test_a_member_exports_what_the_member_sees(town: Town) -> None:
    token = town.token("Elsa", Role.VIEWER, {town.own["account"]: Level.VIEW})
    everything = {"selection": {"everything": True}, "form": "json"}
    status, document = town.ask("POST", "/exports", token, everything)
    told = json.dumps(document)
    assert status == 200
    assert town.own["playlist"] in told
    assert town.foreign["playlist"] not in told
    status, looked = town.ask("POST", "/exports/look", token, everything | {"form": "json"})
    assert status == 422, "nothing but the selection is asked"
    status, looked = town.ask("POST", "/exports/look", token, {"selection": {"everything": True}})
    assert town.foreign["playlist"] not in json.dumps(looked)
    foreign = {"selection": {"playlists": [town.foreign["playlist"]]}}
    assert town.ask("POST", "/exports", token, foreign)[0] == 404
    assert town.ask("POST", "/exports", token, {"selection": {"everything": True}, "look": True})[0] == 403


def test_a_file_is_read_proposed_and_carried_out(house: House) -> None:
    house.container.library.sync(read=True)
    row = next(one for one in house.get("/playlists") if one["items"] and one["owner_id"] == "listener1")
    selection = {"playlists": [row["id"]]}
    book = house.post("/exports", {"selection": selection, "form": "json"})
    before = house.sandbox.uris(row["id"])
    items = book["playlists"][0]["items"]
    items.insert(0, items.pop())
    calls = house.get("/quota")
    status, read = house.api.ask("POST", "/imports", json.dumps(book).encode(), query={"name": "a.json"}, headers=RAW)
    assert (status, read["counts"]["moved"], read["playlists"][0]["order_by"]) == (200, 1, "place")
    assert house.get("/quota") == calls, "reading costs no call"
    assert read["playlists"][0]["sketch"]["writes"] == 1
    proposal = house.post(f"/imports/{read['id']}/propose", {})
    started = house.post(f"/proposals/{proposal['fingerprint']}/apply", {})
    assert house.carried_out(started["job"])["state"] == "succeeded"
    assert house.sandbox.uris(row["id"]) == [before[-1], *before[:-1]]
    back = house.post(f"/runs/{started['run']}/undo", {})
    again = house.post(f"/proposals/{back['fingerprint']}/apply", {})
    house.carried_out(again["job"])
    assert house.sandbox.uris(row["id"]) == before


def test_the_rows_of_a_file_from_elsewhere_become_a_paste_in_their_order(house: House) -> None:
    house.container.library.sync(read=True)
    row = next(one for one in house.get("/playlists") if one["items"] and one["owner_id"] == "listener1")
    (link,) = [uri for uri in house.tracks(40) if uri not in house.sandbox.uris(row["id"])][:1]
    table = f'Artist,Song,Link\nNobody,"A, B",\n,,{link}\n"The\nTwo",Elsewhere,\n'
    query = {"name": "names.csv", "into": row["id"]}
    status, read = house.api.ask("POST", "/imports", table.encode(), query=query, headers=RAW)
    assert (status, read["playlists"][0]["elsewhere"]) == (200, True)
    pasted = house.post(f"/imports/{read['id']}/paste")
    assert (pasted["name"], pasted["counts"]["lines"]) == ("names.csv", 3)
    lines = [one for one in house.get(f"/pastes/{pasted['id']}/lines")["lines"] if one["kind"] != "left_out"]
    told = [(one["title"], one["artists"], one["uri"]) for one in lines]
    assert told == [("A, B", ["Nobody"], None), ("", [], link), ("Elsewhere", ["The Two"], None)]
    written_here = json.dumps(written(row["id"], [])).encode()
    status, ours = house.api.ask("POST", "/imports", written_here, headers=RAW)
    assert (status, ours["playlists"][0]["elsewhere"]) == (200, False)
    assert house.api.post(f"/imports/{ours['id']}/paste", {})[0] == 409


def test_what_is_no_file_of_ours_is_told_in_a_sentence(town: Town) -> None:
    token = town.token("Emil", Role.EDITOR)
    for raw in (b"", b"\xff\xd8\xff" + bytes(range(256)) * 9, b"PK\x03\x04nothing", b'{"a": 1}', b"Dear Anna"):
        status, told = sent(town, raw, token, name="mine.xlsx")
        assert (status, told["code"]) == (400, "unreadable_file"), raw[:10]
        assert told["detail"].startswith("mine.xlsx: ")
        assert told["remedy"]


def test_a_body_that_is_too_large_or_comes_half_leaves_nothing(town: Town) -> None:
    status, told = town.api.ask("POST", "/imports", b"x", headers=RAW | {"content-length": str(2 * 2**30)})
    assert (status, told["code"]) == (413, "too_large")
    before = len(town.container.exchange.readings._kept)
    town.api.whole(
        "POST", "/imports", json.dumps(written(town.own["playlist"], [])).encode(), headers=RAW, lost_after=9
    )
    assert len(town.container.exchange.readings._kept) == before


def test_a_file_waits_for_an_hour(house: House, web_sandbox: Running) -> None:
    house.container.library.sync(read=True)
    row = next(one for one in house.get("/playlists") if one["items"] and one["owner_id"] == "listener1")
    raw = json.dumps(written(row["id"], [])).encode()
    status, read = house.api.ask("POST", "/imports", raw, headers=RAW)
    assert status == 200, read
    found = house.container.exchange.readings.find(read["id"])
    found.expires_at = house.container.clock.now() - timedelta(seconds=1)
    status, told = house.api.get(f"/imports/{read['id']}")
    assert (status, told["code"]) == (404, "not_found")


def test_a_schedule_writes_dated_files_and_keeps_the_newest(house: House) -> None:
    house.container.library.sync(read=True)
    payload = {"selection": {"everything": True}, "form": "csv", "keep": 2, "name": "every night"}
    timing = {"kind": "every", "seconds": 86_400}
    made = house.post("/schedules", {"name": "files", "kind": "exchange.export", "timing": timing, "payload": payload})
    for _ in range(3):
        job = house.post(f"/schedules/{made['id']}/run")["job"]
        assert house.carried_out(job)["state"] == "succeeded"
        house.sandbox.advance(seconds=61)
    files = house.get("/exports")["files"]
    moments = [datetime.fromisoformat(one["made_at"]) for one in files]
    assert [one["name"] for one in files] == [f"every night-{one:%Y-%m-%dT%H%M%SZ}.csv" for one in moments]
    assert len(files) == 2
    status, headers, text = house.api.whole("GET", f"/exports/{files[0]['name'].replace(' ', '%20')}")
    assert (status, headers["content-type"].partition(";")[0]) == (200, "text/csv")
    assert text.lstrip("\ufeff").startswith("playlist,order,title")
    for name in ("../playwarden.db", "..%2Fplaywarden.db", ".hidden"):
        assert house.api.get(f"/exports/{name}")[0] == 404


@pytest.mark.parametrize(
    "payload",
    [{}, {"selection": {}}, {"selection": {"everything": True}, "form": "pdf"},
     {"selection": {"everything": True}, "keep": 0}, {"selection": {"everything": True}, "zone": "Moon/Base"},
     {"selection": {"everything": True}, "folder": "/etc"}],
)  # fmt: skip
def test_a_schedule_of_what_cannot_be_written_is_refused(house: House, payload: dict[str, Any]) -> None:
    timing = {"kind": "every", "seconds": 86_400}
    body = {"name": "files", "kind": "exchange.export", "timing": timing, "payload": payload}
    assert house.api.post("/schedules", body)[0] == 400

"""A file, an undo or a restore is proposed, approved by its fingerprint, and started once, by requests alone."""

import json
from base64 import b64encode
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.integration.web.conftest import House


def wishes(*playlists: dict[str, Any]) -> str:
    """A file for listener1."""
    return json.dumps({"version": 1, "account": "listener1", "playlists": list(playlists)})


def made(house: House, key: str, tracks: list[str]) -> str:
    """A playlist that was made through the API; its id."""
    proposal = house.post("/plans", {"file": wishes({"create": key, "name": key, "items": tracks})})
    started = house.post(f"/proposals/{proposal['fingerprint']}/apply")
    house.carried_out(started["job"])
    playlist: str = house.get(f"/runs/{started['run']}")["parts"][0]["playlist_id"]
    return playlist


def test_a_file_becomes_a_run_an_undo_takes_it_back_a_restore_brings_it_again(house: House) -> None:
    tracks = house.tracks(6)
    playlist = made(house, "turns", tracks[:5])
    proposal = house.post("/plans", {"file": wishes({"id": playlist, "items": tracks[1:6]})})
    assert (proposal["changing"], proposal["refused"], proposal["verb"]) == (1, None, "apply")
    assert "Fingerprint" in house.get(f"/proposals/{proposal['fingerprint']}/text")["text"]
    assert house.get(f"/proposals/{proposal['fingerprint']}/text", form="markdown", most=1)["text"].startswith("### ")
    assert house.get(f"/proposals/{proposal['fingerprint']}/plans")["playlists"][0]["operations"]
    assert house.sandbox.uris(playlist) == tracks[:5], "nothing is changed by a proposal"

    started = house.post(f"/proposals/{proposal['fingerprint']}/apply")
    assert house.carried_out(started["job"])["state"] == "succeeded"
    assert house.sandbox.uris(playlist) == tracks[1:6]

    undo = house.post(f"/runs/{started['run']}/undo")
    assert (undo["verb"], undo["of_run_id"]) == ("undo", started["run"])
    house.carried_out(house.post(f"/proposals/{undo['fingerprint']}/apply")["job"])
    assert house.sandbox.uris(playlist) == tracks[:5]

    restore = house.post(f"/playlists/{playlist}/restore", {"version": "2"})
    house.carried_out(house.post(f"/proposals/{restore['fingerprint']}/apply")["job"])
    assert house.sandbox.uris(playlist) == tracks[1:6]


def test_started_twice_it_is_one_run(house: House) -> None:
    proposal = house.post("/plans", {"file": wishes({"create": "twice", "name": "Twice", "items": house.tracks(2)})})
    path = f"/proposals/{proposal['fingerprint']}/apply"
    assert house.post(path) == house.post(path)
    assert len(house.get("/runs")) == 1


def test_nothing_to_do_starts_nothing(house: House) -> None:
    tracks = house.tracks(3)
    playlist = made(house, "equal", tracks)
    proposal = house.post("/plans", {"file": wishes({"id": playlist, "items": tracks})})
    assert proposal["changing"] == 0
    assert house.post(f"/proposals/{proposal['fingerprint']}/apply") == {"run": None, "job": None}


def test_what_a_safety_rule_holds_is_shown_refused_and_forced_by_name(house: House) -> None:
    tracks = house.tracks(6)
    playlist = made(house, "held", tracks)
    file = wishes({"id": playlist, "items": tracks[:1]})
    proposal = house.post("/plans", {"file": file})
    assert proposal["refused"]["code"] == "blocked"
    assert [block["rule"] for block in proposal["blocked"]] == proposal["refused"]["rules"] == ["removes-much"]
    path = f"/proposals/{proposal['fingerprint']}"
    status, problem = house.api.post(f"{path}/apply", {})
    assert (status, problem["code"], problem["rules"]) == (409, "blocked", ["removes-much"])
    assert house.get(path, forced="removes-much")["refused"] is None
    assert house.post(f"{path}/apply", {"forced": ["removes-much"]})["run"]


def test_a_proposal_waits_for_fifteen_minutes_by_the_clock(house: House) -> None:
    proposal = house.post("/plans", {"file": wishes({"create": "late", "name": "Late", "items": []})})
    path = f"/proposals/{proposal['fingerprint']}"
    house.get(path)
    house.sandbox.advance(15 * 60)
    status, problem = house.api.post(f"{path}/apply", {})
    assert (status, problem["code"]) == (404, "not_found")
    assert house.get("/runs") == []


def picture(colour: str = "red") -> bytes:
    """A small JPEG."""
    drawn = BytesIO()
    Image.new("RGB", (60, 60), colour).save(drawn, "JPEG")
    return drawn.getvalue()


def test_a_cover_is_what_was_sent_along(house: House) -> None:
    file = wishes({"create": "cover", "name": "Cover", "items": house.tracks(1), "cover": "monday.jpg"})
    covers = {"monday.jpg": b64encode(picture()).decode()}
    proposal = house.post("/plans", {"file": file, "covers": covers})
    started = house.post(f"/proposals/{proposal['fingerprint']}/apply")
    assert house.carried_out(started["job"])["state"] == "succeeded"
    steps = house.get(f"/runs/{started['run']}")["parts"][0]["steps"]
    assert "cover" in [step["operation"]["kind"] for step in steps]


def test_nothing_is_read_from_the_servers_disk_whatever_a_file_names(house: House, tmp_path: Path) -> None:
    (tmp_path / "there.jpg").write_bytes(picture())
    file = wishes({"create": "c", "name": "C", "cover": str(tmp_path / "there.jpg")})
    status, problem = house.api.post("/plans", {"file": file, "path": str(tmp_path / "wishes.yaml")})
    assert (status, problem["code"]) == (400, "file")
    assert "was not sent along" in problem["detail"]


@pytest.mark.parametrize("sent", ["", "no base64 ä", b64encode(b"GIF89a").decode(), b64encode(b"x" * 300_000).decode()])
def test_a_cover_that_is_none_is_refused(house: House, sent: str) -> None:
    file = wishes({"create": "c", "name": "C", "cover": "c.jpg"})
    status, problem = house.api.post("/plans", {"file": file, "covers": {"c.jpg": sent}})
    assert (status, problem["code"]) == (400, "input")


def test_a_wrong_file_is_told_with_its_line_as_the_one_who_sent_it_calls_it(house: House) -> None:
    status, problem = house.api.post("/plans", {"file": "version: 1\nacount: x\n", "path": "lists/monday.yaml"})
    assert (status, problem["code"]) == (400, "file")
    assert (problem["path"], problem["line"]) == ("lists/monday.yaml", 2)
    assert problem["detail"].startswith("lists/monday.yaml:2:")


def test_what_a_person_does_is_in_the_audit_chain(house: House) -> None:
    made(house, "audited", house.tracks(2))
    house.post("/hold")
    house.post("/release")
    actions = [link["action"] for link in house.get("/audit", actor="operator")]
    assert {"jobs.hold", "jobs.release", "playlist.apply"} <= set(actions)


def test_a_run_is_cancelled_before_anybody_carries_it_out(house: House) -> None:
    proposal = house.post("/plans", {"file": wishes({"create": "no", "name": "No", "items": house.tracks(2)})})
    started = house.post(f"/proposals/{proposal['fingerprint']}/apply")
    told = house.post(f"/runs/{started['run']}/cancel")
    assert told["state"] == "cancelled"
    assert house.get(f"/jobs/{started['job']}")["state"] == "cancelled"
    assert house.post(f"/runs/{started['run']}/resume")["job"] is None
    status, problem = house.api.post(f"/runs/{started['run']}/cancel")
    assert (status, problem["code"]) == (409, "conflict")


def test_a_run_is_resumed_by_one_job_however_often_it_is_asked_for(house: House) -> None:
    proposal = house.post("/plans", {"file": wishes({"create": "again", "name": "Again", "items": house.tracks(2)})})
    started = house.post(f"/proposals/{proposal['fingerprint']}/apply")
    house.sandbox.ban(3_600, quota=True, bucket="POST /me/playlists")
    try:
        assert house.carried_out(started["job"])["held"]["waits_for"] == "quota"
        for _ in range(2):
            assert house.post(f"/runs/{started['run']}/resume")["job"] == started["job"]
    finally:
        house.sandbox.advance(2 * 3_600)
    assert house.carried_out(house.post(f"/runs/{started['run']}/resume")["job"])["state"] == "succeeded"
    assert len(house.get("/jobs", run=started["run"])) == 1


def test_all_playlists_are_looked_at_as_a_job_that_is_one_however_often_asked_for(house: House) -> None:
    job = house.post("/sync")["job"]
    assert house.post("/sync")["job"] == job
    assert house.post("/sync", {"read": False})["job"] != job
    found = house.carried_out(job)
    assert found["state"] == "succeeded"
    assert found["result"]["seen"] == len(house.get("/playlists"))
    assert house.get("/playlists", called=house.get("/playlists")[0]["name"])

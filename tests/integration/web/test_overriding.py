"""A waiting run is changed by hand over HTTP: previewed, approved by its fingerprint, recorded, seen at Spotify."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from playwarden.domain.access import Level, Right, Role, Scope, the_operator
from playwarden.features.access.members import Change
from playwarden.kit.ids import JobId
from playwarden.sandbox.running import Running
from tests.integration.web.conftest import House
from tests.integration.web.test_proposals import made, wishes
from tests.integration.web.town import Town, peopled


def test_a_waiting_run_is_changed_carried_out_and_undone(house: House) -> None:
    tracks = house.tracks(8)
    playlist = made(house, "waits", tracks[:5])
    proposal = house.post("/plans", {"file": wishes({"id": playlist, "items": [*tracks[1:5], *tracks[5:8]]})})
    started = house.post(f"/proposals/{proposal['fingerprint']}/apply")
    run = f"/runs/{started['run']}"
    calls = len(house.sandbox.calls())

    waits = house.get(f"{run}/plan")
    assert waits["why_not"] is None
    assert [(line["sign"], line["position"], line["uri"]) for line in waits["lines"]] == [
        ("-", 1, tracks[0]),
        *(("+", 5 + number, tracks[5 + number]) for number in range(3)),
    ]
    changes = [
        {"verb": "drop", "uri": tracks[5], "position": 5},
        {"verb": "keep", "uri": tracks[0], "position": 1},
        {"verb": "put", "uri": tracks[7], "position": 7, "at": 3},
    ]
    preview = house.post(f"{run}/override/preview", {"changes": changes})
    assert (preview["refused"], preview["calls_before"]) == (None, waits["calls"])
    asked = {"changes": changes, "fingerprint": preview["plan"]["fingerprint"], "reason": " It is Monday. "}
    status, problem = house.api.post(f"{run}/override", asked | {"reason": " "})
    assert (status, problem["code"]) == (422, "input")
    changed = house.post(f"{run}/override", asked)
    assert (changed["fingerprint"], changed["calls"]) == (preview["plan"]["fingerprint"], preview["calls"])
    assert house.post(f"{run}/override", asked) == changed, "sent again it is done once"
    assert len(house.sandbox.calls()) == calls, "none of this takes a call"

    told = house.get(run)["parts"][0]["overrides"]
    assert [(each["reason"], len(each["changes"])) for each in told] == [("It is Monday.", 3)]
    links = [link for link in house.get("/audit") if link["action"] == "plan.override"]
    assert [link["run_id"] for link in links] == [started["run"]]
    assert house.get(f"/jobs/{started['job']}")["forecast"] == changed["calls"]

    assert house.carried_out(started["job"])["state"] == "succeeded"
    assert house.sandbox.uris(playlist) == [tracks[0], tracks[1], tracks[7], *tracks[2:5], tracks[6]]
    status, problem = house.api.post(f"{run}/override/preview", {"changes": changes})
    assert (status, problem["code"]) == (409, "conflict")
    assert "has ended" in problem["detail"]
    assert house.get(f"{run}/plan")["why_not"]["code"] == "conflict"

    undo = house.post(f"{run}/undo")
    house.carried_out(house.post(f"/proposals/{undo['fingerprint']}/apply")["job"])
    assert house.sandbox.uris(playlist) == tracks[:5]


def test_of_a_plan_of_details_alone_one_is_left_as_it_is(house: House) -> None:
    playlist = made(house, "details", house.tracks(3))
    wish = {"id": playlist, "name": "Monday", "description": "Renewed every Monday"}
    proposal = house.post("/plans", {"file": wishes(wish)})
    started = house.post(f"/proposals/{proposal['fingerprint']}/apply")
    run = f"/runs/{started['run']}"
    waits = house.get(f"{run}/plan")
    assert (waits["lines"], [one["field"] for one in waits["details"]]) == ([], ["name", "description"])
    changes = [{"verb": "leave", "field": "name"}]
    preview = house.post(f"{run}/override/preview", {"changes": changes})
    assert [one["field"] for one in preview["details"]] == ["description"]
    asked = {"changes": changes, "fingerprint": preview["plan"]["fingerprint"], "reason": "The name stays."}
    assert house.post(f"{run}/override", asked)["overrides"][0]["changes"] == changes
    house.carried_out(started["job"])
    found = house.sandbox.playlist(playlist)
    assert (found["name"] == "Monday", found["description"]) == (False, "Renewed every Monday")


@pytest.fixture
def town(tmp_path: Path, web_sandbox: Running) -> Iterator[Town]:
    with peopled(tmp_path / "data", web_sandbox) as built:
        yield built


def test_only_who_may_override_does_so_and_it_bears_their_name(town: Town) -> None:
    own = town.own["account"]
    editor = town.caller("Edda", Role.EDITOR, {own: Level.EDIT})
    trusted = town.caller("Tom", Role.EDITOR, {own: Level.EDIT})
    assert trusted.member is not None
    assert editor.member is not None
    changed = Change(extra=frozenset({Right.OVERRIDE_PLAN}))
    trusted = trusted.of(town.container.members.change(the_operator(), trusted.member.id, changed))
    tokens = {
        who: town.container.access.make_token(one, "t", tuple(Scope), 1)[1]
        for who, one in {"editor": editor, "trusted": trusted}.items()
    }
    edit = {
        "selection": {"playlists": [town.own["playlist"]]},
        "edit": {"kind": "details", "description": "Renewed every Monday"},
    }
    proposal = town.ask("POST", "/playlists/edit", tokens["editor"], edit)[1]
    started = town.ask("POST", f"/proposals/{proposal['fingerprint']}/apply", tokens["editor"], {})[1]
    run = f"/runs/{started['run']}"
    uris = town.sandbox.uris(town.own["playlist"])
    changes = {"changes": [{"verb": "put", "uri": uris[-1], "position": len(uris), "at": 1}]}
    status, problem = town.ask("POST", f"{run}/override/preview", tokens["editor"], changes)
    assert (status, problem["code"]) == (403, "not_allowed")
    assert town.got(f"{run}/plan", tokens["editor"])["why_not"] is None, "looking is for everybody who sees the run"

    status, preview = town.ask("POST", f"{run}/override/preview", tokens["trusted"], changes)
    assert status == 200
    asked = changes | {"fingerprint": preview["plan"]["fingerprint"], "reason": "It opens the week."}
    assert town.ask("POST", f"{run}/override", tokens["editor"], asked)[0] == 403
    assert town.ask("POST", f"{run}/override", tokens["trusted"], asked)[0] == 200
    told = town.got(run, tokens["editor"])["parts"][0]["overrides"][0]
    assert "Tom" in told["actor"]

    town.container.runner.run_until_ended(JobId(started["job"]))
    assert town.sandbox.uris(town.own["playlist"]) == [uris[-1], *uris[:-1]]

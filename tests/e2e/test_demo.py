"""`make demo`, from the first start to the next one: what is there, who gets in, and how it looks."""

import json
import urllib.request
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.world import World, demonstrated


def ask(world: World, path: str, body: object = None) -> Any:
    """What the API answers the operator."""
    headers = {"Authorization": f"Bearer {world.token}", "Content-Type": "application/json"}
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{world.up}/api/v1/{path}", data, headers)
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def weeks_are_there(world: World) -> None:
    states = {job["state"] for job in ask(world, "jobs?limit=500")}
    assert states >= {"succeeded", "failed", "cancelled", "scheduled", "missed"}
    assert len(ask(world, "playlists")) >= 60
    placements = Counter(each["state"] for each in ask(world, "placements?limit=500"))
    assert set(placements) >= {"planned", "in_force", "asking", "ended", "cancelled"}
    assert {each["role"] for each in ask(world, "members")} == {"owner", "editor", "viewer"}
    writes = {each["user_id"]: each["writes"] for each in ask(world, "accounts")}
    assert writes == {"listener1": True, "listener2": True, "listener3": False}
    verbs = Counter((each["verb"], each["actor"].partition(":")[0]) for each in ask(world, "runs?limit=200"))
    assert {("undo", "member"), ("restore", "member"), ("apply", "placements")} <= set(verbs)
    assert {"Friday shuffle", "Monday tidying up"} <= {each["name"] for each in ask(world, "schedules")}
    assert {"campaign", "flagship", "mixes"} <= {each["tag"] for each in ask(world, "tags")}
    assert {"Flagships", "Where a campaign runs"} <= {each["name"] for each in ask(world, "views") if each["shared"]}
    assert {each["kind"] for each in ask(world, "labels")} == {"genre", "mood"}
    known = ask(world, "features/coverage")["library"]
    assert 0 < known["heard"] < known["tracks"]
    assert len(ask(world, "blocklist")) == 2
    playlists_keep_themselves(world)
    lists_became_tracks(world)
    playlists_are_guarded(world)


def playlists_keep_themselves(world: World) -> None:
    """Some follow templates, one asks about a change by hand, one is kept as it stands, and one only grows."""
    kept = ask(world, "rule-sets")["rule_sets"]
    assert len(kept) == 5
    assert all(one["playlist"] is not None and one["schedule"] is not None for one in kept)
    follow = Counter(one["template"]["name"] for one in kept if one["template"])
    assert follow == {"Flagship rotation": 1, "Evenings": 2}
    assert [one["name"] for one in kept if one["hand"]["asks"]] == ["On air this week"]
    assert [one["override"]["kind"] for one in kept if one["override"]] == ["until"]
    rotation = next(one for one in kept if one["template"] and one["template"]["name"] == "Flagship rotation")
    refreshes = ask(world, f"rule-sets/{rotation['id']}/refreshes")["refreshes"]
    assert len([one for one in refreshes if one["state"] == "done" and one["actor"] != "member:Mara"]) >= 2


def lists_became_tracks(world: World) -> None:
    """One list is done, of another something is left to review; what was decided stands, and a workbook lies there."""
    pastes = {one["name"]: one["counts"] for one in ask(world, "pastes")["pastes"]}
    assert set(pastes) == {"Marta's mail", "Chart of the week"}
    assert pastes["Marta's mail"]["review"] == 0 < pastes["Marta's mail"]["accepted"]
    assert pastes["Chart of the week"]["sure"] > 0
    assert any(one["uri"] is None for one in ask(world, "decisions")["decisions"])
    assert {one["name"].rpartition(".")[2] for one in ask(world, "exports")["files"]} == {"xlsx"}


def playlists_are_guarded(world: World) -> None:
    """Some were put back, one was adopted, of one a person is asked, and of one a breaker stands."""
    guarded = ask(world, "protection/playlists?limit=500")
    assert {each["policy"] for each in guarded} == {"restore", "ask", "adopt"}
    assert len({each["account"] for each in guarded}) == 2
    assert sum(each["broken_at"] is not None for each in guarded) == 1
    assert any(each["important"] for each in guarded)
    incidents = ask(world, "incidents?limit=500")
    ends = Counter((each["kind"], each["outcome"]) for each in incidents)
    assert ends["takedown", "restored"] >= 2
    assert ends["edit", "restored"] >= 2
    assert ends["edit", "adopted"] == 1
    assert {each["kind"] for each in incidents if each["state"] == "asking"} == {"takedown", "edit"}
    restored = {field["field"] for each in incidents if each["outcome"] == "restored" for field in each["wrong"]}
    assert restored == {"name", "description", "cover"}


@pytest.mark.timeout(900)
def test_a_demonstration_shows_weeks_in_every_light_and_goes_on_where_it_ended(tmp_path: Path) -> None:
    folder = tmp_path / "weeks"
    with demonstrated(folder) as world:
        weeks_are_there(world)
        done = world.run("e2e/looks.e2e.ts", E2E_PICTURES=str(tmp_path))
        assert done.returncode == 0, f"{done.stdout}\n{done.stderr}\npictures in {tmp_path}"
        before = ask(world, "playlists")
        session = ask(world, "links/use", {"token": world.welcome.partition("#")[2]})
        assert session["member"]["name"] == "Mara"
    with demonstrated(folder) as again:
        weeks_are_there(again)
        # The sandbox kept what was written to it: it is looked at anew, and nothing there differs from the mirror.
        assert ask(again, "sync", {"read": False})["job"]
        assert {row["id"]: row["name"] for row in ask(again, "playlists")} == {row["id"]: row["name"] for row in before}

"""What is seen by a right ends with that right, and what is looked for is found where it may be seen."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from playwarden.domain.access import Level, Role, tagged
from playwarden.domain.jobs.job import NewJob
from playwarden.kit.ids import AccountId
from playwarden.sandbox.running import Running
from tests.integration.web.town import Town, peopled


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory, web_sandbox: Running) -> Iterator[Town]:
    with peopled(tmp_path_factory.mktemp("seeing") / "data", web_sandbox) as built:
        yield built


def test_a_tag_that_is_taken_away_ends_what_was_seen_by_it_in_an_open_stream(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    from playwarden.web.routes import events

    playlist, token = town.own["playlist"], town.token("Trix", Role.OWNER)
    change = {"playlists": [playlist], "add": ["streamed"]}
    assert town.ask("POST", "/tags/assign", token, change)[0] == 200
    caller = town.caller("Tilo", Role.VIEWER, {tagged(AccountId(town.own["account"]), "streamed"): Level.VIEW})
    sight = events.Sight(town.container, caller, lambda: caller)
    later = town.container.clock.now() + timedelta(days=30)
    job = town.container.jobs.enqueue([NewJob("library.read", f"playlist:{playlist}", due_at=later)])[0]
    told = town.container.jobs.events(0, job_id=job.id, limit=10)
    assert town.api.post(f"/jobs/{job.id}/cancel", {})[0] == 200
    assert sight.of(told) == told != []
    assert town.ask("POST", "/tags/assign", token, {"playlists": [playlist], "remove": ["streamed"]})[0] == 200
    monkeypatch.setattr(events, "ASKED_EVERY", 0.0)  # as if these seconds had passed
    assert sight.of(told) == []


def test_who_reaches_one_account_finds_the_tracks_of_its_playlists_alone(town: Town) -> None:
    viewer = town.token("Trude", Role.VIEWER, {town.own["account"]: Level.VIEW})
    editor = town.token("Theo", Role.EDITOR, {town.own["account"]: Level.EDIT})
    owner = town.token("Tara", Role.OWNER)
    held = {side["playlist"]: _uris(town, side["playlist"]) for side in (town.own, town.foreign)}
    hidden = next(
        uri
        for uri in held[town.foreign["playlist"]]
        if not any(uri in _uris(town, each["id"]) for each in town.got("/playlists", viewer))
    )

    def found(token: str, **query: str) -> dict[str, str]:
        status, tracks = town.api.ask("GET", "/tracks", query=query | {"limit": "50"}, token=token)
        assert status == 200
        return {track["uri"]: track["name"] for track in tracks}

    name = found(owner, uri=hidden)[hidden]
    assert hidden in found(owner, q=name)
    assert hidden not in found(viewer, q=name) | found(editor, q=name)
    assert found(viewer, uri=hidden) == {}, "who edits nothing has no list to name it for"
    seen = held[town.own["playlist"]][0]
    assert seen in found(viewer, q=found(viewer, uri=seen)[seen])


def test_who_only_looks_sees_what_kept_rules_come_to_unless_they_are_about_what_somebody_hears(town: Town) -> None:
    viewer = town.token("Tove", Role.VIEWER, {town.own["account"]: Level.VIEW})
    source = {"step": "playlist", "playlists": [f"spotify:playlist:{town.own['playlist']}"]}

    def kept(name: str, *steps: dict[str, object]) -> str:
        document = {"version": 1, "name": name, "sources": [source]} | ({"steps": list(steps)} if steps else {})
        status, made = town.api.post("/rule-sets", {"account": town.own["account"], "document": document})
        assert status == 200, made
        return f"/rule-sets/{made['id']}"

    def why(path: str, uri: str, token: str) -> tuple[int, Any]:
        status, told = town.api.ask("GET", f"{path}/explanation", query={"uri": uri}, token=token)
        return status, told

    shown, uris = kept("Shown"), _uris(town, town.own["playlist"])
    rows = town.got(f"{shown}/preview", viewer)["result"]["items"]
    assert {row["uri"] for row in rows} == set(uris)
    status, told = why(shown, rows[0]["uri"], viewer)
    assert (status, told["included"], told["place"]) == (200, True, 1)
    assert rows[0]["title"] in told["title"]
    strange = next(uri for uri in _uris(town, town.foreign["playlist"]) if uri not in uris)
    told = why(shown, strange, viewer)[1]
    assert (told["included"], told["title"]) == (False, strange), "nothing is told of what no list shows them"
    liked = kept("Liked", {"step": "liked"})
    assert town.ask("GET", f"{liked}/preview", viewer)[0] == 403
    assert why(liked, uris[0], viewer)[0] == 403
    hidden = town.token("Tess", Role.VIEWER, {town.foreign["account"]: Level.VIEW})
    theirs = kept("Theirs")
    assert town.ask("GET", f"{theirs}/preview", hidden)[0] == 404
    assert why(theirs, uris[0], hidden)[0] == 404


def test_files_beside_rules_are_kept_replaced_and_taken_away_one_by_one(town: Town) -> None:
    owner = town.token("Tom", Role.OWNER)
    uris = _uris(town, town.own["playlist"])[:3]
    files = {f"{name}.csv": f"uri\n{uri}\n" for name, uri in zip("abc", uris, strict=True)}
    rules = {
        "version": 1,
        "name": "By files",
        "sources": [{"step": "csv", "file": name} for name in ("a.csv", "b.csv")],
    }
    body = {"account": town.own["account"], "document": rules, "files": files}
    made = town.ask("POST", "/rule-sets", owner, body)[1]
    path = f"/rule-sets/{made['id']}"
    change = {"document": rules, "number": made["number"], "files": {"a.csv": None, "b.csv": files["c.csv"]}}
    assert town.ask("PUT", path, owner, change | {"files": {"d.csv": None}})[0] == 400
    tried = {"rule_set": made["id"], "document": rules, "files": change["files"]}
    assert _rows(town.ask("POST", "/rule-sets/preview", owner, tried)[1]) == [uris[0], uris[2]]
    changed = town.ask("PUT", path, owner, change)[1]
    assert [one["name"] for one in changed["files"]] == ["a.csv", "b.csv"]
    assert _rows(town.got(f"{path}/preview", owner)) == [uris[0], uris[2]]


def _rows(told: dict[str, Any]) -> list[str]:
    return [row["uri"] for row in told["result"]["items"]]


def _uris(town: Town, playlist: str) -> list[str]:
    """What a playlist holds, as far as it was read."""
    document = town.api.get(f"/playlists/{playlist}")[1]
    return [entry["uri"] for entry in document["entries"] or () if entry["uri"]]

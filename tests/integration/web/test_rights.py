"""Who may do what on every route there is: generated from the table of routes, so that a new one cannot be forgotten.

For each: nobody is refused; a role without the right is refused; a member who only looks at an account is refused to
change it; what belongs to an account that a member does not see is answered as what is not there.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from fastapi.routing import APIRoute

from playwarden.bootstrap import open_container
from playwarden.config import load_settings
from playwarden.domain.access import EXTRA, GRANTED, Level, Right, Role, Scope, the_operator
from playwarden.features.access.members import Change
from playwarden.kit.ids import AccountId, PlaylistId, RunId
from playwarden.sandbox.running import Running
from playwarden.web.policy import Requires
from playwarden.web.routes import SLICES, declared
from tests.integration.web.foreign import bodies
from tests.integration.web.town import Town, peopled
from tests.postgres import Server

ROUTES = [
    pytest.param(method, route, what, id=f"{method} {route.path}")
    for name in SLICES
    for route, what in declared(name)
    for method in sorted(route.methods or ())
]
OPEN = [each for each in ROUTES if each.values[2].right is None]  # type: ignore[union-attr] # as they were made
CLOSED = [each for each in ROUTES if each not in OPEN]
NAMED = [each for each in CLOSED if each.values[2].of is not None]  # type: ignore[union-attr]
LIMITED = [each for each in NAMED if each.values[2].right in GRANTED[Role.EDITOR] | EXTRA]  # type: ignore[union-attr]
"""Those whose right somebody may have for some accounts only; who has another one reaches all."""
INSIDE = [each for each in CLOSED if each.values[2].inside and each.values[0] != "GET"]  # type: ignore[union-attr]
"""All but the stream of events, which has tests of its own."""
NOBODYS = "zzzzzzzzzz"
"""An id that nothing has."""


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def town(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, web_sandbox: Running
) -> Iterator[Town]:
    """Once on each kind of database, for all tests."""
    server: Server | None = request.getfixturevalue("postgres") if request.param == "postgresql" else None
    name = server.create() if server else ""
    with peopled(tmp_path_factory.mktemp("town") / "data", web_sandbox, server.url(name) if server else None) as built:
        yield built
    if server:
        server.drop(name)


@pytest.fixture(scope="module")
def tokens(town: Town) -> dict[str, str]:
    """API tokens by what their members may do."""
    own, foreign = town.own["account"], town.foreign["account"]
    deleter = town.caller("Dora", Role.EDITOR, {own: Level.EDIT})
    assert deleter.member is not None
    town.container.members.change(the_operator(), deleter.member.id, Change(extra=EXTRA))
    return {
        "trusted": town.container.access.make_token(deleter, "test", list(Scope), 1)[1],
        "editor": town.token("Edda", Role.EDITOR, {own: Level.EDIT}),
        "looker": town.token("Lukas", Role.EDITOR, {own: Level.EDIT, foreign: Level.VIEW}),
        "viewer": town.token("Vera", Role.VIEWER, {own: Level.EDIT}),
        "everywhere": town.token("Evi", Role.EDITOR),
        "admin": town.token("Ada", Role.ADMIN),
        "owner": town.token("Olga", Role.OWNER),
        "reader": town.token("Rita", Role.OWNER, None, Scope.READ),
    }


def path_of(route: APIRoute, names: dict[str, str]) -> str:
    """The path with its parameters filled in; those that are not known get an id that nothing has."""
    path = route.path
    for name in route.param_convertors:
        path = path.replace("{" + name + "}", names.get(name, NOBODYS).replace(" ", "%20"))
    return path


def test_every_route_stands_here() -> None:
    assert len(CLOSED) > 50
    assert {each.values[2].of.parameter for each in NAMED} <= {  # type: ignore[union-attr]
        "playlist", "run", "job", "fingerprint", "placement", "campaign", "schedule", "account", "rule",
        "incident", "rule_set", "template", "import", "paste",
    }  # fmt: skip


@pytest.mark.parametrize(("method", "route", "what"), CLOSED)
def test_nobody_is_refused(town: Town, method: str, route: APIRoute, what: Requires) -> None:
    for token in ("", "pwt_nobody", "x" * 43):
        status, document = town.ask(method, path_of(route, town.own), token)
        assert (status, document["code"]) == (401, "no_token")


@pytest.mark.parametrize(("method", "route", "what"), CLOSED)
def test_a_role_without_the_right_is_refused(
    town: Town, tokens: dict[str, str], method: str, route: APIRoute, what: Requires
) -> None:
    assert what.right is not None
    lacking = [name for name in ("viewer", "editor") if what.right not in GRANTED[Role(name)]]
    if what.right is not Right.VIEW:
        lacking.append("reader")
    for name in lacking:
        status, document = town.ask(method, path_of(route, town.own), tokens[name], {})
        assert (status, document["code"]) == (403, "not_allowed"), name
        assert document["remedy"]


@pytest.mark.parametrize(("method", "route", "what"), LIMITED)
def test_a_foreign_id_is_answered_as_one_that_is_missing(
    town: Town, tokens: dict[str, str], method: str, route: APIRoute, what: Requires
) -> None:
    assert what.of is not None
    token = tokens["trusted"] if what.right in EXTRA else tokens["editor"]
    foreign, missing = town.foreign[what.of.parameter], NOBODYS
    if what.of.parameter == "fingerprint":
        missing = "0" * 64
    answers = []
    for named in (foreign, missing):
        status, document = town.ask(method, path_of(route, {what.of.parameter: named}), token, {})
        assert (status, document["code"]) == (404, "not_found")
        answers.append(json.dumps(document).replace(named, "?").replace(named[:12], "?"))
    assert answers[0] == answers[1]


@pytest.mark.parametrize(("method", "route", "what"), NAMED)
def test_who_only_looks_at_an_account_changes_nothing_of_it(
    town: Town, tokens: dict[str, str], method: str, route: APIRoute, what: Requires
) -> None:
    assert what.of is not None
    asked = [each.alias for each in route.dependant.query_params if each.field_info.is_required()]
    query = urlencode(dict.fromkeys(asked, town.foreign["track"]))
    status, document = town.ask(method, path_of(route, town.foreign), tokens["looker"], {}, query)
    if what.right is Right.VIEW:
        assert status == 200 or "single version" in document["detail"], document
    else:
        assert (status, document["code"]) == (403, "not_allowed")


@pytest.mark.parametrize(("method", "route", "what"), INSIDE)
def test_what_a_body_names_of_a_foreign_account_is_out_of_reach(
    town: Town, tokens: dict[str, str], method: str, route: APIRoute, what: Requires
) -> None:
    body = bodies(town)[f"{method} {route.path}"]
    status, document = town.ask(method, route.path, tokens["editor"], body)
    assert status in (400, 404), document
    told = json.dumps(document)
    assert town.foreign["name"] not in told
    assert "Made by listener2" not in told
    looking = town.ask(method, route.path, tokens["looker"], body)
    assert looking[0] in (403, 404), looking
    assert town.ask(method, route.path, tokens["admin"], body)[0] in (200, 409), "it is asked for as it may be"


def test_lists_show_what_may_be_seen(town: Town, tokens: dict[str, str]) -> None:
    foreign, editor = town.foreign, tokens["editor"]
    for path in ("/accounts", "/playlists", "/runs", "/jobs", "/placements", "/campaigns", "/schedules", "/audit"):
        shown, whole = town.got(path, editor), town.got(path, tokens["everywhere"])
        assert shown, path
        assert len(shown) < len(whole), path
        told = json.dumps(shown)
        for name in ("account", "run", "job", "placement", "schedule"):
            assert foreign[name] not in told, (path, name)
    assert "listener2" not in town.ask("GET", "/placements/export", editor)[1]["text"]
    assert [one["name"] for one in town.got("/members", editor)] == ["Edda"]


def test_a_folder_is_written_of_what_may_be_seen(town: Town, tokens: dict[str, str]) -> None:
    written = town.ask("POST", "/folders/export", tokens["editor"], {})[1]["files"]
    whole = town.ask("POST", "/folders/export", tokens["everywhere"], {})[1]["files"]
    assert 0 < len(written) < len(whole)
    assert town.foreign["playlist"] not in json.dumps(written)
    assert town.ask("POST", "/folders/export", tokens["editor"], {"account": town.foreign["account"]})[0] == 404


def test_what_is_found_is_what_may_be_seen(town: Town, tokens: dict[str, str]) -> None:
    editor, whole, foreign = tokens["editor"], tokens["everywhere"], town.foreign

    def found(words: str, token: str) -> Any:
        status, document = town.api.ask("GET", "/find", query={"q": words}, token=token)
        assert status == 200, document
        return document

    for user, seen in (("listener1", True), ("listener2", False)):
        made = {f"Made by {user}"}
        assert {one["name"] for one in found(f"made by {user}", whole)["playlists"]} == made
        assert {one["name"] for one in found(f"made by {user}", editor)["playlists"]} == (made if seen else set())
    for entry in town.got(f"/playlists/{foreign['playlist']}", whole)["entries"]:
        uri = entry["uri"]
        assert found(uri, whole)["tracks"]
        for path in (f"/tracks/{uri}", f"/tracks/{uri}/courses"):
            told = json.dumps(town.ask("GET", path, editor)[1])
            assert foreign["playlist"] not in told, path
            assert foreign["account"] not in told, path
            assert foreign["playlist"] in json.dumps(town.got(path, whole)), path
    assert town.ask("GET", "/tracks/nothing", editor)[0] == town.ask("GET", "/artists/nothing", editor)[0] == 404


def test_pages_of_a_list_go_on_where_they_ended(town: Town, tokens: dict[str, str]) -> None:
    status, document = town.api.ask("GET", "/audit", query={"limit": 500}, token=tokens["editor"])
    whole = [one["number"] for one in document]
    assert status == 200
    found: list[int] = []
    while True:
        query = {"limit": 1} | ({"before": found[-1]} if found else {})
        page = town.api.ask("GET", "/audit", query=query, token=tokens["editor"])[1]
        if not page:
            break
        found += [one["number"] for one in page]
    assert found == whole


def test_an_edit_of_all_playlists_reaches_those_that_one_may_edit(town: Town, tokens: dict[str, str]) -> None:
    body = {"selection": {"everything": True}, "edit": {"kind": "deduplicate"}}
    status, document = town.ask("POST", "/playlists/edit", tokens["editor"], body)
    assert status == 200, document
    accounts = {one["account"] for one in document["playlists"]} | {one["account"] for one in document["left_out"]}
    assert accounts <= {town.own["account"], None}
    wider = {"selection": {"everything": True, "writers": [town.foreign["account"]]}, "edit": {"kind": "deduplicate"}}
    assert town.ask("POST", "/playlists/edit", tokens["editor"], wider)[0] == 404


def test_a_schedule_of_a_member_stays_within_what_the_member_may_edit(town: Town, tokens: dict[str, str]) -> None:
    payload = {"selection": {"everything": True}, "edit": {"kind": "deduplicate"}}
    timing = {"kind": "every", "seconds": 86_400}
    body = {"name": "all of mine", "kind": "bulk.apply", "timing": timing, "payload": payload}
    status, document = town.ask("POST", "/schedules", tokens["editor"], body)
    assert status == 200, document
    kept = town.container.schedules.schedule(document["id"]).payload
    assert kept["asked"]["selection"]["writers"] == [town.own["account"]]
    for kind in ("library.sync", "backup.nightly"):
        refused = town.ask("POST", "/schedules", tokens["editor"], {"name": kind, "kind": kind, "timing": timing})
        assert (refused[0], refused[1]["code"]) == (403, "not_allowed")
    status, document = town.ask("DELETE", f"/schedules/{document['id']}", tokens["editor"])
    assert (status, document["code"]) == (403, "not_allowed"), "deleting is a right of its own"


def test_deleting_may_be_given_to_an_editor_and_reaches_no_further(town: Town, tokens: dict[str, str]) -> None:
    timing = {"kind": "every", "seconds": 86_400}
    payload = {"file": town.own["file"]}
    body = {"name": "short", "kind": "wishes.apply", "timing": timing, "payload": payload}
    made = town.ask("POST", "/schedules", tokens["trusted"], body)[1]
    assert town.ask("DELETE", f"/schedules/{made['id']}", tokens["editor"])[0] == 403
    assert town.ask("DELETE", f"/schedules/{made['id']}", tokens["trusted"])[0] == 200


def test_overruling_a_safety_rule_is_a_right_of_its_own(town: Town, tokens: dict[str, str]) -> None:
    path, body = f"/proposals/{town.own['fingerprint']}/apply", {"forced": ["removes-much"]}
    rules = town.ask("POST", path, tokens["admin"], {"forced": ["no-such-rule"]})[1]["remedy"]
    body = {"forced": [rules.split()[3].strip(",.")]}
    for name in ("editor", "everywhere", "viewer"):
        assert town.ask("POST", path, tokens[name], body)[0] == 403, name
    assert town.ask("POST", "/plans", tokens["editor"], {"file": town.own["file"], **body})[0] == 403


def test_what_is_done_is_told_under_the_name_of_who_did_it(town: Town, tokens: dict[str, str]) -> None:
    wish = {"id": town.own["playlist"], "description": "Edda was here"}
    file = json.dumps({"version": 1, "account": town.own["account"], "playlists": [wish]})
    proposal = town.ask("POST", "/plans", tokens["editor"], {"file": file})[1]
    started = town.ask("POST", f"/proposals/{proposal['fingerprint']}/apply", tokens["editor"], {})[1]
    run, job = (
        town.got(f"/runs/{started['run']}", tokens["editor"]),
        town.got(f"/jobs/{started['job']}", tokens["editor"]),
    )
    assert run["actor"] == job["actor"]
    assert run["actor"].startswith("member:mem_")
    assert run["actor"].endswith("(Edda, token test)")


def test_nobody_gives_more_than_they_have(town: Town, tokens: dict[str, str]) -> None:
    status, document = town.ask("POST", "/members/invitations", tokens["admin"], {"role": "owner"})
    assert (status, document["code"]) == (403, "not_allowed")
    status, document = town.ask("PATCH", "/members/Olga", tokens["admin"], {"role": "viewer"})
    assert (status, document["code"]) == (403, "not_allowed")
    assert town.ask("DELETE", "/members/Olga", tokens["admin"])[0] == 403
    status, document = town.ask("POST", "/members/links", tokens["admin"], {"purpose": "sign_in", "member": "Olga"})
    assert (status, document["code"]) == (403, "not_allowed")
    unknown = {"role": "editor", "accounts": {"acc_nobody": "edit"}}
    assert town.ask("POST", "/members/invitations", tokens["owner"], unknown)[0] == 404


def test_events_tell_of_what_may_be_seen(town: Town) -> None:
    from playwarden.web.routes.events import Sight

    caller = town.caller("Sina", Role.VIEWER, {town.own["account"]: Level.VIEW})
    events = town.container.jobs.events(0, limit=500)
    jobs = {event.job_id for event in events}
    assert {town.own["job"], town.foreign["job"]} <= jobs
    seen = Sight(town.container, caller, lambda: caller).of(events)
    assert seen is not None
    assert town.own["job"] in {event.job_id for event in seen}
    assert town.foreign["job"] not in {event.job_id for event in seen}
    assert town.ask("GET", "/events?", "pwt_nobody")[0] == 401


def test_a_stream_of_a_foreign_job_is_not_opened(town: Town, tokens: dict[str, str]) -> None:
    status, document = town.api.ask("GET", "/events", query={"job": town.foreign["job"]}, token=tokens["editor"])
    assert (status, document["code"]) == (404, "not_found")


def test_a_reader_who_is_not_let_in_any_more_hears_nothing(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    from playwarden.web.routes import events

    monkeypatch.setattr(events, "ASKED_EVERY", 0.0)
    caller = town.caller("Sven", Role.VIEWER)
    assert events.Sight(town.container, caller, lambda: None).of([]) is None


def test_an_account_that_is_gone_reaches_nobody(town: Town) -> None:
    from playwarden.domain.access import NOWHERE

    restricted = town.caller("Nils", Role.EDITOR, {town.own["account"]: Level.EDIT})
    assert not restricted.sees(NOWHERE)
    assert not restricted.may(Right.EDIT, NOWHERE)
    touched = town.container.reach.run(RunId(town.foreign["run"]))
    assert touched.seers == frozenset({AccountId(town.foreign["account"])})


def test_a_folder_that_holds_a_database_is_its_owners(tmp_path: Path) -> None:
    """Commands that work in this process do everything: who holds the folder may read it anyway."""
    from playwarden.cli.inside import Inside

    container = open_container(load_settings(data_dir=tmp_path / "data"))
    inside = Inside(container)
    try:
        answer = inside.ask("GET", "/api/v1/members", None, {}, lambda _: None)
        assert (answer.status, answer.body) == (200, b"[]")
    finally:
        inside.close()
        container.close()


SHARED = "shared"
OF_PLAYLISTS = [each for each in LIMITED if each.values[2].of.parameter == "playlist"]  # type: ignore[union-attr]


@pytest.fixture(scope="module")
def by_tag(town: Town) -> tuple[str, str]:
    """The token of a member who reaches only what of an account has a tag, and another playlist of that account."""
    own = town.own["account"]
    town.container.tags.assign([PlaylistId(town.own["playlist"])], add=[SHARED], actor="test")
    rows = town.api.get("/playlists", account=own)[1]
    other = next(row["id"] for row in rows if row["id"] != town.own["playlist"] and row["owner_id"] == "listener1")
    return town.token("Tess", Role.EDITOR, {f"{own}#{SHARED}": Level.EDIT}), other


@pytest.mark.parametrize(("method", "route", "what"), OF_PLAYLISTS)
def test_a_right_by_tag_reaches_what_has_the_tag_and_nothing_else(
    town: Town, by_tag: tuple[str, str], method: str, route: APIRoute, what: Requires
) -> None:
    token, other = by_tag
    if what.right is Right.DELETE:
        return
    status, document = town.ask(method, path_of(route, town.own), token, {})
    assert status not in (401, 403, 404) or "single version" in str(document), document
    for hidden in (other, town.foreign["playlist"]):
        status, document = town.ask(method, path_of(route, {"playlist": hidden}), token, {})
        assert (status, document["code"]) == (404, "not_found"), hidden


def test_lists_show_what_has_the_tag(town: Town, by_tag: tuple[str, str]) -> None:
    token, _ = by_tag
    assert [row["id"] for row in town.got("/playlists", token)] == [town.own["playlist"]]
    assert town.own["run"] in [run["id"] for run in town.got("/runs", token)]
    assert town.own["placement"] in [one["id"] for one in town.got("/placements", token)]
    for path in ("/playlists", "/runs", "/jobs", "/placements", "/campaigns", "/schedules", "/audit"):
        told = json.dumps(town.got(path, token))
        for name in ("account", "run", "job", "placement", "schedule", "playlist"):
            assert town.foreign[name] not in told, (path, name)


def test_bulk_edits_by_tag_reach_what_has_the_tag(town: Town, by_tag: tuple[str, str]) -> None:
    token, other = by_tag
    body = {"selection": {"everything": True}, "edit": {"kind": "details", "description": "By tag"}}
    status, document = town.ask("POST", "/playlists/edit", token, body)
    assert status == 200, document
    assert [one["playlist"] for one in document["playlists"]] == [town.own["playlist"]]
    assert town.got(f"/proposals/{document['fingerprint']}", token)["writes"] == 1
    wider = {"selection": {"everything": True, "writers": [town.own["account"]]}, "edit": body["edit"]}
    assert town.ask("POST", "/playlists/edit", token, wider)[0] == 404
    named = {"selection": {"playlists": [other]}, "edit": body["edit"]}
    assert town.ask("POST", "/playlists/edit", token, named)[0] == 404


def test_a_right_by_tag_is_none_for_the_account(town: Town, by_tag: tuple[str, str]) -> None:
    token, other = by_tag
    own = town.own["account"]
    for path, body in (
        ("/playlists/create", {"account": own, "name": "New"}),
        ("/plans", {"file": town.own["file"]}),
        ("/sync", {"accounts": [own]}),
        ("/sync", {"accounts": []}),
        ("/tags/rules", {"tag": SHARED, "name": "*"}),
        ("/tags/rules", {"tag": SHARED, "account": own}),
        ("/tags/assign", {"playlists": [other], "add": [SHARED]}),
    ):
        assert town.ask("POST", path, token, body)[0] in (400, 403, 404), path


def test_a_right_by_tag_ends_with_the_tag(town: Town) -> None:
    own, playlist = town.own["account"], town.own["playlist"]
    token = town.token("Tom", Role.EDITOR, {f"{own}#passing": Level.EDIT})
    assert town.ask("GET", f"/playlists/{playlist}", token)[0] == 404
    town.container.tags.assign([PlaylistId(playlist)], add=["passing"], actor="test")
    assert town.ask("GET", f"/playlists/{playlist}", token)[0] == 200
    town.container.tags.assign([PlaylistId(playlist)], remove=["passing"], actor="test")
    assert town.ask("GET", f"/playlists/{playlist}", token)[0] == 404


def test_who_looks_at_what_has_a_tag_changes_nothing(town: Town, by_tag: tuple[str, str]) -> None:
    token = town.token("Tina", Role.EDITOR, {f"{town.own['account']}#{SHARED}": Level.VIEW})
    playlist = town.own["playlist"]
    assert town.ask("GET", f"/playlists/{playlist}", token)[0] == 200
    assert town.ask("POST", f"/playlists/{playlist}/details", token, {"name": "No"})[0] == 403


def test_a_right_by_tag_is_given_by_an_owner_and_names_what_there_is(town: Town, tokens: dict[str, str]) -> None:
    own = town.own["account"]
    for reach, status in ((f"{own}#{SHARED}", 200), ("acc_nobody#x", 404), (f"{own}#No Tag", 400), (f"{own}#a,b", 400)):
        body = {"role": "editor", "accounts": {reach: "edit"}}
        assert town.ask("POST", "/members/invitations", tokens["owner"], body)[0] == status, reach

"""Tags by hand and by rule: in lists, bulk edits and schedules; views that members keep."""

from collections.abc import Iterator

import pytest

from playwarden.domain.access import Level, Role
from playwarden.kit.ids import JobId, PlaylistId
from playwarden.sandbox.running import Running
from tests.integration.web.town import Town, peopled


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory, web_sandbox: Running) -> Iterator[Town]:
    with peopled(tmp_path_factory.mktemp("tags") / "data", web_sandbox) as built:
        yield built


@pytest.fixture(scope="module")
def editor(town: Town) -> str:
    return town.token("Edda", Role.EDITOR, {town.own["account"]: Level.EDIT})


@pytest.fixture(scope="module")
def owner(town: Town) -> str:
    return town.token("Olga", Role.OWNER)


def assigned(town: Town, token: str, playlist: str, **change: list[str]) -> None:
    status, document = town.ask("POST", "/tags/assign", token, {"playlists": [playlist], **change})
    assert status == 200, document


def tags(town: Town, token: str, playlist: str) -> list[str]:
    found: list[str] = town.got(f"/playlists/{playlist}", token)["tags"]
    return found


def test_a_tag_by_hand_is_given_filtered_by_and_taken_away(town: Town, owner: str) -> None:
    own = town.own["playlist"]
    assigned(town, owner, own, add=["  Release   Week "])
    assert "release week" in tags(town, owner, own)
    shown = town.api.get("/playlists", tag="Release Week")[1]
    assert [row["id"] for row in shown] == [own]
    assert "release week" in shown[0]["by_hand"]
    assigned(town, owner, own, remove=["release week"])
    assert town.api.get("/playlists", tag="release week")[1] == []


def test_a_rule_tags_what_fits_now_and_no_longer_once_it_is_gone(town: Town, owner: str) -> None:
    own, foreign = town.own["playlist"], town.foreign["playlist"]
    body = {"tag": "made here", "name": "made by *"}
    status, rule = town.ask("POST", "/tags/rules", owner, body)
    assert status == 200, rule
    assert "made here" in tags(town, owner, own)
    assert "made here" in tags(town, owner, foreign)
    assert town.got(f"/playlists/{own}", owner)["by_hand"] == []
    assigned(town, owner, own, remove=["made here"])
    assert "made here" in tags(town, owner, own), "what a rule gives is not taken away by hand"
    counts = {one["tag"]: one["playlists"] for one in town.got("/tags", owner)}
    assert counts["made here"] == len(town.api.get("/playlists", tag="made here")[1]) >= 2
    town.api.ask("DELETE", f"/tags/rules/{rule['id']}")
    assert "made here" not in tags(town, owner, own)


def test_a_rule_for_one_account_reaches_no_other(town: Town, owner: str) -> None:
    assert "of listener1" in tags(town, owner, town.own["playlist"])
    assert "of listener1" not in tags(town, owner, town.foreign["playlist"])


def test_a_bulk_edit_selects_by_tag(town: Town, owner: str) -> None:
    assigned(town, owner, town.own["playlist"], add=["bulk"])
    selection = {"tag": "Bulk"}
    status, document = town.ask("POST", "/playlists/select", owner, {"selection": selection, "details": True})
    assert status == 200, document
    assert [one["playlist"] for one in document["playlists"]] == [town.own["playlist"]]
    edit = {"kind": "details", "description": "Tagged"}
    proposal = town.ask("POST", "/playlists/edit", owner, {"selection": selection, "edit": edit})[1]
    assert [one["playlist"] for one in proposal["playlists"]] == [town.own["playlist"]]


def test_a_schedule_finds_what_has_the_tag_when_its_time_comes(town: Town, owner: str) -> None:
    timing = {"kind": "every", "seconds": 86_400}
    payload = {"selection": {"tag": "nightly"}, "edit": {"kind": "sort", "by": "title"}}
    body = {"name": "nightly", "kind": "bulk.apply", "timing": timing, "payload": payload}
    status, made = town.ask("POST", "/schedules", owner, body)
    assert status == 200, made
    assigned(town, owner, town.own["playlist"], add=["nightly"])
    asked = town.container.schedules.schedule(made["id"]).payload["asked"]["selection"]
    from playwarden.features.bulk.selection import Selection

    chosen = town.container.bulk.select(Selection.from_document(asked), details=False).chosen
    assert [one.playlist_id for one in chosen] == [town.own["playlist"]]


def test_who_edits_one_account_tags_no_other_and_makes_no_rule_for_all(town: Town, editor: str) -> None:
    assigned(town, editor, town.own["playlist"], add=["mine"])
    body = {"playlists": [town.own["playlist"], town.foreign["playlist"]], "add": ["mine"]}
    assert town.ask("POST", "/tags/assign", editor, body)[0] == 404
    assert town.ask("POST", "/tags/rules", editor, {"tag": "all", "name": "*"})[0] == 403
    assert {one["tag"] for one in town.got("/tags/rules", editor)} == {"of listener1"}


@pytest.mark.parametrize("tag", ["", "a,b", "x" * 41, "a\nb\x07", "a=b", "acc#x"])
def test_what_is_no_tag_is_refused(town: Town, owner: str, tag: str) -> None:
    body = {"playlists": [town.own["playlist"]], "add": [tag]}
    assert town.ask("POST", "/tags/assign", owner, body)[0] in (400, 422)


def test_a_playlist_is_given_thirty_tags_and_no_more(town: Town, owner: str) -> None:
    body = {"playlists": [town.foreign["playlist"]], "add": [f"t{number}" for number in range(30)]}
    assert town.ask("POST", "/tags/assign", owner, body)[0] == 200
    body["add"] = ["one more"]
    assert town.ask("POST", "/tags/assign", owner, body)[0] == 409
    assert "one more" not in tags(town, owner, town.foreign["playlist"])


def test_tagging_stands_in_the_audit_chain(town: Town, owner: str) -> None:
    assigned(town, owner, town.own["playlist"], add=["audited"])
    link = town.api.get("/audit", action="tags.assign")[1][0]
    assert link["subject"] == f"playlist:{town.own['playlist']}"
    assert link["actor"].endswith("(Olga, token test)")


def test_a_rule_for_all_accounts_is_shown_to_who_sees_them_all(town: Town, editor: str, owner: str) -> None:
    rule = town.ask("POST", "/tags/rules", owner, {"tag": "secret plan", "name": "Secret Plan *"})[1]
    assert rule["id"] in {each["id"] for each in town.got("/tags/rules", owner)}
    assert rule["id"] not in {each["id"] for each in town.got("/tags/rules", editor)}
    assert town.own["rule"] in {each["id"] for each in town.got("/tags/rules", editor)}
    assert town.ask("DELETE", f"/tags/rules/{rule['id']}", owner)[0] == 204


def test_a_view_is_ones_own_until_it_is_shared(town: Town, editor: str, owner: str) -> None:
    body = {"name": "Mine", "search": {"tag": "mine", "sort": "-tracks", "columns": "name,tracks"}}
    status, view = town.ask("POST", "/views", owner, body)
    assert (status, view["mine"], view["search"]) == (200, True, body["search"])
    assert town.got("/views", editor) == []
    assert town.ask("POST", "/views", owner, body | {"shared": True})[1]["id"] == view["id"], "one of a name"
    [shared] = town.got("/views", editor)
    assert (shared["id"], shared["mine"], shared["by"]) == (view["id"], False, "Olga")
    assert town.ask("DELETE", f"/views/{view['id']}", editor)[1]["code"] == "not_found"
    assert town.ask("DELETE", f"/views/{view['id']}", owner)[0] == 204
    assert town.got("/views", editor) == []


def test_who_only_looks_keeps_views_and_shares_none(town: Town) -> None:
    viewer = town.token("Vera", Role.VIEWER)
    body = {"name": "Watched", "search": {"find": "mix"}}
    assert town.ask("POST", "/views", viewer, body)[0] == 200
    assert town.ask("POST", "/views", viewer, body | {"shared": True})[0] == 403


@pytest.mark.parametrize("page", ["tasks", "audit", "protection"])
def test_each_page_has_views_of_its_own(town: Town, owner: str, page: str) -> None:
    body = {"name": "Mine", "page": page, "search": {"find": "mix"}}
    status, view = town.ask("POST", "/views", owner, body)
    assert (status, view["page"]) == (200, page)
    told = town.api.ask("GET", "/views", query={"page": page}, token=owner)[1]
    assert [one["id"] for one in told] == [view["id"]]
    assert town.ask("DELETE", f"/views/{view['id']}", owner)[0] == 204
    assert town.ask("POST", "/views", owner, body | {"page": "quota"})[0] == 422


def test_views_go_with_their_member(town: Town, owner: str) -> None:
    gone = town.token("Gerd", Role.EDITOR)
    assert town.ask("POST", "/views", gone, {"name": "Gone", "search": {}, "shared": True})[0] == 200
    assert town.ask("DELETE", "/members/Gerd", owner)[0] == 204
    assert "Gone" not in [one["name"] for one in town.got("/views", owner)]


SHARED = "shared"


@pytest.fixture(scope="module")
def by_tag(town: Town) -> tuple[str, str]:
    """The token of a member who reaches only what of an account has a tag, and another playlist of that account."""
    own = town.own["account"]
    town.container.tags.assign([PlaylistId(town.own["playlist"])], add=[SHARED], actor="test")
    rows = town.api.get("/playlists", account=own)[1]
    other = next(row["id"] for row in rows if row["id"] != town.own["playlist"] and row["owner_id"] == "listener1")
    return town.token("Tess", Role.EDITOR, {f"{own}#{SHARED}": Level.EDIT}), other


def test_who_edits_by_tag_applies_an_order_of_that_playlist_alone(town: Town, by_tag: tuple[str, str]) -> None:
    token, other = by_tag
    own, playlist = town.own["account"], town.own["playlist"]
    uris = [entry["uri"] for entry in town.got(f"/playlists/{playlist}", token)["entries"]]
    for hidden in (other, town.foreign["playlist"]):
        assert town.ask("POST", f"/playlists/{hidden}/order", token, {"uris": uris})[0] == 404
    status, proposal = town.ask("POST", f"/playlists/{playlist}/order", token, {"uris": uris[::-1]})
    assert (status, proposal["refused"]) == (200, None)
    status, started = town.ask("POST", f"/proposals/{proposal['fingerprint']}/apply", token, {})
    assert status == 200, started
    town.container.runner.run_until_ended(JobId(started["job"]))
    assert town.got(f"/runs/{started['run']}", token)["state"] == "done"
    assert town.sandbox.uris(playlist) == uris[::-1]
    looking = town.token("Tilo", Role.EDITOR, {f"{own}#{SHARED}": Level.VIEW})
    assert town.ask("POST", f"/playlists/{playlist}/order", looking, {"uris": uris})[0] == 403


def test_who_edits_by_tag_asks_spotify_for_tracks_through_that_account_alone(
    town: Town, by_tag: tuple[str, str]
) -> None:
    token, _ = by_tag
    own = {"account": town.own["account"], "words": "a"}
    assert town.ask("POST", "/tracks/search", token, own)[0] == 200
    assert town.ask("POST", "/tracks/search", token, own | {"account": town.foreign["account"]})[0] == 404
    looking = town.token("Tove", Role.EDITOR, {f"{town.own['account']}#{SHARED}": Level.VIEW})
    assert town.ask("POST", "/tracks/search", looking, own)[0] == 403

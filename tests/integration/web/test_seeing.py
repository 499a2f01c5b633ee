"""What is seen by a right ends with that right, and what is looked for is found where it may be seen."""

from collections.abc import Iterator
from datetime import timedelta

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


def _uris(town: Town, playlist: str) -> list[str]:
    """What a playlist holds, as far as it was read."""
    document = town.api.get(f"/playlists/{playlist}")[1]
    return [entry["uri"] for entry in document["entries"] or () if entry["uri"]]

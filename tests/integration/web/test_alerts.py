"""Who sees which alerts: whoever changes the playlist they are about, reaches the account, or reaches everything."""

from collections.abc import Iterator

import pytest

from playwarden.domain.access import Level, Role
from playwarden.kit.ids import AccountId, PlaylistId
from playwarden.sandbox.running import Running
from playwarden.store.alerts import raise_alert
from tests.integration.web.town import Town, peopled


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory, web_sandbox: Running) -> Iterator[Town]:
    with peopled(tmp_path_factory.mktemp("alerts") / "data", web_sandbox) as built:
        own, foreign = built.own, built.foreign
        about = [
            ("own playlist", own["account"], own["playlist"]),
            ("own, gone from every list", own["account"], "37i9dQZF1DX0000000000a"),
            ("own account", own["account"], None),
            ("foreign playlist", foreign["account"], foreign["playlist"]),
            ("foreign account", foreign["account"], None),
            ("the server", None, None),
        ]
        with built.container.database.write() as session:
            for title, account, playlist in about:
                raise_alert(
                    session,
                    built.container.ids,
                    at=built.container.clock.now(),
                    kind="incident.gone",
                    title=title,
                    text="",
                    account=AccountId(account) if account else None,
                    playlist=PlaylistId(playlist) if playlist else None,
                )
        yield built


def alerts(town: Town, token: str, **query: str) -> list[dict[str, str]]:
    status, found = town.api.ask("GET", "/alerts", b"", query=query, token=token)
    assert status == 200, found
    return list(found)


def named(alert: dict[str, str]) -> str:
    """Its title; the incidents that the town has anyway by whose they are."""
    for whose, user in (("own incident", "listener1"), ("foreign incident", "listener2")):
        if alert["title"].startswith(f"'Made by {user}': "):
            return whose
    return alert["title"]


def titles(town: Town, token: str, **query: str) -> set[str]:
    return {named(one) for one in alerts(town, token, **query)}


OWN = {"own playlist", "own, gone from every list", "own account", "own incident"}
ALL = OWN | {"foreign playlist", "foreign account", "foreign incident", "the server"}


def test_who_reaches_everything_sees_every_alert(town: Town) -> None:
    assert titles(town, town.token("Olga", Role.OWNER)) == ALL
    assert titles(town, town.token("Vera", Role.VIEWER)) == ALL


def test_who_reaches_an_account_sees_its_alerts_alone(town: Town) -> None:
    viewer = town.token("Viktor", Role.VIEWER, {town.own["account"]: Level.VIEW})
    assert titles(town, viewer) == OWN
    assert titles(town, viewer, account=town.foreign["account"]) == set()
    assert titles(town, viewer, playlist=town.own["playlist"]) == {"own playlist", "own incident"}


def test_who_reaches_a_tag_sees_the_alerts_of_what_has_it(town: Town) -> None:
    town.container.tags.assign([PlaylistId(town.own["playlist"])], add=["shared"], actor="test")
    tagged = town.token("Tina", Role.VIEWER, {f"{town.own['account']}#shared": Level.VIEW})
    assert titles(town, tagged) == {"own playlist", "own incident"}


def test_pages_of_alerts_leave_none_out_and_repeat_none(town: Town) -> None:
    viewer = town.token("Victor", Role.VIEWER, {town.own["account"]: Level.VIEW})
    seen: list[str] = []
    before: dict[str, str] = {}
    while page := alerts(town, viewer, limit="1", **before):
        seen += [named(one) for one in page]
        before = {"before": page[-1]["id"]}
    assert sorted(seen) == sorted(OWN)


def test_an_alert_goes_with_its_account(town: Town) -> None:
    """Last, since it takes the account away."""
    owner = town.token("Otto", Role.OWNER)
    status, answer = town.api.ask("DELETE", f"/accounts/{town.foreign['account']}", query={"data": "true"}, token=owner)
    assert status == 200, answer
    assert titles(town, owner) == OWN | {"the server"}

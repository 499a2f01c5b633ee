"""Labels over HTTP: who may say what, whose blocklist is shown to whom, and tables that are sent in pieces or half."""

from collections.abc import Iterator

import pytest

from playwarden.domain.access import Level, Role
from playwarden.features.labels.incoming import INCOMING
from playwarden.kit.ids import JobId
from playwarden.sandbox.running import Running
from playwarden.store.models.labels import FeatureSet
from tests.integration.web.town import Town, peopled

TABLE = b"id,tempo\n11dFghVXANMlKmJXsNCbNl,120\n"
SAID = {"name": "Mine", "map": ["id=id"]}
RAW = {"content-type": "application/octet-stream"}


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory, web_sandbox: Running) -> Iterator[Town]:
    with peopled(tmp_path_factory.mktemp("labels") / "data", web_sandbox) as built:
        yield built


def test_a_table_is_taken_in_pieces_and_imported_once(town: Town) -> None:
    rows = b"".join(f"{number:022d},120\n".encode() for number in range(60_000))
    status, kept = town.api.ask("POST", "/features", b"id,tempo\n" + rows, query=SAID, headers=RAW)
    assert (status, kept["counts"]["tracks"]) == (200, 60_000)
    assert town.api.ask("POST", "/features", TABLE, query=SAID, headers=RAW)[0] == 409
    assert town.api.ask("POST", "/features", TABLE, query=SAID | {"replace": True}, headers=RAW)[0] == 200
    assert [each["counts"]["tracks"] for each in town.api.get("/features")[1]] == [1]
    assert town.api.ask("DELETE", "/features/mine")[0] == 204


def begun(town: Town, table: bytes, **query: object) -> dict[str, str]:
    status, started = town.api.ask("POST", "/features/jobs", table, query={**SAID, **query}, headers=RAW)
    assert status == 200, started
    return dict(started)


def test_a_large_table_is_imported_by_a_job_that_tells_how_far_it_is(town: Town) -> None:
    rows = b"".join(f"{number:022d},120\n".encode() for number in range(60_000))
    started = begun(town, b"id,tempo\n" + rows)
    assert town.api.get("/features") == (200, [])
    town.container.runner.run_until_ended(JobId(started["job"]))
    ended = town.api.get(f"/jobs/{started['job']}")[1]
    assert (ended["state"], ended["result"]["tracks"]) == ("succeeded", 60_000)
    assert ended["progress"]["total"] == 100
    assert 0 < ended["progress"]["done"] <= 100
    assert "rows" in ended["progress"]["words"]
    assert town.api.get("/features/mine")[1]["id"] == started["set"]
    assert town.api.ask("POST", "/features/jobs", TABLE, query=SAID, headers=RAW)[0] == 409
    again = begun(town, TABLE, replace=True)
    town.container.runner.run_until_ended(JobId(again["job"]))
    assert [each["counts"]["tracks"] for each in town.api.get("/features")[1]] == [1]
    assert town.api.ask("DELETE", "/features/mine")[0] == 204
    assert list((town.container.settings.data_dir / INCOMING).iterdir()) == []


def test_an_import_that_is_cancelled_or_fails_leaves_nothing(town: Town) -> None:
    cancelled = begun(town, TABLE)
    assert town.api.ask("POST", f"/jobs/{cancelled['job']}/cancel")[0] == 200
    failing = begun(town, b"id,tempo\nnothing,1\n")
    town.container.runner.run_until_ended(JobId(failing["job"]))
    failed = town.api.get(f"/jobs/{failing['job']}")[1]
    assert failed["state"] == "failed"
    assert "Nothing of this table can be used" in failed["failure"]["what"]
    assert town.api.get("/features") == (200, [])
    assert list((town.container.settings.data_dir / INCOMING).iterdir()) == []


def test_an_import_that_was_cut_off_is_begun_anew(town: Town) -> None:
    started = begun(town, TABLE)
    with town.container.database.write() as session:
        half = FeatureSet(
            id=started["set"], name="Mine", place=0, ready=False, mapping={}, counts={}, isrcs=0, actor="test",
            at=town.container.clock.now(), serial=1, named=0, paired=False,
        )  # fmt: skip
        session.add(half)
    town.container.runner.run_until_ended(JobId(started["job"]))
    assert [each["id"] for each in town.api.get("/features")[1]] == [started["set"]]
    assert town.api.ask("DELETE", "/features/mine")[0] == 204


def test_a_table_that_comes_half_leaves_nothing(town: Town) -> None:
    town.api.whole("POST", "/features", TABLE, query=SAID, headers=RAW, lost_after=20)
    assert town.api.get("/features") == (200, [])


def test_a_table_that_is_none_is_told_in_a_sentence(town: Town) -> None:
    for sent in (b"", b"words\n", b"\x1f\x8bnothing", bytes(2_000), "a,b\n1,2\n".encode("utf-16")):
        for path in ("/features", "/features/preview", "/features/jobs"):
            status, told = town.api.ask("POST", path, sent, query=SAID, headers=RAW)
            assert (status, told["code"]) == (400, "input"), (sent[:20], told)
            assert told["remedy"]


def test_an_editor_says_labels_and_who_may_change_settings_imports(town: Town) -> None:
    own = town.own["account"]
    editor, viewer = town.token("Edgar", Role.EDITOR, {own: Level.EDIT}), town.token("Viola", Role.VIEWER)
    body = {"kind": "mood", "items": [town.own["track"]], "add": ["calm"]}
    assert town.ask("POST", "/labels/assign", viewer, body)[0] == 403
    assert town.ask("POST", "/labels/assign", editor, body)[1]["added"][0]["items"] == [town.own["track"]]
    assert [each["label"] for each in town.got("/labels", viewer)] == ["calm"]
    for token in (editor, viewer):
        assert town.api.ask("POST", "/features", TABLE, query=SAID, headers=RAW, token=token)[0] == 403


def test_a_blocklist_is_shown_to_who_sees_its_account(town: Town) -> None:
    own, foreign = town.own["account"], town.foreign["account"]
    for account in (own, foreign):
        assert town.api.post("/blocklist", {"account": account, "add": [town.own["track"]]})[0] == 200
    editor = town.token("Ewa", Role.EDITOR, {own: Level.EDIT})
    assert [each["account"] for each in town.got("/blocklist", editor)] == [own]
    assert len(town.got("/blocklist", town.token("Ole", Role.OWNER))) == 2
    by_tag = town.token("Tore", Role.EDITOR, {f"{own}#daily": Level.EDIT})
    assert town.got("/blocklist", by_tag) == []
    assert town.ask("POST", "/blocklist", by_tag, {"account": own, "add": [town.own["track"]]})[0] in (403, 404)


def test_coverage_counts_what_may_be_seen(town: Town) -> None:
    editor = town.token("Elio", Role.EDITOR, {town.own["account"]: Level.EDIT})
    whole = town.got("/features/coverage", town.token("Odo", Role.OWNER))["library"]["tracks"]
    assert 0 < town.got("/features/coverage", editor)["library"]["tracks"] < whole
    status, told = town.api.ask("GET", "/features/coverage", query={"playlist": town.foreign["playlist"]}, token=editor)
    assert (status, told["code"]) == (404, "not_found")

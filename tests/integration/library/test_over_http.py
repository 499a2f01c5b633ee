"""The library through the real client against the sandbox, on both databases: quirks, lags, and the quota."""

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from playwarden.domain.calls import Lane
from playwarden.domain.quota import Limits as Ceilings
from playwarden.features.library.questions import Questions
from playwarden.features.library.service import Library
from playwarden.kit.ids import AccountId, PlaylistId, RandomIds
from playwarden.sandbox.running import Running
from playwarden.sandbox.settings import Limits
from playwarden.store import library as mirror
from playwarden.store.database import Database
from tests.integration.library.test_covers import drawn
from tests.integration.spotify.rig import Rig, rigged
from tests.sandboxes import started

EACH = 14


@dataclass
class Home:
    """Two connected accounts of a sandbox and the library over them."""

    sandbox: Running
    rig: Rig
    library: Library
    accounts: list[AccountId]

    @property
    def questions(self) -> Questions:
        return Questions(self.rig.database)

    def own(self) -> PlaylistId:
        """A playlist of the first account that is nobody's else."""
        return next(
            row.id
            for row in self.questions.playlists(account=self.accounts[0])
            if row.owner_id == "listener1" and not row.collaborative and (row.total or 0) > 5
        )

    def causes(self, playlist_id: PlaylistId) -> list[str]:
        with self.rig.database.read() as session:
            return [row.cause for row in mirror.versions(session, playlist_id)[::-1]]


@pytest.fixture
def home(database: Database, tmp_path: Path) -> Iterator[Home]:
    with started(playlists_per_account=EACH) as sandbox, rigged(sandbox, database, tmp_path) as rig:
        yield opened(sandbox, rig)


def opened(sandbox: Running, rig: Rig, *, covers: bool = False) -> Home:
    accounts = [rig.connected(user).account.id for user in ("listener1", "listener2")]
    sandbox.reset_counters()
    return Home(
        sandbox, rig, Library(rig.database, rig.target, rig.quota, rig.clock, RandomIds(), covers=covers), accounts
    )


def test_the_mirror_holds_what_the_sandbox_holds(home: Home) -> None:
    report = home.library.sync()
    assert report.status.left == 0
    assert home.sandbox.counters()["total"] == report.calls
    compared = 0
    for row in home.questions.playlists():
        shown = home.questions.show(row.id)
        truth = home.sandbox.playlist(row.id)
        assert shown.playlist.details.name == truth["name"]
        if shown.lines is not None:
            assert [line.entry.uri for line in shown.lines] == [entry["uri"] for entry in truth["entries"]]
            assert all(line.title for line in shown.lines if line.entry.uri)
            compared += 1
    assert compared == report.status.readable > EACH


def test_an_unchanged_library_costs_its_list_pages_and_no_more(home: Home) -> None:
    home.library.sync()
    home.sandbox.advance(3600 - 120)
    home.sandbox.reset_counters()
    report = home.library.sync(lane=Lane.SCHEDULED)
    assert (report.calls, home.sandbox.counters()["total"], report.changed) == (2, 2, 0)


def test_a_touched_playlist_is_read_and_makes_no_version_and_an_edited_one_does(home: Home) -> None:
    home.library.sync()
    mine = home.own()
    home.sandbox.edit(mine, do="touch")
    home.sandbox.advance(60)
    home.library.sync()
    assert home.causes(mine) == ["first"]
    home.sandbox.edit(mine, do="move", **{"from": 0, "before": 3})
    home.sandbox.advance(60)
    assert home.library.sync().changed == 1
    assert home.causes(mine) == ["first", "spotify"]
    [newest, _] = home.questions.history(mine)
    assert (newest.added, newest.removed, newest.moved) == (0, 0, 1)


def test_list_pages_without_descriptions_blank_nothing(home: Home) -> None:
    home.library.sync()
    before = {row.id: row.description for row in home.questions.playlists()}
    assert any(before.values())
    home.sandbox.quirks(list_descriptions=False)
    home.sandbox.advance(600)
    assert home.library.sync().changed == 0
    assert {row.id: row.description for row in home.questions.playlists()} == before


def test_a_description_with_signs_comes_back_as_it_was_written(home: Home) -> None:
    home.library.sync()
    mine = home.own()
    home.sandbox.edit(mine, do="details", description="Rock & Roll's 9/11 <best>")
    home.sandbox.advance(60)
    home.library.sync()
    assert home.questions.show(mine).row.description == "Rock & Roll's 9/11 <best>"
    home.sandbox.advance(600)
    assert home.library.sync().changed == 0


def test_a_takedown_is_a_version(home: Home) -> None:
    home.library.sync()
    mine = home.own()
    home.sandbox.mischief(mine)
    home.sandbox.advance(600)
    home.library.sync()
    compared = home.questions.diff(mine)
    assert {"name", "description"} <= {change.name for change in compared.difference.details}
    assert compared.after.cause == "spotify"


def test_covers_are_kept_and_a_changed_one_is_told(sqlite_database: Database, tmp_path: Path) -> None:
    with started(playlists_per_account=EACH) as sandbox, rigged(sandbox, sqlite_database, tmp_path) as rig:
        home = opened(sandbox, rig, covers=True)
        home.library.sync()
        mine = home.own()
        sandbox.edit(mine, do="details", cover=base64.b64encode(drawn("left", size=640)).decode())
        sandbox.advance(60)
        home.library.sync()
        sandbox.edit(mine, do="details", cover=base64.b64encode(drawn("left", quality=50)).decode())
        sandbox.advance(60)
        assert home.library.sync().covers == 0
        sandbox.edit(mine, do="details", cover=base64.b64encode(drawn("round")).decode())
        sandbox.advance(60)
        assert home.library.sync().covers == 1
        cover = home.questions.show(mine).playlist.details.cover
        assert cover is not None
        assert cover.custom is True
        sandbox.edit(mine, do="details", cover=None)
        sandbox.advance(60)
        home.library.sync()
        assert [change.name for change in home.questions.diff(mine).difference.details] == ["cover"]


def test_revoked_consent_of_one_account_leaves_the_other_mirrored(home: Home) -> None:
    home.library.sync()
    home.sandbox.revoke("listener2")
    home.sandbox.advance(60)
    report = home.library.sync()
    assert [problem.error.code for problem in report.problems] == ["needs_reconnecting"]
    assert report.seen == EACH
    assert report.gone == 0


def test_a_failing_page_is_retried_and_a_dead_one_is_a_problem(home: Home) -> None:
    home.library.sync()
    home.sandbox.fault("status", path="/me/playlists", status=503, times=1)
    assert home.library.sync().problems == ()
    home.sandbox.fault("status", path="/me/playlists", account="listener2", status=503, times=0)
    report = home.library.sync()
    assert [problem.error.code for problem in report.problems] == ["spotify_unavailable"]
    assert report.gone == 0


def test_a_ban_while_items_are_read_is_honoured_and_reading_goes_on_after_it(home: Home) -> None:
    home.sandbox.fault("ban_quota", path="/playlists/{id}", nth=6, seconds=7200)
    report = home.library.sync()
    assert report.reading.until is not None
    assert report.status.left > 0
    home.sandbox.reset_counters()
    home.library.continue_reading()
    assert home.sandbox.counters()["total"] == 0
    home.sandbox.advance(25 * 3600)
    home.library.continue_reading()
    counters = home.sandbox.counters()
    assert counters["total"] > 0
    assert not counters["during_bans"]


def test_the_first_mirror_lives_within_the_default_limits(sqlite_database: Database, tmp_path: Path) -> None:
    with (
        started(playlists_per_account=70, limits=Limits()) as sandbox,
        rigged(sandbox, sqlite_database, tmp_path, limits=Ceilings()) as rig,
    ):
        home = opened(sandbox, rig)
        report = home.library.sync()
        assert report.calls - report.reading.calls == 4
        assert 0 < report.reading.calls <= 450 // 4
        assert 0 < report.status.read < report.status.readable
        days = 0
        while home.library.status().left and days < 10:
            sandbox.advance(24 * 3600)
            home.library.continue_reading()
            days += 1
        assert home.library.status().left == 0
        assert "429" not in sandbox.counters()["statuses"]

"""Covers appear late: what was sent is waited for, not sent twice; another picture meanwhile is another attack."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from playwarden.domain.calls import Lane
from playwarden.domain.operations import SetCover
from playwarden.domain.protection.acting import Policy
from playwarden.kit.errors import Conflict, RateLimited
from playwarden.kit.ids import AccountId, IncidentId, PlaylistId
from playwarden.store.database import Database
from playwarden.store.models.alerts import Alert
from playwarden.store.models.library import Playlist, Version
from tests.fakes.clock import FakeClock
from tests.integration.protection.conftest import Castle, names, open_castle
from tests.integration.protection.test_covers import MINE, MOSAIC, THEIRS, drawn

OTHERS = drawn("olive", (10, 10, 90, 280))


class Late:
    """A castle whose uploads show when they are told to."""

    def __init__(self, castle: Castle) -> None:
        self.castle = castle
        self.mix = castle.target.put(castle.ann, "p1", name="Morning", description="Coffee")
        castle.cover(self.mix, MINE)
        castle.protect(self.mix)
        self.coming: list[str] = []
        perform = castle.target.perform

        def performing(caller: Any, playlist_id: PlaylistId, operation: Any, **options: Any) -> Any:
            shown = castle.target.kept[playlist_id].head.cover_url
            done = perform(caller, playlist_id, operation, **options)
            if isinstance(operation, SetCover):
                self.coming.append(castle.target.kept[playlist_id].head.cover_url or "")
                castle.target.edit(playlist_id, cover_url=shown)
            return done

        castle.target.perform = performing  # type: ignore[method-assign, assignment]

    def appear(self) -> None:
        self.castle.target.edit(self.mix, cover_url=self.coming.pop())


@pytest.fixture
def late(sqlite_database: Database, clock: FakeClock) -> Late:
    return Late(open_castle(sqlite_database, clock))


class TestWhileACoverSettles:
    def test_it_is_not_sent_again_whoever_asks(self, late: Late) -> None:
        late.castle.cover(late.mix, THEIRS)
        late.castle.later()
        incident = IncidentId(late.castle.incidents()[0].id)
        assert names(late.castle.incidents()) == [("edit", "settling", None)]

        with pytest.raises(Conflict, match="sent"):
            late.castle.guard.demand(incident, "ann")
        late.castle.guard.settle(late.mix, check=lambda: None, demanded="ann")
        late.castle.later()

        assert late.castle.target.uploads == 1
        late.appear()
        late.castle.later()
        assert names(late.castle.incidents()) == [("edit", "ended", "restored")]

    def test_a_name_that_is_taken_is_put_back_without_sending_the_cover_again(self, late: Late) -> None:
        late.castle.cover(late.mix, THEIRS)
        late.castle.later()
        late.castle.target.edit(late.mix, name="")
        late.castle.later()
        assert names(late.castle.incidents()) == [("takedown", "waiting", None)]
        late.castle.guard.settle(late.mix, check=lambda: None, demanded="ann")
        assert late.castle.shown(late.mix)[0] == "Morning"
        assert names(late.castle.incidents()) == [("takedown", "settling", None)]
        late.appear()
        late.castle.later(10)
        assert late.castle.target.uploads == 1
        assert names(late.castle.incidents())[-1][1:] == ("ended", "restored")

    def test_one_that_was_gone_altogether_is_put_back(self, late: Late) -> None:
        late.castle.target.edit(late.mix, name="", cover_url=None)
        late.castle.later()
        late.appear()
        late.castle.later()
        assert late.castle.target.uploads == 1
        assert names(late.castle.incidents()) == [("takedown", "ended", "restored")]

    def test_another_picture_is_another_attack_that_is_told_of_at_once(self, late: Late) -> None:
        late.castle.cover(late.mix, THEIRS)
        late.castle.later()
        late.coming.clear()
        late.castle.cover(late.mix, OTHERS)
        late.castle.later()
        assert names(late.castle.incidents()) == [("edit", "waiting", None)], "its pause, and people know of it"
        late.castle.later(16)
        late.appear()
        late.castle.later()
        assert late.castle.target.uploads == 2
        assert names(late.castle.incidents()) == [("edit", "ended", "restored")]

    def test_one_that_never_appears_is_sent_again(self, late: Late) -> None:
        late.castle.cover(late.mix, THEIRS)
        late.castle.later()
        late.castle.later(16)
        late.castle.later(16)
        assert late.castle.target.uploads == 2


class TestARestoreThatWaitedAndIsPlannedAnew:
    def test_sends_no_cover_that_nobody_touched(self, castle: Castle) -> None:
        """What a single read shows of a cover is an address: that of a known picture is not another picture."""
        mix = castle.target.put(castle.ann, "p1", name="Morning", description="Coffee")
        castle.cover(mix, MINE)
        castle.protect(mix)
        castle.target.edit(mix, name="Mine")
        until = castle.clock.now() + timedelta(hours=1)

        def banned(number: int, name: str, account: AccountId) -> None:
            if name == "details" and castle.clock.now() < until:
                raise RateLimited("Spotify asks to wait.", until=until)

        castle.target.hook = banned
        castle.later()
        castle.target.edit(mix, name="Mine, all mine", description="Tea")
        castle.later(70)
        castle.later()
        castle.later(30)

        assert castle.shown(mix) == ("Morning", "Coffee")
        assert castle.target.uploads == 0


class TestAReadThatIsLate:
    def test_is_waited_for_and_nothing_is_written_twice(self, castle: Castle) -> None:
        """It shows what was there before the write: nobody edits a text into exactly that within seconds."""
        mix = castle.target.put(castle.ann, "p1", name="Morning", description="Coffee")
        castle.protect(mix)
        castle.target.edit(mix, name="Mine")
        stale = castle.target.kept[mix].head
        playlist, left = castle.target.playlist, [6]

        def reading(*args: Any, **options: Any) -> Any:
            found = playlist(*args, **options)
            if castle.target.writes and left[0]:
                left[0] -= 1
                return replace(found, head=stale)
            return found

        castle.target.playlist = reading  # type: ignore[method-assign]
        castle.later()

        assert castle.target.writes == ["details"]
        assert names(castle.incidents()) == [("edit", "ended", "restored")]


class TestAPlaylistThatIsAskedAbout:
    def test_and_then_deleted_is_told_of_as_gone(self, castle: Castle) -> None:
        mix = castle.target.put(castle.ann, "p1", name="Morning", description="Coffee")
        castle.protect(mix, policy=Policy.ASK)
        castle.take_down(mix)
        castle.later()
        assert names(castle.incidents()) == [("takedown", "asking", None)]
        castle.target.lists[castle.ann].remove(mix)
        del castle.target.kept[mix]

        for _ in range(60):
            castle.later()

        assert names(castle.incidents()) == [("gone", "asking", None)]
        with castle.database.read() as session:
            assert [one.kind for one in session.scalars(select(Alert).order_by(Alert.id))][-1] == "incident.gone"


class TestAMosaic:
    def test_whose_picture_was_fetched_makes_no_version_at_every_look(self, castle: Castle) -> None:
        mix = castle.target.put(castle.ann, "p1", name="Morning", description="Coffee")
        castle.target.pictures[MOSAIC] = THEIRS
        castle.target.edit(mix, cover_url=MOSAIC)
        castle.library.sync()
        castle.guard.covers.fetch([mix])
        castle.protect(mix)
        with castle.database.read() as session:
            assert session.get_one(Playlist, mix).cover_sha256 is not None

        def versions() -> int:
            with castle.database.read() as session:
                return session.scalar(select(func.count()).select_from(Version)) or 0

        before = versions()
        for _ in range(4):
            castle.later()

        assert versions() == before


class TestWhenTheCallsOfADayAreNearlySpent:
    def test_looks_leave_enough_to_put_back_what_they_find(self, sqlite_database: Database, clock: FakeClock) -> None:
        castle = open_castle(sqlite_database, clock, ceiling=40)
        mix = castle.target.put(castle.ann, "p1", name="Morning", description="Coffee")
        castle.protect(mix)
        for _ in range(300):
            castle.later(5)
        assert castle.quota.forecast(castle.ann, {}, Lane.PROTECTION).left >= 8
        castle.take_down(mix)
        castle.library.sync()

        castle.guard.settle(mix, check=lambda: None)

        assert castle.shown(mix) == ("Morning", "Coffee")

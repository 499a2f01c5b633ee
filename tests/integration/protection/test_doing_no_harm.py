"""Whatever happens on the way: nothing is written twice, nothing is forgotten, and nothing is done that may not be."""

from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from playwarden.domain.protection.acting import Caps
from playwarden.features.protection.keeping import Asked
from playwarden.kit.errors import InputError, NeedsReconnecting, OutcomeUnknown, RateLimited, SpotifyUnavailable
from playwarden.kit.ids import AccountId
from playwarden.store.database import Database
from playwarden.store.models import protection as rows
from playwarden.store.models.accounts import Account
from tests.fakes.clock import FakeClock
from tests.integration.protection.conftest import Castle, names, open_castle


class Killed(BaseException):
    """The process died here."""


def restores(castle: Castle) -> list[str]:
    with castle.database.read() as session:
        return list(session.scalars(select(rows.Restore.state).order_by(rows.Restore.id)))


class TestADeath:
    """At every call on the way, before it left and after it took effect."""

    @pytest.mark.parametrize("call", range(1, 5))
    @pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
    def test_ends_in_one_restore_all_the_same(self, castle: Castle, call: int, after: bool) -> None:
        mix = castle.target.put(castle.ann, "p1", name="Morning", description="Coffee")
        castle.protect(mix)
        castle.take_down(mix)
        castle.target.log.clear()
        guarded = castle.target.hook
        perform, playlist = castle.target.perform, castle.target.playlist

        def die(number: int, name: str, account: AccountId) -> None:
            guarded(number, name, account)
            if number == call and not after:
                castle.target.hook = guarded
                raise Killed

        def dying(real: Any) -> Any:
            def call_it(*args: Any, **options: Any) -> Any:
                answer = real(*args, **options)
                if after and len(castle.target.log) == call:
                    castle.target.log.append((castle.clock.now(), "died", castle.target.log[-1][2]))
                    raise Killed
                return answer

            return call_it

        castle.target.hook = die
        castle.target.perform, castle.target.playlist = dying(perform), dying(playlist)  # type: ignore[method-assign]
        with suppress(Killed):
            castle.later()
            castle.later()

        castle.target.hook = guarded
        castle.target.perform, castle.target.playlist = perform, playlist  # type: ignore[method-assign]
        castle.clock.advance(minutes=30)
        with castle.database.write() as session:  # its runner is dead: another takes the job up
            from playwarden.store.models.jobs import Job

            session.execute(update(Job).where(Job.state == "running").values(state="queued", runner_id=None))
        castle.work_off()
        castle.later()

        assert castle.shown(mix) == ("Morning", "Coffee")
        assert castle.target.writes.count("details") <= 2
        assert restores(castle).count("done") == 1
        assert names(castle.incidents())[-1][1:] == ("ended", "restored")


class TestABan:
    def test_holds_what_is_to_be_put_back_and_then_it_is(self, castle: Castle) -> None:
        mix = castle.target.put(castle.ann, "p1", name="Morning", description="Coffee")
        castle.protect(mix)
        castle.take_down(mix)
        until = castle.clock.now() + timedelta(hours=3)
        calls: list[str] = []

        def banned(number: int, name: str, account: AccountId) -> None:
            if castle.clock.now() < until:
                calls.append(name)
                if name == "details":
                    raise RateLimited("Spotify asks to wait.", until=until)

        castle.target.hook = banned
        castle.later()
        for _ in range(10):
            castle.later()
        assert calls.count("details") == 1
        assert castle.shown(mix)[0] == ""

        castle.later(180)

        assert castle.shown(mix) == ("Morning", "Coffee")
        assert restores(castle) == ["done"]

    def test_of_looking_puts_the_account_off_and_no_other(self, castle: Castle) -> None:
        mine = castle.target.put(castle.ann, "p1", name="Morning")
        other = castle.target.put(castle.ben, "p2", name="Evening")
        castle.protect(mine, other)

        def banned(number: int, name: str, account: AccountId) -> None:
            if account == castle.ann:
                raise SpotifyUnavailable("It does not answer.")

        castle.target.hook = banned
        castle.take_down(mine)
        castle.take_down(other)
        castle.later()

        assert castle.shown(mine)[0] == ""
        assert castle.shown(other)[0] == "Evening"
        assert castle.watch(castle.ann).trouble is not None


class TestALostConsent:
    def test_stops_looking_and_writing_until_it_is_renewed(self, castle: Castle) -> None:
        mix = castle.target.put(castle.ann, "p1", name="Morning")
        castle.protect(mix)
        castle.take_down(mix)

        def gone(number: int, name: str, account: AccountId) -> None:
            with castle.database.write() as session:
                session.execute(update(Account).where(Account.id == castle.ann).values(state="needs_reconnecting"))
            raise NeedsReconnecting("The consent is gone.")

        castle.target.hook = gone
        castle.later()
        castle.target.hook = lambda number, name, account: None
        castle.target.log.clear()
        castle.later()
        castle.later(60)
        assert castle.target.log == []

        with castle.database.write() as session:
            session.execute(update(Account).where(Account.id == castle.ann).values(state="connected"))
        castle.later()

        assert castle.shown(mix)[0] == "Morning"
        with castle.database.read() as session:
            assert session.scalar(select(func.count()).select_from(rows.Unwatched)) == 1


class TestAnAnswerThatIsLost:
    def test_is_found_out_about_and_counted_once(self, castle: Castle) -> None:
        mix = castle.target.put(castle.ann, "p1", name="Morning", description="Coffee")
        castle.protect(mix)
        castle.take_down(mix)
        perform = castle.target.perform

        def lose(*args: Any, **options: Any) -> Any:
            perform(*args, **options)
            castle.target.perform = perform  # type: ignore[method-assign]
            raise OutcomeUnknown("Its answer was lost.")

        castle.target.perform = lose  # type: ignore[method-assign]
        castle.later()

        assert castle.shown(mix) == ("Morning", "Coffee")
        assert restores(castle) == ["done"]


class TestAClock:
    @pytest.mark.parametrize("hours", [-1, 24])
    def test_that_is_set_otherwise_neither_doubles_a_restore_nor_stops_the_looks(
        self, castle: Castle, hours: int
    ) -> None:
        mix = castle.target.put(castle.ann, "p1", name="Morning", description="Coffee")
        castle.protect(mix)
        castle.clock.advance(minutes=hours * 60)
        castle.take_down(mix)

        for _ in range(14):
            castle.later()

        assert castle.shown(mix) == ("Morning", "Coffee")
        assert castle.target.writes == ["details"]


class TestTheCapOfAnAccount:
    def test_stops_it_and_leaves_the_other_account_alone(self, sqlite_database: Database, clock: FakeClock) -> None:
        castle = open_castle(sqlite_database, clock, caps=Caps(account=4))
        mine = [castle.target.put(castle.ann, f"p{number}", name=f"Mix {number}") for number in range(6)]
        other = castle.target.put(castle.ben, "p9", name="Evening")
        castle.protect(*mine, other)
        for one in (*mine, other):
            castle.take_down(one)

        castle.later()

        assert sum(castle.shown(one)[0] != "" for one in mine) == 4
        assert castle.shown(other)[0] == "Evening"
        assert castle.watch(castle.ann).broken_at is not None

        castle.guard.keeping.close_breaker(castle.ann, actor="ann")
        castle.work_off()
        assert all(castle.shown(one)[0] for one in mine)


class TestAListThatLacksDescriptions:
    def test_is_no_take_down_and_costs_a_read_only_when_the_snapshot_changes(self, castle: Castle) -> None:
        mixes = [castle.target.put(castle.ann, f"p{number}", name=f"Mix {number}") for number in range(4)]
        castle.protect(*mixes)

        def hide() -> None:
            for one in mixes:
                head = castle.target.kept[one].head
                from dataclasses import replace

                castle.target.shown_as[one] = replace(head, description="")

        hide()
        castle.later()
        assert castle.incidents() == []
        castle.target.log.clear()
        castle.later()
        assert [name for _, name, _ in castle.target.log] == ["heads"]

        castle.target.edit(mixes[2], description="")
        hide()
        castle.target.log.clear()
        castle.later()

        assert [name for _, name, _ in castle.target.log].count("playlist") == 2  # it is read, and proved
        assert castle.shown(mixes[2])[1] == "About it"
        assert names(castle.incidents()) == [("takedown", "ended", "restored")]


class TestProtecting:
    def test_is_refused_for_a_playlist_that_no_account_here_owns(self, castle: Castle) -> None:
        theirs = castle.target.put(castle.ann, "p1", owner="somebody")
        castle.library.sync()
        assert castle.guard.keeping.protect([theirs], Asked(), "ann")[0].refused is not None

    def test_refuses_an_empty_text_because_the_api_does(self, castle: Castle) -> None:
        mix = castle.target.put(castle.ann, "p1", name="Morning")
        castle.protect(mix)
        with pytest.raises(InputError, match="empty description"):
            castle.guard.keeping.prefer({mix: {"description": " "}}, actor="ann", why="edited")

    def test_writes_what_is_preferred_from_now_on(self, castle: Castle) -> None:
        mix = castle.target.put(castle.ann, "p1", name="Morning", description="Coffee")
        castle.protect(mix)
        castle.guard.keeping.prefer({mix: {"description": "Tea"}}, actor="ann", why="edited")
        castle.work_off()
        assert castle.shown(mix) == ("Morning", "Tea")
        assert castle.incidents() == []
        assert restores(castle) == []

    def test_goes_back_to_what_was_preferred_before(self, castle: Castle) -> None:
        mix = castle.target.put(castle.ann, "p1", name="Morning", description="Coffee")
        castle.protect(mix)
        castle.guard.keeping.prefer({mix: {"description": "Tea"}}, actor="ann", why="edited")
        castle.work_off()
        castle.later(30)
        castle.guard.keeping.revert(mix, 1, actor="ann")
        castle.work_off()
        assert castle.shown(mix) == ("Morning", "Coffee")

    def test_ends_with_its_open_incident(self, castle: Castle) -> None:
        mix = castle.target.put(castle.ann, "p1", name="Morning")
        castle.protect(mix)
        castle.target.edit(mix, name="Mine")
        castle.target.hook = lambda number, name, account: None
        castle.later()
        assert castle.guard.keeping.release([mix], "ann") == 1
        castle.later()
        assert castle.guard.keeping.release([mix], "ann") == 0


class TestWhatAlwaysFails:
    def test_is_not_tried_again_at_every_tick(self, castle: Castle) -> None:
        mix = castle.target.put(castle.ann, "p1", name="Morning")
        castle.protect(mix)
        castle.clock.advance(minutes=6)

        def broken(number: int, name: str, account: AccountId) -> None:
            raise RuntimeError("a fault of ours")

        castle.target.hook = broken
        castle.target.log.clear()
        for _ in range(20):
            castle.guard.tick()
            castle.work_off()
            castle.clock.advance(seconds=1)

        assert len(castle.target.log) == 1


class TestSomethingElseThatIsPreferred:
    def test_while_a_restore_waits_is_what_is_written(self, castle: Castle) -> None:
        mix = castle.target.put(castle.ann, "p1", name="Morning", description="Coffee")
        castle.protect(mix)
        castle.take_down(mix)
        until = castle.clock.now() + timedelta(hours=3)

        def banned(number: int, name: str, account: AccountId) -> None:
            if name == "details" and castle.clock.now() < until:
                raise RateLimited("Spotify asks to wait.", until=until)

        castle.target.hook = banned
        castle.later()
        castle.guard.keeping.prefer({mix: {"name": "Evening"}}, actor="ann", why="edited")
        castle.later(200)
        castle.later()

        assert castle.shown(mix) == ("Evening", "Coffee")
        assert castle.target.writes == ["details"]

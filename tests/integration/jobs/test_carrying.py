"""One job carried through: what the quota allows, what is raised, and how the claim ends by it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from playwarden.domain.calls import Lane, Need
from playwarden.domain.jobs.job import Job, JobState, WaitsFor
from playwarden.domain.quota import Limits
from playwarden.jobs.registry import Again, Work
from playwarden.jobs.runner import ATTEMPTS, PLAYLIST_PAUSE, Carrier, Tools
from playwarden.kit.behalf import shared
from playwarden.kit.errors import (
    Blocked,
    Busy,
    Cancelled,
    CorruptKey,
    NeedsReconnecting,
    PlaywardenError,
    RateLimited,
    SpotifyUnavailable,
    StoreError,
)
from playwarden.store.database import Database
from tests.fakes.clock import FakeClock
from tests.integration.jobs.desk import OTHER, Desk, Doing, Told
from tests.integration.quota import desk as ledger


def raising(error: Exception) -> Doing:
    def do(_work: Work) -> dict[str, object]:
        raise error

    return do


class Fitted(Desk):
    """A desk with a ledger of one account that may make 20 calls a day and 8 in 30 seconds."""

    def __init__(self, database: Database, clock: FakeClock) -> None:
        super().__init__(database, clock, Told(), Limits(bucket=20, group=100, window=8))
        self.calls = ledger.Desk(database, clock, self.limits)
        self.calls.fill_register()

    def needs(self, calls: int) -> None:
        self.kind.needing = [Need(ledger.ACCOUNT, {ledger.ITEMS: calls})]


@pytest.fixture
def fitted(database: Database, clock: FakeClock) -> Fitted:
    return Fitted(database, clock)


class TestEndings:
    def test_what_it_answers_is_its_result(self, desk: Desk) -> None:
        desk.job("a")
        left = desk.carried(lambda work: {"key": work.job.key})
        assert (left.state, left.result) == (JobState.SUCCEEDED, {"key": "a"})

    def test_it_may_wait_for_something_and_say_so(self, desk: Desk) -> None:
        desk.job("a")
        until = desk.clock.now() + timedelta(hours=2)
        left = desk.carried(lambda _: Again(WaitsFor.QUOTA, until, "Few calls."))
        assert (left.state, left.waits_for, left.due_at, left.note) == (
            JobState.WAITING,
            WaitsFor.QUOTA,
            until,
            "Few calls.",
        )

    def test_a_ban_in_the_middle_lets_it_wait_until_its_end_and_counts_no_attempt(self, desk: Desk) -> None:
        desk.job("a")
        until = desk.clock.now() + timedelta(hours=20)
        left = desk.carried(raising(RateLimited("A ban.", until=until)))
        assert (left.state, left.waits_for, left.due_at, left.attempts) == (
            JobState.WAITING,
            WaitsFor.QUOTA,
            until,
            0,
        )

    @pytest.mark.parametrize("error", [SpotifyUnavailable("Down."), StoreError("Locked.")])
    def test_what_may_pass_is_tried_five_times_with_longer_and_longer_pauses(
        self, desk: Desk, error: PlaywardenError
    ) -> None:
        job = desk.job("a")
        pauses = []
        for attempt in range(1, ATTEMPTS):
            left = desk.carried(raising(error))
            assert (left.state, left.waits_for, left.attempts) == (JobState.WAITING, WaitsFor.RETRY, attempt)
            pauses.append(left.due_at - desk.clock.now())
            desk.clock.set(left.due_at)
        assert pauses == sorted(set(pauses))
        left = desk.carried()
        assert (left.state, left.attempts) == (JobState.FAILED, ATTEMPTS)
        assert left.failure is not None
        assert left.failure.code == error.code
        assert len(desk.book.lines(job.id)) == ATTEMPTS - 1

    def test_attempts_count_anew_after_it_got_on(self, desk: Desk) -> None:
        desk.job("a")
        assert desk.carried(raising(SpotifyUnavailable("Down."))).attempts == 1
        desk.clock.advance(hours=1)
        assert desk.carried(lambda _: Again(WaitsFor.QUOTA, desk.clock.now())).attempts == 0

    def test_a_playlist_in_use_is_looked_at_again_soon(self, desk: Desk) -> None:
        desk.job("a")
        left = desk.carried(raising(Busy("In use.")))
        assert (left.waits_for, left.attempts) == (WaitsFor.PLAYLIST, 0)
        assert left.due_at == desk.clock.now() + timedelta(seconds=PLAYLIST_PAUSE)

    def test_a_lost_account_is_waited_for_and_connecting_it_wakes_the_job(self, fitted: Fitted) -> None:
        job = fitted.job("a")
        left = fitted.carried(raising(NeedsReconnecting("Gone.", "Connect it.")))
        assert (left.waits_for, left.note) == (WaitsFor.CONNECTION, "Gone. Connect it.")
        fitted.calls.reconnect()
        assert fitted.state(job) is JobState.QUEUED

    @pytest.mark.parametrize("error", [Blocked("Held.", "Force it."), CorruptKey("Wrong key.")])
    def test_anything_else_fails_in_its_words(self, desk: Desk, error: PlaywardenError) -> None:
        desk.job("a")
        left = desk.carried(raising(error))
        assert left.state is JobState.FAILED
        assert left.failure is not None
        assert (left.failure.code, left.failure.what, left.failure.remedy) == (error.code, error.what, error.remedy)

    def test_what_nobody_expected_fails_with_a_log_that_has_it(
        self, desk: Desk, caplog: pytest.LogCaptureFixture
    ) -> None:
        job = desk.job("a")
        left = desk.carried(raising(ZeroDivisionError("by nought")))
        assert left.failure is not None
        assert left.failure.code == "unexpected"
        assert "by nought" in str(desk.book.lines(job.id)[-1].data["words"])
        assert "Traceback" in caplog.text

    def test_a_kind_that_nobody_knows_fails(self, desk: Desk) -> None:
        job = desk.job("a")
        desk.registry._kinds.clear()
        assert desk.carried().state is JobState.FAILED
        assert desk.state(job) is JobState.FAILED


class TestStopping:
    def test_a_cancelled_one_stops_at_its_next_check_and_says_what_was_done(self, desk: Desk) -> None:
        calls = []

        def do(work: Work) -> dict[str, object]:
            for number in range(12):
                work.check()
                calls.append(number)
                if number == 3:
                    desk.book.ask_to_cancel(work.job.id, "operator")
            return {}

        desk.kind.words = "4 of 12"
        desk.job("a")
        left = desk.carried(do)
        assert (left.state, left.note, calls) == (JobState.CANCELLED, "4 of 12", [0, 1, 2, 3])
        assert desk.kind.told == [left.id]

    def test_a_stopping_process_leaves_it_queued(self, desk: Desk) -> None:
        def do(work: Work) -> dict[str, object]:
            desk.stopping.set()
            work.check()
            raise AssertionError

        desk.job("a")
        left = desk.carried(do)
        assert (left.state, left.attempts) == (JobState.QUEUED, 0)

    def test_who_was_taken_for_dead_hears_it_at_the_next_check_and_settles_nothing(self, desk: Desk) -> None:
        def do(work: Work) -> dict[str, object]:
            desk.runners.reclaim()
            assert desk.claim(OTHER) is not None
            work.check()
            raise AssertionError

        job = desk.job("a")
        desk.kind.doing = do
        assert desk.carrier.carry(desk.claimed(), desk.stopping) is None
        assert desk.book.job(job.id).runner_id == OTHER

    def test_a_parent_that_is_cancelled_waits_for_what_still_runs(self, desk: Desk) -> None:
        children: list[Job] = []

        def do(work: Work) -> dict[str, object]:
            children.append(desk.job("child", parent_id=work.job.id))
            running = desk.claim(OTHER, within=work.job.id)
            assert running is not None
            children.append(running)
            raise Cancelled("x")

        desk.job("parent")
        left = desk.carried(do)
        assert (left.state, left.waits_for) == (JobState.WAITING, WaitsFor.CHILDREN)
        assert desk.kind.told == []


class TestProgress:
    def test_it_is_written_seldom_and_at_last_as_it_is(self, desk: Desk) -> None:
        def do(work: Work) -> dict[str, object]:
            for number in range(1, 501):
                work.progress(number, 500, "reading")
            return {}

        job = desk.job("a")
        left = desk.carried(do)
        assert (left.progress.done, left.progress.total, left.progress.words) == (500, 500, "reading")
        assert len(desk.told(job, "progress")) < 50


class TestQuota:
    def test_enough_calls_let_it_begin(self, fitted: Fitted) -> None:
        fitted.needs(5)
        fitted.job("a")
        assert fitted.carried().state is JobState.SUCCEEDED

    def test_too_few_calls_let_it_wait_until_the_ledgers_time_and_say_so(self, fitted: Fitted) -> None:
        fitted.calls.had(7)
        room = fitted.clock.now() + timedelta(days=1)
        fitted.clock.advance(hours=1)
        fitted.calls.had(6)
        fitted.clock.advance(hours=1)
        fitted.needs(10)
        fitted.job("a", lane=Lane.INTERACTIVE)
        left = fitted.carried()
        assert (left.state, left.waits_for) == (JobState.WAITING, WaitsFor.QUOTA)
        assert left.due_at == room
        assert "It needs 10 calls; 7 are left now" in (left.note or "")
        fitted.clock.set(left.due_at)
        assert fitted.carried().state is JobState.SUCCEEDED

    def test_a_lower_lane_waits_where_a_higher_one_goes(self, fitted: Fitted) -> None:
        fitted.calls.had(10)
        fitted.clock.advance(minutes=5)
        fitted.needs(3)
        fitted.job("low", lane=Lane.BACKGROUND)
        assert fitted.carried().waits_for is WaitsFor.QUOTA
        fitted.job("high", lane=Lane.INTERACTIVE)
        assert fitted.carried().state is JobState.SUCCEEDED

    def test_no_room_in_the_thirty_seconds_is_waited_for_as_a_row(self, fitted: Fitted) -> None:
        fitted.calls.had(7)
        fitted.needs(4)
        fitted.job("a", lane=Lane.INTERACTIVE)
        left = fitted.carried()
        assert (left.state, left.waits_for) == (JobState.WAITING, WaitsFor.QUOTA)
        assert timedelta() < left.due_at - fitted.clock.now() <= timedelta(seconds=35)
        assert "30 seconds" in (left.note or "")
        assert fitted.calls.slept == 0
        fitted.clock.set(left.due_at)
        assert fitted.carried().state is JobState.SUCCEEDED

    def test_calls_that_jobs_under_way_may_still_want_are_not_begun_with(self, fitted: Fitted) -> None:
        """Both fit by themselves into the 9 calls that are left; together they would leave one half done."""
        fitted.calls.had(7)
        fitted.clock.advance(minutes=5)
        fitted.calls.had(4)
        fitted.clock.advance(minutes=5)
        fitted.needs(6)
        fitted.job("first", lane=Lane.INTERACTIVE, forecast=6)
        fitted.job("second", lane=Lane.INTERACTIVE, forecast=6)
        first = fitted.claimed(OTHER)
        left = fitted.carried()
        assert (left.key, left.state, left.waits_for) == ("second", JobState.WAITING, WaitsFor.QUOTA)
        assert left.due_at - fitted.clock.now() <= timedelta(seconds=2 * PLAYLIST_PAUSE)
        assert "under way" in (left.note or "")
        assert fitted.carrier.carry(first, fitted.stopping) is not None  # the earlier one waits for nobody
        assert fitted.book.job(first.id).state is JobState.SUCCEEDED
        fitted.clock.set(left.due_at)
        assert fitted.carried().state is JobState.SUCCEEDED

    def test_a_need_larger_than_a_day_begins_all_the_same(self, fitted: Fitted) -> None:
        fitted.needs(50)
        fitted.job("a", lane=Lane.INTERACTIVE)
        assert fitted.carried().state is JobState.SUCCEEDED

    def test_a_ban_is_not_run_into_twice(self, fitted: Fitted) -> None:
        until = fitted.calls.refuse(ledger.ITEMS, retry_after=7200.0)
        fitted.needs(1)
        fitted.job("a")
        left = fitted.carried()
        assert (left.state, left.due_at) == (JobState.WAITING, until)

    def test_calls_are_booked_to_the_job_also_from_threads_it_starts(self, fitted: Fitted) -> None:
        def do(_work: Work) -> dict[str, object]:
            fitted.calls.serve(2)
            with ThreadPoolExecutor(2) as pool:
                for future in [pool.submit(shared(fitted.calls.serve), 1) for _ in range(2)]:
                    future.result()
            raise RateLimited("Enough.", until=fitted.clock.now())

        fitted.calls.serve(1)
        fitted.job("a")
        assert fitted.carried(do).calls == 4

        def more(_work: Work) -> dict[str, object]:
            fitted.calls.serve(1)
            return {}

        assert fitted.carried(more).calls == 5


class TestDatabaseTrouble:
    def test_an_end_is_written_down_with_patience(self, desk: Desk) -> None:
        class Shaky:
            """The book, that fails twice when a job ends."""

            def __init__(self) -> None:
                self.failures = 2

            def end(self, *arguments: object) -> object:
                if self.failures:
                    self.failures -= 1
                    raise StoreError("Lost.")
                return desk.book.end(*arguments)  # type: ignore[arg-type]  # passed through

            def __getattr__(self, name: str) -> object:
                return getattr(desk.book, name)

        shaky: object = Shaky()
        carrier = Carrier(Tools(shaky, desk.registry, desk.quota, desk.clock))  # type: ignore[arg-type]  # stands in
        job = desk.job("a")
        left = carrier.carry(desk.claimed(), desk.stopping)
        assert left is not None
        assert desk.state(job) is JobState.SUCCEEDED

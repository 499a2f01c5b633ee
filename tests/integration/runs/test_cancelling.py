"""Cancelled between any two calls a playlist is left consistent, with a version to undo; stopped, it goes on later."""

import threading
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import timedelta

import pytest
from sqlalchemy import select

from playwarden.domain.calls import Lane
from playwarden.domain.jobs.job import JobState, NewJob, WaitsFor
from playwarden.domain.operations import Insert, entries_after
from playwarden.domain.playlist import Entry
from playwarden.domain.runs import Outcome, State
from playwarden.features.runs.proposal import Proposal
from playwarden.kit.errors import Conflict, RateLimited
from playwarden.kit.ids import JobId, PlaylistId, RunId, RunnerId
from playwarden.store.models.library import Version
from tests.fakes.spotify import FakeSpotify, track
from tests.integration.runs.conftest import Workshop

TRACKS = [track(n) for n in range(40)]
TWINS = [*TRACKS, TRACKS[9]]
"""One of them stands twice."""
CALLS = 12
FORCED = frozenset({"removes-much", "loses-local"})

Reopen = Callable[[FakeSpotify], Workshop]


def twelve_calls(workshop: Workshop) -> Proposal:
    """One of the twins goes, which takes both and adds one back in mid-way; new ones come, scattered."""
    workshop.spotify.put("p1", [*TWINS])
    wished = [uri for uri in TRACKS if uri != TRACKS[5]]
    for number in range(11):
        wished.insert(2 + number * 3, track(f"new{number}"))
    proposal = workshop.runs.propose([workshop.order("p1", wished)])
    assert proposal.writes == CALLS
    return proposal


def at_write(workshop: Workshop, nth: int, what: Callable[[], object]) -> None:
    """Does `what` right before the n-th write leaves (from 1), once."""
    left = [nth]

    def before(_number: int, name: str) -> None:
        if name not in ("heads", "playlist", "items"):
            left[0] -= 1
            if left[0] == 0:
                what()

    workshop.spotify.before = before


def counted(uris: Iterable[str | None]) -> Counter[str | None]:
    """How often each is there."""
    return Counter(uris)


def entries(workshop: Workshop, playlist_id: str = "p1") -> tuple[Entry, ...]:
    return workshop.spotify.playlists[PlaylistId(playlist_id)].entries


class TestCancelledAtAnyCall:
    @pytest.mark.parametrize("nth", range(1, CALLS + 1))
    def test_it_stops_where_nothing_that_stays_is_missing(self, sqlite_workshop: Workshop, nth: int) -> None:
        workshop = sqlite_workshop
        proposal = twelve_calls(workshop)
        run_id, job_id = workshop.start(proposal)
        at_write(workshop, nth, lambda: workshop.jobs.ask_to_cancel(job_id, "tester"))

        workshop.work_off()

        staying = counted(TWINS) & counted(entry.uri for entry in proposal.parts[0].plan.desired.entries)
        assert not staying - counted(workshop.spotify.uris("p1"))
        part = workshop.runs.run(run_id).parts[0]
        done = len(workshop.spotify.writes)
        expected = proposal.parts[0].plan.observed_entries
        for operation in proposal.parts[0].plan.operations[:done]:
            expected = entries_after(expected, operation, at=None, by=None)
        stands = entries(workshop)
        assert [entry.uri for entry in stands] == [entry.uri for entry in expected]
        dated = [(a, b) for a, b in zip(stands, expected, strict=True) if b.added_at is not None]
        assert all(a.added_at == b.added_at for a, b in dated)
        if done < CALLS:
            assert (part.state, workshop.runs.run(run_id).state) == (State.CANCELLED, State.CANCELLED)
            assert f"{done} of 12 calls" in (part.note or "")
            assert workshop.jobs.job(job_id).state is JobState.CANCELLED
            assert workshop.jobs.job(job_id).note == part.note
        else:
            assert part.state is State.DONE

    @pytest.mark.parametrize("nth", range(1, CALLS + 1))
    def test_undo_brings_the_original_back(self, sqlite_workshop: Workshop, nth: int) -> None:
        workshop = sqlite_workshop
        run_id, job_id = workshop.start(twelve_calls(workshop))
        at_write(workshop, nth, lambda: workshop.jobs.ask_to_cancel(job_id, "tester"))
        workshop.work_off()

        workshop.apply(workshop.runs.propose_undo(run_id), forced=FORCED)

        assert workshop.spotify.uris("p1") == TWINS

    @pytest.mark.parametrize("nth", range(1, CALLS + 1))
    def test_a_stopping_process_leaves_it_to_be_carried_on_without_loss(
        self, sqlite_workshop: Workshop, another_process: Reopen, nth: int
    ) -> None:
        workshop = sqlite_workshop
        proposal = twelve_calls(workshop)
        run_id, job_id = workshop.start(proposal)
        stopping = threading.Event()
        at_write(workshop, nth, stopping.set)
        workshop.work_off(stopping)
        assert len(workshop.spotify.writes) == nth
        if nth < CALLS:
            assert workshop.jobs.job(job_id).state is JobState.QUEUED
            assert workshop.runs.run(run_id).parts[0].state is State.WAITING
        workshop.spotify.before = lambda number, name: None

        later = another_process(workshop.spotify)
        later.work_off()

        assert later.runs.run(run_id).state is State.DONE
        assert later.jobs.job(job_id).state is JobState.SUCCEEDED
        assert len(workshop.spotify.writes) == CALLS
        assert workshop.spotify.uris("p1") == [entry.uri for entry in proposal.parts[0].plan.desired.entries]


class TestWaiting:
    def test_a_run_that_never_began_is_cancelled_without_a_call(self, workshop: Workshop) -> None:
        run_id, job_id = workshop.start(twelve_calls(workshop))
        calls = len(workshop.spotify.log)

        report = workshop.runs.cancel(run_id, actor="tester")

        assert report.state is State.CANCELLED
        assert workshop.jobs.job(job_id).state is JobState.CANCELLED
        assert workshop.work_off() == []
        assert len(workshop.spotify.log) == calls
        assert workshop.spotify.uris("p1") == TWINS
        with pytest.raises(Conflict):
            workshop.runs.cancel(run_id, actor="tester")
        with pytest.raises(Conflict, match="changed nothing"):
            workshop.runs.propose_undo(run_id)

    def test_a_run_that_another_job_started_is_cancelled_with_the_jobs_of_its_playlists(
        self, workshop: Workshop
    ) -> None:
        for name in ("p1", "p2"):
            workshop.spotify.put(name, [*TRACKS], name=name)
        (starter,) = workshop.jobs.enqueue([NewJob("test.starter", "bulk:1")])
        orders = [workshop.order(name, [*TRACKS, track("new")]) for name in ("p1", "p2")]
        run_id, job_id = workshop.start(workshop.runs.propose(orders), parent_id=starter.id)
        workshop.jobs.claim(RunnerId("rnr_test"), list(Lane), job_id=starter.id)
        workshop.work_off(most=1)
        assert workshop.jobs.children(job_id) == {JobState.QUEUED: 2}

        workshop.runs.cancel(run_id, actor="tester")

        assert workshop.jobs.job(job_id).state is JobState.CANCELLED
        assert workshop.jobs.children(job_id) == {JobState.CANCELLED: 2}
        assert workshop.spotify.writes == []

    def test_a_ban_where_the_playlist_is_whole_does_not_hold_cancelling_up(self, workshop: Workshop) -> None:
        run_id, job_id = _banned_at(workshop, 10)
        calls = len(workshop.spotify.log)

        workshop.runs.cancel(run_id, actor="tester")

        run = workshop.runs.run(run_id)
        assert run.state is State.CANCELLED
        assert "9 of 12 calls" in (run.parts[0].note or "")
        assert workshop.jobs.job(job_id).state is JobState.CANCELLED
        workshop.spotify.before = lambda number, name: None
        workshop.clock.advance(hours=2)
        assert workshop.work_off() == []
        workshop.apply(workshop.runs.propose_undo(run_id), forced=FORCED)
        assert workshop.spotify.uris("p1") == TWINS
        assert len(workshop.spotify.log) > calls

    def test_a_ban_in_the_middle_of_taking_out_and_adding_back_is_waited_out_for_that_alone(
        self, workshop: Workshop
    ) -> None:
        run_id, job_id = _banned_at(workshop, 2)
        plan = workshop.runs.run(run_id).parts[0].plan
        assert plan.operations[0].kind == "remove"

        workshop.runs.cancel(run_id, actor="tester")

        assert workshop.jobs.job(job_id).state is JobState.CANCELLED
        assert workshop.runs.run(run_id).state.resumable
        workshop.spotify.before = lambda number, name: None
        workshop.clock.advance(hours=2)
        (brought_to_rest,) = workshop.work_off()
        assert brought_to_rest.state is JobState.SUCCEEDED
        assert workshop.runs.run(run_id).state is State.CANCELLED
        assert len(workshop.spotify.writes) < CALLS
        stay = counted(TWINS) & counted(entry.uri for entry in plan.desired.entries)
        assert not stay - counted(workshop.spotify.uris("p1"))
        workshop.apply(workshop.runs.propose_undo(run_id), forced=FORCED)
        assert workshop.spotify.uris("p1") == TWINS


def _banned_at(workshop: Workshop, nth: int) -> tuple[RunId, JobId]:
    """A run as a job that meets a ban at its n-th write, and every call after."""
    run_id, job_id = workshop.start(twelve_calls(workshop))

    def ban() -> None:
        until = workshop.clock.now() + timedelta(hours=1)

        def banned(_number: int, _name: str) -> None:
            workshop.spotify.log.pop()
            raise RateLimited("A ban.", until=until)

        workshop.spotify.before = banned
        banned(0, "")

    at_write(workshop, nth, ban)
    workshop.work_off()
    job = workshop.jobs.job(job_id)
    assert (job.state, job.waits_for) == (JobState.WAITING, WaitsFor.QUOTA)
    return run_id, job_id


def test_a_run_without_a_job_is_cancelled_by_another_process_between_two_calls(
    sqlite_workshop: Workshop, another_process: Reopen
) -> None:
    workshop = sqlite_workshop
    proposal = twelve_calls(workshop)
    other = another_process(workshop.spotify)
    at_write(workshop, 9, lambda: other.runs.cancel(other.runs.unfinished()[0], actor="somebody"))

    report = workshop.apply(proposal)

    assert report.state is State.CANCELLED
    assert len(workshop.spotify.writes) == 9
    with workshop.database.read() as session:
        assert list(session.scalars(select(Version.cause).order_by(Version.number))) == ["first", "run"]


def test_what_somebody_added_meanwhile_is_not_ours_to_undo(sqlite_workshop: Workshop) -> None:
    workshop = sqlite_workshop
    run_id, job_id = workshop.start(twelve_calls(workshop))

    def meanwhile() -> None:
        workshop.spotify.edit("p1", Insert(0, (track("theirs"),)))
        workshop.jobs.ask_to_cancel(job_id, "tester")

    at_write(workshop, 9, lambda: None)
    workshop.spotify.after = _after_write(workshop, 8, meanwhile)
    workshop.work_off()

    assert workshop.runs.run(run_id).state is State.CANCELLED
    workshop.apply(workshop.runs.propose_undo(run_id), forced=FORCED)
    assert workshop.spotify.uris("p1") == [track("theirs"), *TWINS]


def _after_write(workshop: Workshop, nth: int, what: Callable[[], object]) -> Callable[[int, str], None]:
    def after(_number: int, name: str) -> None:
        if name not in ("heads", "playlist", "items") and len(workshop.spotify.writes) == nth:
            what()

    return after


def test_steps_that_were_not_made_are_told(sqlite_workshop: Workshop) -> None:
    workshop = sqlite_workshop
    run_id, job_id = workshop.start(twelve_calls(workshop))
    at_write(workshop, 11, lambda: workshop.jobs.ask_to_cancel(job_id, "tester"))

    workshop.work_off()

    part = workshop.runs.run(run_id).parts[0]
    assert [step.outcome for step in part.steps].count(Outcome.PENDING) == 1
    assert "; not done: 1 entry inserted." in (part.note or "")

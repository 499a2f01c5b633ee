"""A run as a job: journaled and enqueued at once, its playlists carried out side by side, each on its own."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from playwarden.domain.calls import Lane
from playwarden.domain.compose import Wish
from playwarden.domain.jobs.job import JobState, WaitsFor
from playwarden.domain.operations import Insert
from playwarden.domain.runs import State
from playwarden.engine.ports.jobs import JobFilter
from playwarden.engine.ports.quota import ITEMS, PLAYLIST
from playwarden.features.runs.proposal import Order
from playwarden.kit.errors import Busy, NotApproved, RateLimited, SpotifyRefused, SpotifyUnavailable
from playwarden.kit.ids import RunId
from playwarden.store.leases import DatabaseLeases
from playwarden.store.models.jobs import Job
from playwarden.store.models.runs import Run
from tests.fakes.spotify import FakeSpotify, Killed, track
from tests.integration.runs.conftest import ACCOUNT, Workshop

LETTERS = [track(letter) for letter in "abcdefghij"]
Reopen = Callable[[FakeSpotify], Workshop]


def several(workshop: Workshop, *names: str) -> list[Order]:
    for name in names:
        workshop.spotify.put(name, [*LETTERS], name=name)
    return [workshop.order(name, [*LETTERS, track("new")]) for name in names]


def _unavailable(_number: int, name: str) -> None:
    if name == "insert":
        raise SpotifyUnavailable("Spotify does not answer.")


class TestStarting:
    def test_journals_and_enqueues_together(self, workshop: Workshop) -> None:
        run_id, job_id = workshop.start(workshop.runs.propose(several(workshop, "p1")))

        job = workshop.jobs.job(job_id)
        assert (job.kind, job.key, job.run_id, job.state) == ("runs.run", "playlist:p1", run_id, JobState.QUEUED)
        assert workshop.spotify.writes == []
        assert job.forecast == 2

    def test_refuses_as_applying_does_and_leaves_nothing_behind(self, workshop: Workshop) -> None:
        proposal = workshop.runs.propose(several(workshop, "p1"))

        with pytest.raises(NotApproved):
            workshop.runs.start(proposal, approved="another", actor="tester")

        with workshop.database.read() as session:
            assert session.scalar(select(func.count()).select_from(Run)) == 0
            assert session.scalar(select(func.count()).select_from(Job)) == 0

    def test_of_what_is_equal_makes_neither_run_nor_job(self, workshop: Workshop) -> None:
        workshop.spotify.put("p1", [*LETTERS])
        proposal = workshop.runs.propose([workshop.order("p1", LETTERS)])
        started = workshop.runs.start(proposal, approved=proposal.fingerprint, actor="tester")
        assert (started.run_id, started.job_id) == (None, None)

    def test_of_a_playlist_to_be_made_has_its_key_to_itself(self, workshop: Workshop) -> None:
        order = Order(ACCOUNT, Wish(name="Fresh", description="New", items=(track("a"),)), create_key="fresh")
        _, job_id = workshop.start(workshop.runs.propose([order]))
        assert workshop.jobs.job(job_id).key == f"create:{ACCOUNT}:fresh"
        workshop.work_off()
        assert workshop.spotify.uris("made0") == [track("a")]


class TestOnePlaylist:
    def test_is_done_in_the_job_of_the_run_whose_result_is_the_report(self, workshop: Workshop) -> None:
        run_id, job_id = workshop.start(workshop.runs.propose(several(workshop, "p1")))

        (job,) = workshop.work_off()

        assert (job.id, job.state) == (job_id, JobState.SUCCEEDED)
        assert job.result == workshop.runs.report(workshop.runs.run(run_id)).to_document()
        assert job.result is not None
        assert job.result["state"] == "done"

    def test_that_was_refused_is_a_job_that_failed_and_still_tells_all(self, workshop: Workshop) -> None:
        _, job_id = workshop.start(workshop.runs.propose(several(workshop, "p1")))
        workshop.spotify.before = _refusing("p1")

        workshop.work_off()

        job = workshop.jobs.job(job_id)
        assert job.state is JobState.FAILED
        assert job.failure is not None
        assert (job.failure.code, job.failure.what) == ("spotify_refused", "Spotify refused it.")
        assert job.result is not None
        assert [part["state"] for part in job.result["parts"]] == ["failed"]

    def test_held_by_somebody_else_waits_for_it_and_goes_on(self, workshop: Workshop) -> None:
        run_id, job_id = workshop.start(workshop.runs.propose(several(workshop, "p1")))

        with DatabaseLeases(workshop.database).held("playlist:p1"):
            workshop.work_off()
            job = workshop.jobs.job(job_id)
            assert (job.state, job.waits_for) == (JobState.WAITING, WaitsFor.PLAYLIST)
        workshop.clock.advance(seconds=30)
        workshop.work_off()

        assert workshop.runs.run(run_id).state is State.DONE

    def test_asks_the_quota_for_what_is_left_of_it(self, workshop: Workshop) -> None:
        workshop.spotify.put("p1", [track(n) for n in range(240)])
        wished = [track(n) for n in range(240)]
        for number in range(3):
            wished.insert(70 * (number + 1), track(f"new{number}"))
        run_id, _ = workshop.start(workshop.runs.propose([workshop.order("p1", wished)]))
        (need,) = workshop.runs.needs(run_id, None)
        assert dict(need.calls) == {"POST /playlists/{id}/items": 3, PLAYLIST: 1, ITEMS: 2}
        stopping = threading.Event()
        workshop.spotify.after = lambda number, name: stopping.set() if len(workshop.spotify.writes) == 2 else None
        workshop.work_off(stopping)

        (need,) = workshop.runs.needs(run_id, None)

        # One write, the reading that tells where it stands, and the proof.
        assert dict(need.calls) == {"POST /playlists/{id}/items": 1, PLAYLIST: 2, ITEMS: 2 + 3}


def _refusing(name: str) -> Callable[[int, str], None]:
    def before(_number: int, operation: str) -> None:
        if operation == "insert":
            raise SpotifyRefused("Spotify refused it.", status=403)

    return before


class TestSeveralPlaylists:
    NAMES = ("p1", "p2", "p3")

    def test_what_is_told_of_the_parent_keeps_up_with_its_figures(self, workshop: Workshop) -> None:
        _, job_id = workshop.start(workshop.runs.propose(several(workshop, *self.NAMES)))
        seen = []
        for _ in range(3):
            workshop.work_off(most=1)
            job = workshop.jobs.job(job_id)
            seen.append((job.progress.done, job.progress.total))
            assert not any(character.isdigit() for character in f"{job.note} {job.progress.words}")
        assert seen == [(0, 3), (1, 3), (2, 3)]

    def test_are_children_in_the_order_asked_for_and_the_parent_sums_them_up(self, workshop: Workshop) -> None:
        run_id, job_id = workshop.start(workshop.runs.propose(several(workshop, *self.NAMES)))

        carried = workshop.work_off()

        assert [(job.kind, job.state) for job in carried] == [
            ("runs.run", JobState.WAITING),
            *[("runs.part", JobState.SUCCEEDED)] * 3,
            ("runs.run", JobState.SUCCEEDED),
        ]
        assert [job.key for job in carried[1:-1]] == [f"playlist:{name}" for name in self.NAMES]
        parent = workshop.jobs.job(job_id)
        assert (parent.progress.done, parent.progress.total) == (3, 3)
        assert parent.result == workshop.runs.report(workshop.runs.run(run_id)).to_document()
        assert workshop.runs.run(run_id).state is State.DONE

    def test_go_on_whatever_becomes_of_one_of_them(self, workshop: Workshop) -> None:
        orders = several(workshop, *self.NAMES)
        run_id, job_id = workshop.start(workshop.runs.propose(orders))
        workshop.clock.advance(minutes=5)
        workshop.spotify.edit("p2", Insert(0, (track("theirs"),)))

        workshop.work_off()

        states = [part.state for part in workshop.runs.run(run_id).parts]
        assert states == [State.DONE, State.ASKING, State.DONE]
        parent = workshop.jobs.job(job_id)
        assert parent.state is JobState.FAILED
        assert parent.failure is not None
        assert "1 of 3 playlists ask: " in parent.failure.what
        assert parent.result is not None
        assert [part["state"] for part in parent.result["parts"]] == ["done", "asking", "done"]
        children = workshop.jobs.jobs(JobFilter(parent_id=job_id))
        assert sorted(child.state for child in children) == [JobState.FAILED, JobState.SUCCEEDED, JobState.SUCCEEDED]

    def test_are_one_undo(self, workshop: Workshop) -> None:
        run_id, _ = workshop.start(workshop.runs.propose(several(workshop, *self.NAMES)))
        workshop.work_off()

        undo = workshop.runs.propose_undo(run_id)
        workshop.start(undo)
        workshop.work_off()

        assert [workshop.spotify.uris(name) for name in self.NAMES] == [LETTERS] * 3

    def test_are_carried_out_at_the_same_time(self, workshop: Workshop) -> None:
        run_id, _ = workshop.start(workshop.runs.propose(several(workshop, "p1", "p2")))
        both = threading.Barrier(2, timeout=20)

        def before(_number: int, name: str) -> None:
            if name == "insert":
                both.wait()  # each waits for the other's write

        workshop.spotify.before = before
        workshop.work_off(most=1)
        threads = [threading.Thread(target=workshop.work_off) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        workshop.work_off()

        assert not both.broken
        assert workshop.runs.run(run_id).state is State.DONE

    def test_cancelled_together_begin_no_more_and_the_done_ones_stay_to_be_undone(self, workshop: Workshop) -> None:
        run_id, job_id = workshop.start(workshop.runs.propose(several(workshop, *self.NAMES)))
        workshop.work_off(most=2)
        writes = len(workshop.spotify.writes)

        report = workshop.runs.cancel(run_id, actor="tester")

        assert report.state is State.CANCELLED
        assert workshop.work_off() == []
        assert len(workshop.spotify.writes) == writes == 1
        assert [part.state for part in report.parts] == [State.DONE, State.CANCELLED, State.CANCELLED]
        assert report.note is not None
        assert report.note.startswith("2 of 3 playlists were cancelled: ")
        assert workshop.jobs.job(job_id).state is JobState.CANCELLED
        workshop.apply(workshop.runs.propose_undo(run_id))
        assert [workshop.spotify.uris(name) for name in self.NAMES] == [LETTERS] * 3

    def test_one_child_can_be_cancelled_alone(self, workshop: Workshop) -> None:
        run_id, job_id = workshop.start(workshop.runs.propose(several(workshop, *self.NAMES)))
        workshop.work_off(most=1)
        child = next(job for job in workshop.jobs.jobs(JobFilter(parent_id=job_id)) if job.key == "playlist:p2")
        workshop.jobs.ask_to_cancel(child.id, "tester")
        workshop.settle_cancelled()

        workshop.work_off()

        states = [part.state for part in workshop.runs.run(run_id).parts]
        assert states == [State.DONE, State.CANCELLED, State.DONE]
        assert workshop.spotify.uris("p2") == LETTERS
        assert workshop.jobs.job(job_id).state.ended

    def test_of_which_one_never_gets_through_are_retried_from_where_they_are(self, workshop: Workshop) -> None:
        run_id, job_id = workshop.start(workshop.runs.propose(several(workshop, "p1", "p2")))
        workshop.spotify.before = _ban_once(workshop, nth=2)

        workshop.work_off()

        assert workshop.runs.run(run_id).state.resumable
        assert workshop.jobs.job(job_id).state is JobState.WAITING
        workshop.clock.advance(hours=2)
        workshop.work_off()
        assert workshop.runs.run(run_id).state is State.DONE
        assert workshop.jobs.job(job_id).state is JobState.SUCCEEDED


def _ban_once(workshop: Workshop, nth: int) -> Callable[[int, str], None]:
    until = workshop.clock.now() + timedelta(hours=1)

    def before(_number: int, name: str) -> None:
        if name == "insert" and len(workshop.spotify.writes) == nth and workshop.clock.now() < until:
            raise RateLimited("A ban.", until=until)

    return before


class TestUnfinishedRunsWithoutAJob:
    def test_get_one_and_are_carried_on(self, sqlite_workshop: Workshop, another_process: Reopen) -> None:
        workshop = sqlite_workshop

        def dies(_number: int, name: str) -> None:
            if name == "insert":
                raise Killed

        workshop.spotify.before = dies
        with pytest.raises(Killed):
            workshop.apply(workshop.runs.propose(several(workshop, "p1")))
        workshop.spotify.before = lambda number, name: None
        later = another_process(workshop.spotify)
        assert later.runs.adopt() == []  # opened a moment ago: whoever did may be at it
        later.clock.advance(minutes=2)

        (job_id,) = later.runs.adopt()

        assert later.runs.adopt() == []
        later.work_off()
        assert later.jobs.job(job_id).state is JobState.SUCCEEDED
        assert workshop.spotify.uris("p1") == [*LETTERS, track("new")]

    def test_whose_job_failed_long_ago_are_left_to_a_person(self, workshop: Workshop) -> None:
        workshop.spotify.before = _unavailable
        run_id, job_id = workshop.start(workshop.runs.propose(several(workshop, "p1")))
        for _ in range(5):
            workshop.work_off()
            workshop.clock.advance(minutes=20)
        assert workshop.jobs.job(job_id).state is JobState.FAILED
        workshop.spotify.before = lambda number, name: None
        workshop.clock.advance(days=40)

        workshop.jobs.prune(workshop.clock.now() - timedelta(days=30))

        assert workshop.runs.adopt() == []
        assert workshop.runs.run(run_id).state.resumable
        assert workshop.jobs.job(job_id).state is JobState.FAILED

    def test_are_left_to_the_thread_that_carries_them_out(self, sqlite_workshop: Workshop) -> None:
        workshop = sqlite_workshop
        found: list[list[object]] = []

        def meanwhile(_number: int, name: str) -> None:
            if name == "insert":
                workshop.clock.advance(minutes=10)
                found.append([*workshop.runs.adopt()])

        workshop.spotify.before = meanwhile
        report = workshop.apply(workshop.runs.propose(several(workshop, "p1")))

        assert report.state is State.DONE
        assert found == [[]]

    def test_that_met_somebody_elses_lease_are_not_running_for_ever(self, workshop: Workshop) -> None:
        proposal = workshop.runs.propose(several(workshop, "p1"))
        with DatabaseLeases(workshop.database).held("playlist:p1"), pytest.raises(Busy):
            workshop.apply(proposal)
        (run_id,) = workshop.runs.unfinished()
        workshop.clock.advance(minutes=2)

        workshop.runs.adopt()
        workshop.work_off()

        assert workshop.runs.run(RunId(run_id)).state is State.DONE


def test_of_two_runs_that_were_planned_at_the_same_time_the_second_sees_what_the_first_did(workshop: Workshop) -> None:
    order = several(workshop, "p1")[0]
    first, second = workshop.runs.propose([order]), workshop.runs.propose([order])
    workshop.clock.advance(seconds=1)
    first_id, _ = workshop.start(first)
    workshop.clock.advance(seconds=1)
    second_id, _ = workshop.start(second)

    workshop.work_off()

    assert [workshop.runs.run(run_id).state for run_id in (first_id, second_id)] == [State.DONE, State.DONE]
    assert workshop.spotify.uris("p1") == [*LETTERS, track("new")]


def test_a_job_is_claimed_in_the_lane_of_its_run(workshop: Workshop) -> None:
    proposal = workshop.runs.propose(several(workshop, "p1"), lane=Lane.SCHEDULED)
    _, job_id = workshop.start(proposal)
    assert workshop.jobs.job(job_id).lane is Lane.SCHEDULED

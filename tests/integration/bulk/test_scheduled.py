"""A stored edit of a stored selection is proposed and started with nobody watching, once, and held where it must be."""

from datetime import timedelta

import pytest

from playwarden.domain.jobs.job import Job, JobState, NewJob, WaitsFor
from playwarden.domain.operations import Insert
from playwarden.domain.runs import State
from playwarden.engine.ports.jobs import JobFilter
from playwarden.features.jobs.ahead import Ahead
from playwarden.features.runs.work import PART
from playwarden.jobs.registry import Registry
from playwarden.kit.errors import InputError, RateLimited
from playwarden.kit.ids import RunId
from playwarden.store.trail import StoredTrail
from tests.integration.bulk.conftest import BulkDesk, uri

ADD = {"selection": {"everything": True}, "edit": {"kind": "add", "uris": [uri("x")]}}
DEDUPLICATE = {"selection": {"everything": True}, "edit": {"kind": "deduplicate"}}


def asked(desk: BulkDesk, payload: dict[str, object]) -> Job:
    """The job of a schedule."""
    stored = desk.task.check(payload)
    return desk.workshop.jobs.enqueue([NewJob(desk.task.name, desk.task.key(stored), stored, desk.task.lane)])[0]


def test_it_starts_one_run_and_ends_as_that_ends(desk: BulkDesk) -> None:
    desk.fill({"A": "abc", "B": "abc"})
    job = asked(desk, ADD)
    desk.workshop.work_off()
    ended = desk.workshop.jobs.job(job.id)
    assert (ended.state, desk.tracks("A"), desk.tracks("B")) == (JobState.SUCCEEDED, "abcx", "abcx")
    assert ended.result is not None
    assert desk.workshop.runs.run(RunId(str(ended.result["run"]))).state is State.DONE
    assert len(desk.workshop.runs.runs()) == 1


def test_asked_again_it_changes_nothing_where_all_is_as_wished(desk: BulkDesk) -> None:
    desk.fill({"A": "abc"})
    for _ in range(2):
        job = asked(desk, ADD)
        desk.workshop.work_off()
        desk.workshop.clock.advance(hours=1)
    ended = desk.workshop.jobs.job(job.id)
    assert ended.result == {"run": None, "changed": 0, "left_out": 0}
    assert (desk.tracks("A"), len(desk.workshop.runs.runs())) == ("abcx", 1)


def test_what_a_rule_holds_fails_it_with_the_reason_and_changes_nothing(desk: BulkDesk) -> None:
    desk.fill({"A": "aaabbb", "B": "abcdefa"})
    job = asked(desk, DEDUPLICATE)
    desk.workshop.work_off()
    ended = desk.workshop.jobs.job(job.id)
    assert (ended.state, desk.tracks("B")) == (JobState.FAILED, "abcdefa")
    assert ended.failure is not None
    assert "'A'" in ended.failure.what
    assert "removes-much" in ended.failure.what


def test_while_no_call_is_allowed_it_waits_and_leaves_nothing_out(desk: BulkDesk) -> None:
    desk.fill({"A": "ab", "B": "ab", "C": "ab"})
    desk.spotify.edit(f"{1:022}", Insert(2, (uri("c"),)))
    desk.workshop.clock.advance(minutes=5)
    until = desk.workshop.clock.now() + timedelta(hours=1)

    def banned(_: int, name: str) -> None:
        if name == "playlist" and desk.workshop.clock.now() < until:
            raise RateLimited("Spotify asks to wait.", until=until)

    desk.spotify.before = banned
    job = asked(desk, ADD)
    desk.workshop.work_off()
    waiting = desk.workshop.jobs.job(job.id)
    assert (waiting.state.open, waiting.waits_for) == (True, WaitsFor.QUOTA)
    assert desk.spotify.writes == []
    desk.workshop.clock.advance(hours=1)
    desk.workshop.work_off()
    assert desk.workshop.jobs.job(job.id).state is JobState.SUCCEEDED
    assert [desk.tracks(name) for name in "ABC"] == ["abx", "abcx", "abx"]


@pytest.mark.parametrize(
    ("more", "expected"),
    [({"forced": ["removes-much"]}, ("ab", "abcdef")), ({"leave_held": True}, ("aaabbb", "abcdef"))],
)
def test_it_may_be_forced_or_leave_out_what_is_held(
    desk: BulkDesk, more: dict[str, object], expected: tuple[str, str]
) -> None:
    desk.fill({"A": "aaabbb", "B": "abcdefa"})
    job = asked(desk, DEDUPLICATE | more)
    desk.workshop.work_off()
    assert desk.workshop.jobs.job(job.id).state is JobState.SUCCEEDED
    assert (desk.tracks("A"), desk.tracks("B")) == expected


def test_a_run_that_fails_in_part_fails_it_and_says_which(desk: BulkDesk) -> None:
    desk.fill({"A": "abc", "B": "abc"})
    job = asked(desk, ADD)

    def refuses(_: int, name: str) -> None:
        if name == "insert" and desk.spotify.writes.count("insert") == 2:
            desk.spotify.playlists.pop(next(reversed(desk.spotify.playlists)))

    desk.spotify.before = refuses
    desk.workshop.work_off()
    ended = desk.workshop.jobs.job(job.id)
    assert ended.state is JobState.FAILED
    assert ended.failure is not None
    assert "1 of 2 playlists failed" in ended.failure.what


def test_what_is_stored_is_checked_before(desk: BulkDesk) -> None:
    for wrong in ({}, ADD | {"forced": ["melts"]}, ADD | {"forced": "removes-much"}, ADD | {"colour": "red"}):
        with pytest.raises(InputError):
            desk.task.check(wrong)
    stored = desk.task.check(ADD)
    assert desk.task.title(stored) == "add 1 track at the bottom: all playlists"


class TestCancelledRuns:
    """Of four playlists one is done when the run is cancelled."""

    @pytest.fixture
    def job(self, desk: BulkDesk) -> Job:
        desk.fill(dict.fromkeys("ABCD", "abc"))
        job = asked(desk, ADD)
        desk.workshop.work_off(most=3)
        assert [desk.tracks(name) for name in "ABCD"] == ["abcx", "abc", "abc", "abc"]
        return job

    def test_its_job_fails_once_says_why_and_begins_nothing_new(self, desk: BulkDesk, job: Job) -> None:
        (run,) = desk.workshop.runs.runs()
        desk.workshop.runs.cancel(run.id, actor="a person")
        desk.workshop.settle_cancelled()
        desk.workshop.work_off()
        ended = desk.workshop.jobs.job(job.id)
        assert ended.state is JobState.FAILED
        assert ended.failure is not None
        assert (ended.failure.code, run.id in ended.failure.what) == ("run_cancelled", True)
        assert "retrying plans anew" in ended.failure.remedy
        assert len(desk.workshop.runs.runs()) == 1

    @pytest.mark.parametrize("how", ["run", "job", "one playlist"])
    def test_retried_it_plans_anew_from_what_stands_there(self, desk: BulkDesk, job: Job, how: str) -> None:
        (run,) = desk.workshop.runs.runs()
        if how == "run":
            desk.workshop.runs.cancel(run.id, actor="a person")
        elif how == "job":
            desk.workshop.jobs.ask_to_cancel(job.id, "a person")
        else:
            part = next(one for one in desk.workshop.jobs.jobs(JobFilter(kind=PART)) if one.state.open)
            desk.workshop.jobs.ask_to_cancel(part.id, "a person")
        desk.workshop.settle_cancelled()
        desk.workshop.work_off()
        assert desk.workshop.jobs.job(job.id).state in (JobState.CANCELLED, JobState.FAILED)

        desk.workshop.clock.advance(minutes=1)
        desk.workshop.jobs.again(job.id, "a person")
        desk.workshop.work_off()

        ended = desk.workshop.jobs.job(job.id)
        assert ended.state is JobState.SUCCEEDED
        assert [desk.tracks(name) for name in "ABCD"] == ["abcx"] * 4
        anew, before = desk.workshop.runs.runs()
        assert (before.id, before.state, anew.state) == (run.id, State.CANCELLED, State.DONE)
        assert ended.result is not None
        assert ended.result["run"] == anew.id
        assert any(run.id in line.data["words"] for line in desk.workshop.jobs.lines(job.id))


def test_planned_ahead_it_says_that_its_playlists_are_settled_and_leaves_the_others(desk: BulkDesk) -> None:
    desk.fill({"A": "abc"})
    stored, due = desk.task.check(ADD), desk.workshop.clock.now() + timedelta(hours=1)
    new = NewJob(desk.task.name, desk.task.key(stored), stored, desk.task.lane, due_at=due)
    job = desk.workshop.jobs.enqueue([new])[0]
    trail = StoredTrail(desk.workshop.database, desk.workshop.clock)
    ahead = Ahead(desk.workshop.jobs, Registry([desk.task]), trail)
    planned = ahead.plan(job.id, actor="Ada", tell=lambda _: None)
    assert "is settled by this plan" in planned.note
    assert ahead.plan(job.id, actor="Ada", tell=lambda _: None) == planned
    assert planned.note in [line.data["words"] for line in desk.workshop.jobs.lines(job.id)]
    desk.fill({"A": "abc", "B": "abc"})
    desk.workshop.clock.advance(hours=1, minutes=5)
    desk.workshop.work_off()
    assert (desk.tracks("A"), desk.tracks("B")) == ("abcx", "abc")

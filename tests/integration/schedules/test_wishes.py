"""A stored file of wishes on a schedule: planned, judged and applied when it is due, with nobody watching."""

import threading
from dataclasses import dataclass
from typing import Any

import pytest
from cryptography.fernet import Fernet

from playwarden.domain.calls import Lane
from playwarden.domain.jobs.job import Job, JobState, WaitsFor
from playwarden.engine.ports.jobs import JobFilter
from playwarden.features.runs.tasks import CarryPart, CarryRun
from playwarden.features.schedules.schedulable import Schedulable, Schedulables
from playwarden.features.schedules.service import NewSchedule, Schedules
from playwarden.features.wishes.repository import WishesCatalogue
from playwarden.features.wishes.service import Wishes
from playwarden.features.wishes.tasks import ApplyWishes
from playwarden.jobs.registry import Registry
from playwarden.jobs.runner import Carrier, Tools
from playwarden.kit.errors import FileError, InputError
from playwarden.kit.ids import RandomIds, RunnerId
from playwarden.kit.seal import Sealer
from playwarden.store.accounts import StoredAccounts
from playwarden.store.database import Database
from tests.fakes.clock import FakeClock
from tests.fakes.spotify import FakeSpotify
from tests.integration.runs.conftest import PlentifulQuota, Workshop, connect_account, open_workshop

IDS = [f"mix{number:019d}" for number in range(3)]
TRACKS = [f"spotify:track:{number:022d}" for number in range(30)]


def file_of(uris: list[str], *playlists: str) -> str:
    """A FILE that wishes the same entries for each of `playlists`."""
    named = "".join(
        f"  - id: {each}\n    items:\n" + "".join(f"      - {uri}\n" for uri in uris) for each in playlists or IDS[:1]
    )
    return f"version: 1\naccount: Me\nplaylists:\n{named}"


@dataclass
class Desk:
    """A workshop with schedules over it."""

    workshop: Workshop
    schedules: Schedules
    carrier: Carrier

    @property
    def spotify(self) -> FakeSpotify:
        return self.workshop.spotify

    def schedule(self, text: str, **more: Any) -> None:
        timing = {"kind": "every", "seconds": 3600}
        self.schedules.create(
            NewSchedule("mix", ApplyWishes.name, timing, {"file": text, "path": "mix.yaml", **more}), actor="operator"
        )

    def one_hour(self, *, work: bool = True) -> Job:
        """An hour passes; the schedule's newest job as it stands then."""
        self.workshop.clock.advance(hours=1, minutes=5)
        self.schedules.tick()
        if work:
            self.work_off()
        return self.jobs()[-1]

    def work_off(self) -> None:
        """Carries out what is due."""
        while (job := self.workshop.jobs.claim(RunnerId("rnr_test"), list(Lane))) is not None:
            assert self.carrier.carry(job, threading.Event()) is not None

    def jobs(self) -> list[Job]:
        found = self.workshop.jobs.jobs(JobFilter(kind=ApplyWishes.name))
        return found[::-1]


def open_desk(database: Database, clock: FakeClock, spotify: FakeSpotify) -> Desk:
    """As a process opens it."""
    workshop = open_workshop(database, clock, spotify)
    accounts = StoredAccounts(database, Sealer([Fernet.generate_key().decode()]), clock)
    wishes = Wishes(accounts, WishesCatalogue(database, clock), spotify)
    kind = ApplyWishes(wishes, workshop.runs, workshop.jobs)
    registry = Registry([CarryRun(workshop.runs), CarryPart(workshop.runs), kind])
    carrier = Carrier(Tools(workshop.jobs, registry, PlentifulQuota(), clock, lambda: 0.5))
    schedulables = Schedulables([Schedulable(kind.name, "applies a file", kind.check, kind.key)])
    return Desk(workshop, Schedules(database, workshop.jobs, clock, RandomIds(), schedulables), carrier)


@pytest.fixture
def desk(sqlite_database: Database, clock: FakeClock) -> Desk:
    connect_account(sqlite_database, clock)
    spotify = FakeSpotify()
    for playlist in IDS:
        spotify.put(playlist, list(TRACKS[:10]), name=f"Mix {playlist[-1]}")
    return open_desk(sqlite_database, clock, spotify)


def test_a_stored_file_is_applied_when_it_is_due_and_again_after_somebody_edited(desk: Desk) -> None:
    wished = TRACKS[:12]
    desk.schedule(file_of(wished))
    job = desk.one_hour()
    assert (job.state, desk.spotify.uris(IDS[0])) == (JobState.SUCCEEDED, wished)
    assert job.result is not None
    assert job.result["state"] == "done"
    desk.spotify.put(IDS[0], list(TRACKS[2:12]))
    assert desk.one_hour().state is JobState.SUCCEEDED
    assert desk.spotify.uris(IDS[0]) == wished
    run = desk.workshop.runs.runs()[0]
    assert (run.actor, run.lane) == ("schedule mix", Lane.SCHEDULED)


def test_an_order_that_knows_its_base_keeps_what_others_change_until_it_is_due(desk: Desk) -> None:
    base, wished = TRACKS[:10], [*TRACKS[1:10], TRACKS[20]]
    desk.schedule(file_of(wished), base={IDS[0]: base})
    theirs: list[str | None] = [*TRACKS[:4], TRACKS[25], *TRACKS[4:7], *TRACKS[8:10]]
    desk.spotify.put(IDS[0], theirs)
    job = desk.one_hour()
    assert job.state is JobState.SUCCEEDED
    assert desk.spotify.uris(IDS[0]) == [*TRACKS[1:4], TRACKS[25], *TRACKS[4:7], *TRACKS[8:10], TRACKS[20]]
    desk.one_hour()
    assert desk.spotify.uris(IDS[0])[-1] == TRACKS[20], "done again it changes nothing"


@pytest.mark.parametrize("base", [[], {"x": []}, {IDS[0]: "spotify"}, {IDS[0]: [7]}, {IDS[0]: [None] * 10_001}])
def test_a_base_is_lists_of_what_stood_in_playlists_of_the_file(desk: Desk, base: object) -> None:
    with pytest.raises(InputError):
        desk.schedule(file_of(TRACKS[:10]), base=base)


def test_equal_means_nothing_is_sent(desk: Desk) -> None:
    desk.schedule(file_of(TRACKS[:10]))
    job = desk.one_hour()
    assert (job.state, desk.spotify.writes) == (JobState.SUCCEEDED, [])
    assert (job.result or {})["note"] == "Everything is as desired: nothing was sent."
    assert desk.workshop.runs.runs() == []


def test_several_playlists_are_one_run_below_the_job(desk: Desk) -> None:
    desk.schedule(file_of(TRACKS[:12], *IDS))
    job = desk.one_hour()
    assert job.state is JobState.SUCCEEDED
    assert [desk.spotify.uris(playlist) for playlist in IDS] == [TRACKS[:12]] * 3
    assert len((job.result or {})["parts"]) == 3


def test_held_by_a_safety_rule_it_fails_says_why_and_what_to_do_and_changes_nothing(desk: Desk) -> None:
    desk.schedule(file_of(TRACKS[:2]))
    job = desk.one_hour()
    assert (job.state, desk.spotify.writes) == (JobState.FAILED, [])
    assert job.failure is not None
    assert job.failure.code == "blocked"
    assert "removes-much" in job.failure.what
    assert "Nothing was changed." in job.failure.what
    assert "--force RULE" in job.failure.remedy
    assert desk.workshop.runs.runs() == []


def test_a_rule_that_its_author_overrules_does_not_hold_it(desk: Desk) -> None:
    desk.schedule(file_of(TRACKS[:2]), forced=["removes-much"])
    assert desk.one_hour().state is JobState.SUCCEEDED
    assert desk.spotify.uris(IDS[0]) == TRACKS[:2]


def test_a_look_only_account_fails_before_anything_is_sent(sqlite_database: Database, clock: FakeClock) -> None:
    connect_account(sqlite_database, clock, "playlist-read-private")
    spotify = FakeSpotify()
    spotify.put(IDS[0], list(TRACKS[:10]))
    desk = open_desk(sqlite_database, clock, spotify)
    desk.schedule(file_of(TRACKS[:12]))
    job = desk.one_hour()
    assert job.state is JobState.FAILED
    assert job.failure is not None
    assert job.failure.code == "look_only"


def test_after_a_crash_the_run_that_was_started_is_waited_for_and_no_second_one_begun(
    desk: Desk, sqlite_database: Database, clock: FakeClock
) -> None:
    desk.schedule(file_of(TRACKS[:12]))
    desk.one_hour(work=False)
    job = desk.workshop.jobs.claim(RunnerId("rnr_dies"), list(Lane))
    assert job is not None
    kind = desk.carrier.tools.registry.kind(ApplyWishes.name)

    class Cut:
        """The work of a process that ends right after the run was started."""

        def __init__(self, job: Job) -> None:
            self.job = job

        def check(self) -> None: ...

        def progress(self, done: int, total: int | None, words: str = "") -> None: ...

        def log(self, words: str, level: str = "info") -> None: ...

    kind.run(Cut(job))
    assert len(desk.workshop.runs.runs()) == 1
    answered = kind.run(Cut(job))
    assert getattr(answered, "waits_for", None) is WaitsFor.CHILDREN
    assert len(desk.workshop.runs.runs()) == 1


def test_a_run_that_stops_and_asks_fails_the_job_with_its_reason(desk: Desk) -> None:
    desk.schedule(file_of(TRACKS[:12]))

    def edit(number: int, name: str) -> None:
        if name == "insert":  # somebody empties it meanwhile: the wish would now take out what nobody saw
            desk.spotify.put(IDS[0], [*TRACKS[20:30]], name="another")

    desk.spotify.before = edit
    job = desk.one_hour()
    run = desk.workshop.runs.runs()[0]
    assert (job.state, run.state.value) == (JobState.FAILED, "asking")
    assert job.failure is not None
    assert job.failure.code == "not_approved"


def test_cancelled_it_stops_the_run_that_it_started(desk: Desk) -> None:
    desk.schedule(file_of(TRACKS[:12]))
    desk.one_hour(work=False)
    job = desk.workshop.jobs.claim(RunnerId("rnr_test"), list(Lane))
    assert job is not None
    left = desk.carrier.carry(job, threading.Event())
    assert left is not None
    assert left.waits_for is WaitsFor.CHILDREN
    desk.workshop.jobs.ask_to_cancel(job.id, "operator")
    desk.work_off()
    assert desk.workshop.jobs.job(job.id).state is JobState.CANCELLED
    assert desk.spotify.writes == []


@pytest.mark.parametrize(
    ("payload", "words"),
    [
        ({}, "needs 'file'"),
        ({"file": "version: 2"}, "expected"),
        ({"file": file_of(TRACKS[:1]).replace("Me", "Nobody")}, "no connected account is called 'Nobody'"),
        ({"file": file_of(TRACKS[:1]) + "    cover: a.jpg\n"}, "a.jpg was not sent along"),
        ({"file": file_of(TRACKS[:1]), "covers": {"a.jpg": "x"}}, "is no JPEG"),
        ({"file": file_of(TRACKS[:1]), "forced": ["not-owner"]}, "can be forced"),
        ({"file": file_of(TRACKS[:1]), "forse": []}, "takes no forse"),
        ({"file": "x" * 2**21}, "more than a schedule may store"),
        ({"file": "\ud800"}, "no JSON that can be stored"),
    ],
)
def test_what_cannot_be_applied_is_refused_when_the_schedule_is_made(
    desk: Desk, payload: dict[str, Any], words: str
) -> None:
    new = NewSchedule("mix", ApplyWishes.name, {"kind": "every", "seconds": 3600}, payload)
    with pytest.raises((InputError, FileError), match=words):
        desk.schedules.create(new, actor="operator")

"""One look at an account's list serves whoever needs to know within a minute; what it cannot vouch for is read."""

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from playwarden.domain.calls import Caller, Lane
from playwarden.domain.diff import Proof
from playwarden.domain.jobs.job import JobState
from playwarden.domain.library import Head
from playwarden.domain.operations import Insert, SetDetails
from playwarden.domain.plan import Policy
from playwarden.domain.runs import State
from playwarden.engine.ports.target import HeadsPage
from playwarden.features.runs.proposal import Order
from playwarden.kit.errors import RateLimited
from playwarden.kit.ids import PlaylistId, RandomIds, RunId
from playwarden.store import library
from playwarden.store.looks import StoredLooks
from tests.fakes.spotify import track
from tests.integration.runs.conftest import ACCOUNT, Workshop

LONG = 240


def put(workshop: Workshop, *names: str, length: int = LONG) -> None:
    """Playlists that the account's list shows and the mirror has read."""
    for name in names:
        workshop.spotify.put(name, [track(f"{name}-{number}") for number in range(length)], name=name)
    workshop.runs.propose([workshop.order(name, [track("x")]) for name in names])
    looks = StoredLooks(workshop.database, workshop.clock, RandomIds())
    looks.take(ACCOUNT, shown(workshop), workshop.clock.now() - timedelta(hours=1))
    workshop.clock.advance(minutes=2)
    workshop.spotify.log.clear()


def shown(workshop: Workshop) -> list[Head]:
    """What the account's list pages show now."""
    return [head for page in workshop.spotify.heads(Caller(ACCOUNT)) for head in page.heads]


def with_one_more(workshop: Workshop, name: str, length: int = LONG) -> Order:
    return workshop.order(name, [*(track(f"{name}-{number}") for number in range(length)), track(f"{name}-new")])


def reads(workshop: Workshop) -> list[str]:
    return [name for name in workshop.spotify.log if name in ("heads", "playlist", "items")]


class TestPartsThatWaited:
    def test_share_one_list_page_and_read_nothing_but_their_proof(self, workshop: Workshop) -> None:
        names = ["p1", "p2", "p3", "p4"]
        put(workshop, *names)
        run_id, _ = workshop.start(workshop.runs.propose([with_one_more(workshop, name) for name in names]))
        workshop.clock.advance(minutes=10)
        workshop.spotify.log.clear()

        workshop.work_off()

        assert workshop.runs.run(run_id).state is State.DONE
        assert reads(workshop).count("heads") == 1
        assert reads(workshop).count("playlist") == 0
        assert reads(workshop).count("items") == len(names)

    def test_a_single_short_one_is_read_directly(self, workshop: Workshop) -> None:
        put(workshop, "p1", length=60)
        workshop.start(workshop.runs.propose([with_one_more(workshop, "p1", 60)]))
        workshop.clock.advance(minutes=10)
        workshop.spotify.log.clear()

        workshop.work_off()

        assert workshop.spotify.log == ["playlist", "insert", "playlist"]

    def test_details_that_a_page_shows_changed_are_merged_whatever_the_snapshot_id_says(
        self, workshop: Workshop
    ) -> None:
        put(workshop, "p1")
        one_more = with_one_more(workshop, "p1")
        wish = replace(one_more.wish, name="Ours", description="Ours as well")
        order = replace(one_more, wish=wish, policy=Policy("all", meanwhile="merge"))
        run_id, _ = workshop.start(workshop.runs.propose([order]))
        workshop.clock.advance(minutes=10)
        held = workshop.spotify.playlists[PlaylistId("p1")]
        held.details = replace(held.details, name="Theirs")

        workshop.work_off()

        assert workshop.runs.run(run_id).state is State.DONE
        assert (held.details.name, held.details.description) == ("Theirs", "Ours as well")
        assert workshop.spotify.uris("p1")[-1] == track("p1-new")

    def test_what_a_page_shows_changed_is_read_and_planned_anew(self, workshop: Workshop) -> None:
        put(workshop, "p1", "p2")
        run_id, _ = workshop.start(workshop.runs.propose([with_one_more(workshop, name) for name in ("p1", "p2")]))
        workshop.clock.advance(minutes=10)
        workshop.spotify.edit("p2", Insert(0, (track("p2-7"),)), SetDetails(name="renamed"))
        workshop.spotify.log.clear()

        workshop.work_off()

        assert workshop.spotify.uris("p1")[-1] == track("p1-new")
        assert [part.state for part in workshop.runs.run(run_id).parts] == [State.DONE, State.ASKING]
        assert reads(workshop).count("heads") == 1
        assert track("p2-new") not in workshop.spotify.uris("p2")

    def test_a_look_that_anybody_took_serves_them(self, workshop: Workshop) -> None:
        put(workshop, "p1")
        workshop.start(workshop.runs.propose([with_one_more(workshop, "p1")]))
        workshop.clock.advance(minutes=10)
        heads = shown(workshop)
        StoredLooks(workshop.database, workshop.clock, RandomIds()).take(ACCOUNT, heads, workshop.clock.now())
        workshop.clock.advance(seconds=50)
        workshop.spotify.log.clear()

        workshop.work_off()

        assert workshop.spotify.log == ["insert", "items"]

    def test_a_page_is_not_believed_for_longer_than_a_minute(self, workshop: Workshop) -> None:
        put(workshop, "p1")
        workshop.start(workshop.runs.propose([with_one_more(workshop, "p1")]))
        workshop.clock.advance(minutes=10)
        heads = shown(workshop)
        StoredLooks(workshop.database, workshop.clock, RandomIds()).take(ACCOUNT, heads, workshop.clock.now())
        workshop.clock.advance(seconds=61)
        workshop.spotify.edit("p1", Insert(0, (track("theirs"),)))
        workshop.spotify.log.clear()

        workshop.work_off()

        assert "heads" in workshop.spotify.log


def test_a_run_goes_on_after_a_ban_of_hours_without_reading_where_it_stands(workshop: Workshop) -> None:
    put(workshop, "p1")
    wished = [track(f"p1-{number}") for number in range(LONG)]
    for number in range(4):
        wished.insert(40 * (number + 1), track(f"new{number}"))
    run_id, job_id = workshop.start(workshop.runs.propose([workshop.order("p1", wished)]))

    def ban(_number: int, name: str) -> None:
        if len(workshop.spotify.writes) > 2:
            workshop.spotify.log.pop()
            raise RateLimited("A ban.", until=workshop.clock.now() + timedelta(hours=9))

    workshop.spotify.before = ban
    workshop.work_off()
    assert workshop.jobs.job(job_id).state is JobState.WAITING
    workshop.spotify.before = lambda number, name: None
    workshop.clock.advance(hours=10)
    workshop.spotify.log.clear()

    workshop.work_off()

    assert workshop.runs.run(run_id).state is State.DONE
    assert workshop.spotify.uris("p1") == wished
    # A list page instead of four calls before it goes on; what was interrupted is proved whole.
    assert workshop.spotify.log[:3] == ["heads", "insert", "insert"]


def test_pages_that_lag_behind_a_write_of_ours_vouch_for_nothing(workshop: Workshop) -> None:
    put(workshop, "p1")
    late = shown(workshop)
    workshop.apply(workshop.runs.propose([with_one_more(workshop, "p1")]))
    looks = StoredLooks(workshop.database, workshop.clock, RandomIds())
    for seconds in (10, 300):
        workshop.clock.advance(seconds=seconds)
        looks.take(ACCOUNT, late, workshop.clock.now())
        assert looks.vouched(ACCOUNT, [PlaylistId("p1")]).mirrored == {}
    now = shown(workshop)
    looks.take(ACCOUNT, now, workshop.clock.now())
    assert looks.vouched(ACCOUNT, [PlaylistId("p1")]).mirrored[PlaylistId("p1")].current


def test_what_a_page_did_not_show_is_not_vouched_for(workshop: Workshop) -> None:
    put(workshop, "p1", "p2")
    looks = StoredLooks(workshop.database, workshop.clock, RandomIds())
    looks.take(ACCOUNT, [head for head in shown(workshop) if head.id == "p2"], workshop.clock.now())
    # It stood on top before; now something else does.
    assert PlaylistId("p1") not in looks.vouched(ACCOUNT, [PlaylistId("p1"), PlaylistId("p2")]).mirrored


def test_two_that_need_a_look_at_the_same_time_fetch_one(workshop: Workshop) -> None:
    put(workshop, "p1", "p2")
    looks = workshop.looks
    fetching = threading.Event()

    def slowly(_number: int, name: str) -> None:
        if name == "heads":
            fetching.set()
            time.sleep(0.3)  # long enough for the other to come and wait

    workshop.spotify.before = slowly
    found: list[int] = []

    def look(playlist: str) -> None:
        vouched, calls = looks.vouched(Caller(ACCOUNT), [PlaylistId(playlist)])
        assert vouched.mirrored
        found.append(calls)

    first, second = (threading.Thread(target=look, args=(name,)) for name in ("p1", "p2"))
    first.start()
    assert fetching.wait(10)
    second.start()
    first.join()
    second.join()

    assert sorted(found) == [0, 1]
    assert workshop.spotify.log == ["heads"]


def test_a_look_that_did_not_reach_far_enough_is_taken_anew(workshop: Workshop) -> None:
    names = [f"p{number:02}" for number in range(60)]
    put(workshop, *names, length=140)
    looks = workshop.looks
    assert looks.vouched(Caller(ACCOUNT), [PlaylistId("p03")])[1] == 1
    assert looks.vouched(Caller(ACCOUNT), [PlaylistId("p55")])[1] == 0  # two pages for it: as dear as to read it

    vouched, calls = looks.vouched(Caller(ACCOUNT), [PlaylistId(name) for name in names])

    assert calls == 2
    assert len(vouched.mirrored) == 60
    assert looks.vouched(Caller(ACCOUNT), [PlaylistId("p55")])[1] == 0


class TestProposing:
    @pytest.fixture
    def workshop(self, sqlite_workshop: Workshop) -> Workshop:
        return sqlite_workshop

    @pytest.mark.parametrize(("lane", "calls"), [(Lane.SCHEDULED, 0), (Lane.INTERACTIVE, 1)])
    def test_by_itself_shares_a_look_of_the_last_minute_and_a_person_sees_what_is_now(
        self, workshop: Workshop, lane: Lane, calls: int
    ) -> None:
        put(workshop, "p1")
        workshop.runs.propose([with_one_more(workshop, "p1")], lane=Lane.SCHEDULED)
        assert workshop.spotify.log == ["heads"]
        workshop.clock.advance(seconds=30)

        proposal = workshop.runs.propose([with_one_more(workshop, "p1")], lane=lane)

        assert (proposal.observed_calls, len(workshop.spotify.log)) == (calls, 1 + calls)
        assert workshop.clock.now() - proposal.observed_at == timedelta(seconds=0 if calls else 30)

    def test_many_with_a_job_each_share_the_look_of_the_first(self, workshop: Workshop) -> None:
        names = [f"p{number}" for number in range(5)]
        put(workshop, *names, length=60)
        for name in names:
            workshop.start(workshop.runs.propose([with_one_more(workshop, name, 60)]))
        workshop.clock.advance(minutes=5)
        workshop.spotify.log.clear()

        workshop.work_off()

        assert reads(workshop) == ["heads", *["playlist"] * 5]
        assert [workshop.spotify.uris(name)[-1] for name in names] == [track(f"{name}-new") for name in names]

    def test_what_is_equal_costs_nothing_beyond_the_shared_page(self, workshop: Workshop) -> None:
        names = [f"p{number}" for number in range(5)]
        put(workshop, *names)
        orders = [workshop.order(name, [track(f"{name}-{number}") for number in range(LONG)]) for name in names]

        for order in orders:
            assert not workshop.runs.propose([order], lane=Lane.SCHEDULED).changing

        assert workshop.spotify.log == ["heads"]


NAMES = ("p1", "p2", "p3", "p4")


def written(workshop: Workshop, *, lane: Lane = Lane.SCHEDULED, proof: Proof = "shared") -> list[RunId]:
    """Four runs that were carried out as far as they go now."""
    put(workshop, *NAMES, length=30)
    started = []
    for name in NAMES:
        policy = Policy("all", meanwhile="merge", proof=proof)
        order = replace(with_one_more(workshop, name, 30), policy=policy)
        started.append(workshop.start(workshop.runs.propose([order], lane=lane))[0])
    workshop.spotify.log.clear()
    workshop.work_off()
    return started


def states(workshop: Workshop, runs: list[RunId]) -> set[State]:
    return {workshop.runs.run(run).state for run in runs}


def test_one_page_proves_all_of_them(workshop: Workshop) -> None:
    runs = written(workshop)
    assert workshop.spotify.log == ["insert"] * 4
    assert states(workshop, runs) == {State.WAITING}

    workshop.clock.advance(minutes=4)
    workshop.work_off()

    assert workshop.spotify.log == ["insert"] * 4 + ["heads"]
    assert states(workshop, runs) == {State.DONE}
    held = StoredLooks(workshop.database, workshop.clock, RandomIds()).vouched
    workshop.clock.advance(minutes=2)
    workshop.looks.fetch(Caller(ACCOUNT), 4)
    mirrored = held(ACCOUNT, [PlaylistId(name) for name in NAMES]).mirrored
    assert all(one.current and one.entries and len(one.entries) == 31 for one in mirrored.values())


def test_the_next_reading_tells_the_dates_and_makes_no_version(workshop: Workshop) -> None:
    run = written(workshop)[0]
    workshop.clock.advance(minutes=4)
    workshop.work_off()
    left = workshop.runs.run(run).parts[0].after_version_id
    held = workshop.spotify.playlists[PlaylistId("p1")]
    added = workshop.clock.now() - timedelta(minutes=4, seconds=2)
    held.entries = (*held.entries[:-1], replace(held.entries[-1], added_at=added))
    workshop.clock.advance(minutes=2)

    seen = workshop.runs.propose([workshop.order("p1", [track("x")])]).parts[0].plan.observed

    assert seen is not None
    assert seen.entries[-1].added_at == added
    with workshop.database.read() as session:
        mirrored = library.mirrored(session, PlaylistId("p1"))
    assert mirrored is not None
    assert mirrored.version_id == left
    assert mirrored.entries == seen.entries


class TestProofsThatWait:
    """What runs by itself, many at a time, is proved by a page for all."""

    @pytest.fixture
    def workshop(self, sqlite_workshop: Workshop) -> Workshop:
        return sqlite_workshop

    def test_what_somebody_edited_meanwhile_is_read_and_stays(self, workshop: Workshop) -> None:
        runs = written(workshop)
        workshop.spotify.edit("p3", Insert(0, (track("theirs"),)))
        workshop.clock.advance(minutes=4)
        workshop.spotify.log.clear()

        workshop.work_off()

        assert states(workshop, runs) == {State.DONE}
        assert reads(workshop).count("heads") == 1
        assert workshop.spotify.writes == []
        assert [workshop.spotify.uris("p3")[0], workshop.spotify.uris("p3")[-1]] == [track("theirs"), track("p3-new")]

    def test_a_list_of_another_length_under_our_snapshot_id_is_read(self, workshop: Workshop) -> None:
        runs = written(workshop)
        held = workshop.spotify.playlists[PlaylistId("p2")]
        held.entries = held.entries[:-1]  # an answer that was no truth: what came in is not there
        workshop.clock.advance(minutes=4)

        workshop.work_off()

        assert workshop.spotify.log.count("playlist") > 0
        assert states(workshop, runs) == {State.DONE}

    @pytest.mark.parametrize(("lane", "proof"), [(Lane.INTERACTIVE, "shared"), (Lane.SCHEDULED, "now")])
    def test_whom_somebody_waits_for_or_who_wants_it_now_is_proved_at_once(
        self, workshop: Workshop, lane: Lane, proof: Proof
    ) -> None:
        runs = written(workshop, lane=lane, proof=proof)
        assert states(workshop, runs) == {State.DONE}
        assert workshop.spotify.log == ["insert", "playlist"] * 4

    def test_one_alone_is_proved_at_once(self, workshop: Workshop) -> None:
        put(workshop, "p1", length=30)
        order = replace(with_one_more(workshop, "p1", 30), policy=Policy("all", meanwhile="merge", proof="shared"))
        run, _ = workshop.start(workshop.runs.propose([order], lane=Lane.SCHEDULED))
        workshop.work_off()
        assert workshop.runs.run(run).state is State.DONE

    def test_what_is_cancelled_while_it_waits_for_its_proof_is_read_and_done(self, workshop: Workshop) -> None:
        runs = written(workshop)
        report = workshop.runs.cancel(runs[0], actor="tester")
        assert report.state is State.DONE
        assert workshop.spotify.uris("p1")[-1] == track("p1-new")

    def test_a_proof_that_waits_needs_no_room_in_its_lane_and_may_take_what_is_kept_for_people(
        self, workshop: Workshop
    ) -> None:
        runs = written(workshop)
        assert [need.total for run in runs for need in workshop.runs.needs(run, None)] == [0] * 4
        lanes: list[Lane] = []
        heads = workshop.spotify.heads

        def noted(caller: Caller, *, start: int = 0) -> Iterator[HeadsPage]:
            lanes.append(caller.lane)
            return heads(caller, start=start)

        workshop.spotify.heads = noted  # type: ignore[method-assign]  # it is this very fake that is asked
        workshop.clock.advance(minutes=4)
        workshop.work_off()
        assert lanes == [Lane.INTERACTIVE]
        assert states(workshop, runs) == {State.DONE}

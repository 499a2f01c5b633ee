"""What runs unattended does its change to what stands there when its turn comes: what others did meanwhile stays."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from playwarden.domain.operations import Insert, Move, Remove, SetDetails
from playwarden.domain.plan import Plan, Policy, plan
from playwarden.domain.playlist import Details, Entry, PlaylistState
from playwarden.domain.runs import State
from playwarden.features.runs.proposal import Order
from playwarden.kit.ids import RunId
from tests.fakes.spotify import FakeSpotify, track
from tests.integration.runs.conftest import Workshop

LETTERS = [track(letter) for letter in "abcdefghij"]
NEW = [track(f"new{number}") for number in range(3)]
THEIRS = track("theirs")
Reopen = Callable[[FakeSpotify], Workshop]


def unattended(workshop: Workshop, **wish: object) -> Order:
    """The first track goes, three come in at three places; `meanwhile` is merged."""
    workshop.spotify.put("p1", [*LETTERS])
    wished = [NEW[0], *LETTERS[1:5], NEW[1], *LETTERS[5:], NEW[2]]
    order = workshop.order("p1", wished, **wish)
    return replace(order, policy=Policy("all", meanwhile="merge"))


def started(workshop: Workshop, order: Order, *, minutes: int = 10) -> RunId:
    run_id, _ = workshop.start(workshop.runs.propose([order]))
    workshop.clock.advance(minutes=minutes)
    return run_id


def test_tracks_that_came_meanwhile_stay_and_nobody_is_asked(workshop: Workshop) -> None:
    run_id = started(workshop, unattended(workshop))
    workshop.spotify.edit("p1", Insert(3, (THEIRS,)), Remove((LETTERS[8],)))

    workshop.work_off()

    assert workshop.runs.run(run_id).state is State.DONE
    assert workshop.spotify.uris("p1") == [
        NEW[0],
        *LETTERS[1:3],
        THEIRS,
        *LETTERS[3:5],
        NEW[1],
        *LETTERS[5:8],
        LETTERS[9],
        NEW[2],
    ]


def test_undo_takes_back_the_change_alone(workshop: Workshop) -> None:
    run_id = started(workshop, unattended(workshop))
    workshop.spotify.edit("p1", Insert(3, (THEIRS,)), Move(9, 1, 5))
    theirs = workshop.spotify.uris("p1")
    workshop.work_off()

    workshop.apply(workshop.runs.propose_undo(run_id))

    assert workshop.spotify.uris("p1") == theirs


def test_details_are_merged_field_by_field(workshop: Workshop) -> None:
    run_id = started(workshop, unattended(workshop, name="Monday", description="Ours"))
    workshop.spotify.edit("p1", SetDetails(description="Theirs"))

    workshop.work_off()

    details = workshop.spotify.playlists[workshop.order("p1").playlist_id].details  # type: ignore[index]
    assert workshop.runs.run(run_id).state is State.DONE
    assert (details.name, details.description) == ("Monday", "Theirs")


@pytest.mark.parametrize("after", [1, 2, 3])
def test_an_edit_between_two_calls_stays_as_well(sqlite_workshop: Workshop, after: int) -> None:
    workshop = sqlite_workshop
    run_id = started(workshop, unattended(workshop), minutes=0)
    done: list[int] = []

    def meanwhile(_number: int, name: str) -> None:
        if len(workshop.spotify.writes) == after and not done:
            done.append(1)
            workshop.spotify.edit("p1", Insert(0, (THEIRS,)))

    workshop.spotify.after = meanwhile
    workshop.work_off()

    assert workshop.runs.run(run_id).state is State.DONE
    uris = workshop.spotify.uris("p1")
    assert sorted(map(str, uris)) == sorted([THEIRS, *LETTERS[1:], *NEW])
    assert [uri for uri in uris if uri not in NEW] == [THEIRS, *LETTERS[1:]]
    assert [uri for uri in uris if uri != THEIRS] == [NEW[0], *LETTERS[1:5], NEW[1], *LETTERS[5:], NEW[2]]
    workshop.spotify.after = lambda number, name: None
    workshop.apply(workshop.runs.propose_undo(run_id))
    assert workshop.spotify.uris("p1") == [THEIRS, *LETTERS]


def test_a_later_run_on_the_playlist_is_an_edit_like_any_other(workshop: Workshop) -> None:
    run_id = started(workshop, unattended(workshop))
    workshop.apply(workshop.runs.propose([workshop.order("p1", [*LETTERS[:3], THEIRS, *LETTERS[3:]])]))

    workshop.work_off()

    assert workshop.runs.run(run_id).state is State.DONE
    assert workshop.spotify.uris("p1") == [
        NEW[0],
        *LETTERS[1:3],
        THEIRS,
        *LETTERS[3:5],
        NEW[1],
        *LETTERS[5:],
        NEW[2],
    ]


def test_safety_is_judged_anew(workshop: Workshop) -> None:
    there = [track(letter) for letter in "abcdefghijklmn"]
    workshop.spotify.put("p1", [*there])
    order = replace(workshop.order("p1", there[4:]), policy=Policy("all", meanwhile="merge"))
    run_id = started(workshop, order)
    workshop.spotify.edit("p1", Remove(tuple(there[9:])))

    workshop.work_off()

    part = workshop.runs.run(run_id).parts[0]
    assert part.state is State.ASKING
    assert "removes-much" in (part.note or "") or "%" in (part.note or "")
    assert workshop.spotify.writes == []


def test_without_it_a_person_is_asked(workshop: Workshop) -> None:
    order = replace(unattended(workshop), policy=Policy("all"))
    run_id = started(workshop, order)
    workshop.spotify.edit("p1", Insert(3, (THEIRS,)))

    workshop.work_off()

    assert workshop.runs.run(run_id).state is State.ASKING
    assert THEIRS in workshop.spotify.uris("p1")


class TestItsDocument:
    def _plan(self, policy: Policy) -> Plan:
        now = PlaylistState(Details("a"), (Entry("spotify:track:1"),))
        return plan(now, now.with_entries((Entry("spotify:track:2"), *now.entries)), policy=policy)

    def test_is_what_it_was_where_a_person_is_asked(self) -> None:
        assert self._plan(Policy("all")).to_document()["policy"] == {"keep_dates": "all", "max_calls": None}

    def test_comes_back_and_is_approved_apart(self) -> None:
        merging, asking = self._plan(Policy("all", meanwhile="merge")), self._plan(Policy("all"))
        assert Plan.from_document(merging.to_document()) == merging
        assert merging.fingerprint != asking.fingerprint

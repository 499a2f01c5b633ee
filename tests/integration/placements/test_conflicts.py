"""What is in a placement's way is found when it is made, without a call, and again when it is due."""

from collections.abc import Callable

import pytest

from playwarden.domain.compose import Wish
from playwarden.domain.operations import Insert, Remove
from playwarden.domain.placements.placement import NewPlacement, PlacementState
from playwarden.domain.playlist import Details
from playwarden.engine.ports.audit import LinkFilter
from playwarden.features.placements.service import Placements
from playwarden.features.runs.proposal import Order
from playwarden.kit.errors import Conflict, InputError
from playwarden.kit.ids import PlacementId, PlaylistId, RandomIds
from playwarden.store.models.accounts import Account
from playwarden.store.models.library import Playlist
from playwarden.store.trail import StoredTrail
from tests.fakes.spotify import track
from tests.integration.placements.conftest import DAY, HOUR, P1, Stage
from tests.integration.runs.conftest import ACCOUNT

ASKING = PlacementState.ASKING


def found(stage: Stage, *asked: NewPlacement) -> list[tuple[int, str, str]]:
    """Number, code and weight of everything in the way."""
    calls = len(stage.spotify.log)
    preview = stage.placements.check(asked)
    assert len(stage.spotify.log) == calls, "looking for conflicts costs no call"
    return [(row.number, finding.code, finding.weight.value) for row, finding in preview.conflicts]


Ask = Callable[[Stage], NewPlacement]

ALONE: list[tuple[Ask, str, str]] = [
    (lambda stage: stage.asked(begins=DAY, ends=DAY), "empty-span", "error"),
    (lambda stage: stage.asked(begins=-DAY, ends=-HOUR), "past", "error"),
    (lambda stage: stage.asked(playlist_id=PlaylistId("nowhere")), "gone", "error"),
    (lambda stage: stage.asked("a"), "already-there", "warning"),
    (lambda stage: stage.asked("P", "after z"), "anchor-missing", "warning"),
    (lambda stage: stage.asked("P", "instead of z"), "instead-missing", "warning"),
    (lambda stage: stage.asked("P", "after P"), "itself", "error"),
    (lambda stage: stage.asked(accepts=frozenset()), "unknown-track", "warning"),
]


@pytest.mark.parametrize(("ask", "code", "weight"), ALONE, ids=[code for _, code, _ in ALONE])
def test_it_is_found_when_it_is_made(sqlite_stage: Stage, ask: Ask, code: str, weight: str) -> None:
    asked = ask(sqlite_stage)
    assert (1, code, weight) in found(sqlite_stage, asked)
    with pytest.raises(Conflict, match=code):
        sqlite_stage.make(asked)
    assert sqlite_stage.due_times() == []


PAIRS = [
    ("top", "top", "same-slot", "warning"),
    ("top", "1", "same-slot", "warning"),
    ("bottom", "bottom", "same-slot", "warning"),
    ("after b", "after b", "same-slot", "warning"),
    ("instead of b", "instead of b", "same-track", "error"),
    ("after b", "instead of b", None, None),
    ("top", "2", None, None),
    ("top", "bottom", None, None),
]


@pytest.mark.parametrize(("mine", "theirs", "code", "weight"), PAIRS)
def test_two_at_the_same_slot_at_overlapping_times(
    sqlite_stage: Stage, mine: str, theirs: str, code: str | None, weight: str | None
) -> None:
    first = sqlite_stage.asked("P", theirs)
    expected = [(2, code, weight)] if code else []
    assert found(sqlite_stage, first, sqlite_stage.asked("Q", mine)) == expected
    sqlite_stage.make(first)
    assert [each[1:] for each in found(sqlite_stage, sqlite_stage.asked("Q", mine))] == [each[1:] for each in expected]
    later = sqlite_stage.asked("Q", mine, begins=DAY, ends=2 * DAY)
    assert found(sqlite_stage, later) == [], "one begins when the other ends"


def test_the_same_track_twice_at_one_time_is_an_error(sqlite_stage: Stage) -> None:
    sqlite_stage.one("P", "top")
    assert found(sqlite_stage, sqlite_stage.asked("P", "bottom")) == [(1, "same-track", "error")]


def test_two_of_the_same_detail_overlap(sqlite_stage: Stage) -> None:
    first = sqlite_stage.asked(None, details=Details(name="Promo", description="now"))
    second = sqlite_stage.asked(None, details=Details(description="then"))
    third = sqlite_stage.asked(None, details=Details(public=True))
    assert found(sqlite_stage, first, second, third) == [(2, "same-details", "error")]


def test_a_warning_that_is_accepted_is_none(sqlite_stage: Stage) -> None:
    sqlite_stage.one("P", "top")
    sqlite_stage.clock.advance(1)
    accepted = frozenset({"same-slot", "unknown-track"})
    sqlite_stage.one("Q", "top", accepts=accepted)
    sqlite_stage.clock.advance(hours=2)
    sqlite_stage.settle()
    assert sqlite_stage.names() == "QPabcdef"


def test_acceptance_by_either_of_two_is_enough_when_they_are_due(sqlite_stage: Stage) -> None:
    early = sqlite_stage.one("P", "top", begins=2 * HOUR)
    late = sqlite_stage.one("Q", "top", accepts=frozenset({"same-slot", "unknown-track"}))
    for _ in range(2):
        sqlite_stage.clock.advance(hours=1)
        sqlite_stage.settle()
    assert {sqlite_stage.state(early), sqlite_stage.state(late)} == {PlacementState.IN_FORCE}
    assert sqlite_stage.names() == "PQabcdef"


def _gone(stage: Stage) -> None:
    with stage.database.write() as session:
        session.get_one(Playlist, P1).gone_at = stage.now


def _look_only(stage: Stage) -> None:
    with stage.database.write() as session:
        session.get_one(Account, "acc_me").scopes = "playlist-read-private"


@pytest.mark.parametrize(("happens", "code"), [(_gone, "gone"), (_look_only, "look-only")])
def test_whether_it_may_be_written_to_is_asked_both_times(
    sqlite_stage: Stage, happens: Callable[[Stage], None], code: str
) -> None:
    key = sqlite_stage.one()
    happens(sqlite_stage)
    assert (1, code, "error") in found(sqlite_stage, sqlite_stage.asked("Q", "bottom"))
    sqlite_stage.clock.advance(hours=1)
    sqlite_stage.settle()
    assert sqlite_stage.state(key) is ASKING
    assert sqlite_stage.spotify.writes == []


def test_a_collaborator_may_place_tracks_but_not_details(sqlite_stage: Stage) -> None:
    shared = sqlite_stage.put("p3", "xyz", name="Shared", relation="collaborator")
    details = sqlite_stage.asked(None, details=Details(name="Mine"), playlist_id=shared)
    assert found(sqlite_stage, sqlite_stage.asked(playlist_id=shared)) == []
    assert found(sqlite_stage, details) == [(1, "not-owner", "error")]


def test_a_follower_may_place_nothing(sqlite_stage: Stage) -> None:
    followed = sqlite_stage.put("p4", "xyz", name="Somebody's", relation="follower")
    assert (1, "not-owner", "error") in found(sqlite_stage, sqlite_stage.asked(playlist_id=followed))


def test_a_playlist_that_was_deleted_meanwhile_asks(sqlite_stage: Stage) -> None:
    key = sqlite_stage.one()
    del sqlite_stage.spotify.playlists[P1]
    sqlite_stage.clock.advance(hours=1)
    sqlite_stage.settle()
    assert sqlite_stage.state(key) is ASKING
    assert "Spotify does not have the playlist 'Mix'" in sqlite_stage.shown(key).words


def test_a_track_that_is_there_by_then_asks_and_comes_in_once_it_is_out(sqlite_stage: Stage) -> None:
    key = sqlite_stage.one()
    sqlite_stage.spotify.edit("p1", Insert(3, (track("P"),)))
    sqlite_stage.clock.advance(hours=1)
    sqlite_stage.settle()
    assert (sqlite_stage.names(), sqlite_stage.state(key)) == ("abcPdef", ASKING)
    assert "already" in sqlite_stage.shown(key).words
    sqlite_stage.spotify.edit("p1", Remove((track("P"),)))
    sqlite_stage.placements.change(key, {}, actor="tester")
    sqlite_stage.settle()
    assert (sqlite_stage.names(), sqlite_stage.state(key)) == ("Pabcdef", PlacementState.IN_FORCE)


def test_what_asks_in_vain_until_its_end_was_missed(sqlite_stage: Stage) -> None:
    key = sqlite_stage.one()
    sqlite_stage.spotify.edit("p1", Insert(3, (track("P"),)))
    sqlite_stage.clock.advance(hours=1)
    sqlite_stage.settle()
    assert sqlite_stage.due_times() == [sqlite_stage.now - HOUR + DAY]
    sqlite_stage.clock.advance(days=1)
    sqlite_stage.settle()
    assert sqlite_stage.state(key) is PlacementState.MISSED
    assert "Nobody decided" in sqlite_stage.shown(key).words
    assert sqlite_stage.names() == "abcPdef"


def test_one_that_is_held_does_not_hold_the_others(sqlite_stage: Stage) -> None:
    held, free = sqlite_stage.make(sqlite_stage.asked("P", "top"), sqlite_stage.asked("Q", "bottom"))
    sqlite_stage.spotify.edit("p1", Insert(3, (track("P"),)))
    sqlite_stage.clock.advance(hours=1)
    sqlite_stage.settle()
    assert (sqlite_stage.state(held.id), sqlite_stage.state(free.id)) == (ASKING, PlacementState.IN_FORCE)
    assert sqlite_stage.names() == "abcPdefQ"


def test_the_cost_of_a_campaign_is_told_before(sqlite_stage: Stage) -> None:
    asked = [sqlite_stage.asked("P", "1"), sqlite_stage.asked("Q", "instead of c")]
    preview = sqlite_stage.placements.check(asked)
    begins, ends = preview.costs
    assert (begins.at, begins.enter, begins.leave) == (asked[0].from_at, 2, 0)
    assert (ends.at, ends.enter, ends.leave) == (asked[0].until_at, 0, 2)
    sqlite_stage.make(*asked)
    told = []
    for advance in (HOUR, DAY):
        calls = len(sqlite_stage.spotify.log)
        sqlite_stage.clock.advance(advance.total_seconds())
        sqlite_stage.settle()
        told.append(len(sqlite_stage.spotify.log) - calls)
    assert told == [begins.calls, ends.calls]


def test_a_list_that_is_full_takes_no_more(sqlite_stage: Stage) -> None:
    tight = Placements(sqlite_stage.database, sqlite_stage.runs, sqlite_stage.clock, RandomIds(), max_entries=7)
    asked = [sqlite_stage.asked("P", "top"), sqlite_stage.asked("Q", "bottom"), sqlite_stage.asked("R", "instead of a")]
    told = [(row.number, finding.code) for row, finding in tight.check(asked).conflicts]
    assert told == [(2, "too-long")]
    accepted = frozenset({"too-long", "unknown-track"})
    made = tight.make(
        [sqlite_stage.asked(n, w, accepts=accepted) for n, w in (("P", "top"), ("Q", "bottom"))], actor="t"
    )
    sqlite_stage.clock.advance(hours=1)
    tight.settle(P1)
    assert [sqlite_stage.state(one.id) for one in made] == [PlacementState.IN_FORCE, ASKING]


def in_the_way(stage: Stage, *ids: str) -> dict[str, list[str]]:
    """The codes of what is in the way of placements now."""
    calls = len(stage.spotify.log)
    told = [stage.placements.show(PlacementId(each)).placement for each in ids]
    met = stage.placements.in_the_way(told)
    assert len(stage.spotify.log) == calls, "looking for conflicts costs no call"
    return {key: [finding.code for finding in findings] for key, findings in met.items()}


def test_what_came_into_the_way_since_it_was_made_is_told_until_it_is_in(stage: Stage) -> None:
    after, top = stage.one("P", "after b"), stage.one("Q", "top")
    assert in_the_way(stage, after, top) == {}
    stage.put("p1", "acdefQ")
    assert in_the_way(stage, after, top) == {after: ["anchor-missing"], top: ["already-there"]}
    stage.placements.cancel(after, actor="operator")
    assert in_the_way(stage, after, top) == {top: ["already-there"]}


def test_a_warning_is_accepted_stops_nothing_any_more_and_is_taken_back(stage: Stage) -> None:
    key = stage.one("P", "after c")
    stage.spotify.edit("p1", Remove((track("c"),)))
    stage.runs.propose([Order(ACCOUNT, Wish(), playlist_id=P1)])
    assert in_the_way(stage, key) == {key: ["anchor-missing"]}
    stage.placements.accept(key, "anchor-missing", accepted=True, actor="Ada")
    assert in_the_way(stage, key) == {}
    met = stage.placements.in_the_way([stage.shown(key)], accepted=True)
    assert "anchor-missing" in [one.code for one in met[key]]
    stage.placements.accept(key, "anchor-missing", accepted=False, actor="Ada")
    assert in_the_way(stage, key) == {key: ["anchor-missing"]}
    stage.placements.accept(key, "anchor-missing", accepted=True, actor="Ada")
    stage.placements.accept(key, "anchor-missing", accepted=True, actor="Ada")
    stage.clock.advance(hours=1)
    stage.settle()
    assert stage.state(key) is PlacementState.IN_FORCE
    links = StoredTrail(stage.database, stage.clock).links(LinkFilter(action="placement.accept"))
    assert [link.actor for link in links] == ["Ada"] * 3, "done twice is written down once"


def test_one_that_asks_is_tried_again_once_what_is_in_its_way_is_accepted(stage: Stage) -> None:
    key = stage.one("P", "after c")
    stage.spotify.edit("p1", Remove((track("c"),)))
    stage.clock.advance(hours=1)
    stage.settle()
    assert stage.state(key) is ASKING
    stage.placements.accept(key, "anchor-missing", accepted=True, actor="Ada")
    stage.settle()
    assert stage.state(key) is PlacementState.IN_FORCE
    with pytest.raises(Conflict, match="in_force"):
        stage.placements.accept(key, "anchor-missing", accepted=False, actor="Ada")


def test_an_error_cannot_be_accepted(sqlite_stage: Stage) -> None:
    key = sqlite_stage.one()
    with pytest.raises(InputError, match="cannot be accepted"):
        sqlite_stage.placements.accept(key, "same-track", accepted=True, actor="Ada")


def test_what_another_placement_takes_out_before_is_not_in_the_way(stage: Stage) -> None:
    first, second = stage.one("P", ends=DAY), stage.one("P", begins=2 * DAY, ends=3 * DAY)
    stage.clock.advance(hours=2)
    stage.settle()
    assert stage.names() == "Pabcdef"
    assert in_the_way(stage, first, second) == {}

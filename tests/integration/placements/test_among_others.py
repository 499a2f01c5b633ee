"""Whoever plans a playlist, placements in force stay; whatever placements do, others' wishes stay."""

import pytest

from playwarden.domain.compose import Wish
from playwarden.domain.operations import Insert, Remove, SetDetails
from playwarden.domain.placements.placement import PlacementState
from playwarden.domain.playlist import Details
from playwarden.features.runs.proposal import Order, Proposal
from playwarden.kit.ids import PlacementId
from tests.fakes.spotify import track
from tests.integration.placements.conftest import DAY, HOUR, P1, Stage
from tests.integration.runs.conftest import ACCOUNT


@pytest.fixture
def placed(sqlite_stage: Stage) -> PlacementId:
    """P stands in for c since an hour ago: abPdef."""
    key = sqlite_stage.one("P", "instead of c")
    sqlite_stage.clock.advance(hours=1)
    sqlite_stage.settle()
    sqlite_stage.clock.advance(hours=1)
    return key


def notes(proposal: Proposal) -> list[str]:
    return [note.code for part in proposal.parts for note in part.plan.notes]


@pytest.mark.parametrize(
    ("wished", "expected"),
    [
        ("abcdef", "abPdef"),
        ("fedcba", "fedPba"),
        ("abdef", "abPdef"),
        ("xyz", "xyPz"),
        ("xabydefz", "xabPydefz"),
        ("PabdefX", "PabdefX"),
        ("", "P"),
    ],
)
def test_a_wish_for_the_whole_list_leaves_it_in(
    sqlite_stage: Stage, placed: PlacementId, wished: str, expected: str
) -> None:
    sqlite_stage.wish(wished)
    assert sqlite_stage.names() == expected
    sqlite_stage.clock.advance(days=1)
    sqlite_stage.settle()
    assert "P" not in sqlite_stage.names()
    assert sqlite_stage.names().count("c") == 1


def test_the_plan_says_why_it_stays(sqlite_stage: Stage, placed: PlacementId) -> None:
    items = tuple(track(each) for each in "abcdef")
    proposal = sqlite_stage.runs.propose([Order(ACCOUNT, Wish(items=items), playlist_id=P1)])
    [note] = [note for part in proposal.parts for note in part.plan.notes if note.code == "placement-keeps"]
    assert placed in note.text
    assert "until 2026-11-03 10:00" in note.text
    assert not proposal.changing


def test_undoing_the_run_that_put_it_in_leaves_it_in(sqlite_stage: Stage, placed: PlacementId) -> None:
    run_id = sqlite_stage.shown(placed).entered_run_id
    assert run_id is not None
    proposal = sqlite_stage.runs.propose_undo(run_id)
    assert "placement-keeps" in notes(proposal)
    assert not proposal.changing


def test_undoing_another_run_leaves_it_in(sqlite_stage: Stage, placed: PlacementId) -> None:
    report = sqlite_stage.wish("abdefgPh")
    assert report.run_id is not None
    proposal = sqlite_stage.runs.propose_undo(report.run_id)
    sqlite_stage.runs.apply(
        proposal, approved=proposal.fingerprint, actor="somebody", forced=frozenset({"removes-much"})
    )
    assert sqlite_stage.names() == "abPdef"


def test_restoring_an_older_version_leaves_it_in(sqlite_stage: Stage, placed: PlacementId) -> None:
    proposal = sqlite_stage.runs.propose_restore(ACCOUNT, P1, 1)
    assert "placement-keeps" in notes(proposal)
    sqlite_stage.runs.apply(proposal, approved=proposal.fingerprint, actor="somebody")
    assert sqlite_stage.names() == "abPdef"


def test_what_ended_is_no_layer_any_more(sqlite_stage: Stage, placed: PlacementId) -> None:
    sqlite_stage.placements.cancel(placed, keep=True, actor="tester")
    sqlite_stage.wish("abcdef")
    assert sqlite_stage.names() == "abcdef"


def test_placed_details_stay_and_go_back(stage: Stage) -> None:
    wished = Details(name="Advent", description="Every day a door")
    key = stage.make(stage.asked(None, details=wished))[0].id
    stage.clock.advance(hours=1)
    stage.settle()
    assert _details(stage) == ("Advent", "Every day a door")
    stage.wish("abcdefg", name="Mix")
    assert (_details(stage), stage.names()) == (("Advent", "Every day a door"), "abcdefg")
    stage.clock.advance(days=1)
    stage.settle()
    assert _details(stage) == ("Mix", "About it")
    assert stage.state(key) is PlacementState.ENDED
    assert stage.names() == "abcdefg"


def test_a_detail_that_somebody_changed_meanwhile_stays(sqlite_stage: Stage) -> None:
    key = sqlite_stage.make(sqlite_stage.asked(None, details=Details(name="Advent", description="doors")))[0].id
    sqlite_stage.clock.advance(hours=1)
    sqlite_stage.settle()
    sqlite_stage.spotify.edit("p1", SetDetails(name="By hand"))
    sqlite_stage.wish("abc", name="By wish")
    assert _details(sqlite_stage) == ("By wish", "doors"), "what was changed by hand is held no more"
    sqlite_stage.clock.advance(days=1)
    sqlite_stage.settle()
    assert _details(sqlite_stage) == ("By wish", "About it")
    assert "changed meanwhile, so it stays: name" in sqlite_stage.shown(key).words


def test_one_after_the_other_gives_back_what_was_before_both(sqlite_stage: Stage) -> None:
    sqlite_stage.make(
        sqlite_stage.asked(None, details=Details(name="One"), ends=2 * HOUR),
        sqlite_stage.asked(None, details=Details(name="Two"), begins=2 * HOUR, ends=DAY),
    )
    told = []
    for hours in (1, 1, 24):
        sqlite_stage.clock.advance(hours=hours)
        sqlite_stage.settle()
        told.append(_details(sqlite_stage)[0])
    assert told == ["One", "Two", "Mix"]


def test_visibility_goes_back_too(sqlite_stage: Stage) -> None:
    sqlite_stage.make(sqlite_stage.asked(None, details=Details(public=True)))
    sqlite_stage.clock.advance(hours=1)
    sqlite_stage.settle()
    assert sqlite_stage.spotify.playlists[P1].details.public is True
    sqlite_stage.clock.advance(days=1)
    sqlite_stage.settle()
    assert sqlite_stage.spotify.playlists[P1].details.public is False


def test_tracks_and_details_of_one_moment_are_one_run(sqlite_stage: Stage) -> None:
    sqlite_stage.make(sqlite_stage.asked("P", "top"), sqlite_stage.asked(None, details=Details(name="Advent")))
    sqlite_stage.clock.advance(hours=1)
    sqlite_stage.settle()
    assert (sqlite_stage.names(), _details(sqlite_stage)[0]) == ("Pabcdef", "Advent")
    assert len(sqlite_stage.runs.runs()) == 1


def _details(stage: Stage) -> tuple[str | None, str | None]:
    details = stage.spotify.playlists[P1].details
    return details.name, details.description


def test_what_somebody_does_while_it_comes_in_stays(sqlite_stage: Stage) -> None:
    key = sqlite_stage.one("P", "instead of c")
    sqlite_stage.clock.advance(hours=1)

    def meanwhile(_number: int, name: str) -> None:
        if name in ("insert", "remove"):
            sqlite_stage.spotify.before = lambda *_: None
            sqlite_stage.spotify.edit("p1", Insert(1, (track("x"),)), Remove((track("f"),)))

    sqlite_stage.spotify.before = meanwhile
    sqlite_stage.settle()
    assert (sqlite_stage.names(), sqlite_stage.state(key)) == ("axbPde", PlacementState.IN_FORCE)
    sqlite_stage.clock.advance(days=1)
    sqlite_stage.settle()
    assert sqlite_stage.names() == "axbcde"


def test_what_somebody_does_while_it_goes_out_stays(sqlite_stage: Stage, placed: PlacementId) -> None:
    sqlite_stage.clock.advance(days=1)

    def meanwhile(_number: int, name: str) -> None:
        if name in ("insert", "remove"):
            sqlite_stage.spotify.before = lambda *_: None
            sqlite_stage.spotify.edit("p1", Insert(0, (track("x"),)))

    sqlite_stage.spotify.before = meanwhile
    sqlite_stage.settle()
    assert (sqlite_stage.names(), sqlite_stage.state(placed)) == ("xabcdef", PlacementState.ENDED)


def test_a_track_that_one_leaves_to_the_next_stays_with_its_date(sqlite_stage: Stage) -> None:
    sqlite_stage.make(sqlite_stage.asked("P", "2", ends=2 * HOUR), sqlite_stage.asked("P", "4", begins=2 * HOUR))
    dates = []
    for expected in ("aPbcdef", "abcPdef"):
        sqlite_stage.clock.advance(hours=1)
        sqlite_stage.settle()
        assert sqlite_stage.names() == expected
        dates += [entry.added_at for entry in sqlite_stage.spotify.playlists[P1].entries if entry.uri == track("P")]
    assert dates[0] == dates[1]
    sqlite_stage.clock.advance(days=1)
    sqlite_stage.settle()
    assert sqlite_stage.names() == "abcdef"

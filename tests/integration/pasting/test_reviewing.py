"""What people decide about names is remembered for every paste, told, and taken back."""

import pytest

from playwarden.domain.matching import Named
from playwarden.domain.pasting import Given, Order
from playwarden.features.matching.resolving import State
from playwarden.kit.errors import Conflict, InputError, NotFound
from playwarden.kit.ids import DecisionId, PasteId
from tests.integration.pasting.conftest import STOCK, Desk, recording

STRANGE = "Velvet Bridges - Something Else Entirely"
CHOSEN = STOCK[0].uri


def decision_of(desk: Desk, paste: PasteId, number: int = 1) -> DecisionId:
    return DecisionId((desk.lines(paste)[number - 1].row.found or {})["decision"])


def test_a_choice_holds_in_every_later_paste(desk: Desk) -> None:
    desk.know(STOCK)
    paste = desk.keep(STRANGE)
    desk.review.choose(paste, 1, "track", CHOSEN, actor="member:mem_1 (Ada)")
    assert (desk.states(paste), desk.uris(paste)) == (["decided"], [CHOSEN])
    later = desk.keep("VELVET BRIDGES – something else entirely", "Another - One")
    assert desk.uris(later)[0] == CHOSEN
    assert desk.pastes.show(later).cost.lines == 1, "what was decided needs no search"
    resolved = desk.matching.resolve([Named("Something else entirely", ("Velvet Bridges",))])
    assert (resolved[0].state, resolved[0].uri) == (State.DECIDED, CHOSEN)


def test_there_is_none_is_remembered_as_well(desk: Desk) -> None:
    paste = desk.keep(STRANGE)
    desk.review.choose(paste, 1, "missing", None, actor="tester")
    assert desk.states(paste) == ["missing"]
    later = desk.keep(STRANGE)
    desk.search(later)
    assert (desk.states(later), desk.shop.asked) == (["missing"], [])


def test_decisions_are_listed_with_who_and_when_and_revoked(desk: Desk) -> None:
    desk.know(STOCK)
    paste, other = desk.keep(STRANGE), desk.keep(STRANGE)
    desk.review.choose(paste, 1, "track", CHOSEN, actor="member:mem_1 (Ada)")
    assert desk.states(other) == ["decided"], "pastes that are kept already follow"
    (told,) = desk.review.decisions("velvet else")
    assert (told.decided.actor, told.decided.at, told.decided.lines) == ("member:mem_1 (Ada)", desk.clock.now(), 2)
    assert told.track == STOCK[0]
    assert desk.review.decisions("nobody") == []
    desk.review.revoke(told.decided.id, actor="tester")
    assert desk.states(paste) == desk.states(other) == ["search"]
    assert desk.review.decisions() == []
    with pytest.raises(NotFound):
        desk.review.revoke(told.decided.id, actor="tester")


def test_clearing_a_line_takes_back_what_was_decided_on_it(desk: Desk) -> None:
    paste = desk.keep(STRANGE)
    desk.review.choose(paste, 1, "missing", None, actor="tester")
    desk.review.choose(paste, 1, "clear", None, actor="tester")
    assert (desk.states(paste), desk.review.decisions()) == (["search"], [])


def test_clearing_does_not_take_back_what_was_decided_elsewhere(desk: Desk) -> None:
    paste, other = desk.keep(STRANGE), desk.keep(STRANGE)
    desk.review.choose(paste, 1, "missing", None, actor="tester")
    with pytest.raises(Conflict, match="decided elsewhere"):
        desk.review.choose(other, 1, "clear", None, actor="tester")
    assert desk.states(other) == ["missing"]


def test_another_choice_replaces_the_first(desk: Desk) -> None:
    paste = desk.keep(STRANGE)
    desk.review.choose(paste, 1, "missing", None, actor="tester")
    first = decision_of(desk, paste)
    desk.review.choose(paste, 1, "track", CHOSEN, actor="tester")
    assert (desk.uris(paste), decision_of(desk, paste)) == ([CHOSEN], first)


def test_a_decision_does_not_hold_for_another_length(desk: Desk) -> None:
    desk.know([recording(700, "Long One", "Somebody", lasts=200_000)])
    desk.matching.decide(Named("Called Otherwise", ("Somebody",)), f"spotify:track:{700:022}", actor="tester")
    near, far = (
        desk.matching.resolve([Named("Called Otherwise", ("Somebody",), duration_ms=lasts)])[0]
        for lasts in (203_000, 400_000)
    )
    assert near.state is State.DECIDED
    assert far.state is not State.DECIDED


def test_a_choice_holds_for_its_own_line_whatever_length_that_tells(desk: Desk) -> None:
    long = recording(700, "Long One", "Somebody", lasts=200_000)
    desk.know([long])
    paste = desk.keep("Somebody - Called Otherwise (9:59)", "Another - One")
    desk.review.choose(paste, 1, "track", long.uri, actor="tester")
    assert (desk.states(paste)[0], desk.uris(paste)[0]) == ("decided", long.uri)
    desk.search(paste)
    assert desk.uris(paste)[0] == long.uri, "nor does a search undo it"
    assert desk.states(desk.keep("Somebody - Called Otherwise (9:59)")) != ["decided"], "others are asked about anew"
    desk.review.choose(paste, 1, "clear", None, actor="tester")
    assert (desk.uris(paste)[0], desk.review.decisions()) == (None, [])


def test_a_choice_goes_with_its_decision(desk: Desk) -> None:
    long = recording(700, "Long One", "Somebody", lasts=200_000)
    desk.know([long])
    paste = desk.keep("Somebody - Called Otherwise (9:59)")
    desk.review.choose(paste, 1, "track", long.uri, actor="tester")
    desk.review.revoke(desk.review.decisions()[0].decided.id, actor="tester")
    assert desk.states(paste) == ["search"]


def test_skipping_concerns_the_line_alone(desk: Desk) -> None:
    desk.know(STOCK)
    name = f"{STOCK[0].artists[0].name} - {STOCK[0].name}"
    paste = desk.keep(name, f"{STOCK[1].artists[0].name} - {STOCK[1].name}")
    desk.review.choose(paste, 1, "skip", None, actor="tester")
    assert desk.states(paste) == ["skipped", "sure"]
    assert desk.pastes.chosen(paste) == (STOCK[1].uri,)
    assert desk.states(desk.keep(name)) == ["sure"]
    desk.review.choose(paste, 1, "clear", None, actor="tester")
    assert desk.states(paste) == ["sure", "sure"]


def test_all_sure_ones_are_accepted_at_once(desk: Desk) -> None:
    desk.know(STOCK[:2])
    paste = desk.keep(*(f"{one.artists[0].name} - {one.name}" for one in STOCK[:3]))
    with pytest.raises(InputError, match="None of these lines"):
        desk.pastes.chosen(paste, accepted=True)
    assert desk.review.accept(paste, actor="tester") == 2
    assert desk.states(paste) == ["accepted", "accepted", "search"]
    assert desk.pastes.chosen(paste, accepted=True) == (STOCK[0].uri, STOCK[1].uri)
    assert desk.pastes.chosen(paste, numbers=[2]) == (STOCK[1].uri,)


def test_a_line_that_was_left_out_takes_no_choice(desk: Desk) -> None:
    paste = desk.keep("-----", STRANGE)
    with pytest.raises(InputError, match="left out"):
        desk.review.choose(paste, 1, "track", CHOSEN, actor="tester")
    with pytest.raises(NotFound):
        desk.review.choose(paste, 3, "skip", None, actor="tester")
    with pytest.raises(InputError, match="album"):
        desk.review.choose(paste, 2, "track", "spotify:album:" + "4" * 22, actor="tester")


def test_read_the_other_way_round_decisions_hold_for_what_is_named_then(desk: Desk) -> None:
    desk.know(STOCK)
    desk.matching.decide(Named("Rain", ("Harbour",)), CHOSEN, actor="tester")
    paste = desk.keep("Rain - Harbour", "Snow - Harbour")
    desk.pastes.reread(paste, Given(order=Order.ARTIST_FIRST))
    assert desk.uris(paste)[0] is None
    desk.pastes.reread(paste, Given(order=Order.TITLE_FIRST))
    assert desk.uris(paste)[0] == CHOSEN
    assert desk.pastes.show(paste).reading["order_sure"] == 1.0


def test_known_artists_tell_which_name_is_which(desk: Desk) -> None:
    desk.know(STOCK)
    titles_first = [f"{one.name} - {one.artists[0].name}" for one in (STOCK[0], STOCK[7], STOCK[14])]
    assert desk.pastes.read("\n".join(titles_first)).order is Order.TITLE_FIRST
    assert desk.states(desk.keep(*titles_first)) == ["sure"] * 3

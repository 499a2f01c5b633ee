"""What a paste names is found where it is known, and searched for where not: each question once, whatever happens."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import update

from playwarden.domain.jobs.job import JobState, WaitsFor
from playwarden.domain.matching import Named
from playwarden.features.matching.pastes import MOST_PASTES
from playwarden.features.matching.resolving import State
from playwarden.kit.errors import Conflict, RateLimited
from playwarden.store.models.jobs import Job
from tests.integration.pasting.conftest import MONTH, STOCK, Desk, open_desk, recording

NAMES = [f"{one.artists[0].name} - {one.name}" for one in STOCK[:8]]


def test_what_is_known_here_costs_nothing(desk: Desk) -> None:
    desk.know(STOCK)
    paste = desk.keep(*NAMES)
    kept = desk.pastes.show(paste)
    assert desk.uris(paste) == [one.uri for one in STOCK[:8]]
    assert (kept.counts["sure"], kept.cost.calls) == (8, 0)
    assert kept.words == "None of 8 lines needs a search."
    assert desk.shop.asked == []


def test_the_cost_is_told_before_and_the_search_stays_within_it(desk: Desk) -> None:
    desk.know(STOCK[:5])
    paste = desk.keep(*NAMES, "Nobody At All - Nothing Like It")
    kept = desk.pastes.show(paste)
    assert kept.cost.lines == 4
    assert kept.words == "4 of 9 lines need a search: about 5 calls, at most 8."
    job = desk.search(paste)
    assert job.state is JobState.SUCCEEDED
    assert desk.states(paste) == ["sure"] * 8 + ["none"]
    assert len(desk.shop.asked) == 5, "one for each that is there, and every question for what is not"


def test_the_estimate_follows_what_searches_took_here(desk: Desk) -> None:
    def about(*lines: str) -> tuple[int, int]:
        paste = desk.keep(*lines)
        cost = desk.pastes.show(paste).cost
        desk.pastes.remove(paste)
        return cost.calls, cost.most

    clean = [f"{one.artists[0].name} - {one.name}" for one in STOCK]
    unknown = [f"Somebody Else {number} - Nothing Like It {number}" for number in range(60)]
    assert about(*unknown) == (72, 120)
    desk.search(desk.keep(*clean))
    after = about(*unknown)
    assert 60 <= after[0] < 72, "names that are found by the first question make it less"
    desk.search(desk.keep(*unknown))
    assert about(*[f"{line}0" for line in unknown])[0] > after[0], "names that nothing is found for make it more"


def test_the_second_time_nothing_is_asked(desk: Desk) -> None:
    for _ in range(2):
        paste = desk.keep(*NAMES, "Nobody At All - Nothing Like It")
        desk.search(paste)
    assert len(desk.shop.asked) == len(set(desk.shop.asked))
    assert desk.states(paste) == ["sure"] * 8 + ["none"]
    assert desk.pastes.show(paste).cost.lines == 0


def test_lines_that_name_the_same_are_asked_for_once(desk: Desk) -> None:
    paste = desk.keep(NAMES[0], NAMES[0].upper(), NAMES[0])
    assert desk.pastes.show(paste).cost.calls == 1
    desk.search(paste)
    assert len(desk.shop.asked) == 1
    assert desk.states(paste) == ["sure"] * 3
    assert [seen.twin for seen in desk.lines(paste)] == [None, 1, 1]
    assert desk.pastes.chosen(paste) == (STOCK[0].uri,), "a track that is named twice is added once"


def test_a_ban_in_the_middle_loses_nothing(desk: Desk) -> None:
    until = desk.clock.now() + timedelta(hours=3)

    def banned(number: int, question: str) -> None:
        if number == 4 and desk.clock.now() < until:
            raise RateLimited("Spotify asks to wait.", until=until)

    desk.shop.before = banned
    paste = desk.keep(*NAMES)
    job = desk.search(paste)
    assert (job.state, job.waits_for, job.due_at) == (JobState.WAITING, WaitsFor.QUOTA, until)
    assert desk.states(paste) == ["sure"] * 3 + ["search"] * 5, "what was answered is there already"
    desk.clock.advance(hours=3)
    assert desk.carry().state is JobState.SUCCEEDED
    assert desk.states(paste) == ["sure"] * 8
    assert len(desk.shop.asked) == len(set(desk.shop.asked)) == 8


def test_a_process_that_dies_between_two_calls_is_gone_on_after(desk: Desk) -> None:
    class Killed(BaseException):
        """Nothing in the process catches it, as nothing does SIGKILL."""

    def dies(number: int, question: str) -> None:
        if number == 4:
            raise Killed

    desk.shop.before = dies
    paste = desk.keep(*NAMES)
    desk.matching.search(paste, actor="tester")
    with pytest.raises(Killed):
        desk.carry()
    desk.shop.before = lambda number, question: None
    another = open_desk(desk.database, desk.clock, desk.shop)
    with desk.database.write() as session:  # as whoever finds that its runner does not live any more
        session.execute(update(Job).values(state="queued", runner_id=None))
    assert another.carry().state is JobState.SUCCEEDED
    assert another.states(paste) == ["sure"] * 8
    assert len(desk.shop.asked) == len(set(desk.shop.asked)) == 8


def test_a_stop_between_two_calls_goes_on_later(desk: Desk) -> None:
    stopping = threading.Event()
    desk.shop.before = lambda number, question: stopping.set() if number == 3 else None
    paste = desk.keep(*NAMES)
    desk.matching.search(paste, actor="tester")
    assert desk.carry(stopping).state is JobState.QUEUED
    assert desk.states(paste) == ["sure"] * 3 + ["search"] * 5
    assert desk.carry().state is JobState.SUCCEEDED
    assert len(desk.shop.asked) == 8


def test_a_cancelled_search_keeps_what_it_found(desk: Desk) -> None:
    paste = desk.keep(*NAMES)
    job = desk.matching.search(paste, actor="tester")

    def cancels(number: int, question: str) -> None:
        if number == 3:
            desk.jobs.ask_to_cancel(job.id, "tester")

    desk.shop.before = cancels
    ended = desk.carry()
    assert ended.state is JobState.CANCELLED
    assert ended.note == "What was found until then is kept; asked again, it goes on there."
    assert desk.states(paste).count("sure") == 3
    assert desk.search(paste).state is JobState.SUCCEEDED
    assert len(desk.shop.asked) == 8


def test_while_a_search_is_open_it_is_that_one(desk: Desk) -> None:
    paste = desk.keep(*NAMES)
    first, second = (desk.matching.search(paste, actor="tester") for _ in range(2))
    assert first.id == second.id == desk.matching.open_job(paste)


def test_what_found_nothing_is_asked_again_only_when_it_is_old_and_somebody_wants_it(desk: Desk) -> None:
    paste = desk.keep("Late Comer - Not Out Yet")
    desk.search(paste)
    asked = len(desk.shop.asked)
    desk.shop.stock.append(recording(900, "Not Out Yet", "Late Comer"))
    desk.search(paste, again=True)
    assert (len(desk.shop.asked), desk.states(paste)) == (asked, ["none"]), "it was asked a moment ago"
    desk.clock.advance(days=MONTH.days)
    desk.search(paste)
    assert (len(desk.shop.asked), desk.states(paste)) == (asked, ["none"]), "nobody wanted it again"
    desk.search(paste, again=True)
    assert (len(desk.shop.asked), desk.states(paste)) == (asked + 1, ["sure"])


def test_codes_are_asked_for_as_codes(desk: Desk) -> None:
    paste = desk.keep(*(one.isrc or "" for one in STOCK[:3]), "DEZZZ2699999")
    desk.search(paste)
    assert desk.uris(paste) == [*(one.uri for one in STOCK[:3]), None]
    assert desk.shop.asked == [*(one.isrc for one in STOCK[:3]), "DEZZZ2699999"]


def test_links_to_unknown_tracks_are_read_one_by_one(desk: Desk) -> None:
    desk.know(STOCK[:1])
    paste = desk.keep(*(one.uri for one in STOCK[:3]), "spotify:track:" + "9" * 22)
    assert desk.states(paste) == ["sure", "search", "search", "search"]
    assert desk.pastes.show(paste).cost.most == 3
    desk.search(paste)
    assert desk.states(paste) == ["sure", "sure", "sure", "none"]
    assert len(desk.shop.asked) == 3


def test_others_profit_from_what_was_searched(desk: Desk) -> None:
    desk.search(desk.keep(*NAMES))
    wanted = [Named(one.name, (one.artists[0].name,)) for one in STOCK[:8]] + [Named("Unheard", ("Of",))]
    resolved = desk.matching.resolve(wanted)
    assert [one.state for one in resolved] == [State.SURE] * 8 + [State.SEARCH]
    cost = desk.matching.cost(resolved)
    assert (cost.lines, cost.calls, cost.most) == (1, 1, 2)


def test_a_paste_goes_after_a_month_in_which_nobody_touched_it(desk: Desk) -> None:
    old, touched = desk.keep(NAMES[0]), desk.keep(NAMES[1])
    desk.clock.advance(days=20)
    desk.review.choose(touched, 1, "skip", None, actor="tester")
    desk.clock.advance(days=20)
    assert desk.pastes.expire() == 1
    assert [each.id for each in desk.pastes.pastes()] == [touched]
    assert old != touched


def test_pastes_are_bounded(desk: Desk) -> None:
    for _ in range(MOST_PASTES):
        desk.keep("A - B")
    with pytest.raises(Conflict, match="At most 200"):
        desk.keep("A - B")

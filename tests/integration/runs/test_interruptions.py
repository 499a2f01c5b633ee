"""Whatever happens between two calls: the playlist ends as desired, or a person is asked, and nothing is lost."""

import itertools
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from playwarden.domain.compose import Wish
from playwarden.domain.operations import Insert, ItemOperation, Move, Remove, Replace
from playwarden.domain.runs import State
from playwarden.features.runs.proposal import Order, RunReport
from playwarden.kit.errors import OutcomeUnknown, RateLimited, SpotifyRefused, SpotifyUnavailable
from playwarden.kit.ids import RunId
from playwarden.store import audit
from playwarden.store.database import Database
from tests.fakes.clock import FakeClock
from tests.fakes.spotify import FakeSpotify, Killed, track
from tests.integration.runs.conftest import ACCOUNT, Workshop

OBSERVED = [track(n) for n in range(40)]
WISHED = [uri for n in range(40) for uri in ((track(n), track(f"new{n}")) if n % 4 == 1 and n < 40 else (track(n),))]
WISHED = [*WISHED[30:], *WISHED[:30]]
WISHED.remove(track(7))
"""Ten new entries scattered, one block moved, one entry gone: twelve calls that keep every date."""
CALLS = 12

Reopen = Callable[[FakeSpotify], Workshop]


def _prepared(workshop: Workshop) -> None:
    workshop.spotify.put("p1", [*OBSERVED])


def _twelve_calls(workshop: Workshop) -> Order:
    return workshop.order("p1", WISHED)


def _only_run(workshop: Workshop) -> RunId:
    return workshop.runs.runs()[0].id


def _whole(workshop: Workshop) -> None:
    """The playlist is as desired, nothing stands there twice, journal and audit chain are whole."""
    assert workshop.spotify.uris("p1") == WISHED
    run = workshop.runs.run(_only_run(workshop))
    assert run.state is State.DONE
    assert all(part.after_version_id and part.before_version_id for part in run.parts)
    with workshop.database.read() as session:
        verified = audit.verify(session)
        assert (verified.count, verified.first_broken) == (1, None)


class _At:
    """Does something at the n-th write, once; `nth` counts from 1."""

    def __init__(self, nth: int, what: Callable[[], None]) -> None:
        self._left = nth
        self._what = what

    def __call__(self, _number: int, name: str) -> None:
        if name in ("heads", "playlist", "items"):
            return
        self._left -= 1
        if self._left == 0:
            self._what()


def _raises(error: BaseException) -> Callable[[], None]:
    def raise_() -> None:
        raise error

    return raise_


def test_the_story_takes_twelve_calls(sqlite_workshop: Workshop) -> None:
    _prepared(sqlite_workshop)
    assert sqlite_workshop.runs.propose([_twelve_calls(sqlite_workshop)]).writes == CALLS


@pytest.mark.parametrize("took_effect", [False, True], ids=["before it took effect", "after it took effect"])
@pytest.mark.parametrize("nth", range(1, CALLS + 1))
def test_killed_at_any_call_and_resumed(
    sqlite_workshop: Workshop, another_process: Reopen, nth: int, took_effect: bool
) -> None:
    _prepared(sqlite_workshop)
    hook = _At(nth, _raises(Killed()))
    proposal = sqlite_workshop.runs.propose([_twelve_calls(sqlite_workshop)])
    setattr(sqlite_workshop.spotify, "after" if took_effect else "before", hook)
    with pytest.raises(Killed):
        sqlite_workshop.apply(proposal)
    later = another_process(sqlite_workshop.spotify)

    report = later.runs.resume(_only_run(later))

    assert report.state is State.DONE
    _whole(later)


@pytest.mark.parametrize("took_effect", [False, True], ids=["before it took effect", "after it took effect"])
@pytest.mark.parametrize("nth", range(1, CALLS + 1))
def test_an_answer_lost_at_any_call(sqlite_workshop: Workshop, nth: int, took_effect: bool) -> None:
    _prepared(sqlite_workshop)
    hook = _At(nth, _raises(OutcomeUnknown("No answer came.")))
    proposal = sqlite_workshop.runs.propose([_twelve_calls(sqlite_workshop)])
    setattr(sqlite_workshop.spotify, "after" if took_effect else "before", hook)

    report = sqlite_workshop.apply(proposal)

    assert report.state is State.DONE
    _whole(sqlite_workshop)


@pytest.mark.parametrize("nth", [1, 6, 12])
@pytest.mark.parametrize(
    "error",
    [
        RateLimited("Banned.", until=FakeClock().now()),
        SpotifyUnavailable("Nobody there."),
    ],
    ids=["a ban", "no connection"],
)
def test_what_certainly_did_not_leave_waits_and_goes_on_where_it_was(
    sqlite_workshop: Workshop, nth: int, error: Exception
) -> None:
    _prepared(sqlite_workshop)
    proposal = sqlite_workshop.runs.propose([_twelve_calls(sqlite_workshop)])
    sqlite_workshop.spotify.before = _At(nth, _raises(error))
    with pytest.raises(type(error)):
        sqlite_workshop.apply(proposal)
    run_id = _only_run(sqlite_workshop)
    assert sqlite_workshop.runs.run(run_id).state is State.WAITING
    sent = len(sqlite_workshop.spotify.writes)

    sqlite_workshop.runs.resume(run_id)

    _whole(sqlite_workshop)
    assert len(sqlite_workshop.spotify.writes) - sent == CALLS - nth + 1


def test_a_ban_is_not_called_into(sqlite_workshop: Workshop) -> None:
    _prepared(sqlite_workshop)
    until = sqlite_workshop.clock.now().replace(hour=20)
    proposal = sqlite_workshop.runs.propose([_twelve_calls(sqlite_workshop)])
    sqlite_workshop.spotify.before = _At(5, _raises(RateLimited("Banned.", until=until)))
    with pytest.raises(RateLimited):
        sqlite_workshop.apply(proposal)
    calls = len(sqlite_workshop.spotify.log)

    with pytest.raises(RateLimited) as caught:
        sqlite_workshop.runs.resume(_only_run(sqlite_workshop))

    assert caught.value.until == until
    assert len(sqlite_workshop.spotify.log) == calls


def test_a_refusal_in_mid_way_is_recorded_as_it_stands_and_can_be_undone(sqlite_workshop: Workshop) -> None:
    _prepared(sqlite_workshop)
    proposal = sqlite_workshop.runs.propose([_twelve_calls(sqlite_workshop)])
    sqlite_workshop.spotify.before = _At(5, _raises(SpotifyRefused("No.", status=400)))

    report = sqlite_workshop.apply(proposal)

    assert report.state is State.FAILED
    assert report.run_id is not None
    sqlite_workshop.apply(sqlite_workshop.runs.propose_undo(report.run_id))
    assert sqlite_workshop.spotify.uris("p1") == OBSERVED


@pytest.mark.parametrize("nth", range(1, CALLS + 1))
class TestSomebodyElseEditsBetweenTwoCalls:
    def test_an_entry_they_add_is_asked_about(self, sqlite_workshop: Workshop, nth: int) -> None:
        report = _edited(sqlite_workshop, nth, Insert(3, (track("theirs"),)))

        assert report.state is State.ASKING
        assert track("theirs") in sqlite_workshop.spotify.uris("p1")
        assert "theirs" in (report.parts[0].note or "")

    def test_an_entry_they_take_out_comes_back(self, sqlite_workshop: Workshop, nth: int) -> None:
        report = _edited(sqlite_workshop, nth, Remove((track(20),)))

        assert report.state is State.DONE
        assert sqlite_workshop.spotify.uris("p1") == WISHED

    def test_what_they_move_is_put_in_order(self, sqlite_workshop: Workshop, nth: int) -> None:
        report = _edited(sqlite_workshop, nth, Move(0, 5, 20))

        assert report.state is State.DONE
        assert sqlite_workshop.spotify.uris("p1") == WISHED


def test_somebody_who_does_the_rest_of_the_work_is_let_have_done_it(sqlite_workshop: Workshop) -> None:
    _prepared(sqlite_workshop)
    proposal = sqlite_workshop.runs.propose([_twelve_calls(sqlite_workshop)])

    def finished_by_somebody() -> None:
        sqlite_workshop.spotify.edit("p1", Replace(tuple(WISHED)))
        raise OutcomeUnknown("No answer came.")

    sqlite_workshop.spotify.before = _At(7, finished_by_somebody)

    sqlite_workshop.apply(proposal)

    _whole(sqlite_workshop)


def test_somebody_who_never_stops_is_not_fought_for_ever(sqlite_workshop: Workshop) -> None:
    _prepared(sqlite_workshop)
    proposal = sqlite_workshop.runs.propose([_twelve_calls(sqlite_workshop)])

    def edit(_number: int, name: str) -> None:
        if name not in ("heads", "playlist", "items"):
            sqlite_workshop.spotify.edit("p1", Move(0, 1, 3))

    sqlite_workshop.spotify.after = edit

    report = sqlite_workshop.apply(proposal)

    assert report.state is State.ASKING
    assert sqlite_workshop.runs.run(_only_run(sqlite_workshop)).parts[0].round == 3


@pytest.mark.parametrize("took_effect", [False, True], ids=["before it took effect", "after it took effect"])
def test_a_playlist_is_made_once_though_the_answer_was_lost(sqlite_workshop: Workshop, took_effect: bool) -> None:
    order = Order(ACCOUNT, Wish(name="Fresh", description="New", items=(track("a"),)), create_key="fresh")
    proposal = sqlite_workshop.runs.propose([order])
    setattr(
        sqlite_workshop.spotify,
        "after" if took_effect else "before",
        _At(1, _raises(OutcomeUnknown("No answer came."))),
    )

    report = sqlite_workshop.apply(proposal)

    assert report.state is State.DONE
    assert [held.details.name for held in sqlite_workshop.spotify.playlists.values()] == ["Fresh"]


_uris = st.lists(st.integers(0, 12).map(track), max_size=14)
_numbers = itertools.count()
"""Playlists of examples share a database: each has a name of its own."""


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(observed=_uris, wished=_uris, data=st.data())
def test_any_plan_survives_any_mishap(
    sqlite_workshop: Workshop, another_process: Reopen, observed: list[str], wished: list[str], data: st.DataObject
) -> None:
    spotify = FakeSpotify()
    name = f"p{next(_numbers)}"
    spotify.put(name, [*observed])
    here = another_process(spotify)
    proposal = here.runs.propose([here.order(name, wished, keep_dates=data.draw(st.sampled_from(["all", "none"])))])
    if not proposal.changing:
        return
    mishap = data.draw(st.sampled_from([Killed(), OutcomeUnknown("lost"), SpotifyUnavailable("gone")]))
    late = not isinstance(mishap, SpotifyUnavailable) and data.draw(st.booleans())
    setattr(spotify, "after" if late else "before", _At(data.draw(st.integers(1, proposal.writes)), _raises(mishap)))

    try:
        here.apply(proposal, forced=frozenset({"removes-much", "empties", "below-floor", "loses-local"}))
    except (Killed, SpotifyUnavailable):
        later = another_process(spotify)
        (open_run,) = later.runs.unfinished()
        later.runs.resume(open_run)

    assert spotify.uris(name) == wished


def _edited(workshop: Workshop, nth: int, edit: ItemOperation) -> RunReport:
    """Applies the twelve calls while somebody edits right after the n-th."""
    _prepared(workshop)
    proposal = workshop.runs.propose([_twelve_calls(workshop)])
    workshop.spotify.after = _At(nth, lambda: workshop.spotify.edit("p1", edit))
    return workshop.apply(proposal)


def test_two_processes_do_not_apply_to_one_playlist_at_once(
    sqlite_workshop: Workshop, another_process: Reopen, sqlite_database: Database
) -> None:
    from playwarden.kit.errors import Busy

    _prepared(sqlite_workshop)
    other = another_process(sqlite_workshop.spotify)
    first = sqlite_workshop.runs.propose([_twelve_calls(sqlite_workshop)])
    second = other.runs.propose([other.order("p1", [*OBSERVED, track("second")])])
    refused: list[Busy] = []

    def meanwhile() -> None:
        try:
            other.apply(second)
        except Busy as busy:
            refused.append(busy)

    sqlite_workshop.spotify.after = _At(4, meanwhile)

    sqlite_workshop.apply(first)

    assert len(refused) == 1
    assert sqlite_workshop.spotify.uris("p1") == WISHED

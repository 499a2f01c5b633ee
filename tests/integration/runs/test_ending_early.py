"""A run that ends early leaves a state that is known, that can be undone, and that nobody else's run is mixed into."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from playwarden.domain.compose import Wish
from playwarden.domain.operations import Insert, Move, Remove
from playwarden.domain.runs import Outcome, State
from playwarden.features.runs.proposal import Order
from playwarden.kit.errors import (
    Busy,
    LookOnly,
    OutcomeUnknown,
    RateLimited,
    SpotifyNotFound,
    SpotifyRefused,
    SpotifyUnavailable,
)
from playwarden.kit.ids import PlaylistId, RunId
from playwarden.store import audit, library
from playwarden.store.models.audit import AuditLink
from playwarden.store.models.library import Version
from tests.fakes.spotify import FakeSpotify, Killed, track
from tests.integration.runs.conftest import ACCOUNT, Workshop

LETTERS = [track(letter) for letter in "abcdefghij"]
READS = ("heads", "playlist", "items")
FORCED = frozenset({"removes-much", "empties", "loses-local"})

Reopen = Callable[[FakeSpotify], Workshop]


class _At:
    """Does `what` at the n-th call that `counts`, once; `nth` counts from 1."""

    def __init__(
        self, nth: int, what: Callable[[], None], counts: Callable[[str], bool] = lambda name: name not in READS
    ) -> None:
        self._left, self._what, self._counts = nth, what, counts

    def __call__(self, _number: int, name: str) -> None:
        if self._counts(name):
            self._left -= 1
            if self._left == 0:
                self._what()


def _raises(error: BaseException) -> Callable[[], None]:
    def raise_() -> None:
        raise error

    return raise_


def _last(workshop: Workshop) -> RunId:
    """The run that was journaled last: ids of one moment have no order."""
    return workshop.runs.unfinished()[-1]


class TestAHalfDoneRunThatAsks:
    def _asked(self, workshop: Workshop) -> RunId:
        workshop.spotify.put("p1", [*LETTERS])
        wished = [track("new0"), *LETTERS[:5], track("new1"), *LETTERS[5:]]
        proposal = workshop.runs.propose([workshop.order("p1", wished)])
        theirs = Insert(3, (track("theirs"),))
        workshop.spotify.after = _At(1, lambda: workshop.spotify.edit("p1", theirs, Move(0, 1, 2)))
        report = workshop.apply(proposal)
        assert report.state is State.ASKING
        assert report.run_id is not None
        return report.run_id

    def test_records_what_it_did_apart_from_what_somebody_else_did(self, workshop: Workshop) -> None:
        run_id = self._asked(workshop)

        part = workshop.runs.run(run_id).parts[0]
        with workshop.database.read() as session:
            versions = session.execute(select(Version.cause, Version.run_id).order_by(Version.number)).all()
            link = session.scalars(select(AuditLink)).one()
            assert audit.verify(session).first_broken is None
        assert [tuple(row) for row in versions] == [("first", None), ("run", run_id), ("spotify", None)]
        assert part.after_version_id is not None
        assert (link.action, link.run_id) == ("playlist.apply.asking", run_id)

    def test_can_be_undone_and_leaves_what_is_not_its_own(self, workshop: Workshop) -> None:
        run_id = self._asked(workshop)

        workshop.apply(workshop.runs.propose_undo(run_id))

        uris = workshop.spotify.uris("p1")
        assert track("new0") not in uris
        assert track("new1") not in uris
        assert track("theirs") in uris
        assert {*LETTERS} < {*uris}


def test_a_refusal_after_which_nothing_can_be_read_still_leaves_something_to_undo(sqlite_workshop: Workshop) -> None:
    sqlite_workshop.spotify.put("p1", [*LETTERS])
    wished = [track("new0"), *LETTERS[:5], track("new1"), *LETTERS[5:]]
    proposal = sqlite_workshop.runs.propose([sqlite_workshop.order("p1", wished)])

    def gone(_number: int, name: str) -> None:
        if sqlite_workshop.spotify.writes[1:]:
            raise SpotifyNotFound("Spotify knows no such playlist.", status=404)

    sqlite_workshop.spotify.before = gone
    report = sqlite_workshop.apply(proposal)
    sqlite_workshop.spotify.before = lambda number, name: None
    assert report.state is State.FAILED
    assert report.run_id is not None

    sqlite_workshop.apply(sqlite_workshop.runs.propose_undo(report.run_id))

    assert sqlite_workshop.spotify.uris("p1") == LETTERS


@pytest.mark.parametrize("mishap", [Killed(), OutcomeUnknown("No answer came.")], ids=["killed", "answer lost"])
def test_details_sent_again_do_not_lead_past_somebody_elses_edit(
    sqlite_workshop: Workshop, another_process: Reopen, mishap: BaseException
) -> None:
    """The call after the details replaces everything: what was added meanwhile would be gone without a question."""
    spotify = sqlite_workshop.spotify
    spotify.put("p1", [*LETTERS])
    order = sqlite_workshop.order("p1", LETTERS[::-1], name="Other", keep_dates="none")
    proposal = sqlite_workshop.runs.propose([order])
    assert [operation.kind for operation in proposal.parts[0].plan.operations] == ["details", "replace"]

    def meanwhile() -> None:
        spotify.edit("p1", Insert(0, (track("theirs"),)))
        raise mishap

    spotify.after = _At(1, meanwhile)
    if isinstance(mishap, Killed):
        with pytest.raises(Killed):
            sqlite_workshop.apply(proposal)
        later = another_process(spotify)
        report = later.runs.resume(_last(later))
    else:
        report = sqlite_workshop.apply(proposal)

    assert report.state is State.ASKING
    assert track("theirs") in spotify.uris("p1")


class TestAPlaylistMadeByKey:
    order = Order(ACCOUNT, Wish(name="Fresh", description="New", items=(track("a"),)), create_key="fresh")

    def _names(self, workshop: Workshop) -> list[str | None]:
        return [held.details.name for held in workshop.spotify.playlists.values()]

    def test_is_made_once_though_two_planned_it_at_the_same_time(
        self, workshop: Workshop, another_process: Reopen
    ) -> None:
        first, second = workshop.runs.propose([self.order]), workshop.runs.propose([self.order])
        workshop.apply(first)

        report = workshop.apply(second)

        assert report.state is State.ASKING
        assert self._names(workshop) == ["Fresh"]

    def test_is_not_made_while_a_run_may_have_made_it_already(
        self, sqlite_workshop: Workshop, another_process: Reopen
    ) -> None:
        sqlite_workshop.spotify.after = _At(1, _raises(Killed()))
        with pytest.raises(Killed):
            sqlite_workshop.apply(sqlite_workshop.runs.propose([self.order]))
        later = another_process(sqlite_workshop.spotify)
        (first,) = later.runs.unfinished()

        report = later.apply(later.runs.propose([self.order]))

        assert report.state is State.ASKING
        assert first in (report.parts[0].note or "")
        assert later.runs.resume(first).state is State.DONE
        assert self._names(later) == ["Fresh"]

    def test_is_never_mistaken_for_somebody_elses(self, sqlite_workshop: Workshop) -> None:
        theirs = sqlite_workshop.spotify.put("theirs", [], name="Fresh")
        sqlite_workshop.spotify.playlists[theirs].owner_id = "somebody"
        sqlite_workshop.spotify.before = _At(1, _raises(OutcomeUnknown("No answer came.")))

        report = sqlite_workshop.apply(sqlite_workshop.runs.propose([self.order]))

        assert report.state is State.DONE
        assert report.parts[0].playlist_id != theirs
        assert sqlite_workshop.spotify.uris("theirs") == []

    def test_is_asked_about_where_it_cannot_be_told_from_another(self, sqlite_workshop: Workshop) -> None:
        sqlite_workshop.spotify.put("mine", [], name="Fresh")
        sqlite_workshop.spotify.put("mine too", [], name="Fresh")
        sqlite_workshop.spotify.before = _At(1, _raises(OutcomeUnknown("No answer came.")))

        report = sqlite_workshop.apply(sqlite_workshop.runs.propose([self.order]))

        assert report.state is State.ASKING
        assert len(sqlite_workshop.spotify.playlists) == 2

    def test_keeps_others_off_while_it_is_filled(self, sqlite_workshop: Workshop, another_process: Reopen) -> None:
        other = another_process(sqlite_workshop.spotify)
        refused: list[Busy] = []

        def meanwhile() -> None:
            playlist_id = next(iter(sqlite_workshop.spotify.playlists))
            attempts: list[Callable[[], object]] = [
                lambda: other.apply(other.runs.propose([other.order(playlist_id, [track("b")])])),
                lambda: other.runs.resume(other.runs.unfinished()[0]),
            ]
            for attempt in attempts:
                try:
                    attempt()
                except Busy as busy:
                    refused.append(busy)

        sqlite_workshop.spotify.before = _At(2, meanwhile)

        report = sqlite_workshop.apply(sqlite_workshop.runs.propose([self.order]))

        assert len(refused) == 2
        assert report.state is State.DONE
        assert sqlite_workshop.spotify.uris(report.parts[0].playlist_id or "") == [track("a")]

    def test_that_was_taken_out_and_brought_back_has_its_key_again(self, workshop: Workshop) -> None:
        made = workshop.apply(workshop.runs.propose([self.order])).run_id
        assert made is not None
        undone = workshop.apply(workshop.runs.propose_undo(made)).run_id
        assert undone is not None
        workshop.apply(workshop.runs.propose_undo(undone))

        again = workshop.runs.propose([self.order])

        assert not again.changing

    def test_says_what_goes_with_it_when_it_is_undone(self, workshop: Workshop) -> None:
        report = workshop.apply(workshop.runs.propose([self.order]))
        assert report.run_id is not None
        workshop.spotify.edit(report.parts[0].playlist_id or "", Insert(0, (track("theirs"),)))

        notes = workshop.runs.propose_undo(report.run_id).parts[0].plan.notes

        assert "with 2 entries in it" in notes[0].text


class TestReality:
    def test_that_moved_while_a_person_looked_at_the_plan_is_refused(self, workshop: Workshop) -> None:
        workshop.spotify.put("p1", [*LETTERS])
        proposal = workshop.runs.propose([workshop.order("p1", LETTERS[:9])])
        workshop.clock.advance(minutes=10)
        workshop.spotify.edit("p1", Move(0, 1, 5))
        moved = workshop.spotify.uris("p1")

        report = workshop.apply(proposal)

        assert report.state is State.ASKING
        assert workshop.spotify.writes == []
        assert workshop.spotify.uris("p1") == moved

    def test_that_stood_still_meanwhile_is_no_hindrance(self, workshop: Workshop) -> None:
        workshop.spotify.put("p1", [*LETTERS])
        proposal = workshop.runs.propose([workshop.order("p1", LETTERS[:9])])
        workshop.clock.advance(minutes=10)

        assert workshop.apply(proposal).state is State.DONE

    def test_made_by_a_later_run_is_not_overwritten_by_resuming_an_earlier_one(self, sqlite_workshop: Workshop) -> None:
        spotify = sqlite_workshop.spotify
        spotify.put("p1", [*LETTERS])
        wished = [track("new0"), *LETTERS[:5], track("new1"), *LETTERS[5:]]
        proposal = sqlite_workshop.runs.propose([sqlite_workshop.order("p1", wished)])
        spotify.before = _At(2, _raises(SpotifyUnavailable("Nobody there.")))
        with pytest.raises(SpotifyUnavailable):
            sqlite_workshop.apply(proposal)
        (earlier,) = sqlite_workshop.runs.unfinished()
        sqlite_workshop.apply(sqlite_workshop.runs.propose([sqlite_workshop.order("p1", LETTERS[::-1])]))

        report = sqlite_workshop.runs.resume(earlier)

        assert report.state is State.ASKING
        assert spotify.uris("p1") == LETTERS[::-1]


def test_local_files_that_were_given_up_by_name_go_also_when_planned_anew(sqlite_workshop: Workshop) -> None:
    local = "spotify:local:me:demo:one:60"
    spotify = sqlite_workshop.spotify
    spotify.put("p1", [*LETTERS, local])
    order = sqlite_workshop.order("p1", LETTERS[:8])
    proposal = sqlite_workshop.runs.propose([order], forced=FORCED)

    def meanwhile() -> None:
        spotify.edit("p1", Remove((LETTERS[0],)))
        raise OutcomeUnknown("No answer came.")

    spotify.before = _At(1, meanwhile)

    sqlite_workshop.apply(proposal, forced=FORCED)

    assert spotify.uris("p1") == LETTERS[:8]


def test_a_call_refused_before_a_ban_is_not_skipped_when_it_goes_on(sqlite_workshop: Workshop) -> None:
    """Refused, and banned before it was known why: resuming must not send what stood behind it alone."""
    spotify = sqlite_workshop.spotify
    spotify.put("p1", [*LETTERS])
    wished = [track("new0"), *LETTERS[:5], track("new1"), *LETTERS[5:]]
    proposal = sqlite_workshop.runs.propose([sqlite_workshop.order("p1", wished)])
    until = sqlite_workshop.clock.now()
    refused = _At(1, _raises(SpotifyRefused("No.", status=400)))
    banned = _At(1, _raises(RateLimited("Banned.", until=until)), lambda name: name == "playlist")

    def before(number: int, name: str) -> None:
        refused(number, name)
        banned(number, name)

    spotify.before = before
    with pytest.raises(RateLimited):
        sqlite_workshop.apply(proposal)
    sent = len(spotify.writes)

    report = sqlite_workshop.runs.resume(_last(sqlite_workshop))

    assert report.state is State.DONE
    assert spotify.uris("p1") == wished
    assert len(spotify.writes) - sent == proposal.writes


def test_a_consent_narrowed_half_way_waits(sqlite_workshop: Workshop) -> None:
    spotify = sqlite_workshop.spotify
    spotify.put("p1", [*LETTERS])
    wished = [track("new0"), *LETTERS[:5], track("new1"), *LETTERS[5:]]
    proposal = sqlite_workshop.runs.propose([sqlite_workshop.order("p1", wished)])
    spotify.before = _At(2, _raises(LookOnly("'Me' was connected to be looked at only.")))

    with pytest.raises(LookOnly):
        sqlite_workshop.apply(proposal)

    run = sqlite_workshop.runs.run(_last(sqlite_workshop))
    assert run.state is State.WAITING
    assert run.parts[0].state is State.WAITING
    assert [step.outcome for step in run.parts[0].steps] == [Outcome.DONE, Outcome.PENDING]
    assert sqlite_workshop.runs.resume(run.id).state is State.DONE


def test_resuming_what_is_at_its_end_changes_nothing(sqlite_workshop: Workshop) -> None:
    sqlite_workshop.spotify.put("p1", [*LETTERS])
    report = sqlite_workshop.apply(sqlite_workshop.runs.propose([sqlite_workshop.order("p1", LETTERS[:9])]))
    assert report.run_id is not None
    ended = sqlite_workshop.runs.run(report.run_id)
    sqlite_workshop.clock.advance(hours=1)

    sqlite_workshop.runs.resume(report.run_id)

    assert sqlite_workshop.runs.run(report.run_id) == ended


def test_the_mirror_ends_with_what_stands_there(sqlite_workshop: Workshop) -> None:
    spotify = sqlite_workshop.spotify
    spotify.put("p1", [*LETTERS])
    wished = [track("new0"), *LETTERS[:5], track("new1"), *LETTERS[5:]]
    proposal = sqlite_workshop.runs.propose([sqlite_workshop.order("p1", wished)])
    spotify.after = _At(1, lambda: spotify.edit("p1", Insert(3, (track("theirs"),))))
    sqlite_workshop.apply(proposal)

    with sqlite_workshop.database.read() as session:
        held = library.mirrored(session, PlaylistId("p1"))

    assert held is not None
    assert [entry.uri for entry in held.entries or ()] == spotify.uris("p1")

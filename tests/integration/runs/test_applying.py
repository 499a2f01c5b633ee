"""A proposal that was approved is carried out, proved and recorded; one that was not is not."""

import pytest
from sqlalchemy import func, select

from playwarden.domain.compose import Wish
from playwarden.domain.operations import Insert, Move, Remove
from playwarden.domain.runs import State
from playwarden.features.runs.proposal import Order
from playwarden.kit.errors import Blocked, InputError, LookOnly, NotApproved
from playwarden.kit.ids import PlaylistId
from playwarden.store import audit, library
from playwarden.store.models.audit import AuditLink
from playwarden.store.models.library import Version
from playwarden.store.models.runs import Run
from tests.fakes.clock import FakeClock
from tests.fakes.spotify import FakeSpotify, track
from tests.integration.runs.conftest import ACCOUNT, Workshop, connect_account, open_workshop

LETTERS = [track(letter) for letter in "abcdefghij"]


class TestAnApprovedPlan:
    def test_ends_in_the_desired_order_with_a_version_before_and_after(self, workshop: Workshop) -> None:
        workshop.spotify.put("p1", [*LETTERS])
        wished = [*LETTERS[3:], track("new"), *LETTERS[:2]]

        report = workshop.apply(workshop.runs.propose([workshop.order("p1", wished)]))

        assert workshop.spotify.uris("p1") == wished
        assert report.state is State.DONE
        with workshop.database.read() as session:
            causes = list(session.scalars(select(Version.cause).order_by(Version.number)))
            assert causes == ["first", "run"]
            assert audit.verify(session).first_broken is None

    def test_keeps_the_dates_of_what_stays(self, workshop: Workshop) -> None:
        playlist_id = workshop.spotify.put("p1", [*LETTERS])
        before = {entry.uri: entry.added_at for entry in workshop.spotify.playlists[playlist_id].entries}

        workshop.apply(workshop.runs.propose([workshop.order("p1", [*LETTERS[5:], *LETTERS[:5]])]))

        after = {entry.uri: entry.added_at for entry in workshop.spotify.playlists[playlist_id].entries}
        assert after == before

    def test_that_is_empty_sends_and_journals_nothing(self, workshop: Workshop) -> None:
        workshop.spotify.put("p1", [*LETTERS])
        proposal = workshop.runs.propose([workshop.order("p1", [*LETTERS])])
        looked = len(workshop.spotify.log)

        report = workshop.apply(proposal)

        assert (report.run_id, report.state, report.calls) == (None, State.DONE, 0)
        assert len(workshop.spotify.log) == looked
        with workshop.database.read() as session:
            assert session.scalar(select(func.count()).select_from(Run)) == 0

    def test_of_details_changes_details_alone(self, workshop: Workshop) -> None:
        playlist_id = workshop.spotify.put("p1", [*LETTERS])

        workshop.apply(workshop.runs.propose([workshop.order("p1", name="Monday", description="It & that")]))

        details = workshop.spotify.playlists[playlist_id].details
        assert (details.name, details.description) == ("Monday", "It & that")
        assert workshop.spotify.writes == ["details"]

    def test_costs_what_it_said(self, workshop: Workshop) -> None:
        workshop.spotify.put("p1", [track(n) for n in range(240)])
        wished = [track(n) for n in range(240) if n not in (7, 90, 200)]
        wished[150:150] = [track("x"), track("y")]
        proposal = workshop.runs.propose([workshop.order("p1", wished)])
        looked = len(workshop.spotify.log)

        workshop.apply(proposal)

        assert workshop.spotify.uris("p1") == wished
        assert len(workshop.spotify.log) - looked == proposal.writes + proposal.reads


class TestTheMirror:
    def test_serves_when_a_list_page_shows_the_snapshot_it_holds(self, workshop: Workshop) -> None:
        workshop.spotify.put("p1", [track(n) for n in range(240)])
        workshop.runs.propose([workshop.order("p1", [track(1)])])
        _show_in_list(workshop, "p1")
        looked = len(workshop.spotify.log)

        proposal = workshop.runs.propose([workshop.order("p1", [track(1)])])

        assert workshop.spotify.log[looked:] == ["heads"]
        assert proposal.observed_calls == 1

    def test_does_not_serve_within_a_minute_of_a_write_of_ours(self, workshop: Workshop) -> None:
        workshop.spotify.put("p1", [track(n) for n in range(240)])
        workshop.apply(workshop.runs.propose([workshop.order("p1", [track(n) for n in range(239)])]))
        _show_in_list(workshop, "p1")
        looked = len(workshop.spotify.log)

        workshop.clock.advance(seconds=30)
        workshop.runs.propose([workshop.order("p1", [track(1)])])

        assert "playlist" in workshop.spotify.log[looked:]


class TestNothingIsSent:
    def test_without_the_fingerprint_of_this_very_plan(self, workshop: Workshop) -> None:
        workshop.spotify.put("p1", [*LETTERS])
        approved = workshop.runs.propose([workshop.order("p1", LETTERS[:9])]).fingerprint
        workshop.spotify.edit("p1", Insert(0, (track("surprise"),)))
        proposal = workshop.runs.propose([workshop.order("p1", LETTERS[:9])])

        with pytest.raises(NotApproved):
            workshop.runs.apply(proposal, approved=approved, actor="tester")

        assert workshop.spotify.writes == []

    def test_while_a_safety_rule_holds_it(self, workshop: Workshop) -> None:
        workshop.spotify.put("p1", [*LETTERS])
        proposal = workshop.runs.propose([workshop.order("p1", LETTERS[:3])])

        with pytest.raises(Blocked) as caught:
            workshop.apply(proposal)

        assert caught.value.rules == ("removes-much",)
        assert workshop.spotify.writes == []
        workshop.apply(proposal, forced=frozenset({"removes-much"}))
        assert workshop.spotify.uris("p1") == LETTERS[:3]

    def test_by_an_account_that_was_connected_to_look_only(self, sqlite_database: object, clock: FakeClock) -> None:
        connect_account(sqlite_database, clock, "playlist-read-private")  # type: ignore[arg-type]
        workshop = open_workshop(sqlite_database, clock, FakeSpotify())  # type: ignore[arg-type]
        workshop.spotify.put("p1", [*LETTERS])

        with pytest.raises(LookOnly):
            workshop.apply(workshop.runs.propose([workshop.order("p1", LETTERS[:9])]))

        assert workshop.spotify.writes == []

    def test_when_a_playlist_is_named_twice(self, workshop: Workshop) -> None:
        workshop.spotify.put("p1", [*LETTERS])

        with pytest.raises(InputError, match="twice"):
            workshop.runs.propose([workshop.order("p1", LETTERS[:9]), workshop.order("p1", LETTERS[:8])])


class TestCreating:
    def test_by_key_makes_a_playlist_once(self, workshop: Workshop) -> None:
        order = Order(ACCOUNT, Wish(name="Fresh", description="New", items=(track("a"),)), create_key="fresh")

        workshop.apply(workshop.runs.propose([order]))
        again = workshop.runs.propose([order])

        assert [held.details.name for held in workshop.spotify.playlists.values()] == ["Fresh"]
        assert workshop.spotify.uris("made0") == [track("a")]
        assert not again.changing
        with workshop.database.read() as session:
            made = library.mirrored(session, PlaylistId("made0"))
        assert made is not None
        assert made.writer() == ACCOUNT

    def test_is_undone_by_taking_it_out_of_the_library_and_made_anew_after(self, workshop: Workshop) -> None:
        order = Order(ACCOUNT, Wish(name="Fresh", description="New", items=(track("a"),)), create_key="fresh")
        run_id = workshop.apply(workshop.runs.propose([order])).run_id
        assert run_id is not None

        workshop.apply(workshop.runs.propose_undo(run_id))

        assert [held.in_library for held in workshop.spotify.playlists.values()] == [False]
        assert workshop.runs.propose([order]).parts[0].plan.observed is None
        with workshop.database.read() as session:
            gone = library.mirrored(session, PlaylistId("made0"))
        assert gone is not None
        assert gone.gone_at is not None
        assert gone.relations == {}


class TestUndo:
    def test_brings_back_what_was_there(self, workshop: Workshop) -> None:
        workshop.spotify.put("p1", [*LETTERS])
        run_id = workshop.apply(workshop.runs.propose([workshop.order("p1", [*LETTERS[4:], LETTERS[0]])]), forced=_ALL)
        assert run_id.run_id is not None

        workshop.apply(workshop.runs.propose_undo(run_id.run_id), forced=_ALL)

        assert workshop.spotify.uris("p1") == LETTERS

    def test_leaves_later_edits_of_others_alone(self, workshop: Workshop) -> None:
        workshop.spotify.put("p1", [*LETTERS])
        run = workshop.apply(workshop.runs.propose([workshop.order("p1", [*LETTERS, track("ours")])]))
        workshop.spotify.edit("p1", Insert(0, (track("theirs"),)), Remove((LETTERS[4],)))
        assert run.run_id is not None

        workshop.apply(workshop.runs.propose_undo(run.run_id))

        assert workshop.spotify.uris("p1") == [track("theirs"), *LETTERS[:4], *LETTERS[5:]]

    def test_of_an_undo_does_it_again(self, workshop: Workshop) -> None:
        workshop.spotify.put("p1", [*LETTERS])
        wished = [*LETTERS[5:], *LETTERS[:5]]
        run = workshop.apply(workshop.runs.propose([workshop.order("p1", wished)]))
        assert run.run_id is not None
        undone = workshop.apply(workshop.runs.propose_undo(run.run_id))
        assert undone.run_id is not None

        workshop.apply(workshop.runs.propose_undo(undone.run_id))

        assert workshop.spotify.uris("p1") == wished

    def test_restore_brings_a_version_back_and_says_what_that_drops(self, workshop: Workshop) -> None:
        workshop.spotify.put("p1", [*LETTERS])
        workshop.apply(workshop.runs.propose([workshop.order("p1", [*LETTERS, track("ours")])]))
        workshop.spotify.edit("p1", Move(0, 1, 5))

        proposal = workshop.runs.propose_restore(ACCOUNT, workshop.order("p1").playlist_id or "", 1)  # type: ignore[arg-type]

        assert any(note.code == "drops-added" for note in proposal.parts[0].plan.notes)
        workshop.apply(proposal)
        assert workshop.spotify.uris("p1") == LETTERS


_ALL = frozenset({"removes-much", "empties", "below-floor"})


class TestTheAuditChain:
    def test_names_who_and_what_and_vouches_for_before_and_after(self, workshop: Workshop) -> None:
        workshop.spotify.put("p1", [*LETTERS])
        report = workshop.apply(workshop.runs.propose([workshop.order("p1", LETTERS[:9])]))

        with workshop.database.read() as session:
            link = session.scalars(select(AuditLink)).one()

        assert (link.actor, link.action, link.subject) == ("tester", "playlist.apply", "playlist:p1")
        assert link.run_id == report.run_id
        assert link.before_sha256
        assert link.after_sha256


def _show_in_list(workshop: Workshop, playlist_id: str) -> None:
    """The account's list was seen with the playlist on its first page."""
    from playwarden.store.models.library import View

    with workshop.database.write() as session:
        session.add(View(account_id=ACCOUNT, playlist_id=playlist_id, relation="owner", position=0))

"""A change of details leaves the entries alone: however many there are, nobody reads them."""

from playwarden.domain.compose import Wish
from playwarden.domain.diff import Policy
from playwarden.domain.operations import Replace
from playwarden.domain.runs import State
from playwarden.features.runs.proposal import Order
from playwarden.kit.errors import OutcomeUnknown
from playwarden.kit.ids import PlaylistId
from playwarden.store import library
from tests.fakes.spotify import track
from tests.integration.runs.conftest import ACCOUNT, Workshop

DETAILS = Policy(about="details")
LONG: list[str | None] = [track(number) for number in range(700)]


def renamed(playlist_id: str, name: str) -> Order:
    return Order(ACCOUNT, Wish(name=name), DETAILS, PlaylistId(playlist_id))


class TestAChangeOfDetailsAlone:
    def test_costs_one_look_one_write_and_one_proof_however_long_the_list_is(self, workshop: Workshop) -> None:
        workshop.spotify.put("p1", LONG)
        proposal = workshop.runs.propose([renamed("p1", "Monday")])

        report = workshop.apply(proposal)

        assert report.state is State.DONE
        assert workshop.spotify.playlists[PlaylistId("p1")].details.name == "Monday"
        assert (proposal.observed_calls, proposal.writes, proposal.reads) == (1, 1, 1)
        assert len(workshop.spotify.log) == 3

    def test_does_not_mind_that_somebody_edits_the_entries_meanwhile(self, workshop: Workshop) -> None:
        workshop.spotify.put("p1", LONG)
        proposal = workshop.runs.propose([renamed("p1", "Monday")])
        workshop.spotify.edit("p1", Replace((track("x"),)))

        report = workshop.apply(proposal)

        assert report.state is State.DONE
        assert workshop.spotify.uris("p1") == [track("x")]

    def test_makes_a_version_that_claims_nothing_of_entries(self, workshop: Workshop) -> None:
        workshop.spotify.put("p1", LONG)

        workshop.apply(workshop.runs.propose([renamed("p1", "Monday")]))

        with workshop.database.read() as session:
            newest = library.versions(session, PlaylistId("p1"))[0]
        assert (newest.cause, newest.details.name, newest.entries_sha256) == ("run", "Monday", None)

    def test_is_undone_as_cheaply(self, workshop: Workshop) -> None:
        workshop.spotify.put("p1", LONG, name="Sunday")
        report = workshop.apply(workshop.runs.propose([renamed("p1", "Monday")]))
        assert report.run_id is not None
        workshop.spotify.log.clear()

        workshop.apply(workshop.runs.propose_undo(report.run_id))

        assert workshop.spotify.playlists[PlaylistId("p1")].details.name == "Sunday"
        assert len(workshop.spotify.log) == 3

    def test_whose_answer_is_lost_is_looked_for_by_its_details(self, workshop: Workshop) -> None:
        workshop.spotify.put("p1", LONG)
        proposal = workshop.runs.propose([renamed("p1", "Monday")])

        def lose(number: int, name: str) -> None:
            if name == "details":
                workshop.spotify.after = lambda number, name: None
                raise OutcomeUnknown("Its answer was lost.")

        workshop.spotify.after = lose

        report = workshop.apply(proposal)

        assert report.state is State.DONE
        assert workshop.spotify.playlists[PlaylistId("p1")].details.name == "Monday"
        assert "items" not in workshop.spotify.log

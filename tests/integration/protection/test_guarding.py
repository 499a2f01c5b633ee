"""A protected playlist is what its owner wants again within one look, with few calls and without doing harm."""

from playwarden.domain.calls import Lane
from playwarden.domain.compose import Wish
from playwarden.domain.diff import Policy as PlanPolicy
from playwarden.domain.protection.acting import Policy
from playwarden.features.protection.keeping import Asked
from playwarden.features.runs.proposal import Order
from playwarden.store import library
from tests.integration.protection.conftest import Castle, names


class TestATakeDown:
    def test_is_put_back_by_the_next_look(self, castle: Castle) -> None:
        mix = castle.target.put(castle.ann, "p1", name="Morning", description="Coffee & vinyl")
        castle.protect(mix)
        castle.take_down(mix)

        castle.later()

        assert castle.shown(mix) == ("Morning", "Coffee & vinyl")
        assert names(castle.incidents()) == [("takedown", "ended", "restored")]

    def test_costs_a_look_a_confirming_read_a_write_and_its_proof(self, castle: Castle) -> None:
        mix = castle.target.put(castle.ann, "p1", 900, name="Morning", description="Coffee")
        castle.protect(mix)
        castle.take_down(mix)
        castle.target.log.clear()

        castle.later()

        assert [name for _, name, _ in castle.target.log] == ["heads", "playlist", "details", "playlist"]

    def test_of_one_field_is_put_back_without_touching_the_other(self, castle: Castle) -> None:
        mix = castle.target.put(castle.ann, "p1", name="Morning", description="Coffee")
        castle.protect(mix)
        castle.target.edit(mix, description="")

        castle.later()

        assert castle.shown(mix) == ("Morning", "Coffee")
        assert castle.incidents()[0].wrong == [
            {"field": "description", "how": "emptied", "wanted": "Coffee", "seen": ""}
        ]


class TestWhatIsRight:
    def test_is_looked_at_and_nothing_else(self, castle: Castle) -> None:
        for number in range(60):
            castle.target.put(castle.ann, f"p{number}", name=f"Mix {number}")
        castle.protect(*castle.target.lists[castle.ann])
        castle.target.log.clear()

        castle.later()

        assert [name for _, name, _ in castle.target.log] == ["heads", "heads"]
        assert castle.incidents() == []

    def test_is_told_from_a_text_that_differs_in_white_space_and_normal_form_alone(self, castle: Castle) -> None:
        mix = castle.target.put(castle.ann, "p1", name="Café  mix", description="One\u00a0two ")
        castle.protect(mix)
        castle.target.edit(mix, name="Cafe\u0301 mix", description="One two")

        castle.later()

        assert castle.incidents() == []


class TestAnEditThroughPlaywarden:
    def test_becomes_what_is_wanted_without_a_call(self, castle: Castle) -> None:
        mix = castle.target.put(castle.ann, "p1", name="Morning", description="Coffee")
        castle.protect(mix)
        order = Order(castle.ann, Wish(name="Evening"), PlanPolicy(about="details"), mix)
        proposal = castle.runs.propose([order])
        castle.runs.apply(proposal, approved=proposal.fingerprint, actor="ann")
        castle.target.log.clear()

        castle.later()

        assert [name for _, name, _ in castle.target.log] == ["heads"]
        assert castle.protection(mix).preferred["name"] == "Evening"
        assert castle.incidents() == []

    def test_stays_what_is_wanted_where_a_run_of_ours_merely_met_it(self, castle: Castle) -> None:
        """Somebody renames it; then a run of ours adds a track, and records the foreign name with it."""
        mix = castle.target.put(castle.ann, "p1", name="Morning", description="Coffee")
        castle.protect(mix)
        castle.target.edit(mix, name="Mine now")
        order = Order(castle.ann, Wish(description="Tea"), PlanPolicy(about="details"), mix)
        proposal = castle.runs.propose([order])
        castle.runs.apply(proposal, approved=proposal.fingerprint, actor="ann")

        castle.later()

        assert castle.protection(mix).preferred["name"] == "Morning"
        assert castle.shown(mix)[0] == "Morning"


class TestAnEditFromElsewhere:
    def test_is_adopted_where_the_policy_says_so(self, castle: Castle) -> None:
        mix = castle.target.put(castle.ann, "p1", name="Morning", description="Coffee")
        castle.protect(mix, policy=Policy.ADOPT)
        castle.target.edit(mix, name="Mine now")

        castle.later()

        assert castle.shown(mix) == ("Mine now", "Coffee")
        assert castle.protection(mix).preferred["name"] == "Mine now"
        assert names(castle.incidents()) == [("edit", "ended", "adopted")]

    def test_waits_for_a_person_where_the_policy_says_so_and_costs_no_further_read(self, castle: Castle) -> None:
        mix = castle.target.put(castle.ann, "p1", name="Morning", description="Coffee")
        castle.protect(mix, policy=Policy.ASK)
        castle.target.edit(mix, name="Mine now")
        castle.later()
        castle.target.log.clear()

        castle.later()

        assert names(castle.incidents()) == [("edit", "asking", None)]
        assert {name for _, name, _ in castle.target.log} == {"heads"}

    def test_is_over_when_somebody_puts_it_right_elsewhere(self, castle: Castle) -> None:
        mix = castle.target.put(castle.ann, "p1", name="Morning", description="Coffee")
        castle.protect(mix, policy=Policy.ASK)
        castle.target.edit(mix, name="Mine now")
        castle.later()
        castle.target.edit(mix, name="Morning")

        castle.later()

        assert names(castle.incidents()) == [("edit", "ended", "healed")]


class TestReportsAgainAndAgain:
    def test_meet_growing_pauses_then_a_breaker_that_only_a_person_closes(self, castle: Castle) -> None:
        mix = castle.target.put(castle.ann, "p1", name="Morning", description="Coffee")
        castle.protect(mix)
        writes = []
        for _ in range(60):  # five hours, a report after every restore
            if castle.shown(mix)[0] == "Morning":
                castle.take_down(mix)
            castle.later()
            writes.append(len(castle.target.writes))

        assert writes[0] == 1
        assert max(writes) == 3
        assert castle.protection(mix).broken_at is not None
        assert castle.incidents()[-1].state == "asking"

        castle.guard.keeping.close_breaker(mix, actor="ann")
        castle.work_off()

        assert castle.shown(mix) == ("Morning", "Coffee")

    def test_are_answered_fifteen_minutes_later_the_second_time(self, castle: Castle) -> None:
        mix = castle.target.put(castle.ann, "p1", name="Morning", description="Coffee")
        castle.protect(mix)
        castle.take_down(mix)
        castle.later()
        castle.take_down(mix)

        castle.later()
        assert castle.shown(mix)[0] == ""
        assert castle.incidents()[-1].state == "waiting"
        castle.later(15)

        assert castle.shown(mix)[0] == "Morning"


class TestADescriptionThatSpotifyRefuses:
    def test_keeps_the_name_from_waiting_and_asks_a_person(self, castle: Castle) -> None:
        mix = castle.target.put(castle.ann, "p1", name="Morning", description="a bad word")
        castle.protect(mix)
        castle.target.refuses = "bad word"
        castle.take_down(mix)

        castle.later()
        castle.later()

        assert castle.shown(mix) == ("Morning", "")
        assert castle.incidents()[-1].state == "asking"
        assert len(castle.target.writes) == 2


class TestAPlaylistThatIsGone:
    def test_is_an_incident_after_two_whole_lists_and_a_read_and_never_made_again(self, castle: Castle) -> None:
        mix = castle.target.put(castle.ann, "p1", name="Morning")
        castle.target.put(castle.ann, "p2", name="Evening")
        castle.protect(mix)
        castle.target.lists[castle.ann].remove(mix)
        del castle.target.kept[mix]

        castle.later(60 * 5)
        assert castle.incidents() == []
        castle.later()

        assert names(castle.incidents()) == [("gone", "asking", None)]
        assert castle.target.writes == []


class TestTakingOver:
    def test_holds_back_what_looks_like_a_take_down_until_a_person_has_looked(self, castle: Castle) -> None:
        mix = castle.target.put(castle.ann, "p1", name="Morning", description="Coffee")
        castle.library.sync()
        castle.clock.advance(minutes=30)
        castle.take_down(mix)
        castle.library.sync()

        held = castle.guard.keeping.protect([mix], Asked(), "ann")[0]

        assert held.held_back == ("name", "description")
        with castle.database.read() as session:
            from playwarden.store.models import protection as rows

            assert session.get(rows.Protection, mix) is None


class TestALookAtTheLibrary:
    def test_that_a_sweep_has_taken_is_not_taken_again(self, castle: Castle) -> None:
        mix = castle.target.put(castle.ann, "p1", name="Morning")
        castle.target.put(castle.ben, "p2", name="Evening")
        castle.protect(mix)
        castle.later(60)
        castle.target.log.clear()

        report = castle.library.sync(lane=Lane.SCHEDULED, read=False)

        assert [name for _, name, _ in castle.target.log] == ["heads"]  # ben's, whom nobody protects
        assert (report.calls, report.seen) == (1, 2)

    def test_finds_in_the_mirror_what_a_sweep_has_seen(self, castle: Castle) -> None:
        mix = castle.target.put(castle.ann, "p1", name="Morning")
        other = castle.target.put(castle.ann, "p2", name="Evening")
        castle.protect(mix)
        castle.target.edit(other, name="Night")

        castle.later()

        with castle.database.read() as session:
            held = library.mirrored(session, other)
        assert held is not None
        assert held.details.name == "Night"


class TestAPlaylistThatIsTakenOutOfTheLibrary:
    def test_is_an_incident_though_spotify_still_has_it(self, castle: Castle) -> None:
        mix = castle.target.put(castle.ann, "p1", name="Morning")
        castle.protect(mix)
        castle.target.lists[castle.ann].remove(mix)

        castle.later(60 * 5)
        castle.later()
        castle.later()

        assert names(castle.incidents()) == [("gone", "asking", None)]

    def test_is_over_when_it_is_back(self, castle: Castle) -> None:
        mix = castle.target.put(castle.ann, "p1", name="Morning")
        castle.protect(mix)
        castle.target.lists[castle.ann].remove(mix)
        castle.later(60 * 5)
        castle.later()
        castle.target.lists[castle.ann].append(mix)

        castle.later(60 * 5)

        assert names(castle.incidents()) == [("gone", "ended", "healed")]


class TestAListThatShifts:
    def test_is_looked_at_as_a_whole_within_a_minute(self, castle: Castle) -> None:
        """Sixty playlists, the first page protected; a dozen new ones push some of it to the second page."""
        for number in range(120):
            castle.target.put(castle.ann, f"p{number}", name=f"Mix {number}")
        mine = castle.target.lists[castle.ann][:40]
        castle.protect(*mine)
        castle.later()
        for number in range(20):
            castle.target.put(castle.ann, f"n{number}", name=f"New {number}")
            castle.target.lists[castle.ann].insert(0, castle.target.lists[castle.ann].pop())
        castle.take_down(mine[-1])

        castle.later()
        castle.later(2)

        assert castle.shown(mine[-1])[0] == "Mix 39"

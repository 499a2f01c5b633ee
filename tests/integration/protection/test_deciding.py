"""What people decide about incidents and preferred details, and what is kept so that they can."""

import io
import threading
from hashlib import sha256
from typing import Any

import pytest
from PIL import Image

from playwarden.domain.calls import Lane
from playwarden.domain.edits import edit_from_document
from playwarden.domain.protection.acting import Policy
from playwarden.engine.ports.target import Performed
from playwarden.features.protection.answers import IncidentFilter, ProtectedFilter, Standing
from playwarden.features.protection.keeping import Asked
from playwarden.kit.errors import Conflict, InputError
from playwarden.kit.ids import IncidentId, PlaylistId, RunnerId
from playwarden.kit.pictures import look_at
from playwarden.store.models.library import Picture
from tests.integration.protection.conftest import Castle, names


def artwork(number: int) -> bytes:
    """A picture of bars, another one for each number."""
    picture = Image.new("RGB", (300, 300), "white")
    for bar in range(10):
        shade = (bar * 71 * number + number * 40) % 256
        picture.paste((shade, 255 - shade, bar * 25), (bar * 30, 0, bar * 30 + 30, 300 - bar * 11 * number % 200))
    written = io.BytesIO()
    picture.save(written, "JPEG", quality=90)
    return written.getvalue()


def open_id(castle: Castle) -> IncidentId:
    return castle.guard.questions.incidents(IncidentFilter(state="open"))[0].id


class TestAForeignCover:
    def test_is_kept_as_it_was_found_for_the_evidence(self, castle: Castle) -> None:
        mix = castle.target.put(castle.ann, "p1", name="Morning")
        castle.cover(mix, artwork(1))
        castle.library.sync()
        castle.guard.protect([mix], Asked(policy=Policy.ASK), "tester")
        castle.later()
        castle.cover(mix, artwork(2))

        castle.later()

        found = castle.guard.evidence.of(mix, None, None).incidents[0]
        assert found.before.picture
        assert found.found.picture
        assert found.before.picture != found.found.picture

    def test_is_what_is_wanted_once_a_person_adopts_it(self, castle: Castle) -> None:
        mix = castle.target.put(castle.ann, "p1", name="Morning")
        castle.cover(mix, artwork(1))
        castle.library.sync()
        castle.guard.protect([mix], Asked(policy=Policy.ASK), "tester")
        castle.later()
        castle.cover(mix, artwork(2))
        castle.later()

        assert castle.guard.adopt(open_id(castle), "ann") == ()

        with castle.database.read() as session:
            kept = session.get_one(Picture, castle.protection(mix).preferred["cover"])
            assert look_at(kept.body).likeness == look_at(artwork(2)).likeness
        castle.later()
        assert names(castle.incidents()) == [("edit", "ended", "adopted")]


class TestATakeDownThatAPersonAdopts:
    def test_is_not_protected_in_fields_of_which_nothing_can_be_held(self, castle: Castle) -> None:
        mix = castle.target.put(castle.ann, "p1", name="Morning", description="Coffee")
        castle.protect(mix, policy=Policy.ASK)
        castle.target.edit(mix, name="Evening", description="")
        castle.later()

        assert castle.guard.adopt(open_id(castle), "ann") == ("description",)

        assert castle.protection(mix).preferred == {"name": "Evening"}

    def test_is_over_then(self, castle: Castle) -> None:
        mix = castle.target.put(castle.ann, "p1", name="Morning")
        castle.protect(mix, policy=Policy.ASK)
        castle.target.edit(mix, name="Evening")
        castle.later()
        incident = open_id(castle)
        castle.guard.adopt(incident, "ann")

        with pytest.raises(Conflict):
            castle.guard.adopt(incident, "ann")


class TestACoverWhosePictureCannotBeHad:
    def test_is_protected_once_it_can(self, castle: Castle) -> None:
        mix = castle.target.put(castle.ann, "p1", name="Morning")
        url = castle.cover(mix, artwork(3))
        picture = castle.target.pictures.pop(url)
        castle.library.sync()

        told = castle.guard.protect([mix], Asked(), "tester")[0]

        assert told.unfetched
        assert "cover" not in castle.protection(mix).preferred
        castle.target.pictures[url] = picture
        castle.later()
        assert "cover" in castle.protection(mix).preferred


class TestAPlaylistThatIsGone:
    def lost(self, castle: Castle) -> PlaylistId:
        mix = castle.target.put(castle.ann, "p1", 3, name="Morning", description="Coffee")
        castle.protect(mix)
        castle.library.sync()
        castle.target.lists[castle.ann].remove(mix)
        castle.later(60 * 5)
        castle.target.kept.pop(mix)
        castle.later()
        return mix

    def test_is_proposed_anew_from_its_last_version_with_what_is_preferred(self, castle: Castle) -> None:
        self.lost(castle)

        proposal = castle.guard.rebuilding.propose(open_id(castle))

        desired = proposal.parts[0].plan.desired
        assert (desired.details.name, desired.details.description) == ("Morning", "Coffee")
        assert castle.target.writes == []

    def test_is_followed_again_where_it_is_still_there(self, castle: Castle) -> None:
        mix = castle.target.put(castle.ann, "p1", 3, name="Morning", description="Coffee")
        castle.protect(mix)
        castle.target.lists[castle.ann].remove(mix)
        castle.later(60 * 5)
        castle.later()
        assert names(castle.incidents()) == [("gone", "asking", None)]

        proposal = castle.guard.rebuilding.propose(open_id(castle))

        assert [one.kind for one in proposal.parts[0].plan.operations] == ["follow"]


class TestPreferredDetailsOfMany:
    def test_are_reworded_after_a_preview_and_taken_back_together(self, castle: Castle) -> None:
        mixes = [castle.target.put(castle.ann, f"p{one}", name=f"Mix {one}") for one in range(3)]
        castle.protect(*mixes)
        edit = edit_from_document({"kind": "details", "name": "{name} of {year}"})

        made = castle.guard.reword(edit, mixes)
        assert castle.protection(mixes[0]).preferred["name"] == "Mix 0"
        castle.guard.prefer({one.id: one.changes for one in made.changed}, actor="ann", why=made.words)
        castle.work_off()
        year = castle.clock.now().year
        assert castle.shown(mixes[2])[0] == f"Mix 2 of {year}"

        castle.guard.prefer({mixes[1]: {"name": "Mine"}}, actor="ben", why="by hand")
        back, stay = castle.guard.take_back({one.id: one.number + 1 for one in made.changed}, "ann")
        castle.work_off()

        assert (back, stay) == ([mixes[0], mixes[2]], [mixes[1]])
        assert [castle.shown(one)[0] for one in mixes] == ["Mix 0", "Mine", "Mix 2"]

    def test_are_nothing_for_an_edit_of_entries(self, castle: Castle) -> None:
        mix = castle.target.put(castle.ann, "p1", name="Mix")
        castle.protect(mix)

        with pytest.raises(InputError):
            castle.guard.reword(edit_from_document({"kind": "deduplicate"}), [mix])


class TestWhatAPersonPrefers:
    def test_is_written_at_once_without_an_incident_and_counts_towards_no_cap(self, castle: Castle) -> None:
        mix = castle.target.put(castle.ann, "p1", name="Morning", description="Coffee")
        castle.protect(mix, policy=Policy.ASK)

        for name in ("One", "Two", "Three", "Four", "Five"):
            castle.guard.prefer({mix: {"name": name}}, actor="ann", why="by hand")
            castle.work_off()
            assert castle.shown(mix)[0] == name
            castle.later()

        assert castle.incidents() == []

    def test_holds_though_what_was_preferred_before_is_written_a_moment_later(self, castle: Castle) -> None:
        mix = castle.target.put(castle.ann, "p1", name="Morning", description="Coffee")
        castle.protect(mix)
        castle.guard.prefer({mix: {"name": "Evening"}}, actor="ann", why="by hand")
        perform = castle.target.perform

        def taking_back(*given: Any, **more: Any) -> Performed:
            castle.target.perform = perform  # type: ignore[method-assign]  # from now on as it was
            castle.clock.advance(minutes=1)
            castle.guard.keeping.revert(mix, 1, actor="ann")
            castle.clock.advance(minutes=1)
            return perform(*given, **more)

        castle.target.perform = taking_back  # type: ignore[method-assign]  # undone while it is being written
        while castle.shown(mix)[0] == "Morning":
            job = castle.jobs.claim(RunnerId("rnr_test"), list(Lane))
            assert job is not None
            castle.carrier.carry(job, threading.Event())
        castle.clock.advance(minutes=6)
        castle.guard.sweep(None, check=lambda: None)

        assert castle.protection(mix).preferred["name"] == "Morning"
        castle.work_off()
        assert castle.shown(mix)[0] == "Morning"

    def test_is_not_written_any_more_once_something_else_is_preferred(self, castle: Castle) -> None:
        mix = castle.target.put(castle.ann, "p1", name="Morning", description="Coffee")
        castle.protect(mix)
        castle.guard.prefer({mix: {"name": "Evening"}}, actor="ann", why="by hand")
        settling = castle.jobs.claim(RunnerId("rnr_test"), list(Lane))
        assert settling is not None
        castle.carrier.carry(settling, threading.Event())

        castle.guard.prefer({mix: {"name": "Night"}}, actor="ann", why="by hand")
        castle.work_off()
        castle.later()
        castle.later()

        assert castle.shown(mix)[0] == "Night"
        assert castle.target.writes == ["details"]
        assert castle.incidents() == []

    def test_is_no_incident_while_a_cover_is_on_its_way(self, castle: Castle) -> None:
        mix = castle.target.put(castle.ann, "p1", name="Morning")
        castle.protect(mix)
        shown = castle.cover(mix, artwork(1))
        castle.library.sync()
        castle.guard.take_over([mix], actor="ann")
        wanted = artwork(2)

        castle.guard.prefer(
            {mix: {"cover": sha256(wanted).hexdigest()}},
            actor="ann",
            why="by hand",
            picture=wanted,
            digest=sha256(wanted).hexdigest(),
        )
        castle.work_off()
        assert castle.target.writes == ["cover"]
        late = castle.target.kept[mix].head.cover_url
        castle.target.edit(mix, cover_url=shown)
        castle.later()
        castle.target.edit(mix, cover_url=late)
        castle.later()

        assert castle.target.writes == ["cover"]
        assert castle.incidents() == []


class TestWhatIsPreferredWhileARestoreWaits:
    def test_calls_that_restore_off(self, castle: Castle) -> None:
        mix = castle.target.put(castle.ann, "p1", name="Morning", description="Coffee")
        castle.protect(mix)
        castle.take_down(mix)
        castle.later()
        castle.take_down(mix)
        castle.later()
        assert castle.guard.questions.protected(ProtectedFilter())[0].standing is Standing.WAITING

        castle.guard.prefer({mix: {"name": "Evening"}}, actor="ann", why="by hand")

        assert names(castle.incidents())[-1] == ("takedown", "ended", "released")
        castle.later(30)
        assert castle.shown(mix)[0] in ("", "Evening")
        castle.later(30)
        assert castle.shown(mix) == ("Evening", "Coffee")

"""A draft is written only over the one that its writer has seen, and others are told of it: on both databases."""

from concurrent.futures import ThreadPoolExecutor, wait
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import insert

from playwarden.domain.access import Role
from playwarden.features.drafts.service import ANY, Drafts, Saving
from playwarden.kit.errors import InputError, NotFound, Overtaken
from playwarden.kit.ids import MemberId, PlaylistId, RandomIds
from playwarden.store.database import Database
from playwarden.store.models.access import Member
from playwarden.store.models.drafts import Draft as Row
from playwarden.store.models.library import Playlist
from tests.fakes.clock import FakeClock

ADA, BEN = MemberId("mem_ada"), MemberId("mem_ben")
MIX = PlaylistId("mix")
BASE = ("spotify:track:a", "spotify:track:b", None, "spotify:track:c")
NEW = {"uri": "spotify:track:n", "artist": "N", "name": "New", "kind": "track"}


@pytest.fixture
def drafts(database: Database, clock: FakeClock) -> Drafts:
    with database.write() as session:
        for member, name in ((ADA, "Ada"), (BEN, "Ben")):
            row = {"id": member, "name": name, "name_key": name.lower(), "role": Role.EDITOR.value}
            session.execute(insert(Member), {**row, "extra": [], "password_hash": "-", "created_at": clock.now()})
        mix = {"id": MIX, "name": "Mix", "owner_id": "ada", "snapshot_id": "1"}
        session.execute(insert(Playlist), {**mix, "collaborative": False, "first_seen_at": clock.now()})
    return Drafts(database, clock, RandomIds())


def saving(*rows: Any, base: tuple[str | None, ...] | None = BASE) -> Saving:
    return Saving(1, base, rows)


class TestKeeping:
    def test_what_is_kept_comes_back_with_what_it_changes(self, drafts: Drafts, clock: FakeClock) -> None:
        kept = drafts.save(ADA, MIX, saving([4, 4], [1, 2], NEW), seen=None, device="Firefox on Linux")
        assert drafts.mine(ADA, MIX) == kept
        assert (kept.content.base, kept.content.rows) == (BASE, ([4, 4], [1, 2], NEW))
        assert (kept.changes.added, kept.changes.removed, kept.changes.moved) == (1, 1, 1)
        assert (kept.started_at, kept.device) == (clock.now(), "Firefox on Linux")

    def test_the_base_is_sent_once(self, drafts: Drafts, clock: FakeClock) -> None:
        first = drafts.save(ADA, MIX, saving([1, 3]), seen=None)
        clock.advance(minutes=5)
        again = drafts.save(ADA, MIX, saving([1, 2], base=None), seen=first.tag)
        assert again.content.base == BASE
        assert again.tag != first.tag
        assert (again.started_at, again.saved_at) == (first.started_at, clock.now())

    def test_a_new_one_needs_its_base(self, drafts: Drafts) -> None:
        with pytest.raises(InputError):
            drafts.save(ADA, MIX, saving([1, 2], base=None), seen=None)


class TestTwoTabs:
    def test_the_second_does_not_overwrite_what_it_has_not_seen(self, drafts: Drafts) -> None:
        first = drafts.save(ADA, MIX, saving([1, 3]), seen=None)
        for seen in (None, "dft_other"):
            with pytest.raises(Overtaken):
                drafts.save(ADA, MIX, saving([1, 1]), seen=seen)
        second = drafts.save(ADA, MIX, saving([1, 2]), seen=first.tag)
        with pytest.raises(Overtaken):
            drafts.save(ADA, MIX, saving([1, 1]), seen=first.tag)
        assert drafts.mine(ADA, MIX) == second

    def test_one_that_was_discarded_elsewhere_does_not_come_back_by_itself(self, drafts: Drafts) -> None:
        first = drafts.save(ADA, MIX, saving([1, 3]), seen=None)
        drafts.discard(ADA, MIX, seen=first.tag)
        with pytest.raises(Overtaken):
            drafts.save(ADA, MIX, saving([1, 1]), seen=first.tag)
        assert drafts.mine(ADA, MIX) is None
        assert drafts.save(ADA, MIX, saving([1, 1]), seen=ANY).changes.removed == 3

    def test_what_was_written_since_is_not_discarded_unseen(self, drafts: Drafts) -> None:
        first = drafts.save(ADA, MIX, saving([1, 3]), seen=None)
        second = drafts.save(ADA, MIX, saving([1, 2]), seen=first.tag)
        with pytest.raises(Overtaken):
            drafts.discard(ADA, MIX, seen=first.tag)
        drafts.discard(ADA, MIX, seen=second.tag)
        drafts.discard(ADA, MIX, seen=second.tag)
        assert drafts.mine(ADA, MIX) is None


class TestAtTheSameMoment:
    """What one tab is still writing down, and another one asks for meanwhile."""

    def test_what_is_just_being_kept_is_not_discarded_unseen(self, drafts: Drafts, database: Database) -> None:
        first = drafts.save(ADA, MIX, saving([1, 3]), seen=None)
        with ThreadPoolExecutor(1) as other:
            with database.write() as session:
                row = session.get_one(Row, (ADA, MIX), with_for_update=True)
                row.tag = "dft_newer"
                session.flush()
                asked = other.submit(drafts.discard, ADA, MIX, seen=first.tag)
                wait([asked], timeout=0.3)
            with pytest.raises(Overtaken):
                asked.result()
        kept = drafts.mine(ADA, MIX)
        assert kept is not None
        assert kept.tag == "dft_newer"

    def test_of_two_first_ones_the_second_is_overtaken(self, drafts: Drafts, database: Database) -> None:
        with ThreadPoolExecutor(1) as other:
            with database.write() as session:
                now = datetime(2026, 11, 26, tzinfo=UTC)
                counts = {"added": 0, "removed": 0, "moved": 0, "device": "", "started_at": now, "saved_at": now}
                session.add(Row(member_id=ADA, playlist_id=MIX, tag="dft_first", base=[], rows=[], **counts))
                session.flush()
                asked = other.submit(drafts.save, ADA, MIX, saving([1, 3]), seen=None)
                wait([asked], timeout=0.3)
            with pytest.raises(Overtaken):
                asked.result()


class TestOthers:
    def test_each_member_has_one_of_their_own_and_sees_that_the_other_has(self, drafts: Drafts) -> None:
        drafts.save(ADA, MIX, saving([1, 3]), seen=None)
        assert drafts.mine(BEN, MIX) is None
        drafts.save(BEN, MIX, saving(NEW, [1, 4]), seen=None)
        assert [(one.name, one.changes.total) for one in drafts.others(ADA, MIX)] == [("Ben", 1)]
        assert [one.name for one in drafts.others(BEN, MIX)] == ["Ada"]
        assert [one.name for one in drafts.others(None, MIX)] == ["Ada", "Ben"]

    def test_a_member_who_goes_takes_the_draft_along(self, drafts: Drafts, database: Database) -> None:
        drafts.save(BEN, MIX, saving(NEW, [1, 4]), seen=None)
        with database.write() as session:
            member = session.get(Member, BEN)
            assert member is not None
            session.delete(member)
        assert drafts.others(ADA, MIX) == []


class TestBounds:
    @pytest.mark.parametrize("rows", [(5,), (0,), ([2, 5],), ([3, 2],), (1, [1, 2])])
    def test_places_that_the_base_does_not_have_are_refused(self, drafts: Drafts, rows: Any) -> None:
        with pytest.raises(InputError):
            drafts.save(ADA, MIX, saving(*rows), seen=None)

    def test_a_draft_has_a_largest_size(self, drafts: Drafts) -> None:
        large = {**NEW, "name": "x" * 490}
        with pytest.raises(InputError, match="4 MB"):
            drafts.save(ADA, MIX, saving(*[large] * 8_000), seen=None)

    def test_the_operator_keeps_none(self) -> None:
        from playwarden.features.drafts.service import member_of

        with pytest.raises(NotFound):
            member_of(None)

"""A member has one view of a name on a page, whoever keeps it at the same moment."""

import threading
from typing import Any

import pytest
from sqlalchemy import exc

from playwarden.features.views.service import MOST, Views
from playwarden.kit.errors import Conflict
from playwarden.kit.ids import MemberId, RandomIds
from playwarden.store.database import Database
from playwarden.store.models.access import Member
from playwarden.store.models.tending import SavedView
from tests.fakes.clock import FakeClock


@pytest.fixture
def ada(database: Database, clock: FakeClock) -> MemberId:
    with database.write() as session:
        row = Member(id="mem_ada", name="Ada", name_key="ada", role="owner", extra=[], password_hash="-")
        row.created_at = clock.now()
        session.add(row)
    return MemberId("mem_ada")


@pytest.mark.parametrize("operator", [True, False])
def test_kept_by_many_at_once_it_is_one(database: Database, clock: FakeClock, ada: MemberId, operator: bool) -> None:
    views, who = Views(database, clock, RandomIds()), None if operator else ada
    ready, kept = threading.Barrier(6), list[str]()

    def keep(number: int) -> None:
        ready.wait()
        kept.append(views.keep(who, "playlists", "Mine", {"find": str(number)}, shared=False).id)

    threads = [threading.Thread(target=keep, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(kept) == 6
    assert [view.id for view in views.views(who)] == list(set(kept))


@pytest.mark.parametrize("who", [None, "mem_ada"])
def test_the_database_refuses_a_second_one(
    database: Database, clock: FakeClock, ada: MemberId, who: str | None
) -> None:
    view: dict[str, Any] = {"member_id": who, "page": "playlists", "name": "Mine", "search": {}, "shared": False}
    with pytest.raises(exc.IntegrityError), database.write() as session:
        session.add_all(SavedView(id=key, changed_at=clock.now(), **view) for key in ("viw_1", "viw_2"))


def test_the_same_name_on_another_page_or_of_somebody_else_is_another(
    database: Database, clock: FakeClock, ada: MemberId
) -> None:
    views = Views(database, clock, RandomIds())
    kept = {
        views.keep(who, page, "Mine", {}, shared=True).id for who in (None, ada) for page in ("playlists", "protection")
    }
    assert len(kept) == 4


def test_at_the_most_one_more_is_refused_and_one_that_there_is_can_be_changed(
    database: Database, clock: FakeClock, ada: MemberId
) -> None:
    views = Views(database, clock, RandomIds())
    for number in range(MOST):
        views.keep(ada, "playlists", f"View {number}", {}, shared=False)
    with pytest.raises(Conflict):
        views.keep(ada, "playlists", "One more", {}, shared=False)
    assert views.keep(ada, "playlists", "View 7", {"find": "x"}, shared=False).search == {"find": "x"}

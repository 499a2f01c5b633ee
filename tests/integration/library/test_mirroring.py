"""Looking at the playlists of all accounts: what it costs, what it writes, what it believes."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Connection, event

from playwarden.domain.calls import Lane
from playwarden.domain.library import Relation
from playwarden.kit.errors import NeedsReconnecting, NotFound, SpotifyUnavailable
from playwarden.kit.ids import AccountId, PlaylistId, RandomIds, RunId
from playwarden.store import library as mirror
from playwarden.store.heads import upsert_heads
from playwarden.store.models.accounts import Account, App
from playwarden.store.models.library import Sync
from tests.fakes.clock import FakeClock
from tests.integration.library.conftest import Room


class RowsWritten:
    """Counts the rows that INSERT, UPDATE and DELETE touch, by table."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self.by_statement: dict[str, int] = {}

    def __enter__(self) -> "RowsWritten":
        event.listen(self._room.database.engine, "after_cursor_execute", self._executed)
        return self

    def __exit__(self, *_: object) -> None:
        event.remove(self._room.database.engine, "after_cursor_execute", self._executed)

    def _executed(self, _c: Connection, cursor: object, statement: str, _p: object, _x: object, _m: bool) -> None:
        verb = statement.split(None, 1)[0].upper()
        if verb in ("INSERT", "UPDATE", "DELETE"):
            table = " ".join(statement.split()[:3])
            self.by_statement[table] = self.by_statement.get(table, 0) + max(0, getattr(cursor, "rowcount", 0))

    @property
    def total(self) -> int:
        return sum(self.by_statement.values())


def test_the_heads_of_400_playlists_in_2_accounts_cost_8_calls(room: Room) -> None:
    for number in range(200):
        room.target.put(room.ann, f"a{number}")
        room.target.put(room.ben, f"b{number}")
    report = room.library.sync(read=False)
    assert (report.calls, report.seen, report.new) == (8, 400, 400)
    assert report.status.sentence == "items read for 0 of 400, the rest today"


def test_an_unchanged_library_of_500_playlists_costs_10_calls_and_writes_two_rows(room: Room) -> None:
    for number in range(500):
        room.target.put(room.ann, f"a{number}", 1)
    room.library.sync([room.ann])
    room.later()
    before = room.target.calls()
    with RowsWritten(room) as written:
        report = room.library.sync([room.ann])
    assert room.target.calls() - before == 10
    assert written.by_statement == {"INSERT INTO looks": 1, "INSERT INTO syncs": 1}
    assert (report.changed, report.new, report.gone) == (0, 0, 0)
    assert room.count(Sync) == 2


def test_a_playlist_is_one_row_with_a_relation_for_every_account_that_sees_it(room: Room) -> None:
    shared = room.target.put(room.ann, "shared", collaborative=True)
    theirs = room.target.put(room.ann, "theirs", owner="stranger")
    room.target.follow(room.ben, shared)
    room.library.sync()
    assert room.held(shared).relations == {room.ann: Relation.OWNER, room.ben: Relation.COLLABORATOR}
    assert room.held(shared).writer() == room.ann
    assert room.held(theirs).relations == {room.ann: Relation.FOLLOWER}
    assert room.held(theirs).writer() is None


def test_an_edit_in_the_app_becomes_a_version_and_costs_the_reading_of_that_playlist_alone(room: Room) -> None:
    mine, other = room.target.put(room.ann, "mine"), room.target.put(room.ann, "other")
    room.library.sync()
    room.target.edit(mine, ["spotify:track:new", "spotify:track:mine0"])
    room.later()
    before = room.target.calls()
    report = room.library.sync()
    assert room.target.calls() - before == len(room.target.lists) + 1
    assert room.causes(mine) == ["first", "spotify"]
    assert room.causes(other) == ["first"]
    assert report.changed == 1
    assert [entry.uri for entry in room.held(mine).entries or ()] == ["spotify:track:new", "spotify:track:mine0"]


def test_a_new_snapshot_id_with_the_same_content_makes_no_version(room: Room) -> None:
    mine = room.target.put(room.ann, "mine")
    room.library.sync()
    room.target.edit(mine)
    room.later()
    room.library.sync()
    assert room.causes(mine) == ["first"]
    assert room.held(mine).current


def test_a_renamed_list_of_somebody_else_becomes_a_version_without_items(room: Room) -> None:
    theirs = room.target.put(room.ann, "theirs", owner="stranger")
    room.library.sync()
    room.target.edit(theirs, name="Other name")
    room.later()
    room.library.sync()
    assert room.causes(theirs) == ["first", "spotify"]
    assert [version.entries_sha256 for version in room.versions(theirs)] == [None, None]
    assert room.target.calls("playlist") == 0


def test_a_description_that_a_list_page_lacks_is_not_provided_and_stays_known(room: Room) -> None:
    mine = room.target.put(room.ann, "mine", description="Kept")
    room.library.sync()
    room.target.shown_as[mine] = replace(room.target.kept[mine].head, description=None)
    room.later()
    with RowsWritten(room) as written:
        room.library.sync()
    assert written.by_statement == {"INSERT INTO looks": 2, "INSERT INTO syncs": 1}
    assert room.held(mine).details.description == "Kept"


def test_a_page_of_empty_descriptions_carries_none(room: Room) -> None:
    mine, other = room.target.put(room.ann, "mine"), room.target.put(room.ann, "other")
    room.library.sync()
    for key in (mine, other):
        room.target.shown_as[key] = replace(room.target.kept[key].head, description="")
    room.later()
    assert room.library.sync().changed == 0
    assert room.held(mine).details.description == "About it"


def test_a_description_that_is_empty_beside_others_is_empty(room: Room) -> None:
    mine = room.target.put(room.ann, "mine")
    room.target.put(room.ann, "other")
    room.library.sync()
    room.target.edit(mine, description="")
    room.later()
    room.library.sync(read=False)
    assert room.held(mine).details.description == ""


def test_what_the_owners_page_lacks_is_taken_from_another_accounts_page(room: Room) -> None:
    mine = room.target.put(room.ann, "mine", description=None, owner="cat")
    room.target.follow(room.ben, mine)
    full = replace(room.target.kept[mine].head, description="From elsewhere")

    def shown(_number: int, _name: str, account: AccountId) -> None:
        room.target.shown_as = {mine: full} if account == room.ben else {}

    room.library.sync([room.ann])
    assert room.held(mine).details.description is None
    room.target.hook = shown
    room.library.sync([room.ben])
    assert room.held(mine).details.description == "From elsewhere"


def test_a_description_that_changed_under_the_same_snapshot_id_is_seen(room: Room) -> None:
    mine = room.target.put(room.ann, "mine")
    room.library.sync()
    room.target.kept[mine].head = replace(room.target.kept[mine].head, description="New")
    room.later()
    room.library.sync()
    newest = room.versions(mine)[-1]
    assert (newest.number, newest.details.description, newest.length) == (2, "New", 3)


def test_a_playlist_that_no_list_shows_any_more_is_gone_and_comes_back(room: Room) -> None:
    mine = room.target.put(room.ann, "mine")
    room.target.put(room.ann, "other")
    room.library.sync()
    room.target.lists[room.ann].remove(mine)
    room.later()
    assert room.library.sync().gone == 1
    assert room.held(mine).gone_at == room.clock.now()
    assert [row.id for row in room.questions.playlists()] == ["other"]
    room.target.lists[room.ann].append(mine)
    room.later()
    room.library.sync()
    assert room.held(mine).gone_at is None
    assert room.causes(mine) == ["first"]


def test_a_playlist_that_another_account_still_shows_is_not_gone(room: Room) -> None:
    shared = room.target.put(room.ann, "shared", owner="stranger")
    room.target.follow(room.ben, shared)
    room.library.sync()
    room.target.lists[room.ann].remove(shared)
    room.later()
    assert room.library.sync().gone == 0
    assert room.held(shared).relations == {room.ben: Relation.FOLLOWER}


def test_nothing_is_gone_by_the_list_of_an_account_that_was_not_looked_at(room: Room) -> None:
    shared = room.target.put(room.ann, "shared", owner="stranger")
    room.target.follow(room.ben, shared)
    room.library.sync()
    room.target.lists[room.ann].remove(shared)
    room.target.lists[room.ben].remove(shared)
    room.later()
    assert room.library.sync([room.ann]).gone == 0
    assert room.library.sync([room.ben]).gone == 1


def test_nothing_is_gone_when_a_page_failed_and_the_other_account_goes_on(room: Room) -> None:
    for number in range(60):
        room.target.put(room.ann, f"a{number}")
    room.target.put(room.ben, "b")
    room.library.sync()
    room.target.lists[room.ben].clear()
    anns = 0

    def fail(_number: int, name: str, account: AccountId) -> None:
        nonlocal anns
        anns += name == "heads" and account == room.ann
        if account == room.ann and anns == 2:
            raise SpotifyUnavailable("Spotify did not answer.")

    room.target.hook = fail
    room.later()
    report = room.library.sync()
    assert [problem.account_name for problem in report.problems] == ["Ann"]
    assert report.gone == 1  # Ben's only


def test_a_list_that_shifts_while_it_is_paged_is_paged_again(room: Room) -> None:
    keys = [room.target.put(room.ann, f"a{number}") for number in range(101)]
    room.library.sync()
    added = False

    def shift(_number: int, name: str, account: AccountId) -> None:
        nonlocal added
        if name == "heads" and account == room.ann and not added:
            added = True
        elif added and len(room.target.lists[room.ann]) == 101:
            room.target.put(room.ann, "pushed")
            room.target.lists[room.ann].insert(0, room.target.lists[room.ann].pop())

    room.target.hook = shift
    room.later()
    report = room.library.sync([room.ann])
    assert (report.seen, report.new, report.gone) == (102, 1, 0)
    assert all(room.held(key).gone_at is None for key in keys)


def test_a_list_that_never_holds_still_makes_nothing_gone(room: Room) -> None:
    keys = [room.target.put(room.ann, f"a{number}") for number in range(120)]
    room.library.sync()

    def shrink(number: int, name: str, account: AccountId) -> None:
        if name == "heads":
            room.target.lists[room.ann].pop(0)

    room.target.hook = shrink
    room.later()
    room.library.sync([room.ann])
    assert all(room.held(key).gone_at is None for key in keys)


def test_a_list_page_of_before_our_write_is_not_believed(room: Room) -> None:
    mine, other = room.target.put(room.ann, "mine", name="Old"), room.target.put(room.ann, "other")
    room.library.sync()
    late = room.target.kept[mine].head
    room.target.edit(mine, ["spotify:track:ours"], name="Ours")
    record_run(room, mine)
    room.target.shown_as[mine] = late
    room.target.lists[room.ann].remove(other)  # the late page lacks it, too
    room.later(minutes=5)
    room.library.sync()
    assert room.held(mine).details.name == "Ours"
    assert room.causes(mine) == ["first", "run"]
    assert room.held(other).gone_at is None


def test_for_a_minute_after_our_write_list_pages_are_not_believed_about_that_playlist(room: Room) -> None:
    mine = room.target.put(room.ann, "mine", name="Old")
    room.library.sync()
    room.target.edit(mine, name="Ours")
    record_run(room, mine)
    room.target.shown_as[mine] = replace(room.target.kept[mine].head, snapshot_id="intermediate", name="Half")
    room.clock.advance(30)
    room.library.sync()
    assert room.held(mine).details.name == "Ours"
    room.target.shown_as.clear()
    room.target.edit(mine, name="Somebody's")
    room.clock.advance(31)
    room.library.sync()
    assert room.held(mine).details.name == "Somebody's"
    assert room.causes(mine) == ["first", "run", "spotify"]


def test_a_playlist_that_a_run_just_made_is_not_gone_while_lists_lag(room: Room) -> None:
    room.target.put(room.ann, "other")
    room.library.sync()
    made = room.target.put(room.ann, "made")
    room.target.lists[room.ann].remove(made)
    record_run(room, made)
    with room.database.write() as session:
        upsert_heads(session, RandomIds(), room.ann, "ann", [room.target.kept[made].head], room.clock.now())
    room.later(minutes=5)
    assert room.library.sync().gone == 0
    assert room.held(made).relations == {room.ann: Relation.OWNER}


def test_an_account_that_needs_reconnecting_is_a_problem_and_the_others_go_on(room: Room) -> None:
    room.target.put(room.ann, "mine")
    theirs = room.target.put(room.ben, "theirs")
    room.library.sync()
    with room.database.write() as session:
        session.get_one(Account, room.ben).state = "needs_reconnecting"
    room.later()
    report = room.library.sync()
    assert [problem.error.code for problem in report.problems] == ["needs_reconnecting"]
    assert room.held(theirs).gone_at is None


def test_when_every_account_fails_the_first_error_is_raised(room: Room) -> None:
    def fail(_number: int, _name: str, _account: AccountId) -> None:
        raise NeedsReconnecting("Spotify took the consent back.")

    room.target.hook = fail
    with pytest.raises(NeedsReconnecting):
        room.library.sync()


def test_an_unknown_account_is_named(room: Room) -> None:
    with pytest.raises(NotFound, match="acc_nobody"):
        room.library.sync([AccountId("acc_nobody")])


def test_list_pages_are_paid_by_the_lane_that_asked(room: Room) -> None:
    room.target.put(room.ann, "mine")
    room.library.sync(lane=Lane.SCHEDULED, read=False)
    assert {lane for _, _, lane in room.target.log} == {Lane.SCHEDULED}


def record_run(room: Room, playlist_id: PlaylistId) -> None:
    """What the journal does when a run of ours ends."""
    kept = room.target.kept[playlist_id]
    now = room.clock.now()
    with room.database.write() as session:
        mirror.record_state(
            session,
            RandomIds(),
            head=kept.head,
            entries=kept.entries,
            snapshot_id="of-our-write",
            cause="run",
            run_id=RunId("run_1"),
            at=now,
        )
        mirror.note_written(session, playlist_id, "of-our-write", now)


def test_the_clock_may_be_set_back_behind_our_last_write(sqlite_room: Room, clock: FakeClock) -> None:
    mine = sqlite_room.target.put(sqlite_room.ann, "mine", name="Old")
    sqlite_room.library.sync()
    record_run(sqlite_room, mine)
    sqlite_room.target.edit(mine, name="New")
    clock.set(clock.now() - timedelta(days=30))
    sqlite_room.library.sync()
    assert sqlite_room.held(mine).details.name == "New"


def test_a_description_that_list_pages_were_found_not_to_keep_up_with_is_not_believed(room: Room) -> None:
    mine = room.target.put(room.ann, "mine")
    room.library.sync()
    with room.database.write() as session:
        session.get_one(App, "app_1").facts = {"list-shows-description": {"held": False}}
    shown = room.target.kept[mine]
    shown.head = replace(shown.head, description="An older one")
    room.later()

    report = room.library.sync()

    assert (report.changed, room.held(mine).details.description) == (0, "About it")

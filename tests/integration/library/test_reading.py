"""Reading items: what comes first, how much of the quota it takes, and what it says meanwhile."""

from datetime import timedelta

import pytest
from sqlalchemy import event

from playwarden.domain.calls import Lane
from playwarden.features.library.service import Library
from playwarden.kit.errors import (
    NeedsReconnecting,
    NotFound,
    RateLimited,
    SpotifyNotFound,
    SpotifyRefused,
    SpotifyUnavailable,
)
from playwarden.kit.ids import AccountId, PlaylistId, RandomIds
from playwarden.store import library as mirror
from tests.integration.library.conftest import Room


def test_the_items_of_the_first_mirror_are_read_in_the_background_lane(room: Room) -> None:
    mine = room.target.put(room.ann, "mine", 230)
    report = room.library.sync()
    assert [lane for _, name, lane in room.target.log if name != "heads"] == [Lane.BACKGROUND] * 4
    assert report.reading.calls == 4
    held = room.held(mine)
    assert held.entries == room.target.kept[mine].entries
    assert held.current
    assert report.status.sentence == "items read for all 1"


def test_reading_completes_the_first_version_instead_of_making_another(room: Room) -> None:
    mine = room.target.put(room.ann, "mine")
    room.library.sync(read=False)
    assert room.held(mine).entries is None
    assert [version.length for version in room.versions(mine)] == [None]
    room.later()
    room.library.continue_reading()
    assert [(version.cause, version.length) for version in room.versions(mine)] == [("first", 3)]


def test_lists_of_others_are_not_read_and_said_to_be_not_provided(room: Room) -> None:
    room.target.put(room.ann, "mine")
    theirs = room.target.put(room.ann, "theirs", owner="stranger")
    report = room.library.sync()
    assert room.target.calls("playlist") == 1
    assert report.status.sentence == "items read for all 1; not provided by Spotify for 1 list of others"
    assert [(row.id, row.items) for row in room.questions.playlists()] == [("mine", "read"), ("theirs", "not provided")]
    with pytest.raises(SpotifyRefused, match="not provided by Spotify"):
        room.library.read_items(theirs)


def test_a_refusal_is_not_asked_for_again_before_the_snapshot_id_moves(room: Room) -> None:
    mine = room.target.put(room.ann, "mine")

    def refuse(_number: int, name: str, _account: AccountId) -> None:
        if name == "playlist":
            raise SpotifyRefused("Forbidden.", status=403)

    room.target.hook = refuse
    report = room.library.sync()
    assert report.reading.refused == 1
    assert report.status.sentence == "items read for 0 of 1; Spotify refused the rest"
    room.later()
    room.library.sync()
    assert room.target.calls("playlist") == 1
    room.target.edit(mine)
    room.later()
    room.library.sync()
    assert room.target.calls("playlist") == 2


def test_a_day_takes_at_most_a_quarter_of_what_is_left(small_room: Room) -> None:
    for number in range(400):
        small_room.target.put(small_room.ann, f"a{number:03}", 120)
    small_room.library.sync()
    # 800 a day, half of it for the background lane, less 9 list pages: 391; a quarter is 97, two calls a playlist.
    assert [lane for _, _, lane in small_room.target.log].count(Lane.BACKGROUND) == 96
    assert small_room.library.status().sentence == "items read for 48 of 400, the rest by 10 November 2026"
    small_room.clock.advance(hours=1)
    small_room.library.continue_reading()
    assert [lane for _, _, lane in small_room.target.log].count(Lane.BACKGROUND) == 96


def test_the_first_mirror_ends_on_the_day_that_was_told(small_room: Room) -> None:
    for number in range(250):
        small_room.target.put(small_room.ann, f"a{number:03}", 40)
    report = small_room.library.sync()
    assert report.calls == 6 + 98
    status = report.status
    assert status.sentence == "items read for 98 of 250, the rest by Wednesday"
    assert status.by is not None
    for _hour in range(24 * 2):
        small_room.clock.advance(hours=1)
        small_room.library.continue_reading()
    assert small_room.library.status().sentence == "items read for all 250"
    assert small_room.clock.now() <= status.by + timedelta(hours=1)


def test_wanted_ones_come_first_then_changed_ones_then_the_cheapest(small_room: Room) -> None:
    order: list[PlaylistId] = []
    room = small_room
    for key, size in (("long", 350), ("short", 10), ("opened", 240), ("changed", 120)):
        room.target.put(room.ann, key, size)
    room.library.sync(read=False)
    room.library.read_items(PlaylistId("changed"))
    room.target.edit(PlaylistId("changed"), name="Changed")
    room.later()
    room.library.sync(read=False)
    room.library.want(PlaylistId("opened"))
    kept = room.target.playlist

    def note(caller: object, playlist_id: PlaylistId, *, brief: bool = False) -> object:
        order.append(playlist_id)
        return kept(caller, playlist_id, brief=brief)  # type: ignore[arg-type]  # passed on

    room.target.playlist = note  # type: ignore[assignment, method-assign]  # notes the order of the very same calls
    room.library.continue_reading()
    assert order == ["opened", "changed", "short", "long"]


def test_a_playlist_that_many_open_is_written_down_once_a_minute(small_room: Room) -> None:
    room = small_room
    playlist = room.target.put(room.ann, "opened", 240)
    room.library.sync(read=False)
    written: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_: object) -> None:
        written.extend([statement] if statement.startswith("UPDATE") else [])

    event.listen(room.database.engine, "before_cursor_execute", note)
    for _ in range(3):
        room.library.want(playlist)
    assert len(written) == 1
    room.clock.advance(61)
    room.library.want(playlist)
    assert len(written) == 2


def test_a_changed_playlist_is_read_in_the_lane_of_the_look(room: Room) -> None:
    mine = room.target.put(room.ann, "mine")
    room.library.sync()
    room.target.edit(mine, ["spotify:track:x"])
    room.later()
    room.target.log.clear()
    room.library.sync(lane=Lane.SCHEDULED)
    assert {lane for _, _, lane in room.target.log} == {Lane.SCHEDULED}


def test_one_larger_than_a_whole_days_share_is_read_alone_and_not_never(small_room: Room) -> None:
    huge = small_room.target.put(small_room.ann, "huge", 7_000)
    small_room.target.put(small_room.ann, "little", 5)
    small_room.library.sync()
    assert small_room.held(PlaylistId("little")).current
    assert small_room.held(huge).current


def test_a_ban_ends_the_round_and_says_until_when(room: Room) -> None:
    for number in range(30):
        room.target.put(room.ann, f"a{number:02}")
    until = room.clock.now() + timedelta(hours=14)

    def ban(_number: int, name: str, _account: AccountId) -> None:
        if room.target.calls("playlist") > 10:
            raise RateLimited("Spotify asked us to wait.", until=until)

    room.target.hook = ban
    report = room.library.sync()
    assert report.reading.until == until
    assert 10 <= len(report.reading.read) < 10 + 4
    assert room.target.calls("playlist") <= 10 + 2 * 4
    room.target.hook = lambda *_: None
    room.later()
    room.library.continue_reading()
    assert room.library.status().read == 30


def test_an_account_that_lost_its_consent_is_left_out_and_the_others_are_read(room: Room) -> None:
    for number in range(10):
        room.target.put(room.ann, f"a{number}")
        room.target.put(room.ben, f"b{number}")

    def lose(_number: int, name: str, account: AccountId) -> None:
        if name == "playlist" and account == room.ben:
            raise NeedsReconnecting("Spotify took the consent back.")

    room.target.hook = lose
    report = room.library.sync()
    assert sorted(report.reading.read) == [f"a{number}" for number in range(10)]
    assert [problem.account for problem in report.problems] == [room.ben]


def test_an_answer_that_does_not_come_leaves_the_playlist_for_the_next_go(room: Room) -> None:
    mine = room.target.put(room.ann, "mine")

    def fail(_number: int, name: str, _account: AccountId) -> None:
        if name == "playlist":
            raise SpotifyUnavailable("No answer.")

    room.target.hook = fail
    assert room.library.sync().reading.failed == 1
    room.target.hook = lambda *_: None
    room.later()
    room.library.sync()
    assert room.held(mine).current


def test_a_list_that_changes_while_it_is_read_is_read_again(room: Room) -> None:
    mine = room.target.put(room.ann, "mine", 160)
    edited = False

    def edit(_number: int, name: str, _account: AccountId) -> None:
        nonlocal edited
        if name == "items" and not edited:
            edited = True
            room.target.edit(mine, [f"spotify:track:x{number}" for number in range(130)])

    room.target.hook = edit
    room.library.sync()
    assert room.held(mine).entries == room.target.kept[mine].entries


def test_what_is_read_while_a_run_writes_is_not_recorded(room: Room) -> None:
    mine = room.target.put(room.ann, "mine")
    room.library.sync()
    room.target.edit(mine, ["spotify:track:half"])
    room.later()

    def write(_number: int, name: str, _account: AccountId) -> None:
        if name == "playlist":
            with room.database.write() as session:
                mirror.note_written(session, mine, None, room.clock.now())

    room.target.hook = write
    report = room.library.sync()
    assert report.reading.read == ()
    assert room.causes(mine) == ["first"]


def test_a_playlist_that_a_run_wrote_to_a_moment_ago_is_not_read_in_the_background(room: Room) -> None:
    mine = room.target.put(room.ann, "mine")
    room.library.sync(read=False)
    with room.database.write() as session:
        mirror.note_written(session, mine, None, room.clock.now())
    room.library.continue_reading()
    assert room.target.calls("playlist") == 0
    room.clock.advance(61)
    room.library.continue_reading()
    assert room.held(mine).current


def test_opening_a_playlist_reads_it_now_in_its_own_lane(room: Room) -> None:
    mine = room.target.put(room.ann, "mine", 130)
    room.library.sync(read=False)
    whole = room.library.read_items(mine)
    assert len(whole.entries) == 130
    assert room.target.log[-1][2] is Lane.INTERACTIVE
    assert room.held(mine).current
    with pytest.raises(NotFound):
        room.library.read_items(PlaylistId("unknown"))


def test_a_playlist_that_spotify_does_not_know_any_more_is_not_asked_for_for_ever(room: Room) -> None:
    room.target.put(room.ann, "mine")

    def vanish(_number: int, name: str, _account: AccountId) -> None:
        if name == "playlist":
            raise SpotifyNotFound("No such playlist.", status=404)

    room.target.hook = vanish
    room.library.sync()
    room.library.continue_reading()
    assert room.target.calls("playlist") == 1


def test_a_budget_caps_one_go(room: Room) -> None:
    for number in range(10):
        room.target.put(room.ann, f"a{number}")
    room.library.sync(read=False)
    report = room.library.continue_reading(4)
    assert (report.calls, len(report.read)) == (4, 4)


def test_progress_is_told(room: Room) -> None:
    room.target.put(room.ann, "mine")
    told: list[tuple[str, int, int]] = []
    room.library.sync(progress=lambda what, done, total: told.append((what, done, total)))
    assert ("looking at playlists", 2, 2) in told
    assert ("reading items", 1, 1) in told


def test_the_same_reading_twice_changes_nothing(room: Room) -> None:
    mine = room.target.put(room.ann, "mine")
    room.library.sync()
    room.library.read_items(mine)
    room.library.read_items(mine)
    assert room.causes(mine) == ["first"]


@pytest.mark.parametrize(
    ("error", "answered"),
    [
        (SpotifyUnavailable("Trouble."), 3),
        (SpotifyRefused("No.", status=403), 4),
        (NeedsReconnecting("Revoked."), 3),
    ],
)
def test_calls_before_a_reading_ended_early_are_counted(room: Room, error: Exception, answered: int) -> None:
    room.target.put(room.ann, "mine", 400)
    room.library.sync(read=False)
    before = len(room.target.log)

    def end(_number: int, name: str, _account: AccountId) -> None:
        if name == "items" and room.target.calls("items") > 2:
            raise error

    room.target.hook = end
    assert room.library.continue_reading().calls == answered
    assert len(room.target.log) - before == 4


def test_the_day_that_is_told_counts_with_regular_looks(small_room: Room) -> None:
    room = small_room
    for number in range(250):
        room.target.put(room.ann, f"a{number:03}", 40)
    room.library = Library(room.database, room.target, room.quota, room.clock, RandomIds(), threads=1, looks_a_day=24)
    status = room.library.sync(lane=Lane.SCHEDULED).status
    assert status.by is not None
    for _hour in range(24 * 30):
        room.clock.advance(hours=1)
        room.library.sync(lane=Lane.SCHEDULED, read=False)
        room.library.continue_reading()
        if not room.library.status().left:
            break
    # Looks of 5 and 1 pages an hour leave (400 - 144) / 4 = 64 a day; without them it would be Wednesday.
    assert status.sentence == "items read for 98 of 250, the rest by Thursday"
    assert room.clock.now() <= status.by + timedelta(hours=1)

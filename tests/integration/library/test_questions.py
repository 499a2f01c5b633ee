"""What the library answers: lists, one playlist, its history, differences, and which one is meant."""

import pytest

from playwarden.kit.errors import InputError, NotFound
from playwarden.kit.ids import PlaylistId
from tests.integration.library.conftest import Room

LONG = "37i9dQZF1DXcBWIGoYBM5M"


def test_playlists_are_listed_by_account_name_and_owner(sqlite_room: Room) -> None:
    room = sqlite_room
    room.target.put(room.ann, "a", name="Morning")
    room.target.put(room.ann, "b", name="évening")
    room.target.put(room.ben, "c", name="Morning Run", owner="stranger")
    room.library.sync()
    questions = room.questions
    assert [row.name for row in questions.playlists()] == ["évening", "Morning", "Morning Run"]
    assert [row.id for row in questions.playlists(account=room.ben)] == ["c"]
    assert [row.id for row in questions.playlists(name="MORNING")] == ["a", "c"]
    assert [row.id for row in questions.playlists(owner="stranger")] == ["c"]
    assert [row.id for row in questions.playlists(owner="Ann")] == ["b", "a"]


def test_a_list_says_how_each_playlists_items_stand(sqlite_room: Room) -> None:
    room = sqlite_room
    for key in ("read", "changed"):
        room.target.put(room.ann, key)
    room.library.sync()
    room.target.edit(PlaylistId("changed"))
    room.target.put(room.ann, "unread")
    room.target.put(room.ann, "others", owner="stranger")
    room.later()
    room.library.sync(read=False)
    assert {row.id: row.items for row in room.questions.playlists()} == {
        "read": "read",
        "changed": "changed",
        "unread": "not read",
        "others": "not provided",
    }


def test_a_playlist_is_shown_with_titles_where_the_catalogue_knows_them(sqlite_room: Room) -> None:
    room = sqlite_room
    mine = room.target.put(room.ann, "mine", 1)
    room.target.edit(mine, ["spotify:track:mine0", None])
    room.library.sync()
    shown = room.questions.show(mine)
    assert shown.lines is not None
    assert [(line.position, line.title) for line in shown.lines] == [(1, "The Band, A Guest - Song mine0"), (2, None)]
    assert shown.lines[0].entry.added_at is not None
    with pytest.raises(NotFound):
        room.questions.show(PlaylistId("unknown"))


def test_a_history_tells_what_each_version_changed(room: Room) -> None:
    mine = room.target.put(room.ann, "mine", 4)
    room.library.sync()
    uris = [entry.uri for entry in room.target.kept[mine].entries]
    for changed in ([*uris, "spotify:track:x"], [uris[3], *uris[:3]], ["spotify:track:y"]):
        room.later()
        room.target.edit(mine, changed)
        room.library.sync()
    room.later()
    room.target.edit(mine, name="New", description="Other")
    room.library.sync()
    told = [(e.number, e.cause, e.length, e.added, e.removed, e.moved, e.changed) for e in room.questions.history(mine)]
    assert told == [
        (5, "spotify", 1, 0, 0, 0, ("name", "description")),
        (4, "spotify", 1, 1, 4, 0, ()),
        (3, "spotify", 4, 0, 1, 1, ()),
        (2, "spotify", 5, 1, 0, 0, ()),
        (1, "first", 4, None, None, None, ()),
    ]
    assert [event.number for event in room.questions.history(mine, limit=2)] == [5, 4]
    assert room.questions.history(mine, before=1) == []


def test_two_versions_are_compared_by_number_name_or_id(sqlite_room: Room) -> None:
    room = sqlite_room
    mine = room.target.put(room.ann, "mine", 3)
    room.library.sync()
    room.later()
    room.target.edit(mine, ["spotify:track:mine0", "spotify:track:new"], name="New")
    room.library.sync()
    compared = room.questions.diff(mine)
    assert (compared.before.number, compared.after.number) == (1, 2)
    assert [(placed.position, placed.entry.uri) for placed in compared.difference.added] == [(2, "spotify:track:new")]
    assert [placed.position for placed in compared.difference.removed] == [2, 3]
    assert compared.titles["spotify:track:new"] == "The Band, A Guest - Song new"
    assert room.questions.diff(mine, "v1", "2").difference == compared.difference
    assert room.questions.version(mine, compared.before.id).number == 1
    with pytest.raises(NotFound, match="no version '9'"):
        room.questions.diff(mine, "9")


def test_a_single_version_has_nothing_to_be_compared_with(sqlite_room: Room) -> None:
    mine = sqlite_room.target.put(sqlite_room.ann, "mine")
    sqlite_room.library.sync()
    with pytest.raises(NotFound, match="single version"):
        sqlite_room.questions.diff(mine)


@pytest.mark.parametrize(
    "text",
    [
        LONG,
        f"spotify:playlist:{LONG}",
        f"https://open.spotify.com/playlist/{LONG}?si=abc",
        f"https://open.spotify.com/intl-de/playlist/{LONG}",
        "37i9",
        "Focus",
        "FOCUS",
        "ocu",
    ],
)
def test_a_playlist_is_found_by_id_address_beginning_or_name(sqlite_room: Room, text: str) -> None:
    sqlite_room.target.put(sqlite_room.ann, LONG, name="Focus")
    sqlite_room.target.put(sqlite_room.ann, "other", name="Party")
    sqlite_room.library.sync()
    assert sqlite_room.questions.find(text) == LONG


def test_an_ambiguous_name_is_refused_with_its_candidates(sqlite_room: Room) -> None:
    for key in ("one", "two"):
        sqlite_room.target.put(sqlite_room.ann, key, name="Mix")
    sqlite_room.target.put(sqlite_room.ann, "three", name="Mix of all")
    sqlite_room.library.sync()
    with pytest.raises(InputError, match=r"2 playlists: Mix \(one\) and Mix \(two\)"):
        sqlite_room.questions.find("mix")
    assert sqlite_room.questions.find("Mix of all") == "three"
    with pytest.raises(NotFound):
        sqlite_room.questions.find("nothing of the kind")
    with pytest.raises(NotFound):
        sqlite_room.questions.find(LONG)


def test_a_gone_playlist_is_found_when_no_other_is_meant(sqlite_room: Room) -> None:
    room = sqlite_room
    gone = room.target.put(room.ann, "gone", name="Mix")
    room.library.sync()
    room.target.lists[room.ann].remove(gone)
    room.later()
    room.library.sync()
    assert room.questions.find("Mix") == gone
    new = room.target.put(room.ann, "new", name="Mix")
    room.later()
    room.library.sync()
    assert room.questions.find("Mix") == new
    assert len(room.questions.playlists(gone=True)) == 2

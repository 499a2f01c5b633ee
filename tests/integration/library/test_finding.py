"""Finding by the beginnings of words, and where what was found stands: now, since when, and over time."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from playwarden.domain.access import tagged
from playwarden.domain.catalogue import Album, Artist, Track
from playwarden.features.library.finding import Finding, Found
from playwarden.features.library.holders import Holders
from playwarden.kit.errors import NotFound
from playwarden.kit.ids import AccountId, PlaylistId
from playwarden.store import catalogue
from playwarden.store.derived import rebuild, rebuild_departures
from playwarden.store.holdings import holders
from playwarden.store.models.finding import Departure, Holding, Word
from playwarden.store.models.placements import Placement
from playwarden.store.models.tending import PlaylistTag
from tests.integration.library.conftest import Room

BAND, GUEST = Artist("band", "The Band"), Artist("guest", "Björk & Guests")
ALBUM = Album("alb", "Long Roads", None, "1981")


def uri(name: str) -> str:
    return f"spotify:track:{name}"


def found(room: Room, text: str, among: frozenset[AccountId] | None = None) -> Found:
    return Finding(room.database).find(text, among=among)


def titles(room: Room, text: str, among: frozenset[AccountId] | None = None) -> list[str]:
    return [track.name for track in found(room, text, among).tracks]


def known(room: Room, *tracks: Track) -> None:
    with room.database.write() as session:
        catalogue.remember_tracks(session, tracks, room.clock.now())


def filled(room: Room) -> PlaylistId:
    """Ann's list of a few tracks with names of their own, one of which Ben's list holds too."""
    mine, theirs = room.target.put(room.ann, "mine", 0), room.target.put(room.ben, "theirs", 0, name="Nights of Ben")
    room.target.edit(mine, [uri("river"), uri("isobel"), uri("rain")])
    room.target.edit(theirs, [uri("rain"), uri("bens")])
    room.library.sync()
    named(room)
    return mine


def named(room: Room) -> None:
    """Their names; a reading of the imitation calls them otherwise again."""
    known(
        room,
        Track(uri("river"), "River Deep (feat. Björk)", artists=(BAND,), album=ALBUM, isrc="GBAYE0000001"),
        Track(uri("isobel"), "Isobel", artists=(GUEST,)),
        Track(uri("rain"), "Rain on the River", artists=(BAND, GUEST), album=ALBUM),
        Track(uri("bens"), "Ben's own river", artists=(BAND,)),
    )


def test_each_word_begins_a_word_of_title_or_artists_and_what_is_held_more_comes_first(room: Room) -> None:
    filled(room)
    assert titles(room, "riv") == ["River Deep (feat. Björk)", "Rain on the River", "Ben's own river"]
    assert titles(room, "rain riv") == ["Rain on the River"]
    assert titles(room, "BJORK rain") == ["Rain on the River"]
    assert titles(room, "iver") == []
    assert titles(room, "  ") == titles(room, "!") == []
    assert [track.playlists for track in found(room, "rain").tracks] == [2]


def test_signs_that_mean_something_to_a_database_mean_themselves(room: Room) -> None:
    filled(room)
    for text in ("%", "_", "riv%", "'; DROP", "a" * 400, "\\", "*"):
        assert titles(room, text) == [] or text == "riv%"
    assert titles(room, "riv%") == titles(room, "riv")


def test_writing_without_spaces_is_found_from_any_sign(room: Room) -> None:
    known(room, Track(uri("cjk"), "東京の夜明け", artists=(Artist("x", "宇多田ヒカル"),)))
    assert titles(room, "夜明け") == titles(room, "東京") == titles(room, "ヒカル") == ["東京の夜明け"]


def test_artists_albums_and_playlists_are_found_by_their_names(room: Room) -> None:
    filled(room)
    answer = found(room, "b")
    assert [(one.name, one.tracks) for one in answer.artists] == [("The Band", 3), ("Björk & Guests", 2)]
    assert [one.name for one in answer.playlists] == ["Nights of Ben", "Mix mine"], "its owner, or a part of its name"
    assert [(one.name, one.tracks) for one in found(room, "long").albums] == [("Long Roads", 2)]


def test_more_than_is_shown_is_told(room: Room) -> None:
    filled(room)
    answer = Finding(room.database).find("river", most=2)
    assert (len(answer.tracks), answer.more) == (2, ("tracks",))


def test_a_link_or_an_isrc_finds_that_one_thing(room: Room) -> None:
    mine = filled(room)
    assert [one.uri for one in found(room, "https://open.spotify.com/intl-de/track/rain?si=1").tracks] == [uri("rain")]
    assert [one.name for one in found(room, "spotify:artist:band").artists] == ["The Band"]
    assert [one.name for one in found(room, "spotify:album:alb").albums] == ["Long Roads"]
    assert [one.id for one in found(room, f"spotify:playlist:{mine}").playlists] == [mine]
    assert [one.uri for one in found(room, "gbaye0000001").tracks] == [uri("river")]


def test_what_was_renamed_is_found_by_its_new_name(room: Room) -> None:
    filled(room)
    known(room, Track(uri("isobel"), "Hyperballad", artists=(GUEST,)))
    assert titles(room, "hyper") == titles(room, "bjor hyper") == ["Hyperballad"]
    assert titles(room, "isobel") == []


def test_who_sees_one_account_finds_what_its_playlists_hold(room: Room) -> None:
    filled(room)
    ben = frozenset({room.ben})
    assert titles(room, "riv", ben) == ["Ben's own river", "Rain on the River"]
    assert [track.playlists for track in found(room, "rain", ben).tracks] == [1]
    assert [one.name for one in found(room, "mi", ben).playlists] == []
    assert [(one.name, one.tracks) for one in found(room, "band", ben).artists] == [("The Band", 2)]
    assert found(room, uri("river"), ben).tracks == ()


def placed(room: Room, playlist: PlaylistId, track: str, note: str = "secret") -> None:
    """A placement that is planned for a playlist."""
    nothing = dict.fromkeys(column.name for column in Placement.__table__.columns)
    words = {"zone": "UTC", "moved": "out", "missed": "skip", "accepts": [], "note": note, "words": ""}
    times = {"from_at": room.clock.now() + timedelta(days=3), "created_at": room.clock.now()}
    what = {"id": "plc_1", "playlist_id": playlist, "uri": track, "state": "planned", "actor": "test"}
    with room.database.write() as session:
        session.add(Placement(**nothing | words | times | what))


def test_a_placement_is_found_by_all_words_of_its_note_as_people_write_them(room: Room) -> None:
    placed(room, filled(room), uri("rain"), "Été à la PLAGE, deuxième semaine")
    for asked, number in (("été", 1), ("ete plage", 1), ("ÉTÉ", 1), ("plage hiver", 0), ("hiver", 0)):
        assert len(found(room, asked).placements) == number, asked


def test_what_is_planned_is_told_to_who_sees_an_account_that_changes_it_and_to_no_follower(room: Room) -> None:
    mine = filled(room)
    room.target.follow(room.ben, mine)
    room.later()
    room.library.sync()
    named(room)
    placed(room, mine, uri("rain"))
    for sees, told in ((None, 1), (frozenset({room.ann}), 1), (frozenset({room.ben}), 0)):
        assert len(found(room, "secret", sees).placements) == told
        assert len(Holders(room.database).track("rain", sees).placements) == told
    assert "Mix mine" in [one.name for one in found(room, "mi", frozenset({room.ben})).playlists]


def test_who_reaches_what_has_a_tag_finds_that_and_what_it_holds_alone(room: Room) -> None:
    mine = filled(room)
    placed(room, mine, uri("isobel"))
    by_tag = frozenset({tagged(room.ann, "week")})
    assert found(room, "mi", by_tag) == found(room, "secret", by_tag) == Found()
    with room.database.write() as session:
        session.add(PlaylistTag(playlist_id=mine, tag="week"))
    assert [one.id for one in found(room, "mi", by_tag).playlists] == [mine]
    assert titles(room, "riv", by_tag) == ["River Deep (feat. Björk)", "Rain on the River"]
    assert [track.playlists for track in found(room, "rain", by_tag).tracks] == [1]
    assert [one.playlist.name for one in Holders(room.database).track("rain", by_tag).holders] == ["Mix mine"]
    assert len(found(room, "secret", by_tag).placements) == 1


def test_a_track_is_told_with_every_playlist_and_place(room: Room) -> None:
    mine = filled(room)
    room.target.edit(mine, [uri("rain"), uri("river"), uri("rain")])
    room.later()
    room.library.sync()
    named(room)
    there = Holders(room.database).track("rain")
    assert [(one.playlist.name, [place.position for place in one.places], one.length) for one in there.holders] == [
        ("Mix mine", [1, 3], 3),
        ("Nights of Ben", [1], 2),
    ]
    assert there.holders[0].places[0].added_by == "guest"
    assert (there.name, there.tracks[0].artists, there.album) == ("Rain on the River", (BAND, GUEST), ALBUM)
    assert there == Holders(room.database).track(uri("rain"))
    only = Holders(room.database).track("rain", frozenset({room.ben}))
    assert [one.playlist.name for one in only.holders] == ["Nights of Ben"]


def test_what_no_visible_playlist_holds_is_not_there(room: Room) -> None:
    filled(room)
    asked = Holders(room.database)
    ben = frozenset({room.ben})
    with pytest.raises(NotFound):
        asked.track("river", ben)
    with pytest.raises(NotFound):
        asked.track("nothing")
    for what in (asked.artist, asked.album):
        with pytest.raises(NotFound):
            what("nothing")
        with pytest.raises(NotFound):
            what("nothing", ben)
    assert [track.name for track in asked.artist("band", ben).tracks] == ["Ben's own river", "Rain on the River"]


def test_an_artist_or_album_is_told_with_every_place_of_its_tracks(room: Room) -> None:
    filled(room)
    band = Holders(room.database).artist("band")
    assert [(one.playlist.name, [place.uri for place in one.places]) for one in band.holders] == [
        ("Mix mine", [uri("river"), uri("rain")]),
        ("Nights of Ben", [uri("rain"), uri("bens")]),
    ]
    assert band.held == {uri("rain"): 2, uri("river"): 1, uri("bens"): 1}
    album = Holders(room.database).album("alb")
    assert (album.name, len(album.tracks), len(album.holders)) == ("Long Roads", 2, 2)


def test_places_over_time_tell_when_it_came_moved_and_went(room: Room) -> None:
    mine = filled(room)
    for uris in ([uri("isobel"), uri("river")], [uri("isobel"), uri("river")], [uri("a"), uri("isobel"), uri("rain")]):
        room.target.edit(mine, uris)
        room.later()
        room.library.sync()
    (course, other) = Holders(room.database).courses("track", "rain")
    assert (course.name, other.name) == ("Mix mine", "Nights of Ben")
    assert [(one.version, one.positions, one.length) for one in course.stands] == [
        (1, (3,), 3),
        (2, (), 2),
        (3, (3,), 3),
    ]
    assert course.since == course.stands[0].seen_at


def test_a_track_that_left_is_told_with_the_places_it_had(room: Room) -> None:
    mine = filled(room)
    room.target.edit(mine, [uri("isobel")])
    room.later()
    room.library.sync()
    asked = Holders(room.database)
    (course,) = asked.courses("track", "river")
    assert (course.name, course.now) == ("Mix mine", False)
    assert [(one.version, one.positions) for one in course.stands] == [(1, (1,)), (2, ())]
    assert [(one.name, one.now) for one in asked.courses("track", "rain")] == [
        ("Nights of Ben", True),
        ("Mix mine", False),
    ]
    assert [(one.name, one.now) for one in asked.courses("artist", "band")] == [
        ("Nights of Ben", True),
        ("Mix mine", False),
    ]
    assert asked.courses("album", "alb")[-1].stands[0].positions == (1, 3)
    ann, ben = frozenset({room.ann}), frozenset({room.ben})
    assert asked.courses("track", "river", ben) == []
    assert asked.track("river", ann).holders == ()
    with pytest.raises(NotFound):
        asked.track("river", ben)
    room.target.edit(mine, [uri("river")])
    room.later()
    room.library.sync()
    assert [one.now for one in asked.courses("track", "river")] == [True]


def test_what_is_held_follows_every_way_a_playlist_changes(room: Room) -> None:
    mine = filled(room)

    def held() -> set[str]:
        with room.database.read() as session:
            return set(session.scalars(select(Holding.uri).where(Holding.playlist_id == mine)))

    assert held() == {uri("river"), uri("isobel"), uri("rain")}
    room.target.edit(mine, [uri("rain"), None, uri("rain"), uri("new")])
    room.later()
    room.library.sync()
    assert held() == {uri("rain"), uri("new")}
    room.target.lists[room.ann].remove(mine)
    room.later()
    room.library.sync()
    with room.database.read() as session:
        assert mine not in holders(session, [uri("rain")], None), "a playlist that is gone holds nothing for anybody"


def test_what_finding_looks_up_can_be_made_anew_from_the_rest(room: Room) -> None:
    mine = filled(room)
    room.target.edit(mine, [uri("rain")])
    room.later()
    room.library.sync()
    room.target.edit(mine, name="Other")  # its newest version holds details alone
    room.later()
    room.library.sync(read=False)

    def rows() -> tuple[list[tuple[str | int, ...]], ...]:
        with room.database.read() as session:
            return (
                [
                    tuple(row)
                    for row in session.execute(
                        select(Holding.playlist_id, Holding.uri).order_by(Holding.playlist_id, Holding.uri)
                    )
                ],
                [tuple(row) for row in session.execute(select(Word.kind, Word.word, Word.key, Word.place))],
                [tuple(row) for row in session.execute(select(Departure.playlist_id, Departure.uri))],
            )

    before = rows()
    with room.database.write() as session:
        session.execute(delete(Holding))
        session.execute(delete(Word))
        session.execute(delete(Departure))
    with room.database.write() as session:
        rebuild(session)
        rebuild_departures(session)
    held, words, left = rows()
    assert held == before[0]
    assert left
    assert left == before[2]
    assert sorted(words) == sorted(row for row in before[1] if row[0] == "track" or row in words)
    assert len(words) > 20


def test_a_track_seen_again_as_it_was_leaves_the_index_of_words_as_it_is(room: Room) -> None:
    filled(room)

    def rows() -> list[tuple[str, ...]]:
        with room.database.read() as session:
            return sorted(map(tuple, session.execute(select(Word.kind, Word.word, Word.key))))

    before = rows()
    named(room)
    assert rows() == before

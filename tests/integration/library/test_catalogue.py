"""The catalogue fills from what is seen on the way, and finds tracks by equal names."""

from dataclasses import replace

import pytest
from sqlalchemy import Connection, event

from playwarden.domain.catalogue import Album, Artist, Track
from playwarden.store import catalogue
from playwarden.store.database import Database
from tests.fakes.clock import FakeClock

DANCE = Track(
    uri="spotify:track:1",
    name="One Dance (feat. Wizkid & Kyla)",
    artists=(Artist("drake", "Drake"), Artist("wizkid", "WizKid"), Artist("kyla", "Kyla")),
    album=Album("views", "Views", "https://pictures/views"),
    duration_ms=173_986,
    isrc="USCM51600028",
    explicit=False,
)
LOCAL = Track("spotify:local:Me:Tape:Demo:60", "Demo", "local", (Artist(None, "Me"),), Album(None, "Tape"))


def remember(database: Database, *tracks: Track) -> int:
    with database.write() as session:
        return catalogue.remember_tracks(session, tracks, FakeClock().now())


def test_a_track_is_kept_with_artists_and_album(database: Database) -> None:
    assert remember(database, DANCE, LOCAL) == 2
    with database.read() as session:
        found = catalogue.tracks(session, [LOCAL.uri, DANCE.uri, "spotify:track:unknown"])
        assert catalogue.titles(session, [DANCE.uri, LOCAL.uri]) == {
            DANCE.uri: "Drake, WizKid, Kyla - One Dance (feat. Wizkid & Kyla)",
            LOCAL.uri: "Me - Demo",
        }
    assert found == (replace(LOCAL, album=None), DANCE)


def test_unchanged_tracks_cost_one_select_and_no_write(database: Database) -> None:
    remember(database, DANCE, LOCAL)
    statements: list[str] = []

    def note(_c: Connection, _u: object, statement: str, *_: object) -> None:
        statements.append(statement.split(None, 1)[0])

    event.listen(database.engine, "before_cursor_execute", note)
    assert remember(database, DANCE, LOCAL, DANCE) == 0
    event.remove(database.engine, "before_cursor_execute", note)
    assert [word for word in statements if word not in ("BEGIN", "PRAGMA")] == ["SELECT"]


def test_what_an_answer_lacks_never_erases_what_is_known(database: Database) -> None:
    remember(database, DANCE)
    bare = Track(DANCE.uri, DANCE.name)
    assert remember(database, bare) == 0
    assert remember(database, replace(bare, name="One Dance")) == 1
    with database.read() as session:
        assert catalogue.tracks(session, [DANCE.uri]) == (replace(DANCE, name="One Dance"),)


def test_other_artists_replace_the_ones_before(database: Database) -> None:
    remember(database, DANCE)
    alone = replace(DANCE, artists=DANCE.artists[:1])
    remember(database, alone)
    with database.read() as session:
        assert catalogue.tracks(session, [DANCE.uri]) == (alone,)


def test_an_album_without_its_cover_keeps_the_one_known(database: Database) -> None:
    remember(database, DANCE)
    other = replace(DANCE, uri="spotify:track:2", album=Album("views", "Views"))
    remember(database, other)
    with database.read() as session:
        assert [track.album for track in catalogue.tracks(session, [DANCE.uri, other.uri])] == [DANCE.album] * 2


@pytest.mark.parametrize("artist", ["drake", "DRAKE", "WizKid", "Drake, WizKid & Kyla", "Drake feat. WizKid, Kyla"])
def test_a_track_is_found_by_equal_names_and_any_of_its_artists(sqlite_database: Database, artist: str) -> None:
    remember(sqlite_database, DANCE, replace(DANCE, uri="spotify:track:live", name="One Dance - Live"))
    with sqlite_database.read() as session:
        assert [track.uri for track in catalogue.find_tracks(session, [("one dance", artist)])[0]] == [DANCE.uri]


def test_all_tracks_of_equal_names_are_found_and_local_files_never(sqlite_database: Database) -> None:
    remember(sqlite_database, DANCE, replace(DANCE, uri="spotify:track:2", isrc="other"), LOCAL)
    with sqlite_database.read() as session:
        assert len(catalogue.find_tracks(session, [("One Dance", "Drake")])[0]) == 2
        assert catalogue.find_tracks(session, [("One Dance", "Somebody")])[0] == ()
        assert catalogue.find_tracks(session, [("Demo", "Me")])[0] == ()


def test_twenty_thousand_tracks_at_once(sqlite_database: Database) -> None:
    tracks = [replace(DANCE, uri=f"spotify:track:{number}") for number in range(20_000)]
    assert remember(sqlite_database, *tracks) == 20_000
    assert remember(sqlite_database, *tracks) == 0


def test_a_release_date_comes_with_a_later_look_and_stays(database: Database) -> None:
    dated = replace(DANCE, album=Album("views", "Views", release_date="2016-04-29"))
    assert (remember(database, DANCE), remember(database, dated), remember(database, DANCE)) == (1, 1, 0)
    with database.read() as session:
        (found,) = catalogue.tracks(session, [DANCE.uri])
    assert found.album == Album("views", "Views", "https://pictures/views", "2016-04-29")

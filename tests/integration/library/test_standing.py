"""What stands in for tracks that cannot be played is found in a few statements, however many they are."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import event

from playwarden.domain.catalogue import Artist, Track
from playwarden.features.tracks.service import Standing, Tracks
from playwarden.store import catalogue, lookup
from tests.integration.library.conftest import Room

CLOSED = [
    Track(f"spotify:track:closed{number}", f"Closed {number}", artists=(Artist(f"a{number}", f"Artist {number}"),))
    for number in range(30)
]
TWINS = [Track(each.uri.replace("closed", "twin"), each.name, artists=each.artists) for each in CLOSED]


def standing(room: Room, name: str, held: Sequence[Track]) -> tuple[Standing, int]:
    """What is known of a list of these, and how many statements it took to find out."""
    playlist = room.target.put(room.ann, name, 0)
    room.target.edit(playlist, [each.uri for each in held])
    room.library.sync()
    with room.database.write() as session:
        catalogue.remember_tracks(session, [*CLOSED, *TWINS], room.clock.now())
        lookup.remember_availability(session, "DE", dict.fromkeys((each.uri for each in held), False), room.clock.now())
    asked: list[str] = []

    def heard(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    event.listen(room.database.engine, "before_cursor_execute", heard)
    try:
        found = Tracks(room.database, room.target, room.clock).standing(playlist, room.ann, "DE")
    finally:
        event.remove(room.database.engine, "before_cursor_execute", heard)
    return found, len(asked)


def test_many_tracks_take_as_many_statements_as_one(room: Room) -> None:
    one, few = standing(room, "one", CLOSED[:1])
    many, more = standing(room, "many", CLOSED)
    assert [each.candidates[0].track for each in one.unplayable] == TWINS[:1]
    found = {each.uri: [candidate.track.uri for candidate in each.candidates] for each in many.unplayable}
    assert found == {each.uri: [twin.uri] for each, twin in zip(CLOSED, TWINS, strict=True)}
    assert more == few


def test_the_same_recording_under_other_words_stands_in_and_another_version_does_not(room: Room) -> None:
    closed, twin = CLOSED[0], TWINS[0]
    titles = {"remaster": f"{twin.name} - Remastered 2011", "live": f"{twin.name} - Live"}
    others = [replace(twin, uri=f"spotify:track:{uri}", name=name) for uri, name in titles.items()]
    with room.database.write() as session:
        catalogue.remember_tracks(session, others, room.clock.now())
    found, _ = standing(room, "one", [closed])
    stand_in = [(one.track.uri, one.why) for one in found.unplayable[0].candidates]
    assert stand_in == [(twin.uri, "same names"), ("spotify:track:remaster", "same names")]

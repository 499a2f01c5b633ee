"""What somebody names is looked up in the catalogue by blocking keys, on both databases, and never by a scan."""

from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from playwarden.domain.backups import Kind
from playwarden.domain.catalogue import Album, Artist, Track
from playwarden.domain.matching import Named, Verdict
from playwarden.store import blocking, catalogue, matching
from playwarden.store.backup import back_up
from playwarden.store.database import Database
from playwarden.store.migrate import bring_up_to_date, create_at
from playwarden.store.models.catalogue import Track as TrackRow
from playwarden.store.models.finding import TrackKey
from playwarden.store.restore import restore
from tests.fakes.clock import FakeClock


def track(name: str, *artists: str, uri: str = "", isrc: str | None = None, kind: str = "track") -> Track:
    made = tuple(Artist(f"id {artist}", artist) for artist in artists)
    own = uri or f"spotify:{kind}:{name}{''.join(artists)}".replace(" ", "")
    return Track(own, name, kind, made, Album("al", "Low Tide"), 200_000, isrc, False)


HARBOUR = track("Glass Harbour (feat. Ana Río)", "The Tin Foxes", "Ana Río", isrc="XX1")
LIVE = track("Glass Harbour - Live", "The Tin Foxes")
OTHER = track("Paper Moon", "Ana Río")


def remember(database: Database, clock: FakeClock, *tracks: Track) -> None:
    with database.write() as session:
        catalogue.remember_tracks(session, tracks, clock.now())


def verdicts(database: Database, *wanted: Named) -> list[tuple[Verdict, str | None]]:
    with database.read() as session:
        found = matching.matches(session, wanted)
    return [(one.verdict, one.likely[0].uri if one.likely else None) for one in found]


def keys(session: Session) -> list[tuple[int, str]]:
    return [(key, uri) for key, uri in session.execute(select(TrackKey.key, TrackKey.uri).order_by(TrackKey.key))]


def test_each_wish_is_judged_over_what_is_alike(database: Database, clock: FakeClock) -> None:
    remember(database, clock, HARBOUR, LIVE, OTHER)
    found = verdicts(
        database,
        Named("glass harbor", ("Tin Foxes",)),
        Named("Glass Harbour (Live)", ("The Tin Foxes",)),
        Named("Ana Rio", ("Paper Moon",)),
        Named("Something Else", ("Nobody",)),
        Named("Anything", ("Nobody",), isrc="XX1"),
    )
    assert found == [
        (Verdict.ACCEPT, HARBOUR.uri),
        (Verdict.ACCEPT, LIVE.uri),
        (Verdict.ACCEPT, OTHER.uri),
        (Verdict.NONE, None),
        (Verdict.REVIEW, HARBOUR.uri),
    ]


def test_a_track_that_was_renamed_is_found_by_its_new_name_alone(database: Database, clock: FakeClock) -> None:
    remember(database, clock, track("Old Name", "Ana", uri="spotify:track:1"))
    remember(database, clock, track("Another Title", "Ben", uri="spotify:track:1"))
    assert verdicts(database, Named("Another Title", ("Ben",))) == [(Verdict.ACCEPT, "spotify:track:1")]
    with database.read() as session:
        expected = {line["key"] for line in blocking.lines("spotify:track:1", "Another Title", "Ben")}
        assert {key for key, _ in keys(session)} == expected


def test_a_word_that_stands_in_three_titles_is_no_slip(database: Database, clock: FakeClock) -> None:
    remember(database, clock, track("Faded", "Ana Río"), track("Fade Away", "Ben"), track("Slow Fade", "Ben"))
    wanted = Named("Fade", ("Ana Río",))
    assert verdicts(database, wanted) == [(Verdict.ACCEPT, "spotify:track:FadedAnaRío")]
    remember(database, clock, track("Something Else", "Fade"))
    assert verdicts(database, wanted)[0][0] is Verdict.ACCEPT
    remember(database, clock, track("Fade Out (Live)", "Cleo"))
    with database.read() as session:
        index = matching.load_index(session)
        assert [index.match(wanted)] == matching.matches(session, [wanted])
    assert verdicts(database, wanted)[0][0] is Verdict.REVIEW


def test_episodes_and_local_files_are_no_candidates(database: Database, clock: FakeClock) -> None:
    remember(database, clock, track("A Talk", "Ana", kind="episode"), track("A Tape", "Ana", kind="local"))
    assert [one for one, _ in verdicts(database, Named("A Talk", ("Ana",)), Named("A Tape", ("Ana",)))] == ["none"] * 2


def test_the_index_in_memory_says_what_the_table_says(database: Database, clock: FakeClock) -> None:
    tracks = made_up(300)
    remember(database, clock, *tracks)
    wanted = [Named(one.name.lower(), tuple(artist.name for artist in one.artists)) for one in tracks[::7]]
    with database.read() as session:
        index = matching.load_index(session)
        assert len(index) == 300
        assert [index.match(one) for one in wanted] == matching.matches(session, wanted)


def test_a_catalogue_of_before_gets_its_keys_by_the_migration(
    empty_database_url: str, tmp_path: Path, clock: FakeClock
) -> None:
    database = Database(empty_database_url)
    create_at(database, "0019")
    with database.write() as session:
        for one in (HARBOUR, LIVE, track("A Talk", "Ana", kind="episode")):
            credit = ", ".join(artist.name for artist in one.artists)
            row = {"uri": one.uri, "kind": one.kind, "name": one.name, "folded": "", "credit": credit}
            session.add(TrackRow(**row, seen_at=clock.now()))
    bring_up_to_date(database, tmp_path, clock)
    with database.read() as session:
        assert {uri for _, uri in keys(session)} == {HARBOUR.uri, LIVE.uri}
    assert verdicts(database, Named("Glass Harbour", ("Tin Foxes",))) == [(Verdict.ACCEPT, HARBOUR.uri)]
    database.close()


def test_a_restore_makes_the_keys_anew(
    sqlite_database: Database, other_database: Database, tmp_path: Path, clock: FakeClock
) -> None:
    remember(sqlite_database, clock, HARBOUR, LIVE)
    path = back_up(sqlite_database, tmp_path, kind=Kind.MANUAL, at=clock.now())
    restore(other_database, path, tmp_path, at=clock.now(), actor="operator")
    with sqlite_database.read() as session, other_database.read() as other:
        assert keys(other) == keys(session) != []


@pytest.mark.parametrize("wishes", [1, 450])
def test_candidates_are_looked_up_and_never_searched_for(database: Database, clock: FakeClock, wishes: int) -> None:
    remember(database, clock, *made_up(1_000))
    wanted = [Named(one.name, (one.artists[0].name,), isrc=one.isrc) for one in made_up(wishes)]
    asked: list[tuple[str, Any]] = []
    with database.read() as session:
        connection = session.connection()

        def noted(_: object, __: object, statement: str, parameters: Any, *rest: object) -> None:
            asked.append((statement, parameters))

        event.listen(connection, "before_cursor_execute", noted)
        found = matching.candidates(session, wanted)
        event.remove(connection, "before_cursor_execute", noted)
        plans = "\n".join(plan for each in asked for plan in explained(session, *each))
    assert all(found)
    assert len(asked) == 4 * -(-wishes // 200)
    assert "track_keys" in plans
    for whole in ("SCAN track", "SCAN artists", "SCAN albums", "Seq Scan on"):
        assert whole not in plans


def explained(session: Session, statement: str, parameters: Any) -> list[str]:
    """How the database goes about a statement. Where tables are small PostgreSQL likes to read them whole, whatever
    there is: it says here what it would do in large ones.
    """
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        return [str(row[-1]) for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)]
    connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
    return [str(row[0]) for row in connection.exec_driver_sql(f"EXPLAIN {statement}", parameters)]


def made_up(count: int) -> list[Track]:
    dice = Random(7)
    words = ["Amber", "Bridge", "Cinder", "Delta", "Ember", "Fjord", "Grove", "Harbour", "Island", "Jetty"]
    return [
        track(
            f"{' '.join(dice.sample(words, 3))} {number}",
            f"The {dice.choice(words)} {number % 40}",
            uri=f"spotify:track:{number:022}",
            isrc=f"XX{number}",
        )
        for number in range(count)
    ]

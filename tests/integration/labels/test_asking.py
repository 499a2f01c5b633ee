"""What is said about tracks and artists, asked of many at once on both databases."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy.orm import Session

from playwarden.domain.audio import Audio
from playwarden.domain.catalogue import Artist, Track
from playwarden.kit.ids import AccountId
from playwarden.store import audio_pairs, catalogue, labels
from playwarden.store.database import Database
from playwarden.store.models import labels as rows
from playwarden.store.models.accounts import Account, App
from playwarden.store.upsert import MOST_KEYS, insert_missing

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
ADA = "member:mem_1 (Ada)"
ARTIST = "spotify:artist:" + "a" * 22


def track(number: int) -> str:
    return f"spotify:track:{number:022d}"


def a_set(session: Session, name: str, place: int = 0, *, ready: bool = True, isrcs: int = 0) -> str:
    session.add(
        rows.FeatureSet(
            id=name,
            name=name,
            place=place,
            ready=ready,
            mapping={},
            counts={},
            isrcs=isrcs,
            at=AT,
            actor=ADA,
            serial=audio_pairs.next_serial(session),
            named=0,
            paired=True,
        )
    )
    session.flush()
    return name


def hear(session: Session, set_id: str, uri: str, **features: Any) -> None:
    session.add(rows.AudioRow(uri=uri, set_id=set_id, **features))
    session.flush()


def say(session: Session, label: str, uris: Iterable[str], *, kind: str = "genre", source: str = "hand") -> None:
    by_set = source not in ("hand", "list")
    told = {"set_id": source, "at": None, "actor": None} if by_set else {"set_id": None, "at": AT, "actor": ADA}
    said = {"kind": kind, "folded": label.casefold(), "label": label, "source": source, **told}
    insert_missing(session, rows.Label, [{"uri": uri, **said} for uri in uris])


def test_a_genre_is_told_of_the_track_or_artist_that_bears_it(database: Database) -> None:
    with database.write() as session:
        say(session, "Indie", [track(1), ARTIST])
        say(session, "Calm", [track(1)], kind="mood")
    with database.read() as session:
        asked = [track(1), track(2), ARTIST]
        assert labels.genres(session, asked) == {track(1): frozenset({"Indie"}), ARTIST: frozenset({"Indie"})}
        assert labels.moods(session, asked) == {track(1): frozenset({"Calm"})}


def test_labels_of_all_sources_hold_and_one_of_several_is_told_once(database: Database) -> None:
    with database.write() as session:
        say(session, "Indie", [track(1)])
        say(session, "Folk", [track(1)], source="list")
        say(session, "Indie", [track(1)], source=a_set(session, "fset_1"))
    with database.read() as session:
        assert labels.genres(session, [track(1)]) == {track(1): frozenset({"Indie", "Folk"})}


def test_of_a_feature_the_first_set_that_knows_it_is_believed(database: Database) -> None:
    with database.write() as session:
        hear(session, a_set(session, "second", 1), track(1), tempo=99.0, energy=0.9, key=3, major=True)
        hear(session, a_set(session, "first", 0), track(1), tempo=120.0)
    with database.read() as session:
        assert labels.audio(session, [track(1)]) == {track(1): Audio(tempo=120.0, energy=0.9, key=3, major=True)}


def test_a_key_and_its_mode_come_from_one_set(database: Database) -> None:
    with database.write() as session:
        hear(session, a_set(session, "first", 0), track(1), key=7)
        hear(session, a_set(session, "second", 1), track(1), key=3, major=True)
    with database.read() as session:
        assert labels.audio(session, [track(1)]) == {track(1): Audio(key=7)}


def test_a_row_by_isrc_holds_for_every_known_track_that_bears_it(database: Database) -> None:
    known = [Track(track(number), "Song", artists=(Artist("a" * 22, "A"),), isrc="DEAB12600001") for number in (1, 2)]
    with database.write() as session:
        catalogue.remember_tracks(session, [*known, Track(track(3), "Other")], AT)
        hear(session, a_set(session, "set", isrcs=1), "isrc:DEAB12600001", tempo=100.0)
        say(session, "Indie", ["isrc:DEAB12600001"], source="set")
    with database.read() as session:
        asked = [track(1), track(2), track(3)]
        assert labels.audio(session, asked) == {track(1): Audio(tempo=100.0), track(2): Audio(tempo=100.0)}
        assert labels.genres(session, asked) == {uri: frozenset({"Indie"}) for uri in asked[:2]}
        assert [each.words for each in labels.origins(session, [track(2)])[track(2)]] == [
            "in the data set set by its ISRC",
            "in the data set set by its ISRC",
        ]


@pytest.mark.parametrize("others", [0, MOST_KEYS + 1], ids=["few", "many"])
def test_what_is_said_of_a_track_itself_counts_before_what_is_said_of_its_isrc(database: Database, others: int) -> None:
    with database.write() as session:
        catalogue.remember_tracks(session, [Track(track(1), "Song", isrc="DEAB12600001")], AT)
        told = a_set(session, "set", isrcs=1)
        hear(session, told, "isrc:DEAB12600001", tempo=100.0, energy=0.5)
        hear(session, told, track(1), tempo=120.0)
    with database.read() as session:
        asked = [track(1), *(track(number) for number in range(2, others + 2))]
        assert labels.audio(session, asked) == {track(1): Audio(tempo=120.0, energy=0.5)}
        assert [each.of for each in labels.origins(session, asked)[track(1)]] == [track(1), "isrc:DEAB12600001"]


def test_a_set_that_is_still_being_imported_says_nothing(database: Database) -> None:
    with database.write() as session:
        half = a_set(session, "half", ready=False)
        hear(session, half, track(1), tempo=100.0)
        say(session, "Indie", [track(1)], source=half)
    with database.read() as session:
        assert labels.audio(session, [track(1)]) == {}
        assert labels.genres(session, [track(1)]) == {}
        assert labels.origins(session, [track(1)]) == {}


def test_it_is_told_where_each_came_from(database: Database) -> None:
    with database.write() as session:
        say(session, "Indie", [track(1)])
        say(session, "Folk", [track(1)], source="list")
        first, second = a_set(session, "Kaggle", 0), a_set(session, "Mine", 1)
        say(session, "acoustic", [track(1)], source=first)
        hear(session, first, track(1), tempo=100.0)
        hear(session, second, track(1), tempo=90.0, energy=0.5)
        hear(session, a_set(session, "Last", 2), track(1), tempo=80.0)
    with database.read() as session:
        found = labels.origins(session, [track(1), track(2)])
    assert [(each.about, each.label, each.words) for each in found[track(1)]] == [
        ("genre", "acoustic", "in the data set Kaggle"),
        ("genre", "Folk", "set by a list of artists by Ada on 2026-11-20"),
        ("genre", "Indie", "set by hand by Ada on 2026-11-20"),
        ("audio", "tempo", "in the data set Kaggle"),
        ("audio", "energy", "in the data set Mine"),
    ]
    assert set(found) == {track(1)}


def test_a_set_that_goes_takes_what_it_said_along(database: Database) -> None:
    with database.write() as session:
        going = a_set(session, "going")
        hear(session, going, track(1), tempo=100.0)
        say(session, "Indie", [track(1)], source=going)
        say(session, "Folk", [track(1)])
    with database.write() as session:
        session.delete(session.get_one(rows.FeatureSet, going))
    with database.read() as session:
        assert labels.audio(session, [track(1)]) == {}
        assert labels.genres(session, [track(1)]) == {track(1): frozenset({"Folk"})}


def test_what_is_blocked_is_blocked_for_one_account(database: Database) -> None:
    with database.write() as session:
        session.add(App(id="app", client_id="app", name="app", quota_group="app", sealed_secret=None, created_at=AT))
        session.flush()
        for name in ("acc_1", "acc_2"):
            session.add(
                Account(
                    id=name, app_id="app", spotify_id=name, user_id=name, display_name=name, market=None, scopes="",
                    authorised_at=AT, created_at=AT,
                )
            )  # fmt: skip
        session.flush()
        session.add(rows.Blocked(account_id="acc_1", uri=ARTIST, name="A", at=AT, actor=ADA))
    with database.read() as session:
        assert labels.blocked(session, AccountId("acc_1")) == {ARTIST}
        assert labels.blocked(session, AccountId("acc_2")) == frozenset()


@pytest.mark.parametrize("count", [MOST_KEYS - 1, 2 * MOST_KEYS + 1])
def test_more_than_one_statement_takes_are_asked_at_once(database: Database, count: int) -> None:
    uris = [track(number) for number in range(count)]
    with database.write() as session:
        told = a_set(session, "set")
        insert_missing(session, rows.AudioRow, [{"uri": uri, "set_id": told, "tempo": 100.0} for uri in uris[::2]])
        say(session, "Indie", uris[::3])
    with database.read() as session:
        assert labels.audio(session, iter(uris)) == dict.fromkeys(uris[::2], Audio(tempo=100.0))
        assert labels.genres(session, iter(uris)) == dict.fromkeys(uris[::3], frozenset({"Indie"}))

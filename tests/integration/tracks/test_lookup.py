"""Tracks of the local catalogue are found as somebody types, by their recording, by what can be played."""

from collections.abc import Sequence

import pytest

from playwarden.domain.catalogue import Album, Artist, Track
from playwarden.store import catalogue, lookup
from playwarden.store.database import Database
from tests.fakes.clock import FakeClock


def track(name: str, artist: str, isrc: str | None = None, kind: str = "track") -> Track:
    number = f"{name}{artist}{isrc}".replace(" ", "")
    return Track(f"spotify:{kind}:{number}", name, kind, (Artist(artist, artist),), Album("al", "Al"), 1_000, isrc)


SEEN = (
    track("Rivers & Dust", "Velvet Bridges", "DE1"),
    track("Rivers & Dust", "Velvet Bridges", "DE2"),
    track("Dust", "Björk Rivera", "DE1"),
    track("100% Pure", "Ünder_Score", None),
    track("A Talk of Dust", "A Show", None, "episode"),
    track("Dusty", "Local", None, "local"),
)


@pytest.fixture
def known(database: Database, clock: FakeClock) -> Database:
    with database.write() as session:
        catalogue.remember_tracks(session, SEEN, clock.now())
    return database


def names(found: Sequence[Track]) -> list[str]:
    return [f"{one.artists[0].name} - {one.name}" for one in found]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("dust", ["Björk Rivera - Dust", "Velvet Bridges - Rivers & Dust", "Velvet Bridges - Rivers & Dust"]),
        ("DUST bjork", ["Björk Rivera - Dust"]),
        ("velv dus", ["Velvet Bridges - Rivers & Dust"] * 2),
        ("100%", ["Ünder_Score - 100% Pure"]),
        ("under_s", ["Ünder_Score - 100% Pure"]),
        ("dust nothing", []),
        ("  ", []),
    ],
)
def test_words_are_looked_for_in_titles_and_artists(known: Database, typed: str, found: list[str]) -> None:
    with known.read() as session:
        answered = names(lookup.matching(session, typed, 10))
    assert [one for one in answered if not one.startswith("A Show")] == found


def test_what_begins_like_that_comes_first_and_local_files_never(known: Database) -> None:
    with known.read() as session:
        found = lookup.matching(session, "dust", 10)
        assert len(lookup.matching(session, "dust", 2)) == 2
    assert found[0].name == "Dust"
    assert {one.kind for one in found} == {"track", "episode"}


def test_the_same_recording_under_other_ids(known: Database) -> None:
    with known.read() as session:
        alike = lookup.same_recordings(session, [SEEN[0].uri, SEEN[1].uri, SEEN[3].uri])
    assert alike == {SEEN[0].uri: (SEEN[2],), SEEN[1].uri: ()}


def test_the_newest_answer_about_a_country_counts(known: Database, clock: FakeClock) -> None:
    uri = SEEN[0].uri
    with known.write() as session:
        lookup.remember_availability(session, "DE", {uri: False, SEEN[1].uri: True}, clock.now())
        clock.advance(hours=1)
        lookup.remember_availability(session, "DE", {uri: True}, clock.now())
        lookup.remember_availability(session, "FR", {}, clock.now())
    with known.read() as session:
        found = lookup.availability(session, [uri, SEEN[1].uri, SEEN[2].uri], "DE")
        assert lookup.availability(session, [uri], "FR") == {}
    assert {key: one.playable for key, one in found.items()} == {uri: True, SEEN[1].uri: True}
    assert found[uri].checked_at == clock.now()

"""Joining lists and dividing one: what can be added is all there, once where asked, in an order one can tell."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playwarden.domain.catalogue import Album, Artist, Track
from playwarden.domain.playlist import MAX_NAME, Entry
from playwarden.domain.shaping import OTHERS, UNKNOWN, called, joined, shared_out
from playwarden.kit.errors import InputError

LOCAL = Entry("spotify:local:a:b:c:1")
GONE = Entry(None)


def uri(letter: str) -> str:
    return f"spotify:track:{letter}"


def entries(letters: str, year: int | None = None) -> tuple[Entry, ...]:
    at = None if year is None else datetime(year, 5, 1, tzinfo=UTC)
    return tuple(Entry(uri(letter), at) for letter in letters)


def letters(uris: tuple[str, ...]) -> str:
    return "".join(each[-1] for each in uris)


def track(letter: str, artist: str = "", released: str | None = None) -> Track:
    made = (Artist(None, artist),) if artist else ()
    return Track(uri(letter), letter, artists=made, album=Album(None, "A", release_date=released))


class TestJoined:
    def test_one_stands_behind_the_other_and_the_first_of_several_stays(self) -> None:
        assert letters(joined([entries("abc"), entries("cad")])) == "abcd"

    def test_in_turns_the_longer_one_goes_on_alone(self) -> None:
        assert letters(joined([entries("abcd"), entries("xy")], "turns")) == "axbycd"

    def test_twice_is_kept_where_asked(self) -> None:
        assert letters(joined([entries("ab"), entries("ba")], twice=True)) == "abba"

    def test_what_cannot_be_added_is_left_out(self) -> None:
        assert joined([(LOCAL, GONE, *entries("a"))]) == (uri("a"),)


class TestSharedOut:
    @given(st.text("abcdefgh", max_size=40), st.integers(1, 9))
    def test_by_size_every_part_but_the_last_is_full_and_nothing_is_lost(self, text: str, size: int) -> None:
        shares = shared_out(entries(text), {}, "size", size=size)
        assert all(len(share.uris) == size for share in shares[:-1])
        assert "".join(letters(share.uris) for share in shares) == text

    def test_by_artist_the_largest_come_first_and_small_ones_go_together(self) -> None:
        known = {uri(one): track(one, who) for one, who in zip("abcdef", ["X", "Y", "Y", "Z", "Y", "X"], strict=True)}
        shares = shared_out(entries("abcdefg"), known, "artist", least=2)
        assert [(share.label, letters(share.uris)) for share in shares] == [
            ("Y", "bce"),
            ("X", "af"),
            (OTHERS, "d"),
            (UNKNOWN["artist"], "g"),
        ]

    def test_by_year_added_they_stand_by_year_and_1970_is_no_date(self) -> None:
        whole = (*entries("a", 2024), *entries("b", 2022), *entries("c", 1970), *entries("d", 2024), *entries("e"))
        shares = shared_out(whole, {}, "added")
        assert [(share.label, letters(share.uris)) for share in shares] == [
            ("2022", "b"),
            ("2024", "ad"),
            (UNKNOWN["added"], "ce"),
        ]

    def test_by_release_they_stand_by_decade(self) -> None:
        dates = ["1999", "2001-04", None]
        known = {uri(one): track(one, released=date) for one, date in zip("abc", dates, strict=True)}
        labels = [share.label for share in shared_out(entries("abc"), known, "released")]
        assert labels == ["1990s", "2000s", UNKNOWN["released"]]

    def test_more_than_a_hundred_at_once_are_too_many(self) -> None:
        with pytest.raises(InputError, match="101 playlists"):
            shared_out(entries("a" * 101), {}, "size", size=1)


@given(st.text(min_size=1, max_size=100), st.text(min_size=1, max_size=100))
def test_a_name_fits_into_what_spotify_takes(name: str, label: str) -> None:
    assert len(called(name, label)) <= MAX_NAME
    assert called(name, label).endswith(label[:60])

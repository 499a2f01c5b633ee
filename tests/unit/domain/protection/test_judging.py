"""What is wrong with a playlist is told from one answer, and what that answer does not show is never wrong."""

import pytest

from playwarden.domain.playlist import Cover, Details
from playwarden.domain.protection.judging import How, Kind, judge, looks_taken_down, same_text
from playwarden.domain.protection.preferred import Learned, Preferred

WANTED = Preferred(name="Morning", description="Coffee & vinyl", cover="a" * 64)
URL = "https://i.example/image/ab67706c" + "0" * 32
MOSAIC = "https://mosaic.example/640/" + "b" * 88


def nobody(url: str) -> bool | None:
    raise AssertionError(f"{url} needs no look at the picture")


def details(name: str | None = "Morning", description: str | None = "Coffee & vinyl", url: str | None = URL) -> Details:
    custom = False if url == MOSAIC else None
    return Details(name, description, cover=Cover(url, custom=custom) if url else None)


LEARNED = Learned(cover=("a" * 64, URL))


class TestATakeDown:
    def test_is_an_emptied_text(self) -> None:
        judged = judge(WANTED, LEARNED, details(name="", description=" "), nobody, whole=True)
        assert [(one.field, one.how) for one in judged.wrong] == [
            ("name", How.EMPTIED),
            ("description", How.EMPTIED),
        ]
        assert judged.kind is Kind.TAKEDOWN

    @pytest.mark.parametrize("name", ["New Playlist", "my playlist #12", "My Playlist 3", "Untitled", "null"])
    def test_is_a_default_name(self, name: str) -> None:
        assert judge(WANTED, LEARNED, details(name=name), nobody, whole=True).wrong[0].how is How.DEFAULT

    def test_is_a_mosaic_in_the_place_of_the_cover(self) -> None:
        judged = judge(WANTED, LEARNED, details(url=MOSAIC), nobody, whole=True)
        assert [one.how for one in judged.wrong] == [How.MOSAIC]
        assert judged.kind is Kind.TAKEDOWN

    def test_is_a_cover_that_is_gone(self) -> None:
        assert judge(WANTED, LEARNED, details(url=None), nobody, whole=True).wrong[0].how is How.GONE

    def test_is_none_where_the_default_is_what_is_wanted(self) -> None:
        wanted = Preferred(name="New Playlist")
        assert judge(wanted, Learned(), details(name="New Playlist"), nobody, whole=True).right


class TestAnEdit:
    def test_is_another_text(self) -> None:
        judged = judge(WANTED, LEARNED, details(name="Evening"), nobody, whole=True)
        assert (judged.kind, judged.wrong[0].how, judged.wrong[0].seen) == (Kind.EDIT, How.OTHER, "Evening")

    def test_is_another_picture(self) -> None:
        judged = judge(WANTED, LEARNED, details(url=URL[:-1] + "1"), lambda _: False, whole=True)
        assert (judged.kind, judged.fields) == (Kind.EDIT, ("cover",))

    def test_of_visibility_counts_where_that_is_protected(self) -> None:
        seen = Details("Morning", public=False)
        assert judge(Preferred(name="Morning", public=True), Learned(), seen, nobody, whole=True).fields == ("public",)
        assert judge(Preferred(name="Morning"), Learned(), seen, nobody, whole=True).right


class TestNotProvided:
    def test_is_unknown_and_never_wrong(self) -> None:
        judged = judge(WANTED, LEARNED, details(description=None, url=None), nobody, whole=False)
        assert judged.wrong == ()
        assert judged.unknown == ("description", "cover")
        assert not judged.right

    def test_is_a_picture_that_cannot_be_fetched(self) -> None:
        judged = judge(WANTED, LEARNED, details(url=URL[:-1] + "1"), lambda _: None, whole=True)
        assert (judged.wrong, judged.unknown) == ((), ("cover",))


class TestTheSame:
    def test_is_a_cover_under_another_address_that_looks_the_same(self) -> None:
        judged = judge(WANTED, LEARNED, details(url=URL[:-1] + "1"), lambda _: True, whole=True)
        assert judged.right
        assert judged.settled == URL[:-1] + "1"

    def test_is_a_text_as_spotify_was_seen_to_show_it(self) -> None:
        learned = Learned(description=("Coffee & vinyl", "Coffee and vinyl"), cover=("a" * 64, URL))
        assert judge(WANTED, learned, details(description="Coffee and vinyl"), nobody, whole=True).right

    def test_is_no_text_that_was_learned_for_another_wish(self) -> None:
        learned = Learned(description=("Tea", "Coffee and vinyl"), cover=("a" * 64, URL))
        assert not judge(WANTED, learned, details(description="Coffee and vinyl"), nobody, whole=True).right

    @pytest.mark.parametrize(
        ("one", "other"), [("Café", "Cafe\u0301"), ("a  b ", "a b"), ("a\u00a0b", "a b"), ("Å", "\u212b")]
    )
    def test_are_texts_of_one_normal_form(self, one: str, other: str) -> None:
        assert same_text(one, other)

    @pytest.mark.parametrize(("one", "other"), [("a", "b"), ("ab", "a b"), ("A", "a"), ("", "a"), ("ﬁ", "fi")])
    def test_are_not_texts_that_a_reader_tells_apart(self, one: str, other: str) -> None:
        assert not same_text(one, other)

    def test_is_a_mosaic_of_a_playlist_that_never_had_a_cover(self) -> None:
        wanted = Preferred.of(details(url=MOSAIC))
        assert wanted.cover is None
        assert judge(wanted, Learned(), details(url=MOSAIC + "c"), nobody, whole=True).right


class TestWhatLooksTakenDown:
    def test_is_what_was_otherwise_before(self) -> None:
        before = [Details("Morning", "Coffee", cover=Cover(URL, custom=True))]
        now = Details("", "", cover=Cover(MOSAIC, custom=False))
        assert looks_taken_down(now, before) == ("name", "description", "cover")

    def test_is_not_a_description_that_never_was(self) -> None:
        assert looks_taken_down(Details("Morning", ""), [Details("Evening", "")]) == ()

    def test_is_an_empty_name_whatever_was_before(self) -> None:
        assert looks_taken_down(Details("", "Coffee"), []) == ("name",)

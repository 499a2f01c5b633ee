"""One recording under many names is accepted, another recording never, and what is not certain goes to a person."""

from dataclasses import replace

import pytest

from playwarden.domain.matching import Named, Verdict, equals, judge

STUDIO = Named("Glass Harbour", ("The Tin Foxes",), "Low Tide", 201_000)


def verdict(wanted: Named, *candidates: Named) -> Verdict:
    return judge(wanted, [(f"spotify:track:{place}", one) for place, one in enumerate(candidates)]).verdict


@pytest.mark.parametrize(
    "title",
    [
        "Glass Harbour",
        "GLASS HARBOUR",
        "glass  harbour!",
        "Ｇｌａｓｓ Ｈａｒｂｏｕｒ",
        "Glass Hárbour",
        "Glass Harbour - Remastered 2011",
        "Glass Harbour (2011 Remaster)",
        "Glass Harbour (Album Version)",
        "Glass Harbour (Official Video)",
        "Glas Harbour",
        "Glass Harbour (2011 Remastr)",
        "Glass Harbour [Offical Video]",
    ],
)
def test_another_spelling_of_the_title_is_accepted(title: str) -> None:
    assert verdict(Named(title, ("The Tin Foxes",)), STUDIO) is Verdict.ACCEPT


@pytest.mark.parametrize(
    "version",
    [
        "Live",
        "Live at Nowhere Hall / 1999",
        "En Vivo",
        "Ao Vivo",
        "Remix",
        "Dora Klein Remix",
        "Acoustic",
        "Karaoke Version",
        "Instrumental",
        "Sped Up",
        "Slowed + Reverb",
        "Nightcore",
        "A Cappella",
        "Demo",
        "Re-Recorded",
        "Tin Foxes' Version",
        "Japanese Version",
        "Radio Edit",
        "Extended Mix",
    ],
)
@pytest.mark.parametrize("form", ["{} - {}", "{} ({})", "{} [{}]"])
def test_another_version_is_never_accepted_without_being_asked_for_nor_left_out(version: str, form: str) -> None:
    named = Named(form.format("Glass Harbour", version), ("The Tin Foxes",))
    assert verdict(Named("Glass Harbour", ("The Tin Foxes",)), named) is Verdict.REVIEW
    assert verdict(named, STUDIO) is not Verdict.ACCEPT
    assert verdict(named, named) is Verdict.ACCEPT


@pytest.mark.parametrize(
    ("wanted", "made"),
    [
        (("Ana", "Ben"), ("Ben", "Ana")),
        (("Ana & Ben",), ("Ana", "Ben")),
        (("Ana x Ben",), ("Ana", "Ben")),
        (("Ana feat. Ben",), ("Ana", "Ben")),
        (("Ana vs. Ben",), ("Ana and Ben",)),
        (("Ana",), ("Ana", "Ben")),
        (("Tin Foxes",), ("The Tin Foxes",)),
        (("Кино",), ("Kino",)),
    ],
)
def test_artists_are_one_in_any_order_and_with_guests_or_without(
    wanted: tuple[str, ...], made: tuple[str, ...]
) -> None:
    assert verdict(Named("Glass Harbour", wanted), Named("Glass Harbour", made)) is Verdict.ACCEPT


@pytest.mark.parametrize(
    "wanted",
    [Named("Hello", ("Ana", "Ben"), duration_ms=90_000), Named("Hello (feat. Ben)", ("Ana",), duration_ms=90_000)],
)
def test_a_guest_whom_the_catalogue_lacks_takes_an_equal_length(wanted: Named) -> None:
    assert verdict(wanted, Named("Hello", ("Ana",), duration_ms=91_000)) is Verdict.ACCEPT
    assert verdict(wanted, Named("Hello", ("Ana",), duration_ms=97_000)) is Verdict.REVIEW
    assert verdict(wanted, Named("Hello", ("Ana",))) is Verdict.REVIEW


def test_a_code_that_is_used_for_another_name_goes_to_a_person() -> None:
    wanted = Named("Glass Harbour", ("The Tin Foxes",), isrc="XX0000000001")
    assert verdict(wanted, Named("Paper Moon", ("Ana",), isrc="XX0000000001")) is Verdict.REVIEW


def test_of_two_recordings_of_one_name_the_length_decides_and_without_it_a_person() -> None:
    longer = Named("Glass Harbour", ("The Tin Foxes",), "Late Tide", 260_000)
    assert verdict(Named("Glass Harbour", ("The Tin Foxes",)), STUDIO, longer) is Verdict.REVIEW
    assert verdict(Named("Glass Harbour", ("The Tin Foxes",), duration_ms=259_000), STUDIO, longer) is Verdict.ACCEPT


def test_title_and_artist_may_be_exchanged() -> None:
    assert verdict(Named("The Tin Foxes", ("Glass Harbour",)), STUDIO) is Verdict.ACCEPT


def test_nothing_alike_is_none() -> None:
    assert verdict(STUDIO, Named("Paper Moon", ("Ana",))) is Verdict.NONE


def why(wanted: Named, *candidates: Named) -> tuple[str, ...]:
    return judge(wanted, [(f"spotify:track:{place}", one) for place, one in enumerate(candidates)]).likely[0].why


@pytest.mark.parametrize(
    ("wanted", "there", "told"),
    [
        (Named("Hello", ("Ana", "Ben")), Named("Hello - Live", ("Ben", "Ana")), "live, which was not asked for"),
        (Named("Hello - Live", ("Ana",)), Named("Hello", ("Ana",)), "not live, which was asked for"),
        (
            Named("Hello", ("Ana",)),
            Named("Hello - Dora Klein Remix", ("Ana",)),
            "remix (dora klein), which was not asked for",
        ),
        (Named("Hello", ("Ana",)), Named("Hello - Radio Edit", ("Ana",)), "a radio edit, which was not asked for"),
        (
            Named("Hello", ("Ana",), duration_ms=60_000),
            Named("Hello", ("Ana",), duration_ms=90_000),
            "30 seconds longer or shorter",
        ),
        (Named("Hello Part 1", ("Ana",)), Named("Hello Part 2", ("Ana",)), "another number in the title"),
        (Named("Hello", ()), Named("Hello", ("Ana",)), "no artist to compare"),
        (Named("Hello", ("Ana", "Eva")), Named("Hello", ("Ana", "Ben Ode")), "only some of the artists are the same"),
    ],
)
def test_a_person_is_told_why_it_is_not_certain(wanted: Named, there: Named, told: str) -> None:
    assert verdict(wanted, there) is Verdict.REVIEW
    assert told in why(wanted, there)


def test_a_person_is_told_that_another_recording_fits_as_well() -> None:
    longer = Named("Glass Harbour", ("The Tin Foxes",), "Late Tide", 260_000)
    assert "another recording fits as well" in why(Named("Glass Harbour", ("The Tin Foxes",)), STUDIO, longer)


def test_a_code_that_belongs_to_another_name_makes_the_right_name_doubtful() -> None:
    wanted = Named("Glass Harbour", ("The Tin Foxes",), isrc="XX0000000001")
    reused = Named("Paper Moon", ("Ana",), isrc="XX0000000001")
    assert verdict(wanted, STUDIO, reused) is Verdict.REVIEW
    assert "the recording code (ISRC) belongs to another name" in why(wanted, STUDIO, reused)


def test_an_equal_code_makes_up_for_a_length_or_a_guest_that_was_not_told() -> None:
    wanted = Named("Glass Harbour (Radio Edit)", ("The Tin Foxes", "Ana"), isrc="xx-000-00-00001")
    there = Named("Glass Harbour", ("The Tin Foxes",), isrc="XX0000000001")
    assert verdict(wanted, there) is Verdict.ACCEPT
    assert verdict(wanted, Named("Glass Harbour - Live", ("The Tin Foxes",), isrc="XX0000000001")) is Verdict.REVIEW


def test_the_three_best_are_shown_and_no_more() -> None:
    there = [Named(f"Glass Harbour - {number} Live", ("The Tin Foxes",)) for number in range(5)]
    found = judge(Named("Glass Harbour", ("The Tin Foxes",)), [(str(number), one) for number, one in enumerate(there)])
    assert (found.verdict, len(found.likely)) == (Verdict.REVIEW, 3)


def test_all_that_are_the_same_recording_are_told_whatever_else_is_alike() -> None:
    remaster = Named("Glass Harbour - Remastered 2011", ("The Tin Foxes",), duration_ms=201_500)
    longer = Named("Glass Harbour", ("The Tin Foxes",), duration_ms=260_000)
    live = Named("Glass Harbour - Live", ("The Tin Foxes",), duration_ms=201_000)
    assert equals(STUDIO, [("b", remaster), ("a", STUDIO), ("c", longer), ("d", live)]) == ("a", "b")


def judged(wanted: Named, there: Named, words: frozenset[str]) -> Verdict:
    return judge(wanted, [("spotify:track:0", there)], words).verdict


def test_a_word_that_titles_are_known_to_have_is_no_slip() -> None:
    there, words = Named("Faded", ("Ana",), duration_ms=201_000), frozenset({"fade", "form"})
    assert judged(Named("Fade", ("Ana",)), there, frozenset()) is Verdict.ACCEPT
    assert judged(Named("Fade", ("Ana",)), there, words) is Verdict.REVIEW
    assert judged(Named("Fade", ("Ana",), duration_ms=200_000), there, words) is Verdict.ACCEPT
    assert judged(Named("Run Form Here", ("Ana",)), Named("Run From Here", ("Ana",)), words) is Verdict.ACCEPT
    assert "another word in the title: fade" in judge(Named("Fade", ("Ana",)), [("a", there)], words).likely[0].why


def test_a_word_more_in_the_title_is_no_slip_unless_it_is_an_article() -> None:
    there = Named("Glass Harbour", ("The Tin Foxes",))
    assert verdict(Named("My Glass Harbour", ("The Tin Foxes",)), there) is Verdict.REVIEW
    assert verdict(Named("A Glass Harbour", ("The Tin Foxes",)), there) is Verdict.ACCEPT


@pytest.mark.parametrize("title", ["Glass Harbour - Remastered 2011", "Glass Harbuor"])
def test_what_is_called_otherwise_has_to_be_as_long_within_two_seconds(title: str) -> None:
    assert verdict(Named(title, ("The Tin Foxes",), duration_ms=203_000), STUDIO) is Verdict.ACCEPT
    assert verdict(Named(title, ("The Tin Foxes",), duration_ms=203_500), STUDIO) is Verdict.REVIEW
    assert verdict(Named("Glass Harbour", ("The Tin Foxes",), duration_ms=203_500), STUDIO) is Verdict.ACCEPT


@pytest.mark.parametrize(
    ("wanted", "there"),
    [
        (Named("Mstetoe", ("Ana",)), Named("Mistletoe", ("Ana",))),
        (Named("zjaria", ("Ana",)), Named("Maria", ("Ana",))),
        (Named("Sing", ("Trvasi",)), Named("Sing", ("Travis",))),
        (Named("Sinfonia", ("Ana",)), Named("Sinfonia (After Bach, BWV 248)", ("Ana",))),
    ],
)
def test_an_equal_length_makes_up_for_a_letter_more_and_for_numbers_of_a_phrase(wanted: Named, there: Named) -> None:
    assert verdict(wanted, there) is Verdict.REVIEW
    as_long = replace(there, duration_ms=201_000)
    assert verdict(replace(wanted, duration_ms=200_000), as_long) is Verdict.ACCEPT
    assert verdict(replace(wanted, duration_ms=206_000), as_long) is Verdict.REVIEW


def test_an_equal_length_never_makes_up_for_another_part() -> None:
    there = Named("Sinfonia (Part 2 of the Story)", ("Ana",), duration_ms=200_000)
    assert verdict(Named("Sinfonia", ("Ana",), duration_ms=200_000), there) is Verdict.REVIEW


def test_a_version_word_mistyped_is_that_version_still() -> None:
    remix, studio = (Named(f"Glass Harbour{tail}", ("Ana",)) for tail in (" (Remix by DJ Ode)", ""))
    mistyped = Named("Glass Harbour (Remik by DJ Ode)", ("Ana",))
    assert verdict(mistyped, remix) is Verdict.ACCEPT
    assert verdict(mistyped, studio) is Verdict.REVIEW

"""What a row is about depends on what is there, not on how it came: order, repetition, other rows of other songs."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from playwarden.domain.audio_pairs import Decisions, Paired, Row, Rows
from playwarden.domain.matching import Named, signature

TITLES = ("Glass Harbour", "Paper Moon", "Nine Doors", "Low Tide")
VERSIONS = ("", " - Live", " (Karaoke Version)", " (Night Bus Remix)", " - Acoustic", " - 2011 Remaster")
MEANING = VERSIONS[1:5]
"""Those that are another recording."""
ARTISTS = ("The Tin Foxes", "Ana Río", "Жесть")
NOTHING = Decisions({}, {})

names = st.builds(
    lambda title, version, made, ms: Named(title + version, (made,), None, ms),
    st.sampled_from(TITLES),
    st.sampled_from(VERSIONS),
    st.sampled_from(ARTISTS),
    st.sampled_from([None, 200_000, 201_000, 320_000]),
)
rows = st.lists(names, max_size=8).map(
    lambda found: [Row(number, f"spotify:track:{number:022d}", named) for number, named in enumerate(found)]
)


def pair(wanted: Named, of: list[Row], decisions: Decisions = NOTHING) -> Paired | None:
    return Rows(of, decisions).pair("spotify:track:x", wanted)


def version(named: Named) -> str:
    return next((each for each in MEANING if named.title.endswith(each)), "")


@given(names, rows)
def test_what_is_lent_is_of_the_same_version_whatever_else_is_there(wanted: Named, of: list[Row]) -> None:
    found = pair(wanted, of)
    if found is not None and found.sure:
        assert version(of[found.number].named) == version(wanted)


@given(names, rows, st.randoms(use_true_random=False))
def test_the_order_of_rows_decides_nothing_but_which_of_equals_is_named(
    wanted: Named, of: list[Row], dice: Random
) -> None:
    turned = list(of)
    dice.shuffle(turned)
    one, other = pair(wanted, of), pair(wanted, turned)
    assert (one is None) == (other is None)
    if one is not None and other is not None:
        assert (one.sure, one.score, of[one.number].named) == (other.sure, other.score, of[other.number].named)


@given(names, rows)
def test_the_rest_of_a_table_never_turns_a_no_into_a_yes(wanted: Named, of: list[Row]) -> None:
    alone = [single for row in of if (single := pair(wanted, [row])) is not None and single.sure]
    together = pair(wanted, of)
    if together is not None and together.sure:
        assert alone, "some row is accepted by itself"


@given(names, rows)
def test_rows_of_which_it_was_said_that_there_is_no_such_track_lend_nothing(wanted: Named, of: list[Row]) -> None:
    nobody = Decisions({signature(row.named): None for row in of}, {})
    assert pair(wanted, of, nobody) is None

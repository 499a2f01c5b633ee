"""Averages are drawn from enough, and a row is about a track by the first way that answers."""

import pytest

from playwarden.domain.audio import ENOUGH, LEAST, is_enough
from playwarden.domain.audio_pairs import Decisions, Row, Rows
from playwarden.domain.matching import Named, signature

HARBOUR = Named("Glass Harbour", ("The Tin Foxes",), None, 200_000)
MOON = Named("Paper Moon", ("Ana Río",), None, 180_000, "DEX012600001")


@pytest.mark.parametrize(
    ("tracks", "heard", "said"),
    [(0, 0, False), (4, 4, False), (5, 5, True), (10, 5, False), (10, 6, True), (100, 59, False), (100, 13, False)],
)
def test_nothing_is_averaged_over_too_little(tracks: int, heard: int, said: bool) -> None:
    assert is_enough(tracks, heard) is said


def test_what_is_unknown_moves_an_average_that_is_told_by_a_fifth_of_the_scale_at_most_in_the_middle() -> None:
    assert (1 - ENOUGH) * 0.5 <= 0.2
    assert LEAST > 1


def test_the_ways_are_tried_in_their_order() -> None:
    rows = [Row(1, "spotify:track:a", HARBOUR), Row(2, "spotify:track:b", MOON)]
    track = Named("Glass Harbour", ("The Tin Foxes",), None, 200_000, "DE-X01-26-00001")
    by_name = Rows(rows, Decisions({}, {})).pair("spotify:track:y", HARBOUR)
    by_code = Rows(rows, Decisions({}, {})).pair("spotify:track:x", track)
    assert by_name is not None
    assert (by_name.way, by_name.number) == ("likeness", 1)
    assert by_code is not None
    assert (by_code.way, by_code.number) == ("isrc", 2)
    decided = Decisions({signature(HARBOUR): "spotify:track:x"}, {})
    by_person = Rows(rows, decided).pair("spotify:track:x", track)
    assert by_person is not None
    assert (by_person.way, by_person.number) == ("decision", 1)
    assert Rows(rows, decided).pair("spotify:track:y", HARBOUR) is None, "the track that was chosen is not known here"

"""Reading pastes as algebra: no text breaks it, no line is lost, and what is written in a format is read back."""

from itertools import pairwise
from random import Random

from benchmarks.pasted import WRITERS, artists_of
from hypothesis import given
from hypothesis import strategies as st

from playwarden.domain.catalogue import Album, Artist, Track
from playwarden.domain.pasting import Format, Given, Order, read
from playwarden.domain.pasting.reading import numbered

SIGNS = [" - ", " by ", "\t", ",", ";", '"', "「", "」", "[00:00] ", "1. ", "\n", "\r\n", "\u2028", "(", ")"]
WORDS = ["spotify:track:", "4iV5W9uYEdYUVa79Axb7Rh", "https://open.spotify.com/track/", "USRC17607839", "NEW", "3:45"]
PIECES = st.sampled_from([*SIGNS, *WORDS, "title", "artist"])
TEXTS = st.lists(PIECES | st.text(max_size=6), max_size=30).map("".join)
GIVEN = st.builds(
    Given,
    st.none() | st.sampled_from(Format),
    st.none() | st.sampled_from(Order),
    st.none() | st.dictionaries(st.integers(0, 4), st.sampled_from(["title", "artist", "uri", "duration", None])),
)


@given(TEXTS, GIVEN)
def test_no_text_breaks_it_and_every_line_is_read_or_left_out_with_its_reason(text: str, said: Given) -> None:
    reading = read(text, said)
    covered = {number for line in reading.lines for number in range(line.first, line.last + 1)}
    assert {number for number, _ in numbered(text)} <= covered
    alone = [line for line in reading.lines if line.kind not in ("link", "isrc")]  # of these a line may hold several
    assert all(one.last < after.first for one, after in pairwise(alone))
    for line in reading.lines:
        assert (line.kind == "left_out") <= bool(line.note)
        assert (line.kind == "link") == (line.uri is not None)
        assert line.kind != "names" or line.title.strip()


LETTERS = st.text("abcdefghijklmnopqrstuvwxyzäéñ", min_size=4, max_size=9)
NAMES = st.lists(LETTERS, min_size=1, max_size=3).map(lambda words: " ".join(words).title())
TRACKS = st.lists(
    st.tuples(NAMES, NAMES, st.integers(70, 500)), min_size=8, max_size=30, unique_by=lambda each: each[0]
)


@given(TRACKS, st.sampled_from(sorted(WRITERS)), st.integers(0, 1000))
def test_what_is_written_in_a_format_is_read_back(drawn: list[tuple[str, str, int]], form: str, seed: int) -> None:
    tracks = [
        Track(
            f"spotify:track:{number:022}",
            title,
            artists=(Artist(None, f"The {artist}"),),
            album=Album(None, "Album"),
            duration_ms=seconds * 1000,
            isrc=f"DEABC26{number:05}",
        )
        for number, (title, artist, seconds) in enumerate(drawn)
    ]
    order = Order.TITLE_FIRST if "title - artist" in form or "chart" in form else Order.ARTIST_FIRST
    found = [
        line for line in read(WRITERS[form](tracks, Random(seed)), Given(order=order)).lines if line.kind != "left_out"
    ]
    if form == "links and URIs":
        assert [line.uri for line in found] == [track.uri for track in tracks]
    elif form == "ISRCs":
        assert [line.isrc for line in found] == [track.isrc for track in tracks]
    else:
        assert [(line.title, ", ".join(line.artists)) for line in found] == [(t.name, artists_of(t)) for t in tracks]

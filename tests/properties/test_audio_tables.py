"""However a table of how tracks sound is written, it tells the same; every row is kept or refused."""

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from playwarden.domain.audio_tables import Counts, Heard, mapped, opened

IDS = st.integers(0, 8).map(lambda number: f"{number:022d}")
NUMBERS = st.one_of(st.floats(0, 1).map(lambda value: f"{value:.4f}"), st.sampled_from(["", "NA", "2", "loud"]))
GENRES = st.sampled_from(["indie", "Indie", "folk", "Größe", "", "a;b"])
ROWS = st.lists(st.tuples(st.one_of(IDS, st.sampled_from(["", "none", "x"])), NUMBERS, GENRES), max_size=30)
WRITTEN = st.tuples(
    st.sampled_from(",;\t|"),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
    st.sampled_from(["\n", "\r\n"]),
)


def written(rows: list[tuple[str, str, str]], delimiter: str, encoding: str, ending: str, comma: bool) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator=ending)
    writer.writerow(["track_id", "energy", "genre"])
    for ident, number, genre in rows:
        writer.writerow([ident, number.replace(".", ",") if comma else number, genre])
    return text.getvalue().encode(encoding)


def read(raw: bytes) -> tuple[list[Heard], Counts]:
    table = opened(io.BytesIO(raw))
    counts = Counts()
    return list(table.rows(mapped(table.header), counts)), counts


@given(ROWS, WRITTEN, st.booleans())
def test_a_table_tells_the_same_however_it_is_written(
    rows: list[tuple[str, str, str]], form: tuple[str, str, str], comma: bool
) -> None:
    plain, counts = read(written(rows, ",", "utf-8", "\n", comma=False))
    found, others = read(written(rows, *form, comma=comma))
    assert found == plain
    assert others.document() | {"samples": []} == counts.document() | {"samples": []}


@given(ROWS)
def test_every_row_is_kept_or_refused(rows: list[tuple[str, str, str]]) -> None:
    found, counts = read(written(rows, ",", "utf-8", "\n", comma=False))
    assert counts.kept == len(found)
    assert counts.kept + counts.refused == counts.rows
    assert counts.tracks == len({each.uri for each in found})


@given(ROWS, ROWS)
def test_of_each_track_the_first_sound_and_every_label_is_told_once(
    rows: list[tuple[str, str, str]], more: list[tuple[str, str, str]]
) -> None:
    found, _ = read(written(rows + more + rows, ",", "utf-8", "\n", comma=False))
    sounds = [each.uri for each in found if each.sound is not None]
    assert len(sounds) == len(set(sounds))
    labels = [(each.uri, label) for each in found for label in each.labels]
    assert len(labels) == len(set(labels))
    once, _ = read(written(rows + more, ",", "utf-8", "\n", comma=False))
    assert found == once

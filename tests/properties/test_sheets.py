"""What a person does to the rows of a sheet is what becomes of the list, in any mixture."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from playwarden.domain.matching.fold import fold
from playwarden.domain.playlist import Details, Entry, PlaylistState
from playwarden.domain.sheets.book import sheet_names
from playwarden.domain.sheets.cells import Value, as_text, bare, safe
from playwarden.domain.sheets.columns import HEADS
from playwarden.domain.sheets.edits import Base, read_edits
from playwarden.domain.sheets.ordering import Placed, ordered
from playwarden.domain.sheets.outcome import merged_wish, outcome
from playwarden.domain.sheets.refs import Ref, Tie, row_seal
from playwarden.domain.sheets.tables import Headed, Table, headed
from playwarden.kit.ids import PlaylistId, VersionId

PLAYLIST = PlaylistId("p" * 22)
TIE = Tie(PLAYLIST, VersionId("ver_1"))
NOW = datetime(2026, 11, 26, tzinfo=UTC)
LETTERS = "abcd"


def uri(letter: str) -> str:
    return f"spotify:track:{letter * 22}"


Cells = tuple[Value, ...]


@dataclass(frozen=True)
class Line:
    """A row as a person sees it, and what stands in the list where it stands in the sheet."""

    entry: Entry
    cells: Cells


def written(entries: tuple[Entry, ...]) -> list[Line]:
    """The rows that an export writes."""
    lines = []
    for index, entry in enumerate(entries):
        title = f"Song {entry.uri}" if entry.uri else "(not available any more)"
        ref = Ref(index, row_seal(PLAYLIST, index, title, "Somebody", "", ""))
        cells: Cells = (float(index + 1), title, "Somebody", None, None, entry.uri, None, None, None, None, ref.text)
        lines.append(Line(entry, cells))
    return lines


def new(letter: str) -> Line:
    """A row that a person wrote."""
    cells: Cells = (None, None, None, None, None, uri(letter), None, None, None, None, None)
    return Line(Entry(uri(letter)), cells)


def read(lines: list[Line], base: tuple[Entry, ...], **asked: Any) -> tuple[Entry, ...]:
    """The list that a sheet with these rows asks for."""
    rows: list[tuple[int, Cells]] = [(1, (*(head.value for head in HEADS), TIE.text))]
    rows += [(number, line.cells) for number, line in enumerate(lines, start=2)]
    sheet = headed(Table("Sheet", tuple(rows)))
    assert isinstance(sheet, Headed)
    edits = read_edits(sheet, Base(PLAYLIST, base), zone="UTC", now=NOW, **asked)
    assert edits.refused == ()
    found = outcome(edits, {})
    return base if found.wished is None else found.wished


dates = st.integers(0, 5).map(lambda day: datetime(2026, 1, 1 + day, tzinfo=UTC))
entries_of = st.lists(
    st.builds(Entry, st.sampled_from([*map(uri, LETTERS), None]), dates, st.just("ada")), max_size=8
).map(tuple)


@given(entries_of)
def test_rows_that_nobody_touched_change_nothing(base: tuple[Entry, ...]) -> None:
    assert read(written(base), base) is base


@given(entries_of, st.data())
def test_rows_in_any_order_with_some_gone_and_some_new_are_the_list(
    base: tuple[Entry, ...], data: st.DataObject
) -> None:
    lines = data.draw(st.permutations(written(base)))
    lines = [line for line in lines if data.draw(st.booleans())]
    for letter in data.draw(st.lists(st.sampled_from("xyz" + LETTERS), max_size=3)):
        lines.insert(data.draw(st.integers(0, len(lines))), new(letter))
    wished = read(lines, base)
    assert [entry.uri for entry in wished] == [line.entry.uri for line in lines]
    kept = [entry for entry in wished if entry.added_at is not None]
    assert all(kept.count(entry) <= base.count(entry) for entry in kept), "no entry stands twice for one"


@given(entries_of, st.data())
def test_a_number_says_where_its_row_ends_up(base: tuple[Entry, ...], data: st.DataObject) -> None:
    lines = written(base)
    if not lines:
        return
    index = data.draw(st.integers(0, len(lines) - 1))
    number = data.draw(st.integers(1, len(lines)))
    moved = [*lines]
    moved[index] = replace(lines[index], cells=(float(number), *lines[index].cells[1:]))
    wanted = [line.entry for line in lines if line is not lines[index]]
    wanted.insert(number - 1, lines[index].entry)
    assert [entry.key for entry in read(moved, base)] == [entry.key for entry in wanted]


@given(st.lists(st.tuples(st.one_of(st.none(), st.integers(1, 9)), st.one_of(st.none(), st.floats(0, 12)))))
def test_every_row_has_one_place_however_it_was_numbered(rows: list[tuple[int | None, float | None]]) -> None:
    placed = [Placed(was, number) for was, number in rows]
    assert sorted(ordered(placed)) == list(range(len(rows)))
    assert sorted(ordered(placed, "number")) == list(range(len(rows)))


@given(entries_of, st.data())
def test_what_others_did_meanwhile_stays(base: tuple[Entry, ...], data: st.DataObject) -> None:
    """A sheet that takes rows out, and others who put theirs in: both are done."""
    lines = [line for line in written(base) if data.draw(st.booleans())]
    wished = read(lines, base)
    theirs = Entry(uri("o"), NOW, "others")
    place = data.draw(st.integers(0, len(base)))
    now = PlaylistState(Details(), (*base[:place], theirs, *base[place:]))
    wish = merged_wish(base, None if wished is base else wished, Details(), now, "a sheet")
    left = now.entries if wish.entries is None else wish.entries
    assert [entry.key for entry in left if entry != theirs] == [entry.key for entry in wished]
    assert theirs in left


@given(st.lists(st.text(max_size=60), max_size=20))
def test_names_of_sheets_are_short_safe_and_different(names: list[str]) -> None:
    found = sheet_names(names)
    assert len(found) == len(names)
    assert len({name.casefold() for name in found}) == len(names)
    for name in found:
        assert 0 < len(name.encode("utf-16-le")) // 2 <= 31
        assert not set(name) & set("[]:*?/\\")
        assert not name.startswith("'")
        assert not name.endswith("'")
        assert fold(name) != "history"


@given(st.text(max_size=40))
def test_a_cell_of_a_text_table_comes_back_and_is_no_formula(text: str) -> None:
    assert bare(safe(text)) == text
    assert not safe(text).startswith(("=", "+", "-", "@", "\t", "\r"))


@given(st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20) | st.booleans() | st.none())
def test_every_cell_has_a_text(value: Value) -> None:
    assert isinstance(as_text(value), str)

"""What was written is read back as it was: nothing is lost, and nothing looks changed that nobody changed."""

import openpyxl
import pytest

from playwarden.features.bulk.selection import Selection
from playwarden.features.exchange.tables import OutForm
from tests.integration.exchange.conftest import TITLES, ExchangeDesk, rows_of

FORMS = ["xlsx", "csv", "json", "m3u8"]
LISTS = {"Summer": "abcdefghij", "=Formula: [a]/b?": "aab?c?", "summer": "xyz", "Empty": "", "x" * 60: "jihg"}


@pytest.mark.parametrize("form", FORMS)
def test_a_file_that_nobody_edited_changes_nothing(either_desk: ExchangeDesk, form: str) -> None:
    either_desk.fill(LISTS)
    reading = either_desk.read(either_desk.export(form))
    assert reading.sheets == ()
    assert reading.open == 0
    assert len(reading.unchanged) == len(LISTS) - (form in ("csv", "m3u8"))  # one without rows stands in no text table
    assert reading.told == ()
    assert either_desk.desk.spotify.log == [], "reading and writing cost no call"


def test_a_file_that_another_program_saved_again_changes_nothing(desk: ExchangeDesk) -> None:
    desk.fill(LISTS)
    reading = desk.read(desk.edited(desk.export(), lambda book: None))
    assert (reading.sheets, reading.told) == ((), ())


def test_titles_stand_in_cells_as_they_are_and_no_cell_is_a_formula(desk: ExchangeDesk) -> None:
    desk.fill({"Summer": "abcdefghij"})
    book = openpyxl.load_workbook(desk.export())
    assert [row["title"] for row in rows_of(book["Summer"])] == [TITLES[each] for each in "abcdefghij"]
    assert {cell.data_type for row in book["Summer"].iter_rows() for cell in row} <= {"s", "n", "inlineStr"}
    assert [row["order"] for row in rows_of(book["Summer"])] == list(range(1, 11))
    assert book["Summer"]["E6"].value == "DEA120000101"


def test_sheets_bear_names_that_spreadsheets_take(desk: ExchangeDesk) -> None:
    desk.fill(LISTS)
    names = openpyxl.load_workbook(desk.export()).sheetnames
    assert names[0] == "Overview"
    assert len({name.casefold() for name in names}) == len(LISTS) + 1
    assert all(len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names)


def test_one_playlist_is_named_and_others_are_left_out(desk: ExchangeDesk) -> None:
    desk.fill(LISTS)
    exported = desk.exchange.export(Selection(playlists=("Summer",)), None, OutForm.XLSX)
    assert exported.name.startswith("Summer-")
    assert exported.playlists == 1

"""A file that is none, or too much, is refused in a sentence; nothing of it is taken in, and memory stays bounded."""

import io
import os
import resource
import struct
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import openpyxl
import pytest

from playwarden.domain.sheets.tables import Form
from playwarden.features.exchange.bounds import MOST_BYTES
from playwarden.features.exchange.confined import Opened, read_file
from playwarden.kit.errors import InputError, UnreadableFile
from tests.integration.bulk.conftest import uri
from tests.integration.exchange.conftest import ExchangeDesk, saved

CFB = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HEADS = "order,title,artist,URI\r\n"


def workbook(*rows: Sequence[object]) -> bytes:
    """A workbook with these rows in its only sheet."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    return saved(book)


def repacked(raw: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
    """A workbook with files of its zip changed."""
    with zipfile.ZipFile(io.BytesIO(raw)) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    change(parts)
    to = io.BytesIO()
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, part in parts.items():
            packed.writestr(name, part)
    return to.getvalue()


def only(name: str) -> Callable[[dict[str, bytes]], None]:
    """Leaves nothing in a zip but a file of that name."""

    def change(parts: dict[str, bytes]) -> None:
        parts.clear()
        parts[name] = b"x"

    return change


def bomb() -> bytes:
    """300 MB of spaces in a sheet, packed."""
    to = io.BytesIO()
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", "<workbook/>")
        with packed.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            for _ in range(300):
                sheet.write(b" " * 2**20)
    return to.getvalue()


def liar(raw: bytes) -> bytes:
    """A bomb that says of itself that it is small."""
    size = struct.pack("<I", 300 * 2**20)
    assert size in raw
    return raw.replace(size, struct.pack("<I", 1000))


def laughing() -> bytes:
    """A workbook whose index would be 3 GB, if anybody wrote out its words: ten others each, nine times over."""
    words = "".join(f'<!ENTITY w{n} "{f"&w{n - 1};" * 10}">' for n in range(1, 10))
    text = f'<!DOCTYPE workbook [<!ENTITY w0 "lol">{words}]><workbook>&w9;</workbook>'
    return repacked(workbook(["URI"]), lambda parts: parts.update({"xl/workbook.xml": text.encode()}))


def locked() -> bytes:
    """The beginning of what Excel writes with a password: an encrypted package in the older container."""
    return CFB + b"\0" * 504 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 512


BAD: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "empty"),
    "blank": (lambda: b"  \r\n\r\n", "empty"),
    "cut": (lambda: workbook(["URI"], [uri("a")])[:-200], "cut off or damaged"),
    "cut in the middle": (lambda: workbook(["URI"], *[[uri("a")]] * 500)[:3000], "cut off or damaged"),
    "damaged": (
        lambda: repacked(workbook(["URI"]), lambda parts: parts.update({"xl/workbook.xml": b"<workbook"})),
        "damaged",
    ),
    "a damaged sheet": (
        lambda: repacked(
            workbook(["URI"], [uri("a")]),
            lambda parts: parts.update({"xl/worksheets/sheet1.xml": parts["xl/worksheets/sheet1.xml"][:-90]}),
        ),
        "is cut off",
    ),
    "password": (locked, "protected by a password"),
    "old": (lambda: CFB + b"\0" * 504 + "Workbook".encode("utf-16-le"), "before 2007"),
    "macros": (
        lambda: repacked(workbook(["URI"]), lambda parts: parts.update({"xl/vbaProject.bin": b"Sub AutoOpen()"})),
        "holds macros",
    ),
    "bomb": (bomb, "300 MB.*was not opened"),
    "a bomb that lies": (lambda: liar(bomb()), "damaged|memory|no spreadsheet|too long"),
    "words that multiply": (laughing, "cut off or damaged"),
    "a zip of many": (
        lambda: repacked(workbook(["URI"]), lambda parts: parts.update({f"x{n}": b"" for n in range(5_000)})),
        "zip of 5,0",
    ),
    "numbers": (
        lambda: repacked(workbook(["URI"]), only("Index/Document.iwa")),
        "document of Numbers",
    ),
    "no spreadsheet": (
        lambda: repacked(workbook(["URI"]), only("a.txt")),
        "no spreadsheet",
    ),
    "a picture": (lambda: b"\xff\xd8\xff\xe0" + bytes(range(256)) * 40, "no spreadsheet, and no text"),
    "a program": (lambda: Path("/proc/self/exe").read_bytes()[:100_000], "no spreadsheet|no table"),
    "prose": (lambda: b"Dear Anna.\nHere is what we talked about.\n", "names no columns"),
    "other JSON": (lambda: b'{"items": []}', "none that was exported here"),
    "cut JSON": (lambda: b'{"format": "playwarden playlists", "version": 1, "playlists": [{"na', "cut off or damaged"),
    "deep JSON": (lambda: b"[" * 100_000, "no JSON"),
    "newer JSON": (lambda: b'{"format": "playwarden playlists", "version": 9}', "another version"),
    "a cut table": (lambda: HEADS.encode() + b'1,"Anfang', "damaged in line"),
}


@pytest.mark.parametrize("name", BAD)
def test_it_is_refused_in_a_sentence(tmp_path: Path, name: str) -> None:
    make, words = BAD[name]
    path = tmp_path / "sent.xlsx"
    path.write_bytes(make())
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(UnreadableFile, match=words) as refused:
        read_file(path, "sent.xlsx")
    assert refused.value.remedy
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 40_000, "KB that this process took for it"


def test_two_gigabytes_are_not_even_opened(tmp_path: Path) -> None:
    path = tmp_path / "huge.xlsx"
    with path.open("wb") as file:
        os.truncate(file.fileno(), 2 * 2**30)
    with pytest.raises(UnreadableFile, match="larger than 48 MB"):
        read_file(path, "huge.xlsx")
    assert path.stat().st_size > MOST_BYTES


def test_reading_ends_after_its_time(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_text(HEADS + "1,a,b,c\r\n" * 150_000)
    with pytest.raises(UnreadableFile, match="takes too long"):
        read_file(path, "long.csv", seconds=0.01)


def test_more_rows_than_playlists_hold_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_text(HEADS + "1,a,b,c\r\n" * 200_001)
    with pytest.raises(UnreadableFile, match="more than 200,000 rows"):
        read_file(path, "long.csv")


def test_a_hundred_thousand_empty_rows_are_nothing(tmp_path: Path) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Summer")
    sheet.append(["URI"])
    sheet.append([uri("a")])
    for _ in range(100_000):
        sheet.append([None, "", None])
    path = tmp_path / "long.xlsx"
    book.save(path)
    assert len(read(path).tables[0].rows) == 2


def test_one_cell_far_down_and_right_is_read_or_refused_but_never_takes_the_machine(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = "URI"
    sheet["XFD1048576"] = "far"
    path = tmp_path / "far.xlsx"
    book.save(path)
    with pytest.raises(UnreadableFile, match=r"memory|damaged"):
        read(path)


@pytest.mark.parametrize(
    ("encoding", "told"), [("utf-8", 0), ("utf-8-sig", 0), ("utf-16", 0), ("utf-16-le", 0), ("utf-16-be", 0),
                           ("cp1252", 1), ("latin-1", 1)]
)  # fmt: skip
def test_a_table_is_read_in_any_common_letters(tmp_path: Path, encoding: str, told: int) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(f"title;artist;URI\r\nÜber çá;Müller;{uri('a')}\r\n".encode(encoding))
    opened = read(path)
    assert opened.tables[0].rows[1][1][:2] == ("Über çá", "Müller")
    assert len(opened.told) == told


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "'=1", "''=1", "=cmd|'/C calc'!A0", "\r=1"])
def test_what_would_be_a_formula_comes_back_as_it_was(tmp_path: Path, desk: ExchangeDesk, cell: str) -> None:
    from playwarden.domain.sheets.cells import bare, safe

    assert not safe(cell).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert bare(safe(cell)) == cell


def test_no_cell_of_an_exported_table_begins_like_a_formula(desk: ExchangeDesk) -> None:
    import csv

    desk.fill({"=Playlist": "abcdefghij"})
    text = desk.export("csv").read_text(encoding="utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []


def test_a_table_without_columns_of_ours_is_refused(desk: ExchangeDesk) -> None:
    desk.fill({"Summer": "abc"})
    path = desk.folder / "letter.csv"
    path.write_text("Dear Anna, how are you?\nHere, as promised.\n")
    with pytest.raises(InputError, match="no row of it names columns such as URI"):
        desk.read(path)


def test_nothing_is_kept_of_a_file_that_is_refused(desk: ExchangeDesk) -> None:
    desk.fill({"Summer": "abc"})
    path = desk.export()
    path.write_bytes(path.read_bytes()[:-300])
    with pytest.raises(UnreadableFile):
        desk.read(path)
    assert len(desk.exchange.readings._kept) == 0


def read(path: Path) -> Opened:
    opened = read_file(path, path.name)
    assert opened.form in set(Form)
    return opened


ODD = {
    "without a dimension, styles, shared strings and addresses": (
        '<worksheet xmlns="{main}"><sheetData><row><c t="inlineStr"><is><r><t>U</t></r><r><t>RI</t></r></is></c>'
        '<c t="inlineStr"><is><t>until</t></is></c></row><row r="2"><c r="A2" t="str"><f>A1</f><v>x</v></c>'
        '<c r="B2"><v>46357.25</v></c></row><row r="9"><c r="A9" s="4"/></row></sheetData></worksheet>'
    ),
    "with another prefix": (
        '<x:worksheet xmlns:x="{main}"><x:sheetData><x:row r="1"><x:c r="A1" t="inlineStr"><x:is><x:t>URI</x:t></x:is>'
        '</x:c><x:c r="B1" t="inlineStr"><x:is><x:t>until</x:t></x:is></x:c></x:row><x:row r="2"><x:c r="A2" t="str">'
        '<x:f>A1</x:f><x:v>x</x:v></x:c><x:c r="B2"><x:v>46357.25</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    ),
}


@pytest.mark.parametrize("name", ODD)
def test_workbooks_of_other_programs_are_read_as_odd_as_they_are(tmp_path: Path, name: str) -> None:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    sheet = ODD[name].format(main=main).encode()
    gone = ("xl/styles.xml", "xl/sharedStrings.xml", "xl/theme/theme1.xml", "docProps/app.xml", "docProps/core.xml")

    def change(parts: dict[str, bytes]) -> None:
        parts["xl/worksheets/sheet1.xml"] = sheet
        for each in gone:
            parts.pop(each, None)

    path = tmp_path / "odd.xlsx"
    path.write_bytes(repacked(workbook(["URI"]), change))
    (table,) = read(path).tables
    assert table.rows == ((1, ("URI", "until")), (2, ("x", 46357.25)))
    assert table.formulas == {"A2"}

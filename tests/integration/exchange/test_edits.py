"""What people do to a file is what becomes of the playlists, and nothing else."""

from collections.abc import Callable
from random import Random

import pytest
from openpyxl.workbook import Workbook

from playwarden.domain.operations import Insert, Move, Remove
from playwarden.features.exchange.readings import Reading
from playwarden.kit.errors import Conflict, InputError, NotFound
from tests.integration.bulk.conftest import uri
from tests.integration.exchange.conftest import ExchangeDesk, column

Edit = Callable[[Workbook], None]


def on_summer(desk: ExchangeDesk, edit: Edit, tracks: str = "abcdef") -> Reading:
    """What a workbook with the playlist Summer asks for after an edit."""
    desk.fill({"Summer": tracks, "Other": "xyz"})
    return desk.read(desk.edited(desk.export(), edit))


def carried(desk: ExchangeDesk, edit: Edit, tracks: str = "abcdef") -> str:
    """The letters of Summer after an edit was carried out."""
    desk.carry_out(on_summer(desk, edit, tracks))
    assert desk.tracks("Other") == "xyz"
    return desk.tracks("Summer")


def move_rows(book: Workbook, first: int, last: int, to: int) -> None:
    """Cuts rows and puts them in again elsewhere, as a person does."""
    sheet = book["Summer"]
    cells = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=first, max_row=last)]
    sheet.delete_rows(first, last - first + 1)
    sheet.insert_rows(to, len(cells))
    for row, values in enumerate(cells, start=to):
        for place, value in enumerate(values, start=1):
            sheet.cell(row, place).value = value


def write(book: Workbook, row: int, **values: object) -> None:
    """Writes cells of a row of Summer by the beginnings of their heads."""
    sheet = book["Summer"]
    for head, value in values.items():
        sheet.cell(row, column(sheet, head.rstrip("_"))).value = value


def test_a_row_that_was_moved_is_a_move(desk: ExchangeDesk) -> None:
    reading = on_summer(desk, lambda book: move_rows(book, 6, 6, 2))
    proposal = desk.exchange.propose(reading.id)
    assert [type(each) for part in proposal.changing for each in part.plan.operations] == [Move]
    desk.carry_out(reading)
    assert desk.tracks("Summer") == "eabcdf"


def test_rows_that_were_deleted_go(desk: ExchangeDesk) -> None:
    reading = on_summer(desk, lambda book: book["Summer"].delete_rows(3, 2))
    (sheet,) = reading.sheets
    assert [entry.uri for entry in reading.outcome(sheet).removed] == [uri("b"), uri("c")]
    proposal = desk.exchange.propose(reading.id)
    assert [type(each) for part in proposal.changing for each in part.plan.operations] == [Remove]


def test_a_row_that_was_cleared_instead_of_deleted_goes_too(desk: ExchangeDesk) -> None:
    def clear(book: Workbook) -> None:
        for cell in book["Summer"][4][:-1]:
            cell.value = None

    assert carried(desk, clear) == "abdef"


@pytest.mark.parametrize("link", [uri("x"), f"https://open.spotify.com/intl-de/track/{'x' * 22}?si=1"])
def test_a_new_row_with_a_link_is_put_in_where_it_stands(desk: ExchangeDesk, link: str) -> None:
    def insert(book: Workbook) -> None:
        book["Summer"].insert_rows(3)
        write(book, 3, URI=link)

    reading = on_summer(desk, insert)
    proposal = desk.exchange.propose(reading.id)
    assert [type(each) for part in proposal.changing for each in part.plan.operations] == [Insert]
    desk.carry_out(reading)
    assert desk.tracks("Summer") == "axbcdef"


def test_a_new_row_is_found_by_its_isrc_or_its_names(desk: ExchangeDesk) -> None:
    def append(book: Workbook) -> None:
        write(book, 8, title="yellow", artist="ARTIST Y")
        write(book, 9, ISRC="de-a12-00-00122")

    assert carried(desk, append) == "abcdefyz"


def test_a_name_that_is_not_known_here_holds_until_somebody_says_what_it_means(desk: ExchangeDesk) -> None:
    def append(book: Workbook) -> None:
        write(book, 8, title="Nothing like it", artist="Nobody")

    reading = on_summer(desk, append)
    (sheet,) = reading.sheets
    (unresolved,) = reading.outcome(sheet).unresolved
    assert (unresolved.key, reading.open) == ("Summer!B8", 1)
    with pytest.raises(Conflict, match="1 cell of"):
        desk.exchange.propose(reading.id)
    with pytest.raises(InputError, match="no row that is looked for"):
        desk.exchange.choose(reading.id, {"Summer!B9": None}, actor="test")
    desk.exchange.choose(reading.id, {"Summer!B8": uri("x")}, actor="test")
    desk.carry_out(reading)
    assert desk.tracks("Summer") == "abcdefx"
    again = desk.read(desk.edited(desk.export(), append))
    assert again.open == 0, "what was chosen once is known"


def test_another_link_over_the_uri_is_another_track_in_its_place(desk: ExchangeDesk) -> None:
    assert carried(desk, lambda book: write(book, 3, URI=uri("x"))) == "axcdef"


def test_an_emptied_uri_with_another_title_is_looked_for(desk: ExchangeDesk) -> None:
    assert carried(desk, lambda book: write(book, 3, URI=None, title="Zero", artist="Artist Z", album=None,
                                            ISRC=None)) == "azcdef"  # fmt: skip


def test_an_emptied_uri_alone_changes_nothing_and_is_told(desk: ExchangeDesk) -> None:
    reading = on_summer(desk, lambda book: write(book, 3, URI=None))
    (sheet,) = reading.sheets
    assert not reading.outcome(sheet).changing
    assert "1 URI was emptied (F3)" in sheet.told[0] or "emptied" in sheet.told[0]


def test_what_spotify_says_of_a_track_cannot_be_edited_and_that_is_told(desk: ExchangeDesk) -> None:
    reading = on_summer(desk, lambda book: write(book, 4, title="My own title"))
    (sheet,) = reading.sheets
    assert not reading.outcome(sheet).changing
    assert "1 row was edited there (F4)" in sheet.told[0]


def test_a_number_that_was_changed_says_where_its_row_goes(desk: ExchangeDesk) -> None:
    def number(book: Workbook) -> None:
        write(book, 7, order=2)
        write(book, 2, order="4.5")

    reading = on_summer(desk, number)
    assert reading.sheets[0].edits.numbers
    desk.carry_out(reading)
    assert desk.tracks("Summer") == "bfcdae"


def test_rows_that_were_sorted_with_their_numbers_stand_as_they_stand(desk: ExchangeDesk) -> None:
    def backwards(book: Workbook) -> None:
        for row in range(3, 8):
            move_rows(book, row, row, 2)

    assert carried(desk, backwards) == "fedcba"


def test_sorted_rows_can_be_read_by_their_numbers(desk: ExchangeDesk) -> None:
    desk.fill({"Summer": "abcdef"})
    path = desk.edited(desk.export(), lambda book: move_rows(book, 6, 6, 2))
    assert desk.read(path, order="number").sheets == ()


def test_a_row_that_was_copied_is_there_twice(desk: ExchangeDesk) -> None:
    def copy(book: Workbook) -> None:
        sheet = book["Summer"]
        for place, cell in enumerate(list(sheet[2]), start=1):
            sheet.cell(8, place).value = cell.value

    assert carried(desk, copy) == "abcdefa"


def test_a_row_copied_from_another_sheet_brings_its_track_along(desk: ExchangeDesk) -> None:
    def copy(book: Workbook) -> None:
        for place, cell in enumerate(list(book["Other"][2]), start=1):
            book["Summer"].cell(8, place).value = cell.value

    assert carried(desk, copy) == "abcdefx"


def test_columns_may_be_moved_hidden_deleted_and_headed_otherwise(desk: ExchangeDesk) -> None:
    def rearrange(book: Workbook) -> None:
        sheet = book["Summer"]
        sheet.move_range("B1:B7", cols=20)
        sheet["V1"] = "TITEL:"
        sheet["A1"] = "Reihenfolge"
        sheet["F1"] = "Spotify link"
        sheet.column_dimensions["F"].hidden = True
        sheet.delete_cols(3)
        sheet["Z1"] = "my stars"
        sheet["Z2"] = 5
        move_rows(book, 3, 3, 2)

    reading = on_summer(desk, rearrange)
    assert any("columns that are none of ours were passed over: 'my stars'" in each for each in reading.told)
    desk.carry_out(reading)
    assert desk.tracks("Summer") == "bacdef"


def test_a_sheet_may_be_renamed_moved_and_have_a_title_above(desk: ExchangeDesk) -> None:
    def rename(book: Workbook) -> None:
        move_rows(book, 3, 3, 2)
        sheet = book["Summer"]
        sheet.title = "Sommer 2026"
        sheet.insert_rows(1, 2)
        sheet["A1"] = "Edited by me"
        book.move_sheet(sheet, -2)

    assert carried(desk, rename) == "bacdef"


def test_without_its_column_of_refs_a_sheet_is_known_by_its_name(desk: ExchangeDesk) -> None:
    def delete(book: Workbook) -> None:
        sheet = book["Summer"]
        sheet.delete_cols(column(sheet, "ref"))
        move_rows(book, 4, 4, 2)
        book["Summer"].delete_rows(7)

    assert carried(desk, delete, "aabbcc") == "baabc"


def test_a_sheet_that_was_deleted_leaves_its_playlist_as_it_is(desk: ExchangeDesk) -> None:
    reading = on_summer(desk, lambda book: book.remove(book["Summer"]))
    assert reading.sheets == ()


def test_a_sheet_of_somebody_is_passed_over_with_a_word(desk: ExchangeDesk) -> None:
    def more(book: Workbook) -> None:
        book.create_sheet("Notes")["A1"] = "call Anna"
        book.create_sheet("Mine").append(["title", "artist"])

    reading = on_summer(desk, more)
    assert reading.sheets == ()
    assert "The sheet 'Notes' is none of ours: passed over." in reading.told
    assert any("'Mine'" in each for each in reading.told)


def test_every_wrong_cell_is_named_and_nothing_of_the_file_is_done(desk: ExchangeDesk) -> None:
    def mistype(book: Workbook) -> None:
        write(book, 2, URI="spotify:trak:abc")
        write(book, 3, order="first")
        write(book, 4, URI="https://open.spotify.com/album/" + "a" * 22)
        write(book, 8, artist="Nobody in particular")
        write(book, 9, URI=uri("x"), until="the day after")
        write(book, 10, ISRC="12345")
        write(book, 11, URI=uri("y"))

    reading = on_summer(desk, mistype)
    found = {each.cell: each for each in reading.sheets[0].refusals}
    assert set(found) == {"F2", "A3", "F4", "B8", "I9", "E10"}
    assert found["F2"].where == "Sheet 'Summer', F2"
    assert found["F4"].words == "Expected a track or an episode, not an album."
    with pytest.raises(Conflict, match="6 cells"):
        desk.exchange.propose(reading.id)
    desk.carry_out(reading, leave_refused=True)
    assert desk.tracks("Summer") == "abcdefy", "rows with wrong cells stay as they were, new ones are left out"


def test_formulas_are_told_and_never_worked_out(desk: ExchangeDesk) -> None:
    reading = on_summer(desk, lambda book: write(book, 8, URI='=HYPERLINK("http://evil.example/")', title="=1+1"))
    assert "Sheet 'Summer': 2 cells hold formulas (B8 and F8)" in reading.told[0]
    assert not reading.sheets or not reading.outcome(reading.sheets[0]).changing


def test_details_are_edited_in_the_overview(desk: ExchangeDesk) -> None:
    def rename(book: Workbook) -> None:
        sheet = book["Overview"]
        row = next(row for row in range(2, 4) if sheet.cell(row, 1).value == "Summer")
        sheet.cell(row, 1).value = "  Summer  2026 "
        sheet.cell(row, 2).value = "=Every friday"
        sheet.cell(row, 3).value = "JA"

    reading = on_summer(desk, rename)
    desk.carry_out(reading)
    assert desk.desk.names() == ["Other", "Summer 2026"]


@pytest.mark.parametrize(("place", "value", "words"), [
    (1, None, "A playlist has a name."), (1, "x" * 101, "Spotify takes at most 100 characters here."),
    (3, "maybe", "'maybe' is neither yes nor no. Write yes or no."),
])  # fmt: skip
def test_wrong_details_are_named_by_their_cells(desk: ExchangeDesk, place: int, value: str | None, words: str) -> None:
    def spoil(book: Workbook) -> None:
        book["Overview"].cell(2, place).value = value

    reading = on_summer(desk, spoil)
    (refusal,) = reading.sheets[0].refusals
    assert (refusal.sheet, refusal.cell, refusal.words) == ("Overview", f"{'ABC'[place - 1]}2", words)


def test_what_others_changed_since_stays(desk: ExchangeDesk) -> None:
    def edit(book: Workbook) -> None:
        move_rows(book, 7, 7, 2)
        book["Summer"].delete_rows(4)

    desk.fill({"Summer": "abcdef", "Other": "xyz"})
    path = desk.edited(desk.export(), edit)
    key = str(desk.playlist("Summer"))
    held = desk.desk.spotify.playlists[desk.playlist("Summer")]
    desk.desk.spotify.edit(key, Insert(2, (uri("z"),)), Remove((uri("d"),)))
    desk.desk.look()
    assert [(entry.uri or "?")[-1] for entry in held.entries] != []
    reading = desk.read(path)
    assert reading.sheets[0].since
    desk.carry_out(reading)
    assert desk.tracks("Summer") == "fazce"


def test_everything_is_one_run_and_one_undo(desk: ExchangeDesk) -> None:
    desk.fill({"Summer": "abcdef", "Other": "xyz"})

    def edit(book: Workbook) -> None:
        book["Summer"].delete_rows(2)
        book["Other"].delete_rows(2)

    reading = desk.read(desk.edited(desk.export(), edit))
    assert desk.desk.spotify.log == [], "reading costs no call"
    proposal = desk.exchange.propose(reading.id)
    runs = desk.desk.workshop.runs
    report = runs.apply(proposal, approved=proposal.fingerprint, actor="test")
    assert (desk.tracks("Summer"), desk.tracks("Other")) == ("bcdef", "yz")
    assert report.run_id is not None
    undo = runs.propose_undo(report.run_id)
    runs.apply(undo, approved=undo.fingerprint, actor="test")
    assert (desk.tracks("Summer"), desk.tracks("Other")) == ("abcdef", "xyz")


def test_a_file_that_was_written_elsewhere_is_compared_with_what_stands_here(desk: ExchangeDesk) -> None:
    def elsewhere(book: Workbook) -> None:
        sheet = book["Summer"]
        cell = sheet.cell(1, column(sheet, "ref"))
        cell.value = str(cell.value).rpartition(":")[0] + ":ver_elsewhere"
        sheet.delete_rows(2)

    reading = on_summer(desk, elsewhere)
    assert "is not kept here" in reading.sheets[0].told[0]
    desk.carry_out(reading)
    assert desk.tracks("Summer") == "bcdef"


def test_a_file_of_playlists_that_are_not_here_is_refused(desk: ExchangeDesk) -> None:
    desk.fill({"Summer": "abc"})
    path = desk.export("json")
    path.write_text(path.read_text().replace("0" * 22, "9" * 22))
    with pytest.raises(NotFound, match="No playlist of"):
        desk.read(path)


def test_a_table_from_elsewhere_is_added_where_it_is_told_to(desk: ExchangeDesk) -> None:
    desk.fill({"Summer": "abc", "Other": "xyz"})
    path = desk.folder / "chart.csv"
    path.write_bytes("Künstler;Titel\nArtist X;Xenon\nArtist A;Anfang\nArtist Y;yellow\n".encode("cp1252"))
    with pytest.raises(InputError, match="does not say which playlist"):
        desk.read(path)
    reading = desk.read(path, into=desk.playlist("Summer"))
    assert "cp1252" in reading.told[0]
    desk.carry_out(reading)
    assert desk.tracks("Summer") == "abcxay"


def test_a_list_of_a_player_is_added(desk: ExchangeDesk) -> None:
    desk.fill({"Summer": "abc"})
    path = desk.folder / "mix.m3u8"
    path.write_text(f"#EXTM3U\n#EXTINF:200,Artist X - Xenon\nC:\\Music\\x.mp3\n{uri('y')}\n{uri('a')}\n")
    desk.carry_out(desk.read(path, into=desk.playlist("Summer")))
    assert desk.tracks("Summer") == "abcxy", "what stands there already is left out"


@pytest.mark.parametrize("form", ["csv", "json", "m3u8"])
def test_texts_are_edited_as_workbooks_are(desk: ExchangeDesk, form: str) -> None:
    desk.fill({"Summer": "abc", "Other": "xyz"})
    path = desk.export(form)
    text = path.read_text(encoding="utf-8-sig")
    if form == "json":
        import json

        document = json.loads(text)
        (summer,) = [one for one in document["playlists"] if one["name"] == "Summer"]
        summer["items"] = [summer["items"][2], summer["items"][0]]
        text = json.dumps(document)
    else:
        lines = text.splitlines()
        mine = [place for place, line in enumerate(lines) if uri("a") in line or uri("c") in line]
        gone = [place for place, line in enumerate(lines) if uri("b") in line]
        if form == "m3u8":
            lines[mine[0] - 2 : mine[0] + 1], lines[mine[1] - 2 : mine[1] + 1] = (
                lines[mine[1] - 2 : mine[1] + 1], lines[mine[0] - 2 : mine[0] + 1],
            )  # fmt: skip
            del lines[gone[0] - 2 : gone[0] + 1]
        else:
            lines[mine[0]], lines[mine[1]] = lines[mine[1]], lines[mine[0]]
            del lines[gone[0]]
        text = "\r\n".join(lines)
    path.write_text(text, encoding="utf-8")
    desk.carry_out(desk.read(path))
    assert (desk.tracks("Summer"), desk.tracks("Other")) == ("ca", "xyz")


def test_random_edits_of_many_sheets_are_the_lists_that_they_leave(desk: ExchangeDesk) -> None:
    """Rows cut and put in elsewhere, deleted, written anew, in a workbook of many sheets: as one plan."""
    chance = Random("a person at work")
    lists = {f"Mix {number}": "".join(chance.choices("abcdefghij", k=chance.randrange(9))) for number in range(25)}
    wanted = {}

    def edit(book: Workbook) -> None:
        for name, tracks in lists.items():
            sheet = book[name]
            rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
            if tracks == "":
                rows = []
            for _ in range(chance.randrange(4)):
                if rows and chance.random() < 0.4:
                    rows.insert(chance.randrange(len(rows)), rows.pop(chance.randrange(len(rows))))
                elif rows and chance.random() < 0.4:
                    rows.pop(chance.randrange(len(rows)))
                else:
                    row: list[object] = [None] * 11
                    row[5] = uri(chance.choice("xyzab"))
                    rows.insert(chance.randint(0, len(rows)), row)
            sheet.delete_rows(2, len(tracks))
            for number, cells in enumerate(rows, start=2):
                for place, value in enumerate(cells, start=1):
                    sheet.cell(number, place).value = value
            wanted[name] = "".join(str(row[5])[-1] for row in rows)

    desk.fill(lists)
    reading = desk.read(desk.edited(desk.export(), edit))
    changing = {sheet.name for sheet in reading.sheets if reading.outcome(sheet).changing}
    assert changing == {name for name in lists if lists[name] != wanted[name]}
    desk.carry_out(reading, forced=frozenset({"removes-much", "empties", "below-floor"}))
    assert {name: desk.tracks(name) for name in lists} == wanted

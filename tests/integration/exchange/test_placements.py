"""From and until in a file are placements: made, changed, cancelled as its rows say, and told before."""

from datetime import timedelta
from typing import Any

import pytest
from openpyxl.workbook import Workbook

from playwarden.domain.jobs.timing.zones import wall_of, zone_named
from playwarden.domain.placements.placement import NewPlacement, Placement, PlacementState
from playwarden.domain.placements.position import TOP, Position
from playwarden.features.exchange.readings import Reading
from playwarden.kit.errors import Conflict, InputError
from playwarden.store import placements as stored
from tests.integration.bulk.conftest import uri
from tests.integration.exchange.conftest import ExchangeDesk, column
from tests.integration.exchange.test_edits import move_rows, write

BERLIN = "Europe/Berlin"


def planned(desk: ExchangeDesk, letter: str = "x", **asked: Any) -> Placement:
    """A placement in Summer that comes in after ten days, for ten days."""
    now = desk.desk.workshop.clock.now().replace(second=0, microsecond=0)
    values: dict[str, Any] = {
        "playlist_id": desk.playlist("Summer"),
        "from_at": now + timedelta(days=10),
        "until_at": now + timedelta(days=20),
        "zone": BERLIN,
        "uri": uri(letter),
        "position": Position(number=2),
        "note": "paid by Label Y",
    }
    (made,) = desk.placements.make([NewPlacement(**(values | asked))], actor="test")
    return made


def in_force(desk: ExchangeDesk, letter: str) -> Placement:
    """A placement that has brought its track in."""
    now = desk.desk.workshop.clock.now()
    made = planned(desk, "x")
    one = Placement(
        made.id,
        NewPlacement(
            desk.playlist("Summer"), now - timedelta(days=1), now + timedelta(days=5), BERLIN, uri(letter), TOP
        ),
        PlacementState.IN_FORCE,
        "test",
        now,
        entered_at=now - timedelta(days=1),
    )
    with desk.database.write() as session:
        stored.save(session, one)
    return one


def after(desk: ExchangeDesk, edit: Any) -> Reading:
    return desk.read(desk.edited(desk.export(), edit))


def wall(desk: ExchangeDesk, days: int) -> str:
    """A time in so many days as clocks in Berlin show it."""
    return wall_of(desk.desk.workshop.clock.now() + timedelta(days=days), zone_named(BERLIN)).isoformat(" ", "minutes")


@pytest.fixture
def summer(desk: ExchangeDesk) -> ExchangeDesk:
    desk.fill({"Summer": "abcdef", "Other": "xyz"})
    return desk


@pytest.mark.parametrize("form", ["xlsx", "csv", "json", "m3u8"])
def test_placements_come_and_go_through_a_file_unchanged(summer: ExchangeDesk, form: str) -> None:
    in_force(summer, "a")
    planned(summer, "y")
    assert summer.read(summer.export(form)).sheets == ()


def test_those_to_come_stand_below_the_entries(summer: ExchangeDesk) -> None:
    import openpyxl

    one = planned(summer)
    sheet = openpyxl.load_workbook(summer.export())["Summer"]
    assert [sheet.cell(8, place).value for place in (1, 2, 8, 9, 10)] == [
        "2", "Xenon", wall(summer, 10), wall(summer, 20), one.asked.note
    ]  # fmt: skip


def test_a_new_row_with_times_is_a_placement_behind_the_row_above(summer: ExchangeDesk) -> None:
    def insert(book: Workbook) -> None:
        book["Summer"].insert_rows(4)
        write(book, 4, URI=uri("x"), from_=wall(summer, 3), until=wall(summer, 7), note="from a file")

    reading = after(summer, insert)
    ((cell, asked),) = reading.outcome(reading.sheets[0]).makes
    assert (cell, asked.uri, asked.position, asked.note) == ("H4", uri("x"), Position(after=uri("b")), "from a file")
    preview = summer.exchange.preview(reading)
    assert preview is not None
    assert preview.conflicts == []
    with pytest.raises(InputError, match="changes no playlist"):
        summer.exchange.propose(reading.id)
    summer.exchange.place(reading.id, campaign="December", actor="test")
    (made,) = summer.gathering.placements(summer.playlist("Summer"))
    assert made.asked.until_at is not None
    assert made.campaign_id is not None


def test_its_track_is_looked_for_by_name(summer: ExchangeDesk) -> None:
    def append(book: Workbook) -> None:
        write(book, 8, title="Yellow", artist="Artist Y", from_="in 3 days")

    reading = after(summer, append)
    summer.exchange.place(reading.id, campaign=None, actor="test")
    assert [one.asked.uri for one in summer.gathering.placements(summer.playlist("Summer"))] == [uri("y")]


def test_other_times_or_notes_change_it(summer: ExchangeDesk) -> None:
    one = planned(summer)

    def edit(book: Workbook) -> None:
        write(book, 8, until=wall(summer, 30), note="longer", order="top")

    summer.exchange.place(after(summer, edit).id, campaign=None, actor="test")
    (changed,) = summer.gathering.placements(summer.playlist("Summer"))
    assert changed.id == one.id
    assert (changed.asked.from_at, changed.asked.note, changed.asked.position) == (one.asked.from_at, "longer", TOP)
    assert changed.asked.until_at == one.asked.from_at + timedelta(days=20)


def test_days_that_a_program_wrote_as_numbers_are_days(summer: ExchangeDesk) -> None:
    from datetime import datetime

    planned(summer)

    def edit(book: Workbook) -> None:
        write(book, 8, from_=datetime.fromisoformat("2031-12-01T06:00"), until=48_000.25)

    reading = after(summer, edit)
    (change,) = reading.outcome(reading.sheets[0]).placements
    assert change.changes["from_at"].isoformat() == "2031-12-01T05:00:00+00:00"
    assert change.changes["until_at"].isoformat() == "2031-06-01T04:00:00+00:00"


def test_a_row_that_was_deleted_cancels_it(summer: ExchangeDesk) -> None:
    planned(summer)
    reading = after(summer, lambda book: book["Summer"].delete_rows(8))
    (edit,) = reading.outcome(reading.sheets[0]).placements
    assert edit.what == "cancel"
    summer.exchange.place(reading.id, campaign=None, actor="test")
    assert summer.gathering.placements(summer.playlist("Summer")) == []


def test_one_in_force_goes_out_by_itself_when_its_row_was_deleted(summer: ExchangeDesk) -> None:
    one = in_force(summer, "c")
    reading = after(summer, lambda book: book["Summer"].delete_rows(4))
    found = reading.outcome(reading.sheets[0])
    assert found.wished is None, "its track is taken out by the placement, not by the list"
    assert [(edit.what, edit.placement and edit.placement.id) for edit in found.placements] == [("cancel", one.id)]


def test_one_in_force_can_end_otherwise_but_not_begin_again(summer: ExchangeDesk) -> None:
    in_force(summer, "c")
    reading = after(summer, lambda book: write(book, 4, from_=wall(summer, 2)))
    assert [each.words for each in reading.sheets[0].refusals] == [
        "It is in already; what can change is when it goes out."
    ]
    reading = after(summer, lambda book: write(book, 4, until=None))
    (edit,) = reading.outcome(reading.sheets[0]).placements
    assert (edit.what, edit.changes) == ("change", {"until_at": None})
    reading = after(summer, lambda book: write(book, 4, until=None, from_=None))
    (edit,) = reading.outcome(reading.sheets[0]).placements
    assert edit.what == "stay"


def test_a_row_of_a_placement_that_was_moved_keeps_it(summer: ExchangeDesk) -> None:
    in_force(summer, "c")
    reading = after(summer, lambda book: move_rows(book, 4, 4, 2))
    found = reading.outcome(reading.sheets[0])
    assert (found.moved, found.placements) == (1, ())


def test_what_stands_in_the_list_is_not_placed(summer: ExchangeDesk) -> None:
    reading = after(summer, lambda book: write(book, 4, until=wall(summer, 2)))
    (refusal,) = reading.sheets[0].refusals
    assert (refusal.cell, refusal.code) == ("I4", "already-there")


def test_a_placement_that_was_made_after_the_export_is_left_alone(summer: ExchangeDesk) -> None:
    planned(summer, "y")
    summer.desk.workshop.clock.advance(seconds=5)
    path = summer.edited(summer.export(), lambda book: book["Summer"].delete_rows(2))
    summer.desk.workshop.clock.advance(seconds=5)
    planned(summer, "z", position=TOP)
    reading = summer.read(path)
    assert reading.outcome(reading.sheets[0]).placements == ()


def test_a_placement_that_ended_since_is_no_concern_of_its_row(summer: ExchangeDesk) -> None:
    one = planned(summer)
    path = summer.edited(summer.export(), lambda book: write(book, 8, until=wall(summer, 30)))
    summer.placements.cancel(one.id, actor="test")
    assert summer.read(path).sheets == ()


def test_it_is_all_of_them_or_none(summer: ExchangeDesk) -> None:
    one = planned(summer)

    def edit(book: Workbook) -> None:
        write(book, 8, until=wall(summer, 30))
        write(book, 9, URI=uri("y"), from_=wall(summer, 3), until=wall(summer, 2))

    reading = after(summer, edit)
    preview = summer.exchange.preview(reading)
    assert preview is not None
    assert [finding.code for _, finding in preview.conflicts] == ["empty-span"]
    with pytest.raises(Conflict):
        summer.exchange.place(reading.id, campaign=None, actor="test")
    assert summer.gathering.placements(summer.playlist("Summer")) == [one], "the change was not made either"


def test_without_columns_of_times_placements_stay(summer: ExchangeDesk) -> None:
    planned(summer)

    def edit(book: Workbook) -> None:
        sheet = book["Summer"]
        sheet.delete_cols(column(sheet, "from"), 2)
        move_rows(book, 3, 3, 2)

    reading = after(summer, edit)
    found = reading.outcome(reading.sheets[0])
    assert (found.moved, found.placements, reading.open) == (1, (), 0)

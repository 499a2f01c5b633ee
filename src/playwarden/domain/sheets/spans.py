"""The columns from, until and note of a sheet -> placements to be made, changed, cancelled."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

from playwarden.domain.placements.placement import Placement
from playwarden.domain.placements.position import Position, position
from playwarden.domain.placements.times import NEVER, moment
from playwarden.domain.playlist import Entry
from playwarden.domain.sheets.columns import Field
from playwarden.domain.sheets.refs import seal
from playwarden.domain.sheets.rows import Refusal, Row
from playwarden.domain.sheets.tables import Headed
from playwarden.kit.errors import InputError
from playwarden.kit.ids import PlacementId

MOST_NOTE = 500
What = Literal["make", "change", "cancel", "stay"]


@dataclass(frozen=True, slots=True)
class PlacementEdit:
    """`make`: from, until and note of a new one (its track is the row's, `position` None: behind the row above);
    `change`: what of `placement` becomes another; `cancel`: it goes out; `stay`: its track stays for good.
    """

    what: What
    cell: str
    placement: Placement | None = None
    from_at: datetime | None = None
    until_at: datetime | None = None
    note: str = ""
    zone: str = ""
    position: Position | None = None
    changes: dict[str, Any] = field(default_factory=dict)


def span_seal(from_at: datetime, until_at: datetime | None, note: str, order: str) -> str:
    """The seal of what a row says of its placement."""
    ends = "" if until_at is None else until_at.astimezone(UTC).isoformat()
    return seal("span", from_at.astimezone(UTC).isoformat(), ends, note, order)


class Spans:
    """Takes the rows of one sheet, and knows afterwards what becomes of placements."""

    def __init__(self, sheet: Headed, placements: Sequence[Placement], *, zone: str, now: datetime) -> None:
        self._sheet = sheet
        self._known = {one.id: one for one in placements}
        self._zone = zone
        self._now = now
        self._seen: set[PlacementId] = set()
        self._timed = Field.FROM in sheet.columns or Field.UNTIL in sheet.columns
        self.edits: list[PlacementEdit] = []
        self.refused: list[Refusal] = []
        self.told: list[str] = []

    def take_planned(self, row: Row) -> bool:
        """Whether a row is a placement that was still to come: such rows are no entries."""
        if Field.REF not in self._sheet.columns and (row.from_ or row.until):
            return self._take_alike(row)
        if row.ref is None or row.ref.index is not None or row.ref.placement_id is None:
            return False
        if row.ref.placement_id in self._seen:
            return False  # a copy of its row is a row of its own
        self._seen.add(row.ref.placement_id)
        one = self._known.get(row.ref.placement_id)
        if one is not None and self._timed and not row.refused:
            self._compare(row, one, planned=True)
        return True

    def _take_alike(self, row: Row) -> bool:
        """Where the column of refs is gone: a placement still to come is known by its track."""
        known = (one for one in self._known.values() if not one.is_in and one.asked.uri == row.uri)
        one = next((one for one in known if one.id not in self._seen), None)
        if one is None:
            return False
        self._seen.add(one.id)
        if not row.refused:
            self._compare(row, one, planned=True)
        return True

    def take_kept(self, row: Row, uri: str | None) -> None:
        """A row of an entry that stays, with or without a placement."""
        one = self._of(row, uri)
        if one is not None:
            if one.id not in self._seen:
                self._seen.add(one.id)
                if self._timed and not row.refused:
                    self._compare(row, one, planned=False)
            return
        if row.ref is not None and row.ref.placement_id is not None:
            return  # it has ended since; what its row says is what was
        if row.from_ or row.until:
            which = Field.FROM if row.from_ else Field.UNTIL
            words = (
                "The track is in the list already, and a placement brings one in. To take it out on a date, schedule "
                "its removal; to bring it in on a date, delete this row and add it as a new one."
            )
            self._refuse(row, which, words, "already-there")

    def make(self, row: Row) -> PlacementEdit | None:
        """The placement that a new row asks for; None: it is an ordinary row."""
        if not row.from_ and not row.until:
            return None
        begins = self._moment(row, Field.FROM, row.from_) if row.from_ else self._now.replace(microsecond=0)
        ends = self._end(row)
        if begins is None or ends is False or not self._note_fits(row):
            return PlacementEdit("make", "")
        where = None
        if isinstance(row.order, str) and row.order:
            where = self._position(row)
        cell = self._sheet.cell(Field.FROM if row.from_ else Field.UNTIL, row.number)
        return PlacementEdit("make", cell, None, begins, ends or None, row.note, self._zone, where)

    def deleted(self, *, complete: bool) -> list[Placement]:
        """The placements whose rows were deleted; each is cancelled from here on."""
        if not complete:
            return []
        gone = [one for key, one in sorted(self._known.items()) if key not in self._seen]
        self.edits += [PlacementEdit("cancel", "", one) for one in gone]
        return gone

    def entries_of(self, placements: Sequence[Placement], entries: Sequence[Entry]) -> list[int]:
        """Where in the base the tracks stand that these have brought in."""
        uris = [one.asked.uri for one in placements if one.is_in]
        found = []
        for index, entry in enumerate(entries):
            if entry.uri in uris:
                uris.remove(entry.uri)
                found.append(index)
        return found

    def _of(self, row: Row, uri: str | None) -> Placement | None:
        if row.ref is not None:
            return self._known.get(row.ref.placement_id) if row.ref.placement_id else None
        alike = (one for one in self._known.values() if one.is_in and one.asked.uri == uri and one.id not in self._seen)
        return next(alike, None) if row.from_ or row.until else None

    def _compare(self, row: Row, one: Placement, *, planned: bool) -> None:
        """What of a placement becomes another, if its row was edited."""
        cell = self._sheet.cell(Field.UNTIL, row.number)
        if not row.from_ and not row.until:
            if row.ref is not None and self._was_without_times(row):
                return
            if planned:
                self._refuse(row, Field.FROM, "A placement begins at a time. Delete the row to cancel it.", "from")
            else:
                self.edits.append(PlacementEdit("stay", cell, one))
            return
        if planned and not row.from_:
            self._refuse(row, Field.FROM, "A placement begins at a time. Delete the row to cancel it.", "from")
            return
        begins, ends = self._moment(row, Field.FROM, row.from_ or "now"), self._end(row)
        if begins is None or ends is False or not self._note_fits(row):
            return
        order = row.order if isinstance(row.order, str) else "" if row.order is None else f"{row.order:g}"
        was = row.ref.span if row.ref is not None else ""
        if span_seal(begins, ends or None, row.note, order if planned else "") == was:
            return
        changes: dict[str, Any] = {}
        if begins != one.asked.from_at and row.from_:
            if one.is_in:
                self._refuse(row, Field.FROM, "It is in already; what can change is when it goes out.", "in-force")
                return
            changes["from_at"] = begins
        if (ends or None) != one.asked.until_at and Field.UNTIL in self._sheet.columns:
            changes["until_at"] = ends or None
        if row.note != one.asked.note.strip() and Field.NOTE in self._sheet.columns:
            changes["note"] = row.note
        if planned and order and one.asked.position is not None and order != shown_position(one.asked.position):
            where = self._position(row)
            if where is None:
                return
            changes["position"] = where
        if changes:
            self.edits.append(PlacementEdit("change", cell, one, changes=changes))

    def _was_without_times(self, row: Row) -> bool:
        return row.ref is not None and row.ref.placement_id is None

    def _moment(self, row: Row, which: Field, text: str) -> datetime | None:
        try:
            return moment(text, self._zone, self._now)
        except InputError as error:
            self._refuse(row, which, str(error), "time")
            return None

    def _end(self, row: Row) -> datetime | Literal[False] | None:
        """False: it is no time, and was refused."""
        if row.until.casefold() in NEVER:
            return None
        return self._moment(row, Field.UNTIL, row.until) or False

    def _note_fits(self, row: Row) -> bool:
        if len(row.note) <= MOST_NOTE:
            return True
        self._refuse(row, Field.NOTE, f"A note has at most {MOST_NOTE} characters.", "note")
        return False

    def _position(self, row: Row) -> Position | None:
        text = row.order if isinstance(row.order, str) else f"{row.order or 0:g}"
        try:
            return position(text)
        except ValueError as error:
            self._refuse(row, Field.ORDER, str(error), "position")
            return None

    def _refuse(self, row: Row, which: Field, words: str, code: str) -> None:
        texts = {Field.FROM: row.from_, Field.UNTIL: row.until, Field.NOTE: row.note, Field.ORDER: str(row.order or "")}
        sheet = self._sheet
        cell = sheet.cell(which, row.number)
        self.refused.append(Refusal(sheet.table.name, cell, which.value, texts[which][:100], words, code))


def shown_position(where: Position) -> str:
    """How the column `order` shows where a placement goes."""
    return "top" if where.number == 1 else where.text

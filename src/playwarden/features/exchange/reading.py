"""A file -> what it says of each playlist that it was written from, all of it looked at and nothing changed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from playwarden.domain.playlist import Details
from playwarden.domain.sheets.columns import Field
from playwarden.domain.sheets.edits import Base, Item, SheetEdits, read_edits
from playwarden.domain.sheets.ordering import Order
from playwarden.domain.sheets.overview import OverviewRow, details_wished, overview_rows
from playwarden.domain.sheets.refs import Tie
from playwarden.domain.sheets.rows import Refusal, Row, read_rows
from playwarden.domain.sheets.tables import Form, Headed, Overview, Table, headed, letters, overview_of
from playwarden.features.exchange.confined import Opened, read_file
from playwarden.features.exchange.finding import Finder, Found
from playwarden.features.exchange.gathering import Gathering, Standing
from playwarden.features.exchange.readings import LASTS, Reading, SheetReading
from playwarden.features.library.questions import Row as Listed
from playwarden.kit.errors import InputError, NotFound
from playwarden.kit.ids import PlaylistId
from playwarden.kit.text import counted, listed

_EDITABLE = (Field.ORDER, Field.TITLE, Field.ARTIST, Field.ISRC, Field.URI, Field.FROM, Field.UNTIL, Field.NOTE)


@dataclass(frozen=True, slots=True)
class Asked:
    """How a file is to be read: `zone` is that of its times where it says none; `into` takes the rows of sheets that
    were not written here; `order` says what counts of rows that were moved.
    """

    name: str
    zone: str = "UTC"
    into: PlaylistId | None = None
    order: Order = "auto"


@dataclass(slots=True)
class _Parts:
    """A file taken apart: by playlist its rows, and its row in the overview."""

    rows: dict[PlaylistId, tuple[Tie, Headed, list[Row]]] = field(default_factory=dict)
    overviews: dict[PlaylistId, tuple[Overview, OverviewRow]] = field(default_factory=dict)
    loose: list[Headed] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    zone: str = ""
    spaces: bool = True
    """Whether white space in texts came through."""


class FileReading:
    """Reads files against what is mirrored here. Costs no call."""

    def __init__(self, gathering: Gathering, finder: Finder, read: Callable[[Path, str], Opened] = read_file) -> None:
        self._gathering = gathering
        self._finder = finder
        self._read = read

    def read(self, path: Path, asked: Asked, seen: Sequence[Listed], *, key: str, actor: str, now: datetime) -> Reading:
        """What the file at `path` says of those of `seen` that it names.

        Raises UnreadableFile, InputError, NotFound.
        """
        opened = self._read(path, asked.name)
        parts = _taken_apart(opened, asked.name)
        standings = {one.playlist_id: one for one in self._gathering.standings(seen)}
        sheets: list[SheetReading] = []
        unknown: list[str] = []
        for playlist_id in list(dict.fromkeys([*parts.rows, *parts.overviews])):
            if playlist_id in standings:
                sheets.append(self._sheet(parts, standings[playlist_id], asked, now))
            else:
                unknown.append(_called(parts, playlist_id))
        if asked.into is not None and parts.loose:
            sheets = self._added(sheets, parts, standings[asked.into], asked, now)
        elif parts.loose:
            names = listed([f"'{one.table.name}'" for one in parts.loose], most=4)
            parts.told.append(f"It does not say which playlist {names} is of: passed over.")
        if unknown:
            names = listed([f"'{one}'" for one in unknown], most=6)
            parts.told.append(f"Not known here, and passed over: {names}.")
        if not sheets:
            raise _nothing(asked.name, unknown, parts)
        found = self._found(sheets)
        reading = Reading(
            id=key,
            name=asked.name,
            form=opened.form,
            actor=actor,
            made_at=now,
            expires_at=now + LASTS,
            sheets=tuple(sheets),
            unchanged=(),
            rows=sum(len(table.rows) for table in opened.tables),
            told=(*opened.told, *parts.told),
            found=found,
        )
        return _without_unchanged(reading)

    def _sheet(self, parts: _Parts, standing: Standing, asked: Asked, now: datetime) -> SheetReading:
        playlist_id = standing.playlist_id
        tie, sheet, rows = parts.rows.get(playlist_id, (None, None, []))
        details, before, refused = Details(), Details(), list[Refusal]()
        if playlist_id in parts.overviews:
            overview, row = parts.overviews[playlist_id]
            held = self._gathering.details(row.tie.version_id)
            if held is not None:
                before = held
                details, refused = details_wished(overview, row, held, spaces=parts.spaces)
        if tie is None or sheet is None:
            return _reading(standing, _untouched(playlist_id), details, before, refused)
        origin = self._gathering.origin(tie)
        if origin.state is None:
            never = ("What it holds was never read here: its rows were passed over.",)
            return _reading(standing, _untouched(playlist_id), details, before, refused, never)
        told: tuple[str, ...] = ()
        if not origin.known:
            told = (
                "What it was written from is not kept here. It is compared with what stands there now: what others "
                "changed meanwhile looks like changes of this file.",
            )
        placements = self._gathering.placements(playlist_id)
        complete = Field.REF in sheet.columns and tie.newest is not None
        if Field.REF in sheet.columns:
            placements = [one for one in placements if tie.newest is not None and one.id <= tie.newest]
        base = Base(playlist_id, origin.state.entries, tuple(placements), complete)
        zone = parts.zone or asked.zone
        edits = read_edits(sheet, base, zone=zone, now=now, order=asked.order, rows=rows)
        since = origin.known and self._gathering.present(playlist_id) != origin.state.entries
        return _reading(standing, edits, details, before, refused, told, origin.number, since=since)

    def _added(
        self, sheets: list[SheetReading], parts: _Parts, standing: Standing, asked: Asked, now: datetime
    ) -> list[SheetReading]:
        """With the rows of sheets that were not written here at the bottom of a playlist."""
        if any(one.playlist_id == standing.playlist_id for one in sheets):
            raise InputError(f"The file changes '{standing.name}' already.", "Add its other rows to another playlist.")
        present = self._gathering.present(standing.playlist_id)
        if present is None:
            raise InputError(f"What '{standing.name}' holds was not read yet.", "Read it, then send the file again.")
        base = Base(standing.playlist_id, present)
        there = {entry.uri for entry in present if entry.uri}
        items = [Item(index) for index in range(len(present))]
        refused: list[Refusal] = []
        told: list[str] = []
        doubled = 0
        for sheet in parts.loose:
            one = read_edits(
                sheet, replace(base, entries=()), zone=parts.zone or asked.zone, now=now, order=asked.order
            )
            fresh = [item for item in one.items if item.uri not in there or item.placed is not None]
            doubled += len(one.items) - len(fresh)
            items += fresh
            refused += one.refused
            told += one.told
        if doubled:
            what = counted(doubled, "row names a track", "rows name tracks")
            told.append(f"{what} that '{standing.name}' holds already: left out.")
        edits = SheetEdits(parts.loose[0].table.name, base, tuple(items), (), tuple(refused), tuple(told))
        return [*sheets, replace(_reading(standing, edits, Details(), Details(), []), elsewhere=True)]

    def _found(self, sheets: Sequence[SheetReading]) -> Mapping[str, Found]:
        wanted = list(dict.fromkeys(one for sheet in sheets for one in sheet.edits.wanted))
        return {one.key: found for one, found in zip(wanted, self._finder.find(wanted), strict=True)} if wanted else {}


def _reading(
    standing: Standing,
    edits: SheetEdits,
    details: Details,
    before: Details,
    refused: Sequence[Refusal],
    told: Sequence[str] = (),
    version: int | None = None,
    *,
    since: bool = False,
) -> SheetReading:
    return SheetReading(
        playlist_id=standing.playlist_id,
        name=standing.name,
        edits=edits,
        details=details,
        before=before,
        refused=tuple(refused),
        told=(*told, *edits.told),
        version=version,
        since=since,
        rule_set=standing.rule_set,
    )


def _untouched(playlist_id: PlaylistId) -> SheetEdits:
    return SheetEdits("", Base(playlist_id, ()), (), (), (), ())


def _without_unchanged(reading: Reading) -> Reading:
    """With those apart of which it says what stands there anyway."""
    changed = []
    unchanged = []
    for sheet in reading.sheets:
        asks = reading.outcome(sheet)
        if asks.changing or asks.unresolved or sheet.details != Details() or sheet.refusals or sheet.told:
            changed.append(sheet)
        else:
            unchanged.append((sheet.playlist_id, sheet.name))
    reading.sheets, reading.unchanged = tuple(changed), tuple(unchanged)
    return reading


def _taken_apart(opened: Opened, name: str) -> _Parts:
    parts = _Parts(spaces=opened.form is not Form.ODS)
    by_sheet: dict[str, Tie] = {}
    for table in opened.tables:
        overview = overview_of(table)
        if overview is None:
            continue
        parts.zone = parts.zone or overview.zone
        for row in overview_rows(overview):
            parts.overviews.setdefault(row.tie.playlist_id, (overview, row))
            by_sheet.setdefault(row.sheet.casefold(), row.tie)
    for table in opened.tables:
        if overview_of(table) is not None:
            continue
        known = headed(table if table.name else replace(table, name=Path(name).name))
        if known is None:
            if table.rows:
                parts.told.append(f"The sheet '{table.name}' is none of ours: passed over.")
            continue
        _take(parts, known, by_sheet.get(table.name.casefold()) if opened.form in (Form.XLSX, Form.ODS) else None)
    return parts


def _take(parts: _Parts, sheet: Headed, named: Tie | None) -> None:
    """Adds the rows of a table to the playlists that they are of."""
    parts.told += _said_of(sheet)
    rows = read_rows(sheet)
    tie = sheet.tie or named
    if tie is None and not any(row.tie for row in rows):
        parts.loose.append(sheet)
        return
    called = {row.playlist.casefold(): row.tie for row in rows if row.tie and row.playlist}
    last = tie
    for row in rows:
        last = row.tie or (called.get(row.playlist.casefold()) if row.tie is None and row.playlist else None) or last
        if last is not None:
            known = parts.rows.setdefault(last.playlist_id, (last, sheet, []))
            if known[1] is sheet:
                known[2].append(row)
    if tie is not None:
        first = parts.rows.setdefault(tie.playlist_id, (tie, sheet, []))
        if first[1] is not sheet:
            parts.told.append(
                f"'{sheet.table.name}' and '{first[1].table.name}' are of one playlist: the first counts."
            )


def _said_of(sheet: Headed) -> list[str]:
    """What has to be said of a table's columns and formulas."""
    table: Table = sheet.table
    said = []
    if sheet.unknown:
        names = listed([f"'{head[:30]}'" for head in sheet.unknown], most=5)
        said.append(f"Sheet '{table.name}': columns that are none of ours were passed over: {names}.")
    columns = {letters(sheet.columns[each]) for each in _EDITABLE if each in sheet.columns}
    formulas = sorted(
        (cell for cell in table.formulas if cell.rstrip("0123456789") in columns), key=lambda cell: (len(cell), cell)
    )
    if formulas:
        what = counted(len(formulas), "cell holds a formula", "cells hold formulas")
        where = listed(formulas, most=4)
        said.append(f"Sheet '{table.name}': {what} ({where}): what it showed last was read, nothing is worked out.")
    return said


def _called(parts: _Parts, playlist_id: PlaylistId) -> str:
    known = parts.rows.get(playlist_id)
    return known[1].table.name if known else str(playlist_id)


def _nothing(name: str, unknown: Sequence[str], parts: _Parts) -> InputError | NotFound:
    if unknown:
        return NotFound(f"No playlist of {name} is known here.", "Was it exported elsewhere? `playwarden sync` looks.")
    if parts.loose:
        return InputError(
            f"{name} does not say which playlist it is of.", "Say into which one its rows are to be added."
        )
    return InputError(
        f"{name} holds no playlist: no row of it names columns such as URI, or title and artist.",
        "Export one, and edit that; a list of names is pasted under `Add tracks`.",
    )

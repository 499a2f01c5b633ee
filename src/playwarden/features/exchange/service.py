"""Exchange for the doors: what an export would hold and is, a file read back, proposed, and its placements made."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from playwarden.domain.compose import Wish
from playwarden.domain.links import WrongKind, item_uri
from playwarden.domain.matching import Named
from playwarden.domain.placements.placement import NewPlacement, Placement
from playwarden.domain.plan import Policy
from playwarden.domain.playlist import Details, PlaylistState
from playwarden.domain.sheets.book import sheet_names
from playwarden.domain.sheets.outcome import Outcome, merged_wish
from playwarden.features.bulk.repository import BulkRepository
from playwarden.features.bulk.selection import Candidate, Selection
from playwarden.features.exchange.finding import named_of
from playwarden.features.exchange.gathering import Gathering, Standing
from playwarden.features.exchange.reading import Asked, FileReading
from playwarden.features.exchange.readings import Reading, Readings, SheetReading
from playwarden.features.exchange.tables import MEDIA_TYPES, OutForm, written
from playwarden.features.library.questions import Row
from playwarden.features.placements.making import Preview
from playwarden.features.placements.service import Placements
from playwarden.features.runs.desk import Progress, silent
from playwarden.features.runs.proposal import LeftOut, Order, Proposal, Proposed
from playwarden.features.runs.service import Runs
from playwarden.kit.clock import Clock
from playwarden.kit.errors import Conflict, InputError, NotFound, Refused
from playwarden.kit.ids import AccountId, IdSource, PlacementId, PlaylistId
from playwarden.kit.text import counted

PAGE = 50
"""Playlists on a page of an account's list."""
Among = frozenset[AccountId] | None
Find = Callable[[str, Among], PlaylistId]


@dataclass(frozen=True, slots=True)
class Look:
    """What an export would hold: `calls` is about what bringing it up to date first takes."""

    standings: tuple[Standing, ...]
    left_out: tuple[LeftOut, ...]
    calls: int

    @property
    def looked_at(self) -> datetime | None:
        """When the least fresh of them was known to be so; None: there is none."""
        known = [one.looked_at for one in self.standings if one.looked_at is not None]
        return min(known) if known else None

    @property
    def stale(self) -> int:
        return sum(one.state in ("changed", "not read") for one in self.standings)


@dataclass(frozen=True, slots=True)
class Exported:
    """A file: what it is called, what it is, and its bytes; `playlists` are in it."""

    name: str
    media_type: str
    body: bytes
    playlists: int
    items: int
    calls: int = 0


class Exchange:
    """Looking, writing and reading cost no call, unless it is asked to look first; proposing does as ever."""

    def __init__(
        self,
        gathering: Gathering,
        reading: FileReading,
        repository: BulkRepository,
        runs: Runs,
        placements: Placements,
        clock: Clock,
        ids: IdSource,
        *,
        find: Find,
        writer: Callable[[PlaylistId], AccountId],
        decide: Callable[[Named, str, str], object],
    ) -> None:
        """`find` says which playlist a text names; `writer` the account that a playlist is changed through, and raises
        NotFound, Refused. `decide` remembers which track a name means, and who said so.
        """
        self._gathering = gathering
        self._reading = reading
        self._repository = repository
        self._runs = runs
        self._placements = placements
        self._clock = clock
        self._ids = ids
        self._find = find
        self._writer = writer
        self._decide = decide
        self.readings = Readings(clock)

    # -- out

    def look(self, selection: Selection, among: Among) -> Look:
        """What an export of these would hold now. Raises NotFound where nothing is meant, InputError."""
        rows = self._rows(selection, among)
        standings = self._gathering.standings(rows)
        left_out = tuple(
            LeftOut(one.name, "not-read", _unread(one), one.playlist_id) for one in standings if not one.readable
        )
        candidates = {one.playlist_id: one for one in self._repository.candidates(details=False)}
        asked = [candidates[row.id] for row in rows if row.id in candidates and _reader(candidates[row.id], row)]
        pages = {account: 0 for row in rows for account in [_account(candidates.get(row.id), row)] if account}
        for row in rows:
            account = _account(candidates.get(row.id), row)
            if account is not None:
                pages[account] += 1
        calls = sum(one.unread for one in asked) + sum(-(-number // PAGE) for number in pages.values())
        return Look(tuple(standings), left_out, calls)

    def export(
        self,
        selection: Selection,
        among: Among,
        form: OutForm,
        *,
        zone: str = "UTC",
        look: bool = False,
        progress: Progress = silent,
    ) -> Exported:
        """The file. With `look` what the mirror holds is brought up to date before, which costs calls. Raises NotFound,
        InputError, and what looking raises.
        """
        rows = self._rows(selection, among)
        calls = self._look_first(rows, progress) if look else 0
        if look:
            rows = self._rows(selection, among)
        progress(f"writing {counted(len(rows), 'playlist')}")
        now = self._clock.now()
        book = self._gathering.book(rows, at=now, zone=zone)
        if not book.sheets:
            raise Refused("What these playlists hold was never read.", "Look first: that costs calls.")
        single = book.sheets[0].details.name if len(book.sheets) == 1 else None
        name = f"{file_name(single or 'playlists')}-{now:%Y-%m-%d}.{form.value}"
        items = sum(len(sheet.lines) for sheet in book.sheets)
        return Exported(name, MEDIA_TYPES[form], written(book, form), len(book.sheets), items, calls)

    def _look_first(self, rows: Sequence[Row], progress: Progress) -> int:
        known = {one.playlist_id: one for one in self._repository.candidates(details=False)}
        wanted = [(account, row.id) for row in rows if (account := _account(known.get(row.id), row)) is not None]
        return self._runs.look(wanted, progress=progress)

    def _rows(self, selection: Selection, among: Among) -> list[Row]:
        rows = {row.id: row for row in self._gathering.rows(among)}
        candidates = {one.playlist_id: one for one in self._repository.candidates(details=False)}
        if selection.playlists:
            named = list(dict.fromkeys(self._find(text, among) for text in selection.playlists))
            for text, playlist_id in zip(selection.playlists, named, strict=False):
                if playlist_id not in rows:
                    raise NotFound(f"'{text}' is gone from Spotify.", "`playwarden playlists list` names what is here.")
            rows = {key: rows[key] for key in named}
        meant = [row for key, row in rows.items() if key in candidates and selection.fits(candidates[key])]
        if selection.holding:
            holders = self._repository.holders(selection.holding)
            meant = [row for row in meant if row.id in holders]
        if not meant:
            raise NotFound(f"No playlist is meant by: {selection.words()}.", "`playwarden playlists list` shows them.")
        return meant

    # -- in

    def read(self, path: Path, asked: Asked, *, actor: str, among: Among) -> Reading:
        """Reads a file and keeps it for an hour. Changes nothing. Raises UnreadableFile, InputError, NotFound."""
        now = self._clock.now()
        key = self._ids.new("imp", now)
        reading = self._reading.read(path, asked, self._gathering.rows(among), key=key, actor=actor, now=now)
        return self.readings.keep(reading)

    def choose(self, key: str, choices: Mapping[str, str | None], *, actor: str) -> Reading:
        """Says what rows stand for that were not found by themselves; which track a title means is remembered for the
        next time. Raises NotFound, InputError.
        """
        chosen = {name: _chosen(uri) for name, uri in choices.items()}
        reading = self.readings.choose(key, chosen)
        for wanted in (wanted for sheet in reading.sheets for wanted in sheet.edits.wanted):
            uri = chosen.get(wanted.key)
            if uri is not None and wanted.title:
                self._decide(named_of(wanted), uri, actor)
        return reading

    def names(self, key: str) -> SheetReading:
        """The sheet whose rows name no playlist, to be reviewed line by line before any of them is added. Raises
        NotFound, Conflict where the file has none.
        """
        found = [sheet for sheet in self.readings.find(key).sheets if sheet.elsewhere]
        if not found:
            raise Conflict("Every row of this file says which playlist it is of.", "Decide about its rows here.")
        return found[0]

    def sketch(self, reading: Reading, sheet: SheetReading) -> Proposed | str | None:
        """What one playlist would take as the mirror shows it; None: nothing; a sentence: why nobody may do it."""
        try:
            order = self._order(reading, sheet)
            return None if order is None else self._runs.sketch(order, sheet.playlist_id)
        except (Refused, NotFound, Conflict) as error:
            return str(error)

    def preview(self, reading: Reading) -> Preview | None:
        """What is in the way of the placements that would be made, and what they cost; None: there are none."""
        asked = [asked for sheet in reading.sheets for _, asked in reading.outcome(sheet).makes]
        return self._placements.check(asked) if asked else None

    def titles(self, reading: Reading) -> dict[str, str]:
        """What the tracks are called that a file is about."""
        uris = {uri for sheet in reading.sheets for uri in _uris(reading.outcome(sheet))}
        uris |= {one.uri for each in reading.found.values() for one in each.likely}
        return self._gathering.titles(uris)

    def propose(
        self,
        key: str,
        *,
        without: frozenset[PlaylistId] = frozenset(),
        leave_refused: bool = False,
        forced: frozenset[str] = frozenset(),
        progress: Progress = silent,
    ) -> Proposal:
        """One proposal for all playlists that the file changes. Raises NotFound, Conflict while cells stand in the way,
        InputError where it changes no list and no details.
        """
        reading = self._ready(key, leave_refused=leave_refused)
        orders = []
        left_out = []
        for sheet in reading.sheets:
            if sheet.playlist_id in without:
                continue
            try:
                order = self._order(reading, sheet)
            except (Refused, NotFound) as error:
                left_out.append(LeftOut(sheet.name, error.code, str(error), sheet.playlist_id))
                continue
            orders += [order] if order is not None else []
        if not orders and not left_out:
            raise InputError(f"{reading.name} changes no playlist.", "Everything is as it says.")
        proposal = self._runs.propose(orders, forced=forced, partial=True, progress=progress)
        return replace(proposal, left_out=(*proposal.left_out, *left_out))

    def place(
        self, key: str, *, leave_refused: bool = False, accept: Sequence[str] = (), campaign: str | None, actor: str
    ) -> list[Placement]:
        """Makes, changes and cancels the placements that the file asks for, all or none. Raises NotFound, Conflict,
        InputError where there are none.
        """
        reading = self._ready(key, leave_refused=leave_refused)
        makes: list[NewPlacement] = []
        changes: list[tuple[PlacementId, dict[str, Any]]] = []
        cancels: list[tuple[PlacementId, bool]] = []
        for sheet in reading.sheets:
            found = reading.outcome(sheet)
            makes += [self._placements.accepting(asked, accept) for _, asked in found.makes]
            for edit in found.placements:
                assert edit.placement is not None, "what is made is told apart"
                if edit.what == "change":
                    changes.append((edit.placement.id, edit.changes))
                else:
                    cancels.append((edit.placement.id, edit.what == "stay"))
        if not (makes or changes or cancels):
            raise InputError(f"{reading.name} asks for no placements.", "Columns 'from' and 'until' ask for them.")
        return self._placements.together(makes, changes, cancels, campaign=campaign, actor=actor)

    def _ready(self, key: str, *, leave_refused: bool) -> Reading:
        reading = self.readings.find(key)
        if reading.open and not leave_refused:
            raise Conflict(
                f"{counted(reading.open, 'cell')} of {reading.name} cannot be done as they stand.",
                "Correct them and send the file again, choose what is meant, or leave these rows as they are.",
            )
        return reading

    def _order(self, reading: Reading, sheet: SheetReading) -> Order | None:
        """What a sheet wishes of its playlist; None: nothing of its list and its details."""
        wished = reading.outcome(sheet).wished
        if wished is None and sheet.details == Details():
            return None
        origin = f"{reading.name}: {sheet.edits.sheet or sheet.name}"
        base = sheet.edits.base.entries

        def change(state: PlaylistState) -> Wish:
            return merged_wish(base, wished, sheet.details, state, origin)

        policy = Policy(keep_dates="all", meanwhile="merge", about="details" if wished is None else "all")
        account = self._writer(sheet.playlist_id)
        return Order(account, Wish(origin=origin), policy, sheet.playlist_id, change=change)


def file_name(name: str) -> str:
    """What a file of that playlist is called: such as every system takes it."""
    plain = "".join(sign if sign.isalnum() or sign in " ._-()" else " " for sign in sheet_names([name])[0])
    return " ".join(plain.split()).strip(".") or "playlist"


def _chosen(uri: str | None) -> str | None:
    """Raises InputError for what is no track."""
    if uri is None:
        return None
    try:
        found = item_uri(uri)
    except WrongKind as error:
        raise InputError(f"{str(error)[:1].upper()}{str(error)[1:]}") from None
    if found is None:
        raise InputError(f"'{uri[:80]}' is no URI or link of a track.", "Such as spotify:track: and 22 signs.")
    return found


def _uris(found: Outcome) -> set[str]:
    uris = {each.uri for each in found.added} | {entry.uri for entry in found.removed if entry.uri}
    uris |= {asked.uri for _, asked in found.makes if asked.uri}
    return uris | {edit.placement.asked.uri for edit in found.placements if edit.placement and edit.placement.asked.uri}


def _account(candidate: Candidate | None, row: Row) -> AccountId | None:
    """Through which account a playlist is looked at; None: its items are shown to none of ours."""
    if row.items == "not provided":
        return None
    if candidate is not None and candidate.account_id is not None:
        return candidate.account_id
    return row.seen_by[0].account if row.seen_by else None


def _reader(candidate: Candidate, row: Row) -> bool:
    return _account(candidate, row) is not None


def _unread(one: Standing) -> str:
    if one.state == "not provided":
        return "Spotify shows the items of its own accounts' playlists alone: this one was never read."
    return "Its items were never read: look first, which costs calls."

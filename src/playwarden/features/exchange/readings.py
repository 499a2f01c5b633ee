"""Files that were read and wait for whoever sent them: kept in memory for a while, changed by choices alone."""

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from playwarden.domain.playlist import Details
from playwarden.domain.sheets.edits import SheetEdits
from playwarden.domain.sheets.outcome import Outcome, outcome
from playwarden.domain.sheets.rows import Refusal
from playwarden.domain.sheets.tables import Form
from playwarden.features.exchange.finding import Found
from playwarden.kit.clock import Clock
from playwarden.kit.errors import InputError, NotFound
from playwarden.kit.ids import PlaylistId

LASTS = timedelta(hours=1)
MOST = 32
MOST_ROWS = 1_000_000
"""Of all files that are kept: some hundred megabytes at the very most."""


TABLE_HEAD = ("title", "artist", "album", "isrc", "uri")


@dataclass(frozen=True, slots=True)
class SheetReading:
    """What a file says of one playlist. `details` are those that it wants otherwise, `before` what they were; `since`:
    the playlist was changed here since the file was written.
    """

    playlist_id: PlaylistId
    name: str
    edits: SheetEdits
    details: Details
    before: Details
    refused: tuple[Refusal, ...]
    told: tuple[str, ...]
    version: int | None
    since: bool
    rule_set: str | None
    elsewhere: bool = False
    """Its rows are of sheets that were not written here: they are added at the bottom."""

    @property
    def table(self) -> str:
        """Its new rows as a table with tabs, with TABLE_HEAD above, as a list of tracks is pasted."""
        rows = [TABLE_HEAD]
        for item in self.edits.items:
            one = item.wanted
            if one is not None:
                rows.append((one.title, one.artist, one.album, one.isrc, ""))
            elif item.uri is not None:
                rows.append(("", "", "", "", item.uri))
        return "\n".join("\t".join(" ".join(cell.split()) for cell in row) for row in rows)

    @property
    def refusals(self) -> tuple[Refusal, ...]:
        """Every cell of it that says nothing that can be done."""
        return (*self.refused, *self.edits.refused)


@dataclass(slots=True)
class Reading:
    """A file that was read. `found` is what its rows without URI come to by themselves, `choices` what a person said of
    them. `unchanged` are playlists of which it says what stands there.
    """

    id: str
    name: str
    form: Form
    actor: str
    made_at: datetime
    expires_at: datetime
    sheets: tuple[SheetReading, ...]
    unchanged: tuple[tuple[PlaylistId, str], ...]
    rows: int
    told: tuple[str, ...]
    found: Mapping[str, Found]
    choices: dict[str, str | None] = field(default_factory=dict)

    def outcome(self, sheet: SheetReading) -> Outcome:
        """What a sheet of it comes to with what was found and chosen so far."""
        known = {key: each.uri for key, each in self.found.items() if each.uri is not None}
        return outcome(sheet.edits, {**known, **self.choices})

    @property
    def open(self) -> int:
        """So many cells and rows stand in the way: refused, or not resolved."""
        refused = sum(len(sheet.refusals) for sheet in self.sheets)
        return refused + sum(len(self.outcome(sheet).unresolved) for sheet in self.sheets)


class Readings:
    """By id, for whoever sent the file. Safe to be used by several threads."""

    def __init__(self, clock: Clock, *, most: int = MOST, most_rows: int = MOST_ROWS) -> None:
        self._clock = clock
        self._most = most
        self._most_rows = most_rows
        self._kept: OrderedDict[str, Reading] = OrderedDict()
        self._turn = threading.Lock()

    def keep(self, reading: Reading) -> Reading:
        """The oldest ones go where there are too many."""
        with self._turn:
            self._kept[reading.id] = reading
            self._drop()
        return reading

    def find(self, key: str) -> Reading:
        """Raises NotFound, also for one that waited too long."""
        with self._turn:
            self._drop()
            found = self._kept.get(key)
        if found is None:
            raise NotFound(f"No file that was read waits here as '{key[:60]}'.", "It waits for an hour. Send it again.")
        return found

    def choose(self, key: str, choices: Mapping[str, str | None]) -> Reading:
        """Takes what rows stand for: a URI, or None for one that is left out. Raises NotFound, InputError."""
        reading = self.find(key)
        known = {wanted.key for sheet in reading.sheets for wanted in sheet.edits.wanted}
        strange = sorted(set(choices) - known)
        if strange:
            raise InputError(f"'{strange[0][:80]}' is no row that is looked for.", "Name it as it was told.")
        with self._turn:
            reading.choices = {**reading.choices, **choices}
        return reading

    def drop(self, key: str) -> None:
        """Raises NotFound."""
        self.find(key)
        with self._turn:
            self._kept.pop(key, None)

    def _drop(self) -> None:
        now = self._clock.now()
        for key in [key for key, each in self._kept.items() if each.expires_at <= now]:
            del self._kept[key]
        while len(self._kept) > 1 and (
            len(self._kept) > self._most or sum(each.rows for each in self._kept.values()) > self._most_rows
        ):
            self._kept.popitem(last=False)

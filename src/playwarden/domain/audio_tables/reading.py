"""Reads a table row by row, whatever its signs and delimiter are.

In memory is never more of it than the names of the tracks, which tell what was said before.
"""

import codecs
import csv
import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache, partial
from hashlib import sha256
from math import nan
from typing import BinaryIO, TypeVar

from playwarden.domain.audio import FEATURES, ISRC, NAME
from playwarden.domain.audio_tables import cells
from playwarden.domain.audio_tables.cells import Fault
from playwarden.domain.audio_tables.columns import Columns
from playwarden.domain.audio_tables.counting import Counts
from playwarden.domain.labels import KINDS, LabelKind
from playwarden.domain.matching.values import Named
from playwarden.kit.errors import InputError

MOST_ROWS = 1_000_000
MOST_BYTES = 2 << 30
MOST_COLUMNS = 500
_DELIMITERS = ",;\t|"
_CHUNK = 1 << 20
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
FALLBACK = "cp1252"
"""What a file is read as that is not UTF-8: Windows of the west."""
REPLACED = "\ufffd"

T = TypeVar("T")
Values = tuple[float | None, ...]
"""FEATURES in their order, key, major."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What a row tells: of a track's URI, of `isrc:…`, or of `name:…` where it names its track by title and artist
    alone; `sound` as Values, None where it tells nothing new. `named` are the names that it came with, where they were
    not told before.
    """

    line: int
    uri: str
    sound: Values | None
    labels: tuple[tuple[LabelKind, str], ...]
    artist: str = ""
    title: str = ""
    named: Named | None = None


@dataclass(slots=True)
class Table:
    """A table that was opened: its header is read, its rows are not."""

    file: BinaryIO
    encoding: str
    fell_back: bool
    """That it is not UTF-8, and nobody said what it is."""
    delimiter: str
    header: tuple[str, ...]
    _start: int = 0
    _seen: dict[str, tuple[tuple[LabelKind, str], ...]] = field(default_factory=dict)

    def rows(self, columns: Columns, counts: Counts) -> Iterator[Heard]:
        """What its rows tell, counted in `counts`. Raises InputError where there are too many."""
        self._seen.clear()
        silent: set[str] = set()
        unnamed: set[str] = set()
        names: dict[LabelKind, set[str]] = {kind: set() for kind in KINDS}
        for line, row in self._lines(counts):
            counts.rows += 1
            if counts.rows > MOST_ROWS:
                raise InputError(f"The table has more than {MOST_ROWS:,} rows.", "Part it, and import each part.")
            told = _told(row, line, columns, counts)
            if told is None:
                continue
            heard = self._fresh(told, silent, unnamed, counts)
            if heard is not None:
                counts.kept += 1
                for kind, label in heard.labels:
                    names[kind].add(label.casefold())
                yield heard
        counts.isrcs = sum(uri.startswith(ISRC) for uri in self._seen)
        counts.names = sum(uri.startswith(NAME) for uri in self._seen)
        counts.tracks = len(self._seen) - counts.isrcs - counts.names
        counts.genres, counts.moods = len(names["genre"]), len(names["mood"])

    def _fresh(self, told: Heard, silent: set[str], unnamed: set[str], counts: Counts) -> Heard | None:
        """What a row tells beyond those before it; None: nothing. `silent` are tracks whose sound no row told yet, and
        `unnamed` those whose names.
        """
        known = self._seen.get(told.uri)
        sound = told.sound if known is None or told.uri in silent else None
        more = told.labels if known is None else tuple(label for label in told.labels if label not in known)
        named = told.named if known is None or told.uri in unnamed else None
        if known is not None:
            if sound is None and not more and named is None:
                counts.fault("twice", told.line)
                return None
            counts.reasons["again"] += 1
        if sound is not None:
            silent.discard(told.uri)
        elif known is None:
            silent.add(told.uri)
        if named is not None:
            counts.named += 1
            unnamed.discard(told.uri)
        elif known is None:
            unnamed.add(told.uri)
        self._seen[told.uri] = known + more if known else more
        return Heard(told.line, told.uri, sound, more, told.artist, told.title, named)

    def _lines(self, counts: Counts) -> Iterator[tuple[int, Sequence[str]]]:
        """The rows below the header, with the line that each ends on; blank ones are none."""
        with _text(self.file, self.encoding) as text:
            reader = csv.reader(iter(lambda: text.readline(_CHUNK), ""), delimiter=self.delimiter)
            skip = self._start + 1
            while True:
                try:
                    row = next(reader, None)
                except csv.Error:
                    counts.rows += 1
                    counts.fault("unreadable", reader.line_num)
                    continue
                if row is None:
                    return
                if skip:
                    skip -= 1
                    continue
                if any(cell.strip() for cell in row):
                    if self.encoding != "utf-8" and any(REPLACED in cell for cell in row):
                        counts.fault("signs", reader.line_num)
                    yield reader.line_num, row


def opened(file: BinaryIO, encoding: str = "") -> Table:
    """Finds out how a table is written, and reads its header. Raises InputError."""
    told, fell_back = _encoding(file, encoding)
    with _text(file, told) as text:
        first = text.readline(_CHUNK)
        start, delimiter = 0, ""
        if first.casefold().startswith("sep=") and len(first.strip()) == 5:
            start, delimiter = 1, first.strip()[-1]
            first = text.readline(_CHUNK)
        delimiter = delimiter or max(_DELIMITERS, key=first.count)
        try:
            header = next(csv.reader([first], delimiter=delimiter), [])
        except csv.Error:
            header = []
    names = tuple(name.strip().replace("\x00", REPLACED) for name in header)
    if not any(names) or not 2 <= len(names) <= MOST_COLUMNS:
        raise InputError(
            "This is no table with named columns.", "A CSV file is wanted, whose first line names its columns."
        )
    return Table(file, told, fell_back, delimiter, names, start)


def name_key(named: Named) -> str:
    """What a row is known by that names its track by title and artist alone: case and spaces do not count, and a
    duration by the second.
    """
    lasts = "" if named.duration_ms is None else str(round(named.duration_ms / 1_000))
    told = "\n".join([named.title, lasts, *named.artists]).casefold()
    return NAME + sha256(told.encode()).hexdigest()[:32]


def _encoding(file: BinaryIO, said: str) -> tuple[str, bool]:
    """What the file is written in, and whether that was guessed. All of it is looked through. Raises InputError."""
    try:
        name = codecs.lookup(said).name if said else ""
        "".encode(name or "utf-8")
    except (LookupError, ValueError):
        raise InputError(f"No encoding is called '{said[:40]}'.", "Such as utf-8, cp1252 or latin-1.") from None
    file.seek(0)
    head = file.read(4)
    name = name or next((known for mark, known in _BOMS if head.startswith(mark)), "")
    decoder, plain, size = codecs.getincrementaldecoder("utf-8")(), not name, 0
    file.seek(0)
    while chunk := file.read(_CHUNK):
        size += len(chunk)
        if size > MOST_BYTES:
            raise InputError(f"The table is larger than {MOST_BYTES >> 30} GB.", "Part it, and import each part.")
        try:
            plain = plain and decoder.decode(chunk) is not None
        except UnicodeDecodeError:
            plain = False
    if plain:
        try:
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            plain = False
    return (name, False) if name else ("utf-8", False) if plain else (FALLBACK, True)


@contextmanager
def _text(file: BinaryIO, encoding: str) -> Iterator[io.TextIOWrapper]:
    """The file from its beginning as text; what cannot be read is replaced."""
    file.seek(0)
    text = io.TextIOWrapper(file, encoding, errors="replace", newline="")
    try:
        yield text
    finally:
        text.detach()


def _told(row: Sequence[str], line: int, columns: Columns, counts: Counts) -> Heard | None:
    """What one row tells by itself; None: nothing, and why is counted."""
    if len(row) > columns.width and any(cell.strip() for cell in row[columns.width :]):
        counts.fault("cells", line, "", row[columns.width])
        return None
    cell = _Cells(row, line, columns, counts)
    uri = cell.read("id", cells.track)
    code = cell.code(uri is not None or cell.faulty)
    named = cell.named(code)
    if uri is None and not cell.faulty:
        uri = ISRC + code if code is not None else None if named is None else name_key(named)
    if uri is None:
        if not cell.faulty:
            counts.fault("nameless", line)
        return None
    key, major = cell.read("key", cells.key) or (None, None)
    mode = cell.read("mode", cells.mode)
    sound: Values = (*cell.features(), key, mode if major is None else major)
    labels = _shared(*(cell.read(kind, cells.labels) or () for kind in KINDS))
    sounds = any(value is not None for value in sound[:-1])
    if not sounds and not labels:
        counts.fault("silent", line)
        return None
    for name, value in zip((*FEATURES, "key"), sound, strict=False):
        if value is None and name in columns.places:
            counts.unknown[name] += 1
    return Heard(line, uri, sound if sounds else None, labels, cell.text("artist"), cell.text("title"), named)


@lru_cache(maxsize=10_000)
def _shared(*by_kind: tuple[str, ...]) -> tuple[tuple[LabelKind, str], ...]:
    """Labels with their kinds; those of many tracks are one object, which keeps a large table's memory small."""
    return tuple((kind, label) for kind, labels in zip(KINDS, by_kind, strict=True) for label in labels)


class _Cells:
    """The cells of one row by what they hold. `faulty`: one that names the track says what cannot be."""

    def __init__(self, row: Sequence[str], line: int, columns: Columns, counts: Counts) -> None:
        self._row = row
        self._line = line
        self._columns = columns
        self._counts = counts
        self.faulty = False

    def text(self, what: str) -> str:
        """Empty where there is no such column, or the row ends before it."""
        place = self._columns.places.get(what)
        return "" if place is None or place >= len(self._row) else self._row[place].replace("\x00", REPLACED)

    def read(self, what: str, reading: Callable[[str], T | None]) -> T | None:
        """What a cell says; a fault is counted, and nothing is said then."""
        text = self.text(what)
        if not text:
            return None
        try:
            return reading(text)
        except Fault as fault:
            code = str(fault)
            self.faulty = self.faulty or code in ("id", "isrc")
            self._counts.fault(code, self._line, self._columns.names[what], text)
            return None

    def named(self, code: str | None) -> Named | None:
        """The names that a row comes with; None without a title or an artist, which are too little to go by."""
        title, made = self.read("title", cells.words), self.read("artist", cells.artists)
        if title is None or not made:
            return None
        lasts, explicit = self.read("duration", cells.duration), self.read("explicit", cells.flag)
        if "explicit" in self._columns.places:
            self._counts.flag("explicit", explicit)
        return Named(title, made, self.read("album", cells.words), lasts, code, explicit)

    def code(self, beside: bool) -> str | None:
        """The row's ISRC, bare; where it stands `beside` an id, one that is none costs nothing."""
        if not beside:
            found = self.read("isrc", cells.isrc)
            return None if found is None else found.removeprefix(ISRC)
        try:
            told = cells.isrc(self.text("isrc"))
        except Fault:
            return None
        return None if told is None else told.removeprefix(ISRC)

    def features(self) -> Iterator[float | None]:
        """Those of FEATURES in their order. Plain numbers within their bounds are by far the most."""
        places, divided = self._columns.places, self._columns.divided
        for name in FEATURES:
            place = places.get(name)
            if place is None or place >= len(self._row):
                yield None
                continue
            least, most = cells.bounds(name)
            by = divided.get(name)
            try:
                value = float(self._row[place])
            except ValueError:
                value = nan
            if by is None and least <= value <= most and (value or name != "tempo"):
                yield value
            else:
                yield self.read(name, partial(cells.feature, name, by=by))

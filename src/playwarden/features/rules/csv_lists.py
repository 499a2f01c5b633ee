"""Tracks of a CSV file that stands beside rules: by link, by ISRC, or by title and artist among the known ones."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from playwarden.domain.links import WrongKind, item_uri
from playwarden.domain.matching import fold
from playwarden.domain.rules.given import Offer
from playwarden.kit.errors import InputError
from playwarden.kit.text import counted
from playwarden.store import catalogue
from playwarden.store.models.catalogue import Track
from playwarden.store.upsert import portions

MOST_BYTES = 4 * 1024 * 1024
"""All files of one rule set together."""
MOST_ROWS = 50_000
_LINKS = ("uri", "spotify uri", "track uri", "link", "url", "spotify url", "track url", "id", "track id", "spotify id")
_CODES = ("isrc",)
_TITLES = ("title", "track", "track name", "name", "song")
_ARTISTS = ("artist", "artists", "artist name", "artist names", "artist name(s)")


@dataclass(frozen=True, slots=True)
class OfFile:
    """`offers` in the file's order; `unknown` are the lines, counted from 1, that name no known track."""

    offers: tuple[Offer, ...]
    unknown: tuple[int, ...]

    @property
    def words(self) -> str:
        """What could not be taken; nothing where all was."""
        if not self.unknown:
            return ""
        lines = ", ".join(map(str, self.unknown[:5])) + (", …" if len(self.unknown) > 5 else "")
        return f"{counted(len(self.unknown), 'line names', 'lines name')} no known track: {lines}."


def check_files(files: Mapping[str, str]) -> None:
    """Raises InputError for files that are too large, and for one of which no column tells a track."""
    if sum(len(text.encode()) for text in files.values()) > MOST_BYTES:
        raise InputError(f"The files are larger than {MOST_BYTES // 2**20} MB together.", "Shorten them.")
    for name, text in files.items():
        _table(name, text)


def of_file(session: Session, name: str, text: str) -> OfFile:
    """The tracks of a file. Raises InputError."""
    columns, lines = _table(name, text)
    links = [_link(row, columns) for _, row in lines]
    codes = [_cell(row, columns.get("isrc")).replace("-", "").upper() for _, row in lines]
    names = [(_cell(row, columns.get("title")), _cell(row, columns.get("artist"))) for _, row in lines]
    by_code = _by_code(session, (code for code, link in zip(codes, links, strict=True) if code and not link))
    asked = [
        number
        for number, (title, artist) in enumerate(names)
        if title and artist and not links[number] and codes[number] not in by_code
    ]
    found = dict(zip(asked, catalogue.find_tracks(session, [names[number] for number in asked]), strict=True))
    offers: list[Offer] = []
    unknown: list[int] = []
    for number, (line, _) in enumerate(lines):
        alike = found.get(number, ())
        uri = links[number] or by_code.get(codes[number]) or (alike[0].uri if alike else None)
        if uri is None:
            unknown.append(line)
        else:
            offers.append(Offer(uri))
    return OfFile(tuple(offers), tuple(unknown))


def _table(name: str, text: str) -> tuple[dict[str, int], list[tuple[int, list[str]]]]:
    """Which column tells what, and the lines with their numbers."""
    try:
        dialect: type[csv.Dialect] | str = csv.Sniffer().sniff(text[:4096], delimiters=",;\t")
    except csv.Error:
        dialect = "excel"
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff")), dialect)
    try:
        header = next(reader, [])
        columns = _columns(header)
        lines = [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise InputError(f"The file {name} is no CSV: {error}.", "Save it as CSV with a line of headings.") from None
    if not columns:
        raise InputError(
            f"No column of the file {name} tells which tracks are meant.",
            "Its first line names the columns: link, ISRC, or title and artist.",
        )
    if len(lines) > MOST_ROWS:
        raise InputError(f"The file {name} has more than {MOST_ROWS:,} lines.", "Shorten it.")
    return columns, lines


def _columns(header: Sequence[str]) -> dict[str, int]:
    heads = {fold(head) or head: place for place, head in reversed([*enumerate(header)])}
    wanted = {"link": _LINKS, "isrc": _CODES, "title": _TITLES, "artist": _ARTISTS}
    found = {
        what: next(heads[fold(one) or one] for one in words if (fold(one) or one) in heads)
        for what, words in wanted.items()
        if any((fold(one) or one) in heads for one in words)
    }
    whole = "link" in found or "isrc" in found or ("title" in found and "artist" in found)
    return found if whole else {}


def _cell(row: Sequence[str], place: int | None) -> str:
    return row[place].strip() if place is not None and place < len(row) else ""


def _link(row: Sequence[str], columns: Mapping[str, int]) -> str | None:
    text = _cell(row, columns.get("link"))
    if not text:
        return None
    try:
        return item_uri(text)
    except WrongKind:
        return None


def _by_code(session: Session, codes: Iterable[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for portion in portions(sorted(set(codes))):
        query = select(Track.isrc, Track.uri).where(Track.isrc.in_(portion), Track.kind == "track").order_by(Track.uri)
        for isrc, uri in session.execute(query):
            found.setdefault(str(isrc), uri)
    return found

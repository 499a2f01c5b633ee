"""What an export writes: a book of playlists, each a sheet of rows, whatever form it takes afterwards."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from playwarden.domain.playlist import Details
from playwarden.domain.sheets.refs import Tie
from playwarden.kit.ids import PlaylistId

NOT_AVAILABLE = "(not available any more)"
"""The title of an entry of which Spotify says no more than that it is there."""
MOST_LETTERS = 31
"""Of the name of a sheet, as spreadsheets have it."""
_NOT_IN_NAMES = dict.fromkeys(map(ord, "[]:*?/\\"), " ")
OVERVIEW = "Overview"


@dataclass(frozen=True, slots=True)
class Line:
    """One row: an entry, or a placement that is still to come (`coming`).

    `order` is its number from 1, or where a placement goes (`top`, `after spotify:track:…`). Times are wall times in
    the zone of the book. `ref` is by which the row is known again.
    """

    order: str
    uri: str | None
    title: str
    artist: str
    album: str = ""
    isrc: str = ""
    added: str = ""
    from_: str = ""
    until: str = ""
    note: str = ""
    ref: str = ""
    duration_ms: int | None = None
    coming: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """One playlist. `name` is unique in its book and such as a spreadsheet takes; `looked_at` is when the mirror was
    last known to hold what stands there, None: not known. `tie` is of the version that holds the entries,
    `details_tie` of the newest one.
    """

    playlist_id: PlaylistId
    name: str
    details: Details
    owner: str
    account: str
    looked_at: datetime | None
    tie: Tie
    details_tie: Tie
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Book:
    """`zone` is the IANA name of the zone that its times are in."""

    made_at: datetime
    zone: str
    sheets: tuple[Sheet, ...]


def sheet_names(names: Iterable[str]) -> list[str]:
    """A name for each sheet: at most 31 letters, none that spreadsheets refuse, no two alike whatever the case."""
    taken = {OVERVIEW.casefold(), "history"}  # the latter is one that Excel keeps for itself
    found = []
    for name in names:
        plain = "".join(sign for sign in name.translate(_NOT_IN_NAMES) if sign.isprintable())
        plain = " ".join(plain.split()).strip("' ")
        wanted = shortened(plain, MOST_LETTERS).strip("' ") or "Playlist"
        number, unique = 1, wanted
        while unique.casefold() in taken:
            number += 1
            ending = f" ({number})"
            unique = shortened(wanted, MOST_LETTERS - len(ending)).strip("' ") + ending
        taken.add(unique.casefold())
        found.append(unique)
    return found


def shortened(text: str, most: int) -> str:
    """The beginning of a text, counted as spreadsheets count: in UTF-16, where an emoji is two."""
    raw = text.encode("utf-16-le")[: 2 * most]
    return raw.decode("utf-16-le", errors="ignore")

"""Rows that name a track without its URI -> the track, by what is known here. Never a call."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import select

from playwarden.domain.matching import Likely, Named, split_wish
from playwarden.domain.sheets.edits import Wanted
from playwarden.features.matching.resolving import Resolved, State, cost_of, resolve
from playwarden.kit.text import counted
from playwarden.store.database import Database
from playwarden.store.models.catalogue import Track
from playwarden.store.upsert import portions


@dataclass(frozen=True, slots=True)
class Found:
    """What a row comes to: a URI, or None with the likeliest, and a sentence that says why."""

    uri: str | None
    likely: tuple[Likely, ...] = ()
    words: str = ""


class Finder(Protocol):
    """Who looks for tracks by their names."""

    def find(self, wanted: Sequence[Wanted]) -> list[Found]:
        """For each row what it comes to. Costs no call."""
        ...


class KnownTracks:
    """Looks by ISRC; else by what people decided, what the catalogue knows, and what was searched for before."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, wanted: Sequence[Wanted]) -> list[Found]:
        with self._database.read() as session:
            by_code: dict[str, list[str]] = {}
            for some in portions(sorted({one.isrc for one in wanted if one.isrc})):
                query = select(Track.isrc, Track.uri).where(Track.isrc.in_(some), Track.kind == "track")
                for isrc, uri in session.execute(query.order_by(Track.uri)):
                    by_code.setdefault(str(isrc), []).append(uri)
            named = [one for one in wanted if one.title and len(by_code.get(one.isrc, ())) != 1]
            resolved = dict(zip(named, resolve(session, [named_of(one) for one in named]), strict=True))
        return [_found(by_code.get(one.isrc, []), resolved.get(one)) for one in wanted]


def _found(coded: Sequence[str], resolved: Resolved | None) -> Found:
    if len(coded) == 1:
        return Found(coded[0])
    if resolved is not None and resolved.uri is not None:
        return Found(resolved.uri)
    if resolved is not None and resolved.state is State.MISSING:
        return Found(None, (), "Somebody decided that there is no such recording: take the row out, or put a link in.")
    if resolved is not None and resolved.likely:
        return Found(None, resolved.likely, "Several may be meant: choose one, or put its link in.")
    if coded:
        likely = tuple(Likely(uri, 100.0, ("the same ISRC",)) for uri in coded[:3])
        return Found(None, likely, "Several releases bear this ISRC: choose one.")
    if resolved is not None and resolved.state is State.SEARCH:
        calls = counted(cost_of([resolved]).calls, "call")
        return Found(None, (), f"It is not known here: put its link in, or search for it first (about {calls}).")
    return Found(None, (), "Nothing that is known here is called so: put its link in.")


def named_of(one: Wanted) -> Named:
    """A row as matching compares it; `Artist - Title` in the column of titles is parted."""
    artist, title = one.artist, one.title
    if not artist and (parted := split_wish(title)) is not None:
        artist, title = parted
    return Named(title, (artist,) if artist else (), one.album or None, None, one.isrc or None)

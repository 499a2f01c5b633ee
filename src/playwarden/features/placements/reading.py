"""Placements as people write them, in a form, a command or a table, -> placements; and written back."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any, TypeVar

from playwarden.domain.links import WrongKind, item_uri
from playwarden.domain.placements.conflicts import ACCEPTABLE
from playwarden.domain.placements.placement import Missed, Moved, NewPlacement
from playwarden.domain.placements.position import BOTTOM, TOP, Position, position
from playwarden.domain.placements.times import NEVER, moment, written
from playwarden.domain.playlist import MAX_DESCRIPTION, MAX_NAME, Cover, Details
from playwarden.kit.errors import InputError, NotFound
from playwarden.kit.ids import PlaylistId
from playwarden.kit.text import listed

Find = Callable[[str], PlaylistId]
"""Which playlist a text names. Raises NotFound, InputError."""

T = TypeVar("T")
_PICTURE = re.compile(r"picture:([0-9a-f]{64})")
_VISIBILITY = {"public": True, "private": False}
MOST_NOTE = 500


class WrongCell(ValueError):
    """Something that was written is not what its column takes; the message is a sentence."""

    def __init__(self, column: str, what: str) -> None:
        super().__init__(what)
        self.column = column
        self.what = what


class WrongCells(ValueError):
    """Everything that is wrong with one placement."""

    def __init__(self, cells: Sequence[WrongCell]) -> None:
        super().__init__("; ".join(f"{cell.column}: {cell.what}" for cell in cells))
        self.cells = tuple(cells)


@dataclass(frozen=True, slots=True)
class Written:
    """One placement in words; '' where nothing is said. `track` stands alone, or the details do.

    `accept` holds codes separated by spaces; `policy` any of `out`, `keep`, `skip`, `shift`, `ask`.
    """

    playlist: str
    track: str = ""
    position: str = ""
    instead_of: str = ""
    from_: str = "now"
    until: str = ""
    zone: str = ""
    policy: str = ""
    accept: str = ""
    note: str = ""
    name: str = ""
    description: str = ""
    visibility: str = ""
    cover: str = ""


COLUMNS: Mapping[str, str] = {
    "playlist": "playlist",
    "track": "track",
    "position": "position",
    "instead of": "instead_of",
    "from": "from_",
    "until": "until",
    "zone": "zone",
    "policy": "policy",
    "accept": "accept",
    "note": "note",
    "name": "name",
    "description": "description",
    "visibility": "visibility",
    "cover": "cover",
}
"""What a column is headed by, and the field of `Written` that it is."""
HEADS = {field_: head for head, field_ in COLUMNS.items()}


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads placements. `zone` is the one that holds where none is written; spans count from `now`."""

    find: Find
    now: datetime
    zone: str
    known: dict[str, PlaylistId] = field(default_factory=dict)

    def placement(self, text: Written) -> NewPlacement:
        """What is asked for. Raises WrongCells, with all that is wrong."""
        wrong: list[WrongCell] = []

        def read(reading: Callable[..., T], *words: Any, **more: Any) -> T | None:
            try:
                return reading(*words, **more)
            except WrongCell as cell:
                if (cell.column, cell.what) not in [(each.column, each.what) for each in wrong]:
                    wrong.append(cell)
                return None

        read(_storable, text)
        zone = text.zone.strip() or self.zone
        begins = read(self._moment, "from", text.from_.strip() or "now", zone)
        until = text.until.strip()
        ends = None if until.lower() in NEVER else read(self._moment, "until", until, zone, base=begins or self.now)
        policy = read(_policy, text.policy)
        details = read(_details, text)
        uri = read(_track, "track", text.track) if text.track.strip() else None
        read(_one_of_two, text)
        where = read(_position, text) if text.track.strip() else None
        playlist_id = read(self._playlist, text.playlist)
        accepts = read(_accepted, text.accept)
        if wrong:
            raise WrongCells(wrong)
        assert playlist_id is not None, "what is missing is wrong"
        assert begins is not None, "what is missing is wrong"
        assert policy is not None, "what is missing is wrong"
        return NewPlacement(
            playlist_id=playlist_id,
            from_at=begins,
            until_at=ends,
            zone=zone,
            uri=uri,
            position=where,
            details=details,
            moved=policy[0],
            missed=policy[1],
            accepts=accepts or frozenset(),
            note=text.note,
        )

    def _playlist(self, text: str) -> PlaylistId:
        if not text.strip():
            raise WrongCell("playlist", "expected a playlist: its name, link, URI or id.")
        if text not in self.known:
            try:
                self.known[text] = self.find(text)
            except (NotFound, InputError) as error:
                raise WrongCell("playlist", str(error)) from None
        return self.known[text]

    def _moment(self, column: str, text: str, zone: str, *, base: datetime | None = None) -> datetime:
        try:
            return moment(text, zone, self.now, base=base)
        except InputError as error:
            where = "zone" if "time zone" in error.what else column
            raise WrongCell(where, str(error)) from None


def _storable(text: Written) -> None:
    for each in fields(text):
        if "\x00" in getattr(text, each.name):
            raise WrongCell(HEADS[each.name], "a text holds no NUL character.")
    if len(text.note) > MOST_NOTE:
        raise WrongCell("note", f"a note has at most {MOST_NOTE} characters.")


def _one_of_two(text: Written) -> None:
    about_details = bool(text.name or text.description or text.visibility.strip() or text.cover.strip())
    if text.track.strip() and about_details:
        raise WrongCell("track", "a placement is of a track or of details, not of both: make two.")
    if not text.track.strip() and not about_details:
        raise WrongCell("track", "expected a track, or details (a name, a description, a visibility, a cover).")


def _track(column: str, text: str) -> str:
    try:
        uri = item_uri(text)
    except WrongKind as error:
        raise WrongCell(column, str(error)) from None
    if uri is None:
        raise WrongCell(column, f"expected the URI or link of a track, not '{text.strip()[:60]}'.")
    return uri


def _position(text: Written) -> Position:
    if text.instead_of.strip():
        if text.position.strip():
            raise WrongCell("position", "what stands in for an entry has its place: leave the position empty.")
        return Position(instead=_track("instead of", text.instead_of))
    try:
        found = position(text.position) if text.position.strip() else BOTTOM
    except ValueError as error:
        raise WrongCell("position", str(error)) from None
    if found.after is not None:
        return Position(after=_track("position", found.after))
    return found if found.instead is None else Position(instead=_track("position", found.instead))


def _policy(text: str) -> tuple[Moved, Missed]:
    moved, missed = Moved.OUT, Missed.SKIP
    for word in text.lower().replace(",", " ").replace("/", " ").split():
        if word in set(Moved):
            moved = Moved(word)
        elif word in set(Missed):
            missed = Missed(word)
        else:
            told = listed([*(each.value for each in Moved), *(each.value for each in Missed)], most=9)
            raise WrongCell("policy", f"'{word[:40]}' is no policy: there are {told}.")
    return moved, missed


def _accepted(text: str) -> frozenset[str]:
    codes = frozenset(text.replace(",", " ").split())
    strange = sorted(codes - ACCEPTABLE)
    if strange:
        told = listed(sorted(ACCEPTABLE), most=20)
        raise WrongCell("accept", f"'{strange[0][:40]}' cannot be accepted; what can is {told}.")
    return codes


def _details(text: Written) -> Details | None:
    if not (text.name or text.description or text.visibility.strip() or text.cover.strip()):
        return None
    if len(text.name) > MAX_NAME:
        raise WrongCell("name", f"a name has at most {MAX_NAME} characters.")
    if len(text.description) > MAX_DESCRIPTION:
        raise WrongCell("description", f"a description has at most {MAX_DESCRIPTION} characters.")
    visibility = text.visibility.strip().lower()
    if visibility and visibility not in _VISIBILITY:
        raise WrongCell("visibility", f"'{visibility[:40]}' is no visibility: there are public and private.")
    cover = text.cover.strip()
    picture = _PICTURE.fullmatch(cover)
    if cover and picture is None:
        raise WrongCell("cover", "expected a picture that is kept here, as picture: and its SHA-256.")
    return Details(
        name=text.name or None,
        description=text.description or None,
        public=_VISIBILITY.get(visibility),
        cover=Cover(sha256=picture.group(1), custom=True) if picture else None,
    )


def in_words(asked: NewPlacement) -> Written:
    """A placement in words from which `Reader.placement` makes an equal one."""
    details = asked.details or Details()
    where = asked.position
    policy = f"{asked.moved.value} {asked.missed.value}"
    return Written(
        playlist=asked.playlist_id,
        track=asked.uri or "",
        position="" if where is None or where.instead is not None else ("top" if where == TOP else where.text),
        instead_of=asked.stands_in_for or "",
        from_=written(asked.from_at, asked.zone),
        until="" if asked.until_at is None else written(asked.until_at, asked.zone),
        zone=asked.zone,
        policy="" if policy == "out skip" else policy,
        accept=" ".join(sorted(asked.accepts)),
        note=asked.note,
        name=details.name or "",
        description=details.description or "",
        visibility="" if details.public is None else ("public" if details.public else "private"),
        cover=f"picture:{details.cover.sha256}" if details.cover is not None else "",
    )


def changed(one: NewPlacement, changes: Mapping[str, str], reader: Reader) -> dict[str, Any]:
    """The fields of a placement that change when these fields of it are written anew. Raises WrongCells."""
    text = in_words(one)
    new = {name: changes.get(name, getattr(text, name)) for name in (each.name for each in fields(Written))}
    if changes.get("position") and "instead_of" not in changes:
        new["instead_of"] = ""
    if changes.get("instead_of") and "position" not in changes:
        new["position"] = ""
    found = reader.placement(Written(**new))
    names = [each.name for each in fields(NewPlacement)]
    return {name: getattr(found, name) for name in names if getattr(found, name) != getattr(one, name)}

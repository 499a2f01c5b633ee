"""Which column of a table is what: the usual names are known, others are said as `tempo=BPM`."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from playwarden.domain.audio import FEATURES
from playwarden.kit.errors import InputError
from playwarden.kit.text import listed

KNOWN: Mapping[str, tuple[str, ...]] = {
    "id": ("trackid", "spotifyid", "spotifytrackid", "trackuri", "spotifyuri", "uri", "spotifytrackuri", "link", "id"),
    "isrc": ("isrc", "isrccode", "trackisrc"),
    "artist": ("artists", "artist", "artistname", "artistnames", "trackartist"),
    "title": ("trackname", "title", "track", "name", "song"),
    "album": ("albumname", "album", "trackalbumname"),
    "duration": ("durationms", "duration", "trackdurationms", "length"),
    "explicit": ("explicit", "isexplicit"),
    "genre": ("trackgenre", "genre", "genres", "playlistgenre"),
    "mood": ("mood", "moods"),
    "key": ("key",),
    "mode": ("mode",),
    **{feature: (feature,) for feature in FEATURES},
    "tempo": ("tempo", "bpm"),
    "instrumentalness": ("instrumentalness", "instrumental"),
    "acousticness": ("acousticness", "acoustic"),
    "danceability": ("danceability", "dance"),
    "valence": ("valence", "happiness", "positivity"),
}
"""What a column may be, with the names it is known by, folded; the first that is there is taken."""
_TELLING = (*FEATURES, "key", "genre", "mood")
_FORM = {
    "track_id", "artists", "track_name", "danceability", "energy", "key", "loudness", "mode", "valence", "tempo",
    "track_genre",
}  # fmt: skip
"""The columns by which the form with 114,000 rows is known."""
_SCALED = re.compile(r"(?P<column>.+?)\s*/\s*(?P<by>\d{1,4}(?:\.\d+)?)$")


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column is what: places by what they hold, and by what a column's numbers are divided."""

    places: Mapping[str, int]
    names: Mapping[str, str]
    divided: Mapping[str, float]
    width: int
    """How many columns there are."""

    def document(self) -> dict[str, str]:
        """`{"tempo": "BPM", "energy": "Energy/100"}`."""
        return {
            what: f"{name}/{self.divided[what]:g}" if what in self.divided else name
            for what, name in self.names.items()
        }


def recognised(header: Sequence[str]) -> bool:
    """Whether a table is of the form whose columns are known by heart."""
    return {name.strip() for name in header} >= _FORM


def guessed(header: Sequence[str]) -> dict[str, str]:
    """What the columns seem to be, by their names."""
    by_name: dict[str, str] = {}
    for name in header:
        by_name.setdefault(_folded(name), name)
    found = {}
    for what, names in KNOWN.items():
        column = next((by_name[each] for each in names if each in by_name), None)
        if column is not None:
            found[what] = column
    return found


def mapped(header: Sequence[str], said: Iterable[str] = ()) -> Columns:
    """Which column is what, by their names and by what is said: `tempo=BPM`, `energy=Energy/100` for one that goes
    to 100, `mood=` for one to be left out. Raises InputError.
    """
    chosen = guessed(header)
    divided: dict[str, float] = {}
    for each in said:
        what, _, column = (part.strip() for part in each.partition("="))
        if what not in KNOWN or "=" not in each:
            names = ", ".join(KNOWN)
            raise InputError(f"'{each[:60]}' does not say which column is what.", f"Say tempo=BPM; known are {names}.")
        if not column:
            chosen.pop(what, None)
            continue
        name, by = _named(header, column)
        chosen[what] = name
        if by is not None:
            divided[what] = by
    _check(header, chosen)
    places = {what: list(header).index(name) for what, name in chosen.items()}
    return Columns(places, chosen, divided, len(header))


def _named(header: Sequence[str], column: str) -> tuple[str, float | None]:
    found = _found(header, column)
    if found is not None:
        return found, None
    scaled = _SCALED.fullmatch(column)
    if scaled is not None:
        found = _found(header, scaled["column"])
        if found is not None and float(scaled["by"]) > 0:
            return found, float(scaled["by"])
    raise InputError(
        f"There is no column '{column[:60]}'.", f"The columns are {listed([name[:40] for name in header], most=40)}."
    )


def _found(header: Sequence[str], column: str) -> str | None:
    if column in header:
        return column
    return next((name for name in header if name.strip().casefold() == column.casefold()), None)


def _check(header: Sequence[str], chosen: Mapping[str, str]) -> None:
    columns = f"The columns are {listed([name[:40] for name in header], most=40)}."
    if not {"id", "isrc"} & chosen.keys() and not {"title", "artist"} <= chosen.keys():
        raise InputError(
            "No column is known to name tracks.",
            f"Say it with id=COLUMN, with isrc=COLUMN, or with title=COLUMN and artist=COLUMN. {columns}",
        )
    if not any(what in chosen for what in _TELLING):
        raise InputError(
            "No column is known to say anything about tracks.", f"Say it, for example with tempo=COLUMN. {columns}"
        )


def _folded(name: str) -> str:
    return re.sub(r"[^a-z]", "", name.casefold())

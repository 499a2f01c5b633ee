"""By what a sheet and its rows are known again: texts that survive whatever a spreadsheet does to everything else."""

import re
import unicodedata
from dataclasses import dataclass
from hashlib import sha256
from typing import Self

from playwarden.kit.ids import PlacementId, PlaylistId, VersionId

_TIE = re.compile(r"ref:([0-9A-Za-z]{22}):(ver_[0-9a-z]{1,60})(?::(plc_[0-9a-z]{1,60}))?")
_REF = re.compile(r"r(\d{0,6})-([0-9a-f]{6})(?:-(plc_[0-9a-z]{1,60})-([0-9a-f]{6}))?")
OVERVIEW_TIE = "ref:overview"
"""In the head of the column that holds the ties of the playlists."""


@dataclass(frozen=True, slots=True)
class Tie:
    """Which playlist a sheet is of, and the version that was written. `newest` is the newest placement that was known
    then: of the older ones those that have no row any more were deleted by whoever edited the sheet.
    """

    playlist_id: PlaylistId
    version_id: VersionId
    newest: PlacementId | None = None

    @property
    def text(self) -> str:
        """What stands in the head of the column of refs."""
        return f"ref:{self.playlist_id}:{self.version_id}" + (f":{self.newest}" if self.newest else "")

    @classmethod
    def read(cls, text: str) -> Self | None:
        """The tie that `text` is; None: it is none."""
        found = _TIE.fullmatch(text.strip())
        if found is None:
            return None
        newest = PlacementId(found[3]) if found[3] else None
        return cls(PlaylistId(found[1]), VersionId(found[2]), newest)


@dataclass(frozen=True, slots=True)
class Ref:
    """Which row it was: `index` of the entry from 0 (None: a placement that was not in yet), the seals of what was
    written of the track and of its placement.
    """

    index: int | None
    seal: str
    placement_id: PlacementId | None = None
    span: str = ""

    @property
    def text(self) -> str:
        """Never anything that a spreadsheet takes for a number or a date."""
        number = "" if self.index is None else str(self.index + 1)
        more = f"-{self.placement_id}-{self.span}" if self.placement_id else ""
        return f"r{number}-{self.seal}{more}"

    @classmethod
    def read(cls, text: str) -> Self | None:
        """The ref that `text` is; None: it is none."""
        found = _REF.fullmatch(text.strip())
        if found is None or (not found[1] and not found[3]) or found[1] == "0":
            return None
        index = int(found[1]) - 1 if found[1] else None
        return cls(index, found[2], PlacementId(found[3]) if found[3] else None, found[4] or "")


def seal(about: str, *texts: str) -> str:
    """Six hexadecimal digits of `texts` as `tidy` has them: whether somebody edited them. `about` makes it another one
    for the same texts elsewhere, for a row that was copied into another sheet.
    """
    told = "\x1f".join([about, *map(tidy, texts)])
    return sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:6]


def row_seal(playlist_id: str, index: int | None, title: str, artist: str, album: str, isrc: str) -> str:
    """The seal of what a row says of its track. White space does not count: some programs lose tabs and line ends."""
    return seal(f"{playlist_id} {index}", *("".join(text.split()) for text in (title, artist, album, isrc)))


def tidy(text: str) -> str:
    """A text as any spreadsheet gives it back: composed letters, single spaces, none around it."""
    return " ".join(unicodedata.normalize("NFC", text).split())

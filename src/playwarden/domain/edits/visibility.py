"""Makes playlists public or private, collaborative or not.

Public means shown on the owner's profile. Spotify lets only private playlists be collaborative: making one
collaborative makes it private as well, and one that is collaborative stays private until that is taken away.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from playwarden.domain.compose import Layer, Note, Wish
from playwarden.domain.diff import KeepDates
from playwarden.domain.edits.edit import Facts
from playwarden.domain.edits.fields import Fields
from playwarden.domain.playlist import PlaylistState
from playwarden.kit.errors import InputError


@dataclass(frozen=True, slots=True)
class SetVisibility:
    """None leaves a flag as it is."""

    kind: ClassVar[str] = "visibility"
    changes_details: ClassVar[bool] = True
    public: bool | None = None
    collaborative: bool | None = None

    def __post_init__(self) -> None:
        if self.public is None and self.collaborative is None:
            raise InputError("Nothing is asked for.", "Say public or private, collaborative or not.")
        if self.public and self.collaborative:
            raise InputError("Spotify lets only private playlists be collaborative.", "Choose one of the two.")

    @property
    def keep_dates(self) -> KeepDates:
        return "all"

    def wish(self, state: PlaylistState, facts: Facts) -> Wish:
        public, notes = self.public, tuple[Note, ...]()
        if self.collaborative and state.details.public is not False:
            public = False
            notes = (Note("made-private", "It becomes private: Spotify lets only private playlists be collaborative."),)
        elif self.public and self.collaborative is None and state.details.collaborative:
            public = None
            notes = (Note("stays-private", "It stays private, since it is collaborative: take that away as well."),)
        return Wish(
            public=public, collaborative=self.collaborative, origin=self.words(), layer=Layer.DETAILS, notes=notes
        )

    def words(self) -> str:
        said = []
        if self.public is not None:
            said.append("public" if self.public else "private")
        if self.collaborative is not None:
            said.append("collaborative" if self.collaborative else "not collaborative")
        return f"make {' and '.join(said)}"

    def to_document(self) -> dict[str, Any]:
        flags = {"public": self.public, "collaborative": self.collaborative}
        return {"kind": self.kind} | {name: value for name, value in flags.items() if value is not None}

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        fields = Fields(document, cls.kind, ("public", "collaborative"))
        return cls(fields.flag("public", None), fields.flag("collaborative", None))


EDIT = SetVisibility

"""What is asked of many playlists: which, what to do to each, in which order, and how much of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Self

from playwarden.domain.diff import KeepDates
from playwarden.domain.edits import Edit, edit_from_document
from playwarden.domain.edits.fields import Fields
from playwarden.domain.links import WrongKind, item_uri
from playwarden.features.bulk.selection import Selection
from playwarden.kit.errors import InputError

MOST_CALLS = 1_000_000
MOST_PLAYLISTS = 11_000
"""As many playlists as one user may have."""
Ordering = Literal["name", "given", "size", "cost"]
_FIELDS = (
    "selection",
    "edit",
    "ordering",
    "most_calls",
    "most_playlists",
    "today",
    "leave_held",
    "keep_dates",
)


@dataclass(frozen=True, slots=True)
class Asked:
    """`ordering` is the order in which they are done: by name, as given in the selection, the shortest or the cheapest
    first. What is left for later: all beyond `most_playlists` that change, beyond `most_calls` in all, and, with
    `today`, what the quota lets leave only on another day (in UTC). `leave_held` leaves out what a safety rule holds,
    where otherwise it holds up everything. `keep_dates` None: what suits the edit.
    """

    selection: Selection
    edit: Edit
    ordering: Ordering = "name"
    most_calls: int | None = None
    most_playlists: int | None = None
    today: bool = False
    leave_held: bool = False
    keep_dates: KeepDates | None = None

    def words(self, account: str | None = None) -> str:
        """`sort by title: all playlists, called 'Mix *'`; `account` is what the selection's account is called."""
        return f"{self.edit.words()}: {self.selection.words(account)}"

    def to_document(self) -> dict[str, Any]:
        """JSON."""
        document: dict[str, Any] = {"selection": self.selection.to_document(), "edit": self.edit.to_document()}
        said = {name: getattr(self, name) for name in _FIELDS[2:]}
        return document | {name: value for name, value in said.items() if value not in (None, False)}

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        """What `to_document` wrote, or somebody typed. Raises InputError."""
        fields = Fields(document, "bulk", _FIELDS)
        selection, edit = document.get("selection"), document.get("edit")
        if not isinstance(selection, Mapping) or not isinstance(edit, Mapping):
            raise InputError("A bulk edit takes a selection and an edit.", "Both are objects with named fields.")
        made = edit_from_document(edit)
        single = (edit.get("after"), edit.get("by") if made.kind == "replace" else None)
        for uri in (*(edit.get("uris") or ()), *(one for one in single if one)):
            _refuse_strange(uri)
        keep_dates = fields.choice("keep_dates", None, KeepDates) if document.get("keep_dates") is not None else None
        return cls(
            selection=Selection.from_document(selection),
            edit=made,
            ordering=fields.choice("ordering", "name", Ordering),
            most_calls=fields.whole("most_calls", None, least=1, most=MOST_CALLS),
            most_playlists=fields.whole("most_playlists", None, least=1, most=MOST_PLAYLISTS),
            today=bool(fields.flag("today")),
            leave_held=bool(fields.flag("leave_held")),
            keep_dates=keep_dates,
        )


def _refuse_strange(uri: object) -> None:
    """Raises InputError for what Spotify would refuse in every playlist anew."""
    try:
        if isinstance(uri, str) and item_uri(uri) == uri:
            return
    except WrongKind:
        pass
    raise InputError(f"'{str(uri)[:80]}' is no URI of a track or an episode.", "Such as spotify:track: and 22 signs.")

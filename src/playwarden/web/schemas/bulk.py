"""Bulk edits as documents: what is asked of many playlists, and which of them are meant."""

import json
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, Field

from playwarden.domain.edits import EditKind
from playwarden.features.bulk.asked import Asked
from playwarden.features.bulk.selection import Selection
from playwarden.features.bulk.service import Selected
from playwarden.kit.errors import InputError
from playwarden.web.schemas.bodies import Body
from playwarden.web.schemas.proposals import LeftOutDocument, Rules


def _storable(said: dict[str, Any]) -> dict[str, Any]:
    # A half of a surrogate pair can be neither kept nor answered, and JSON lets it through.
    text = json.dumps(said, ensure_ascii=False)
    if not _encodable(text) or "\\u0000" in text:
        # Not 422: no schema can say this of fields that it does not name.
        raise InputError("A text holds no NUL and no half characters.", "Leave them out.")
    return said


def _encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


Said = Annotated[dict[str, Any], Field(max_length=30), AfterValidator(_storable)]
"""Named fields, read by what they are about: a selection, or an edit by its `kind`."""


class SelectionBody(Body):
    """Which playlists are meant; `details`: whether their name, description or flags are to change."""

    selection: Said
    details: bool = False

    def selected(self) -> Selection:
        """Raises InputError."""
        return Selection.from_document(self.selection)


class BulkBody(Body):
    """One edit of many playlists. `ordering` is `name`, `given`, `size` or `cost`; `most_calls`, `most_playlists` and
    `today` leave the rest for later; `leave_held` leaves out what a safety rule holds.
    """

    selection: Said
    edit: Said
    ordering: Annotated[str, Field(max_length=20)] = "name"
    most_calls: int | None = None
    most_playlists: int | None = None
    today: bool = False
    leave_held: bool = False
    keep_dates: Annotated[str, Field(max_length=20)] | None = None
    forced: Rules

    def asked(self) -> Asked:
        """Raises InputError."""
        return Asked.from_document(self.model_dump(exclude={"forced"}))


class ChosenDocument(BaseModel):
    """A playlist that would be edited, through which account; `items` is null where its length is not known."""

    playlist: str
    name: str
    account: str
    items: int | None


class SelectedDocument(BaseModel):
    """What a selection means now, in order."""

    playlists: list[ChosenDocument]
    left_out: list[LeftOutDocument]

    @classmethod
    def of(cls, selected: Selected) -> Self:
        return cls(
            playlists=[
                ChosenDocument(playlist=one.playlist_id, name=one.name, account=one.account_id, items=one.total)
                for one in selected.chosen
            ],
            left_out=[
                LeftOutDocument(
                    name=one.name, playlist=one.playlist_id, account=one.account_id, code=one.code, reason=one.reason
                )
                for one in selected.left_out
            ],
        )


class EditKindDocument(BaseModel):
    """A kind of edit and its text."""

    kind: str
    text: str

    @classmethod
    def of(cls, kind: EditKind) -> Self:
        return cls(kind=kind.name, text=kind.text)

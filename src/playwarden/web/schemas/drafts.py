"""Drafts of playlists as documents."""

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from playwarden.domain.drafts import Draft, Open
from playwarden.features.drafts.service import Saving
from playwarden.web.schemas.bodies import Body, Words

Place = Annotated[int, Field(ge=1, le=100_000)]
Stretch = Annotated[list[Place], Field(min_length=2, max_length=2)]
_TRACK: dict[str, JsonValue] = {
    "uri": "spotify:track:4iV5W9uYEdYUVa79Axb7Rh",
    "artist": "Velvet Bridges",
    "name": "Rivers & Dust",
}
_ROWS: JsonValue = [[2, 10], {**_TRACK, "kind": "track"}, 1]


class DraftItem(Body):
    """An entry that was put in, as the editor shows it."""

    uri: Words
    artist: Words = ""
    name: Words = ""
    kind: Literal["track", "episode"] = "track"
    album: Words | None = None
    album_id: Words | None = None
    duration_ms: Annotated[int, Field(ge=0, le=10**9)] | None = None


class DraftBody(Body):
    """A draft to be kept. `base` holds the URIs that the playlist had when the draft began (null: as it was kept
    before); `rows` what is wanted: a place in the base from 1, a stretch of places [first, last], or an entry that was
    put in. `version` is the playlist's version at that time.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [{"version": 3, "base": None, "rows": _ROWS}]})

    version: Annotated[int, Field(ge=1, le=2**31 - 1)] | None = None
    base: Annotated[list[Words | None], Field(max_length=20_000)] | None = None
    rows: Annotated[list[Place | Stretch | DraftItem], Field(max_length=40_000)]

    def saving(self) -> Saving:
        rows = tuple(piece.model_dump() if isinstance(piece, DraftItem) else piece for piece in self.rows)
        return Saving(self.version, None if self.base is None else tuple(self.base), rows)


class ChangesDocument(BaseModel):
    """In entries."""

    added: int
    removed: int
    moved: int


class DraftDocument(BaseModel):
    """A draft as it was kept. `tag` names this state of it, for If-Match; `titles` are the names of what stood in the
    playlist when it began and does not any more.
    """

    tag: str
    version: int | None
    base: list[str | None]
    rows: list[int | list[int] | DraftItem]
    changes: ChangesDocument
    device: str
    started_at: datetime
    saved_at: datetime
    titles: dict[str, str] = {}

    @classmethod
    def of(cls, draft: Draft, titles: dict[str, str]) -> Self:
        return cls(
            tag=draft.tag,
            version=draft.content.version,
            base=list(draft.content.base),
            rows=list(draft.content.rows),  # type: ignore[arg-type]  # what is no piece is refused here
            changes=changes_of(draft),
            device=draft.device,
            started_at=draft.started_at,
            saved_at=draft.saved_at,
            titles=titles,
        )


class MyDraftDocument(BaseModel):
    """One's own draft of a playlist; null: there is none."""

    draft: DraftDocument | None


class SavedDocument(BaseModel):
    """A draft was kept: by `tag` it is written over."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "tag": "dft_01k0abcdefghjkmnpqrs",
                    "changes": {"added": 1, "removed": 2, "moved": 1},
                    "started_at": "2026-11-26T08:00:00Z",
                    "saved_at": "2026-11-26T08:05:00Z",
                }
            ]
        }
    )

    tag: str
    changes: ChangesDocument
    started_at: datetime
    saved_at: datetime

    @classmethod
    def of(cls, draft: Draft) -> Self:
        return cls(tag=draft.tag, changes=changes_of(draft), started_at=draft.started_at, saved_at=draft.saved_at)


class OpenDraftDocument(BaseModel):
    """That another member has a draft of the playlist open."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "member": "mem_01k0abcdefghjkmnpqrs",
                    "name": "Ben",
                    "changes": {"added": 10, "removed": 1, "moved": 1},
                    "started_at": "2026-11-26T08:00:00Z",
                    "saved_at": "2026-11-26T08:05:00Z",
                }
            ]
        }
    )

    member: str
    name: str
    changes: ChangesDocument
    started_at: datetime
    saved_at: datetime

    @classmethod
    def of(cls, found: Open) -> Self:
        return cls(
            member=found.member,
            name=found.name,
            changes=changes_of(found),
            started_at=found.started_at,
            saved_at=found.saved_at,
        )


def changes_of(draft: Draft | Open) -> ChangesDocument:
    found = draft.changes
    return ChangesDocument(added=found.added, removed=found.removed, moved=found.moved)

"""Playlists, their versions and what lies between two of them, as documents."""

from datetime import datetime
from typing import Self

from pydantic import BaseModel

from playwarden.features.library.questions import Compared, Event, Line, Row, Shown, Stood


class SeenBy(BaseModel):
    account: str
    name: str
    relation: str


class PlaylistRow(BaseModel):
    """A playlist in a list. What is null was not provided by Spotify. `picture` changes with its cover: it is served at
    `/covers/playlists/{id}?v={picture}`. Of its `tags` those `by_hand` can be taken away, the others come by rules.
    """

    id: str
    name: str
    description: str | None
    owner_id: str
    owner_name: str | None
    total: int | None
    public: bool | None
    collaborative: bool
    items: str
    seen_by: list[SeenBy]
    gone_at: datetime | None
    picture: str | None = None
    tags: list[str] = []
    by_hand: list[str] = []

    @classmethod
    def of(cls, row: Row) -> Self:
        return cls(
            id=row.id,
            name=row.name,
            description=row.description,
            owner_id=row.owner_id,
            owner_name=row.owner_name,
            total=row.total,
            public=row.public,
            collaborative=row.collaborative,
            items=row.items,
            seen_by=[SeenBy(account=s.account, name=s.name, relation=s.relation.value) for s in row.seen_by],
            gone_at=row.gone_at,
            picture=row.picture,
            tags=list(row.tags),
            by_hand=list(row.by_hand),
        )


class EntryDocument(BaseModel):
    """One entry; `uri` is null for an unavailable one, what follows it where the catalogue does not know it. An album's
    cover is served at `/covers/albums/{album_id}`.
    """

    position: int
    uri: str | None
    kind: str
    title: str | None
    album: str | None = None
    album_id: str | None = None
    duration_ms: int | None = None
    added_at: datetime | None
    added_by: str | None

    @classmethod
    def of(cls, line: Line) -> Self:
        return cls(
            position=line.position,
            uri=line.entry.uri,
            kind=line.entry.kind.value,
            title=line.title,
            album=line.album,
            album_id=line.album_id,
            duration_ms=line.duration_ms,
            added_at=line.entry.added_at,
            added_by=line.entry.added_by,
        )


class CoverDocument(BaseModel):
    """A cover: where Spotify serves it, the digest of the picture we hold, whether somebody set it."""

    url: str | None
    sha256: str | None
    custom: bool | None


class PlaylistDocument(PlaylistRow):
    """A playlist with its entries; `entries` is null where they are not known."""

    cover: CoverDocument | None = None
    version: int | None = None
    snapshot_id: str = ""
    entries: list[EntryDocument] | None = None

    @classmethod
    def shown(cls, shown: Shown) -> Self:
        lines, cover = shown.lines, shown.playlist.details.cover
        row = PlaylistRow.of(shown.row)
        return cls(
            **row.model_dump(),
            cover=CoverDocument(url=cover.url, sha256=cover.sha256, custom=cover.custom) if cover else None,
            version=shown.playlist.version_number,
            snapshot_id=shown.playlist.snapshot_id,
            entries=None if lines is None else [EntryDocument.of(line) for line in lines],
        )


class VersionDocument(BaseModel):
    """A recorded state and what it changed from the one before; counts are null where items are not known.

    `by` is whoever changed it here, by `verb`; null: somebody at Spotify, after `since`. `about` tells of placements.
    """

    id: str
    number: int
    cause: str
    run_id: str | None
    seen_at: datetime
    length: int | None
    added: int | None
    removed: int | None
    moved: int | None
    changed: list[str]
    by: str | None
    verb: str | None
    about: str
    since: datetime | None

    @classmethod
    def of(cls, event: Event) -> Self:
        return cls(
            id=event.id,
            number=event.number,
            cause=event.cause,
            run_id=event.run_id,
            seen_at=event.seen_at,
            length=event.length,
            added=event.added,
            removed=event.removed,
            moved=event.moved,
            changed=list(event.changed),
            by=event.author.name,
            verb=event.author.verb,
            about=event.author.about,
            since=event.author.since,
        )


class StoodDocument(BaseModel):
    """A playlist as a version holds it; `entries` is null where its items were not read then."""

    number: int
    seen_at: datetime
    name: str | None
    description: str | None
    public: bool | None
    collaborative: bool | None
    cover: CoverDocument | None
    entries: list[EntryDocument] | None

    @classmethod
    def of(cls, stood: Stood) -> Self:
        details = stood.version.details
        cover = details.cover
        return cls(
            number=stood.version.number,
            seen_at=stood.version.seen_at,
            name=details.name,
            description=details.description,
            public=details.public,
            collaborative=details.collaborative,
            cover=CoverDocument(url=cover.url, sha256=cover.sha256, custom=cover.custom) if cover else None,
            entries=None if stood.lines is None else [EntryDocument.of(line) for line in stood.lines],
        )


class PlaceDocument(BaseModel):
    position: int
    uri: str | None
    title: str | None


class DetailDocument(BaseModel):
    name: str
    before: str | bool | None
    after: str | bool | None


class DiffDocument(BaseModel):
    """What lies between two versions, named by their numbers."""

    playlist: str
    before: int
    after: int
    details: list[DetailDocument]
    entries_known: bool
    added: list[PlaceDocument]
    removed: list[PlaceDocument]
    moved: int

    @classmethod
    def of(cls, compared: Compared) -> Self:
        def places(side: str) -> list[PlaceDocument]:
            return [
                PlaceDocument(
                    position=place.position, uri=place.entry.uri, title=compared.titles.get(place.entry.uri or "")
                )
                for place in getattr(compared.difference, side)
            ]

        return cls(
            playlist=compared.playlist_id,
            before=compared.before.number,
            after=compared.after.number,
            details=[DetailDocument(name=c.name, before=c.before, after=c.after) for c in compared.difference.details],
            entries_known=compared.difference.entries_known,
            added=places("added"),
            removed=places("removed"),
            moved=compared.difference.moved,
        )

"""What finding answers, and where a track, an artist or an album stands, as documents."""

from datetime import datetime
from typing import Self

from pydantic import BaseModel

from playwarden.domain.catalogue import Album, Track
from playwarden.features.library.finding import Found, FoundGroup
from playwarden.features.library.holders import Course, Whereabouts
from playwarden.web.schemas.playlists import PlaylistRow


class FoundPlaylistDocument(BaseModel):
    id: str
    name: str
    owner: str
    total: int | None


class FoundTrackDocument(BaseModel):
    """`playlists` is how many hold it now."""

    uri: str
    name: str
    credit: str
    album: str | None
    playlists: int


class FoundGroupDocument(BaseModel):
    """An artist or an album; `tracks` is how many are known here."""

    id: str
    name: str
    tracks: int

    @classmethod
    def of(cls, group: FoundGroup) -> Self:
        return cls(id=group.id, name=group.name, tracks=group.tracks)


class FoundPlacementDocument(BaseModel):
    id: str
    playlist_id: str
    playlist: str
    title: str | None
    from_at: datetime
    until_at: datetime | None
    state: str
    note: str


class FoundDocument(BaseModel):
    """What fits, each kind with the best first; `more` names the kinds of which there is more than was asked for."""

    playlists: list[FoundPlaylistDocument]
    tracks: list[FoundTrackDocument]
    artists: list[FoundGroupDocument]
    albums: list[FoundGroupDocument]
    placements: list[FoundPlacementDocument]
    more: list[str]

    @classmethod
    def of(cls, found: Found) -> Self:
        return cls(
            playlists=[
                FoundPlaylistDocument(id=one.id, name=one.name, owner=one.owner, total=one.total)
                for one in found.playlists
            ],
            tracks=[
                FoundTrackDocument(
                    uri=one.uri, name=one.name, credit=one.credit, album=one.album, playlists=one.playlists
                )
                for one in found.tracks
            ],
            artists=[FoundGroupDocument.of(one) for one in found.artists],
            albums=[FoundGroupDocument.of(one) for one in found.albums],
            placements=[
                FoundPlacementDocument(
                    id=one.id,
                    playlist_id=one.playlist_id,
                    playlist=one.playlist,
                    title=one.title,
                    from_at=one.from_at,
                    until_at=one.until_at,
                    state=one.state,
                    note=one.note,
                )
                for one in found.placements
            ],
            more=list(found.more),
        )


class NamedDocument(BaseModel):
    """An artist; `id` is null for one of a local file."""

    id: str | None
    name: str


class AlbumDocument(BaseModel):
    """An album; `release_date` is as precise as it was told."""

    id: str | None
    name: str
    release_date: str | None

    @classmethod
    def of(cls, album: Album | None) -> Self | None:
        return None if album is None else cls(id=album.id, name=album.name, release_date=album.release_date)


class HeldTrackDocument(BaseModel):
    """A track with how many playlists hold it now; what is null is not known."""

    uri: str
    kind: str
    name: str
    artists: list[NamedDocument]
    album: AlbumDocument | None
    duration_ms: int | None
    isrc: str | None
    explicit: bool | None
    playlists: int

    @classmethod
    def of(cls, track: Track, playlists: int) -> Self:
        return cls(
            uri=track.uri,
            kind=track.kind,
            name=track.name,
            artists=[NamedDocument(id=artist.id, name=artist.name) for artist in track.artists],
            album=AlbumDocument.of(track.album),
            duration_ms=track.duration_ms,
            isrc=track.isrc,
            explicit=track.explicit,
            playlists=playlists,
        )


class StandingPlaceDocument(BaseModel):
    """A place, counted from 1, and since when something stands there."""

    position: int
    uri: str
    added_at: datetime | None
    added_by: str | None


class HolderDocument(BaseModel):
    """A playlist with the places in it, of `length` entries as last read."""

    playlist: PlaylistRow
    length: int
    places: list[StandingPlaceDocument]


class PlacedDocument(BaseModel):
    id: str
    playlist_id: str
    playlist: str
    uri: str
    from_at: datetime
    until_at: datetime | None
    state: str
    words: str


class WhereaboutsDocument(BaseModel):
    """A track, or all known tracks of an artist or album, with every playlist that holds one of them now."""

    name: str
    tracks: list[HeldTrackDocument]
    album: AlbumDocument | None
    holders: list[HolderDocument]
    placements: list[PlacedDocument]

    @classmethod
    def of(cls, found: Whereabouts) -> Self:
        return cls(
            name=found.name,
            tracks=[HeldTrackDocument.of(track, found.held.get(track.uri, 0)) for track in found.tracks],
            album=AlbumDocument.of(found.album),
            holders=[
                HolderDocument(
                    playlist=PlaylistRow.of(one.playlist),
                    length=one.length,
                    places=[
                        StandingPlaceDocument(
                            position=place.position, uri=place.uri, added_at=place.added_at, added_by=place.added_by
                        )
                        for place in one.places
                    ],
                )
                for one in found.holders
            ],
            placements=[
                PlacedDocument(
                    id=one.id,
                    playlist_id=one.playlist_id,
                    playlist=one.playlist,
                    uri=one.uri,
                    from_at=one.from_at,
                    until_at=one.until_at,
                    state=one.state,
                    words=one.words,
                )
                for one in found.placements
            ],
        )


class StandDocument(BaseModel):
    """From a version on it stood at `positions` of `length`; none: it was not there."""

    version: int
    seen_at: datetime
    positions: list[int]
    length: int


class CourseDocument(BaseModel):
    """How the places of a track, or of an artist's or album's, in one playlist changed, oldest first; `since` is the
    oldest version looked at. `now`: whether it holds something of it still; else it did formerly.
    """

    playlist_id: str
    name: str
    since: datetime
    now: bool
    stands: list[StandDocument]

    @classmethod
    def of(cls, course: Course) -> Self:
        return cls(
            playlist_id=course.playlist_id,
            name=course.name,
            since=course.since,
            now=course.now,
            stands=[
                StandDocument(
                    version=one.version, seen_at=one.seen_at, positions=list(one.positions), length=one.length
                )
                for one in course.stands
            ],
        )

"""Tracks as documents: found by name, playable or not, with what could stand in for them."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from playwarden.domain.catalogue import Track
from playwarden.features.tracks.service import Standing
from playwarden.web.schemas.bodies import Body, Words

_TRACK: JsonValue = {
    "uri": "spotify:track:4iV5W9uYEdYUVa79Axb7Rh",
    "kind": "track",
    "artist": "Velvet Bridges",
    "name": "Rivers & Dust",
    "album": "Low Tide",
    "album_id": "6akEvsycLGftJxYudPjmqK",
    "duration_ms": 214_000,
    "isrc": "DEXX02600001",
}
Country = Annotated[str, Field(pattern="^[A-Za-z]{2}$")]


class TrackDocument(BaseModel):
    """A track or an episode that is known here; what is null was not provided."""

    model_config = ConfigDict(json_schema_extra={"examples": [_TRACK]})

    uri: str
    kind: str
    artist: str
    name: str
    album: str | None
    album_id: str | None
    duration_ms: int | None
    isrc: str | None

    @classmethod
    def of(cls, track: Track) -> Self:
        return cls(
            uri=track.uri,
            kind=track.kind,
            artist=", ".join(artist.name for artist in track.artists),
            name=track.name,
            album=track.album.name if track.album else None,
            album_id=track.album.id if track.album else None,
            duration_ms=track.duration_ms,
            isrc=track.isrc,
        )


class SearchBody(Body):
    """What Spotify is asked for through an account: the words as they were typed, or (`like`) other tracks with the
    ISRC of a URI.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [{"account": "Ada", "words": "rivers and dust"}]})

    account: Words
    words: Annotated[Words, Field(min_length=1)] | None = None
    like: Annotated[Words, Field(min_length=1)] | None = None


class AvailabilityBody(Body):
    """For which country; null: the account's."""

    market: Country | None = None


class CandidateDocument(BaseModel):
    """What could stand in for a track; `why` is `same ISRC` or `same names`, `playable` null: not known."""

    track: TrackDocument
    why: str
    playable: bool | None


class UnplayableDocument(BaseModel):
    """A track that could not be played when that was asked."""

    uri: str
    track: TrackDocument | None
    checked_at: datetime
    candidates: list[CandidateDocument]


class AvailabilityDocument(BaseModel):
    """What is known of a playlist's tracks in a country: `known` of `tracks`, the oldest answer at `checked_at`, those
    that could not be played. Asking anew takes `calls` calls. `market` null: the country is not known.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "market": "DE",
                    "tracks": 120,
                    "known": 120,
                    "calls": 3,
                    "checked_at": "2026-11-26T08:00:00Z",
                    "unplayable": [
                        {
                            "uri": "spotify:track:11dFghVXANMlKmJXsNCbNl",
                            "track": None,
                            "checked_at": "2026-11-26T08:00:00Z",
                            "candidates": [{"track": _TRACK, "why": "same ISRC", "playable": None}],
                        }
                    ],
                }
            ]
        }
    )

    market: str | None
    tracks: int
    known: int
    calls: int
    checked_at: datetime | None
    unplayable: list[UnplayableDocument]

    @classmethod
    def of(cls, standing: Standing) -> Self:
        return cls(
            market=standing.market,
            tracks=standing.tracks,
            known=standing.known,
            calls=standing.calls,
            checked_at=standing.checked_at,
            unplayable=[
                UnplayableDocument(
                    uri=one.uri,
                    track=None if one.track is None else TrackDocument.of(one.track),
                    checked_at=one.checked_at,
                    candidates=[
                        CandidateDocument(track=TrackDocument.of(each.track), why=each.why, playable=each.playable)
                        for each in one.candidates
                    ],
                )
                for one in standing.unplayable
            ],
        )

"""Genres, moods and the blocklist as documents."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import BaseModel, Field

from playwarden.domain.audio import Way
from playwarden.domain.labels import LONGEST, LabelKind, Origin
from playwarden.features.labels.blocking import Barred
from playwarden.features.labels.naming import Line
from playwarden.features.labels.service import Change, Changed, Counted, Imported, Said
from playwarden.web.schemas.bodies import Body, Words

LabelText = Annotated[Words, Field(min_length=1, max_length=LONGEST * 2)]
Thing = Annotated[Words, Field(min_length=1)]
MOST_ASSIGNED = 10_000
MOST_LINES = 20_000


class LabelSourceDocument(BaseModel):
    """By what so many bear a label: `hand`, `list` (of artists), or `set`, a data set of this name."""

    source: Literal["hand", "list", "set"]
    name: str
    count: int


class LabelDocument(BaseModel):
    """A genre or a mood, how many tracks and artists bear it, and by what."""

    kind: LabelKind
    label: str
    tracks: int
    artists: int
    sources: list[LabelSourceDocument]

    @classmethod
    def of(cls, found: Counted) -> Self:
        sources = [
            LabelSourceDocument.model_validate({"source": source, "name": name, "count": count})
            for source, name, count in found.sources
        ]
        return cls(kind=found.kind, label=found.label, tracks=found.tracks, artists=found.artists, sources=sources)


class OriginDocument(BaseModel):
    """One thing that is said, and where it came from; `of` is the URI, `isrc:…` or `name:…` that it is said of. `way`
    is how a data set's row came to be about it, and `why` what speaks for that.
    """

    about: Literal["genre", "mood", "audio"]
    label: str
    source: Literal["hand", "list", "set"]
    name: str
    of: str
    actor: str
    at: datetime
    way: Way
    why: list[str]
    words: str

    @classmethod
    def of_all(cls, origins: Iterable[Origin]) -> list[Self]:
        return [cls(**asdict(each) | {"why": list(each.why)}, words=each.words) for each in origins]


class AudioDocument(BaseModel):
    """How a track sounds; null: not known. Tempo in beats a minute, loudness in dB, the others from 0 to 1."""

    tempo: float | None
    energy: float | None
    valence: float | None
    danceability: float | None
    acousticness: float | None
    instrumentalness: float | None
    liveness: float | None
    speechiness: float | None
    loudness: float | None
    key: int | None
    major: bool | None


class ByArtistDocument(BaseModel):
    """An artist of a track, and what is said of the artist."""

    uri: str
    name: str
    origins: list[OriginDocument]


class SaidDocument(BaseModel):
    """All that is said of a track or an artist, and of a track's artists. `name` is empty where it is not known."""

    uri: str
    name: str
    origins: list[OriginDocument]
    artists: list[ByArtistDocument]
    audio: AudioDocument | None

    @classmethod
    def of(cls, said: Said) -> Self:
        artists = [
            ByArtistDocument(uri=uri, name=name, origins=OriginDocument.of_all(said.by_artist.get(uri, ())))
            for uri, name in said.artists
        ]
        audio = None if said.audio is None else AudioDocument(**asdict(said.audio))
        return cls(
            uri=said.uri, name=said.name, origins=OriginDocument.of_all(said.origins), artists=artists, audio=audio
        )


class LabelLookBody(Body):
    """Tracks and artists by their links or URIs."""

    items: Annotated[list[Thing], Field(min_length=1, max_length=500)]


class LabelBody(Body):
    """Labels to be set on, and taken from, tracks and artists. What a data set says stays. `source` is for taking a
    change back: labels of a list come back as those of a list.
    """

    kind: LabelKind
    items: Annotated[list[Thing], Field(min_length=1, max_length=MOST_ASSIGNED)]
    add: Annotated[list[LabelText], Field(default_factory=list, max_length=30)]
    remove: Annotated[list[LabelText], Field(default_factory=list, max_length=30)]
    source: Literal["hand", "list"] = "hand"


class DropBody(Body):
    """A label to be taken from everything that bears it by hand or by a list."""

    kind: LabelKind
    label: LabelText


class ChangedDocument(BaseModel):
    """Of what a label came or went, and by which source."""

    label: str
    source: Literal["hand", "list"]
    items: list[str]

    @classmethod
    def of(cls, changed: Changed) -> Self:
        return cls(label=changed.label, source=changed.source, items=list(changed.uris))


class LabelChangeDocument(BaseModel):
    """Exactly what came and went: the opposite of it takes it back. `stays` counts what bears a label that was taken
    away still, because a data set says so.
    """

    added: list[ChangedDocument]
    removed: list[ChangedDocument]
    stays: int

    @classmethod
    def of(cls, change: Change) -> Self:
        added, removed = ([ChangedDocument.of(each) for each in some] for some in (change.added, change.removed))
        return cls(added=added, removed=removed, stays=change.stays)


class ListBody(Body):
    """A label for all artists (and tracks) of a list of names and links, one a line. `replace` takes it from those
    that an earlier list named and this one does not; with `check` nothing is kept.
    """

    kind: LabelKind = "genre"
    label: LabelText
    lines: Annotated[list[Words], Field(min_length=1, max_length=MOST_LINES)]
    replace: bool = False
    check: bool = False


class AlikeDocument(BaseModel):
    """An artist that bears a name, and how many of the tracks known here."""

    uri: str
    name: str
    tracks: int


class ListLineDocument(BaseModel):
    """What a line names; `uri` is null where that is not known, and `why` says why."""

    line: int
    text: str
    uri: str | None
    name: str
    why: str
    alike: list[AlikeDocument]

    @classmethod
    def of(cls, line: Line) -> Self:
        alike = [AlikeDocument(uri=each.uri, name=each.name, tracks=each.tracks) for each in line.alike]
        return cls(line=line.number, text=line.text, uri=line.uri, name=line.name, why=line.why, alike=alike)


class ListedDocument(BaseModel):
    """A list as it was read; `change` is null where it was only looked at."""

    resolved: int
    unresolved: list[ListLineDocument]
    lines: list[ListLineDocument]
    change: LabelChangeDocument | None

    @classmethod
    def of(cls, imported: Imported) -> Self:
        lines = [ListLineDocument.of(line) for line in imported.lines]
        return cls(
            resolved=sum(line.uri is not None for line in lines),
            unresolved=[line for line in lines if line.uri is None],
            lines=lines,
            change=None if imported.change is None else LabelChangeDocument.of(imported.change),
        )


class BlockedDocument(BaseModel):
    """A track or an artist that an account's rules never choose."""

    account: str
    account_name: str
    uri: str
    name: str
    at: datetime
    actor: str

    @classmethod
    def of(cls, barred: Barred) -> Self:
        return cls(
            account=barred.account_id,
            account_name=barred.account,
            uri=barred.uri,
            name=barred.name,
            at=barred.at,
            actor=barred.actor,
        )


class BlockBody(Body):
    """Tracks and artists to be blocked for an account, or taken off its blocklist: links, URIs, names of artists."""

    account: Words
    add: Annotated[list[Thing], Field(default_factory=list, max_length=1_000)]
    remove: Annotated[list[Thing], Field(default_factory=list, max_length=1_000)]


class BlockedNowDocument(BaseModel):
    """What came onto a blocklist and what went: names by URI."""

    account: str
    added: dict[str, str]
    removed: dict[str, str]

    @classmethod
    def of(cls, account: str, added: Iterable[Line], removed: Iterable[Line]) -> Self:
        came, went = ({str(line.uri): line.name for line in some} for some in (added, removed))
        return cls(account=account, added=came, removed=went)

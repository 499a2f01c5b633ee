"""Data sets of audio features as documents."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import BaseModel, Field

from playwarden.domain.audio import FEATURES
from playwarden.domain.audio_tables import Counts, Heard
from playwarden.features.labels.coverage import Covered, OfPlaylist
from playwarden.features.labels.sets import Kept, Preview
from playwarden.web.schemas.bodies import Body


class ReasonDocument(BaseModel):
    """So many rows or values of which something was left out, and why; `refused`: the rows were left out whole."""

    code: str
    count: int
    words: str
    refused: bool


class SampleDocument(BaseModel):
    """One of them: the line it ends on, the code of the reason, the column, and what stood there."""

    line: int
    code: str
    column: str
    text: str


class CountsDocument(BaseModel):
    """What a table came to. `tracks`, `isrcs` and `names` count what rows name by id, by ISRC, and by title and artist
    alone, each once; `named` those that told their names, so that tracks like them are found. `unknown` counts by
    feature rows without it, `flags` by column the cells that say TRUE, FALSE or nothing.
    """

    rows: int
    kept: int
    refused: int
    tracks: int
    isrcs: int
    names: int = 0
    named: int = 0
    genres: int
    moods: int
    unknown: dict[str, int]
    flags: dict[str, dict[str, int]] = Field(default_factory=dict)
    reasons: list[ReasonDocument]
    samples: list[SampleDocument]

    @classmethod
    def of(cls, counts: Counts) -> Self:
        return cls.model_validate(counts.document())


class ImportStartedDocument(BaseModel):
    """The job that imports a table, and the id that its data set has once that has succeeded."""

    set: str
    job: str


class TableRowDocument(BaseModel):
    """A row as it is read; `sound` is what it says first of its track, null where another row said it before."""

    line: int
    uri: str
    artist: str
    title: str
    sound: dict[str, float | int | bool | None] | None
    genres: list[str]
    moods: list[str]

    @classmethod
    def of(cls, heard: Heard) -> Self:
        sound: dict[str, Any] | None = None
        if heard.sound is not None:
            sound = dict(zip((*FEATURES, "key", "major"), heard.sound, strict=True))
        genres, moods = ([label for kind, label in heard.labels if kind == wanted] for wanted in ("genre", "mood"))
        return cls(
            line=heard.line,
            uri=heard.uri,
            artist=heard.artist,
            title=heard.title,
            sound=sound,
            genres=genres,
            moods=moods,
        )


class TablePreviewDocument(BaseModel):
    """A table as it would be imported. `known`: its form is known, and nothing need be said of its columns. `mapping`
    is null where it is not known what they are; `why` says what is missing then, and `guess` what they seem to be.
    """

    known: bool
    encoding: str
    fell_back: bool
    delimiter: str
    columns: list[str]
    mapping: dict[str, str] | None
    guess: dict[str, str]
    rows: list[TableRowDocument]
    counts: CountsDocument | None
    why: str

    @classmethod
    def of(cls, preview: Preview) -> Self:
        return cls(
            known=preview.known,
            encoding=preview.table.encoding,
            fell_back=preview.table.fell_back,
            delimiter=preview.table.delimiter,
            columns=list(preview.table.header),
            mapping=preview.columns.document() if preview.columns else None,
            guess=preview.guess,
            rows=[TableRowDocument.of(row) for row in preview.rows],
            counts=CountsDocument.of(preview.counts) if preview.counts else None,
            why=preview.why,
        )


class DataSetDocument(BaseModel):
    """A data set that was imported; `place` counts from 1, the one that is believed first. Of `named` of its tracks it
    told the names, by which it lends to `lent` tracks that it does not name; `matched`: all that were known when it
    came were looked at.
    """

    id: str
    name: str
    place: int
    mapping: dict[str, str]
    counts: CountsDocument
    named: int
    lent: int
    matched: bool
    at: datetime
    actor: str

    @classmethod
    def of(cls, kept: Kept) -> Self:
        return cls(
            id=kept.id,
            name=kept.name,
            place=kept.place + 1,
            mapping=kept.mapping,
            counts=CountsDocument.model_validate(kept.counts),
            named=kept.named,
            lent=kept.lent,
            matched=kept.paired,
            at=kept.at,
            actor=kept.actor,
        )


class SetMoveBody(Body):
    """Where a data set is to stand in the order in which they are believed: 1 is first."""

    place: Annotated[int, Field(ge=1, le=1_000)]


class CoveredDocument(BaseModel):
    """Of so many `tracks` features are known of `heard`: `by_id`, of further ones `by_isrc`, of further ones
    `by_likeness`, each counted by the first way that holds. Of `unsure` more a row may tell, but a person would have to
    say. `enough`: what is known says how all of them sound. A genre is known of `labelled`.
    """

    tracks: int
    heard: int
    by_id: int
    by_isrc: int
    by_likeness: int
    unsure: int
    enough: bool
    labelled: int

    @classmethod
    def of(cls, covered: Covered) -> Self:
        return cls(**_counts(covered))


class AverageDocument(BaseModel):
    """The average of a feature over the tracks of which it is known, and of how many it is."""

    average: float
    tracks: int


class PlaylistCoverageDocument(CoveredDocument):
    """The same of one playlist. `sound` is told where single playlists are asked about, and null where too little is
    known to say how one sounds.
    """

    id: str
    name: str
    sound: dict[str, AverageDocument] | None

    @classmethod
    def of_playlist(cls, found: OfPlaylist) -> Self:
        sound = None
        if found.sound is not None:
            told = found.sound.averages.items()
            sound = {name: AverageDocument(average=round(value, 3), tracks=count) for name, (value, count) in told}
        return cls(id=found.id, name=found.name, sound=sound, **_counts(found.covered))


def _counts(covered: Covered) -> dict[str, Any]:
    return asdict(covered) | {"heard": covered.heard, "enough": covered.enough}


class MatchStartedDocument(BaseModel):
    """The job that looks for tracks that are like rows of data sets."""

    job: str


class CoverageDocument(BaseModel):
    """Of how many tracks it is known how they sound: of all playlists that you see, and of each that was asked for."""

    library: CoveredDocument
    playlists: list[PlaylistCoverageDocument]

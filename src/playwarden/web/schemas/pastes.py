"""Pastes, their lines and decisions about names as documents."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, Field

from playwarden.domain.catalogue import Track
from playwarden.domain.pasting import FORMATS, Format, Given, Line, Order, Reading
from playwarden.features.matching.pastes import Kept, Seen
from playwarden.features.matching.review import ToldDecision
from playwarden.web.schemas.bodies import Body, Words, storable
from playwarden.web.schemas.placements import Codes, MadeDocument, PreviewDocument
from playwarden.web.schemas.proposals import Rules
from playwarden.web.schemas.tracks import TrackDocument

MOST_SIGNS = 2**20
Pasted = Annotated[str, Field(max_length=MOST_SIGNS), AfterValidator(storable)]
Means = Literal["title", "artist", "album", "isrc", "uri", "duration"]
FormatName = Literal[
    "artist-title",
    "title-by-artist",
    "numbered",
    "timestamped",
    "chart",
    "links",
    "isrcs",
    "csv",
    "tsv",
    "semicolon",
    "mixed",
]
OrderName = Literal["artist-title", "title-artist"]
Numbers = Annotated[list[Annotated[int, Field(ge=1, le=100_000)]], Field(min_length=1, max_length=5_000)]
Playlists = Annotated[list[Words], Field(min_length=1, max_length=100)]


class ColumnBody(Body):
    """What one column of a table holds, by its place from 0; null: nothing that is used."""

    place: Annotated[int, Field(ge=0, le=1_000)]
    means: Means | None


class ReadingBody(Body):
    """How a text is written, as far as that is not to be guessed."""

    format: FormatName | None = None
    order: OrderName | None = None
    columns: Annotated[list[ColumnBody], Field(max_length=100)] | None = None

    def given(self) -> Given:
        return Given(
            None if self.format is None else Format(self.format),
            None if self.order is None else Order(self.order),
            None if self.columns is None else {each.place: each.means for each in self.columns},
        )


class PasteReadBody(ReadingBody):
    """A text, and how it is written."""

    text: Pasted


class NewPasteBody(PasteReadBody):
    """A text to be kept for an account, under a name."""

    account: Words
    name: Annotated[Words, Field(max_length=200)] = ""


class PasteSearchBody(Body):
    """`again`: also for what found nothing more than 30 days ago."""

    again: bool = False


class ChoiceBody(Body):
    """What a person says of a line: this `track`, there is none (`missing`), never mind (`skip`), or take that back."""

    choose: Literal["track", "missing", "skip", "clear"]
    uri: Words | None = None


class PasteAddBody(Body):
    """Where the tracks of a paste go. `lines` by number; null: all that come to a track. `only_accepted`: without those
    that were found for certain and nobody accepted.
    """

    playlists: Playlists
    where: Literal["top", "bottom", "position", "after"] = "bottom"
    position: Annotated[int, Field(ge=1, le=10_000)] | None = None
    after: Words | None = None
    twice: bool = False
    lines: Numbers | None = None
    only_accepted: bool = False
    forced: Rules


class PastePlaceBody(Body):
    """From when until when the tracks of a paste are in, and where; times as placements take them. `at` is `top`,
    `bottom`, a number from 1, or `after` and a track. `check`: only look at it.
    """

    playlists: Playlists
    at: Words = "bottom"
    from_: Annotated[Words, Field(alias="from")] = "now"
    until: Words = ""
    zone: Words = "UTC"
    campaign: Annotated[Words, Field(min_length=1)] | None = None
    accept: Annotated[Codes, Field(default_factory=list)]
    lines: Numbers | None = None
    only_accepted: bool = False
    check: bool = False


class FormatDocument(BaseModel):
    """A format, and what it is in words."""

    format: str
    words: str


class ColumnDocument(BaseModel):
    """A column of a table, by its place from 0; `means` null: nothing that is used."""

    place: int
    head: str
    means: str | None

    @classmethod
    def all_of(cls, reading: Mapping[str, Any]) -> list[Self] | None:
        columns = reading["columns"]
        return None if columns is None else [cls.model_validate(each) for each in columns]


class NamingDocument(BaseModel):
    """What a line (or several of a chart, `until` the last) names. `kind` is `names`, `link`, `isrc` or `left_out`;
    `note` says why it was left out, or what is to be known of it.
    """

    line: int
    until: int
    text: str
    kind: str
    title: str
    artists: list[str]
    album: str | None
    duration_ms: int | None
    isrc: str | None
    uri: str | None
    note: str


class ReadLineDocument(NamingDocument):
    """A line as it was read."""

    @classmethod
    def of(cls, line: Line) -> Self:
        return cls(
            line=line.first,
            until=line.last,
            text=line.text,
            kind=line.kind,
            title=line.title,
            artists=list(line.artists),
            album=line.album,
            duration_ms=line.duration_ms,
            isrc=line.isrc,
            uri=line.uri,
            note=line.note,
        )


class PasteReadingDocument(BaseModel):
    """A text as it was read. `sure` and `order_sure` go from 0 to 1; `order` is null where no line leaves it open;
    `formats` are all that can be given instead.
    """

    format: str
    sure: float
    order: str | None
    order_sure: float
    columns: list[ColumnDocument] | None
    formats: list[FormatDocument]
    read: int
    left_out: int
    lines: list[ReadLineDocument]

    @classmethod
    def of(cls, reading: Reading) -> Self:
        columns = reading.columns
        return cls(
            format=reading.format.value,
            sure=reading.sure,
            order=reading.order.value if reading.order else None,
            order_sure=reading.order_sure,
            columns=None
            if columns is None
            else [ColumnDocument(place=each.place, head=each.head, means=each.means) for each in columns],
            formats=[FormatDocument(format=form.value, words=words) for form, words in FORMATS.items()],
            read=reading.read,
            left_out=reading.left_out,
            lines=[ReadLineDocument.of(line) for line in reading.lines],
        )


class PasteCountsDocument(BaseModel):
    """How many lines stand where; `twins` come to a track that an earlier line comes to."""

    lines: int
    sure: int
    accepted: int
    decided: int
    review: int
    none: int
    search: int
    missing: int
    skipped: int
    left_out: int
    twins: int


class SearchCostDocument(BaseModel):
    """What searching for the rest takes: `lines` need it, `calls` as a rule and `most` at the outside. `left` calls
    remain of the day; `ready_at` is when so many can leave, null: never all in one day.
    """

    lines: int
    calls: int
    most: int
    words: str
    left: int
    fits: bool
    ready_at: datetime | None


class PasteDocument(BaseModel):
    """A paste as it stands. It goes by itself at `expires_at`. `job` is the search that is open."""

    id: str
    account: str
    account_name: str
    name: str
    actor: str
    created_at: datetime
    touched_at: datetime
    expires_at: datetime
    format: str
    sure: float
    order: str | None
    order_sure: float
    columns: list[ColumnDocument] | None
    counts: PasteCountsDocument
    cost: SearchCostDocument
    job: str | None

    @classmethod
    def of(cls, kept: Kept, job: str | None) -> Self:
        reading, forecast = kept.reading, kept.forecast
        return cls(
            id=kept.id,
            account=kept.account_id,
            account_name=kept.account,
            name=kept.name,
            actor=kept.actor,
            created_at=kept.created_at,
            touched_at=kept.touched_at,
            expires_at=kept.expires_at,
            format=reading["format"],
            sure=reading["sure"],
            order=reading["order"],
            order_sure=reading["order_sure"],
            columns=ColumnDocument.all_of(reading),
            counts=PasteCountsDocument(**kept.counts, lines=kept.total, twins=kept.twins),
            cost=SearchCostDocument(
                lines=kept.cost.lines,
                calls=kept.cost.calls,
                most=kept.cost.most,
                words=kept.words,
                left=forecast.left,
                fits=forecast.fits,
                ready_at=forecast.ready_at,
            ),
            job=job,
        )


class PastesDocument(BaseModel):
    """Pastes, the newest first."""

    pastes: list[PasteDocument]


class LikelyTrackDocument(BaseModel):
    """A track that may be meant, with its score from 0 to 100, and why in sentences."""

    track: TrackDocument
    score: float
    why: list[str]


class SaidByDocument(BaseModel):
    """Who said so, and when."""

    actor: str
    at: datetime


class PasteLineDocument(NamingDocument):
    """A line of a paste. `state` is `sure` (found for certain), `accepted`, `decided` (a person chose it, here or once
    before), `review`, `none`, `search` (needs calls), `missing` (decided: there is none), `skipped` or `left_out`.

    `by` is `link`, `catalogue`, `search`, `decision` or `choice`; `twin` the number of an earlier line that comes to
    the same track; `decision` the one that holds for it.
    """

    number: int
    state: str
    by: str | None
    track: TrackDocument | None
    likely: list[LikelyTrackDocument]
    twin: int | None
    said: SaidByDocument | None
    decision: str | None

    @classmethod
    def of(cls, seen: Seen) -> Self:
        row, found, chosen = seen.row, seen.row.found or {}, seen.row.chosen or {}
        told = row.told
        alone = chosen if chosen and (chosen["what"] != "decided" or "decision" not in found) else {}
        said = alone or (found if "decision" in found else {})
        return cls(
            number=row.number,
            line=row.first,
            until=row.last,
            text=row.text,
            kind=row.kind,
            title=told.get("title", ""),
            artists=told.get("artists", []),
            album=told.get("album"),
            duration_ms=told.get("duration_ms"),
            isrc=told.get("isrc"),
            state=row.state,
            uri=row.uri,
            by="choice" if alone.get("what") in ("track", "missing", "skip", "decided") else found.get("by"),
            track=_track(seen.tracks, row.uri),
            likely=[
                LikelyTrackDocument(track=TrackDocument.of(seen.tracks[one["uri"]]), score=one["score"], why=one["why"])
                for one in found.get("likely", ())
                if one["uri"] in seen.tracks
            ],
            note=row.note,
            twin=seen.twin,
            said=SaidByDocument(actor=said["actor"], at=said["at"]) if said else None,
            decision=found.get("decision") or alone.get("decision"),
        )


class PasteLinesDocument(BaseModel):
    """Lines in order, and the time by the server's clock: asked again with it as `since`, those that changed."""

    now: datetime
    lines: list[PasteLineDocument]

    @classmethod
    def of(cls, now: datetime, found: Sequence[Seen]) -> Self:
        return cls(now=now, lines=[PasteLineDocument.of(each) for each in found])


class PastePlacedDocument(BaseModel):
    """What placing the tracks of a paste meets and costs, and what was made; null: only looked at."""

    preview: PreviewDocument
    made: MadeDocument | None


class DecisionDocument(BaseModel):
    """What a person decided about a name; `uri` null: there is no such recording. `used`: by so many lines of pastes
    that are kept.
    """

    id: str
    title: str
    artists: list[str]
    uri: str | None
    track: TrackDocument | None
    actor: str
    at: datetime
    used: int

    @classmethod
    def of(cls, told: ToldDecision) -> Self:
        one = told.decided
        return cls(
            id=one.id,
            title=one.title,
            artists=list(one.artists),
            uri=one.uri,
            track=None if told.track is None else TrackDocument.of(told.track),
            actor=one.actor,
            at=one.at,
            used=one.lines,
        )


class DecisionsDocument(BaseModel):
    """Decisions, the newest first."""

    decisions: list[DecisionDocument]


def _track(tracks: Mapping[str, Track], uri: str | None) -> TrackDocument | None:
    return TrackDocument.of(tracks[uri]) if uri is not None and uri in tracks else None

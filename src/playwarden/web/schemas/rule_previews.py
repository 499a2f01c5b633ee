"""What rules come to, as documents: counts after each step, what is in and out and why, costs."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal, Self

from pydantic import BaseModel

from playwarden.domain.catalogue import Track
from playwarden.domain.rules.checking import Checked
from playwarden.domain.rules.explaining import Explanation
from playwarden.domain.rules.forms import Fault, where
from playwarden.domain.rules.pricing import Price
from playwarden.domain.rules.ruleset import RuleSet
from playwarden.domain.rules.words import with_names
from playwarden.features.rules.previewing import Preview, Row
from playwarden.features.rules.telling import sentences
from playwarden.web.schemas.proposals import ProposedDocument
from playwarden.web.schemas.rules import ClauseDocument


class FaultDocument(BaseModel):
    """Something wrong: where it stands in the document, what it is and what would be right."""

    path: list[str | int]
    where: str
    what: str
    remedy: str

    @classmethod
    def of(cls, fault: Fault) -> Self:
        return cls(path=list(fault.path), where=where(fault.path), what=fault.what, remedy=fault.remedy)


class StageDocument(BaseModel):
    """How many tracks are left after one step, of how many; of `unknown` ones the step knew nothing."""

    where: str
    words: str
    before: int
    after: int
    unknown: int
    kind: Literal["source", "step", "choice"]


class NamedArtistDocument(BaseModel):
    """An artist of a track; `uri` null for those of local files."""

    uri: str | None
    name: str


class RuleRowDocument(BaseModel):
    """A track that is in or out, and why. `fresh`: it does not stand there yet."""

    uri: str
    title: str
    artists: list[NamedArtistDocument]
    album: str | None
    duration_ms: int | None
    why: str
    position: int | None
    fresh: bool
    pinned: bool

    @classmethod
    def of(cls, row: Row, names: Mapping[str, str]) -> Self:
        track = row.track or Track(row.uri, row.uri)
        artists = [
            NamedArtistDocument(uri=f"spotify:artist:{one.id}" if one.id else None, name=one.name)
            for one in track.artists
        ]
        return cls(
            uri=row.uri,
            title=track.name,
            artists=artists,
            album=track.album.name if track.album else None,
            duration_ms=track.duration_ms,
            why=with_names(row.why, names),
            position=row.place,
            fresh=row.fresh,
            pinned=row.pinned,
        )


class WantDocument(BaseModel):
    """Something that the rules need, how well it is known, and the calls that reading it takes."""

    words: str
    state: Literal["known", "old", "unread", "refused"]
    calls: int
    read_at: datetime | None
    why: str
    remedy: str


class PriceLineDocument(BaseModel):
    """One thing that costs calls, a week."""

    words: str
    calls: float


class PriceDocument(BaseModel):
    """What the rules cost in calls: a week, and at their first refresh."""

    calls_a_week: int
    first: int
    lines: list[PriceLineDocument]
    assumptions: list[str]

    @classmethod
    def of(cls, price: Price) -> Self:
        return cls(
            calls_a_week=price.calls_a_week,
            first=price.first,
            lines=[PriceLineDocument(words=line.words, calls=line.calls) for line in price.lines],
            assumptions=list(price.assumptions),
        )


class ResultDocument(BaseModel):
    """What rules come to by what is known, without a call. `plan` is null where the playlist's items were not read."""

    sentence: str
    total: int
    enters: int
    leaves: int
    short: str
    asks: bool
    name: str | None
    description: str | None
    stages: list[StageDocument]
    items: list[RuleRowDocument]
    out: list[RuleRowDocument]
    out_total: int
    found: list[RuleRowDocument]
    needs: list[WantDocument]
    calls_to_read: int
    price: PriceDocument
    plan: ProposedDocument | None
    current: int | None

    @classmethod
    def of(cls, preview: Preview, names: Mapping[str, str]) -> Self:
        outcome = preview.outcome
        return cls(
            sentence=outcome.sentence,
            total=len(outcome.items),
            enters=len(outcome.came),
            leaves=len(outcome.left),
            short=outcome.short,
            asks=outcome.asks,
            name=outcome.name,
            description=outcome.description,
            stages=[
                StageDocument.model_validate(
                    {name: getattr(one, name) for name in ("where", "before", "after", "unknown", "kind")}
                    | {"words": with_names(one.words, names)}
                )
                for one in preview.counts
            ],
            items=[RuleRowDocument.of(row, names) for row in preview.inside],
            out=[RuleRowDocument.of(row, names) for row in preview.outside],
            out_total=preview.outside_total,
            found=[RuleRowDocument.of(row, names) for row in preview.found],
            needs=[WantDocument.model_validate(want.to_document()) for want in preview.gathered.wants],
            calls_to_read=preview.gathered.to_read,
            price=PriceDocument.of(preview.price),
            plan=None if preview.plan is None else ProposedDocument.of(preview.plan),
            current=preview.current,
        )


class RulesPreviewDocument(BaseModel):
    """What is wrong with rules, or what they come to."""

    faults: list[FaultDocument]
    sentences: list[str]
    clauses: list[ClauseDocument]
    names: dict[str, str]
    result: ResultDocument | None

    @classmethod
    def wrong(cls, faults: Sequence[Fault], names: Mapping[str, str]) -> Self:
        told = [FaultDocument.of(fault) for fault in faults]
        return cls(faults=told, sentences=[], clauses=[], names=dict(names), result=None)

    @classmethod
    def right(cls, rules: RuleSet, preview: Preview, names: Mapping[str, str]) -> Self:
        said = sentences(rules, names)
        return cls(
            faults=[],
            sentences=said,
            clauses=ClauseDocument.all_of(rules, names),
            names=dict(names),
            result=ResultDocument.of(preview, names),
        )


class ExplainedLineDocument(BaseModel):
    """One thing that was said about a track: which step, what it wants, what it found."""

    where: str
    verdict: Literal["in", "out", "said"]
    what: str
    fact: str


class ExplanationDocument(BaseModel):
    """The whole story of one track; `place` counts from 1, null where it is not in."""

    uri: str
    title: str
    included: bool
    place: int | None
    lines: list[ExplainedLineDocument]

    @classmethod
    def of(cls, told: Explanation, names: Mapping[str, str]) -> Self:
        lines = [
            ExplainedLineDocument.model_validate(line.to_document() | {"what": with_names(line.what, names)})
            for line in told.lines
        ]
        return cls(uri=told.uri, title=told.title, included=told.included, place=told.place, lines=lines)


class RuleTestDocument(BaseModel):
    """A test that stands beside rules; without `faults` it holds."""

    name: str
    holds: bool
    faults: list[str]

    @classmethod
    def of(cls, checked: Checked) -> Self:
        return cls(name=checked.name, holds=checked.holds, faults=list(checked.faults))


class RuleTestsDocument(BaseModel):
    """Every test of a rule set, in their order."""

    tests: list[RuleTestDocument]

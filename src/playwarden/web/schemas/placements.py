"""Placements as documents."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import BaseModel, Field

from playwarden.domain.placements.conflicts import Conflict, remedy
from playwarden.domain.placements.placement import Campaign, NewPlacement, PlacementEvent
from playwarden.features.placements.making import Preview
from playwarden.features.placements.reading import Written
from playwarden.features.placements.service import Told
from playwarden.web.schemas.bodies import Body, CropBody, Moment, Words

Codes = Annotated[list[Words], Field(max_length=20)]
Description = Annotated[str, Field(max_length=1_000)]


class PlacementBody(Body):
    """A track at a position, or details, in one playlist from a time until another.

    Times are written as people do: `2026-12-01 06:00` as clocks in `zone` show it, `now`, `in 2 hours`, `+7d` (of the
    end: after the beginning). `position` is `top`, `bottom`, a number from 1, or `after` and a track.
    """

    playlist: Words
    track: Words = ""
    position: Words = ""
    instead_of: Words = ""
    from_: Annotated[Words, Field(alias="from")] = "now"
    until: Words = ""
    zone: Words = ""
    moved: Literal["out", "keep"] = "out"
    missed: Literal["skip", "shift", "ask"] = "skip"
    note: Words = ""
    name: Words = ""
    description: Description = ""
    visibility: Literal["", "public", "private"] = ""
    cover: Words = ""
    """`picture:` and the SHA-256 that `POST /placements/covers` answered."""
    accept: Annotated[Codes, Field(default_factory=list)]

    def written(self, accept: list[str]) -> Written:
        """In the words of a table; `accept` holds for all that are asked for together."""
        words = self.model_dump(exclude={"moved", "missed", "accept", "was"})
        codes = " ".join([*self.accept, *accept])
        return Written(**words, policy=f"{self.moved} {self.missed}", accept=codes)


class PlacementsBody(Body):
    """Placements to be made together, all or none, in a campaign of this name where one is given."""

    placements: Annotated[list[PlacementBody], Field(min_length=1, max_length=1_000)]
    campaign: Annotated[Words, Field(min_length=1)] | None = None
    zone: Words = "UTC"
    accept: Annotated[Codes, Field(default_factory=list)]
    look_up: bool = False
    """Look up tracks that are in no catalogue yet, one call each."""


class TableBody(Body):
    """A table (CSV) in base64, under the name of its file; `check`: only look at it."""

    file: Annotated[str, Field(max_length=6_000_000)]
    name: Words = "table.csv"
    campaign: Annotated[Words, Field(min_length=1)] | None = None
    zone: Words = "UTC"
    accept: Annotated[Codes, Field(default_factory=list)]
    look_up: bool = False
    check: bool = False


class PlacementWasBody(Body):
    """From when until when a placement was in, as an answer told it."""

    from_at: Moment
    until_at: Moment | None


class PlacementChangeBody(Body):
    """What of a placement is to be otherwise; what is left out stays. Nothing at all: it is tried again. With `was` a
    beginning or an end that somebody changed since stays as they left it.
    """

    playlist: Words | None = None
    track: Words | None = None
    position: Words | None = None
    instead_of: Words | None = None
    from_: Annotated[Words | None, Field(alias="from")] = None
    until: Words | None = None
    zone: Words | None = None
    moved: Literal["out", "keep"] | None = None
    missed: Literal["skip", "shift", "ask"] | None = None
    note: Words | None = None
    name: Words | None = None
    description: Description | None = None
    visibility: Literal["public", "private"] | None = None
    accept: Codes | None = None
    was: PlacementWasBody | None = None

    def written(self) -> dict[str, str]:
        """The fields that change, in the words of a table."""
        words = self.model_dump(exclude={"moved", "missed", "accept"}, exclude_none=True)
        policy = " ".join(word for word in (self.moved, self.missed) if word)
        more = {"policy": policy} if policy else {}
        return words | more | ({"accept": " ".join(self.accept)} if self.accept else {})


class AcceptBody(Body):
    """A warning by its code; `accepted` false: it is in the way again."""

    code: Annotated[Words, Field(max_length=40)]
    accepted: bool = True


class CancelBody(Body):
    """`keep`: what is in force stays in for good, instead of going out now."""

    keep: bool = False


class CoverBody(Body):
    """A JPEG, PNG, WebP or GIF in base64, whole or a square of it."""

    picture: Annotated[str, Field(max_length=28_000_000)]
    crop: CropBody | None = None


class CoverDocument(BaseModel):
    """How a placement names a cover that is kept here."""

    cover: str


class PlacementEventDocument(BaseModel):
    """Something that happened to a placement."""

    at: datetime
    kind: str
    words: str
    actor: str
    run: str | None
    before: str | None
    after: str | None

    @classmethod
    def of(cls, event: PlacementEvent) -> Self:
        return cls(
            at=event.at,
            kind=event.kind,
            words=event.words,
            actor=event.actor,
            run=event.run_id,
            before=event.before_version_id,
            after=event.after_version_id,
        )


class AskedDocument(BaseModel):
    """What a placement asks for. `details` holds what it sets; `until_at` null: without an end."""

    playlist: str
    track: str | None
    position: str | None
    details: dict[str, object] | None
    from_at: datetime
    until_at: datetime | None
    zone: str
    moved: str
    missed: str
    accept: list[str]
    note: str

    @classmethod
    def wanted(cls, asked: NewPlacement) -> Self:
        return cls.model_validate(cls.fields_of(asked))

    @staticmethod
    def fields_of(asked: NewPlacement) -> dict[str, object]:
        """The fields by name."""
        details = None if asked.details is None else asked.details.to_document()
        return {
            "playlist": asked.playlist_id,
            "track": asked.uri,
            "position": asked.position.text if asked.position is not None else None,
            "details": details,
            "from_at": asked.from_at,
            "until_at": asked.until_at,
            "zone": asked.zone,
            "moved": asked.moved.value,
            "missed": asked.missed.value,
            "accept": sorted(asked.accepts),
            "note": asked.note,
        }


class PlacementDocument(AskedDocument):
    """A placement. `words` say what happened last, or what is in its way."""

    id: str
    state: str
    words: str
    playlist_name: str
    title: str
    campaign: str | None
    actor: str
    created_at: datetime
    out_at: datetime | None
    entered_at: datetime | None
    left_at: datetime | None
    entered_run: str | None
    left_run: str | None

    @classmethod
    def of(cls, told: Told) -> Self:
        return cls.model_validate(cls._fields(told))

    @classmethod
    def _fields(cls, told: Told) -> dict[str, object]:
        one = told.placement
        return cls.fields_of(one.asked) | {
            "id": one.id,
            "state": one.state.value,
            "words": one.words,
            "playlist_name": told.playlist,
            "title": told.title,
            "campaign": told.campaign,
            "actor": one.actor,
            "created_at": one.created_at,
            "out_at": one.out_at,
            "entered_at": one.entered_at,
            "left_at": one.left_at,
            "entered_run": one.entered_run_id,
            "left_run": one.left_run_id,
        }


class InTheWayDocument(BaseModel):
    """Something in the way of a placement: `weight` is `error`, or `warning`, which can be accepted by its `code`;
    `other` is the placement that it is about.
    """

    code: str
    weight: str
    text: str
    remedy: str
    other: str | None

    @classmethod
    def of(cls, found: Conflict) -> Self:
        helps = remedy(found.code)
        return cls(code=found.code, weight=found.weight.value, text=found.text, remedy=helps, other=found.with_id)


class PlacementConflictsDocument(BaseModel):
    """A placement that has not come in yet, and what is in its way now."""

    placement: str
    conflicts: list[InTheWayDocument]

    @classmethod
    def of(cls, placement: str, found: Iterable[Conflict]) -> Self:
        return cls(placement=placement, conflicts=[InTheWayDocument.of(each) for each in found])


class PlacementShownDocument(PlacementDocument):
    """A placement with what happened to it, in order, and what is in its way now while it has not come in; `accepted`
    is what would be, had nobody accepted it.
    """

    events: list[PlacementEventDocument]
    conflicts: list[InTheWayDocument]
    accepted: list[InTheWayDocument]

    @classmethod
    def shown(cls, told: Told, conflicts: Iterable[Conflict], accepted: Iterable[Conflict]) -> Self:
        events = [PlacementEventDocument.of(event) for event in told.events]
        met = {
            "conflicts": [InTheWayDocument.of(each) for each in conflicts],
            "accepted": [InTheWayDocument.of(each) for each in accepted],
        }
        return cls.model_validate(cls._fields(told) | {"events": events} | met)


class MadeDocument(BaseModel):
    """Placements that were made or cancelled, and the jobs that see to those that are due at once."""

    placements: list[PlacementDocument]
    campaign: str | None
    jobs: list[str]


class ConflictDocument(BaseModel):
    """Something in the way of one that is asked for: `number` counts from 1, `line` is where it stands in a table.

    `weight` is `error`, or `warning`, which can be accepted by its `code`.
    """

    number: int
    line: int | None
    playlist: str
    code: str
    weight: str
    text: str
    remedy: str
    other: str | None

    @classmethod
    def of(cls, number: int, line: int | None, playlist: str, found: Conflict) -> Self:
        return cls(
            number=number,
            line=line,
            playlist=playlist,
            code=found.code,
            weight=found.weight.value,
            text=found.text,
            remedy=remedy(found.code),
            other=found.with_id,
        )


class CostDocument(BaseModel):
    """What one look after one playlist will take, as the list stands now."""

    playlist: str
    name: str
    at: datetime
    enter: int
    leave: int
    calls: int


class PreviewDocument(BaseModel):
    """What making placements would meet and cost."""

    placements: list[AskedDocument]
    conflicts: list[ConflictDocument]
    costs: list[CostDocument]
    calls: int

    @classmethod
    def of(cls, preview: Preview, lines: list[int] | None = None) -> Self:
        return cls(
            placements=[AskedDocument.wanted(row.asked) for row in preview.rows],
            conflicts=[
                ConflictDocument.of(row.number, lines[row.number - 1] if lines else None, row.playlist, found)
                for row, found in preview.conflicts
            ],
            costs=[
                CostDocument(
                    playlist=cost.playlist_id,
                    name=cost.name,
                    at=cost.at,
                    enter=cost.enter,
                    leave=cost.leave,
                    calls=cost.calls,
                )
                for cost in preview.costs
            ],
            calls=preview.calls,
        )


class ImportedDocument(BaseModel):
    """What became of a table: `made` is null where it was only looked at."""

    preview: PreviewDocument
    made: MadeDocument | None


class TableDocument(BaseModel):
    """Placements as a table that can be imported again."""

    text: str


class CampaignDocument(BaseModel):
    """A campaign; `states` counts its placements by state."""

    id: str
    name: str
    actor: str
    created_at: datetime
    states: dict[str, int]

    @classmethod
    def of(cls, campaign: Campaign) -> Self:
        return cls(
            id=campaign.id,
            name=campaign.name,
            actor=campaign.actor,
            created_at=campaign.created_at,
            states={state.value: number for state, number in sorted(campaign.states.items())},
        )

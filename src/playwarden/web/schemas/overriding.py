"""A waiting plan that is changed by hand, as documents."""

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, Field, StringConstraints

from playwarden.domain.overriding import Change, Leave, Override, Said, changed_details, sayable
from playwarden.domain.overriding import Field as Detail
from playwarden.domain.plan import Plan
from playwarden.domain.playlist import MAX_ENTRIES, Details
from playwarden.domain.render import title
from playwarden.features.runs.overriding import Overridable, Overriding
from playwarden.kit.errors import PlaywardenError
from playwarden.kit.problems import facts
from playwarden.web.schemas.bodies import NO_NUL, Body, Words, storable
from playwarden.web.schemas.proposals import ProposedDocument, RefusedDocument

Place = Annotated[int, Field(ge=1, le=MAX_ENTRIES * 2)]
Reason = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=500),
    AfterValidator(storable),
    Field(json_schema_extra=NO_NUL),
]


class ChangeBody(Body):
    """One entry of a plan, said otherwise; positions count from 1. `drop` leaves out what the plan wishes at
    `position`, `keep` leaves in what stands there now and is taken out, `put` brings what is wished there to stand
    `at`. `uri` is what stands there, null for an unavailable entry.
    """

    verb: Literal["drop", "keep", "put"]
    uri: Words | None
    position: Place
    at: Place | None = None

    def change(self) -> Change:
        return Change(self.verb, self.uri, self.position, self.at)


class LeaveBody(Body):
    """A detail that the plan sets and that is to stay as it is."""

    verb: Literal["leave"]
    field: Detail

    def change(self) -> Leave:
        return Leave(self.field)


SaidBody = Annotated[ChangeBody | LeaveBody, Field(discriminator="verb")]
Changes = Annotated[list[SaidBody], Field(max_length=1_000)]


class ChangesBody(Body):
    """What is to be said otherwise of the run's playlist number `part`, counted from 0."""

    part: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    changes: Changes

    def said(self) -> list[Said]:
        return [each.change() for each in self.changes]


class OverrideBody(ChangesBody):
    """The same, as it was previewed under `fingerprint`, and why."""

    fingerprint: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    reason: Reason


class OverrideDocument(BaseModel):
    """How a plan was changed while it waited: by whom, when and why."""

    actor: str
    at: datetime
    reason: str
    changes: list[SaidBody]
    before: str
    after: str

    @classmethod
    def of(cls, made: Override) -> Self:
        return cls.model_validate(made.to_document())


class LineDocument(BaseModel):
    """What a plan does to one entry: `-` takes it out (at its position now), `+` puts it in, `~` moves it, `*` takes it
    out and in again (at the position that is wished).
    """

    sign: Literal["-", "+", "~", "*"]
    position: int
    uri: str | None
    title: str

    @classmethod
    def all_of(cls, plan: Plan, titles: dict[str, str]) -> list[Self]:
        return [
            cls.model_validate({"sign": sign, "position": place, "uri": entry.uri, "title": title(entry, titles)})
            for sign, place, entry in sayable(plan)
        ]


class SetDetailDocument(BaseModel):
    """A detail that a plan sets, before and after; of a cover neither is told."""

    field: Detail
    before: str | bool | None
    after: str | bool | None

    @classmethod
    def all_of(cls, plan: Plan) -> list[Self]:
        now = plan.observed.details if plan.observed else Details()
        wished = plan.desired.details
        return [
            cls(field=name, before=None, after=None)
            if name == "cover"
            else cls(field=name, before=getattr(now, name), after=getattr(wished, name))
            for name in changed_details(now, wished)
        ]


class WaitingPlanDocument(BaseModel):
    """A plan of a run for one of its playlists. `why_not` is null while it can be changed by hand."""

    part: int
    name: str
    fingerprint: str
    calls: int
    total: int
    lines: list[LineDocument]
    details: list[SetDetailDocument]
    why_not: RefusedDocument | None
    overrides: list[OverrideDocument]

    @classmethod
    def of(cls, found: Overridable) -> Self:
        part = found.part
        return cls(
            part=part.number,
            name=part.name,
            fingerprint=part.plan.fingerprint,
            calls=part.plan.calls,
            total=len(part.plan.desired.entries),
            lines=LineDocument.all_of(part.plan, found.titles),
            details=SetDetailDocument.all_of(part.plan),
            why_not=_refused(found.why_not),
            overrides=[OverrideDocument.of(made) for made in part.overrides],
        )


class OverridingDocument(BaseModel):
    """The plan that would wait instead. `calls_before` are those of the one that waits; `refused` is null when it may
    be made so.
    """

    part: int
    calls_before: int
    calls: int
    plan: ProposedDocument
    lines: list[LineDocument]
    details: list[SetDetailDocument]
    refused: RefusedDocument | None

    @classmethod
    def of(cls, found: Overriding) -> Self:
        return cls(
            part=found.part.number,
            calls_before=found.part.calls,
            calls=found.proposed.plan.calls,
            plan=ProposedDocument.of(found.proposed),
            lines=LineDocument.all_of(found.proposed.plan, found.titles),
            details=SetDetailDocument.all_of(found.proposed.plan),
            refused=_refused(found.refused),
        )


def _refused(why: PlaywardenError | None) -> RefusedDocument | None:
    return None if why is None else RefusedDocument(code=why.code, what=why.what, remedy=why.remedy, **facts(why))

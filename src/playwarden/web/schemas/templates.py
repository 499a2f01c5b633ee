"""Templates of rule sets as documents."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, Field

from playwarden.domain.jobs.timing.phrases import phrase
from playwarden.domain.rules.kept import Kept
from playwarden.domain.rules.parameters import Parameter
from playwarden.domain.rules.parting import Candidate
from playwarden.domain.rules.pricing import Price
from playwarden.domain.rules.reading import read
from playwarden.domain.rules.templates import KeptTemplate
from playwarden.features.rules.telling import sentences
from playwarden.features.rules.templating import Becoming, Filled
from playwarden.web.schemas.bodies import Body, Words, whole
from playwarden.web.schemas.proposals import Rules
from playwarden.web.schemas.rule_previews import FaultDocument, PriceDocument
from playwarden.web.schemas.rules import LocatedDocument
from playwarden.web.schemas.schedules import TimingBody

Values = Annotated[dict[str, Any], Field(default_factory=dict, max_length=100), AfterValidator(whole)]
"""What a template is filled in with, by parameter."""
Place = Annotated[list[str | int], Field(min_length=1, max_length=40)]
"""Where something stands in a document: keys and places from its root."""
Document = Annotated[dict[str, Any], Field(max_length=20), AfterValidator(whole)]


class FilledBody(Body):
    """Values to be looked at; with an `account` their price is told, for a `playlist` or a new one."""

    values: Values
    account: Words | None = None
    playlist: Words | None = None


class FillBody(Body):
    """What a template becomes: rules for a `playlist` that is there, or for a new one called `create`; without `name`
    they are called as the template. `timing`: when they are refreshed by themselves; null: when somebody asks.
    """

    values: Values
    account: Words
    playlist: Words | None = None
    create: Words | None = None
    name: Annotated[Words, Field(min_length=1, max_length=100)] | None = None
    timing: TimingBody | None = None


class CandidatesBody(Body):
    """The rule set of which a template is to be made."""

    rule_set: Words


class ChosenBody(Body):
    """A value of the rules that becomes a parameter."""

    path: Place
    name: Words
    label: Words
    text: Words = ""


class SaveTemplateBody(Body):
    """A template made of a rule set; `link`: a change of the template changes that rule set too."""

    rule_set: Words
    name: Words
    sentence: Words
    note: Words = ""
    parameters: Annotated[list[ChosenBody], Field(default_factory=list, max_length=100)]
    link: bool = True


class TemplateTryBody(Body):
    """A template as it would be."""

    document: Document


class TemplateReadDocument(BaseModel):
    """What a text holds, and what is wrong in it."""

    document: dict[str, Any]
    faults: list[LocatedDocument]


class TemplateChangeBody(TemplateTryBody):
    """Another document in the place of the one with that `number`."""

    number: Annotated[int, Field(ge=1)]


class TemplateProposalBody(Body):
    """The safety rules that are overruled for all of them."""

    forced: Rules


class UnlinkBody(Body):
    """The rule set that a template is not to change any more."""

    rule_set: Words


class ParameterDocument(BaseModel):
    """Something that a template asks for. `several`: a list of at most so many; `needed`: it has no default."""

    name: str
    label: str
    text: str
    kind: str
    several: int | None
    needed: bool
    default: Any = None

    @classmethod
    def of(cls, one: Parameter) -> Self:
        return cls(
            name=one.name,
            label=one.label,
            text=one.text,
            kind=one.kind,
            several=one.several,
            needed=one.needed,
            default=one.default,
        )


class LinkedDocument(BaseModel):
    """A rule set that is linked to a template."""

    id: str
    name: str
    account: str
    playlist: str | None
    playlist_name: str | None
    create: str | None

    @classmethod
    def of(cls, kept: Kept, names: Mapping[str, str]) -> Self:
        return cls(
            id=kept.id,
            name=kept.rules.name,
            account=kept.account_id,
            playlist=kept.playlist_id,
            playlist_name=names.get(f"spotify:playlist:{kept.playlist_id}"),
            create=kept.create_name,
        )


class ProposedTimingDocument(BaseModel):
    """When a template proposes to run, as schedules take it, without a zone."""

    kind: str = "cron"
    expression: str
    words: str


class NeedsDocument(BaseModel):
    """What a template needs of an account: `scopes` that it consented to, and whether its `plays` are gone by."""

    scopes: list[str]
    plays: bool


class TemplateDocument(BaseModel):
    """A rule set with parameters. `ready`: it comes with Playwarden and cannot be changed. `form` is the JSON Schema of
    its values. `missing` and `price` are about the account that was asked for.
    """

    id: str
    name: str
    sentence: str
    note: str
    ready: bool
    account: str | None
    account_name: str | None
    number: int
    parameters: list[ParameterDocument]
    form: dict[str, Any]
    schedule: ProposedTimingDocument | None
    needs: NeedsDocument
    missing: list[str]
    price: PriceDocument | None
    linked: list[LinkedDocument]
    document: dict[str, Any]
    changed_at: datetime | None
    changed_by: str

    @classmethod
    def of(
        cls,
        kept: KeptTemplate,
        *,
        account_name: str | None,
        linked: Sequence[LinkedDocument],
        missing: Sequence[str] = (),
        price: Price | None = None,
    ) -> Self:
        template = kept.template
        scopes, plays = template.needs()
        schedule = None
        if template.schedule is not None:
            schedule = ProposedTimingDocument(expression=template.schedule, words=phrase(template.schedule))
        return cls(
            id=kept.id,
            name=template.name,
            sentence=template.sentence,
            note=template.note,
            ready=kept.ready,
            account=kept.account_id,
            account_name=account_name,
            number=kept.number,
            parameters=[ParameterDocument.of(one) for one in template.parameters],
            form=template.schema(),
            schedule=schedule,
            needs=NeedsDocument(scopes=sorted(scopes), plays=plays),
            missing=list(missing),
            price=None if price is None else PriceDocument.of(price),
            linked=list(linked),
            document=template.to_document(),
            changed_at=kept.changed_at,
            changed_by=kept.actor,
        )


class TemplatesDocument(BaseModel):
    """Those that come with Playwarden first, then the saved ones by name."""

    templates: list[TemplateDocument]


class ValueFaultDocument(BaseModel):
    """Something wrong with what was filled in; `parameter` null: the values do not go together."""

    parameter: str | None
    what: str
    remedy: str


class FilledDocument(BaseModel):
    """What values come to: `document` is the rule set, null where something is wrong."""

    faults: list[ValueFaultDocument]
    document: dict[str, Any] | None
    sentence: str
    sentences: list[str]
    price: PriceDocument | None

    @classmethod
    def of(cls, filled: Filled) -> Self:
        faults = [
            ValueFaultDocument(parameter=str(one.path[0]) if one.path else None, what=one.what, remedy=one.remedy)
            for one in filled.faults
        ]
        return cls(
            faults=faults,
            document=filled.document,
            sentence=filled.sentence,
            sentences=[] if filled.document is None else sentences(read(filled.document)),
            price=None if filled.price is None else PriceDocument.of(filled.price),
        )


class CandidateDocument(BaseModel):
    """A value of a rule set that can become a parameter, with a name and a label for it."""

    path: list[str | int]
    where: str
    name: str
    label: str
    text: str
    kind: str
    several: int | None
    value: Any

    @classmethod
    def of(cls, one: Candidate) -> Self:
        parameter = one.parameter
        return cls(
            path=list(one.path),
            where=one.where,
            name=parameter.name,
            label=parameter.label,
            text=parameter.text,
            kind=parameter.kind,
            several=parameter.several,
            value=parameter.default,
        )


class CandidatesDocument(BaseModel):
    """What of a rule set can become parameters, in its order; `sentence` is one to begin with."""

    name: str
    sentence: str
    candidates: list[CandidateDocument]

    @classmethod
    def of(cls, kept: Kept, found: Sequence[Candidate]) -> Self:
        return cls(
            name=kept.rules.name,
            sentence=" ".join(sentences(kept.rules))[:300],
            candidates=[CandidateDocument.of(one) for one in found],
        )


class BecomingDocument(BaseModel):
    """What a linked rule set becomes by a change; `enters`, `leaves` and `total` are null where that takes reading."""

    rule_set: str
    name: str
    account: str
    playlist: str | None
    playlist_name: str | None
    changed: bool
    faults: list[str]
    before: list[str]
    after: list[str]
    enters: int | None
    leaves: int | None
    total: int | None
    calls: int | None
    price: PriceDocument | None

    @classmethod
    def of(cls, one: Becoming, names: Mapping[str, str]) -> Self:
        kept, seen = one.kept, one.preview
        outcome = seen.outcome if seen is not None else None
        return cls(
            rule_set=kept.id,
            name=kept.rules.name,
            account=kept.account_id,
            playlist=kept.playlist_id,
            playlist_name=names.get(f"spotify:playlist:{kept.playlist_id}"),
            changed=one.changed,
            faults=list(one.faults),
            before=sentences(kept.rules),
            after=[] if one.rules is None else sentences(one.rules),
            enters=None if outcome is None else len(outcome.came),
            leaves=None if outcome is None else len(outcome.left),
            total=None if outcome is None else len(outcome.items),
            calls=None if seen is None else seen.gathered.to_read,
            price=None if seen is None else PriceDocument.of(seen.price),
        )


class ChangePreviewDocument(BaseModel):
    """What a change of a template would do to all that are linked to it; `faults` are what is wrong in the template."""

    faults: list[FaultDocument]
    linked: list[BecomingDocument]

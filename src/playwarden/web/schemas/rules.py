"""Rule sets as documents."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, Field

from playwarden.domain.jobs.schedule import Schedule
from playwarden.domain.rules.kept import Kept, Refresh, RefreshState
from playwarden.domain.rules.ruleset import RuleSet
from playwarden.domain.rules.words import with_names
from playwarden.features.rules.files import Located
from playwarden.features.rules.telling import clauses, sentences
from playwarden.web.schemas.bodies import Body, Moment, Words, whole
from playwarden.web.schemas.schedules import Policy, TimingBody

MOST_TEXT = 1024 * 1024
Document = Annotated[dict[str, Any], Field(max_length=100), AfterValidator(whole)]
"""A rule set; what may stand in it is told by `GET /rule-sets/steps`."""
Files = Annotated[dict[str, Annotated[str, Field(max_length=4 * MOST_TEXT)]], Field(max_length=20)]
"""CSV texts by the names that rules use."""
SomeFiles = Annotated[dict[str, Annotated[str, Field(max_length=4 * MOST_TEXT)] | None], Field(max_length=20)]
"""The same of rules that are kept: null for a file that stays as it is; one that is not named goes."""


class RuleSetBody(Body):
    """A rule set to be kept: for a `playlist`, for a new one called `create`, or (neither) for other rules."""

    account: Words
    document: Document
    files: Annotated[Files, Field(default_factory=dict)]
    playlist: Words | None = None
    create: Words | None = None


class RuleSetChangeBody(Body):
    """Other rules in the place of those with that `number`. `files` null: all of them stay; else those that are named,
    with null for what a file held before.
    """

    document: Document
    number: Annotated[int, Field(ge=1)]
    files: SomeFiles | None = None


class TryBody(Body):
    """Rules to be tried: of an account, for a playlist or none; `rule_set` where they are kept already, whose files
    go along unless `files` are given, of which null stands for a kept one. `find` looks for titles and artists.
    """

    account: Words | None = None
    document: Document
    files: SomeFiles | None = None
    playlist: Words | None = None
    rule_set: Words | None = None
    find: Words = ""


class ExplainBody(TryBody):
    """The same, and the track that is asked about."""

    uri: Words


class RulesTextBody(Body):
    """YAML or JSON of a rule set."""

    text: Annotated[str, Field(max_length=MOST_TEXT)]


class RulesDocumentBody(Body):
    """A rule set to be written as YAML."""

    document: Document


class HandBody(Body):
    """What becomes of what was changed by hand: it stays for ever (`keep`), for this period (`once`), until a moment;
    or the rules have their way again (`drop`).
    """

    decision: Literal["keep", "once", "until", "drop"]
    until: Moment | None = None


class HoldBody(Body):
    """How a playlist is kept as it stands, whatever its rules say."""

    kind: Literal["once", "until", "forever"]
    until: Moment | None = None


class RuleScheduleBody(Body):
    """When a rule set is refreshed by itself."""

    timing: TimingBody
    missed: Policy = "once"


class LocatedDocument(BaseModel):
    """Something wrong in a text, line and column counted from 1."""

    line: int
    column: int
    where: str
    what: str
    remedy: str

    @classmethod
    def of(cls, fault: Located) -> Self:
        return cls(**fault.to_document())


class ClauseDocument(BaseModel):
    """A piece of what a rule set says, and the place in the document that it speaks of."""

    path: list[str | int]
    words: str

    @classmethod
    def all_of(cls, rules: RuleSet, names: Mapping[str, str]) -> list[Self]:
        return [cls(path=list(path), words=words) for path, words in clauses(rules, names)]


class RulesReadDocument(BaseModel):
    """What a text holds; `sentences` where nothing is wrong with it."""

    document: dict[str, Any]
    faults: list[LocatedDocument]
    sentences: list[str]
    clauses: list[ClauseDocument]
    names: dict[str, str]


class RulesTextDocument(BaseModel):
    """A rule set as YAML."""

    text: str


class StepDocument(BaseModel):
    """A kind of step."""

    step: str
    role: Literal["source", "filter", "order"]
    text: str
    example: dict[str, Any]


class StepsDocument(BaseModel):
    """What a rule set is made of: the JSON Schema of one, and each kind of step."""

    form: dict[str, Any]
    steps: list[StepDocument]


class ToldTrackDocument(BaseModel):
    """A track that came or left, and why; `title` null: it is not known."""

    uri: str
    title: str | None
    why: str


class SummaryDocument(BaseModel):
    """What a refresh came to; of what came and left at most 200 each are told."""

    sentence: str
    total: int | None = None
    came: list[ToldTrackDocument] = []
    left: list[ToldTrackDocument] = []
    came_total: int = 0
    left_total: int = 0
    calls: int | None = None


class RefreshDocument(BaseModel):
    """One time that a rule set was worked out. `run` is what carried it, null where nothing was to be done."""

    id: str
    at: datetime
    period: str
    state: RefreshState
    run: str | None
    actor: str
    summary: SummaryDocument

    @classmethod
    def of(cls, one: Refresh, names: Mapping[str, str]) -> Self:
        said = dict(one.summary)
        for key in ("came", "left"):
            said[key] = [
                each | {"title": names.get(each["uri"]), "why": with_names(each["why"], names)}
                for each in said.get(key, ())
            ]
        return cls(
            id=one.id,
            at=one.at,
            period=one.period,
            state=one.state,
            run=one.run_id,
            actor=one.actor,
            summary=SummaryDocument(**said),
        )


class RefreshesDocument(BaseModel):
    """The newest first."""

    refreshes: list[RefreshDocument]


class HandDocument(BaseModel):
    """What was changed by hand and stands, as far as the last refresh saw it; `asks`: somebody has to decide. `until`:
    how long it stands, null: for ever.
    """

    put: list[str]
    moved: list[str]
    out: list[str]
    asks: bool
    until: datetime | None


class HoldDocument(BaseModel):
    """Who keeps the playlist as it stands, and for how long."""

    kind: Literal["once", "until", "forever"]
    until: datetime | None
    actor: str
    at: datetime
    words: str


class RuleScheduleDocument(BaseModel):
    """When a rule set is refreshed by itself; `timing` as it was given."""

    id: str
    name: str
    words: str
    timing: dict[str, Any]
    next_at: datetime | None
    paused: bool

    @classmethod
    def of(cls, schedule: Schedule) -> Self:
        return cls(
            id=schedule.id,
            name=schedule.name,
            words=schedule.timing.words(),
            timing=schedule.timing.to_document(),
            next_at=schedule.next_at,
            paused=schedule.paused_at is not None,
        )


class RuleFileDocument(BaseModel):
    """A file beside the rules, and its size in characters."""

    name: str
    size: int


class RuleTemplateDocument(BaseModel):
    """The template that a rule set is linked to."""

    id: str
    name: str


class RuleSetDocument(BaseModel):
    """A rule set. `number` counts its changes: a change names the one that it was made to."""

    id: str
    name: str
    account: str
    account_name: str
    playlist: str | None
    playlist_name: str | None
    create: str | None
    mode: str
    every: str
    number: int
    document: dict[str, Any]
    files: list[RuleFileDocument]
    sentences: list[str]
    clauses: list[ClauseDocument]
    names: dict[str, str]
    schedule: RuleScheduleDocument | None
    last: RefreshDocument | None
    hand: HandDocument
    override: HoldDocument | None
    template: RuleTemplateDocument | None
    changed_at: datetime
    changed_by: str

    @classmethod
    def of(
        cls,
        kept: Kept,
        *,
        names: Mapping[str, str],
        account_name: str,
        schedule: Schedule | None,
        last: RefreshDocument | None,
        template: tuple[str, str] | None,
    ) -> Self:
        """`template` is the id and the name of the one that it is linked to."""
        rules, hand, hold = kept.rules, kept.hand, kept.hold
        uri = None if kept.playlist_id is None else f"spotify:playlist:{kept.playlist_id}"
        return cls(
            id=kept.id,
            name=rules.name,
            account=kept.account_id,
            account_name=account_name,
            playlist=kept.playlist_id,
            playlist_name=None if uri is None else names.get(uri),
            create=kept.create_name,
            mode=rules.mode,
            every=rules.every,
            number=kept.number,
            document=rules.to_document(),
            files=[RuleFileDocument(name=name, size=len(text)) for name, text in sorted(kept.files.items())],
            sentences=sentences(rules, names),
            clauses=ClauseDocument.all_of(rules, names),
            names=dict(names),
            schedule=None if schedule is None else RuleScheduleDocument.of(schedule),
            last=last,
            hand=HandDocument(
                put=[one.uri for one in hand.put if not one.moved],
                moved=[one.uri for one in hand.put if one.moved],
                out=sorted(hand.out),
                asks=rules.hand_edits == "ask" and hand.undecided,
                until=hand.until,
            ),
            override=None
            if hold is None
            else HoldDocument.model_validate(
                {"kind": hold.kind, "until": hold.until, "actor": hold.actor, "at": hold.at, "words": hold.words()}
            ),
            template=None if template is None else RuleTemplateDocument(id=template[0], name=template[1]),
            changed_at=kept.changed_at,
            changed_by=kept.actor,
        )


class RuleSetsDocument(BaseModel):
    """By name."""

    rule_sets: list[RuleSetDocument]


class RefreshStartedDocument(BaseModel):
    """The job that refreshes a rule set."""

    job: str

"""What is proposed, as documents: what it would do, what it costs, what holds it, and how it is approved."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, Field

from playwarden.domain.calls import Forecast
from playwarden.domain.playlist import MAX_ENTRIES
from playwarden.domain.quota import forecast_sentence
from playwarden.domain.render import cost, dates
from playwarden.features.runs.pending import Pending
from playwarden.features.runs.proposal import LeftOut, Proposed
from playwarden.features.wishes.document import MAX_BYTES
from playwarden.kit.errors import PlaywardenError
from playwarden.kit.problems import facts
from playwarden.web.schemas.bodies import Body, Words

Rules = Annotated[list[Annotated[str, Field(max_length=100)]], Field(default_factory=list, max_length=20)]
"""Names of safety rules to be overruled."""


EntryUri = Annotated[str, Field(pattern=r"^spotify:((track|episode):[0-9A-Za-z]{22}|local:[!-~]{0,1000})$")]
"""What an entry may be asked for by. Spotify writes the names of local files in ASCII, everything else escaped."""


class PlanBody(Body):
    """A file of wishes, sent along whole: nothing is read from the server's disk.

    `path` is what messages call the file; `covers` holds the picture of every cover that it names, as the JPEG to
    upload in base64, by the words in the file.
    """

    file: Annotated[str, Field(max_length=MAX_BYTES)]
    path: Annotated[str, Field(min_length=1, max_length=4096)] = "file"
    covers: Annotated[dict[str, str], Field(default_factory=dict, max_length=1_000)]
    forced: Rules


class SketchBody(Body):
    """The order that a playlist is to have, as URIs. What has no URI stays behind its present predecessor."""

    uris: Annotated[list[Words], Field(max_length=MAX_ENTRIES)]


class OrderBody(Body):
    """The same, to be proposed: tracks and episodes; local files that are in it already."""

    uris: Annotated[list[EntryUri], Field(max_length=MAX_ENTRIES)]
    forced: Rules


class RestoreBody(Body):
    """Which version is to come back: its number, its id, or `latest`."""

    version: Annotated[str, Field(min_length=1, max_length=100)]
    forced: Rules


class UndoBody(Body):
    """How a run is to be taken back."""

    forced: Rules


class ApplyBody(Body):
    """How a proposal is started: the rules that were overruled when it was approved."""

    forced: Rules


class BlockDocument(BaseModel):
    """A safety rule that holds one playlist."""

    playlist: str
    rule: str
    reason: str
    forceable: bool


class RefusedDocument(BaseModel):
    """The error that starting it would raise now."""

    code: str
    what: str
    remedy: str
    rules: list[str] = []


class ForecastDocument(BaseModel):
    """Whether the calls of one account fit now; `ready_at` is null where a whole day's share is too little."""

    account: str
    calls: int
    left: int
    fits: bool
    ready_at: datetime | None
    ban_until: datetime | None
    sentence: str

    @classmethod
    def of(cls, account: str, forecast: Forecast) -> Self:
        return cls(
            account=account,
            calls=forecast.calls,
            left=forecast.left,
            fits=forecast.fits,
            ready_at=forecast.ready_at,
            ban_until=forecast.ban_until,
            sentence=forecast_sentence(forecast, "This"),
        )


class ProposedDocument(BaseModel):
    """What would happen to one playlist; `create` is the key of one to be made.

    `added` and `removed` are entries in one of both lists only; `readded` ones are in both and lose their date, since
    they are taken out and put in again.
    """

    name: str
    account: str
    playlist: str | None
    create: str | None
    fingerprint: str
    empty: bool
    writes: int
    reads: int
    naive_writes: int
    added: int
    removed: int
    moved_blocks: int
    readded: int
    cost: str
    dates: str
    notes: list[str]

    @classmethod
    def of(cls, part: Proposed) -> Self:
        plan = part.plan
        return cls(
            name=part.name,
            account=part.account_id,
            playlist=part.playlist_id,
            create=part.create_key,
            fingerprint=plan.fingerprint,
            empty=plan.empty,
            writes=plan.writes,
            reads=plan.reads,
            naive_writes=plan.naive_writes,
            added=plan.summary.added,
            removed=plan.summary.removed,
            moved_blocks=plan.summary.moved_blocks,
            readded=plan.summary.readded,
            cost=cost(plan),
            dates=dates(plan),
            notes=[note.text for note in plan.notes],
        )


class LeftOutDocument(BaseModel):
    """A playlist that was asked for and is not part of the proposal, and why."""

    name: str
    playlist: str | None
    account: str | None
    code: str
    reason: str

    @classmethod
    def of(cls, one: LeftOut) -> Self:
        return cls(name=one.name, playlist=one.playlist_id, account=one.account_id, code=one.code, reason=one.reason)


class ProposalDocument(BaseModel):
    """Everything that is approved together by one fingerprint. `refused` is null when it may be started as it is.

    `sentence` says how many playlists and calls it is, and when they can have left; `ready_at` is when the last of them
    can, null where that cannot be said; `calls_now` leave at once.
    """

    fingerprint: str
    verb: str
    of_run_id: str | None
    observed_at: datetime
    expires_at: datetime
    observed_calls: int
    writes: int
    reads: int
    naive_writes: int
    changing: int
    forced: list[str]
    blocked: list[BlockDocument]
    refused: RefusedDocument | None
    forecasts: list[ForecastDocument]
    sentence: str
    calls_now: int | None
    ready_at: datetime | None
    left_out: list[LeftOutDocument]
    playlists: list[ProposedDocument]

    @classmethod
    def of(cls, pending: Pending, forced: frozenset[str], refused: PlaywardenError | None) -> Self:
        proposal = pending.proposal
        return cls(
            fingerprint=proposal.fingerprint,
            verb=proposal.verb.value,
            of_run_id=proposal.of_run_id,
            observed_at=proposal.observed_at,
            expires_at=pending.expires_at,
            observed_calls=proposal.observed_calls,
            writes=proposal.writes,
            reads=proposal.reads,
            naive_writes=proposal.naive_writes,
            changing=len(proposal.changing),
            forced=sorted(forced),
            blocked=[
                BlockDocument(playlist=part.name, rule=block.rule, reason=block.reason, forceable=block.forceable)
                for part, block in proposal.blocks(forced)
            ],
            refused=None
            if refused is None
            else RefusedDocument(code=refused.code, what=refused.what, remedy=refused.remedy, **facts(refused)),
            forecasts=[ForecastDocument.of(account, each) for account, each in proposal.forecasts.items()],
            sentence=proposal.sentence,
            calls_now=proposal.spread.now if proposal.spread else None,
            ready_at=proposal.spread.ready_at if proposal.spread else None,
            left_out=[LeftOutDocument.of(one) for one in proposal.left_out],
            playlists=[ProposedDocument.of(part) for part in proposal.parts],
        )


class TextDocument(BaseModel):
    """A text for people."""

    text: str


class PlansDocument(BaseModel):
    """A proposal with every plan whole: what stands there, what is wished, the calls and the diff."""

    playlists: list[dict[str, Any]]


class StartedDocument(BaseModel):
    """What a start came to: the run and the job that carries it out; both null when nothing was to be done."""

    run: str | None
    job: str | None


Form = Literal["text", "markdown"]

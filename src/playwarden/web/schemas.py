"""What the read routes answer: the documents of API version 1."""

from datetime import datetime
from typing import Any, Self

from pydantic import BaseModel

from playwarden.domain.accounts import Account
from playwarden.domain.operations import operation_document
from playwarden.domain.runs import Part, Run
from playwarden.features.library.questions import Compared, Event, Row, Shown


class Health(BaseModel):
    """Whether it serves. Nothing else is told without the token."""

    status: str
    version: str


class AccountDocument(BaseModel):
    """A connected account. `writes` is False for a look-only one; `last_day` is when its consent ends."""

    id: str
    app_id: str
    name: str
    user_id: str
    state: str
    writes: bool
    market: str | None
    authorised_at: datetime
    last_day: datetime
    days_left: int

    @classmethod
    def of(cls, account: Account, now: datetime) -> Self:
        return cls(
            id=account.id,
            app_id=account.app_id,
            name=account.display_name,
            user_id=account.user_id,
            state=account.state.value,
            writes=account.writes,
            market=account.market,
            authorised_at=account.authorised_at,
            last_day=account.last_day,
            days_left=account.days_left(now),
        )


class SeenBy(BaseModel):
    account: str
    name: str
    relation: str


class PlaylistRow(BaseModel):
    """A playlist in a list. What is null was not provided by Spotify."""

    id: str
    name: str
    description: str | None
    owner_id: str
    owner_name: str | None
    total: int | None
    public: bool | None
    collaborative: bool
    items: str
    seen_by: list[SeenBy]
    gone_at: datetime | None

    @classmethod
    def of(cls, row: Row) -> Self:
        return cls(
            id=row.id,
            name=row.name,
            description=row.description,
            owner_id=row.owner_id,
            owner_name=row.owner_name,
            total=row.total,
            public=row.public,
            collaborative=row.collaborative,
            items=row.items,
            seen_by=[SeenBy(account=s.account, name=s.name, relation=s.relation.value) for s in row.seen_by],
            gone_at=row.gone_at,
        )


class EntryDocument(BaseModel):
    """One entry; `uri` is null for an unavailable one, `title` where the catalogue does not know it."""

    position: int
    uri: str | None
    kind: str
    title: str | None
    added_at: datetime | None
    added_by: str | None


class PlaylistDocument(PlaylistRow):
    """A playlist with its entries; `entries` is null where they are not known."""

    version: int | None = None
    snapshot_id: str = ""
    entries: list[EntryDocument] | None = None

    @classmethod
    def shown(cls, shown: Shown) -> Self:
        lines = shown.lines
        row = PlaylistRow.of(shown.row)
        return cls(
            **row.model_dump(),
            version=shown.playlist.version_number,
            snapshot_id=shown.playlist.snapshot_id,
            entries=None
            if lines is None
            else [
                EntryDocument(
                    position=line.position,
                    uri=line.entry.uri,
                    kind=line.entry.kind.value,
                    title=line.title,
                    added_at=line.entry.added_at,
                    added_by=line.entry.added_by,
                )
                for line in lines
            ],
        )


class VersionDocument(BaseModel):
    """A recorded state and what it changed from the one before; counts are null where items are not known."""

    id: str
    number: int
    cause: str
    run_id: str | None
    seen_at: datetime
    length: int | None
    added: int | None
    removed: int | None
    moved: int | None
    changed: list[str]

    @classmethod
    def of(cls, event: Event) -> Self:
        return cls(
            id=event.id,
            number=event.number,
            cause=event.cause,
            run_id=event.run_id,
            seen_at=event.seen_at,
            length=event.length,
            added=event.added,
            removed=event.removed,
            moved=event.moved,
            changed=list(event.changed),
        )


class PlaceDocument(BaseModel):
    position: int
    uri: str | None
    title: str | None


class DetailDocument(BaseModel):
    name: str
    before: str | bool | None
    after: str | bool | None


class DiffDocument(BaseModel):
    """What lies between two versions, named by their numbers."""

    before: int
    after: int
    details: list[DetailDocument]
    entries_known: bool
    added: list[PlaceDocument]
    removed: list[PlaceDocument]
    moved: int

    @classmethod
    def of(cls, compared: Compared) -> Self:
        def places(side: str) -> list[PlaceDocument]:
            return [
                PlaceDocument(
                    position=place.position, uri=place.entry.uri, title=compared.titles.get(place.entry.uri or "")
                )
                for place in getattr(compared.difference, side)
            ]

        return cls(
            before=compared.before.number,
            after=compared.after.number,
            details=[DetailDocument(name=c.name, before=c.before, after=c.after) for c in compared.difference.details],
            entries_known=compared.difference.entries_known,
            added=places("added"),
            removed=places("removed"),
            moved=compared.difference.moved,
        )


class RunRow(BaseModel):
    """A run in a list."""

    id: str
    verb: str
    of_run_id: str | None
    state: str
    actor: str
    fingerprint: str
    forced: list[str]
    note: str | None
    resume_after: datetime | None
    created_at: datetime
    ended_at: datetime | None

    @classmethod
    def of(cls, run: Run) -> Self:
        return cls(
            id=run.id,
            verb=run.verb.value,
            of_run_id=run.of_run_id,
            state=run.state.value,
            actor=run.actor,
            fingerprint=run.fingerprint,
            forced=sorted(run.forced),
            note=run.note,
            resume_after=run.resume_after,
            created_at=run.created_at,
            ended_at=run.ended_at,
        )


class StepDocument(BaseModel):
    """One call of a run: the operation, and what became of it."""

    number: int
    operation: dict[str, Any]
    outcome: str


class PartDocument(BaseModel):
    """What a run does to one playlist."""

    playlist_id: str | None
    create_key: str | None
    account_id: str
    state: str
    note: str | None
    round: int
    before_version_id: str | None
    after_version_id: str | None
    steps: list[StepDocument]

    @classmethod
    def of(cls, part: Part) -> Self:
        return cls(
            playlist_id=part.playlist_id,
            create_key=part.create_key,
            account_id=part.account_id,
            state=part.state.value,
            note=part.note,
            round=part.round,
            before_version_id=part.before_version_id,
            after_version_id=part.after_version_id,
            steps=[
                StepDocument(
                    number=step.number, operation=operation_document(step.operation), outcome=step.outcome.value
                )
                for step in part.steps
            ],
        )


class RunDocument(RunRow):
    """A run with its parts and what it cost in calls."""

    calls: int = 0
    parts: list[PartDocument] = []

    @classmethod
    def shown(cls, run: Run, calls: int) -> Self:
        return cls(**RunRow.of(run).model_dump(), calls=calls, parts=[PartDocument.of(part) for part in run.parts])


class LinkDocument(BaseModel):
    """A link of the audit chain."""

    number: int
    at: datetime
    actor: str
    action: str
    subject: str
    run_id: str | None
    before_sha256: str | None
    after_sha256: str | None
    previous: str
    hash: str


class BanDocument(BaseModel):
    app_id: str
    bucket: str | None
    reason: str
    since: datetime
    until: datetime


class UseDocument(BaseModel):
    """Calls to one endpoint (`*`: all of the group) in the last 24 hours; a null ceiling means unlimited."""

    bucket: str
    spent: int
    ceiling: int | None
    learned: bool
    left: int | None


class QuotaDocument(BaseModel):
    """The quota of one developer's apps."""

    quota_group: str
    total: UseDocument
    buckets: list[UseDocument]
    lanes: dict[str, int]
    left: dict[str, int | None]
    bans: list[BanDocument]

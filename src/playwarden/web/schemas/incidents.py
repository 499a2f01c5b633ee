"""Incidents and evidence as documents."""

from datetime import datetime
from typing import Any, Self

from pydantic import BaseModel

from playwarden.domain.playlist import Details
from playwarden.domain.protection.preferred import Preferred
from playwarden.features.protection.answers import IncidentRow, IncidentShown, Step, Tried
from playwarden.features.protection.evidence import KNOWN, NOT_KNOWN, Evidence, Side, Told, lasted
from playwarden.features.protection.standing import wrong_for


class PreferredDocument(BaseModel):
    """What is wanted; null: this field is not protected. `cover` is the SHA-256 of a picture that is held here."""

    name: str | None
    description: str | None
    cover: str | None
    public: bool | None

    @classmethod
    def of(cls, preferred: Preferred) -> Self:
        return cls(
            name=preferred.name, description=preferred.description, cover=preferred.cover, public=preferred.public
        )


class WrongDocument(BaseModel):
    """A field that was not as wanted. `how`: emptied, default, gone, mosaic, other. `seen` of a cover is its address.
    `refused`: Spotify does not take what is wanted.
    """

    field: str
    how: str
    wanted: str | bool
    seen: str | bool | None
    refused: bool


class SeenDocument(BaseModel):
    """What a playlist said about itself; `picture`: whether its cover is kept here."""

    name: str | None
    description: str | None
    public: bool | None
    cover: str | None
    picture: bool

    @classmethod
    def of(cls, details: Details) -> Self:
        cover = details.cover
        return cls(
            name=details.name,
            description=details.description,
            public=details.public,
            cover=cover.url if cover else None,
            picture=bool(cover and cover.sha256),
        )


class IncidentDocument(BaseModel):
    """An incident. `kind`: takedown, edit, gone. `state`: waiting, restoring, settling, asking, ended. `wrong_seconds`
    counts from when it was found, `wrong_at_most` from when it was last seen right.
    """

    id: str
    playlist: str
    name: str
    account: str
    account_name: str
    kind: str
    state: str
    outcome: str | None
    open: bool
    wrong: list[WrongDocument]
    wanted: PreferredDocument
    before: SeenDocument
    seen: SeenDocument
    last_right_at: datetime | None
    found_at: datetime
    due_at: datetime | None
    right_at: datetime | None
    ended_at: datetime | None
    note: str | None
    wrong_seconds: int
    wrong_at_most: int | None

    @classmethod
    def of(cls, row: IncidentRow, now: datetime) -> Self:
        return cls.model_validate(cls.fields_of(row, now))

    @staticmethod
    def fields_of(row: IncidentRow, now: datetime) -> dict[str, Any]:
        least, most = wrong_for(row.last_right_at, row.found_at, row.right_at or row.ended_at, now)
        plain = (
            "id", "playlist", "name", "account", "account_name", "kind", "state", "outcome", "open", "last_right_at",
            "found_at", "due_at", "right_at", "ended_at", "note",
        )  # fmt: skip
        return {name: getattr(row, name) for name in plain} | {
            "wrong": [
                WrongDocument(
                    field=one["field"],
                    how=one["how"],
                    wanted=one["wanted"],
                    seen=one["seen"],
                    refused=bool(one.get("refused")),
                )
                for one in row.wrong
            ],
            "wanted": PreferredDocument.of(row.wanted),
            "before": SeenDocument.of(row.before),
            "seen": SeenDocument.of(row.seen),
            "wrong_seconds": round(least.total_seconds()),
            "wrong_at_most": None if most is None else round(most.total_seconds()),
        }


class IncidentStepDocument(BaseModel):
    """Something that happened in an incident; `actor` where a person did it."""

    at: datetime
    what: str
    note: str
    actor: str | None
    run: str | None

    @classmethod
    def of(cls, one: Step) -> Self:
        return cls(at=one.at, what=one.what, note=one.note, actor=one.actor, run=one.run_id)


class RestoredDocument(BaseModel):
    """One time that it was put back: `state` is meant, running, done, failed, or void (nothing was sent)."""

    at: datetime
    fields: list[str]
    state: str
    run: str | None

    @classmethod
    def of(cls, one: Tried) -> Self:
        return cls(at=one.at, fields=list(one.fields), state=one.state, run=one.run_id)


class IncidentShownDocument(IncidentDocument):
    """An incident with all that happened in it, in order."""

    steps: list[IncidentStepDocument]
    restores: list[RestoredDocument]

    @classmethod
    def shown(cls, one: IncidentShown, now: datetime) -> Self:
        more = {
            "steps": [IncidentStepDocument.of(step) for step in one.steps],
            "restores": [RestoredDocument.of(each) for each in one.restores],
        }
        return cls.model_validate(cls.fields_of(one.row, now) | more)


class AdoptedDocument(BaseModel):
    """What is wanted now as it was found; `unprotected` are fields of which nothing can be held."""

    unprotected: list[str]


class SideDocument(BaseModel):
    """What a playlist said about itself; `picture` is its cover as a data URI, where it is kept here."""

    name: str | None
    description: str | None
    public: bool | None
    cover: str | None
    picture: str | None

    @classmethod
    def side(cls, one: Side) -> Self:
        return cls(name=one.name, description=one.description, public=one.public, cover=one.cover, picture=one.picture)


class EvidenceIncidentDocument(BaseModel):
    """One incident as evidence."""

    words: str
    kind: str
    outcome: str | None
    last_right_at: datetime | None
    found_at: datetime
    right_at: datetime | None
    ended_at: datetime | None
    wrong_at_least: int
    wrong_at_most: int | None
    lasted: str
    before: SideDocument
    found: SideDocument
    wanted: SideDocument
    steps: list[IncidentStepDocument]
    restores: list[RestoredDocument]

    @classmethod
    def of(cls, told: Told) -> Self:
        row = told.shown.row
        return cls(
            words=told.words,
            kind=row.kind,
            outcome=row.outcome,
            last_right_at=row.last_right_at,
            found_at=row.found_at,
            right_at=row.right_at,
            ended_at=row.ended_at,
            wrong_at_least=told.wrong_at_least,
            wrong_at_most=told.wrong_at_most,
            lasted=lasted(told),
            before=SideDocument.side(told.before),
            found=SideDocument.side(told.found),
            wanted=SideDocument.side(told.wanted),
            steps=[IncidentStepDocument.of(one) for one in told.shown.steps],
            restores=[RestoredDocument.of(one) for one in told.shown.restores],
        )


class EvidenceDocument(BaseModel):
    """What happened to a playlist in a period, for Spotify's support; what is known and what is not."""

    playlist: str
    name: str
    owner: str
    made_at: datetime
    since: datetime | None
    until: datetime
    protected_since: datetime | None
    policy: str | None
    looks: int
    incidents: list[EvidenceIncidentDocument]
    more: bool
    known: list[str]
    not_known: list[str]

    @classmethod
    def of(cls, one: Evidence) -> Self:
        return cls(
            playlist=one.playlist,
            name=one.name,
            owner=one.owner_id,
            made_at=one.made_at,
            since=one.since,
            until=one.until,
            protected_since=one.protected_since,
            policy=one.policy,
            looks=one.looks,
            incidents=[EvidenceIncidentDocument.of(told) for told in one.incidents],
            more=one.more,
            known=list(KNOWN),
            not_known=list(NOT_KNOWN),
        )

"""Runs as documents."""

from datetime import datetime
from typing import Any, Self

from pydantic import BaseModel

from playwarden.domain.operations import operation_document
from playwarden.domain.render import as_text
from playwarden.domain.runs import Part, Run
from playwarden.features.runs.proposal import RunReport
from playwarden.web.schemas.overriding import OverrideDocument


class RunRow(BaseModel):
    """A run in a list. `name` is what its playlist is called, where it is of one."""

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
    playlists: int
    name: str | None

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
            playlists=len(run.parts),
            name=run.parts[0].name if len(run.parts) == 1 else None,
        )


class StepDocument(BaseModel):
    """One call of a run: the operation, and what became of it."""

    number: int
    operation: dict[str, Any]
    outcome: str


class PartDocument(BaseModel):
    """What a run does to one playlist; `text` is its plan for people, where it was asked for. `overrides` tell how the
    plan was changed by hand while it waited.
    """

    name: str
    playlist_id: str | None
    create_key: str | None
    account_id: str
    state: str
    note: str | None
    round: int
    before_version_id: str | None
    after_version_id: str | None
    steps: list[StepDocument]
    text: str | None
    overrides: list[OverrideDocument] = []

    @classmethod
    def of(cls, part: Part, name: str, lines: int | None) -> Self:
        return cls(
            name=name,
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
            text=None if lines is None else as_text(part.plan, most=lines),
            overrides=[OverrideDocument.of(made) for made in part.overrides],
        )


class RunDocument(RunRow):
    """A run with its parts and what it cost in calls."""

    calls: int = 0
    parts: list[PartDocument] = []

    @classmethod
    def shown(cls, run: Run, report: RunReport, lines: int | None) -> Self:
        parts = [PartDocument.of(part, told.name, lines) for part, told in zip(run.parts, report.parts, strict=True)]
        return cls(**RunRow.of(run).model_dump(), calls=report.calls, parts=parts)

"""Journaled runs and parts as the database has them: rows -> domain values."""

from collections import OrderedDict
from collections.abc import Callable, Iterator
from threading import Lock

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer_group

from playwarden.domain.calls import Lane
from playwarden.domain.operations import operation_from_document
from playwarden.domain.overriding import Override
from playwarden.domain.plan import Plan, calls_of
from playwarden.domain.playlist import PlaylistState
from playwarden.domain.runs import Brief, Outcome, Part, Run, State, Step, Verb
from playwarden.kit.errors import Busy, NotFound
from playwarden.kit.ids import AccountId, PartId, PlaylistId, RunId, VersionId
from playwarden.store.models import runs as rows

_AT_ONCE = 20
"""Parts whose plans are in memory at a time."""


def held_part(session: Session, part_id: PartId, fence: int) -> rows.Part:
    """The part's row, locked, if nobody newer holds it. Raises Busy, NotFound."""
    row = session.get(rows.Part, part_id, with_for_update=True)
    if row is None:
        raise NotFound(f"There is no part {part_id}.")
    if row.fence > fence:
        raise Busy(
            "Another process has taken this playlist over.", "It goes on there: `playwarden runs show` tells how far."
        )
    return row


class _Approved:
    """Approved plans by their parts, the last few that were asked for: what carries a part out asks four times."""

    MOST = 16

    def __init__(self) -> None:
        self._plans: OrderedDict[tuple[str, str], Plan] = OrderedDict()
        self._lock = Lock()

    def of(self, row: rows.Part) -> Plan:
        """The plan of a part, which nothing changes once it is written but an override."""
        # By the override itself, not by how many there are: one that was never committed may have been read here.
        key = (row.id, row.overrides[-1]["after"] if row.overrides else "")
        with self._lock:
            if (known := self._plans.get(key)) is not None:
                self._plans.move_to_end(key)
                return known
        plan = Plan.from_document(row.approved)
        with self._lock:
            self._plans[key] = plan
            while len(self._plans) > self.MOST:
                self._plans.popitem(last=False)
        return plan


_approved = _Approved()


def run_of(session: Session, run_id: RunId, number: int | None = None) -> Run:
    """A run with all its parts, or with the part `number` alone. Raises NotFound."""
    parts = select(rows.Part).where(rows.Part.run_id == run_id).order_by(rows.Part.number)
    if number is not None:
        parts = parts.where(rows.Part.number == number)
    found = session.scalars(parts.options(undefer_group("later")))
    return bare_run_of(session, run_id, lambda: tuple(part_of(session, part) for part in found))


def bare_run_of(session: Session, run_id: RunId, parts: Callable[[], tuple[Part, ...]] = tuple) -> Run:
    """A run with `parts`, by default none of them. Raises NotFound."""
    row = session.get(rows.Run, run_id)
    if row is None:
        raise NotFound(f"There is no run '{run_id}'.", "`playwarden runs list` names them.")
    return Run(
        id=RunId(row.id),
        verb=Verb(row.verb),
        of_run_id=RunId(row.of_run_id) if row.of_run_id else None,
        state=State(row.state),
        fingerprint=row.fingerprint,
        actor=row.actor,
        lane=Lane(row.lane),
        forced=frozenset(row.forced),
        note=row.note,
        resume_after=row.resume_after,
        created_at=row.created_at,
        ended_at=row.ended_at,
        parts=parts(),
        observed_at=row.observed_at,
    )


def part_of(session: Session, row: rows.Part) -> Part:
    """A part with the steps of its current round."""
    steps = session.scalars(
        select(rows.Step)
        .where(rows.Step.part_id == row.id, rows.Step.round == row.round)
        .order_by(rows.Step.number)
        .execution_options(populate_existing=True)
    )
    approved = _approved.of(row)
    return Part(
        id=PartId(row.id),
        run_id=RunId(row.run_id),
        number=row.number,
        account_id=AccountId(row.account_id),
        playlist_id=PlaylistId(row.playlist_id) if row.playlist_id else None,
        create_key=row.create_key,
        state=State(row.state),
        round=row.round,
        approved=approved,
        plan=approved if row.anew is None else Plan.from_document(row.anew),
        steps=tuple(
            Step(step.number, operation_from_document(step.operation), Outcome(step.outcome), step.snapshot_id)
            for step in steps
        ),
        note=row.note,
        before_version_id=VersionId(row.before_version_id) if row.before_version_id else None,
        after_version_id=VersionId(row.after_version_id) if row.after_version_id else None,
        cancel_asked_at=row.cancel_asked_at,
        base=PlaylistState.from_document(row.base) if row.base is not None else None,
        overrides=tuple(map(Override.from_document, row.overrides or ())),
    )


def briefs_of(session: Session, run_id: RunId) -> Iterator[Brief]:
    """The parts of a run one after the other, each plan forgotten as soon as it was looked into."""
    query = (
        select(
            rows.Part.id,
            rows.Part.number,
            rows.Part.account_id,
            rows.Part.playlist_id,
            rows.Part.create_key,
            rows.Part.state,
            rows.Part.note,
            rows.Part.approved,
        )
        .where(rows.Part.run_id == run_id)
        .order_by(rows.Part.number)
        .execution_options(yield_per=_AT_ONCE)
    )
    for row in session.execute(query):
        plan = row.approved
        yield Brief(
            number=row.number,
            account_id=AccountId(row.account_id),
            playlist_id=PlaylistId(row.playlist_id) if row.playlist_id else None,
            create_key=row.create_key,
            name=plan["desired"]["details"].get("name") or row.playlist_id or row.create_key or row.id,
            state=State(row.state),
            note=row.note,
            calls=calls_of(plan),
        )

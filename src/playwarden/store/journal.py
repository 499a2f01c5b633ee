"""The journal over the database: runs, parts and steps, each method one committed transaction."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from playwarden.domain.jobs.job import Job, NewJob
from playwarden.domain.library import Relation
from playwarden.domain.operations import Follow, Unfollow, operation_document
from playwarden.domain.plan import Plan
from playwarden.domain.playlist import Entry, PlaylistState
from playwarden.domain.runs import Brief, Outcome, Part, Run, State
from playwarden.engine.ports.journal import After, NewPart, NewRun, Rival
from playwarden.kit.clock import Clock
from playwarden.kit.errors import NotFound
from playwarden.kit.ids import AccountId, IdSource, PartId, PlaylistId, RunId, VersionId
from playwarden.store import audit, catalogue, library, rivals
from playwarden.store.database import Database
from playwarden.store.jobs.adding import add, check_childless
from playwarden.store.journaled import bare_run_of, briefs_of, held_part, part_of, run_of
from playwarden.store.models import jobs
from playwarden.store.models import library as library_rows
from playwarden.store.models import runs as rows
from playwarden.store.models.accounts import Account
from playwarden.store.pictures import keep_picture, picture_bytes
from playwarden.store.upsert import insert_missing

_OPEN = (Outcome.PENDING.value, Outcome.SENT.value, Outcome.UNKNOWN.value)
_RESUMABLE = tuple(state.value for state in State if state.resumable)


class StoredJournal:
    """Implements `engine.ports.journal.Journal`."""

    def __init__(self, database: Database, clock: Clock, ids: IdSource) -> None:
        self._database = database
        self._clock = clock
        self._ids = ids

    def open(self, run: NewRun) -> Run:
        with self._database.write() as session:
            return self._open(session, run)

    def open_as_job(self, run: NewRun, job_of: Callable[[Run], NewJob]) -> tuple[Run, Job]:
        """Writes the run together with the job that carries it out: both, or neither. Raises Busy where the job that
        starts it has a job below it already, Conflict where that has ended: of two who begin it at once one does.
        """
        with self._database.write() as session:
            opened = self._open(session, run)
            job = job_of(opened)
            if job.parent_id is not None:
                check_childless(session, job.parent_id)
            return opened, add(session, self._ids, [job], opened.created_at)[0]

    def _open(self, session: Session, run: NewRun) -> Run:
        now = self._clock.now()
        run_id = RunId(self._ids.new("run", now))
        session.add(
            rows.Run(
                id=run_id,
                verb=run.verb.value,
                of_run_id=run.of_run_id,
                state=State.RUNNING.value,
                fingerprint=run.fingerprint,
                actor=run.actor,
                lane=run.lane.value,
                forced=sorted(run.forced),
                note=None,
                resume_after=None,
                observed_at=run.observed_at,
                created_at=now,
                ended_at=None,
            )
        )
        session.flush()
        for number, part in enumerate(run.parts):
            self._open_part(session, run_id, number, part, now)
        session.flush()
        return run_of(session, run_id)

    def _open_part(self, session: Session, run_id: RunId, number: int, part: NewPart, now: datetime) -> None:
        before: VersionId | None = None
        if part.head is not None and part.plan.observed is not None:
            before = library.record_state(
                session,
                self._ids,
                head=part.head,
                entries=_read_with(part.plan, part.plan.observed.entries),
                snapshot_id=part.head.snapshot_id,
                cause="spotify",
                run_id=None,
                at=now,
            )
        for sha256, body in part.pictures:
            keep_picture(session, sha256, body)
        part_id = PartId(self._ids.new("part", now))
        session.add(
            rows.Part(
                id=part_id,
                run_id=run_id,
                number=number,
                account_id=part.account_id,
                playlist_id=part.playlist_id,
                create_key=part.create_key,
                state=State.PENDING.value,
                note=None,
                round=0,
                approved=part.plan.to_document(),
                anew=None,
                base=None,
                before_version_id=before,
                after_version_id=None,
                fence=0,
            )
        )
        session.flush()
        add_steps(session, part_id, 0, part.plan)

    def run(self, run_id: RunId, number: int | None = None) -> Run:
        """A run; with `number` that part of it alone, for who carries out one of hundreds. Raises NotFound."""
        with self._database.read() as session:
            return run_of(session, run_id, number)

    def briefs(self, run_id: RunId) -> list[Brief]:
        """A run's parts without their plans, in their order."""
        with self._database.read() as session:
            return list(briefs_of(session, run_id))

    def bare(self, run_id: RunId) -> Run:
        """A run without its parts. Raises NotFound."""
        with self._database.read() as session:
            return bare_run_of(session, run_id)

    def standings(self, run_id: RunId) -> list[tuple[State, str | None]]:
        """State and note of every part, without their plans."""
        query = select(rows.Part.state, rows.Part.note).where(rows.Part.run_id == run_id).order_by(rows.Part.number)
        with self._database.read() as session:
            return [(State(state), note) for state, note in session.execute(query)]

    def ask_to_cancel(self, run_id: RunId, number: int | None = None) -> None:
        """Marks the run's parts that are not at their end, or the one with `number`: whoever carries them out stops."""
        parts = update(rows.Part).where(rows.Part.run_id == run_id, rows.Part.state.in_(_RESUMABLE))
        if number is not None:
            parts = parts.where(rows.Part.number == number)
        with self._database.write() as session:
            session.execute(parts.where(rows.Part.cancel_asked_at.is_(None)).values(cancel_asked_at=self._clock.now()))

    def without_job(self, kind: str) -> list[RunId]:
        """Unfinished runs for which no job of `kind` was ever made, oldest first."""
        made = select(jobs.Job.id).where(jobs.Job.run_id == rows.Run.id, jobs.Job.kind == kind)
        query = select(rows.Run.id).where(rows.Run.state.in_(_RESUMABLE), ~made.exists()).order_by(rows.Run.id)
        with self._database.read() as session:
            return [RunId(run_id) for run_id in session.scalars(query)]

    def runs(self, *, limit: int = 50, before: RunId | None = None) -> list[Run]:
        """The newest runs first, at most `limit`, older than `before` where given."""
        query = select(rows.Run.id).order_by(rows.Run.id.desc()).limit(limit)
        if before is not None:
            query = query.where(rows.Run.id < before)
        with self._database.read() as session:
            return [run_of(session, RunId(run_id)) for run_id in session.scalars(query)]

    def unfinished(self) -> list[RunId]:
        """Runs that may be taken further, oldest first."""
        with self._database.read() as session:
            found = session.scalars(select(rows.Run.id).where(rows.Run.state.in_(_RESUMABLE)).order_by(rows.Run.id))
            return [RunId(run_id) for run_id in found]

    def take(self, part_id: PartId, fence: int) -> Part:
        with self._database.write() as session:
            row = held_part(session, part_id, fence)
            row.fence = fence
            if State(row.state).resumable:
                row.state = State.RUNNING.value
                session.execute(
                    update(rows.Run).where(rows.Run.id == row.run_id).values(state=State.RUNNING.value, ended_at=None)
                )
            session.flush()
            return part_of(session, row)

    def settle(
        self,
        part: Part,
        number: int,
        outcome: Outcome,
        fence: int,
        *,
        snapshot_id: str | None = None,
        playlist_id: PlaylistId | None = None,
    ) -> Part:
        now = self._clock.now()
        values: dict[str, Any] = {"outcome": outcome.value}
        if outcome is Outcome.SENT:
            values |= {"sent_at": now}
        else:
            values |= {"ended_at": None if outcome is Outcome.PENDING else now, "snapshot_id": snapshot_id}
        with self._database.write() as session:
            row = held_part(session, part.id, fence)
            session.execute(
                update(rows.Step)
                .where(rows.Step.part_id == part.id, rows.Step.round == part.round, rows.Step.number == number)
                .values(values)
            )
            asked = row.cancel_asked_at
            if outcome is Outcome.SENT and row.playlist_id is not None:
                library.note_written(session, PlaylistId(row.playlist_id), None, now)
            if playlist_id is not None:
                row.playlist_id = playlist_id
                if row.create_key is not None:
                    session.add(
                        rows.Creation(
                            account_id=row.account_id, key=row.create_key, playlist_id=playlist_id, created_at=now
                        )
                    )
        steps = tuple(
            replace(step, outcome=outcome, snapshot_id=snapshot_id) if step.number == number else step
            for step in part.steps
        )
        return replace(part, steps=steps, playlist_id=playlist_id or part.playlist_id, cancel_asked_at=asked)

    def replan(self, part: Part, plan: Plan, fence: int, *, base: PlaylistState | None = None) -> Part:
        with self._database.write() as session:
            row = held_part(session, part.id, fence)
            session.execute(
                update(rows.Step)
                .where(rows.Step.part_id == part.id, rows.Step.round == part.round, rows.Step.outcome.in_(_OPEN))
                .values(outcome=Outcome.DROPPED.value, ended_at=self._clock.now())
            )
            row.round = part.round + 1
            row.anew = plan.to_document()
            row.base = base.to_document() if base is not None else row.base
            add_steps(session, part.id, row.round, plan)
            session.flush()
            return part_of(session, row)

    def halt(self, part: Part, state: State, note: str, fence: int) -> Part:
        with self._database.write() as session:
            row = held_part(session, part.id, fence)
            row.state, row.note = state.value, note
        return replace(part, state=state, note=note)

    def close(self, part: Part, state: State, note: str | None, after: After | None, fence: int) -> Part:
        now = self._clock.now()
        with self._database.write() as session:
            row = held_part(session, part.id, fence)
            row.state, row.note = state.value, note
            playlist_id = PlaylistId(row.playlist_id) if row.playlist_id is not None else None
            if after is not None and playlist_id is not None:
                catalogue.remember_tracks(session, after.tracks, now)
                row.after_version_id = library.record_state(
                    session,
                    self._ids,
                    head=after.head,
                    playlist_id=playlist_id,
                    entries=_read_with(part.approved, after.entries),
                    snapshot_id=after.snapshot_id,
                    cause="run",
                    run_id=part.run_id,
                    at=now,
                    details=after.details,
                )
                library.note_written(session, playlist_id, after.snapshot_id, now)
                if part.approved.observed is None:
                    # Its maker's list will show it: until the next look this says who may write to it.
                    made = {"account_id": part.account_id, "playlist_id": playlist_id}
                    insert_missing(
                        session, library_rows.View, [made | {"relation": Relation.OWNER.value, "position": 0}]
                    )
            if state is State.DONE and playlist_id is not None:
                _remember_key(session, part, playlist_id, now)
            run = session.get_one(rows.Run, part.run_id)
            observed = part.approved.observed
            audit.append(
                session,
                at=now,
                actor=run.actor,
                action=f"playlist.{run.verb}" if state is State.DONE else f"playlist.{run.verb}.{state.value}",
                subject=f"playlist:{playlist_id}" if playlist_id else f"create:{row.create_key}",
                run_id=part.run_id,
                before=_document(part.approved, observed) if observed else None,
                after=_stands(session, part, after),
                account=part.account_id,
            )
            if after is not None and after.since is not None:
                head, entries = after.since
                library.record_state(
                    session,
                    self._ids,
                    head=head,
                    entries=_read_with(part.approved, entries),
                    snapshot_id=head.snapshot_id,
                    cause="spotify",
                    run_id=None,
                    at=now,
                )
            version_id = VersionId(row.after_version_id) if row.after_version_id else None
        return replace(part, state=state, note=note, after_version_id=version_id)

    def end(self, run_id: RunId, state: State, note: str | None, resume_after: datetime | None = None) -> None:
        with self._database.write() as session:
            row = session.get_one(rows.Run, run_id)
            row.state, row.note, row.resume_after = state.value, note, resume_after
            row.ended_at = None if state.resumable else self._clock.now()

    def picture(self, sha256: str) -> bytes:
        with self._database.read() as session:
            return picture_bytes(session, sha256)

    def overtaken(self, part: Part) -> RunId | None:
        with self._database.read() as session:
            return rivals.later_writer(session, part)

    def written_since(self, playlist_id: PlaylistId, moment: datetime) -> bool:
        with self._database.read() as session:
            return rivals.written_since(session, playlist_id, moment)

    def maker(self, part: Part) -> Rival | None:
        with self._database.read() as session:
            return rivals.maker(session, part)

    def user_id(self, account_id: AccountId) -> str:
        with self._database.read() as session:
            row = session.get(Account, account_id)
            if row is None:
                raise NotFound(f"There is no account '{account_id}'.", "`playwarden accounts list` names them.")
            return row.user_id

    def known_playlists(self, ids: Sequence[PlaylistId]) -> frozenset[PlaylistId]:
        with self._database.read() as session:
            mirrored = session.scalars(select(library_rows.Playlist.id).where(library_rows.Playlist.id.in_(ids)))
            made = session.scalars(select(rows.Creation.playlist_id).where(rows.Creation.playlist_id.in_(ids)))
            return frozenset(PlaylistId(found) for found in (*mirrored, *made))

    def created(self, account_id: AccountId, key: str) -> PlaylistId | None:
        """The playlist that `create: key` made for the account, if it did."""
        with self._database.read() as session:
            row = session.get(rows.Creation, (account_id, key))
            return PlaylistId(row.playlist_id) if row else None


def _stands(session: Session, part: Part, after: After | None) -> dict[str, Any] | None:
    """The document of what stands there, its details as mirrored."""
    if after is None or part.playlist_id is None:
        return None
    mirrored = library.mirrored(session, part.playlist_id, with_entries=False)
    details = after.details or (mirrored.details if mirrored else part.approved.desired.details)
    return _document(part.approved, PlaylistState(details, after.entries))


def _read_with(plan: Plan, entries: tuple[Entry, ...]) -> tuple[Entry, ...] | None:
    """The entries that were read with a plan's details: None, not known, where it is about these alone."""
    return None if plan.details_only else entries


def _document(plan: Plan, state: PlaylistState) -> dict[str, Any]:
    """A state as it is audited: without entries where nobody looked at them."""
    document = state.to_document()
    if plan.details_only:
        del document["entries"]
    return document


def _remember_key(session: Session, part: Part, playlist_id: PlaylistId, now: datetime) -> None:
    """Undoing a creation frees its key, and undoing that takes it again: one key, one playlist in the library.

    The mirror knows of a deletion at once; a playlist that came back it meets at the next look.
    """
    if any(isinstance(step.operation, Unfollow) for step in part.steps):
        library.note_gone(session, playlist_id, part.account_id, now)
        session.execute(delete(rows.Creation).where(rows.Creation.playlist_id == playlist_id))
    elif part.create_key is not None and any(isinstance(step.operation, Follow) for step in part.steps):
        made = {"account_id": part.account_id, "key": part.create_key, "playlist_id": playlist_id, "created_at": now}
        insert_missing(session, rows.Creation, [made])


def add_steps(session: Session, part_id: PartId, round_: int, plan: Plan) -> None:
    """Writes the operations of a round down, all of them pending."""
    session.add_all(
        rows.Step(
            part_id=part_id,
            round=round_,
            number=number,
            operation=operation_document(operation),
            outcome=Outcome.PENDING.value,
            snapshot_id=None,
            sent_at=None,
            ended_at=None,
        )
        for number, operation in enumerate(plan.operations)
    )

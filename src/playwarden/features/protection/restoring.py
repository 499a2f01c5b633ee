"""Putting a playlist back: meant, written down, carried out as a run, and what came of it."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from playwarden.domain.compose import Wish
from playwarden.domain.diff import Policy as PlanPolicy
from playwarden.domain.playlist import Details
from playwarden.domain.protection.judging import normal
from playwarden.domain.protection.preferred import Preferred
from playwarden.domain.runs import Run, State
from playwarden.engine.observe import Whole
from playwarden.features.protection import book, telling
from playwarden.features.protection.book import IncidentState, Outcome
from playwarden.features.protection.looking import LANE
from playwarden.features.protection.repository import PROTECTION, Guarded
from playwarden.features.runs.proposal import Order
from playwarden.features.runs.service import Runs
from playwarden.kit.clock import Clock
from playwarden.kit.errors import (
    Blocked,
    Conflict,
    LookOnly,
    NeedsReconnecting,
    NotApproved,
    RateLimited,
    SpotifyRefused,
)
from playwarden.kit.ids import IdSource, PlaylistId, RunId
from playwarden.kit.text import listed
from playwarden.store import library
from playwarden.store.database import Database
from playwarden.store.models import protection as rows
from playwarden.store.models.runs import Part as PartRow
from playwarden.store.models.runs import Run as RunRow
from playwarden.store.pictures import picture_bytes

Check = Callable[[], None]
REFUSED_TEXT = "Spotify refuses this description. Word it otherwise, then it is restored."
_DETAILS = PlanPolicy(about="details")


class Restoring:
    """One restore at a time for a playlist. It is written down before anything is sent, so that a crash between two
    steps never doubles one.
    """

    def __init__(self, database: Database, runs: Runs, clock: Clock, ids: IdSource) -> None:
        self._database = database
        self._runs = runs
        self._clock = clock
        self._ids = ids

    def mean(
        self,
        session: Session,
        guarded: Guarded,
        row: rows.Incident,
        fields: tuple[str, ...],
        demanded: str | None,
        now: datetime,
    ) -> str:
        """Writes down that it is going to be put back, before anything is sent."""
        restore_id = self._ids.new("rst", now)
        session.add(
            rows.Restore(
                id=restore_id,
                incident_id=row.id,
                playlist_id=guarded.id,
                account_id=guarded.account,
                at=now,
                fields=list(fields),
                run_id=None,
                state="meant",
            )
        )
        words = f"Puts back the {listed(list(fields))}."
        book.step(session, row, now, "restores", words, actor=demanded)
        book.stand(row, IncidentState.RESTORING, words)
        return restore_id

    def restore(
        self, guarded: Guarded, read: Whole, fields: tuple[str, ...], restore_id: str, check: Check
    ) -> dict[str, Any]:
        order = self._order(guarded, read, fields)
        try:
            proposal = self._runs.propose([order], lane=LANE)
            self._runs.apply(proposal, approved=proposal.fingerprint, actor=PROTECTION, check=check)
        except (RateLimited, NeedsReconnecting) as why:
            self._held(guarded, restore_id, why)
            raise
        except (LookOnly, Blocked, NotApproved, SpotifyRefused) as why:
            # Before anything was journaled: a person has to see to it.
            if self._run_of(restore_id) is None:
                return self._impossible(guarded, restore_id, why.what)
        return self.finish(guarded.id, check) or {"did": "restore"}

    def write(self, guarded: Guarded, read: Whole, fields: tuple[str, ...], actor: str, check: Check) -> dict[str, Any]:
        """Writes what a person prefers from now on: their run, in a job of its own, and no restore."""
        check()
        proposal = self._runs.propose([self._order(guarded, read, fields)], lane=LANE)
        started = self._runs.start(proposal, approved=proposal.fingerprint, actor=actor)
        return {"did": "write", "run": started.run_id}

    def _order(self, guarded: Guarded, read: Whole, fields: tuple[str, ...]) -> Order:
        wanted = guarded.wanted.only(fields)
        picture = None
        if wanted.cover is not None:
            with self._database.read() as session:
                picture = picture_bytes(session, wanted.cover)
        wish = Wish(wanted.name, wanted.description, wanted.public, None, wanted.cover, origin=PROTECTION)
        return Order(guarded.account, wish, _DETAILS, guarded.id, picture=picture, read=read)

    def _held(self, guarded: Guarded, restore_id: str, why: RateLimited | NeedsReconnecting) -> None:
        now = self._clock.now()
        run_id = self._run_of(restore_id)
        with self._database.write() as session:
            restore = session.get_one(rows.Restore, restore_id)
            row = session.get_one(rows.Incident, restore.incident_id)
            if run_id is None:
                restore.state = "void"
            else:
                restore.state, restore.run_id = "running", run_id
            until = why.until if isinstance(why, RateLimited) else None
            book.stand(row, IncidentState.WAITING, why.what, until)
            book.step(session, row, now, "waits", why.what, run_id=run_id)

    def _impossible(self, guarded: Guarded, restore_id: str, why: str) -> dict[str, Any]:
        now = self._clock.now()
        with self._database.write() as session:
            restore = session.get_one(rows.Restore, restore_id)
            restore.state = "void"
            row = session.get_one(rows.Incident, restore.incident_id)
            book.stand(row, IncidentState.ASKING, why)
            book.step(session, row, now, "failed", why)
            telling.failed(session, self._ids, row, why, now)
        return {"did": "ask", "why": why}

    # -- what was begun before

    def _run_of(self, restore_id: str) -> RunId | None:
        """The run that carries a restore: the one that protection began for its playlist since."""
        with self._database.read() as session:
            restore = session.get_one(rows.Restore, restore_id)
            if restore.run_id is not None:
                return RunId(restore.run_id)
            query = (
                select(RunRow.id)
                .join(PartRow, PartRow.run_id == RunRow.id)
                .where(PartRow.playlist_id == restore.playlist_id, RunRow.actor == PROTECTION)
                .where(RunRow.id.not_in(select(rows.Restore.run_id).where(rows.Restore.run_id.is_not(None))))
                .order_by(RunRow.id.desc())
                .limit(1)
            )
            found = session.scalar(query)
            return RunId(found) if found else None

    def call_off(self, playlist_ids: Sequence[PlaylistId], actor: str) -> None:
        """Cancels what waits to go on though nobody wants what it writes any more: restores whose incidents are over,
        and runs that were to write what was preferred before.
        What was sent stays; the next look sees to it.
        """
        query = (
            select(rows.Restore.id)
            .join(rows.Incident, rows.Incident.id == rows.Restore.incident_id)
            .where(rows.Restore.playlist_id.in_(list(playlist_ids)), rows.Restore.state.in_(("meant", "running")))
            .where(rows.Incident.open_for.is_(None))
        )
        writing = (
            select(RunRow.id)
            .join(PartRow, PartRow.run_id == RunRow.id)
            .where(PartRow.playlist_id.in_(list(playlist_ids)), RunRow.lane == LANE.value, RunRow.actor != PROTECTION)
            .where(RunRow.state.in_([state.value for state in State if state.resumable]))
        )
        with self._database.read() as session:
            found = list(session.scalars(query))
            written = [RunId(one) for one in session.scalars(writing)]
        for each in written:
            with suppress(Conflict):  # it ended meanwhile
                self._runs.cancel(each, actor=actor)
        for restore_id in found:
            run_id = self._run_of(restore_id)
            if run_id is not None:
                with suppress(Conflict):  # it ended meanwhile
                    self._runs.cancel(run_id, actor=actor)
            with self._database.write() as session:
                restore = session.get_one(rows.Restore, restore_id)
                restore.run_id, restore.state = run_id, "void" if run_id is None else "done"

    def finish(self, playlist_id: PlaylistId, check: Check) -> dict[str, Any] | None:
        """Takes a restore that was begun to its end, and writes down what came of it. None where none was."""
        with self._database.read() as session:
            open_ones = list(
                session.scalars(
                    select(rows.Restore.id)
                    .where(rows.Restore.playlist_id == playlist_id, rows.Restore.state.in_(("meant", "running")))
                    .order_by(rows.Restore.id)
                )
            )
        did = None
        for restore_id in open_ones:
            run_id = self._run_of(restore_id)
            if run_id is None:
                self._void(restore_id)
                continue
            run = self._runs.run(run_id)
            if run.state.resumable and self._is_over(restore_id):
                # What it was about ended while it waited: something else is wanted now.
                self._runs.cancel(run_id, actor=PROTECTION)
                run = self._runs.run(run_id)
            elif run.state.resumable:
                self._runs.resume(run_id, check=check)
                run = self._runs.run(run_id)
            did = self._ended(restore_id, run)
        return did

    def _is_over(self, restore_id: str) -> bool:
        with self._database.read() as session:
            restore = session.get_one(rows.Restore, restore_id)
            return session.get_one(rows.Incident, restore.incident_id).open_for is None

    def _void(self, restore_id: str) -> None:
        """It was meant, and nothing left: it does not count."""
        with self._database.write() as session:
            session.get_one(rows.Restore, restore_id).state = "void"

    def _ended(self, restore_id: str, run: Run) -> dict[str, Any]:
        now = self._clock.now()
        with self._database.write() as session:
            restore = session.get_one(rows.Restore, restore_id)
            restore.run_id = run.id
            row = session.get_one(rows.Incident, restore.incident_id)
            protection = session.get(rows.Protection, restore.playlist_id)
            shown = library.mirrored(session, PlaylistId(restore.playlist_id), with_entries=False)
            if protection is None or row.open_for is None:
                restore.state = "done"
                return {"did": "restore", "run": run.id}
            details = shown.details if shown else Details()
            if run.state is State.DONE or self._shown_otherwise(run, restore, row, protection, details):
                restore.state = "done"
                return self._put_back(session, restore, row, protection, details, run, now)
            restore.state = "failed"
            return self._failed(session, restore, row, run, now)

    def _shown_otherwise(
        self, run: Run, restore: rows.Restore, row: rows.Incident, protection: rows.Protection, shown: Details
    ) -> bool:
        """Whether it was written, and Spotify shows another text for it than was written, which is not what it showed
        before either: that is how it shows this text.
        """
        if run.state is not State.ASKING:
            return False
        written = Preferred.from_document(row.wanted)
        for name in ("name", "description"):
            text, there = getattr(written, name), getattr(shown, name)
            if name in restore.fields and text is not None and there is not None and normal(text) != normal(there):
                found = next((one["seen"] for one in row.wrong if one["field"] == name), None)
                if found is not None and normal(str(found)) == normal(there):
                    return False
        return True

    def _put_back(
        self,
        session: Session,
        restore: rows.Restore,
        row: rows.Incident,
        protection: rows.Protection,
        shown: Details,
        run: Run,
        now: datetime,
    ) -> dict[str, Any]:
        written = Preferred.from_document(row.wanted)
        for name in ("name", "description"):
            text, there = getattr(written, name), getattr(shown, name)
            if name in restore.fields and text and there and text != there:
                book.learn(protection, **{name: (text, there)})
        named = listed(["visibility" if name == "public" else name for name in restore.fields])
        words = f"The {named} {'was' if len(restore.fields) == 1 else 'were'} put back."
        book.step(session, row, now, "sent", words, run_id=run.id)
        at = run.ended_at or now
        if "cover" in restore.fields:
            book.note_sent(row, now)
        due = book.cover_due(row.wrong, now)
        if any(one.get("refused") and one["field"] not in restore.fields for one in row.wrong):
            book.stand(row, IncidentState.ASKING, f"{words} {REFUSED_TEXT}")
            telling.failed(session, self._ids, row, REFUSED_TEXT, now)
        elif due is not None:
            book.stand(row, IncidentState.SETTLING, "The cover appears a while after it was sent.", due)
        else:
            protection.right_at = at
            book.end(session, self._ids, row, Outcome.RESTORED, now, words, right_at=at)
        return {"did": "restore", "run": run.id}

    def _failed(
        self, session: Session, restore: rows.Restore, row: rows.Incident, run: Run, now: datetime
    ) -> dict[str, Any]:
        note = run.note or "It could not be put back."
        book.step(session, row, now, "failed", note, run_id=run.id)
        if run.state is State.FAILED and "description" in restore.fields and len(restore.fields) > 1:
            # Some texts are refused, and the whole call with them: what else is wrong is put back without it.
            row.wrong = [one | ({"refused": True} if one["field"] == "description" else {}) for one in row.wrong]
            book.stand(row, IncidentState.WAITING, REFUSED_TEXT, now)
            return {"did": "again", "why": note}
        book.stand(row, IncidentState.ASKING, note)
        telling.failed(session, self._ids, row, note, now)
        return {"did": "ask", "why": note}

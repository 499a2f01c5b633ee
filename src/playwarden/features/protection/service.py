"""Protection for the doors and the jobs: one face over sweeping, settling, and what people decide."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import or_, select, update

from playwarden.domain.calls import Lane
from playwarden.domain.edits import Edit
from playwarden.domain.jobs.job import Job, NewJob
from playwarden.domain.protection.acting import Caps
from playwarden.engine.ports.quota import Quota
from playwarden.engine.ports.target import Target
from playwarden.features.protection import book
from playwarden.features.protection import repository as repo
from playwarden.features.protection.book import IncidentState
from playwarden.features.protection.covers import CoverFetching, Tell
from playwarden.features.protection.evidence import EvidenceBook
from playwarden.features.protection.keeping import USUAL, Asked, Candidate, Keeping
from playwarden.features.protection.mending import Mending, Occasion
from playwarden.features.protection.questions import ProtectionQuestions
from playwarden.features.protection.rebuilding import Rebuilding
from playwarden.features.protection.repository import PROTECTION
from playwarden.features.protection.restoring import Check, Restoring
from playwarden.features.protection.sweep import Sweeper, SweepReport
from playwarden.features.protection.wording import Rewording, reword
from playwarden.features.runs.service import Runs
from playwarden.kit.clock import Clock
from playwarden.kit.errors import Conflict, NotFound
from playwarden.kit.ids import AccountId, IdSource, IncidentId, PlaylistId
from playwarden.store import placements
from playwarden.store.database import Database
from playwarden.store.jobs.adding import add
from playwarden.store.models import protection as rows
from playwarden.store.models.accounts import Account

FAR = timedelta(days=1)
"""Nothing is put off for longer: a moment that lies further ahead was set by a clock that was wrong."""


class Guard:
    """The slice's one face."""

    def __init__(
        self,
        database: Database,
        runs: Runs,
        target: Target,
        quota: Quota,
        clock: Clock,
        ids: IdSource,
        *,
        every: timedelta,
        caps: Caps,
    ) -> None:
        """`every`: how often is looked where the quota allows it."""
        self._database = database
        self._clock = clock
        self._ids = ids
        self.caps = caps
        self.every = every
        self.keeping = Keeping(database, clock, ids)
        self.covers = CoverFetching(database, target, clock, ids)
        self.questions = ProtectionQuestions(database, clock, caps=caps, every=every)
        self.evidence = EvidenceBook(database, self.questions, clock)
        self.rebuilding = Rebuilding(database, runs, target, clock, ids)
        self._restoring = Restoring(database, runs, clock, ids)
        self._sweeper = Sweeper(database, target, quota, clock, ids, every=every)
        self._mending = Mending(database, self._restoring, target, self._sweeper, self.covers, clock, ids, lambda: caps)

    def sweep(self, accounts: Sequence[AccountId] | None = None, *, check: Check) -> SweepReport:
        """Looks at the accounts that are due, or at these now; before, takes up what was still to come: covers whose
        pictures could not be had, and playlists that were rebuilt.
        """
        check()
        self.covers.take_up(self._clock.now())
        self.rebuilding.take_up()
        return self._sweeper.sweep(accounts, check=check)

    def settle(
        self,
        playlist_id: PlaylistId,
        *,
        check: Check,
        demanded: str | None = None,
        writes: str | None = None,
        clue: book.Clue | None = None,
    ) -> dict[str, object]:
        """Sees to one playlist; see `Mending.settle`."""
        return self._mending.settle(playlist_id, Occasion(demanded, writes, clue or book.Clue()), check=check)

    def candidates(self, playlist_ids: Sequence[PlaylistId], fields: tuple[str, ...] = USUAL) -> list[Candidate]:
        """What protecting these would take over. Costs nothing: covers are fetched once it is asked for."""
        return self.keeping.candidates(playlist_ids, fields)

    def protect(
        self, playlist_ids: Sequence[PlaylistId], asked: Asked, actor: str, tell: Tell = lambda _: None
    ) -> list[Candidate]:
        """Protects what can be; see `Keeping.protect`. Covers whose pictures are not here are fetched before, which is
        no call; one that cannot be had is protected once it can.
        """
        if "cover" in asked.fields:
            self.covers.fetch(playlist_ids, tell)
        return self.keeping.protect(playlist_ids, asked, actor)

    def release(self, playlist_ids: Sequence[PlaylistId], actor: str) -> int:
        """Ends protection; what is on its way to be put back is called off. How many were protected."""
        released = self.keeping.release(playlist_ids, actor)
        self._restoring.call_off(playlist_ids, actor)
        return released

    def prefer(
        self,
        wanted: Mapping[PlaylistId, Mapping[str, Any]],
        *,
        actor: str,
        why: str,
        picture: bytes | None = None,
        digest: str | None = None,
    ) -> list[PlaylistId]:
        """Other preferred details; see `Keeping.prefer`. A restore that waits to go on is called off."""
        changed = self.keeping.prefer(wanted, actor=actor, why=why, picture=picture, digest=digest)
        self._restoring.call_off(changed, actor)
        return changed

    def revert(self, playlist_id: PlaylistId, number: int, *, actor: str) -> None:
        """Back to an earlier version of the preferred details; see `Keeping.revert`."""
        self.keeping.revert(playlist_id, number, actor=actor)
        self._restoring.call_off([playlist_id], actor)

    def take_over(self, playlist_ids: Sequence[PlaylistId], *, actor: str, seen: bool = False) -> list[Candidate]:
        """What is there now becomes what is wanted; see `Keeping.take_over`."""
        self.covers.fetch(playlist_ids)
        found = self.keeping.take_over(playlist_ids, actor=actor, seen=seen)
        self._restoring.call_off(playlist_ids, actor)
        return found

    def adopt(self, incident_id: IncidentId, actor: str) -> tuple[str, ...]:
        """What an incident found becomes what is wanted; see `Keeping.adopt`."""
        lost = self.keeping.adopt(incident_id, actor=actor)
        self._restoring.call_off([self.questions.incident(incident_id).row.playlist], actor)
        return lost

    def reword(self, edit: Edit, playlist_ids: Sequence[PlaylistId]) -> Rewording:
        """What an edit would make of what is preferred; see `wording.reword`. Changes nothing."""
        return reword(self._database, self._clock, edit, playlist_ids)

    def take_back(self, versions: Mapping[PlaylistId, int], actor: str) -> tuple[list[PlaylistId], list[PlaylistId]]:
        """Undoes rewording: back to the preferred details before those of these numbers. Answers those that went back,
        and those that stay because something else is preferred by now.
        """
        back, stay = [], []
        for playlist_id, number in sorted(versions.items()):
            row = self.questions.playlist(playlist_id)
            if row is None or row.number != number or number < 2:
                stay.append(playlist_id)
                continue
            self.revert(playlist_id, number - 1, actor=actor)
            back.append(playlist_id)
        return back, stay

    def name_of(self, playlist_id: PlaylistId) -> str:
        """What a person calls it: one whose name was taken away is called by the name that is wanted."""
        with self._database.read() as session:
            shown = placements.playlist_names(session, [playlist_id]).get(playlist_id, "")
            row = None if shown.strip() else session.get(rows.Protection, playlist_id)
        return shown.strip() or (row and row.preferred.get("name")) or playlist_id

    def tick(self) -> int:
        """Makes the jobs that are due: a sweep where an account is, and settling where an incident is; how many.

        Looks first, by two reads: most ticks find nothing.
        """
        now = self._clock.now()
        with self._database.read() as session:
            sweeping = session.scalar(
                select(rows.Watch.account_id)
                .join(Account, Account.id == rows.Watch.account_id)
                .where(Account.state == "connected")
                .where(rows.Watch.account_id.in_(select(rows.Protection.account_id)))
                .where(or_(rows.Watch.next_at <= now, rows.Watch.next_at > now + FAR))
                .limit(1)
            )
            settling = [
                PlaylistId(one)
                for one in session.scalars(
                    select(rows.Incident.playlist_id)
                    .where(rows.Incident.open_for.is_not(None))
                    .where(or_(rows.Incident.due_at <= now, rows.Incident.due_at > now + FAR))
                    .where(rows.Incident.state.in_((IncidentState.WAITING.value, IncidentState.SETTLING.value)))
                )
            ]
        if sweeping is None and not settling:
            return 0
        with self._database.write() as session:
            # Put off first: a job that always fails is not made again every second.
            later = update(rows.Incident).where(rows.Incident.open_for.in_(settling))
            session.execute(later.values(due_at=now + self.every))
            jobs = [book.settle_job(one) for one in settling]
            if sweeping is not None:
                jobs.append(sweep_job(PROTECTION))
            return len(add(session, self._ids, jobs, now))

    def ask_for_sweep(self, accounts: Sequence[AccountId] | None, actor: str) -> Job:
        """A job that looks now."""
        with self._database.write() as session:
            wanted = accounts or sorted(repo.places(session))
            return add(session, self._ids, [sweep_job(actor, wanted)], self._clock.now())[0]

    def demand(self, incident_id: IncidentId, actor: str) -> Job:
        """A person wants it put back now, whatever policy, caps and breakers say. Raises NotFound, Conflict."""
        with self._database.write() as session:
            row = book.incident(session, incident_id)
            if row is None:
                raise NotFound(f"There is no incident '{incident_id}'.", "Look at the list of incidents.")
            if row.open_for is None:
                raise Conflict("This incident is over.", "Look at the playlist: it may be wrong again.")
            if row.state == IncidentState.SETTLING.value:
                raise Conflict("Its cover was sent a moment ago.", "It appears a while after that: look again later.")
            job = book.settle_job(PlaylistId(row.playlist_id), actor=actor, does=book.DEMANDED)
            return add(session, self._ids, [job], self._clock.now())[0]


def sweep_job(actor: str, accounts: Sequence[AccountId] = ()) -> NewJob:
    """The job that looks at what is due, or at these accounts."""
    payload = {"accounts": list(accounts)} if accounts else {}
    return NewJob(kind=book.SWEEP, key="protection:sweep", payload=payload, lane=Lane.PROTECTION, actor=actor)

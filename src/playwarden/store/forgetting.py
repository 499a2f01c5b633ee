"""Deletes an account with everything that was recorded of it and of nobody else."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, delete, func, or_, select
from sqlalchemy.orm import Session

from playwarden.domain.jobs.job import JobState
from playwarden.kit.errors import Conflict
from playwarden.store.database import patient
from playwarden.store.models.accounts import Account
from playwarden.store.models.jobs import Job
from playwarden.store.models.library import EntryList, Playlist, Version, View
from playwarden.store.models.placements import Placement
from playwarden.store.models.runs import Creation, Part, Run
from playwarden.store.upsert import portions


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How much went."""

    playlists: int
    runs: int
    placements: int


def forget(session: Session, account_id: str) -> Forgotten:
    """Takes the account away with the playlists that no other account sees, their versions and placements, and the
    runs that touched nothing else; what it shares with others stays for them. The ledger keeps its counts, and the
    audit chain its links. Raises Conflict while a job works on any of it.
    """
    patient(session)
    playlists, runs = list(session.scalars(_playlists(account_id))), list(session.scalars(_runs(account_id)))
    placements = 0
    for some in portions(runs, 2_000):
        _take_jobs(session, Job.run_id.in_(some))
        session.execute(delete(Run).where(Run.id.in_(some)))
    for some in portions(playlists, 2_000):
        _take_jobs(session, Job.key.in_([f"playlist:{each}" for each in some]))
        gone = session.execute(delete(Placement).where(Placement.playlist_id.in_(some)).returning(Placement.id))
        placements += len(gone.all())
        session.execute(delete(Playlist).where(Playlist.id.in_(some)))
    session.execute(delete(Creation).where(Creation.account_id == account_id))
    session.execute(delete(Account).where(Account.id == account_id))
    used = select(Version.entries_sha256).where(Version.entries_sha256.is_not(None))
    session.execute(delete(EntryList).where(EntryList.sha256.not_in(used)))
    return Forgotten(len(playlists), len(runs), placements)


def weigh(session: Session, account_id: str) -> Forgotten:
    """How much `forget` would take away."""
    placed = select(func.count()).select_from(Placement).where(Placement.playlist_id.in_(_playlists(account_id)))
    playlists, runs = (
        select(func.count()).select_from(each.subquery()) for each in (_playlists(account_id), _runs(account_id))
    )
    return Forgotten(*(session.scalar(each) or 0 for each in (playlists, runs, placed)))


def _playlists(account_id: str) -> Select[str]:
    """Those that no other account sees."""
    others = select(View.playlist_id).join(Account, Account.id == View.account_id)
    others = others.where(View.account_id != account_id, Account.state != "removed")
    return select(View.playlist_id).where(View.account_id == account_id, View.playlist_id.not_in(others))


def _runs(account_id: str) -> Select[str]:
    """Those that touched nothing else."""
    elsewhere = select(Part.run_id).where(Part.account_id != account_id)
    return select(Part.run_id).where(Part.account_id == account_id, Part.run_id.not_in(elsewhere)).distinct()


def _take_jobs(session: Session, which: ColumnElement[bool]) -> None:
    running = select(func.count()).where(which, Job.state == JobState.RUNNING.value)
    if session.scalar(running):
        raise Conflict("A job is at work on this account.", "Cancel it, or wait for its end; then delete the account.")
    parents = select(Job.id).where(which)
    session.execute(delete(Job).where(or_(which, Job.parent_id.in_(parents))))

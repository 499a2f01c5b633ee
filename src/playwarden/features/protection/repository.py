"""What protection reads and keeps in the database; every function works in the session it is given."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from playwarden.domain.calls import Lane
from playwarden.domain.operations import SetCover, SetDetails
from playwarden.domain.playlist import Details
from playwarden.domain.protection.acting import DAY, Policy, Restored
from playwarden.domain.protection.preferred import Learned, Preferred
from playwarden.kit.ids import AccountId, IncidentId, PlaylistId
from playwarden.store import placements
from playwarden.store.models import protection as rows
from playwarden.store.models.accounts import Account, App
from playwarden.store.models.library import Picture, Playlist, View
from playwarden.store.models.placements import Placement
from playwarden.store.models.runs import Part, Run, Step
from playwarden.store.upsert import portions

PROTECTION = "protection"
"""The actor of what protection does by itself."""
NOT_OWN = (PROTECTION, "placements")
"""Actors whose runs are no edit of one's own: nobody decided by them what is to be preferred."""


_COLUMNS = (
    rows.Protection.playlist_id,
    rows.Protection.account_id,
    rows.Protection.policy,
    rows.Protection.important,
    rows.Protection.preferred,
    rows.Protection.learned,
    rows.Protection.changed_at,
    rows.Protection.read_at,
    rows.Protection.read_snapshot,
    rows.Protection.missing,
    rows.Protection.broken_at,
    rows.Protection.right_at,
    Playlist.name,
    Playlist.snapshot_id,
    View.position,
    rows.Incident.id.label("incident_id"),
    rows.Incident.kind,
    rows.Incident.state,
    rows.Incident.wrong,
    rows.Incident.due_at,
)


@dataclass(frozen=True, slots=True)
class Guarded:
    """A protected playlist as a look needs it. `wanted` is what is preferred, with what placements in force want."""

    id: PlaylistId
    name: str
    account: AccountId
    policy: Policy
    important: bool
    wanted: Preferred
    learned: Learned
    changed_at: datetime
    position: int | None
    read_at: datetime | None
    read_snapshot: str | None
    snapshot_id: str
    missing: int
    broken_at: datetime | None
    right_at: datetime | None
    incident: "Opened | None" = None


@dataclass(frozen=True, slots=True)
class Opened:
    """The incident of a playlist that is open."""

    id: IncidentId
    kind: str
    state: str
    wrong: tuple[Mapping[str, Any], ...]
    due_at: datetime | None


def guarded(session: Session, accounts: Collection[AccountId] | None = None) -> list[Guarded]:
    """The protected playlists of the accounts (None: all), in the order of their accounts and lists."""
    query = (
        select(*_COLUMNS)
        .join(Playlist, Playlist.id == rows.Protection.playlist_id)
        .outerjoin(View, (View.playlist_id == Playlist.id) & (View.account_id == rows.Protection.account_id))
        .outerjoin(rows.Incident, rows.Incident.open_for == rows.Protection.playlist_id)
        .order_by(rows.Protection.account_id, View.position, Playlist.id)
    )
    if accounts is not None:
        query = query.where(rows.Protection.account_id.in_(list(accounts)))
    found = [_guarded(row) for row in session.execute(query)]
    placed = _placed(session, [one.id for one in found])
    return [replace(one, wanted=one.wanted.over(placed[one.id])) if one.id in placed else one for one in found]


def one_guarded(session: Session, playlist_id: PlaylistId) -> Guarded | None:
    """One of them."""
    row = session.get(rows.Protection, playlist_id)
    if row is None:
        return None
    return next((one for one in guarded(session, [AccountId(row.account_id)]) if one.id == playlist_id), None)


def _guarded(row: Any) -> Guarded:
    opened = None
    if row.incident_id is not None:
        opened = Opened(IncidentId(row.incident_id), row.kind, row.state, tuple(row.wrong), row.due_at)
    return Guarded(
        id=PlaylistId(row.playlist_id),
        name=row.name,
        account=AccountId(row.account_id),
        policy=Policy(row.policy),
        important=row.important,
        wanted=Preferred.from_document(row.preferred),
        learned=Learned.from_document(row.learned),
        changed_at=row.changed_at,
        position=row.position,
        read_at=row.read_at,
        read_snapshot=row.read_snapshot,
        snapshot_id=row.snapshot_id,
        missing=row.missing,
        broken_at=row.broken_at,
        right_at=row.right_at,
        incident=opened,
    )


def _placed(session: Session, ids: Sequence[PlaylistId]) -> dict[PlaylistId, Details]:
    """The details that placements in force want, by playlist."""
    found: dict[PlaylistId, Details] = {}
    with_details = select(Placement.playlist_id).where(Placement.details.is_not(None)).distinct()
    some = set(session.scalars(with_details)).intersection(ids)
    for playlist_id, present in placements.open_of(session, [PlaylistId(one) for one in sorted(some)]).items():
        for one in present:
            if one.is_in and one.asked.details is not None:
                before = found.get(playlist_id, Details())
                wanted = {name: getattr(one.asked.details, name) for name in one.asked.fields}
                found[playlist_id] = replace(before, **wanted)
    return found


def likenesses(session: Session, digests: Iterable[str]) -> dict[str, str]:
    """The likenesses of pictures that are held, by SHA-256."""
    found: dict[str, str] = {}
    for some in portions(sorted(set(digests))):
        found.update(session.execute(select(Picture.sha256, Picture.likeness).where(Picture.sha256.in_(some))).all())
    return found


@dataclass(frozen=True, slots=True)
class OwnEdit:
    """What somebody set through Playwarden: the last value of a detail, or the SHA-256 of a cover, and when."""

    at: datetime
    value: str | bool


def own_edits(session: Session, ids: Sequence[PlaylistId]) -> dict[PlaylistId, dict[str, OwnEdit]]:
    """By playlist and field what was last set through Playwarden: by the calls of runs that people, or what works for
    them, began. A run that merely found a text there says nothing about it. One that writes what is preferred is as
    old as that: it may be carried out after something else was preferred.
    """
    query = (
        select(Part.playlist_id, Step.operation, Step.ended_at, Run.lane, Run.created_at)
        .join(Step, Step.part_id == Part.id)
        .join(Run, Run.id == Part.run_id)
        .where(Part.playlist_id.in_(list(ids)), Step.outcome == "done", Run.actor.not_in(NOT_OWN))
        .order_by(Step.ended_at, Step.id)
    )
    found: dict[PlaylistId, dict[str, OwnEdit]] = defaultdict(dict)
    for playlist_id, operation, ended_at, lane, created_at in session.execute(query):
        at = created_at if lane == Lane.PROTECTION.value else ended_at
        if operation["kind"] == SetCover.kind:
            found[PlaylistId(playlist_id)]["cover"] = OwnEdit(at, operation["sha256"])
        elif operation["kind"] == SetDetails.kind:
            for name in ("name", "description", "public"):
                if name in operation:
                    found[PlaylistId(playlist_id)][name] = OwnEdit(at, operation[name])
    return found


@dataclass(frozen=True, slots=True)
class Place:
    """An account as a look needs it."""

    id: AccountId
    name: str
    quota_group: str
    connected: bool
    total: int
    """Playlists that its list shows."""


_COUNTED = select(View.account_id, func.count().label("total")).group_by(View.account_id).subquery()
_PLACES = (
    select(Account.id, Account.display_name, App.quota_group, Account.state, func.coalesce(_COUNTED.c.total, 0))
    .join(App, App.id == Account.app_id)
    .outerjoin(_COUNTED, _COUNTED.c.account_id == Account.id)
    .where(Account.id.in_(select(rows.Protection.account_id)))
)
"""Put together once: every look asks it."""


def places(session: Session) -> dict[AccountId, Place]:
    """Every account that has protected playlists."""
    return {
        AccountId(key): Place(AccountId(key), name, group, state == "connected", int(total))
        for key, name, group, state, total in session.execute(_PLACES)
    }


def watches(session: Session) -> dict[AccountId, rows.Watch]:
    """How often each account is looked at."""
    return {AccountId(row.account_id): row for row in session.scalars(select(rows.Watch))}


def restored(session: Session, playlist_id: PlaylistId, account_id: AccountId, now: datetime) -> Restored:
    """The restores that count towards the caps. Times in the future count too: a clock was set back."""
    since = now - DAY
    row = session.get_one(rows.Protection, playlist_id)
    watch = session.get(rows.Watch, account_id)
    counts = rows.Restore.state.in_(("meant", "running", "done"))
    mine = select(rows.Restore.at).where(rows.Restore.playlist_id == playlist_id, rows.Restore.at > since, counts)
    if row.counted_from is not None:
        mine = mine.where(rows.Restore.at > row.counted_from)
    everything = select(rows.Restore.at).where(rows.Restore.account_id == account_id, rows.Restore.at > since, counts)
    if watch is not None and watch.counted_from is not None:
        everything = everything.where(rows.Restore.at > watch.counted_from)
    return Restored(tuple(session.scalars(mine)), tuple(session.scalars(everything)))


def swept_calls(session: Session, since: datetime) -> dict[AccountId, int]:
    """Calls that looks have cost, by account."""
    query = (
        select(rows.Sweep.account_id, func.sum(rows.Sweep.calls))
        .where(rows.Sweep.at > since)
        .group_by(rows.Sweep.account_id)
    )
    spent: dict[AccountId, int] = defaultdict(int)
    for account, calls in session.execute(query):
        spent[AccountId(account)] = int(calls)
    return spent


def note_seen(session: Session, ids: Sequence[PlaylistId], now: datetime, *, right: Collection[PlaylistId]) -> None:
    """Protected playlists were seen; `right` of them as wanted. In few statements: most are, most of the time."""
    well = [playlist_id for playlist_id in ids if playlist_id in right]
    ill = [playlist_id for playlist_id in ids if playlist_id not in right]
    table = rows.Protection
    for some in portions(well):
        session.execute(
            update(table).where(table.playlist_id.in_(some)).values(checked_at=now, right_at=now, missing=0)
        )
    for some in portions(ill):
        session.execute(update(table).where(table.playlist_id.in_(some)).values(checked_at=now, missing=0))


def prune(session: Session, before: timedelta, now: datetime) -> None:
    """Takes away looks that nobody asks about any more."""
    session.execute(delete(rows.Sweep).where(rows.Sweep.at < now - before))

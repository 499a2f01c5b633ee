"""Placements in the database, with what happened to them, and the jobs that look after them when they are due.

Every function works in the session it is given and commits nothing. Whoever changes placements of a playlist holds
`lock` on it until the end of the transaction, so that two who look for conflicts see each other's.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, literal_column, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from playwarden.domain.calls import Lane
from playwarden.domain.jobs.job import JobState, NewJob
from playwarden.domain.placements.due import moments
from playwarden.domain.placements.placement import (
    OPEN,
    Campaign,
    Missed,
    Moved,
    NewPlacement,
    Placement,
    PlacementEvent,
    PlacementState,
)
from playwarden.domain.placements.position import position
from playwarden.domain.playlist import Details
from playwarden.kit.errors import Conflict, NotFound
from playwarden.kit.ids import CampaignId, IdSource, JobId, PlacementId, PlaylistId, RunId, VersionId
from playwarden.store.database import exclusive
from playwarden.store.jobs import adding, cancelling
from playwarden.store.jobs.rows import OPEN_STATES, J
from playwarden.store.models import placements as rows
from playwarden.store.models import runs as run_rows
from playwarden.store.models.library import Playlist
from playwarden.store.upsert import portions

SETTLE = "placements.settle"
"""The kind of job that puts in and takes out what is due in one playlist."""
_OPEN_STATES = tuple(sorted(state.value for state in OPEN))
_MOVING = (PlacementState.ENTERING.value, PlacementState.LEAVING.value)


@dataclass(frozen=True, slots=True)
class PlacementFilter:
    """Which placements; None: any. By their beginning; `after` continues behind one of an earlier list.

    `since` and `until` name those that are in force at some moment from the one up to the other.
    """

    states: frozenset[PlacementState] | None = None
    playlist_id: PlaylistId | None = None
    campaign_id: CampaignId | None = None
    since: datetime | None = None
    until: datetime | None = None
    after: PlacementId | None = None
    limit: int = 100


def lock(session: Session, playlist_ids: Iterable[PlaylistId]) -> None:
    """Let one transaction at a time change the placements of these playlists."""
    for playlist_id in sorted(set(playlist_ids)):
        exclusive(session, f"placements {playlist_id}")


# -- placements


def add(
    session: Session,
    ids: IdSource,
    asked: Sequence[NewPlacement],
    *,
    campaign_id: CampaignId | None,
    actor: str,
    now: datetime,
) -> list[Placement]:
    """New ones, planned, in order; so are their ids, by which those that begin together are told apart."""
    keys = sorted(ids.new("plc", now) for _ in asked)
    made = [
        Placement(PlacementId(key), each, PlacementState.PLANNED, actor, now, campaign_id, words="Planned.")
        for key, each in zip(keys, asked, strict=True)
    ]
    session.add_all(rows.Placement(**_values(one)) for one in made)
    session.flush()
    for one in made:
        note(session, one, "made", one.words, actor, now)
    return made


def save(session: Session, one: Placement) -> None:
    """Writes a placement as it is now."""
    row = session.get_one(rows.Placement, one.id)
    for name, value in _values(one).items():
        setattr(row, name, value)
    session.flush()


def placement(session: Session, placement_id: PlacementId) -> Placement:
    """Raises NotFound."""
    row = session.get(rows.Placement, placement_id, populate_existing=True)
    if row is None:
        raise NotFound(f"There is no placement '{placement_id}'.", "`playwarden placements list` names them.")
    return _placement(row)


def placements(session: Session, wanted: PlacementFilter) -> list[Placement]:
    """By their beginning, then as they were made."""
    table = rows.Placement
    query = select(table).order_by(table.from_at, table.id).limit(wanted.limit)
    if wanted.states is not None:
        query = query.where(table.state.in_(sorted(state.value for state in wanted.states)))
    if wanted.playlist_id is not None:
        query = query.where(table.playlist_id == wanted.playlist_id)
    if wanted.campaign_id is not None:
        query = query.where(table.campaign_id == wanted.campaign_id)
    if wanted.until is not None:
        query = query.where(table.from_at < wanted.until)
    if wanted.since is not None:
        query = query.where(or_(table.until_at.is_(None), table.until_at > wanted.since))
    if wanted.after is not None:
        last = placement(session, wanted.after)
        query = query.where(
            or_(table.from_at > last.asked.from_at, (table.from_at == last.asked.from_at) & (table.id > last.id))
        )
    return [_placement(row) for row in session.scalars(query)]


def open_of(session: Session, playlist_ids: Iterable[PlaylistId]) -> dict[PlaylistId, list[Placement]]:
    """The placements of these playlists of which something is still to come, the oldest first."""
    found: dict[PlaylistId, list[Placement]] = defaultdict(list)
    for some in portions(sorted(set(playlist_ids))):
        query = (
            select(rows.Placement)
            .where(rows.Placement.playlist_id.in_(some), rows.Placement.state.in_(_OPEN_STATES))
            .order_by(rows.Placement.id)
            .execution_options(populate_existing=True)
        )
        for row in session.scalars(query):
            found[PlaylistId(row.playlist_id)].append(_placement(row))
    return dict(found)


def _values(one: Placement) -> dict[str, Any]:
    asked = one.asked
    return {
        "id": one.id,
        "campaign_id": one.campaign_id,
        "playlist_id": asked.playlist_id,
        "uri": asked.uri,
        "position": asked.position.text if asked.position is not None else None,
        "details": asked.details.to_document() if asked.details is not None else None,
        "from_at": asked.from_at,
        "until_at": asked.until_at,
        "zone": asked.zone,
        "moved": asked.moved.value,
        "missed": asked.missed.value,
        "accepts": sorted(asked.accepts),
        "note": asked.note,
        "state": one.state.value,
        "words": one.words,
        "out_at": one.out_at,
        "entered_at": one.entered_at,
        "left_at": one.left_at,
        "entered_run_id": one.entered_run_id,
        "left_run_id": one.left_run_id,
        "before_version_id": one.before_version_id,
        "entered_version_id": one.entered_version_id,
        "left_version_id": one.left_version_id,
        "replaced_uri": one.replaced_uri,
        "replaced": one.replaced.to_document() if one.replaced is not None else None,
        "fingerprint": one.fingerprint,
        "actor": one.actor,
        "created_at": one.created_at,
    }


def _placement(row: rows.Placement) -> Placement:
    return Placement(
        id=PlacementId(row.id),
        asked=NewPlacement(
            playlist_id=PlaylistId(row.playlist_id),
            from_at=row.from_at,
            until_at=row.until_at,
            zone=row.zone,
            uri=row.uri,
            position=position(row.position) if row.position is not None else None,
            details=Details.from_document(row.details) if row.details is not None else None,
            moved=Moved(row.moved),
            missed=Missed(row.missed),
            accepts=frozenset(row.accepts),
            note=row.note,
        ),
        state=PlacementState(row.state),
        actor=row.actor,
        created_at=row.created_at,
        campaign_id=CampaignId(row.campaign_id) if row.campaign_id else None,
        words=row.words,
        out_at=row.out_at,
        entered_at=row.entered_at,
        left_at=row.left_at,
        entered_run_id=RunId(row.entered_run_id) if row.entered_run_id else None,
        left_run_id=RunId(row.left_run_id) if row.left_run_id else None,
        before_version_id=VersionId(row.before_version_id) if row.before_version_id else None,
        entered_version_id=VersionId(row.entered_version_id) if row.entered_version_id else None,
        left_version_id=VersionId(row.left_version_id) if row.left_version_id else None,
        replaced_uri=row.replaced_uri,
        replaced=Details.from_document(row.replaced) if row.replaced is not None else None,
        fingerprint=row.fingerprint,
    )


# -- what happened to them


def note(
    session: Session,
    one: Placement,
    kind: str,
    words: str,
    actor: str,
    at: datetime,
    *,
    run_id: RunId | None = None,
    before: VersionId | None = None,
    after: VersionId | None = None,
) -> None:
    """Adds to what happened to a placement."""
    session.add(
        rows.PlacementEvent(
            placement_id=one.id,
            at=at,
            kind=kind,
            words=words,
            actor=actor,
            run_id=run_id,
            before_version_id=before,
            after_version_id=after,
        )
    )
    session.flush()


def events(session: Session, placement_id: PlacementId) -> list[PlacementEvent]:
    """What happened to a placement, in order."""
    query = (
        select(rows.PlacementEvent)
        .where(rows.PlacementEvent.placement_id == placement_id)
        .order_by(rows.PlacementEvent.number)
    )
    return [
        PlacementEvent(
            at=row.at,
            kind=row.kind,
            words=row.words,
            actor=row.actor,
            run_id=RunId(row.run_id) if row.run_id else None,
            before_version_id=VersionId(row.before_version_id) if row.before_version_id else None,
            after_version_id=VersionId(row.after_version_id) if row.after_version_id else None,
        )
        for row in session.scalars(query)
    ]


def playlist_names(session: Session, playlist_ids: Iterable[PlaylistId]) -> dict[PlaylistId, str]:
    """What the playlists are called."""
    found: dict[PlaylistId, str] = {}
    for some in portions(sorted(set(playlist_ids))):
        query = select(Playlist.id, Playlist.name).where(Playlist.id.in_(some))
        found.update({PlaylistId(key): name for key, name in session.execute(query)})
    return found


# -- campaigns


def make_campaign(session: Session, ids: IdSource, name: str, actor: str, now: datetime) -> CampaignId:
    """A new campaign. Raises Conflict when there is one of that name."""
    campaign_id = CampaignId(ids.new("cmp", now))
    try:
        with session.begin_nested():
            session.add(rows.Campaign(id=campaign_id, name=name, actor=actor, created_at=now))
    except IntegrityError:
        raise Conflict(f"There is a campaign called '{name}' already.", "Choose another name.") from None
    return campaign_id


def campaigns(session: Session, *, name: str | None = None) -> list[Campaign]:
    """The newest first, their placements counted; `name`: the one of that name or id."""
    query = select(rows.Campaign).order_by(rows.Campaign.id.desc())
    if name is not None:
        query = query.where(or_(rows.Campaign.name == name, rows.Campaign.id == name))
    found = session.scalars(query).all()
    counted: dict[str, Counter[PlacementState]] = defaultdict(Counter)
    counts = select(rows.Placement.campaign_id, rows.Placement.state, func.count()).group_by(
        rows.Placement.campaign_id, rows.Placement.state
    )
    for campaign_id, state, number in session.execute(counts.where(rows.Placement.campaign_id.is_not(None))):
        counted[campaign_id or ""][PlacementState(state)] = number
    return [Campaign(CampaignId(row.id), row.name, row.actor, row.created_at, dict(counted[row.id])) for row in found]


# -- their jobs


def keep_jobs(session: Session, ids: IdSource, playlist_ids: Iterable[PlaylistId], now: datetime, actor: str) -> None:
    """Makes the jobs of these playlists be those that their placements need: one for every moment at which something
    is due, scheduled or at once. Those that nothing needs any more are cancelled, unless they have begun.
    """
    concerned = sorted(set(playlist_ids))
    found = open_of(session, concerned)
    for playlist_id in concerned:
        present = found.get(playlist_id, [])
        wanted = {moment: job_at(playlist_id, moment, actor) for one in present for moment in moments(one)}
        needed = {moment.isoformat() for moment in wanted}
        for job_id, at, state in jobs_of(session, playlist_id):
            if at not in needed and state != JobState.RUNNING.value:
                cancelling.cancel(session, job_id, now)
        adding.add(session, ids, [wanted[moment] for moment in sorted(wanted)], now)


def job_at(playlist_id: PlaylistId, moment: datetime, actor: str) -> NewJob:
    """The job that looks after a playlist's placements at `moment`."""
    return NewJob(
        kind=SETTLE,
        key=f"playlist:{playlist_id}",
        payload={"playlist": playlist_id, "at": moment.isoformat()},
        lane=Lane.SCHEDULED,
        due_at=moment,
        actor=actor,
    )


def jobs_of(session: Session, playlist_id: PlaylistId) -> list[tuple[JobId, str, str]]:
    """The open jobs that look after a playlist's placements: id, moment (ISO 8601) and state."""
    query = select(J.id, J.payload, J.state).where(
        J.kind == SETTLE, J.key == f"playlist:{playlist_id}", J.state.in_(OPEN_STATES)
    )
    return [(JobId(row.id), row.payload["at"], row.state) for row in session.connection().execute(query)]


def unattended(session: Session, now: datetime) -> list[PlaylistId]:
    """Playlists in which something is due and that no open job of ours will look at by now."""
    table = rows.Placement
    begins = table.state == PlacementState.PLANNED.value
    is_in = table.state == PlacementState.IN_FORCE.value
    over = table.until_at.is_not(None) & (table.until_at <= now)
    asks = (table.state == PlacementState.ASKING.value) & table.entered_at.is_(None)
    due: ColumnElement[bool] = or_(
        table.state.in_(_MOVING),
        begins & (table.from_at <= now),
        is_in & (over | table.out_at.is_not(None)),
        asks & over,
    )
    looked_at = (
        select(J.id)
        .where(J.kind == SETTLE, J.key == literal_column("'playlist:'") + table.playlist_id)
        .where(J.state.in_(OPEN_STATES), or_(J.due_at <= now, J.state != JobState.SCHEDULED.value))
        .correlate(table)
        .exists()
    )
    query = select(table.playlist_id).where(due, ~looked_at).distinct().order_by(table.playlist_id)
    return [PlaylistId(found) for found in session.scalars(query)]


def run_of_plan(session: Session, one: Placement) -> RunId | None:
    """The run that was approved for carrying `one` in or out and whose end has not been written down for it."""
    written_down = select(rows.PlacementEvent.run_id).where(
        rows.PlacementEvent.placement_id == one.id, rows.PlacementEvent.run_id.is_not(None)
    )
    query = (
        select(run_rows.Run.id)
        .join(run_rows.Part, run_rows.Part.run_id == run_rows.Run.id)
        .where(run_rows.Run.fingerprint == one.fingerprint, run_rows.Part.playlist_id == one.asked.playlist_id)
        .where(run_rows.Run.id.not_in(written_down))
        .order_by(run_rows.Run.id.desc())
        .limit(1)
    )
    found = session.scalar(query)
    return RunId(found) if found else None

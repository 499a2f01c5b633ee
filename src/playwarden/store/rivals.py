"""What other runs did that keeps a part from going on as approved: questions to the journal."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from playwarden.domain.operations import Create
from playwarden.domain.runs import Outcome, Part, State
from playwarden.engine.ports.journal import Rival
from playwarden.kit.ids import PlaylistId, RunId
from playwarden.store.models import library as library_rows
from playwarden.store.models import runs as rows

_LEFT = (Outcome.DONE.value, Outcome.SENT.value, Outcome.UNKNOWN.value)
"""Outcomes of steps that took effect, or may have."""
_RESUMABLE = tuple(state.value for state in State if state.resumable)


def later_writer(session: Session, part: Part) -> RunId | None:
    """A run journaled later that wrote to the part's playlist, if there is one."""
    if part.playlist_id is None:
        return None
    # By the order in which steps were journaled: clocks may be set back.
    first = select(func.min(rows.Step.id)).where(rows.Step.part_id == part.id).scalar_subquery()
    query = (
        select(rows.Part.run_id)
        .join(rows.Step, rows.Step.part_id == rows.Part.id)
        .where(rows.Part.playlist_id == part.playlist_id, rows.Part.run_id != part.run_id)
        .where(rows.Step.outcome.in_(_LEFT), rows.Step.id > first)
        .order_by(rows.Step.id.desc())
        .limit(1)
    )
    found = session.scalar(query)
    return RunId(found) if found else None


def written_since(session: Session, playlist_id: PlaylistId, moment: datetime) -> bool:
    """Whether a write of ours left for the playlist after `moment`."""
    query = select(library_rows.Playlist.written_at).where(library_rows.Playlist.id == playlist_id)
    written_at = session.scalar(query)
    return written_at is not None and written_at > moment


def maker(session: Session, part: Part) -> Rival | None:
    """Who made, or may have made, the playlist that `part` is to create under its key."""
    if part.create_key is None:
        return None
    others = (
        select(rows.Part.run_id, rows.Step.operation)
        .join(rows.Step, rows.Step.part_id == rows.Part.id)
        .where(rows.Part.account_id == part.account_id, rows.Part.create_key == part.create_key)
        .where(rows.Part.id != part.id, rows.Part.playlist_id.is_(None), rows.Part.state.in_(_RESUMABLE))
        .where(rows.Step.outcome.in_((Outcome.SENT.value, Outcome.UNKNOWN.value)))
    )
    made = session.get(rows.Creation, (part.account_id, part.create_key))
    if made is not None:
        return Rival(None, PlaylistId(made.playlist_id))
    for run_id, operation in session.execute(others):
        if operation["kind"] == Create.kind:
            return Rival(RunId(run_id))
    return None

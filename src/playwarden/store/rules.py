"""Rule sets in the database, and the times that they were worked out.

Every function works in the session it is given and commits nothing. Whoever changes a rule set holds `lock` on it until
the end of the transaction.
"""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from playwarden.domain.matching import fold
from playwarden.domain.rules.hand_edits import HandEdits
from playwarden.domain.rules.holding import Hold
from playwarden.domain.rules.kept import Kept, Refresh, RefreshState
from playwarden.domain.rules.memory import NOTHING, Memory
from playwarden.domain.rules.reading import read
from playwarden.kit.errors import NotFound
from playwarden.kit.ids import AccountId, PlaylistId, RuleSetId, RunId
from playwarden.store.database import exclusive
from playwarden.store.models import rules as rows
from playwarden.store.models import runs as run_rows
from playwarden.store.models.jobs import Schedule

_OPEN = tuple(state.value for state in RefreshState if state.open)


def lock(session: Session, rule_set: RuleSetId) -> None:
    """Lets one transaction at a time change this rule set."""
    exclusive(session, f"rules {rule_set}")


# -- rule sets


def save(session: Session, kept: Kept) -> None:
    """Writes a rule set as it is now, whether it was there before or not."""
    values = _values(kept)
    row = session.get(rows.RuleSet, kept.id)
    if row is None:
        session.add(rows.RuleSet(**values))
    else:
        for name, value in values.items():
            setattr(row, name, value)
    session.flush()


def rename_schedule(session: Session, rule_set: RuleSetId, before: str, after: str) -> None:
    """What a rule set's schedule makes from now on bears its new name; so does the schedule, if that named it."""
    for row in session.scalars(select(Schedule).where(Schedule.key == f"rules:{rule_set}")):
        row.payload = row.payload | {"name": after}
        if row.name == schedule_name(rule_set, before):
            row.name = schedule_name(rule_set, after)
    session.flush()


def schedule_name(rule_set: RuleSetId, name: str) -> str:
    """What a rule set's schedule is called: no two are called the same."""
    return f"Refresh {name[:60]} ({rule_set[-6:]})"


def remove(session: Session, rule_set: RuleSetId) -> None:
    """Takes a rule set away, with what it remembers."""
    session.execute(delete(rows.RuleSet).where(rows.RuleSet.id == rule_set))


def rule_set(session: Session, rule_set_id: RuleSetId) -> Kept:
    """Raises NotFound."""
    row = session.get(rows.RuleSet, rule_set_id, populate_existing=True)
    if row is None:
        raise NotFound(f"There is no rule set '{rule_set_id}'.", "`playwarden rules list` names them.")
    return _kept(row)


def rule_sets(
    session: Session,
    *,
    accounts: Collection[AccountId] | None = None,
    playlist: PlaylistId | None = None,
) -> list[Kept]:
    """By name; those of `accounts` (None: all), and of `playlist` where one is named."""
    query = select(rows.RuleSet).order_by(rows.RuleSet.folded, rows.RuleSet.id)
    if accounts is not None:
        query = query.where(rows.RuleSet.account_id.in_(sorted(accounts)))
    if playlist is not None:
        query = query.where(rows.RuleSet.playlist_id == playlist)
    return [_kept(row) for row in session.scalars(query)]


def named(session: Session, name: str, accounts: Collection[AccountId] | None = None) -> list[Kept]:
    """Those that bear this name, one an account at most."""
    query = select(rows.RuleSet).where(rows.RuleSet.folded == folded(name)).order_by(rows.RuleSet.id)
    if accounts is not None:
        query = query.where(rows.RuleSet.account_id.in_(sorted(accounts)))
    return [_kept(row) for row in session.scalars(query)]


def folded(name: str) -> str:
    """A name as names are compared."""
    return fold(name) or name


def _values(kept: Kept) -> dict[str, Any]:
    return {
        "id": kept.id,
        "account_id": kept.account_id,
        "playlist_id": kept.playlist_id,
        "create_name": kept.create_name,
        "name": kept.rules.name,
        "folded": folded(kept.rules.name),
        "document": kept.rules.to_document(),
        "files": dict(kept.files),
        "number": kept.number,
        "memory": kept.memory.to_document(),
        "items": None if kept.items is None else list(kept.items),
        "hand": kept.hand.to_document(),
        "hold": kept.hold.to_document() if kept.hold else {},
        "actor": kept.actor,
        "created_at": kept.created_at,
        "changed_at": kept.changed_at,
    }


def _kept(row: rows.RuleSet) -> Kept:
    return Kept(
        id=RuleSetId(row.id),
        account_id=AccountId(row.account_id),
        rules=read(row.document),
        playlist_id=None if row.playlist_id is None else PlaylistId(row.playlist_id),
        create_name=row.create_name,
        number=row.number,
        actor=row.actor,
        created_at=row.created_at,
        changed_at=row.changed_at,
        files=row.files,
        memory=Memory.from_document(row.memory) if row.memory else NOTHING,
        items=None if row.items is None else tuple(row.items),
        hand=HandEdits.from_document(row.hand),
        hold=Hold.from_document(row.hold) if row.hold else None,
    )


# -- the times that they were worked out


def add_refresh(session: Session, one: Refresh) -> Refresh:
    """Writes one down, as it is answered. Proposed again under its fingerprint it is the same one, renewed: whoever was
    killed before approving left it, or a person looks at what a job is about to do.
    """
    same = _proposed(session, one)
    row = same or rows.RuleRefresh(id=one.id, rule_set_id=one.rule_set_id)
    row.at = one.at
    row.period = one.period
    row.state = one.state.value
    row.fingerprint = one.fingerprint
    row.run_id = one.run_id
    row.memory = one.memory.to_document()
    row.items = list(one.items)
    row.hand = one.hand.to_document()
    row.summary = dict(one.summary)
    row.actor = one.actor
    session.add(row)
    session.flush()
    return replace(one, id=row.id)


def _proposed(session: Session, one: Refresh) -> rows.RuleRefresh | None:
    table = rows.RuleRefresh
    if one.state is not RefreshState.PROPOSED or one.fingerprint is None:
        return None
    query = select(table).where(table.fingerprint == one.fingerprint, table.rule_set_id == one.rule_set_id)
    query = query.where(table.state == RefreshState.PROPOSED.value).order_by(table.id.desc()).limit(1)
    return session.scalars(query).first()


def turn(session: Session, one: Refresh, state: RefreshState, run_id: RunId | None = None) -> Refresh:
    """Writes down what became of one."""
    row = session.get_one(rows.RuleRefresh, one.id)
    row.state = state.value
    row.run_id = run_id or row.run_id
    session.flush()
    return replace(one, state=state, run_id=run_id or one.run_id)


def refreshes(session: Session, rule_set_id: RuleSetId, limit: int = 50) -> list[Refresh]:
    """The newest first, without what was merely proposed."""
    table = rows.RuleRefresh
    query = select(table).where(table.rule_set_id == rule_set_id, table.state != RefreshState.PROPOSED.value)
    query = query.order_by(table.at.desc(), table.id.desc())
    return [_refresh(row) for row in session.scalars(query.limit(limit))]


def latest(session: Session, rule_sets: Iterable[RuleSetId]) -> dict[RuleSetId, Refresh]:
    """The newest one of each that is not merely proposed."""
    wanted = sorted(set(rule_sets))
    table = rows.RuleRefresh
    found: dict[RuleSetId, Refresh] = {}
    for key in wanted:
        query = select(table).where(table.rule_set_id == key, table.state != RefreshState.PROPOSED.value)
        row = session.scalars(query.order_by(table.at.desc(), table.id.desc()).limit(1)).first()
        if row is not None:
            found[key] = _refresh(row)
    return found


def open_refreshes(session: Session, rule_set_id: RuleSetId | None = None) -> list[Refresh]:
    """Those of which something may still become, oldest first; None: of all rule sets."""
    table = rows.RuleRefresh
    query = select(table).where(table.state.in_(_OPEN)).order_by(table.at, table.id)
    if rule_set_id is not None:
        query = query.where(table.rule_set_id == rule_set_id)
    return [_refresh(row) for row in session.scalars(query)]


def forget_proposed(session: Session, rule_set_id: RuleSetId, before: datetime) -> None:
    """Forgets what was proposed for a rule set before a moment and never approved."""
    table = rows.RuleRefresh
    stale = delete(table).where(table.rule_set_id == rule_set_id, table.state == RefreshState.PROPOSED.value)
    session.execute(stale.where(table.at < before))


def run_of(session: Session, one: Refresh) -> RunId | None:
    """The run that carries a refresh, found by the fingerprint of what was approved."""
    if one.run_id is not None or one.fingerprint is None:
        return one.run_id
    query = select(run_rows.Run.id).where(run_rows.Run.fingerprint == one.fingerprint)
    query = query.where(run_rows.Run.created_at >= one.at - timedelta(minutes=1)).order_by(run_rows.Run.id.desc())
    found = session.scalars(query.limit(1)).first()
    return RunId(found) if found else None


def part_states(session: Session, run_id: RunId, kept: Kept) -> tuple[str, str | None, str | None] | None:
    """What became of a rule set's playlist in a run: the part's state, the playlist's id, the version after it."""
    table = run_rows.Part
    query = select(table.state, table.playlist_id, table.after_version_id, table.create_key).where(
        table.run_id == run_id
    )
    for state, playlist, after, create_key in session.execute(query):
        if create_key == kept.create_key or (kept.playlist_id is not None and playlist == kept.playlist_id):
            return state, playlist, after
    return None


def undone(session: Session, rule_set_id: RuleSetId | None = None) -> list[Refresh]:
    """Those that were done and whose run was undone since."""
    table = rows.RuleRefresh
    query = select(table).join(run_rows.Run, run_rows.Run.of_run_id == table.run_id)
    query = query.where(table.state == RefreshState.DONE.value, run_rows.Run.state == "done").order_by(table.id)
    if rule_set_id is not None:
        query = query.where(table.rule_set_id == rule_set_id)
    return list({row.id: _refresh(row) for row in session.scalars(query)}.values())


def _refresh(row: rows.RuleRefresh) -> Refresh:
    return Refresh(
        id=row.id,
        rule_set_id=RuleSetId(row.rule_set_id),
        at=row.at,
        period=row.period,
        state=RefreshState(row.state),
        actor=row.actor,
        summary=row.summary,
        memory=Memory.from_document(row.memory) if row.memory else NOTHING,
        items=tuple(row.items),
        hand=HandEdits.from_document(row.hand),
        fingerprint=row.fingerprint,
        run_id=None if row.run_id is None else RunId(row.run_id),
    )

"""Keeps views: each member's own, and those that are shared with everybody."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from playwarden.kit.clock import Clock
from playwarden.kit.errors import Conflict, InputError, NotFound
from playwarden.kit.ids import IdSource, MemberId
from playwarden.store.database import Database, exclusive
from playwarden.store.models.access import Member
from playwarden.store.models.tending import SavedView

LONGEST_NAME = 60
MOST = 100
"""Of one member."""


@dataclass(frozen=True, slots=True)
class View:
    """A view. `by` is the name of whose it is, `mine` whether that is whoever asks."""

    id: str
    page: str
    name: str
    search: Mapping[str, str]
    shared: bool
    mine: bool
    by: str
    changed_at: datetime


class Views:
    """`who` None is the operator. A foreign view that is not shared is as one that is missing."""

    def __init__(self, database: Database, clock: Clock, ids: IdSource) -> None:
        self._database = database
        self._clock = clock
        self._ids = ids

    def views(self, who: MemberId | None, page: str | None = None) -> list[View]:
        """One's own and the shared ones, by name."""
        own = SavedView.member_id.is_(None) if who is None else SavedView.member_id == who
        query = select(SavedView, Member.name).outerjoin(Member, Member.id == SavedView.member_id)
        query = query.where(or_(own, SavedView.shared))
        if page is not None:
            query = query.where(SavedView.page == page)
        with self._database.read() as session:
            found = [_view(row, name, who) for row, name in session.execute(query)]
        return sorted(found, key=lambda view: (view.name.casefold(), view.id))

    def keep(self, who: MemberId | None, page: str, name: str, search: Mapping[str, str], *, shared: bool) -> View:
        """Keeps a view under a name; one's own of that name is overwritten. Raises InputError, Conflict."""
        name = " ".join(name.split())
        if not name or len(name) > LONGEST_NAME or not name.isprintable():
            raise InputError(f"The name of a view has between 1 and {LONGEST_NAME} signs on one line.")
        own = SavedView.member_id.is_(None) if who is None else SavedView.member_id == who
        named = (own, SavedView.page == page, SavedView.name == name)
        now = self._clock.now()
        kept = {"search": dict(search), "shared": shared, "changed_at": now}
        with self._database.write() as session:
            exclusive(session, f"views {who or ''}")
            if session.scalar(select(SavedView.id).where(*named)) is None:
                if (session.scalar(select(func.count()).select_from(SavedView).where(own)) or 0) >= MOST:
                    raise Conflict(f"You keep {MOST} views already.", "Forget some first.")
                row = SavedView(id=self._ids.new("viw", now), member_id=who, page=page, name=name, **kept)
                session.add(row)
            else:
                session.execute(update(SavedView).where(*named).values(kept))
            session.flush()
            row = session.scalars(select(SavedView).where(*named)).one()
            return _view(row, _name(session, who), who)

    def forget(self, who: MemberId | None, view_id: str) -> None:
        """Raises NotFound, also for somebody else's."""
        with self._database.write() as session:
            row = session.get(SavedView, view_id)
            if row is None or row.member_id != who:
                raise NotFound(f"You have no view '{view_id[:60]}'.", "Shared ones are forgotten by whose they are.")
            session.delete(row)


def _name(session: Session, who: MemberId | None) -> str | None:
    row = session.get(Member, who) if who else None
    return row.name if row else None


def _view(row: SavedView, name: str | None, who: MemberId | None) -> View:
    search = {str(key): str(value) for key, value in row.search.items()}
    return View(
        row.id, row.page, row.name, search, row.shared, row.member_id == who, name or "the operator", row.changed_at
    )

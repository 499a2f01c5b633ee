"""Keeps one draft a member and playlist: written only over the one that its writer has seen."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from playwarden.domain.drafts import Changes, Content, Draft, Open, counted
from playwarden.kit.canonical import canonical
from playwarden.kit.clock import Clock
from playwarden.kit.errors import InputError, NotFound, Overtaken
from playwarden.kit.ids import IdSource, MemberId, PlaylistId
from playwarden.store import catalogue, library
from playwarden.store.database import Database
from playwarden.store.models import drafts as rows
from playwarden.store.models.access import Member

MOST_BYTES = 4 * 2**20
"""Of a draft as JSON: a list of 10,000 that was written anew from end to end is a quarter of it."""
ANY = "*"
"""Whatever tag it has."""


@dataclass(frozen=True, slots=True)
class Saving:
    """What is to be kept. `base` None: as it was kept with the draft that is written over."""

    version: int | None
    base: tuple[str | None, ...] | None
    rows: tuple[object, ...]


class Drafts:
    """Every method is one transaction."""

    def __init__(self, database: Database, clock: Clock, ids: IdSource) -> None:
        self._database = database
        self._clock = clock
        self._ids = ids

    def mine(self, member: MemberId, playlist: PlaylistId) -> Draft | None:
        """The member's draft of that playlist."""
        with self._database.read() as session:
            row = session.get(rows.Draft, (member, playlist))
            return None if row is None else _draft(row)

    def lost_titles(self, draft: Draft) -> dict[str, str]:
        """Names of what stood in the playlist when the draft began and does not any more."""
        with self._database.read() as session:
            held = library.mirrored(session, draft.playlist)
            here = {entry.uri for entry in (held.entries if held else None) or ()}
            return catalogue.titles(session, [uri for uri in draft.content.base if uri and uri not in here])

    def others(self, member: MemberId | None, playlist: PlaylistId) -> list[Open]:
        """The drafts that others have open, the newest first."""
        query = (
            select(rows.Draft, Member.name)
            .join(Member, Member.id == rows.Draft.member_id)
            .where(rows.Draft.playlist_id == playlist)
            .order_by(rows.Draft.saved_at.desc(), rows.Draft.member_id)
        )
        with self._database.read() as session:
            return [
                Open(MemberId(row.member_id), name, _changes(row), row.started_at, row.saved_at)
                for row, name in session.execute(query)
                if row.member_id != member
            ]

    def save(
        self, member: MemberId, playlist: PlaylistId, saving: Saving, *, seen: str | None, device: str = ""
    ) -> Draft:
        """Keeps a draft over the one whose tag is `seen` (None: there must be none). Raises Overtaken where another one
        is kept, InputError.
        """
        try:
            return self._saved(member, playlist, saving, seen, device)
        except IntegrityError:
            raise _overtaken() from None  # Both began at the same moment, or what it is of is gone.

    def _saved(self, member: MemberId, playlist: PlaylistId, saving: Saving, seen: str | None, device: str) -> Draft:
        now = self._clock.now()
        with self._database.write() as session:
            row = _seen(session, member, playlist, seen)
            base = saving.base if saving.base is not None else None if row is None else tuple(row.base)
            if base is None:
                raise InputError("A new draft needs its base.", "Send the URIs that the playlist held when it began.")
            changes = counted(len(base), saving.rows)  # type: ignore[arg-type]  # pieces as the schema took them
            if len(canonical([base, saving.rows])) > MOST_BYTES:
                raise InputError(
                    f"This draft is larger than {MOST_BYTES // 2**20} MB.", "Apply what there is, then go on."
                )
            if row is None:
                row = rows.Draft(member_id=member, playlist_id=playlist, started_at=now)
                session.add(row)
            row.tag, row.version, row.base, row.rows = (
                self._ids.new("dft", now),
                saving.version,
                list(base),
                list(saving.rows),
            )
            row.added, row.removed, row.moved = changes.added, changes.removed, changes.moved
            row.device, row.saved_at = device, now
            session.flush()
            return _draft(row)

    def discard(self, member: MemberId, playlist: PlaylistId, *, seen: str | None = None) -> None:
        """Takes a draft away; one that is not there is no error. Raises Overtaken where its tag is not `seen`."""
        with self._database.write() as session:
            row = session.get(rows.Draft, (member, playlist), with_for_update=True)
            if row is None:
                return
            if seen not in (None, ANY, row.tag):
                raise _overtaken()
            session.delete(row)


def member_of(member: MemberId | None) -> MemberId:
    """Raises NotFound for the operator."""
    if member is None:
        raise NotFound("The operator is no member and keeps no drafts.", "Sign in as a member.")
    return member


def _seen(session: Session, member: MemberId, playlist: PlaylistId, seen: str | None) -> rows.Draft | None:
    row = session.get(rows.Draft, (member, playlist), with_for_update=True)
    if seen == ANY or seen == (None if row is None else row.tag):
        return row
    raise _overtaken()


def _overtaken() -> Overtaken:
    return Overtaken(
        "This draft was changed or discarded in another tab or on another device.",
        "Take that one, or keep yours in its place.",
    )


def _draft(row: rows.Draft) -> Draft:
    return Draft(
        member=MemberId(row.member_id),
        playlist=PlaylistId(row.playlist_id),
        content=Content(row.version, tuple(row.base), tuple(row.rows)),
        changes=_changes(row),
        tag=row.tag,
        device=row.device,
        started_at=row.started_at,
        saved_at=row.saved_at,
    )


def _changes(row: rows.Draft) -> Changes:
    return Changes(row.added, row.removed, row.moved)

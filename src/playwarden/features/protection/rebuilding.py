"""A playlist that is gone, brought back by a person: followed again where it is still there, else made anew from its
last version. What is made takes the place of the one that is gone, protection included.
"""

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from playwarden.domain.calls import Caller, Lane
from playwarden.domain.compose import Note, Wish
from playwarden.domain.playlist import Details
from playwarden.domain.protection.judging import Kind
from playwarden.domain.protection.preferred import Preferred
from playwarden.domain.runs import State
from playwarden.engine.observe import read_details
from playwarden.engine.ports.target import Target
from playwarden.features.protection import book
from playwarden.features.protection.book import Outcome
from playwarden.features.protection.repository import PROTECTION
from playwarden.features.runs.desk import Progress, silent
from playwarden.features.runs.proposal import Order, Proposal
from playwarden.features.runs.service import Runs
from playwarden.kit.clock import Clock
from playwarden.kit.errors import Conflict, NotFound, SpotifyNotFound
from playwarden.kit.ids import AccountId, IdSource, IncidentId, PlaylistId
from playwarden.kit.text import counted
from playwarden.store import audit, library
from playwarden.store.database import Database
from playwarden.store.models import protection as rows
from playwarden.store.models.library import Playlist
from playwarden.store.models.runs import Part, Run
from playwarden.store.pictures import picture_bytes


class Rebuilding:
    """Proposes; whoever asked approves it as every plan. A look of protection finds out that it was done."""

    def __init__(self, database: Database, runs: Runs, target: Target, clock: Clock, ids: IdSource) -> None:
        self._database = database
        self._runs = runs
        self._target = target
        self._clock = clock
        self._ids = ids

    def propose(self, incident_id: IncidentId, *, progress: Progress = silent) -> Proposal:
        """What would bring it back. One call finds out whether it is still there. Raises NotFound, Conflict."""
        with self._database.read() as session:
            row = book.incident(session, incident_id)
            if row is None:
                raise NotFound(f"There is no incident '{incident_id}'.", "Look at the list of incidents.")
            if row.open_for is None or row.kind != Kind.GONE.value:
                raise Conflict("Only a playlist that is gone is rebuilt.", "Put it back, or adopt what is there.")
            account, playlist_id = AccountId(row.account_id), PlaylistId(row.playlist_id)
            order = _anew(session, row)
        try:
            read_details(self._target, Caller(account, Lane.INTERACTIVE), playlist_id)
        except SpotifyNotFound:
            return self._runs.propose([order], progress=progress)
        return self._runs.propose_follow(account, playlist_id, progress=progress)

    def take_up(self) -> int:
        """Puts what was made in the place of what is gone; how many."""
        with self._database.read() as session:
            found = [
                (IncidentId(incident), PlaylistId(made or ""))
                for incident, made in session.execute(
                    select(rows.Incident.id, Part.playlist_id)
                    .join(Part, Part.create_key == _KEY + rows.Incident.id)
                    .join(Playlist, Playlist.id == Part.playlist_id)
                    .where(rows.Incident.open_for.is_not(None), rows.Incident.kind == Kind.GONE.value)
                    .where(Part.state == State.DONE.value)
                )
            ]
        for incident, made in found:
            with self._database.write() as session:
                self._replace(session, incident, made)
        return len(found)

    def _replace(self, session: Session, incident_id: IncidentId, made: PlaylistId) -> None:
        now = self._clock.now()
        row = book.incident(session, incident_id)
        if row is None or row.open_for is None:
            return
        old = session.get(rows.Protection, row.playlist_id)
        actor = _who(session, made)
        if old is not None and session.get(rows.Protection, made) is None:
            kept = ("account_id", "policy", "important", "preferred", "number", "actor")
            new = rows.Protection(
                playlist_id=made,
                learned={},
                created_at=now,
                changed_at=now,
                **{name: getattr(old, name) for name in kept},
            )
            session.add(new)
            session.flush()
            of_old = rows.PreferredVersion.playlist_id == old.playlist_id
            session.execute(update(rows.PreferredVersion).where(of_old).values(playlist_id=made))
        note = f"It was made anew from its last version, and that one is protected: {made}."
        book.end(session, self._ids, row, Outcome.REBUILT, now, note, right_at=now, actor=actor)
        if old is not None:
            session.delete(old)
        session.flush()
        audit.append(
            session,
            at=now,
            actor=actor,
            action="protection.rebuilt",
            subject=f"playlist:{made}",
            before={"playlist": row.playlist_id},
            after={"playlist": made},
            account=row.account_id,
        )


_KEY = "rebuild-"


def _who(session: Session, made: PlaylistId) -> str:
    """Who approved the run that made a playlist."""
    query = select(Run.actor).join(Part, Part.run_id == Run.id).where(Part.playlist_id == made)
    return session.scalar(query.where(Part.create_key.is_not(None)).limit(1)) or PROTECTION


def _anew(session: Session, row: rows.Incident) -> Order:
    """The last version, with what is preferred of its details."""
    held = library.mirrored(session, PlaylistId(row.playlist_id))
    protected = session.get(rows.Protection, row.playlist_id)
    wanted = Preferred.from_document(protected.preferred if protected else row.wanted)
    details = held.details if held else Details.from_document(row.before)
    entries = held.entries if held else None
    uris = tuple(entry.uri for entry in entries or () if entry.addable and entry.uri)
    notes = []
    if entries is None:
        notes.append(Note("not-read", "What it held was never read here: it is made empty."))
    lost = len(entries or ()) - len(uris)
    if lost:
        what = counted(lost, "local file or unavailable entry", "local files and unavailable entries")
        notes.append(Note("left-behind", f"{what} cannot be added to another playlist and are left out."))
    cover = details.cover
    digest = wanted.cover or (cover.sha256 if cover is not None and cover.custom else None)
    wish = Wish(
        name=wanted.name or details.name or row.playlist_id,
        description=wanted.description or details.description or None,
        public=bool(details.public if wanted.public is None else wanted.public),
        cover=digest,
        items=uris,
        origin="a playlist that was gone",
        notes=tuple(notes),
    )
    picture = picture_bytes(session, digest) if digest else None
    return Order(AccountId(row.account_id), wish, create_key=_KEY + row.id, picture=picture)

"""What people decide: which playlists are protected and how, and what is wanted of them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from playwarden.domain.library import Relation
from playwarden.domain.playlist import MAX_DESCRIPTION, MAX_NAME, Cover, Details
from playwarden.domain.protection.acting import Policy
from playwarden.domain.protection.judging import How, Kind, looks_taken_down
from playwarden.domain.protection.preferred import FIELDS, Preferred
from playwarden.features.protection import book
from playwarden.features.protection.book import Clue, Outcome
from playwarden.kit.clock import Clock
from playwarden.kit.errors import Conflict, InputError, NotFound
from playwarden.kit.ids import AccountId, IdSource, IncidentId, PlaylistId
from playwarden.kit.text import listed
from playwarden.store import audit, library
from playwarden.store.database import Database
from playwarden.store.jobs.adding import add
from playwarden.store.models import protection as rows
from playwarden.store.models.library import Version
from playwarden.store.pictures import keep_picture

USUAL = ("name", "description", "cover")
"""What is protected unless somebody says otherwise."""
LOOKED_BACK = 20
"""Versions before the newest that are asked whether a state looks like a take-down."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A playlist that may be protected: what would be taken over, and what speaks against taking it unseen.

    `held_back`: fields that already look like a take-down. `refused`: why it cannot be protected at all.
    `unfetched`: its cover is known by its address alone; it is taken over once its picture is here.
    """

    id: PlaylistId
    name: str
    account: AccountId | None
    preferred: Preferred
    held_back: tuple[str, ...] = ()
    refused: str | None = None
    unfetched: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """How playlists are to be protected. `seen`: a person has looked at those that look like a take-down."""

    policy: Policy = Policy.RESTORE
    important: bool = False
    fields: tuple[str, ...] = USUAL
    seen: bool = False


class Keeping:
    """Each method is one transaction, audited with who did it."""

    def __init__(self, database: Database, clock: Clock, ids: IdSource) -> None:
        self._database = database
        self._clock = clock
        self._ids = ids

    def candidates(self, playlist_ids: Sequence[PlaylistId], fields: tuple[str, ...] = USUAL) -> list[Candidate]:
        """What protecting these would take over from what is there now. Raises InputError for an unknown field."""
        _check_fields(fields)
        with self._database.read() as session:
            return [_candidate(session, playlist_id, fields) for playlist_id in playlist_ids]

    def protect(self, playlist_ids: Sequence[PlaylistId], asked: Asked, actor: str) -> list[Candidate]:
        """Protects what can be: those that look like a take-down only when they were `seen`. Answers all of them as
        `candidates` does; a playlist that is protected already gets policy and importance, and keeps what is wanted.
        """
        _check_fields(asked.fields)
        now = self._clock.now()
        with self._database.write() as session:
            found = [_candidate(session, playlist_id, asked.fields) for playlist_id in playlist_ids]
            for one in found:
                if one.refused is None and (asked.seen or not one.held_back):
                    self._protect(session, one, asked, actor, now)
            return found

    def _protect(self, session: Session, one: Candidate, asked: Asked, actor: str, now: datetime) -> None:
        assert one.account is not None, "one that can be protected has an owner here"
        row = session.get(rows.Protection, one.id)
        before = None if row is None else {"policy": row.policy, "important": row.important}
        if row is None:
            row = rows.Protection(
                playlist_id=one.id,
                account_id=one.account,
                policy=asked.policy.value,
                important=asked.important,
                preferred={},
                number=0,
                changed_at=now,
                learned={},
                cover_to_come=one.unfetched,
                actor=actor,
                created_at=now,
            )
            session.add(row)
            session.flush()
            _prefer_first(session, row, one.preferred, actor, now)
            watch = book.watch_of(session, one.account, now)
            watch.next_at = min(watch.next_at, now)
        else:
            row.policy, row.important = asked.policy.value, asked.important
        audit.append(
            session,
            at=now,
            actor=actor,
            action="protection.protect",
            subject=f"playlist:{one.id}",
            before=before,
            after={"policy": asked.policy.value, "important": asked.important, "preferred": row.preferred},
            account=one.account,
        )

    def release(self, playlist_ids: Collection[PlaylistId], actor: str) -> int:
        """Ends protection. An open incident ends with it; what was kept of it stays. How many were protected."""
        now, released = self._clock.now(), 0
        with self._database.write() as session:
            for playlist_id in sorted(playlist_ids):
                row = session.get(rows.Protection, playlist_id)
                if row is None:
                    continue
                opened = book.open_one(session, playlist_id)
                if opened is not None:
                    book.end(
                        session, self._ids, opened, Outcome.RELEASED, now, "It is not protected any more.", actor=actor
                    )
                released += 1
                before = row.preferred
                account = row.account_id
                session.delete(row)
                session.flush()
                audit.append(
                    session,
                    at=now,
                    actor=actor,
                    action="protection.release",
                    subject=f"playlist:{playlist_id}",
                    before=before,
                    account=account,
                )
        return released

    def settle_policy(
        self, playlist_id: PlaylistId, *, policy: Policy | None, important: bool | None, actor: str
    ) -> None:
        """Changes policy or importance. Raises NotFound."""
        now = self._clock.now()
        with self._database.write() as session:
            row = protection(session, playlist_id)
            before = {"policy": row.policy, "important": row.important}
            row.policy = policy.value if policy is not None else row.policy
            row.important = row.important if important is None else important
            book.suspect(session, self._ids, {playlist_id: Clue()} if book.open_one(session, playlist_id) else {}, now)
            audit.append(
                session,
                at=now,
                actor=actor,
                action="protection.policy",
                subject=f"playlist:{playlist_id}",
                before=before,
                after={"policy": row.policy, "important": row.important},
                account=row.account_id,
            )

    def prefer(
        self,
        wanted: Mapping[PlaylistId, Mapping[str, Any]],
        *,
        actor: str,
        why: str,
        picture: bytes | None = None,
        digest: str | None = None,
    ) -> list[PlaylistId]:
        """Other preferred details: the fields that `wanted` names, None for one that is not protected any more. What
        differs from what is there is put there by a job at once, as a change of whoever wants it. `picture` is the JPEG
        under `digest`, where a cover is among them. All or none. Answers those that changed.

        Raises NotFound, InputError for texts that Spotify does not take.
        """
        now = self._clock.now()
        changed: list[PlaylistId] = []
        with self._database.write() as session:
            if picture is not None and digest is not None:
                keep_picture(session, digest, picture)
            for playlist_id, fields in sorted(wanted.items()):
                row = protection(session, playlist_id)
                before = Preferred.from_document(row.preferred)
                after = replace(before, **{name: _checked(name, value) for name, value in fields.items()})
                if after == before:
                    continue
                book.prefer(session, row, after, actor=actor, why=why, now=now)
                changed.append(playlist_id)
                opened = book.open_one(session, playlist_id)
                if opened is not None and opened.state != book.IncidentState.RESTORING.value:
                    book.end(
                        session, self._ids, opened, Outcome.RELEASED, now, "Something else is wanted now.", actor=actor
                    )
            add(session, self._ids, [book.settle_job(one, actor=actor, does=book.WRITES) for one in changed], now)
        return changed

    def take_over(self, playlist_ids: Sequence[PlaylistId], *, actor: str, seen: bool = False) -> list[Candidate]:
        """Makes what is there now what is wanted, for the fields that are protected; not what looks like a take-down,
        unless it was `seen`. Raises NotFound.
        """
        now = self._clock.now()
        with self._database.write() as session:
            found = []
            for playlist_id in playlist_ids:
                row = protection(session, playlist_id)
                known = Preferred.from_document(row.preferred)
                one = _candidate(session, playlist_id, known.fields or USUAL)
                found.append(one)
                if one.refused is not None or (one.held_back and not seen):
                    continue
                there = {name: getattr(one.preferred, name) for name in one.preferred.fields}
                after = replace(known, **there)
                if after != known:
                    book.prefer(session, row, after, actor=actor, why="Taken over from what was there.", now=now)
                opened = book.open_one(session, playlist_id)
                if opened is not None:
                    book.end(session, self._ids, opened, Outcome.ADOPTED, now, "Taken over as it is.", actor=actor)
            return found

    def adopt(self, incident_id: IncidentId, *, actor: str) -> tuple[str, ...]:
        """Makes what an open incident found what is wanted from now on, and ends it. Answers the fields that are not
        protected any more because nothing of them can be held: an empty text, no cover, Spotify's mosaic.

        Raises NotFound, Conflict for one that is over or about a playlist that is gone.
        """
        now = self._clock.now()
        with self._database.write() as session:
            incident = book.incident(session, incident_id)
            if incident is None:
                raise NotFound(f"There is no incident '{incident_id}'.", "Look at the list of incidents.")
            if incident.open_for is None:
                raise Conflict("This incident is over.", "Look at the playlist: it may be wrong again.")
            if incident.kind == Kind.GONE.value:
                raise Conflict("A playlist that is gone cannot be taken over.", "Rebuild it, or do not protect it.")
            row = protection(session, PlaylistId(incident.playlist_id))
            there = _as_found(incident)
            lost = tuple(name for name, value in there.items() if value is None)
            preferred = replace(Preferred.from_document(row.preferred), **there)
            book.prefer(session, row, preferred, actor=actor, why="Adopted as it was found.", now=now)
            note = f"Adopted as it was found. Not protected any more: {listed(list(lost))}." if lost else ""
            book.end(
                session, self._ids, incident, Outcome.ADOPTED, now, note or "Adopted as it was found.", actor=actor
            )
            return lost

    def revert(self, playlist_id: PlaylistId, number: int, *, actor: str) -> None:
        """Makes an earlier version of the preferred details the wanted one again. Raises NotFound."""
        with self._database.read() as session:
            protection(session, playlist_id)
            kept = session.get(rows.PreferredVersion, (playlist_id, number))
            if kept is None:
                raise NotFound(f"There are no preferred details {number} of this playlist.", "Look at its versions.")
            document = {name: kept.document.get(name) for name in FIELDS}
        self.prefer({playlist_id: document}, actor=actor, why=f"Back to number {number}.")

    def close_breaker(self, scope: PlaylistId | AccountId, *, actor: str) -> None:
        """A person closes a breaker: restores count anew from now, and what is open is settled. Raises NotFound."""
        now = self._clock.now()
        with self._database.write() as session:
            row: rows.Protection | rows.Watch | None = session.get(rows.Protection, scope)
            row = row or session.get(rows.Watch, scope)
            if row is None:
                raise NotFound("There is no breaker of that.", "Name a protected playlist, or an account.")
            row.broken_at, row.broken_why, row.counted_from = None, None, now
            query = select(rows.Incident.playlist_id).where(rows.Incident.open_for.is_not(None))
            column = rows.Incident.playlist_id if isinstance(row, rows.Protection) else rows.Incident.account_id
            waiting = session.scalars(query.where(column == scope))
            book.suspect(session, self._ids, {PlaylistId(one): Clue() for one in waiting}, now)
            audit.append(
                session,
                at=now,
                actor=actor,
                action="protection.breaker",
                subject=f"breaker:{scope}",
                account=row.account_id,
            )


def protection(session: Session, playlist_id: PlaylistId) -> rows.Protection:
    """A protected playlist. Raises NotFound."""
    row = session.get(rows.Protection, playlist_id)
    if row is None:
        raise NotFound(f"The playlist {playlist_id} is not protected.", "Protect it first.")
    return row


def _prefer_first(session: Session, row: rows.Protection, preferred: Preferred, actor: str, now: datetime) -> None:
    book.prefer(session, row, preferred, actor=actor, why="Taken over when it was protected.", now=now)


def _candidate(session: Session, playlist_id: PlaylistId, fields: tuple[str, ...]) -> Candidate:
    held = library.mirrored(session, playlist_id, with_entries=False)
    if held is None:
        raise NotFound(f"The playlist {playlist_id} is not known here.", "Look at the library, then try again.")
    owner = next((account for account, kind in sorted(held.relations.items()) if kind is Relation.OWNER), None)
    name = held.details.name or playlist_id
    preferred = Preferred.of(held.details, fields)
    refused = None
    if held.gone_at is not None:
        refused = "It is in no account's library any more."
    elif owner is None:
        refused = "No connected account owns it: only the owner can change what it says about itself."
    query = select(Version.details).where(Version.playlist_id == playlist_id).order_by(Version.number.desc())
    earlier = [Details.from_document(one) for one in session.scalars(query.limit(LOOKED_BACK))]
    held_back = tuple(name for name in looks_taken_down(held.details, earlier) if name in fields)
    cover = held.details.cover
    unfetched = cover is not None and cover.url is not None and cover.custom is not False and cover.sha256 is None
    unfetched = unfetched and "cover" in fields
    if refused is None and not preferred.fields and not unfetched:
        refused = "There is nothing of it that could be held."
    return Candidate(playlist_id, name, owner, preferred, held_back, refused, unfetched)


def _as_found(incident: rows.Incident) -> dict[str, Any]:
    """What stands there of the fields that were wrong, as it can be preferred; None for what cannot."""
    cover = Details.from_document(incident.seen).cover or Cover()
    found: dict[str, Any] = {}
    for one in incident.wrong:
        seen = one["seen"]
        if one["field"] == "cover":
            found["cover"] = cover.sha256 if one["how"] == How.OTHER.value else None
        else:
            found[one["field"]] = None if isinstance(seen, str) and not seen.strip() else seen
    return found


def _check_fields(fields: Collection[str]) -> None:
    unknown = sorted(set(fields) - set(FIELDS))
    if unknown or not fields:
        raise InputError(
            f"{listed(unknown) or 'Nothing'} cannot be protected.", f"What can be is {listed(list(FIELDS))}."
        )


def _checked(name: str, value: Any) -> Any:
    """A preferred value. Raises InputError for what Spotify does not take."""
    if name not in FIELDS:
        raise InputError(f"'{name}' cannot be protected.", f"What can be is {listed(list(FIELDS))}.")
    if value is None:
        return None
    if name in ("name", "description"):
        most = MAX_NAME if name == "name" else MAX_DESCRIPTION
        text = str(value)
        if not text.strip():
            raise InputError(
                f"An empty {name} cannot be set: Spotify refuses it.", "Give a text, or do not protect this field."
            )
        if len(text) > most:
            raise InputError(f"The {name} has {len(text)} characters; Spotify takes {most}.", "Shorten it.")
        return text
    return bool(value) if name == "public" else str(value)

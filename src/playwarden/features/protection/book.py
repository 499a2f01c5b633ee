"""The book of incidents: opened, gone on with, ended, each step written down, in the transaction of whoever does it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from playwarden.domain.calls import Lane
from playwarden.domain.jobs.job import NewJob
from playwarden.domain.playlist import Details
from playwarden.domain.protection.judging import How, Kind, Wrong
from playwarden.domain.protection.preferred import Learned, Preferred
from playwarden.domain.protection.sweeping import ALERTED
from playwarden.features.protection import telling
from playwarden.features.protection.repository import PROTECTION, Guarded
from playwarden.kit.ids import AccountId, IdSource, IncidentId, PlaylistId
from playwarden.kit.text import listed
from playwarden.store import audit
from playwarden.store.jobs.adding import add
from playwarden.store.models import protection as rows

SETTLE = "protection.settle"
"""The kind of job that confirms what a sweep suspects of one playlist, and does something about it."""
SWEEP = "protection.sweep"
DEMANDED, WRITES = "demanded", "writes"
"""What a person wants of settling, as the payload names it: the value is who."""
COVER_LAG = timedelta(minutes=15)
"""For so long after an upload the old cover is no new incident: covers appear late."""


_BARE = (How.GONE, How.MOSAIC)


class IncidentState(StrEnum):
    """Where an incident stands."""

    WAITING = "waiting"
    """For its pause, for calls, or for a ban to end: goes on at its `due_at`."""
    RESTORING = "restoring"
    SETTLING = "settling"
    """Everything was sent; what was sent does not show yet."""
    ASKING = "asking"
    """A person has to decide."""
    ENDED = "ended"


class Outcome(StrEnum):
    """How an incident ended."""

    RESTORED = "restored"
    HEALED = "healed"
    """It was right again, and not by us."""
    ADOPTED = "adopted"
    REBUILT = "rebuilt"
    RELEASED = "released"
    """What it was about is not protected any more."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a sweep led to."""

    suspects: tuple[PlaylistId, ...] = ()
    adopted: tuple[PlaylistId, ...] = ()
    healed: tuple[PlaylistId, ...] = ()


@dataclass(frozen=True, slots=True)
class Clue:
    """What a sweep knows of a suspect beside that it is one: fields that its list page did not show, or that whole
    lists lack it.
    """

    unshown: tuple[str, ...] = ()
    missing: bool = False


def settle_job(
    playlist_id: PlaylistId, *, actor: str = PROTECTION, does: str | None = None, clue: Clue | None = None
) -> NewJob:
    """The job that settles a playlist. `does` DEMANDED: a person wants it put back, whatever policy and breaker say;
    WRITES: a person prefers something else, which is no incident.
    """
    payload: dict[str, Any] = {"playlist": playlist_id}
    if clue is not None:
        payload |= {"unshown": list(clue.unshown)} if clue.unshown else {}
        payload |= {"missing": True} if clue.missing else {}
    return NewJob(
        kind=SETTLE,
        key=f"playlist:{playlist_id}",
        payload=payload | ({does: actor} if does else {}),
        lane=Lane.PROTECTION,
        actor=actor,
    )


def suspect(session: Session, ids: IdSource, clues: Mapping[PlaylistId, Clue], now: datetime) -> None:
    """Makes the jobs that settle these playlists."""
    add(session, ids, [settle_job(one, clue=clue) for one, clue in sorted(clues.items())], now)


def documents(wrong: Sequence[Wrong]) -> list[dict[str, Any]]:
    """JSON of what is wrong."""
    return [{"field": one.field, "how": one.how.value, "wanted": one.wanted, "seen": one.seen} for one in wrong]


def same_wrong(known: Sequence[Mapping[str, Any]], wrong: Sequence[Wrong]) -> bool:
    """Whether that is what an open incident is about already, or what is left of it."""
    about = {(one["field"], one["seen"]) for one in known}
    return bool(wrong) and all((one.field, one.seen) in about for one in wrong)


def same_cover(known: Sequence[Mapping[str, Any]], wrong: Sequence[Wrong]) -> bool:
    """Whether a cover that is wrong is wrong as it was before. Another picture is another attack; a mosaic stays one
    when its tracks change.
    """
    now = next((one for one in wrong if one.field == "cover"), None)
    before = next((one for one in known if one["field"] == "cover"), None)
    if now is None or before is None:
        return False
    return now.seen == before["seen"] or (now.how in _BARE and before["how"] in _BARE)


def note_sent(row: rows.Incident, now: datetime) -> None:
    """Remembers that the wanted cover was sent while another one showed."""
    row.wrong = [one | ({"sent_at": now.isoformat()} if one["field"] == "cover" else {}) for one in row.wrong]


def cover_due(known: Sequence[Mapping[str, Any]], now: datetime) -> datetime | None:
    """Until when a cover that was sent may still be on its way; None: none is."""
    sent = next((one["sent_at"] for one in known if one["field"] == "cover" and one.get("sent_at")), None)
    at = None if sent is None else datetime.fromisoformat(sent)
    return at + COVER_LAG if at is not None and at <= now < at + COVER_LAG else None


def is_coming(known: Sequence[Mapping[str, Any]], wrong: Sequence[Wrong], now: datetime) -> bool:
    """Whether the wanted cover was sent a moment ago, and what shows is still what showed before."""
    return cover_due(known, now) is not None and same_cover(known, wrong)


def open_incident(
    session: Session,
    ids: IdSource,
    guarded: Guarded,
    kind: Kind,
    wrong: Sequence[Wrong],
    *,
    before: Details,
    seen: Details,
    now: datetime,
) -> rows.Incident:
    """The open incident of the playlist with what is wrong now; a new one where there was none."""
    row = open_one(session, guarded.id)
    if row is not None:
        if (wrong and not same_wrong(row.wrong, wrong)) or row.kind != kind.value:
            row.wrong = _with_marks(row.wrong, wrong)
            row.kind, row.seen = kind.value, seen.to_document()
            step(session, row, now, "changed", f"It shows otherwise now: {_words(kind, wrong)}.")
            if kind is Kind.GONE:  # whatever was told of it before, this is louder
                telling.opened(session, ids, row, "the playlist is in no list any more", now)
        return row
    row = rows.Incident(
        id=ids.new("inc", now),
        playlist_id=guarded.id,
        account_id=guarded.account,
        open_for=guarded.id,
        kind=kind.value,
        state=IncidentState.WAITING.value,
        outcome=None,
        wanted=guarded.wanted.to_document(),
        before=before.to_document(),
        seen=seen.to_document(),
        wrong=documents(wrong),
        last_right_at=guarded.right_at,
        found_at=now,
        due_at=now,
        note=None,
        right_at=None,
        ended_at=None,
    )
    session.add(row)
    session.flush()
    words = _words(kind, wrong)
    step(session, row, now, "found", f"{words}.")
    telling.opened(session, ids, row, words[:1].lower() + words[1:], now)
    watch = session.get(rows.Watch, guarded.account)
    if watch is not None:
        watch.alerted_until = now + ALERTED
        if not watch.slowed:
            watch.next_at = min(watch.next_at, now + timedelta(minutes=1))
    return row


def _with_marks(known: Sequence[Mapping[str, Any]], wrong: Sequence[Wrong]) -> list[dict[str, Any]]:
    """JSON of what is wrong now, with what is known of a text that was refused, or of a cover that was sent."""
    refused = {one["field"] for one in known if one.get("refused")}
    sent = next((one["sent_at"] for one in known if one.get("sent_at")), None) if same_cover(known, wrong) else None
    marked = documents(wrong)
    for one in marked:
        one |= {"refused": True} if one["field"] in refused else {}
        one |= {"sent_at": sent} if one["field"] == "cover" and sent is not None else {}
    return marked


def open_one(session: Session, playlist_id: PlaylistId) -> rows.Incident | None:
    """The open incident of a playlist."""
    return session.scalar(select(rows.Incident).where(rows.Incident.open_for == playlist_id))


def incident(session: Session, incident_id: IncidentId) -> rows.Incident | None:
    """One incident."""
    return session.get(rows.Incident, incident_id)


def step(
    session: Session,
    row: rows.Incident,
    now: datetime,
    what: str,
    note: str,
    *,
    actor: str | None = None,
    run_id: str | None = None,
) -> None:
    """Writes down what happened."""
    session.add(rows.IncidentStep(incident_id=row.id, at=now, what=what, note=note, actor=actor, run_id=run_id))


def stand(row: rows.Incident, state: IncidentState, note: str | None = None, due_at: datetime | None = None) -> None:
    """Says where an incident stands now."""
    row.state, row.note, row.due_at = state.value, note, due_at


def end(
    session: Session,
    ids: IdSource,
    row: rows.Incident,
    outcome: Outcome,
    now: datetime,
    note: str,
    *,
    right_at: datetime | None = None,
    actor: str | None = None,
) -> None:
    """Ends it. `right_at`: since when the playlist is as wanted, where it is."""
    row.state, row.outcome, row.open_for = IncidentState.ENDED.value, outcome.value, None
    row.ended_at, row.right_at, row.due_at, row.note = now, right_at or row.right_at, None, note
    step(session, row, now, outcome.value, note, actor=actor)
    session.flush()
    telling.ended(session, ids, row, now)


def prefer(
    session: Session, row: rows.Protection, preferred: Preferred, *, actor: str, why: str, now: datetime
) -> None:
    """Puts other preferred details in force, and keeps those as a version of theirs. Audited."""
    before = row.preferred
    row.number += 1
    row.preferred, row.changed_at = preferred.to_document(), now
    session.add(
        rows.PreferredVersion(
            playlist_id=row.playlist_id,
            number=row.number,
            document=preferred.to_document(),
            at=now,
            actor=actor,
            why=why,
        )
    )
    session.flush()
    audit.append(
        session,
        at=now,
        actor=actor,
        action="protection.prefer",
        subject=f"playlist:{row.playlist_id}",
        before=before,
        after=preferred.to_document() | {"why": why},
        account=row.account_id,
    )


def learn(row: rows.Protection, **pairs: tuple[str, str]) -> None:
    """Remembers how Spotify shows what was written."""
    known = Learned.from_document(row.learned).to_document()
    row.learned = known | {name: list(pair) for name, pair in pairs.items()}


def watch_of(session: Session, account_id: AccountId, now: datetime) -> rows.Watch:
    """How an account is looked at; made where it was not yet."""
    row = session.get(rows.Watch, account_id)
    if row is None:
        row = rows.Watch(
            account_id=account_id,
            next_at=now,
            every=300,
            slowed=False,
            calls=1,
            swept_at=None,
            whole_at=None,
            alerted_until=None,
            lacking={},
            broken_at=None,
            broken_why=None,
            counted_from=None,
            trouble=None,
        )
        session.add(row)
        session.flush()
    return row


_HOW = {
    "emptied": "the {field} is empty",
    "default": "the {field} is a default text",
    "gone": "the {field} is gone",
    "mosaic": "the {field} is Spotify's mosaic",
    "other": "the {field} is another one",
}


def _words(kind: Kind, wrong: Sequence[Wrong]) -> str:
    if kind is Kind.GONE:
        return "The playlist is in no list any more"
    said = [_HOW[one.how.value].format(field="visibility" if one.field == "public" else one.field) for one in wrong]
    words = listed(said)
    return words[:1].upper() + words[1:]

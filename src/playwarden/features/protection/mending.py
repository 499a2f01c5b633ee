"""Settling one playlist that a sweep suspects: one read confirms it; then it is restored, adopted, or asked about.

Level-triggered: whatever it was made for, it looks at what is there. A restore is written down before anything is sent,
so that a crash between two steps costs one of the few that are allowed, and never doubles one.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from playwarden.domain.calls import Caller
from playwarden.domain.library import Head
from playwarden.domain.playlist import Details
from playwarden.domain.protection.acting import Caps, Decision, Do, Policy, decide
from playwarden.domain.protection.judging import Judged, Kind
from playwarden.domain.protection.preferred import Preferred
from playwarden.engine.observe import Whole, read_details
from playwarden.engine.ports.target import Target
from playwarden.features.protection import book, own, telling
from playwarden.features.protection import repository as repo
from playwarden.features.protection.book import Clue, IncidentState, Outcome
from playwarden.features.protection.covers import CoverFetching
from playwarden.features.protection.looking import LANE
from playwarden.features.protection.repository import PROTECTION, Guarded
from playwarden.features.protection.restoring import REFUSED_TEXT, Check, Restoring
from playwarden.features.protection.seeing import seen_details
from playwarden.features.protection.sweep import Sweeper
from playwarden.kit.clock import Clock
from playwarden.kit.errors import (
    SpotifyNotFound,
)
from playwarden.kit.ids import IdSource, PlaylistId
from playwarden.store import library
from playwarden.store.covers import no_cover
from playwarden.store.database import Database, exclusive
from playwarden.store.models import protection as rows
from playwarden.store.models.library import Version

_NOWHERE = "Spotify does not have it any more. It is never made again by itself: rebuild it, if it is meant."
_NO_PICTURE = "The picture of the cover that was found cannot be had just now; it is adopted once it can."
_HIDDEN = "It was taken out of the library, and Spotify still has it. It is never put back by itself: do so, if meant."


@dataclass(frozen=True, slots=True)
class Occasion:
    """Why a playlist is settled. `demanded`: by this person, whatever policy, caps and breakers say. `writes`: this
    person prefers something else now, which is no incident. `clue` is what a sweep knows.
    """

    demanded: str | None = None
    writes: str | None = None
    clue: Clue = field(default_factory=Clue)


class Mending:
    """Settles one playlist at a time, by the key of its job."""

    def __init__(
        self,
        database: Database,
        restoring: Restoring,
        target: Target,
        sweeper: Sweeper,
        covers: CoverFetching,
        clock: Clock,
        ids: IdSource,
        caps: Callable[[], Caps],
    ) -> None:
        self._database = database
        self._restoring = restoring
        self._target = target
        self._sweeper = sweeper
        self._covers = covers
        self._clock = clock
        self._ids = ids
        self._caps = caps

    def settle(self, playlist_id: PlaylistId, why: Occasion, *, check: Check) -> dict[str, Any]:
        """Brings a playlist as near to what is wanted as policy, caps and breakers allow. Answers what was done, as
        JSON.

        Raises RateLimited, NeedsReconnecting, SpotifyUnavailable and Busy, and goes on the next time where it was.
        """
        done = self._once(playlist_id, why, check)
        return self._once(playlist_id, why, check) if done["did"] == "again" else done

    def _once(self, playlist_id: PlaylistId, why: Occasion, check: Check) -> dict[str, Any]:
        check()
        self._restoring.finish(playlist_id, check)
        with self._database.read() as session:
            guarded = repo.one_guarded(session, playlist_id)
        if guarded is None:
            return {"did": "nothing", "why": "It is not protected any more."}
        check()
        read = self._read(guarded)
        if read is None:
            return self._gone(guarded, _NOWHERE)
        if why.clue.missing:
            return self._gone(guarded, _HIDDEN)
        judged = self._judge(guarded, read.head)
        if not judged.wrong:
            return self._right(guarded, read, why.clue.unshown)
        if why.demanded is None and self._own(guarded, judged, read.head):
            return {"did": Outcome.ADOPTED.value, "why": "It was changed through Playwarden."}
        if why.writes is not None and guarded.incident is None:
            return self._restoring.write(guarded, read, judged.fields, why.writes, check)
        known = guarded.incident.wrong if guarded.incident is not None else ()
        coming = book.is_coming(known, judged.wrong, self._clock.now())
        if coming and judged.fields == ("cover",):
            return {"did": "nothing", "why": "Its cover was sent, and appears a while after that."}
        before = self._before(guarded)
        details = self._kept(guarded, judged, seen_details(read.head))
        with self._database.write() as session:
            now = self._clock.now()
            self._note_read(session, guarded, read.head, now)
            row = book.open_incident(
                session, self._ids, guarded, judged.kind, judged.wrong, before=before, seen=details, now=now
            )
            fields = _restorable(row, judged, why.demanded, coming)
            if fields:
                decision = self._decide(session, guarded, judged, why.demanded, now)
            else:
                decision = Decision(Do.ASK, REFUSED_TEXT)
            if decision.do is not Do.RESTORE:
                return self._leave(session, guarded, row, judged, details, decision, now)
            restore_id = self._restoring.mean(session, guarded, row, fields, why.demanded, now)
        return self._restoring.restore(guarded, read, fields, restore_id, check)

    # -- what is there

    def _read(self, guarded: Guarded) -> Whole | None:
        """The playlist's own read: it shows every field. None where it is not there."""
        try:
            return read_details(self._target, Caller(guarded.account, LANE), guarded.id)
        except SpotifyNotFound:
            return None

    def _judge(self, guarded: Guarded, head: Head) -> Judged:
        return self._sweeper.judged(guarded, head, self._sweeper.faces_for(guarded, head), whole=True)

    def _own(self, guarded: Guarded, judged: Judged, head: Head) -> bool:
        """Whether all that differs was changed through Playwarden, since the last look too: that is wanted now."""
        with self._database.write() as session:
            edits = repo.own_edits(session, [guarded.id]).get(guarded.id, {})
            told = (guarded, judged, head.cover_url, edits, self._sweeper.faces.of, self._clock.now())
            return bool(edits) and own.adopt(session, self._ids, *told)

    def _before(self, guarded: Guarded) -> Details:
        """The details as they were last known to be right: of the version that was there then."""
        with self._database.read() as session:
            query = select(Version.details).where(Version.playlist_id == guarded.id).order_by(Version.number.desc())
            if guarded.right_at is not None:
                query = query.where(Version.seen_at <= guarded.right_at)
            found = session.scalar(query.limit(1))
            if found is not None:
                return Details.from_document(found)
            held = library.mirrored(session, guarded.id, with_entries=False)
            return held.details if held else Details()

    def _kept(self, guarded: Guarded, judged: Judged, details: Details) -> Details:
        """The details as found, with the picture of a cover that is not the wanted one kept: it is soon gone from where
        it lies, and shows what happened.
        """
        cover = details.cover
        if "cover" not in judged.fields or cover is None or cover.url is None:
            return details
        known = guarded.incident is not None and book.same_wrong(guarded.incident.wrong, judged.wrong)
        if known and guarded.policy is not Policy.ADOPT:
            return details
        return replace(details, cover=replace(cover, sha256=self._covers.keep(cover.url)))

    def _note_read(self, session: Session, guarded: Guarded, head: Head, now: datetime) -> None:
        row = session.get_one(rows.Protection, guarded.id)
        row.read_at, row.read_snapshot, row.checked_at, row.missing = now, head.snapshot_id, now, 0
        if head.cover_url is None:
            # Its own read shows every field: there is none, where a list page may merely not tell.
            no_cover(session, guarded.id)

    def _right(self, guarded: Guarded, read: Whole, unshown: Sequence[str]) -> dict[str, Any]:
        """It is as wanted: the list that did not show it lacks a field, or was late; or it was put right elsewhere."""
        now = self._clock.now()
        with self._database.write() as session:
            self._note_read(session, guarded, read.head, now)
            row = session.get_one(rows.Protection, guarded.id)
            row.right_at = now
            if unshown:
                # The playlist itself shows what its list page does not: so it is with lists here.
                watch = book.watch_of(session, guarded.account, now)
                watch.lacking = watch.lacking | dict.fromkeys(unshown, now.isoformat())
            opened = book.open_one(session, guarded.id)
            if opened is None:
                return {"did": "nothing", "why": "It is as wanted."}
            settling = opened.state in (IncidentState.SETTLING.value, IncidentState.RESTORING.value)
            outcome = Outcome.RESTORED if settling else Outcome.HEALED
            note = "It shows as wanted again." if settling else "It is as wanted again, and not by Playwarden."
            book.end(session, self._ids, opened, outcome, now, note, right_at=now)
            return {"did": outcome.value}

    def _gone(self, guarded: Guarded, how: str) -> dict[str, Any]:
        now = self._clock.now()
        before = self._before(guarded)
        with self._database.write() as session:
            row = book.open_incident(session, self._ids, guarded, Kind.GONE, (), before=before, seen=Details(), now=now)
            book.stand(row, IncidentState.ASKING, how)
            return {"did": "ask", "why": how}

    # -- what to do

    def _decide(
        self,
        session: Session,
        guarded: Guarded,
        judged: Judged,
        demanded: str | None,
        now: datetime,
    ) -> Decision:
        exclusive(session, f"restores:{guarded.account}")  # two that count at once would both find room
        if demanded is not None:
            return Decision(Do.RESTORE)
        watch = book.watch_of(session, guarded.account, now)
        for broken, why in ((guarded.broken_at, None), (watch.broken_at, watch.broken_why)):
            if broken is not None:
                return Decision(Do.ASK, why or "Its breaker is open: nothing is restored until a person closes it.")
        counted = repo.restored(session, guarded.id, guarded.account, now)
        return decide(judged.kind, guarded.policy, counted, self._caps(), now)

    def _leave(
        self,
        session: Session,
        guarded: Guarded,
        row: rows.Incident,
        judged: Judged,
        details: Details,
        decision: Decision,
        now: datetime,
    ) -> dict[str, Any]:
        """Does not restore: waits, asks, adopts, or opens the breaker."""
        cover = self._seen_cover(session, guarded, details) if "cover" in judged.fields else None
        if decision.do is Do.ADOPT and "cover" in judged.fields and cover is None:
            # Adopted without its picture it would be protected no more.
            decision = Decision(Do.WAIT, _NO_PICTURE, now + book.COVER_LAG)
        if decision.do is Do.ADOPT:
            protection = session.get_one(rows.Protection, guarded.id)
            wanted = Preferred.from_document(protection.preferred)
            texts = {w.field: w.seen for w in judged.wrong if w.field != "cover"}
            preferred = replace(wanted, **texts)  # type: ignore[arg-type]  # texts and flags by their field
            if "cover" in judged.fields:
                preferred = replace(preferred, cover=cover)
            book.prefer(session, protection, preferred, actor=PROTECTION, why="Adopted as it was found.", now=now)
            book.end(session, self._ids, row, Outcome.ADOPTED, now, decision.why, right_at=now)
        elif decision.do is Do.WAIT:
            if row.state != IncidentState.WAITING.value or row.note != decision.why:
                book.step(session, row, now, "waits", f"{decision.why} Until {decision.until:%H:%M} UTC.")
            book.stand(row, IncidentState.WAITING, decision.why, decision.until)
        else:
            if row.state != IncidentState.ASKING.value:
                book.step(session, row, now, decision.do.value, decision.why)
            book.stand(row, IncidentState.ASKING, decision.why)
            if decision.do is Do.STOP:
                self._break(session, guarded, decision, now)
        return {"did": decision.do.value, "why": decision.why}

    def _seen_cover(self, session: Session, guarded: Guarded, details: Details) -> str | None:
        kept = details.cover
        if kept is not None and kept.sha256 is not None:
            return kept.sha256
        held = library.mirrored(session, guarded.id, with_entries=False)
        return held.details.cover.sha256 if held and held.details.cover else None

    def _break(self, session: Session, guarded: Guarded, decision: Decision, now: datetime) -> None:
        row: rows.Protection | rows.Watch = session.get_one(rows.Protection, guarded.id)
        if decision.scope == "account":
            row = book.watch_of(session, guarded.account, now)
        if row.broken_at is None:
            row.broken_at, row.broken_why = now, decision.why
            playlist = guarded.id if decision.scope == "playlist" else None
            telling.broke(session, self._ids, guarded.account, playlist, decision.why, now)


def _restorable(row: rows.Incident, judged: Judged, demanded: str | None, coming: bool) -> tuple[str, ...]:
    """The fields that can be put back: not those that Spotify refused, unless a person wants it tried again, and no
    cover that is `coming` already.
    """
    left_out = {one["field"] for one in row.wrong if one.get("refused")} if demanded is None else set()
    return tuple(name for name in judged.fields if name not in left_out and not (coming and name == "cover"))

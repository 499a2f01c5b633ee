"""What a sweep saw, written down: who is right, what is over, what was one's own edit, and what is to be settled."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from playwarden.domain.protection.judging import Kind
from playwarden.domain.protection.sweeping import Pace, after_incident
from playwarden.engine.ports.library import lately
from playwarden.features.protection import book, own, telling
from playwarden.features.protection import repository as repo
from playwarden.features.protection.book import Clue, IncidentState, Outcome, Told
from playwarden.features.protection.looking import Looked
from playwarden.features.protection.own import FaceOf
from playwarden.features.protection.repository import OwnEdit
from playwarden.features.protection.seeing import READ_EVERY, SOON, Found
from playwarden.kit.ids import AccountId, IdSource, PlaylistId
from playwarden.store.models import protection as rows

MISSED = 3
"""Looks that did not take place before that counts as a time in which nobody watched."""
KEPT = timedelta(days=14)


class Record:
    """One sweep, written down in one transaction."""

    def __init__(self, session: Session, ids: IdSource, face_of: FaceOf, now: datetime) -> None:
        self._session = session
        self._ids = ids
        self._face_of = face_of
        self._now = now
        self._suspects: dict[PlaylistId, Clue] = {}
        self._adopted: list[PlaylistId] = []
        self._healed: list[PlaylistId] = []
        self._right: set[PlaylistId] = set()
        self._soon: set[AccountId] = set()
        self._watches: dict[AccountId, rows.Watch] = {}

    def told(
        self,
        looked: Sequence[Looked],
        found: Sequence[Found],
        reads: Mapping[AccountId, int],
        lost: Collection[AccountId] = (),
    ) -> Told:
        """Writes down what was seen of playlists; jobs for what is to be settled are made with it. `reads`: how many
        playlists of an account may be read by themselves because its list does not show all of them. `lost`: accounts
        whose pages did not show what was expected on them; their whole lists are looked at soon.
        """
        self._soon.update(lost)
        people = {one.watched.id: one for one in looked}
        lacking = {one: dict(self._watch(one).lacking) for one in people}
        self._shown_again(found, lacking)
        seen = [one for one in found if one.head is not None]
        edits = repo.own_edits(self._session, [one.guarded.id for one in seen if one.judged.wrong])
        unread: list[Found] = []
        for one in found:
            if one.head is None:
                self._missing(one)
            elif one.judged.wrong:
                self._wrong(one, edits.get(one.guarded.id, {}))
            elif one.judged.unknown:
                self._unknown(one, people[one.guarded.account], lacking[one.guarded.account], unread)
            else:
                self._as_wanted(one)
        unread.sort(key=lambda one: (not one.guarded.important, one.guarded.read_at or one.guarded.changed_at))
        room = Counter(reads)
        for one in unread:
            if room[one.guarded.account] > 0:
                room[one.guarded.account] -= 1
                self._suspects[one.guarded.id] = Clue()
        repo.note_seen(self._session, [one.guarded.id for one in seen], self._now, right=self._right)
        self._note_single_reads(seen)
        book.suspect(self._session, self._ids, self._suspects, self._now)
        for account, fields in lacking.items():
            self._watch(account).lacking = fields
        return Told(tuple(self._suspects), tuple(self._adopted), tuple(self._healed))

    def _watch(self, account: AccountId) -> rows.Watch:
        if not self._watches:
            self._watches = repo.watches(self._session)
        if account not in self._watches:
            self._watches[account] = book.watch_of(self._session, account, self._now)
        return self._watches[account]

    # -- one playlist

    def _as_wanted(self, one: Found) -> None:
        self._right.add(one.guarded.id)
        wanted, settled = one.guarded.wanted.cover, one.judged.settled
        if wanted is not None and settled is not None and settled != one.guarded.learned.shown("cover", wanted):
            row = self._session.get_one(rows.Protection, one.guarded.id)
            book.learn(row, cover=(wanted, settled))
        if one.guarded.incident is not None:
            self._over(one)

    def _over(self, one: Found) -> None:
        row = book.open_one(self._session, one.guarded.id)
        if row is None or row.state == IncidentState.RESTORING.value:
            return  # whoever restores it ends it
        if row.state == IncidentState.SETTLING.value:
            outcome, note = Outcome.RESTORED, "It shows as wanted again."
        else:
            outcome, note = Outcome.HEALED, "It is as wanted again, and not by Playwarden."
        book.end(self._session, self._ids, row, outcome, self._now, note, right_at=self._now)
        self._healed.append(one.guarded.id)

    def _wrong(self, one: Found, edits: Mapping[str, OwnEdit]) -> None:
        guarded, incident = one.guarded, one.guarded.incident
        assert one.head is not None, "something was seen"
        told = (guarded, one.judged, one.head.cover_url, edits, self._face_of, self._now)
        if edits and own.adopt(self._session, self._ids, *told):
            self._adopted.append(guarded.id)
            return
        if incident is not None and self._known(one):
            return
        if incident is None and self._on_its_way(one):
            return
        self._suspects[guarded.id] = Clue()

    def _on_its_way(self, one: Found) -> bool:
        """Whether it is a cover that was preferred a moment ago and never shown yet: covers appear late."""
        guarded = one.guarded
        if one.judged.fields != ("cover",) or guarded.wanted.cover is None:
            return False
        fresh = timedelta(0) <= self._now - guarded.changed_at < book.COVER_LAG
        return fresh and guarded.learned.shown("cover", guarded.wanted.cover) is None

    def _known(self, one: Found) -> bool:
        """Whether the open incident is about this already, and waits for what it waits for."""
        incident = one.guarded.incident
        assert incident is not None, "asked about the open incident alone"
        due = incident.due_at is not None and incident.due_at <= self._now
        match incident.state:
            case IncidentState.SETTLING:
                coming = book.is_coming(incident.wrong, one.judged.wrong, self._now)
                return coming and one.judged.fields == ("cover",)
            case IncidentState.RESTORING:
                return False  # its job goes on, or is made again where it was lost
            case IncidentState.WAITING if incident.due_at is None:
                return False  # for a connection: that is there again, for it was looked at
            case _:
                return not due and book.same_wrong(incident.wrong, one.judged.wrong)

    def _missing(self, one: Found) -> None:
        """Missing in a whole list: once may be chance, twice is looked into. Its own read is enough."""
        row = self._session.get_one(rows.Protection, one.guarded.id)
        row.missing += 1
        incident = one.guarded.incident
        if incident is not None and incident.kind == Kind.GONE.value and incident.state == IncidentState.ASKING.value:
            return
        if one.by_itself or row.missing >= 2:
            self._suspects[one.guarded.id] = Clue(missing=True)
        else:
            self._soon.add(one.guarded.account)

    def _unknown(self, one: Found, looked: Looked, lacking: Mapping[str, Any], unread: list[Found]) -> None:
        """What the list does not show is looked at by a single read: at once where nobody knew that it is not shown, or
        the snapshot id says that something changed; else now and then.
        """
        guarded, head = one.guarded, one.head
        assert head is not None, "something was seen"
        fields = set(one.judged.unknown)
        if "cover" in fields and head.cover_url is not None:
            fields.discard("cover")  # its picture could not be fetched: the next look tries again
        if not fields:
            return
        shown = {"cover": "cover_url"}
        expected = all(name in lacking or shown.get(name, name) in looked.watched.unshown for name in fields)
        if not expected or guarded.read_snapshot != head.snapshot_id:
            self._suspects[guarded.id] = Clue(() if expected else tuple(sorted(fields)))
        elif guarded.read_at is None or not lately(guarded.read_at, self._now, READ_EVERY):
            unread.append(one)

    # -- what is known of lists

    def _shown_again(self, found: Sequence[Found], lacking: Mapping[AccountId, dict[str, Any]]) -> None:
        for one in found:
            if one.head is not None and not one.by_itself:
                if one.head.description is not None:
                    lacking[one.guarded.account].pop("description", None)
                if one.head.cover_url is not None:
                    lacking[one.guarded.account].pop("cover", None)

    def _note_single_reads(self, seen: Sequence[Found]) -> None:
        for one in seen:
            if one.by_itself and one.head is not None:
                row = self._session.get_one(rows.Protection, one.guarded.id)
                row.read_at, row.read_snapshot = self._now, one.head.snapshot_id

    # -- accounts

    def looked_at(
        self, looked: Sequence[Looked], found: Sequence[Found], paces: Mapping[AccountId, tuple[Pace, int]]
    ) -> None:
        """Writes down each look, when the next one is due, and for how long nobody had looked."""
        for one in looked:
            mine = [each for each in found if each.guarded.account == one.watched.id]
            row = self._watch(one.watched.id)
            self._session.add(
                rows.Sweep(
                    account_id=one.watched.id,
                    at=self._now,
                    ms=one.ms,
                    calls=one.calls,
                    checked=sum(each.head is not None for each in mine),
                    wrong=sum(bool(each.judged.wrong) for each in mine),
                    whole=one.listing.whole,
                )
            )
            row.trouble = one.error.what if one.error is not None else None
            if one.error is not None:
                row.next_at = self._now + timedelta(seconds=row.every)
                continue
            self._note_unwatched(row)
            row.swept_at = self._now
            if one.listing.whole:
                row.whole_at = self._now
        for account, (pace, calls) in paces.items():
            row = self._watch(account)
            row.every, row.slowed, row.calls = round(pace.every.total_seconds()), pace.slowed, calls
        for one in looked:
            if one.error is None:
                self._next(self._watch(one.watched.id), one)
        repo.prune(self._session, KEPT, self._now)

    def _next(self, row: rows.Watch, one: Looked) -> None:
        every = timedelta(seconds=row.every)
        if row.alerted_until is not None and row.alerted_until > self._now:
            every = after_incident(Pace(every, row.slowed))
        if one.watched.id in self._soon:
            every, row.whole_at = min(every, SOON), None
        row.next_at = self._now + every

    def _note_unwatched(self, row: rows.Watch) -> None:
        if row.swept_at is not None and self._now - row.swept_at > timedelta(seconds=MISSED * row.every):
            self._session.add(rows.Unwatched(account_id=row.account_id, since=row.swept_at, until=self._now))
            telling.unwatched(self._session, self._ids, AccountId(row.account_id), row.swept_at, self._now)

    def put_off(self, later: Mapping[AccountId, datetime]) -> None:
        """Accounts for which there are no calls now."""
        for account, moment in later.items():
            row = self._watch(account)
            row.next_at, row.trouble = moment, "There are no calls left for a look."

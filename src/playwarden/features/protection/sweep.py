"""The sweep: one look at every account that is due, judged; what looks wrong is left to be settled one by one."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from playwarden.domain.library import Head
from playwarden.domain.protection.judging import Judged, judge
from playwarden.domain.protection.sweeping import WHOLE_EVERY, Pace, Route, pace, route
from playwarden.domain.quota import UNLIMITED
from playwarden.engine.ports.library import lately
from playwarden.engine.ports.quota import HEADS, PLAYLIST, Quota
from playwarden.engine.ports.target import Target
from playwarden.features.library.reports import Watched
from playwarden.features.library.repository import watched
from playwarden.features.protection import book, telling
from playwarden.features.protection import repository as repo
from playwarden.features.protection.looking import LANE, Looked, look
from playwarden.features.protection.recording import Record
from playwarden.features.protection.repository import Guarded, Place
from playwarden.features.protection.seeing import Faces, Found, seen_details
from playwarden.kit.clock import Clock
from playwarden.kit.ids import AccountId, IdSource, PlaylistId
from playwarden.kit.pictures import alike
from playwarden.store.database import Database
from playwarden.store.details import custom
from playwarden.store.heads import Changes, Listing, changes_of, take_over
from playwarden.store.looks import note_look
from playwarden.store.models import protection as rows
from playwarden.store.models.library import Playlist

DAY = timedelta(hours=24)
RESERVE = 8
"""Calls that a look leaves when a day's are nearly spent: two restores, since what is found is to be put back."""


@dataclass(frozen=True, slots=True)
class SweepReport:
    """What a sweep did. `suspects` are to be settled by jobs; `problems` are accounts that it failed for."""

    accounts: int = 0
    calls: int = 0
    checked: int = 0
    wrong: int = 0
    suspects: tuple[PlaylistId, ...] = ()
    adopted: tuple[PlaylistId, ...] = ()
    healed: tuple[PlaylistId, ...] = ()
    problems: tuple[str, ...] = ()
    whole: bool = False
    """Whether every account that has protected playlists was looked at."""


class Sweeper:
    """Looks at accounts. One at a time: its job has a key of its own."""

    def __init__(
        self, database: Database, target: Target, quota: Quota, clock: Clock, ids: IdSource, *, every: timedelta
    ) -> None:
        self._database = database
        self._target = target
        self._quota = quota
        self._clock = clock
        self._ids = ids
        self._every = every
        self.faces = Faces(target)

    def sweep(self, accounts: Sequence[AccountId] | None = None, *, check: Callable[[], None]) -> SweepReport:
        """Looks at the accounts that are due, or at `accounts` now. Raises what `check` raises, before any call."""
        now = self._clock.now()
        with self._database.read() as session:
            places = repo.places(session)
            watches = repo.watches(session)
            wanted = [one for one in (accounts or places) if one in places]
            due = [one for one in wanted if accounts is not None or _due(watches.get(one), now)]
            guards = repo.guarded(session, due)
            people = {one.id: one for one in watched(session, due)} if due else {}
            spent = repo.swept_calls(session, now - DAY)
        by_account: dict[AccountId, list[Guarded]] = defaultdict(list)
        for one in guards:
            by_account[one.account].append(one)
        check()
        self._begin(due, now)
        routes: list[tuple[Watched, Route]] = []
        later: dict[AccountId, datetime] = {}
        for account in due:
            if not places[account].connected:
                continue
            chosen = self._route(places[account], by_account[account], watches.get(account), now)
            if isinstance(chosen, datetime):
                later[account] = chosen
            else:
                routes.append((people[account], chosen))
        looked = look(self._target, routes)
        changes = self._mirror(looked, now)
        found, lost = self._judged(looked, by_account, changes)
        paces = self._paces(places, by_account, watches, spent, guards)
        with self._database.write() as session:
            record = Record(session, self._ids, self.faces.of, now)
            told = record.told(looked, found, _reads(paces, places, guards, now), lost)
            record.looked_at(looked, found, paces)
            record.put_off(later)
            whole = {one.watched.id for one in looked if one.error is None} == {
                key for key, place in places.items() if place.connected
            }
            if whole and places:
                telling.swept(session, now)
        problems = tuple(f"{one.watched.name}: {one.error.what}" for one in looked if one.error is not None)
        return SweepReport(
            accounts=len(looked),
            calls=sum(one.calls for one in looked),
            checked=sum(one.head is not None for one in found),
            wrong=sum(bool(one.judged.wrong) for one in found),
            suspects=told.suspects,
            adopted=told.adopted,
            healed=told.healed,
            problems=problems,
            whole=whole,
        )

    def _begin(self, due: Sequence[AccountId], now: datetime) -> None:
        """The next look is put off before this one begins: one that always fails is not tried again every second."""
        with self._database.write() as session:
            for account in due:
                watch = book.watch_of(session, account, now)
                watch.next_at = now + timedelta(seconds=watch.every)

    # -- which way

    def _route(
        self, place: Place, mine: Sequence[Guarded], watch: rows.Watch | None, now: datetime
    ) -> Route | datetime:
        """The look that costs least, or the moment when there are calls for one. When the calls for list pages are
        spent and those for single reads are not, the important ones are read by themselves.
        """
        whole_due = watch is None or watch.whole_at is None or not lately(watch.whole_at, now, WHOLE_EVERY)
        chosen = route({one.id: one.position for one in mine}, place.total, whole_due=whole_due)
        bucket = PLAYLIST if chosen.singles else HEADS
        calls = chosen.calls(place.total)
        lists = self._quota.forecast(place.id, {bucket: calls + RESERVE}, LANE)
        if lists.ready_at is None:  # a whole day's calls are fewer than that
            lists = self._quota.forecast(place.id, {bucket: calls}, LANE)
        if lists.fits:
            return chosen
        important = tuple(one.id for one in mine if one.important)
        if important and not chosen.singles:
            alone = self._quota.forecast(place.id, {PLAYLIST: len(important)}, LANE)
            if alone.fits:
                return Route(singles=important)
        return lists.ready_at or now + timedelta(hours=1)

    # -- what it shows

    def _mirror(self, looked: Sequence[Looked], now: datetime) -> Changes:
        """What was seen serves the library as well: no second call for the same answer."""
        listings = [self._for_mirror(one) for one in looked]
        with self._database.read() as session:
            changes = changes_of(session, listings, now)
        with self._database.write() as session:
            if not changes.empty:
                changes = take_over(session, self._ids, listings, now)
            for one, listing in zip(looked, listings, strict=True):
                if listing.whole or (one.pages and one.pages == tuple(range(len(one.pages)))):
                    note_look(session, listing, changes.late, now)
        return changes

    def _for_mirror(self, one: Looked) -> Listing:
        """A listing as the mirror takes it: from the middle of a list only what is known of it already, since places
        are counted from the top.
        """
        if one.listing.whole or one.pages == tuple(range(len(one.pages))):
            return one.listing
        with self._database.read() as session:
            ids = [head.id for head in one.listing.heads]
            known = {row[0] for row in session.query(Playlist.id).filter(Playlist.id.in_(ids))}
        return replace(one.listing, heads=tuple(head for head in one.listing.heads if head.id in known))

    def _judged(
        self,
        looked: Sequence[Looked],
        by_account: Mapping[AccountId, Sequence[Guarded]],
        changes: Changes,
    ) -> tuple[list[Found], set[AccountId]]:
        """Every protected playlist that was shown, or that a whole list lacks; and the accounts whose pages did not
        show what was expected on them. What is late is left out.
        """
        lost: set[AccountId] = set()
        pairs: list[tuple[Guarded, Head | None, bool]] = []
        for one in looked:
            shown = {head.id: head for head in one.listing.heads}
            for guarded in by_account[one.watched.id]:
                if guarded.id in changes.late:
                    continue
                if guarded.id in one.singles:
                    pairs.append((guarded, one.singles[guarded.id], True))
                elif guarded.id in shown:
                    pairs.append((guarded, shown[guarded.id], False))
                elif one.listing.whole and one.watched.id not in changes.lagging:
                    pairs.append((guarded, None, False))
                elif one.pages and one.error is None and not one.listing.whole:
                    lost.add(one.watched.id)
        faces = self._wanted_faces(pairs)
        found = [
            Found(guarded, head, self.judged(guarded, head, faces, whole=alone), alone)
            for guarded, head, alone in pairs
        ]
        return found, lost

    def judged(self, guarded: Guarded, head: Head | None, faces: Mapping[str, str], *, whole: bool) -> Judged:
        """One playlist, by what is known of pictures."""
        if head is None:
            return Judged()
        known = {one["seen"] for one in guarded.incident.wrong} if guarded.incident else set()

        def same(url: str) -> bool | None:
            if url in known:
                return False
            there, face = self.faces.of(url), faces.get(guarded.wanted.cover or "")
            return None if there is None or face is None else alike(there, face)

        return judge(guarded.wanted, guarded.learned, seen_details(head), same, whole=whole)

    def _wanted_faces(self, pairs: Iterable[tuple[Guarded, Head | None, bool]]) -> Mapping[str, str]:
        """Fetches the pictures that have to be compared; the likenesses of those that are wanted."""
        urls: set[str] = set()
        covers: set[str] = set()
        for guarded, head, _ in pairs:
            url = head.cover_url if head is not None else None
            if guarded.wanted.cover is None or url is None or custom(url) is False:
                continue
            if url != guarded.learned.shown("cover", guarded.wanted.cover):
                covers.add(guarded.wanted.cover)
                urls.add(url)
        if not covers:
            return {}
        self.faces.fetch(urls)
        with self._database.read() as session:
            return repo.likenesses(session, covers)

    def faces_for(self, guarded: Guarded, head: Head) -> Mapping[str, str]:
        """As for a look, for one playlist that was read by itself."""
        return self._wanted_faces([(guarded, head, True)])

    # -- how often

    def _paces(
        self,
        places: Mapping[AccountId, Place],
        by_account: Mapping[AccountId, Sequence[Guarded]],
        watches: Mapping[AccountId, rows.Watch],
        spent: Mapping[AccountId, int],
        guards: Sequence[Guarded],
    ) -> dict[AccountId, tuple[Pace, int]]:
        """How often each account is looked at from now on, and what one look costs: the accounts of a quota group
        share its calls.
        """
        costs: dict[AccountId, float] = {}
        for account, place in places.items():
            mine = by_account.get(account)
            if mine is None:
                costs[account] = float(watches[account].calls) if account in watches else 1.0
                continue
            usual = route({one.id: one.position for one in mine}, place.total, whole_due=False)
            costs[account] = float(usual.calls(place.total))
        groups: dict[str, list[AccountId]] = defaultdict(list)
        for account, place in places.items():
            if place.connected:
                groups[place.quota_group].append(account)
        paces: dict[AccountId, tuple[Pace, int]] = {}
        for members in groups.values():
            left = self._quota.forecast(members[0], {HEADS: 1}, LANE).left
            used = sum(spent.get(account, 0) for account in members)
            a_day = None if left >= UNLIMITED else left + used
            found = pace(sum(costs[account] for account in members), a_day, self._every)
            for account in members:
                paces[account] = (found, round(costs[account]))
        return paces


def _reads(
    paces: Mapping[AccountId, tuple[Pace, int]],
    places: Mapping[AccountId, Place],
    guards: Sequence[Guarded],
    now: datetime,
) -> dict[AccountId, int]:
    """How many playlists of each account may be read by themselves because its list does not show all of them."""
    last: dict[AccountId, datetime] = {}
    for one in guards:
        if one.read_at is not None:
            last[one.account] = max(one.read_at, last.get(one.account, one.read_at))
    together = Counter(places[account].quota_group for account in paces)
    return {
        account: pace.reads(together[places[account].quota_group], last.get(account), now)
        for account, (pace, _) in paces.items()
    }


def _due(watch: rows.Watch | None, now: datetime) -> bool:
    """Whether it is time. One that a clock set back put far into the future is due too."""
    return watch is None or watch.next_at <= now or watch.next_at - now > timedelta(days=1)

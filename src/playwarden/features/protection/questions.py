"""Answers about protection, read only: the accounts that are watched, protected playlists, incidents."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from playwarden.domain.accounts import six_months_after
from playwarden.domain.matching.fold import fold
from playwarden.domain.playlist import Details
from playwarden.domain.protection.acting import DAY, Caps
from playwarden.domain.protection.judging import Kind
from playwarden.domain.protection.preferred import Preferred
from playwarden.features.library.gallery import picture_key
from playwarden.features.library.repository import watched
from playwarden.features.protection.answers import (
    AccountWatch,
    IncidentFilter,
    IncidentRow,
    IncidentShown,
    PreferredRow,
    ProtectedFilter,
    ProtectedRow,
    Standing,
    Step,
    Tried,
)
from playwarden.features.protection.book import IncidentState
from playwarden.features.protection.seeing import READ_EVERY
from playwarden.features.protection.standing import how_often, lacking_words
from playwarden.kit.clock import Clock
from playwarden.kit.errors import NotFound
from playwarden.kit.ids import AccountId, IncidentId, PlaylistId
from playwarden.store.database import Database
from playwarden.store.models import protection as rows
from playwarden.store.models.accounts import Account
from playwarden.store.models.library import Playlist, View
from playwarden.store.tags import seen_among, tags_of

UNWATCHED_FOR = timedelta(days=14)


class ProtectionQuestions:
    """Each method is one snapshot of the database."""

    def __init__(self, database: Database, clock: Clock, *, caps: Caps, every: timedelta) -> None:
        self._database = database
        self._clock = clock
        self.caps = caps
        self._every = every

    # -- accounts

    def accounts(self, among: frozenset[AccountId] | None = None) -> list[AccountWatch]:
        """Those with protected playlists that the reader sees, by name."""
        now = self._clock.now()
        with self._database.read() as session:
            found = _protected(session, ProtectedFilter(among=among), now)
            by_account: dict[AccountId, list[ProtectedRow]] = defaultdict(list)
            for one in found:
                by_account[one.account].append(one)
            people = list(session.scalars(select(Account).where(Account.id.in_(list(by_account)))))
            unshown = {one.id: one.unshown for one in watched(session, list(by_account))} if by_account else {}
            return [
                self._account(session, row, by_account[AccountId(row.id)], unshown.get(AccountId(row.id), ()), now)
                for row in sorted(people, key=lambda row: (fold(row.display_name), row.id))
            ]

    def _account(
        self,
        session: Session,
        row: Account,
        mine: Sequence[ProtectedRow],
        unshown: Sequence[str] | frozenset[str],
        now: datetime,
    ) -> AccountWatch:
        watch = session.get(rows.Watch, row.id)
        every = timedelta(seconds=watch.every) if watch else self._every
        lacking = set(watch.lacking if watch else ()) | {"cover" if one == "cover_url" else one for one in unshown}
        alone = sum(bool(lacking & set(one.preferred.fields)) for one in mine)
        a_day = round(alone * (DAY / READ_EVERY))
        query = select(rows.Unwatched).where(
            rows.Unwatched.account_id == row.id, rows.Unwatched.until > now - UNWATCHED_FOR
        )
        restores = (
            select(func.count())
            .select_from(rows.Restore)
            .where(
                rows.Restore.account_id == row.id,
                rows.Restore.state.in_(("meant", "running", "done")),
                rows.Restore.at > max(now - DAY, (watch.counted_from if watch else None) or now - DAY),
            )
        )
        return AccountWatch(
            id=AccountId(row.id),
            name=row.display_name,
            state=row.state,
            counts=Counter(one.standing.value for one in mine),
            every=every,
            slowed=bool(watch and watch.slowed),
            calls=watch.calls if watch else 1,
            words=how_often(every, slowed=bool(watch and watch.slowed), calls=watch.calls if watch else 1),
            swept_at=watch.swept_at if watch else None,
            next_at=watch.next_at if watch else None,
            alerted_until=watch.alerted_until if watch and (watch.alerted_until or now) > now else None,
            trouble=watch.trouble if watch else None,
            broken_at=watch.broken_at if watch else None,
            broken_why=watch.broken_why if watch else None,
            broken_playlists=sum(one.broken_at is not None for one in mine),
            lacking=lacking_words(lacking, alone, a_day),
            lacking_calls=a_day,
            unwatched=tuple((one.since, one.until) for one in session.scalars(query.order_by(rows.Unwatched.since))),
            last_day=six_months_after(row.authorised_at),
            restores=session.scalar(restores) or 0,
        )

    # -- playlists

    def protected(self, wanted: ProtectedFilter) -> list[ProtectedRow]:
        """Protected playlists by name."""
        with self._database.read() as session:
            return _protected(session, wanted, self._clock.now())

    def playlist(self, playlist_id: PlaylistId) -> ProtectedRow | None:
        """One of them; None where it is not protected."""
        return next(iter(self.protected(ProtectedFilter(playlists=(playlist_id,)))), None)

    def versions(self, playlist_id: PlaylistId) -> list[PreferredRow]:
        """What was wanted of a playlist, the newest first; nothing where it is not protected."""
        query = (
            select(rows.PreferredVersion)
            .where(rows.PreferredVersion.playlist_id == playlist_id)
            .order_by(rows.PreferredVersion.number.desc())
        )
        with self._database.read() as session:
            return [
                PreferredRow(one.number, Preferred.from_document(one.document), one.at, one.actor, one.why)
                for one in session.scalars(query)
            ]

    # -- incidents

    def incidents(self, wanted: IncidentFilter) -> list[IncidentRow]:
        """Incidents, the newest first. Raises NotFound for a `before` that there is not."""
        with self._database.read() as session:
            query = _chosen(session, wanted)
            return [_incident(*row) for row in session.execute(query.limit(wanted.limit))]

    def incident(self, incident_id: IncidentId) -> IncidentShown:
        """One incident with its steps. Raises NotFound."""
        with self._database.read() as session:
            row = session.execute(_INCIDENTS.where(rows.Incident.id == incident_id)).first()
            if row is None:
                raise no_incident(incident_id)
            return _shown(session, _incident(*row))

    def shown(self, wanted: IncidentFilter) -> list[IncidentShown]:
        """Incidents with all that happened in them, the oldest first."""
        with self._database.read() as session:
            found = [_incident(*row) for row in session.execute(_chosen(session, wanted).limit(wanted.limit))]
            return [_shown(session, row) for row in reversed(found)]


def no_incident(incident_id: str) -> NotFound:
    return NotFound(f"There is no incident '{incident_id[:60]}'.", "`playwarden protect incidents` names them.")


_INCIDENTS: Select[rows.Incident, str, str] = (
    select(rows.Incident, Playlist.name, Account.display_name)
    .join(Playlist, Playlist.id == rows.Incident.playlist_id)
    .join(Account, Account.id == rows.Incident.account_id)
)


def _chosen(session: Session, wanted: IncidentFilter) -> Select[rows.Incident, str, str]:
    query = _INCIDENTS.order_by(rows.Incident.found_at.desc(), rows.Incident.id.desc())
    for column, value in (
        (rows.Incident.account_id, wanted.account),
        (rows.Incident.playlist_id, wanted.playlist),
        (rows.Incident.kind, wanted.kind),
        (rows.Incident.state, None if wanted.state == "open" else wanted.state),
    ):
        if value is not None:
            query = query.where(column == value)
    if wanted.state == "open":
        query = query.where(rows.Incident.open_for.is_not(None))
    if wanted.since is not None:
        query = query.where(func.coalesce(rows.Incident.ended_at, wanted.since) >= wanted.since)
    if wanted.until is not None:
        query = query.where(rows.Incident.found_at <= wanted.until)
    if wanted.before is not None:
        last = session.get(rows.Incident, wanted.before)
        if last is None:
            raise no_incident(wanted.before)
        same = (rows.Incident.found_at == last.found_at) & (rows.Incident.id < last.id)
        query = query.where(or_(rows.Incident.found_at < last.found_at, same))
    seen = _seen(session, wanted.among)
    return query if seen is None else query.where(seen)


def _seen(session: Session, among: frozenset[AccountId] | None) -> ColumnElement[bool] | None:
    """Of what a reader sees: a condition on `Playlist`; None: all."""
    if among is None:
        return None
    whole, by_tag = seen_among(session, among)
    shown = select(View.playlist_id).where(View.account_id.in_(whole))
    owners = select(Account.user_id).where(Account.id.in_(whole))
    return or_(Playlist.id.in_(shown), Playlist.owner_id.in_(owners), Playlist.id.in_(list(by_tag)))


def _incident(row: rows.Incident, name: str, account_name: str) -> IncidentRow:
    return IncidentRow(
        id=IncidentId(row.id),
        playlist=PlaylistId(row.playlist_id),
        name=name or Details.from_document(row.before).name or str(row.wanted.get("name") or row.playlist_id),
        account=AccountId(row.account_id),
        account_name=account_name,
        kind=row.kind,
        state=row.state,
        outcome=row.outcome,
        wrong=tuple(row.wrong),
        wanted=Preferred.from_document(row.wanted),
        before=Details.from_document(row.before),
        seen=Details.from_document(row.seen),
        last_right_at=row.last_right_at,
        found_at=row.found_at,
        due_at=row.due_at,
        right_at=row.right_at,
        ended_at=row.ended_at,
        note=row.note,
        open=row.open_for is not None,
    )


def _shown(session: Session, row: IncidentRow) -> IncidentShown:
    steps = select(rows.IncidentStep).where(rows.IncidentStep.incident_id == row.id).order_by(rows.IncidentStep.id)
    tried = select(rows.Restore).where(rows.Restore.incident_id == row.id).order_by(rows.Restore.at, rows.Restore.id)
    return IncidentShown(
        row,
        tuple(Step(one.at, one.what, one.note, one.actor, one.run_id) for one in session.scalars(steps)),
        tuple(Tried(one.at, tuple(one.fields), one.state, one.run_id) for one in session.scalars(tried)),
    )


def _protected(session: Session, wanted: ProtectedFilter, now: datetime) -> list[ProtectedRow]:
    query = (
        select(rows.Protection, Playlist, Account.display_name, rows.Incident)
        .join(Playlist, Playlist.id == rows.Protection.playlist_id)
        .join(Account, Account.id == rows.Protection.account_id)
        .outerjoin(rows.Incident, rows.Incident.open_for == rows.Protection.playlist_id)
    )
    if wanted.playlists is not None:
        query = query.where(rows.Protection.playlist_id.in_(wanted.playlists))
    if wanted.account is not None:
        query = query.where(rows.Protection.account_id == wanted.account)
    if wanted.important is not None:
        query = query.where(rows.Protection.important == wanted.important)
    seen = _seen(session, wanted.among)
    if seen is not None:
        query = query.where(seen)
    found = list(session.execute(query))
    tags = tags_of(session, [one.playlist_id for one, *_ in found])
    used = _restores(session, now)
    made = [
        _row(one, playlist, name, incident, tags[one.playlist_id], used.get(one.playlist_id, ()), now)
        for one, playlist, name, incident in found
    ]
    text = fold(wanted.q) if wanted.q else ""
    return sorted(
        (
            one
            for one in made
            if (not wanted.standing or one.standing in wanted.standing)
            and (wanted.tag is None or wanted.tag.casefold() in one.tags)
            and text in fold(one.name)
        ),
        key=lambda one: (fold(one.name), one.id),
    )


def _restores(session: Session, now: datetime) -> dict[str, list[datetime]]:
    found: dict[str, list[datetime]] = defaultdict(list)
    query = select(rows.Restore.playlist_id, rows.Restore.at).where(
        rows.Restore.at > now - DAY, rows.Restore.state.in_(("meant", "running", "done"))
    )
    for playlist, at in session.execute(query):
        found[playlist].append(at)
    return found


def _row(
    one: rows.Protection,
    playlist: Playlist,
    account_name: str,
    incident: rows.Incident | None,
    tags: frozenset[str],
    restores: Sequence[datetime],
    now: datetime,
) -> ProtectedRow:
    preferred = Preferred.from_document(one.preferred)
    name = playlist.name.strip() or preferred.name or one.playlist_id
    return ProtectedRow(
        id=PlaylistId(one.playlist_id),
        name=name,
        account=AccountId(one.account_id),
        account_name=account_name,
        policy=one.policy,
        important=one.important,
        standing=standing(one.right_at, incident, now),
        preferred=preferred,
        number=one.number,
        checked_at=one.checked_at,
        right_at=one.right_at,
        broken_at=one.broken_at,
        broken_why=one.broken_why,
        cover_to_come=one.cover_to_come,
        incident=None if incident is None else _incident(incident, playlist.name, account_name),
        restores=sum(one.counted_from is None or at > one.counted_from for at in restores),
        picture=picture_key(playlist.cover_url, playlist.cover_sha256),
        tags=tags,
    )


def standing(right_at: datetime | None, incident: rows.Incident | None, now: datetime) -> Standing:
    """How a playlist stands that was last right at `right_at` and has this open incident."""
    if incident is None:
        return Standing.RIGHT if right_at is not None else Standing.UNCHECKED
    if incident.kind == Kind.GONE.value:
        return Standing.GONE
    if incident.state == IncidentState.ASKING.value:
        return Standing.ASKING
    if incident.state == IncidentState.WAITING.value and (incident.due_at is None or incident.due_at > now):
        return Standing.WAITING
    return Standing.WRONG

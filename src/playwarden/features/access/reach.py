"""Which accounts a thing touches: a playlist, run, job, placement, campaign, schedule, link of the audit chain."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from playwarden.domain.access import NOWHERE, SERVER, Caller, Touch
from playwarden.domain.audit import Link
from playwarden.domain.jobs.job import Document, Job
from playwarden.domain.jobs.schedule import Schedule
from playwarden.domain.library import Relation
from playwarden.kit.errors import PlaywardenError
from playwarden.kit.ids import AccountId, CampaignId, IncidentId, JobId, PlacementId, PlaylistId, RunId, ScheduleId
from playwarden.store.commits import Remembered
from playwarden.store.database import Database
from playwarden.store.jobs.rows import SELECTED, J, job_of
from playwarden.store.models import jobs as job_rows
from playwarden.store.models.accounts import Account
from playwarden.store.models.library import Playlist, View
from playwarden.store.models.placements import Placement
from playwarden.store.models.protection import Incident
from playwarden.store.models.rules import RuleSet
from playwarden.store.models.runs import Part
from playwarden.store.tags import tags_of
from playwarden.store.upsert import portions

T = TypeVar("T")
PAGE = 500
MOST_REMEMBERED = 5_000
FileAccount = Callable[[str, str], AccountId]
"""The account that a file of wishes (its text, its path) is about. Raises FileError."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a piece of work is about, as far as its row says. Nothing of it: the whole server."""

    run: RunId | None = None
    playlist: PlaylistId | None = None
    accounts: frozenset[AccountId] | None = None


class Reach:
    """Answers from the database, one snapshot each. What cannot be told touches the whole server."""

    def __init__(self, database: Database, file_account: FileAccount) -> None:
        self._database = database
        self._file_account = file_account
        self._of_playlists = Remembered[PlaylistId, Touch](database.commits, MOST_REMEMBERED)

    # -- one thing

    def playlist(self, playlist_id: PlaylistId) -> Touch:
        """Asked at each look at a playlist: a page takes several."""
        return self._of_playlists.get(playlist_id, lambda: self.playlists([playlist_id])[playlist_id])

    def playlists(self, playlist_ids: Iterable[PlaylistId]) -> dict[PlaylistId, Touch]:
        """Seen by every account whose list shows it; changed by its owner, else by those who were invited to it."""
        with self._database.read() as session:
            return _playlists(session, playlist_ids)

    def run(self, run_id: RunId) -> Touch:
        """NOWHERE for one that is not there."""
        return self.runs([run_id])[run_id]

    def runs(self, run_ids: Sequence[RunId]) -> dict[RunId, Touch]:
        """All accounts of their parts: a run is one thing."""
        with self._database.read() as session:
            parts = _parts(session, run_ids)
            tags = tags_of(session, (each for of_run in parts.values() for each in of_run))
        return {run: _all_of(parts.get(run, {}), tags) for run in run_ids}

    def proposed(self, playlists: Iterable[PlaylistId | None]) -> frozenset[str]:
        """The tags that all of these have; none where one of them is still to be made."""
        wanted = list(playlists)
        if not wanted or None in wanted:
            return frozenset()
        with self._database.read() as session:
            return frozenset.intersection(*tags_of(session, [each for each in wanted if each]).values())

    def job(self, job_id: JobId) -> Touch:
        return self.jobs_by_id([job_id])[job_id]

    def placements(self, playlist_ids: Iterable[PlaylistId]) -> dict[PlaylistId, Touch]:
        """Of placements in these playlists."""
        return {playlist: _planned(touch) for playlist, touch in self.playlists(playlist_ids).items()}

    def placement(self, placement_id: PlacementId) -> Touch:
        with self._database.read() as session:
            playlist = session.scalar(select(Placement.playlist_id).where(Placement.id == placement_id))
            if playlist is None:
                return NOWHERE
            return _planned(_playlists(session, [PlaylistId(playlist)])[PlaylistId(playlist)])

    def incident(self, incident_id: IncidentId) -> Touch:
        """Of its playlist; NOWHERE for one that is not there."""
        with self._database.read() as session:
            playlist = session.scalar(select(Incident.playlist_id).where(Incident.id == incident_id))
            if playlist is None:
                return NOWHERE
            return _playlists(session, [PlaylistId(playlist)])[PlaylistId(playlist)]

    def campaign(self, campaign_id: CampaignId) -> Touch:
        """All playlists of its placements; seen by who sees one of them."""
        return self.campaigns([campaign_id])[campaign_id]

    def campaigns(self, campaign_ids: Iterable[CampaignId]) -> dict[CampaignId, Touch]:
        wanted = list(campaign_ids)
        with self._database.read() as session:
            query = select(Placement.campaign_id, Placement.playlist_id).distinct()
            pairs = [
                (CampaignId(campaign), PlaylistId(playlist))
                for some in portions(wanted)
                for campaign, playlist in session.execute(query.where(Placement.campaign_id.in_(some)))
                if campaign is not None
            ]
            touches = _playlists(session, {playlist for _, playlist in pairs})
        found = dict.fromkeys(wanted, NOWHERE)
        for campaign, playlist in pairs:
            touch = _planned(touches[playlist])
            found[campaign] = touch if found[campaign] is NOWHERE else found[campaign].joined(touch)
        return found

    def schedule(self, schedule: Schedule) -> Touch:
        return self.work(schedule.kind, schedule.key, schedule.payload)

    def work(self, kind: str, key: str, payload: Document) -> Touch:
        """What a job of that kind with that payload would touch."""
        with self._database.read() as session:
            return self._touches(session, {"": self._wanted(kind, key, payload, None)})[""]

    # -- lists

    def jobs(self, jobs: Sequence[Job]) -> dict[JobId, Touch]:
        with self._database.read() as session:
            return self._of_jobs(session, jobs)

    def jobs_by_id(self, job_ids: Iterable[JobId]) -> dict[JobId, Touch]:
        """NOWHERE for those that are not there."""
        wanted = list(job_ids)
        with self._database.read() as session:
            rows = [
                job_of(row)
                for some in portions(wanted)
                for row in session.execute(select(*SELECTED).where(J.id.in_(some)))
            ]
            return dict.fromkeys(wanted, NOWHERE) | self._of_jobs(session, rows)

    def links(self, links: Sequence[Link]) -> dict[int, Touch]:
        """By number: of what each is about, and of its run."""
        with self._database.read() as session:
            jobs = {JobId(link.subject[4:]) for link in links if link.subject.startswith("job:")}
            rows = [
                job_of(row)
                for some in portions(sorted(jobs))
                for row in session.execute(select(*SELECTED).where(J.id.in_(some)))
            ]
            of_jobs = {f"job:{key}": touch for key, touch in self._of_jobs(session, rows).items()}
            of_schedules = self._of_schedules(session, {link.subject for link in links})
            of_placements = _of_placements(session, {link.subject for link in links})
            of_rules = _of_rule_sets(session, {link.subject for link in links})
            wanted = {link.number: _wanted_of_link(link) for link in links}
            touches = self._touches(session, wanted)
        for link in links:
            for known in (of_jobs, of_schedules, of_placements, of_rules):
                if link.subject in known:
                    touches[link.number] = known[link.subject]
        return touches

    # -- within a snapshot

    def _of_jobs(self, session: Session, jobs: Sequence[Job]) -> dict[JobId, Touch]:
        return self._touches(
            session, {job.id: self._wanted(job.kind, job.key, job.payload, job.run_id) for job in jobs}
        )

    def _of_schedules(self, session: Session, subjects: Iterable[str]) -> dict[str, Touch]:
        ids = [ScheduleId(each) for each in subjects if each.startswith("sch_")]
        found = session.scalars(select(job_rows.Schedule).where(job_rows.Schedule.id.in_(ids)))
        return self._touches(session, {row.id: self._wanted(row.kind, row.key, row.payload, None) for row in found})

    def _wanted(self, kind: str, key: str, payload: Document, run_id: RunId | None) -> Wanted:
        about, _, name = key.partition(":")
        if about == "playlist":
            return Wanted(run=run_id, playlist=PlaylistId(name))
        if about == "create":
            return Wanted(accounts=frozenset({AccountId(name.partition(":")[0])}))
        if run_id is not None:
            return Wanted(run=run_id)
        if kind in ("library.sync", "protection.sweep") and payload.get("accounts"):
            return Wanted(accounts=frozenset(AccountId(each) for each in payload["accounts"]))
        if kind in ("rules.refresh", "match.resolve"):
            return Wanted(accounts=frozenset({AccountId(payload["account"])}))
        if kind == "bulk.apply":
            writers = payload["asked"]["selection"].get("writers")
            return Wanted(accounts=frozenset(AccountId(each) for each in writers)) if writers else Wanted()
        if kind == "wishes.apply":
            try:
                return Wanted(accounts=frozenset({self._file_account(payload["file"], payload["path"])}))
            except (PlaywardenError, KeyError):
                return Wanted()
        return Wanted()

    def _touches(self, session: Session, wanted: Mapping[T, Wanted]) -> dict[T, Touch]:
        parts = _parts(session, {each.run for each in wanted.values() if each.run is not None})
        playlists = _playlists(session, {each.playlist for each in wanted.values() if each.playlist is not None})
        tags = tags_of(session, (each for of_run in parts.values() for each in of_run))
        found: dict[T, Touch] = {}
        for key, each in wanted.items():
            if each.run is not None:
                of_run = parts.get(each.run, {})
                one = of_run.get(each.playlist) if each.playlist is not None else None
                found[key] = _all_of(of_run if one is None or each.playlist is None else {each.playlist: one}, tags)
            elif each.playlist is not None:
                found[key] = _planned(playlists[each.playlist])
            else:
                found[key] = SERVER if each.accounts is None else Touch.all_of(each.accounts)
        return found


def seen(
    caller: Caller,
    limit: int,
    page: Callable[[T | None, int], Sequence[T]],
    touches: Callable[[Sequence[T]], Sequence[Touch]],
) -> list[T]:
    """At most `limit` of a list as `caller` may see it: `page` answers what comes behind one (None: from the top), at
    most so many, and `touches` what each of a page touches.
    """
    if caller.everywhere:
        return list(page(None, limit))
    found: list[T] = []
    last: T | None = None
    while len(found) < limit:
        some = page(last, PAGE)
        found += [each for each, touch in zip(some, touches(some), strict=True) if caller.sees(touch)]
        if len(some) < PAGE:
            break
        last = some[-1]
    return found[:limit]


def _playlists(session: Session, playlist_ids: Iterable[PlaylistId]) -> dict[PlaylistId, Touch]:
    wanted = sorted(set(playlist_ids))
    seers: dict[str, dict[AccountId, str]] = {each: {} for each in wanted}
    for some in portions(wanted):
        views = (
            select(View.playlist_id, View.account_id, View.relation)
            .join(Account, Account.id == View.account_id)
            .where(View.playlist_id.in_(some), Account.state != "removed")
        )
        for playlist, account, relation in session.execute(views):
            seers[playlist][AccountId(account)] = relation
        # A playlist that was made here a moment ago stands in no list yet; its owner is known all the same.
        owned = (
            select(Playlist.id, Account.id)
            .join(Account, Account.user_id == Playlist.owner_id)
            .where(Playlist.id.in_(some), Account.state != "removed")
        )
        for playlist, account in session.execute(owned):
            seers[playlist][AccountId(account)] = Relation.OWNER.value
    tags = tags_of(session, wanted)
    return {each: _touch(seers[each], tags[each]) for each in wanted}


def _touch(seers: Mapping[AccountId, str], tags: frozenset[str]) -> Touch:
    for relation in (Relation.OWNER, Relation.COLLABORATOR):
        writers = frozenset(account for account, held in seers.items() if held == relation.value)
        if writers:
            return Touch(frozenset(seers), writers, tags=tags)
    return Touch(frozenset(seers), frozenset(), tags=tags)


def _planned(touch: Touch) -> Touch:
    """What is planned for a playlist is seen by who sees an account that it is changed through: followers do not."""
    return Touch(touch.writers, touch.writers, tags=touch.tags)


def _parts(session: Session, run_ids: Iterable[RunId]) -> dict[RunId, dict[PlaylistId | str, AccountId]]:
    """The account of every part of these runs, by its playlist (by its own id while that has none)."""
    found: dict[RunId, dict[PlaylistId | str, AccountId]] = {}
    query = select(Part.run_id, Part.id, Part.playlist_id, Part.account_id)
    for some in portions(sorted(set(run_ids))):
        for run, part, playlist, account in session.execute(query.where(Part.run_id.in_(some))):
            found.setdefault(RunId(run), {})[PlaylistId(playlist) if playlist else part] = AccountId(account)
    return found


def _all_of(of_run: Mapping[PlaylistId | str, AccountId], tags: Mapping[str, frozenset[str]]) -> Touch:
    if not of_run:
        return NOWHERE
    return Touch.all_of(frozenset(of_run.values()), frozenset.intersection(*(tags[each] for each in of_run)))


def _of_placements(session: Session, subjects: Iterable[str]) -> dict[str, Touch]:
    """Of placements and campaigns, by the subjects of the audit chain."""
    about = [each.partition(":")[2] for each in subjects if each.startswith(("placement:", "campaign:"))]
    query = select(Placement.id, Placement.campaign_id, Placement.playlist_id)
    found = [
        row
        for some in portions(about, 4_000)
        for row in session.execute(query.where(Placement.id.in_(some) | Placement.campaign_id.in_(some)))
    ]
    playlists = _playlists(session, {PlaylistId(row.playlist_id) for row in found})
    touches: dict[str, Touch] = {}
    for row in found:
        touch = _planned(playlists[PlaylistId(row.playlist_id)])
        for subject in (f"placement:{row.id}", f"campaign:{row.campaign_id}"):
            touches[subject] = touches[subject].joined(touch) if subject in touches else touch
    return touches


def _of_rule_sets(session: Session, subjects: Iterable[str]) -> dict[str, Touch]:
    """By the subjects of the audit chain; of one that is gone nothing is told."""
    ids = [each.partition(":")[2] for each in subjects if each.startswith("rule_set:")]
    found: dict[str, Touch] = {}
    for some in portions(sorted(ids)):
        for key, account in session.execute(select(RuleSet.id, RuleSet.account_id).where(RuleSet.id.in_(some))):
            found[f"rule_set:{key}"] = Touch.all_of(frozenset({AccountId(account)}))
    return found


def _wanted_of_link(link: Link) -> Wanted:
    kind, _, about = link.subject.partition(":")
    run = RunId(link.run_id) if link.run_id else None
    if kind == "playlist":
        return Wanted(run=run, playlist=PlaylistId(about))
    if kind == "account":
        return Wanted(accounts=frozenset({AccountId(about)}))
    if link.subject.startswith("acc_"):
        return Wanted(accounts=frozenset({AccountId(link.subject)}))
    return Wanted(run=run)

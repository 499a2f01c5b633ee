"""Whose rights a job runs with: those of the member who asked for it or made its schedule, as they are when it runs."""

import re

from playwarden.domain.access import Caller, Member, Right
from playwarden.domain.jobs.job import Job
from playwarden.features.access import rows as values
from playwarden.features.access.reach import Reach
from playwarden.kit.ids import JobId, ScheduleId
from playwarden.store.database import Database
from playwarden.store.models import access as rows
from playwarden.store.models import jobs

_MEMBER = re.compile(r"member:(\S+) \(([^,)]*)")
_OF_SCHEDULE = "schedule "


class Acting:
    """Answers from the database. What the operator asked for, or the installation does by itself, nobody refuses."""

    def __init__(self, database: Database, reach: Reach) -> None:
        self._database = database
        self._reach = reach

    def refusal(self, job: Job) -> str | None:
        """Why a job that has not begun may not: its member may not edit any more what it is about. None: it may."""
        found = _MEMBER.match(self._actor(job))
        if found is None:
            return None
        member_id, name = found.groups()
        member = self._member(member_id)
        if member is None:
            return f"{name}, for whom this runs, is no member any more."
        if Caller.of(member).may(Right.EDIT, self._reach.job(job.id)):
            return None
        return f"{member.name}, for whom this runs, may not edit all that it is about any more."

    def _actor(self, job: Job) -> str:
        """Who asked for it: of a job below another one whoever asked for that, of a schedule's whoever made that."""
        with self._database.read() as session:
            actor, parent, schedule = job.actor, job.parent_id, job.schedule_id
            while parent is not None:
                row = session.get(jobs.Job, parent)
                if row is None:
                    break
                actor, schedule = row.actor, ScheduleId(row.schedule_id) if row.schedule_id else None
                parent = JobId(row.parent_id) if row.parent_id else None
            if not actor.startswith(_OF_SCHEDULE) or schedule is None:
                return actor
            made = session.get(jobs.Schedule, schedule)
            return made.actor if made is not None else actor

    def _member(self, member_id: str) -> Member | None:
        with self._database.read() as session:
            row = session.get(rows.Member, member_id)
            return None if row is None else values.member_of(row)

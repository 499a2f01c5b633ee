"""When rule sets are refreshed by themselves: each has one schedule at most, and a job where somebody asks for one."""

from collections.abc import Mapping, Sequence
from typing import Any

from playwarden.domain.calls import Lane
from playwarden.domain.jobs.due import Missed
from playwarden.domain.jobs.job import Job, NewJob
from playwarden.domain.jobs.schedule import Schedule
from playwarden.domain.rules.kept import Kept
from playwarden.features.rules.tasks import REFRESH, key_of, payload_of
from playwarden.features.schedules.service import Change, NewSchedule, Schedules
from playwarden.kit.clock import Clock
from playwarden.kit.ids import IdSource, RuleSetId
from playwarden.store.database import Database
from playwarden.store.jobs.adding import add
from playwarden.store.rules import schedule_name


class RuleTimes:
    """The schedules and jobs of rule sets."""

    def __init__(self, schedules: Schedules, database: Database, clock: Clock, ids: IdSource) -> None:
        self._schedules = schedules
        self._database = database
        self._clock = clock
        self._ids = ids

    def of(self, rule_sets: Sequence[RuleSetId]) -> dict[RuleSetId, Schedule]:
        """The schedules of those that have one."""
        found = self._schedules.with_keys(REFRESH, [key_of(each) for each in rule_sets])
        return {RuleSetId(each.payload["rule_set"]): each for each in found}

    def put(self, kept: Kept, timing: Mapping[str, Any], missed: str, *, actor: str) -> Schedule:
        """From now on it is refreshed then. Raises InputError."""
        known = self.of([kept.id]).get(kept.id)
        if known is not None:
            return self._schedules.change(known.id, Change(timing=timing, missed=Missed(missed)), actor=actor)
        new = NewSchedule(
            name=schedule_name(kept.id, kept.rules.name),
            kind=REFRESH,
            timing=timing,
            payload=payload_of(kept),
            missed=Missed(missed),
        )
        return self._schedules.create(new, actor=actor)

    def remove(self, kept: Kept, *, actor: str) -> None:
        """From now on it is refreshed only when somebody asks."""
        known = self.of([kept.id]).get(kept.id)
        if known is not None:
            self._schedules.remove(known.id, actor=actor)

    def refresh(self, kept: Kept, *, actor: str) -> Job:
        """Its job at once, before what schedules made; one that waits already is taken instead of a second one."""
        new = NewJob(REFRESH, key=key_of(kept.id), payload=payload_of(kept), lane=Lane.INTERACTIVE, actor=actor)
        with self._database.write() as session:
            return add(session, self._ids, [new], self._clock.now())[0]

"""Makes, changes, pauses and ticks schedules; every change is written to the audit chain with it."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from playwarden.domain.calls import Lane
from playwarden.domain.jobs.due import GRACE, LONGEST_JITTER, Missed, default_jitter, shortest_gap
from playwarden.domain.jobs.job import Document, Job, JobState, NewJob
from playwarden.domain.jobs.schedule import BUILT_IN, Schedule
from playwarden.domain.jobs.timing import Timing, from_document, next_times, of_these_years
from playwarden.engine.ports.jobs import JobBook, JobFilter
from playwarden.features.schedules import repository
from playwarden.features.schedules.schedulable import Schedulable, Schedulables
from playwarden.features.schedules.ticking import BELIEVED, Ticked, made_ahead, tick
from playwarden.kit.clock import Clock
from playwarden.kit.errors import Conflict, InputError, NotFound, Overtaken, Refused
from playwarden.kit.ids import IdSource, ScheduleId
from playwarden.store import audit
from playwarden.store.database import Database

MOST_SCHEDULES = 5_000
MOST_SHOWN = 1_000
"""Times that a preview shows at most."""
LONGEST_NAME = 100
SOON = timedelta(seconds=20)
"""When a built-in schedule that is new is due: the first answer of a server that has just begun comes before."""
_WAITING = frozenset({JobState.SCHEDULED, JobState.QUEUED, JobState.WAITING})


@dataclass(frozen=True, slots=True)
class NewSchedule:
    """What a person asks for. `jitter` None: what suits the timing."""

    name: str
    kind: str
    timing: Mapping[str, Any]
    payload: Document = field(default_factory=dict)
    missed: Missed = Missed.ONCE
    jitter: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be different; None: as it is."""

    name: str | None = None
    timing: Mapping[str, Any] | None = None
    was: tuple[Document, timedelta] | None = None
    """Its timing and jitter as whoever takes a change back left them."""
    move: tuple[datetime, datetime] | None = None
    """One of its times, and where that is to be instead; how far its jobs are spread stays."""
    payload: Document | None = None
    missed: Missed | None = None
    jitter: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """A timing without a schedule: what it says in words, its next times, and how far its jobs would be spread."""

    timing: Timing
    times: tuple[datetime, ...]
    jitter: timedelta


@dataclass(frozen=True, slots=True)
class BuiltIn:
    """A schedule that a setting makes. `timing` is a document as people write it; `setting` is what to change."""

    name: str
    kind: str
    timing: Mapping[str, Any]
    key: str
    setting: str
    payload: Document = field(default_factory=dict)
    lane: Lane = Lane.SCHEDULED


class Schedules:
    """All schedules. `grace` is how late a time is seen to before it counts as missed."""

    def __init__(
        self,
        database: Database,
        book: JobBook,
        clock: Clock,
        ids: IdSource,
        schedulables: Schedulables,
        *,
        built_in: tuple[BuiltIn, ...] = (),
        grace: timedelta = GRACE,
    ) -> None:
        self._database = database
        self._book = book
        self._clock = clock
        self._ids = ids
        self._schedulables = schedulables
        self._built_in = built_in
        self._grace = grace
        self._settled = False

    # -- looking

    def schedules(self, *, limit: int = 500, after: str | None = None) -> list[Schedule]:
        """In the order of their names, at most `limit` behind the name `after`."""
        with self._database.read() as session:
            return repository.page_of(session, limit, after)

    def schedule(self, which: str) -> Schedule:
        """By its name or its id. Raises NotFound."""
        with self._database.read() as session:
            return repository.one_of(session, which)

    def with_keys(self, kind: str, keys: Sequence[str]) -> list[Schedule]:
        """Those of a kind whose jobs have one of these keys."""
        with self._database.read() as session:
            return repository.with_keys(session, kind, keys)

    def kinds(self) -> list[Schedulable]:
        """What can be scheduled."""
        return list(self._schedulables)

    def preview(self, timing: Mapping[str, Any], number: int = 5, after: datetime | None = None) -> Preview:
        """What a timing comes to, without storing anything. Raises InputError."""
        if not 1 <= number <= MOST_SHOWN:
            raise InputError(f"A preview shows between 1 and {MOST_SHOWN:,} times.")
        begin = of_these_years(after or self._clock.now())
        read = from_document(timing, now=begin)
        return Preview(read, tuple(next_times(read, begin, number)), default_jitter(read, begin))

    def preview_move(self, which: str, time: datetime, to: datetime, number: int = 5) -> tuple[Schedule, Preview]:
        """A schedule, and what it would come to with one of its times moved. Raises as `change`."""
        with self._database.read() as session:
            schedule = self._own(session, which)
        timing, now = schedule.moved(time, to), self._clock.now()
        _first(timing, now)
        return schedule, Preview(timing, tuple(next_times(timing, now, number)), schedule.jitter)

    def work(self, kind: str, payload: Document) -> tuple[str, str, Document]:
        """What a schedule of that kind would make jobs of: kind, key and payload. Raises InputError."""
        found, checked = self._schedulables.checked(kind, payload)
        return found.kind, found.key(checked), checked

    # -- changing

    def create(self, new: NewSchedule, *, actor: str) -> Schedule:
        """Raises InputError for anything that is wrong with it, Conflict for a name that is taken."""
        now = self._clock.now()
        name = _named(new.name)
        found, payload = self._schedulables.checked(new.kind, new.payload)
        schedule_id = ScheduleId(self._ids.new("sch", now))
        timing = from_document(new.timing, now=now, seed=schedule_id)
        schedule = Schedule(
            id=schedule_id,
            name=name,
            kind=found.kind,
            key=found.key(payload),
            payload=payload,
            lane=found.lane,
            timing=timing,
            missed=new.missed,
            jitter=_jitter(timing, new.jitter, now),
            next_at=_first(timing, now),
            last_at=None,
            paused_at=None,
            actor=actor,
            created_at=now,
        )
        with self._database.write() as session:
            repository.alone(session)
            self._check_name(session, name)
            if repository.number_of(session) >= MOST_SCHEDULES:
                raise Conflict(f"There are {MOST_SCHEDULES:,} schedules already.", "Remove some of them first.")
            repository.add(session, schedule)
            self._note(session, actor, "schedule.create", None, schedule)
        return schedule

    def change(self, which: str, change: Change, *, actor: str) -> Schedule:
        """What is changed goes for its next time; jobs that it made stay. Raises NotFound, InputError, Conflict,
        Overtaken where it is not as it `was`, and Refused for a built-in one.
        """
        now = self._clock.now()
        with self._database.write() as session:
            repository.alone(session)
            before = self._own(session, which)
            after = before
            if change.was is not None and (before.timing.to_document(), before.jitter) != change.was:
                raise Overtaken(
                    "Since then somebody changed when it is done: that stays.", "Look at it, then change it anew."
                )
            if change.name is not None and change.name != before.name:
                after = replace(after, name=_named(change.name))
                self._check_name(session, after.name, before.id)
            if change.payload is not None:
                found, payload = self._schedulables.checked(before.kind, change.payload)
                after = replace(after, payload=payload, key=found.key(payload))
            if change.move is not None:
                timing = before.moved(*change.move)
                after = replace(after, timing=timing, next_at=_first(timing, now))
            elif change.timing is not None:
                timing = from_document(change.timing, now=now, seed=before.id)
                jitter = _jitter(timing, change.jitter, now)
                after = replace(after, timing=timing, jitter=jitter, next_at=_first(timing, now))
            elif change.jitter is not None:
                after = replace(after, jitter=_jitter(before.timing, change.jitter, now))
            if change.missed is not None:
                after = replace(after, missed=change.missed)
            return self._put(session, actor, "schedule.change", before, after)

    def pause(self, which: str, *, actor: str) -> Schedule:
        """It makes no jobs until it is resumed. Raises NotFound."""
        return self._paused(which, self._clock.now(), actor)

    def resume(self, which: str, *, actor: str) -> Schedule:
        """It goes on with its next time; those in between were not missed. From then on it runs for whoever resumed it.
        Raises NotFound.
        """
        return self._paused(which, None, actor)

    def rest(self, schedule_id: ScheduleId) -> None:
        """Pauses it where whoever it runs for may not do that any more; one that is gone is left."""
        with suppress(NotFound):
            self._paused(schedule_id, self._clock.now(), "system")

    def remove(self, which: str, *, actor: str) -> Schedule:
        """Jobs that it made stay. Raises NotFound, and Refused for a built-in one."""
        with self._database.write() as session:
            repository.alone(session)
            gone = self._own(session, which)
            repository.remove(session, gone.id)
            self._note(session, actor, "schedule.remove", gone, None)
        return gone

    def run_now(self, which: str, *, actor: str) -> Job:
        """Its job at once, in the interactive lane; its times stay as they are. A job of it that waits is taken
        instead of a second one. Raises NotFound.
        """
        schedule = self.schedule(which)
        waiting = self._book.jobs(JobFilter(schedule_id=schedule.id, states=_WAITING, limit=1))
        if waiting:
            return self._book.again(waiting[0].id, actor, now=True)
        now = self._clock.now()
        new = NewJob(
            kind=schedule.kind,
            key=schedule.key,
            payload=schedule.payload,
            lane=Lane.INTERACTIVE,
            actor=actor,
            schedule_id=schedule.id,
            slot=f"now {now.isoformat()}",
        )
        return self._book.enqueue([new])[0]

    def ahead(self, which: str, *, actor: str) -> Job:
        """The job of its next time, made now and due then: what it does can be planned, and changed by hand. A job of
        it that waits already is that job. Raises NotFound, Conflict where no time comes.
        """
        now = self._clock.now()
        with self._database.write() as session:
            repository.alone(session)
            schedule = repository.one_of(session, which)
            if not repository.with_waiting_jobs(session, [schedule.id]):
                if schedule.paused_at is not None or schedule.next_at is None:
                    raise Conflict(
                        f"The schedule '{schedule.name}' has no time to come.",
                        "Resume it where it is paused, or give it another time.",
                    )
                self._note(session, actor, "schedule.plan", schedule, schedule)
                return made_ahead(session, self._ids, schedule, schedule.next_at, now)
        return self._book.jobs(JobFilter(schedule_id=schedule.id, states=_WAITING, limit=1))[0]

    # -- ticking

    def tick(self) -> Ticked:
        """Sees to everything that is due. Nothing due costs one look, and no write. The first tick of a process settles
        the built-in schedules: nothing happens by itself where nothing ticks.
        """
        if not self._settled:
            self.settle_built_in()
        now = self._clock.now()
        with self._database.read() as session:
            if not repository.anything_due(session, now, BELIEVED):
                return Ticked()
        with self._database.write() as session:
            return tick(session, self._ids, now, self._grace)

    def next_due(self) -> datetime | None:
        """When a tick has something to do at the latest."""
        with self._database.read() as session:
            return repository.next_due(session)

    def settle_built_in(self) -> None:
        """Makes the built-in schedules what the settings say now. One that is new is due soon; one that is there keeps
        its times unless they are set differently. Whoever does it twice changes nothing.
        """
        now = self._clock.now()
        with self._database.write() as session:
            repository.alone(session)
            there = {each.name: each for each in repository.built_in(session)}
            for wanted in self._built_in:
                known = there.pop(wanted.name, None)
                schedule = self._made_of(wanted, known, now)
                if known is None:
                    repository.add(session, schedule)
                elif schedule != known:
                    repository.put(session, schedule)
            for gone in there.values():
                repository.remove(session, gone.id)
        self._settled = True

    def _made_of(self, wanted: BuiltIn, known: Schedule | None, now: datetime) -> Schedule:
        timing = from_document(wanted.timing, now=now)
        if known is not None and _same(known.timing, timing):
            timing, next_at = known.timing, known.next_at
        else:
            next_at = now + SOON if known is None else timing.next_after(now)
        return Schedule(
            id=known.id if known else ScheduleId(self._ids.new("sch", now)),
            name=wanted.name,
            kind=wanted.kind,
            key=wanted.key,
            payload=wanted.payload,
            lane=wanted.lane,
            timing=timing,
            missed=Missed.ONCE,
            jitter=timedelta(),
            next_at=next_at,
            last_at=known.last_at if known else None,
            paused_at=known.paused_at if known else None,
            actor=BUILT_IN,
            created_at=known.created_at if known else now,
        )

    # -- within a transaction

    def _paused(self, which: str, at: datetime | None, actor: str) -> Schedule:
        now = self._clock.now()
        with self._database.write() as session:
            repository.alone(session)
            before = repository.one_of(session, which)
            if (before.paused_at is None) == (at is None):
                return before
            after = replace(before, paused_at=at)
            if at is None:
                next_at = before.timing.next_after(max(now, before.last_at or now))
                after = replace(after, next_at=next_at, actor=before.actor if before.built_in else actor)
            return self._put(session, actor, "schedule.pause" if at else "schedule.resume", before, after)

    def _own(self, session: Session, which: str) -> Schedule:
        """A schedule that people made."""
        found = repository.one_of(session, which)
        if found.built_in:
            setting = next((each.setting for each in self._built_in if each.name == found.name), "its setting")
            raise Refused(f"The schedule '{found.name}' is built in.", f"Change {setting} instead, or pause it.")
        return found

    def _check_name(self, session: Session, name: str, but: str = "") -> None:
        if name in {each.name for each in self._built_in}:
            raise Conflict(f"The name '{name}' belongs to a built-in schedule.", "Choose another one.")
        if repository.is_taken(session, name, but):
            raise Conflict(f"There is a schedule '{name}' already.", "Choose another name, or change that one.")

    def _put(self, session: Session, actor: str, action: str, before: Schedule, after: Schedule) -> Schedule:
        if after != before:
            repository.put(session, after)
            self._note(session, actor, action, before, after)
        return after

    def _note(self, session: Session, actor: str, action: str, before: Schedule | None, after: Schedule | None) -> None:
        which = after or before
        assert which is not None
        audit.append(
            session,
            at=self._clock.now(),
            actor=actor,
            action=action,
            subject=which.id,
            before=_told(before),
            after=_told(after),
        )


def _named(name: str) -> str:
    name = name.strip()
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise InputError(f"A schedule's name has between 1 and {LONGEST_NAME} characters on one line.")
    return name


def _first(timing: Timing, now: datetime) -> datetime:
    first = timing.next_after(now)
    if first is None:
        raise InputError(f"That time has passed: {timing.words()}.", "Name one that is still to come.")
    return first


def _jitter(timing: Timing, wanted: timedelta | None, now: datetime) -> timedelta:
    """Raises InputError for one that reaches into the next time."""
    if wanted is None:
        return default_jitter(timing, now)
    gap = shortest_gap(timing, now)
    most = LONGEST_JITTER if gap is None else min(LONGEST_JITTER, gap / 2)
    if not timedelta() <= wanted <= most:
        raise InputError(
            f"Jobs of this schedule can be spread over 0 to {int(most.total_seconds()):,} seconds.",
            "That is half of the time between two of them, twelve hours at most.",
        )
    return wanted


def _same(known: Timing, wanted: Timing) -> bool:
    """Whether they are one timing, but for where it began."""
    documents = [dict(timing.to_document()) for timing in (known, wanted)]
    for document in documents:
        document.pop("anchor", None)
    return documents[0] == documents[1]


def _told(schedule: Schedule | None) -> dict[str, Any] | None:
    """A schedule for the audit chain: what a person decided about it."""
    if schedule is None:
        return None
    return {
        "name": schedule.name,
        "kind": schedule.kind,
        "timing": schedule.timing.to_document(),
        "payload": dict(schedule.payload),
        "missed": schedule.missed.value,
        "jitter": int(schedule.jitter.total_seconds()),
        "paused": schedule.paused_at is not None,
    }

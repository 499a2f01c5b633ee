"""Playwarden over a sandbox that is attacked, driven from moment to moment of the sandbox's clock in one process."""

import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from functools import cached_property

from benchmarks.wiring import connect, house, sandbox
from sqlalchemy import func, select

from playwarden.bootstrap import Container
from playwarden.domain.calls import Lane
from playwarden.domain.jobs.job import JobState
from playwarden.domain.library import Relation
from playwarden.engine.ports.jobs import JobFilter
from playwarden.features.protection.keeping import Asked
from playwarden.kit.ids import AccountId, PlaylistId, RunnerId
from playwarden.sandbox.running import Running
from playwarden.sandbox.settings import SandboxSettings
from playwarden.store.models import protection as rows
from playwarden.store.models.accounts import Account

ALL_FIELDS = ("name", "description", "cover", "public")
_PENDING = JobFilter(states=frozenset({JobState.WAITING, JobState.SCHEDULED}))


class StandingClock:
    """The sandbox's clock while it stands still: whoever waits for Spotify's sake moves it on, nobody sleeps."""

    def __init__(self, running: Running) -> None:
        self._running = running
        self._lock = threading.Lock()
        running.set_clock(rate=0.0)
        self._now = running.now()

    def now(self) -> datetime:
        return self._now

    def advance(self, seconds: float) -> None:
        with self._lock:
            self._now = self._running.advance(seconds)


@dataclass(frozen=True)
class Unsleeping(Container):
    """The product as it is, but that its pauses pass on a standing clock."""

    @cached_property
    def pause(self) -> Callable[[float], None]:
        assert isinstance(self.clock, StandingClock), "made with one"
        return self.clock.advance


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page says of an account from a moment on: how often it is looked at, by how many calls, and what is
    the matter."""

    at: datetime
    every: timedelta
    calls: int
    trouble: str | None


@dataclass(frozen=True, slots=True)
class Happening:
    """What befalls a siege at a moment; `until` and `words` are for whoever judges it. `blinds`: the sandbox's accounts
    that nobody can look at, or put right, meanwhile."""

    at: datetime
    words: str
    do: Callable[[], object]
    until: datetime | None = None
    blinds: tuple[str, ...] = ()


@dataclass
class Siege:
    """What is attacked, and what was seen of it."""

    container: Container
    running: Running
    clock: StandingClock
    protected: list[PlaylistId]
    users: Mapping[str, AccountId]
    """Account ids by the sandbox's."""
    shown: dict[str, list[Shown]] = field(default_factory=lambda: defaultdict(list))
    happened: list[Happening] = field(default_factory=list)
    closed: list[tuple[datetime, str]] = field(default_factory=list)
    """The breakers that the person closed: when, and of which playlist or account."""
    asleep: Callable[[datetime], bool] = lambda _: False
    """Whether nobody ticks at a moment: the deliberate fault that a judge has to see."""

    def until(self, end: datetime, coming: list[Happening] | None = None) -> None:
        """Lives on from one moment at which something is due to the next, until `end`."""
        coming = sorted(coming or [], key=lambda one: one.at)
        while (now := self.clock.now()) < end:
            while coming and coming[0].at <= now:
                self.happened.append(coming.pop(0))
                self.happened[-1].do()
            self.work_off()
            moments = [self._next(now), end, *(one.at for one in coming[:1])]
            self.clock.advance(max(1.0, (min(moments) - self.clock.now()).total_seconds()))
        self.work_off()

    def work_off(self) -> int:
        """Ticks, and carries out all that is due; how many jobs that were."""
        if self.asleep(self.clock.now()):
            return 0
        self.container.guard.tick()
        self.container.jobs.queue_due()
        done = 0
        while (job := self.container.jobs.claim(RunnerId("rnr_siege"), list(Lane))) is not None:
            self.container.carrier.carry(job, threading.Event())
            done += 1
        self._note()
        return done

    def _note(self) -> None:
        """Keeps what the page says now, where that changed."""
        now = self.clock.now()
        with self.container.database.read() as session:
            for row in session.scalars(select(rows.Watch)):
                known = self.shown[row.account_id]
                is_now = Shown(now, timedelta(seconds=row.every), row.calls, row.trouble)
                if not known or (known[-1].every, known[-1].calls, known[-1].trouble) != (
                    is_now.every,
                    is_now.calls,
                    is_now.trouble,
                ):
                    known.append(is_now)

    def _next(self, now: datetime) -> datetime:
        with self.container.database.read() as session:
            looks = session.scalar(
                select(func.min(rows.Watch.next_at))
                .join(Account, Account.id == rows.Watch.account_id)
                .where(Account.state == "connected", rows.Watch.next_at > now)
            )
            due = session.scalar(
                select(func.min(rows.Incident.due_at)).where(
                    rows.Incident.open_for.is_not(None), rows.Incident.due_at > now
                )
            )
        waiting = [job.due_at for job in self.container.jobs.jobs(_PENDING)]
        moments = [at for at in (looks, due, *waiting) if at is not None and at > now]
        return min([*moments, now + timedelta(minutes=10)])


@contextmanager
def besieged(
    settings: SandboxSettings, quota: Mapping[str, int], dress: Callable[[Running], object] = lambda _: None
) -> Iterator[Siege]:
    """Every own playlist of every account protected as it is: texts, covers and visibility. `dress` is done to the
    sandbox before."""
    wanted = {**quota, "sync_minutes": 0, "backup_hour": -1}
    with sandbox(settings) as running, house(running, settings=wanted) as opened:
        clock = StandingClock(running)
        given = {one.name: getattr(opened, one.name) for one in fields(opened)}
        container = Unsleeping(**given | {"clock": clock})
        running.dress(covers=0.7)
        dress(running)
        clock.advance(settings.quirks.cover_delay + 60)
        accounts = connect(container, running, settings.accounts, users_per_app=settings.users_per_app)
        container.library.sync(lane=Lane.INTERACTIVE, read=False)
        own = [
            row.id
            for row in container.questions.playlists()
            if any(seer.relation is Relation.OWNER for seer in row.seen_by)
        ]
        container.guard.protect(own, Asked(fields=ALL_FIELDS, seen=True), "siege")
        users = {f"listener{number}": account.id for number, account in enumerate(accounts, 1)}
        siege = Siege(container, running, clock, own, users)
        clock.advance(60)
        siege.work_off()
        try:
            yield siege
        finally:
            container.close()

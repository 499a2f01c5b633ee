"""Exclusive use of a named thing across threads and processes, with a number that grows with every holder.

Real time decides, never product time, and no wall clock where it can be helped:

- On one machine a lease runs out by the machine's uptime, which setting the clock does not move. A holder whose
  process has ended, or whose machine was restarted since, holds nothing any more: its work can be resumed at once.
- Between machines (PostgreSQL only) it runs out by the database server's clock, the one clock they share. Setting
  *that* clock forward by more than a lease's length, while the holder works elsewhere, is the one way to two holders.
  The fence is for that: the journal refuses whoever comes with a smaller number than it has seen.
"""

import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from playwarden.kit.errors import Busy, PlaywardenError
from playwarden.store.database import Database, exclusive
from playwarden.store.models.system import Lease
from playwarden.store.process import ProcessMark, uptime

_BEATS = 3
"""Renewals in the length of a lease: two may fail before it is lost."""
_LOOK_EVERY = 0.1


@dataclass(slots=True)
class Held:
    """A lease while it is held. `fence` is larger than that of every holder before."""

    name: str
    fence: int
    _token: str
    _lapses: float
    _lost: threading.Event = field(default_factory=threading.Event)

    def check(self) -> None:
        """Raises Busy when the lease was lost: somebody else may hold it. Asks no database: cheap before each call."""
        if self._lost.is_set() or uptime() >= self._lapses:
            raise Busy(f"The lease '{self.name}' was lost to somebody else or ran out.", "Look, then try again.")


class DatabaseLeases:
    """Leases as rows of the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @contextmanager
    def held(self, name: str, *, seconds: float = 60, wait: float = 0) -> Iterator[Held]:
        """Hold `name` during the block, renewed by a thread, so that `seconds` is only how long a holder that hangs
        or was cut off keeps others out. Raises Busy when it is not free within `wait` seconds.

        When giving it back fails the lease simply runs out.
        """
        held = self._taken(name, seconds, wait)
        done = threading.Event()
        beating = threading.Thread(target=self._renew, args=(held, seconds, done), name=f"lease {name}", daemon=True)
        beating.start()
        try:
            yield held
        finally:
            done.set()
            beating.join()
            with suppress(PlaywardenError):
                self._give_back(held)

    def _taken(self, name: str, seconds: float, wait: float) -> Held:
        deadline = time.monotonic() + wait
        while True:
            if self._looks_free(name):
                held = self._try(name, seconds)
                if held is not None:
                    return held
            if time.monotonic() >= deadline:
                raise Busy(f"'{name}' is in use by another process or thread.", "Try again when it is done.")
            time.sleep(min(_LOOK_EVERY, max(0.0, deadline - time.monotonic())))

    def _looks_free(self, name: str) -> bool:
        """A look without a write lock, so that waiting keeps nobody from writing."""
        with self._database.read() as session:
            row = session.get(Lease, name)
            return row is None or self._is_free(row, self._now(session))

    def _try(self, name: str, seconds: float) -> Held | None:
        token = secrets.token_hex(16)
        with self._database.write(aside=True) as session:
            exclusive(session, f"lease {name}")
            row = session.get(Lease, name)
            now = self._now(session)
            if row is None:
                row = Lease(name=name, fence=0, holder="")
                session.add(row)
            elif not self._is_free(row, now):
                return None
            row.holder = token
            row.process = str(ProcessMark.own())
            row.fence += 1
            row.lapses_uptime = uptime() + seconds
            row.expires_at = now + timedelta(seconds=seconds)
            return Held(name, row.fence, token, row.lapses_uptime)

    def _renew(self, held: Held, seconds: float, done: threading.Event) -> None:
        pause = seconds / _BEATS
        while not done.wait(pause):
            began = uptime()
            try:
                with self._database.write(aside=True) as session:
                    now = self._now(session)
                    kept = session.execute(
                        update(Lease)
                        .where(Lease.name == held.name, Lease.holder == held._token)
                        .values(lapses_uptime=began + seconds, expires_at=now + timedelta(seconds=seconds))
                        .returning(Lease.fence)
                    ).first()
            except PlaywardenError:
                pause = min(1.0, seconds / _BEATS / 4)
                continue
            if kept is None:
                held._lost.set()
                return
            held._lapses = began + seconds
            pause = seconds / _BEATS

    def _give_back(self, held: Held) -> None:
        with self._database.write(aside=True) as session:
            session.execute(update(Lease).where(Lease.name == held.name, Lease.holder == held._token).values(holder=""))

    def _now(self, session: Session) -> datetime:
        """The clock that all users of this database share: the server's, or for SQLite that of the one machine."""
        if self._database.on_sqlite:
            return datetime.now(UTC)
        now: datetime = session.execute(select(func.clock_timestamp())).scalar_one()
        return now

    def _is_free(self, row: Lease, now: datetime) -> bool:
        if row.holder == "":
            return True
        holder = ProcessMark.parsed(row.process)
        if holder.same_machine:
            return holder.gone or uptime() >= row.lapses_uptime
        if self._database.on_sqlite and holder.boot and ProcessMark.own().boot:
            return True  # an SQLite file in WAL serves one machine: this one was restarted since
        return now >= row.expires_at

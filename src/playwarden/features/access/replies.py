"""What writes were answered, kept for a day, so that one that is sent again is answered again and not done twice."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, update
from sqlalchemy.orm import Session

from playwarden.kit.clock import Clock
from playwarden.kit.errors import Busy, CutOff, OtherRequest
from playwarden.kit.seal import Sealer
from playwarden.store.audit import NOTED
from playwarden.store.database import Database, exclusive, witnessed
from playwarden.store.models.access import Reply
from playwarden.store.process import ProcessMark

KEPT_FOR = timedelta(hours=24)
RENEWED_EVERY = 30.0
"""Real seconds after which whoever is at a write says so again."""
LOST_AFTER = timedelta(minutes=3)
"""After how long without a word an attempt counts as lost where nothing tells whether its process lives."""


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer as it was given."""

    status: int
    content_type: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Attempt:
    """One carrying out of a write; `token` tells it from others under the same key."""

    caller: str
    key: str
    token: str


class Replies:
    """Answers are sealed: some hold a secret that is shown once.

    An attempt whose process died is known by that process's mark, at once on one machine, else once it was not renewed
    for `LOST_AFTER`. If it had committed nothing it is made anew; if it had, what it came to is not known and it is not
    made again. An attempt that was wrongly taken for lost cannot commit: it finds that another one counts.
    """

    def __init__(self, database: Database, real: Clock, sealer: Sealer) -> None:
        self._database = database
        self._real = real
        self._sealer = sealer

    def begin(self, caller: str, key: str, asked_sha256: str) -> Kept | Attempt:
        """What the same request was answered; an attempt where it is new, to be ended by `end`, `forget` or `give_up`.

        Raises Busy while it is being done, CutOff when it broke off after it had written, OtherRequest when the key
        stands for another one.
        """
        now = self._real.now()
        with self._database.write(aside=True) as session:
            exclusive(session, "replies")
            session.execute(delete(Reply).where(Reply.created_at < now - KEPT_FOR))
            row = session.get(Reply, (caller, key), with_for_update=True)
            if row is not None and row.asked_sha256 != asked_sha256:
                raise OtherRequest(
                    "This Idempotency-Key was sent with another request before.", "Use a new key for every new request."
                )
            if row is not None and row.status is not None:
                kind = row.headers[0] if row.headers else ""
                body = self._sealer.open(row.body).encode("latin-1") if row.body else b""
                return Kept(row.status, str(kind), body)
            if row is None:
                row = Reply(caller=caller, key=key, asked_sha256=asked_sha256, status=None, headers=None, body=None)
                row.created_at, row.written = now, None
                session.add(row)
            elif not self._lost(row, now):
                raise Busy("The same request is being done at this moment.", "Ask again in a while.")
            elif row.written is not None:
                raise _cut_off(row)
            row.attempt, row.process, row.renewed_at = secrets.token_hex(16), str(ProcessMark.own()), now
            return Attempt(caller, key, row.attempt)

    @contextmanager
    def watching(self, attempt: Attempt) -> Iterator[None]:
        """What is committed in the block is noted beside the key, in the same transaction. Raises Busy, out of the
        transaction, where another attempt counts by now.
        """

        def note(session: Session) -> None:
            row = session.get(Reply, (attempt.caller, attempt.key), with_for_update=True, populate_existing=True)
            if row is None or row.attempt != attempt.token:
                raise Busy("The same request was taken up by another attempt.", "Ask again in a while.")
            row.written = [*(row.written or []), *([*link] for link in session.info.get(NOTED, ()))]

        with witnessed(note):
            yield

    def renew(self, attempt: Attempt) -> None:
        """It is still being done."""
        with self._database.write(aside=True) as session:
            mine = update(Reply).where(*_mine(attempt), Reply.status.is_(None))
            session.execute(mine.values(renewed_at=self._real.now()))

    def end(self, attempt: Attempt, kept: Kept) -> None:
        """The request was answered so."""
        with self._database.write(aside=True) as session:
            row = session.get(Reply, (attempt.caller, attempt.key), with_for_update=True)
            if row is not None and row.attempt == attempt.token:
                row.status, row.headers = kept.status, [kept.content_type]
                row.body = self._sealer.seal(kept.body.decode("latin-1")) if kept.body else None

    def forget(self, attempt: Attempt) -> None:
        """It was turned away for what may be otherwise the next time: it may be sent anew."""
        with self._database.write(aside=True) as session:
            session.execute(delete(Reply).where(*_mine(attempt)))

    def give_up(self, attempt: Attempt) -> None:
        """It came to no answer that would be the same again: it may be sent anew, unless it had written something."""
        with self._database.write(aside=True) as session:
            row = session.get(Reply, (attempt.caller, attempt.key), with_for_update=True)
            if row is None or row.attempt != attempt.token:
                return
            if row.written is None:
                session.delete(row)
            else:
                row.process = ""

    def _lost(self, row: Reply, now: datetime) -> bool:
        holder = ProcessMark.parsed(row.process)
        if row.process == "" or holder.gone:
            return True
        if self._database.on_sqlite and holder.boot and not holder.same_machine and ProcessMark.own().boot:
            return True  # an SQLite file in WAL serves one machine: this one was restarted since
        return row.renewed_at is None or now - row.renewed_at >= LOST_AFTER


def _mine(attempt: Attempt) -> tuple[ColumnElement[bool], ...]:
    return (Reply.caller == attempt.caller, Reply.key == attempt.key, Reply.attempt == attempt.token)


def _cut_off(row: Reply) -> CutOff:
    written = tuple((str(action), str(subject)) for action, subject in row.written or ())
    known = f"; it had done: {', '.join(f'{action} ({subject})' for action, subject in written)}" if written else ""
    return CutOff(
        f"The first attempt, begun on {row.created_at:%d %b at %H:%M:%S} UTC, broke off after it had written "
        f"something{known}. What it would have answered is not known, and it is not done again.",
        "Look at what is there now; what is still missing, send under a new key.",
        written=written,
    )

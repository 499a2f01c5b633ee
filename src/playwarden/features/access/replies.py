"""What writes were answered, kept for a day, so that one that is sent again is answered again and not done twice."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete

from playwarden.kit.clock import Clock
from playwarden.kit.errors import Busy, OtherRequest
from playwarden.kit.seal import Sealer
from playwarden.store.database import Database, exclusive
from playwarden.store.models.access import Reply

KEPT_FOR = timedelta(hours=24)
LOST_AFTER = timedelta(minutes=15)
"""After how long a write that came to no end counts as one whose process died: it may be sent again."""


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer as it was given."""

    status: int
    content_type: str
    body: bytes


class Replies:
    """Answers are sealed: some hold a secret that is shown once."""

    def __init__(self, database: Database, real: Clock, sealer: Sealer) -> None:
        self._database = database
        self._real = real
        self._sealer = sealer

    def begin(self, caller: str, key: str, asked_sha256: str) -> Kept | None:
        """What the same request was answered; None: it is new, and is to be ended by `end` or `drop`. Raises Busy while
        it is being done, OtherRequest when the key stands for another one.
        """
        now = self._real.now()
        with self._database.write() as session:
            exclusive(session, "replies")
            session.execute(delete(Reply).where(Reply.created_at < now - KEPT_FOR))
            row = session.get(Reply, (caller, key))
            if row is not None and row.asked_sha256 != asked_sha256:
                raise OtherRequest(
                    "This Idempotency-Key was sent with another request before.", "Use a new key for every new request."
                )
            if row is not None and row.status is None and now - row.created_at < LOST_AFTER:
                raise Busy("The same request is being done at this moment.", "Ask again in a while.")
            if row is not None and row.status is not None:
                kind = row.headers[0] if row.headers else ""
                body = self._sealer.open(row.body).encode("latin-1") if row.body else b""
                return Kept(row.status, str(kind), body)
            if row is None:
                row = Reply(caller=caller, key=key, asked_sha256=asked_sha256)
                session.add(row)
            row.created_at, row.status, row.headers, row.body = now, None, None, None
        return None

    def end(self, caller: str, key: str, kept: Kept) -> None:
        """The request was answered so."""
        with self._database.write() as session:
            row = session.get(Reply, (caller, key))
            if row is not None:
                row.status, row.headers = kept.status, [kept.content_type]
                row.body = self._sealer.seal(kept.body.decode("latin-1")) if kept.body else None

    def drop(self, caller: str, key: str) -> None:
        """It came to no answer that would be the same again: it may be sent anew."""
        with self._database.write() as session:
            session.execute(delete(Reply).where(Reply.caller == caller, Reply.key == key))

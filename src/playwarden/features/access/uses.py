"""When sessions and tokens were used last: noted in memory, and written down for all of them in one commit."""

import threading
from datetime import datetime, timedelta

from sqlalchemy import update

from playwarden.store.database import Database
from playwarden.store.models.access import ApiToken, Session

NOTED_EVERY = timedelta(minutes=1)
"""How often a use is noted, and how often what was noted is written down."""
WRITTEN_AT_MOST = timedelta(hours=1)
"""What was not seen for so long is written down at once: a crash forgets less than that of anybody."""
Used = tuple[type[Session] | type[ApiToken], str]
"""A session or a token, by its id."""


class Uses:
    """A commit of its own for everybody's every minute would make all others ask anew what stands in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._unwritten: dict[Used, datetime] = {}
        self._written_at: datetime | None = None

    def last(self, used: Used, written: datetime) -> datetime:
        """When it was used last, `written` being what the database says."""
        with self._lock:
            return max(written, self._unwritten.get(used, written))

    def note(self, used: Used, written: datetime | None, now: datetime) -> datetime:
        """Notes that it is used now; answers as of when that is noted. Raises what writing raises."""
        with self._lock:
            last = max((each for each in (written, self._unwritten.get(used)) if each is not None), default=None)
            if last is None or now - last >= NOTED_EVERY:
                self._unwritten[used] = last = now
            long_ago = written is None or now - written >= WRITTEN_AT_MOST
            due = self._written_at is None or now - self._written_at >= NOTED_EVERY
            writes = used in self._unwritten and (long_ago or due)
            if writes:
                self._written_at = now
        if writes:
            self.write()
        return last

    def write(self) -> None:
        """Writes down all that was noted and is not written yet."""
        with self._lock:
            unwritten, self._unwritten = self._unwritten, {}
        if not unwritten:
            return
        with self._database.write() as session:
            for (table, key), at in sorted(unwritten.items(), key=lambda each: (each[0][0].__name__, each[0][1])):
                seen = "last_seen_at" if table is Session else "last_used_at"
                session.execute(update(table).where(table.id == key).values({seen: at}))

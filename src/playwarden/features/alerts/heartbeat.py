"""The heartbeat: an address that is called after each whole sweep, so that silence tells that nobody watches."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from playwarden.engine.ports.leases import Leases
from playwarden.features.alerts.rows import Heartbeat, heartbeat_of, well
from playwarden.features.webhooks.addresses import check_address
from playwarden.features.webhooks.sending import AGENT, Sent, call
from playwarden.kit.clock import Clock
from playwarden.kit.errors import Busy, NotFound
from playwarden.kit.seal import Sealer
from playwarden.store import audit
from playwarden.store.alerts import SWEEP
from playwarden.store.database import Database
from playwarden.store.models import alerts as models

EVERY = timedelta(minutes=1)
"""Between two calls at least."""
TRIES = 3
"""Of telling one sweep; then only the next one is told: an old one would say that all is well."""
LEASE = "heartbeat"
_NONE = "`playwarden heartbeat set URL` sets one."


class Heartbeats:
    """Sets the heartbeat, and calls it. `private`: also where it is not public; `real` tells when it was called."""

    def __init__(
        self, database: Database, sealer: Sealer, leases: Leases, clock: Clock, real: Clock, *, private: bool
    ) -> None:
        self._database = database
        self._sealer = sealer
        self._leases = leases
        self._clock = clock
        self._real = real
        self._private = private

    def heartbeat(self) -> Heartbeat | None:
        """As it is set; None: it is not."""
        with self._database.read() as session:
            row = session.get(models.Heartbeat, SWEEP)
            return None if row is None else heartbeat_of(row)

    def set(self, url: str | None, *, actor: str) -> Heartbeat | None:
        """Calls `url` from now on, or nothing any more. Raises InputError for what is no address."""
        wanted = None if url is None else check_address(url, "a heartbeat")
        with self._database.write() as session:
            row = session.get(models.Heartbeat, SWEEP)
            before = None if row is None else {"address": row.shown}
            if row is not None:
                session.delete(row)
                session.flush()
            made = None if wanted is None else self._row(wanted, actor)
            if made is not None:
                session.add(made)
            after = None if made is None else {"address": made.shown}
            if before is not None or after is not None:
                self._audit(session, actor, before, after)
            return None if made is None else heartbeat_of(made)

    def test(self) -> Heartbeat:
        """Calls it now; how that went. Raises NotFound."""
        with self._database.read() as session:
            row = session.get(models.Heartbeat, SWEEP)
            if row is None:
                raise NotFound("There is no heartbeat.", _NONE)
            url = self._sealer.open(row.url)
        self._note(self._call(url), None)
        found = self.heartbeat()
        if found is None:
            raise NotFound("There is no heartbeat any more.", _NONE)
        return found

    def call_due(self) -> int:
        """Calls it where a sweep is to be told and the last call is a minute ago; how many calls."""
        with self._database.read() as session:
            if not self._is_due(session.get(models.Heartbeat, SWEEP)):
                return 0
        try:
            with self._leases.held(LEASE):
                with self._database.read() as session:
                    row = session.get(models.Heartbeat, SWEEP)
                    if row is None or not self._is_due(row):
                        return 0
                    url, beat = self._sealer.open(row.url), row.beat_at
                self._note(self._call(url), beat)
                return 1
        except Busy:
            return 0  # Another process does it.

    def _is_due(self, row: models.Heartbeat | None) -> bool:
        if row is None or not row.waits:
            return False
        now = self._real.now()
        # A clock that was set back does not make it wait for the old time to come again.
        return row.called_at is None or not row.called_at <= now < row.called_at + EVERY

    def _call(self, url: str) -> Sent:
        return call("GET", url, dict(AGENT), private=self._private)

    def _note(self, sent: Sent, beat: datetime | None) -> None:
        """What came of a call that told the sweep of `beat`; None: of none, it was a test."""
        with self._database.write() as session:
            row = session.get(models.Heartbeat, SWEEP)
            if row is None:
                return
            row.called_at, row.status, row.answer = self._real.now(), sent.status, sent.answer[:500]
            if beat is not None and row.beat_at == beat:
                row.tries += 1
                row.waits = not well(sent.status) and row.tries < TRIES

    def _row(self, url: str, actor: str) -> models.Heartbeat:
        return models.Heartbeat(
            name=SWEEP,
            url=self._sealer.seal(url),
            shown=_shown(url),
            waits=False,
            tries=0,
            actor=actor,
            created_at=self._real.now(),
        )

    def _audit(self, session: Session, actor: str, before: object, after: object) -> None:
        audit.append(
            session,
            at=self._clock.now(),
            actor=actor,
            action="heartbeat.set" if after is not None else "heartbeat.remove",
            subject=f"heartbeat:{SWEEP}",
            before=before,
            after=after,
        )


def _shown(url: str) -> str:
    """The host is no secret; who knows the rest could say that all is well."""
    scheme, _, rest = url.partition("://")
    host, _, path = rest.replace("?", "/", 1).partition("/")
    return f"{scheme}://{host}" + ("" if not path else f"/…{path[-4:]}" if len(path) > 12 else "/…")

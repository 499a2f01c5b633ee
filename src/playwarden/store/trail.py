"""The audit trail for features: each word of it in a transaction of its own."""

from collections.abc import Iterator, Sequence

from playwarden.domain.audit import Head, KnownHead, Link, Verified
from playwarden.engine.ports.audit import LinkFilter
from playwarden.kit.clock import Clock
from playwarden.store import audit
from playwarden.store.database import Database


class StoredTrail:
    """Implements `engine.ports.audit.Trail`."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def note(
        self,
        *,
        actor: str,
        action: str,
        subject: str,
        run_id: str | None = None,
        before: object = None,
        after: object = None,
        account: str | None = None,
    ) -> Link:
        with self._database.write() as session:
            return audit.append(
                session,
                at=self._clock.now(),
                actor=actor,
                action=action,
                subject=subject,
                run_id=run_id,
                before=before,
                after=after,
                account=account,
            )

    def head(self) -> Head:
        """The chain's last link."""
        with self._database.read() as session:
            return audit.head(session)

    def links(self, wanted: LinkFilter) -> Sequence[Link]:
        with self._database.read() as session:
            return audit.links(session, wanted)

    def verify(self, known: Sequence[KnownHead] = ()) -> Verified:
        with self._database.read() as session:
            return audit.verify(session, known)

    def lines(self) -> Iterator[str]:
        with self._database.read() as session:
            yield from audit.lines(session)

    def erase(self, account: str, *, actor: str, reason: str) -> int:
        with self._database.write() as session:
            return audit.erase(session, account=account, actor=actor, reason=reason, at=self._clock.now())

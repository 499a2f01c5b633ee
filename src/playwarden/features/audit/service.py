"""Lists, verifies and exports the audit trail; verifying holds it against the heads that backups remember."""

from collections.abc import Iterator, Sequence
from datetime import UTC
from pathlib import Path

from playwarden.domain.audit import KnownHead, Link, Verified
from playwarden.engine.ports.audit import LinkFilter, Trail
from playwarden.store.backup import kept
from playwarden.store.database import Database
from playwarden.store.restore import replaced_chains


class Audit:
    """`folder` holds the backups, whose manifests name the chain's head as it was when they were made."""

    def __init__(self, trail: Trail, database: Database, folder: Path) -> None:
        self._trail = trail
        self._database = database
        self._folder = folder

    def links(self, wanted: LinkFilter) -> Sequence[Link]:
        """The newest first, at most `wanted.limit`."""
        return self._trail.links(wanted)

    def verify(self) -> Verified:
        """Recompute the whole chain; what backups know must still be in it."""
        return self._trail.verify(self.known_heads())

    def lines(self) -> Iterator[str]:
        """Every link, the oldest first, a line of JSON each."""
        return self._trail.lines()

    def known_heads(self) -> list[KnownHead]:
        """The heads in the backups of this chain. Backups of a chain that a restore replaced do not count: the link
        of that restore names it.
        """
        with self._database.read() as session:
            replaced = replaced_chains(session)
        return [
            KnownHead(one.manifest.head, f"the backup of {one.manifest.created_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC")
            for one in kept(self._folder)
            if one.manifest and one.manifest.head.number and one.manifest.chain not in replaced
        ]

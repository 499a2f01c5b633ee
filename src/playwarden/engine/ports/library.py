"""What the mirror knows of a playlist, and how the engine asks it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from playwarden.domain.library import Head, Relation
from playwarden.domain.playlist import Details, Entry, PlaylistState
from playwarden.kit.ids import AccountId, PlaylistId, VersionId

FRESH = timedelta(seconds=60)
"""How long an observation may be the ground a plan is carried out on without looking again."""
OWN_WRITES = timedelta(seconds=60)
"""After a write of ours the mirror does not serve for so long, and list pages are not believed about that playlist."""

Cause = Literal["first", "spotify", "run"]
"""Why a version exists: first seen, changed on Spotify, or a run of ours."""


def lately(moment: datetime | None, now: datetime, span: timedelta) -> bool:
    """Whether `moment` lies within `span` before now; one that a clock set back left in the future does not."""
    return moment is not None and timedelta(0) <= now - moment < span


@dataclass(frozen=True, slots=True)
class Mirrored:
    """A playlist as the mirror holds it.

    `entries` is None when its items were never read (or are not provided: lists of others). They belong to
    `items_snapshot_id`; the newest id that a list page or a read showed is `snapshot_id`. `relations` holds every
    account whose list shows it.
    """

    id: PlaylistId
    details: Details
    owner_id: str
    owner_name: str | None
    total: int | None
    snapshot_id: str
    items_snapshot_id: str | None
    entries: tuple[Entry, ...] | None
    version_id: VersionId | None
    version_number: int | None
    written_at: datetime | None
    gone_at: datetime | None
    relations: Mapping[AccountId, Relation]

    @property
    def current(self) -> bool:
        """Whether the entries belong to the newest snapshot id seen."""
        return self.entries is not None and self.items_snapshot_id == self.snapshot_id

    @property
    def state(self) -> PlaylistState | None:
        """Details and entries, None where the entries are not known."""
        return None if self.entries is None else PlaylistState(self.details, self.entries)

    @property
    def head(self) -> Head:
        """As a list page would show it."""
        return Head(
            id=self.id,
            name=self.details.name or "",
            owner_id=self.owner_id,
            snapshot_id=self.snapshot_id,
            total=self.total,
            owner_name=self.owner_name,
            description=self.details.description,
            public=self.details.public,
            collaborative=bool(self.details.collaborative),
            cover_url=self.details.cover.url if self.details.cover else None,
        )

    def serves(self, snapshot_id: str, now: datetime) -> bool:
        """Whether the entries held may stand for a reading: a list page fetched just now shows `snapshot_id`."""
        return (
            self.entries is not None
            and self.items_snapshot_id == snapshot_id
            and not lately(self.written_at, now, OWN_WRITES)
        )

    def writer(self) -> AccountId | None:
        """The account that writes go through: the owner, else a collaborator, else nobody."""
        return self._first(Relation.OWNER) or self._first(Relation.COLLABORATOR)

    def _first(self, relation: Relation) -> AccountId | None:
        return min((account for account, held in self.relations.items() if held is relation), default=None)

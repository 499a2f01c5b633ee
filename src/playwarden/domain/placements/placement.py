"""A placement: what is put where from when until when, what shall become of it, and how far it is."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Self

from playwarden.domain.placements.position import Position
from playwarden.domain.playlist import TEXTS_AND_FLAGS, Details
from playwarden.kit.ids import CampaignId, PlacementId, PlaylistId, RunId, VersionId


class PlacementState(StrEnum):
    """Where a placement stands."""

    PLANNED = "planned"
    """Its time has not come."""
    ENTERING = "entering"
    """It is being put in: the run that does so is journaled, or about to be."""
    IN_FORCE = "in_force"
    LEAVING = "leaving"
    """It is being taken out."""
    ASKING = "asking"
    """Something is in its way; a person changes it, accepts that, or cancels it."""
    ENDED = "ended"
    CANCELLED = "cancelled"
    MISSED = "missed"
    """Its whole time passed before it could be put in; nothing was written."""

    @property
    def open(self) -> bool:
        """Whether something is still to come."""
        return self in OPEN


OPEN = frozenset(
    {
        PlacementState.PLANNED,
        PlacementState.ENTERING,
        PlacementState.IN_FORCE,
        PlacementState.LEAVING,
        PlacementState.ASKING,
    }
)


class Moved(StrEnum):
    """What becomes at the end of a track that somebody moved on purpose meanwhile."""

    OUT = "out"
    """It goes out wherever it stands."""
    KEEP = "keep"
    """It stays for good: whoever moved it wants it."""


class Missed(StrEnum):
    """What becomes of a placement whose whole time passed before it could be put in."""

    SKIP = "skip"
    """It is recorded as missed; nothing is written."""
    SHIFT = "shift"
    """It is put in as soon as possible, for as long as it was meant to be."""
    ASK = "ask"
    """A person decides."""


DETAIL_FIELDS = (*(name for name in TEXTS_AND_FLAGS if name != "collaborative"), "cover")
"""The details that a placement may set."""


@dataclass(frozen=True, slots=True)
class NewPlacement:
    """What is asked for: `uri` at `position`, or `details` (what is None in them stays as it is), never both.

    `from_at` and `until_at` are instants, the latter excluded; None: without end. `zone` is the IANA name of the zone
    in which they were meant and are shown. `accepts` holds the codes of conflicts that a person has accepted.
    """

    playlist_id: PlaylistId
    from_at: datetime
    until_at: datetime | None
    zone: str
    uri: str | None = None
    position: Position | None = None
    details: Details | None = None
    moved: Moved = Moved.OUT
    missed: Missed = Missed.SKIP
    accepts: frozenset[str] = frozenset()
    note: str = ""

    def __post_init__(self) -> None:
        if (self.uri is None) is (self.details is None) or (self.uri is None) is not (self.position is None):
            raise ValueError("a placement is of a track at a position, or of details")

    @property
    def fields(self) -> tuple[str, ...]:
        """The details that it sets; none for a track."""
        return () if self.details is None else tuple(n for n in DETAIL_FIELDS if getattr(self.details, n) is not None)

    @property
    def stands_in_for(self) -> str | None:
        """The URI that it takes the place of."""
        return self.position.instead if self.position is not None else None

    @property
    def claims(self) -> frozenset[str]:
        """The URIs that it has a say about: what it puts in, and what it takes out for so long."""
        return frozenset(uri for uri in (self.uri, self.stands_in_for) if uri is not None)

    def overlaps(self, other: Self) -> bool:
        """Whether there is a moment at which both are in force."""
        return (self.until_at is None or other.from_at < self.until_at) and (
            other.until_at is None or self.from_at < other.until_at
        )


@dataclass(frozen=True, slots=True)
class Placement:
    """A placement as it is kept. `words` say what happened last, or what is in its way.

    `out_at` is when a person asked for it to go before its time. `entered_at` and `left_at` are when it came in and
    went; `before_version_id` and `entered_version_id` hold the playlist just before it came in and just after,
    `left_version_id` just after it went. `fingerprint` is that of the plan that is carrying it in or out. What it took
    the place of when it came in, and what therefore comes back, is `replaced_uri`, or `replaced`, field by field. Of
    one that stopped half way in, `before_version_id` and `entered_version_id` hold the playlist before and after that.
    """

    id: PlacementId
    asked: NewPlacement
    state: PlacementState
    actor: str
    created_at: datetime
    campaign_id: CampaignId | None = None
    words: str = ""
    out_at: datetime | None = None
    entered_at: datetime | None = None
    left_at: datetime | None = None
    entered_run_id: RunId | None = None
    left_run_id: RunId | None = None
    before_version_id: VersionId | None = None
    entered_version_id: VersionId | None = None
    left_version_id: VersionId | None = None
    replaced_uri: str | None = None
    replaced: Details | None = None
    fingerprint: str | None = None

    @property
    def is_in(self) -> bool:
        """Whether it is in the playlist as far as we know: its effect is to be kept until it leaves."""
        return self.state in (PlacementState.IN_FORCE, PlacementState.LEAVING) or (
            self.state is PlacementState.ASKING and self.entered_at is not None
        )

    @property
    def is_half_in(self) -> bool:
        """Whether what it was to stand in for was taken out, and it never came in: that one is still to come back."""
        return self.entered_at is None and self.entered_version_id is not None


@dataclass(frozen=True, slots=True)
class PlacementEvent:
    """Something that happened to a placement."""

    at: datetime
    kind: str
    words: str
    actor: str
    run_id: RunId | None = None
    before_version_id: VersionId | None = None
    after_version_id: VersionId | None = None


@dataclass(frozen=True, slots=True)
class Campaign:
    """Placements that belong together. `states` counts them by state."""

    id: CampaignId
    name: str
    actor: str
    created_at: datetime
    states: dict[PlacementState, int] = field(default_factory=dict)

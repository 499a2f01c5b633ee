"""What rules are worked out from: lists that sources need, and facts about tracks. No clock and no I/O of its own."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Literal

from playwarden.domain.audio import Audio
from playwarden.domain.catalogue import Track

NeedKind = Literal[
    "playlist", "saved", "top", "plays", "releases", "artist", "album", "search", "file", "rules", "playable", "audio",
    "buckets", "moods",
]  # fmt: skip
"""What a step may need beside the candidates: the first ten are lists, the others facts."""


@dataclass(frozen=True, slots=True)
class Need:
    """Something to be known before rules are worked out. `of` says which: a URI, words, a name.

    `days` and `groups` are for releases: how far back, and `album`, `single` or both joined by a comma.
    """

    kind: NeedKind
    of: str = ""
    days: int = 0
    groups: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """A track that a list holds; `added_at` is when it came into it, None where that is not told."""

    uri: str
    added_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Heard:
    """When a track was played, earliest first."""

    times: tuple[datetime, ...]

    def since(self, moment: datetime) -> int:
        """How often from `moment` on."""
        return len(self.times) - bisect_left(self.times, moment)


@dataclass(frozen=True, slots=True)
class Given:
    """Everything known at one moment. Values are not changed while it is in use; mappings may load what is asked for.

    `today` is the day in the rule set's zone and `seed` what chance is drawn from: the same for one rule set and one
    period. `plays_from` is since when plays are known; None: no plays are known at all. `buckets` and `moods` are by
    the URI of a track or of an artist. `blocked` holds tracks and artists that are never wanted, `taken_out` the tracks
    that somebody took out of the playlist by hand.
    """

    now: datetime
    today: date
    seed: str = ""
    tracks: Mapping[str, Track] = field(default_factory=lambda: MappingProxyType({}))
    lists: Mapping[Need, Sequence[Offer]] = field(default_factory=lambda: MappingProxyType({}))
    plays: Mapping[str, Heard] = field(default_factory=lambda: MappingProxyType({}))
    plays_from: datetime | None = None
    audio: Mapping[str, Audio] = field(default_factory=lambda: MappingProxyType({}))
    playable: Mapping[str, bool] = field(default_factory=lambda: MappingProxyType({}))
    buckets: Mapping[str, frozenset[str]] = field(default_factory=lambda: MappingProxyType({}))
    moods: Mapping[str, frozenset[str]] = field(default_factory=lambda: MappingProxyType({}))
    blocked: frozenset[str] = frozenset()
    taken_out: frozenset[str] = frozenset()

    def ago(self, days: int) -> datetime:
        """The moment so many days before now."""
        return self.now - timedelta(days=days)

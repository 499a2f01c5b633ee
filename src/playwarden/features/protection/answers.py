"""What is answered about protection, and asked for: accounts that are watched, protected playlists, incidents."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from playwarden.domain.playlist import Details
from playwarden.domain.protection.preferred import Preferred
from playwarden.kit.ids import AccountId, IncidentId, PlaylistId


class Standing(StrEnum):
    """How a protected playlist stands."""

    RIGHT = "right"
    WRONG = "wrong"
    """Not as wanted, and being put back."""
    WAITING = "waiting"
    """Not as wanted; it waits for its pause, for calls, or for a ban to end."""
    ASKING = "asking"
    """A person has to decide."""
    GONE = "gone"
    UNCHECKED = "unchecked"


@dataclass(frozen=True, slots=True)
class IncidentRow:
    """An incident in a list. `wrong` holds field, how, wanted, seen (of a cover a SHA-256 and an address)."""

    id: IncidentId
    playlist: PlaylistId
    name: str
    account: AccountId
    account_name: str
    kind: str
    state: str
    outcome: str | None
    wrong: tuple[Mapping[str, Any], ...]
    wanted: Preferred
    before: Details
    seen: Details
    last_right_at: datetime | None
    found_at: datetime
    due_at: datetime | None
    right_at: datetime | None
    ended_at: datetime | None
    note: str | None
    open: bool


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happened in an incident; `actor` where a person did it."""

    at: datetime
    what: str
    note: str
    actor: str | None
    run_id: str | None


@dataclass(frozen=True, slots=True)
class Tried:
    """One time that it was put back, or was meant to be."""

    at: datetime
    fields: tuple[str, ...]
    state: str
    run_id: str | None


@dataclass(frozen=True, slots=True)
class IncidentShown:
    """An incident with all that happened in it, in order."""

    row: IncidentRow
    steps: tuple[Step, ...]
    restores: tuple[Tried, ...]


@dataclass(frozen=True, slots=True)
class ProtectedRow:
    """A protected playlist in a list. `picture` is what its cover is called here, as in the list of playlists."""

    id: PlaylistId
    name: str
    account: AccountId
    account_name: str
    policy: str
    important: bool
    standing: Standing
    preferred: Preferred
    number: int
    checked_at: datetime | None
    right_at: datetime | None
    broken_at: datetime | None
    broken_why: str | None
    cover_to_come: bool
    incident: IncidentRow | None
    restores: int
    """In the last 24 hours, as far as they count towards its cap."""
    picture: str | None
    tags: frozenset[str]


@dataclass(frozen=True, slots=True)
class PreferredRow:
    """Preferred details as they were wanted once."""

    number: int
    preferred: Preferred
    at: datetime
    actor: str
    why: str


@dataclass(frozen=True, slots=True)
class AccountWatch:
    """An account that has protected playlists, and how it is looked at."""

    id: AccountId
    name: str
    state: str
    counts: Mapping[str, int]
    every: timedelta
    slowed: bool
    calls: int
    words: str
    swept_at: datetime | None
    next_at: datetime | None
    alerted_until: datetime | None
    trouble: str | None
    broken_at: datetime | None
    broken_why: str | None
    broken_playlists: int
    lacking: str | None
    lacking_calls: int
    """Calls a day that single reads of what its list does not show take at least."""
    unwatched: tuple[tuple[datetime, datetime], ...]
    last_day: datetime
    restores: int


@dataclass(frozen=True, slots=True)
class ProtectedFilter:
    """Which protected playlists are meant. `q` is folded text that the name holds; `among` what the reader may see."""

    account: AccountId | None = None
    standing: frozenset[Standing] = frozenset()
    important: bool | None = None
    tag: str | None = None
    q: str | None = None
    playlists: tuple[PlaylistId, ...] | None = None
    among: frozenset[AccountId] | None = None


@dataclass(frozen=True, slots=True)
class IncidentFilter:
    """Which incidents are meant, the newest first. `state`: `open`, or one of their states."""

    account: AccountId | None = None
    playlist: PlaylistId | None = None
    state: str | None = None
    kind: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    before: IncidentId | None = None
    limit: int = 100
    among: frozenset[AccountId] | None = None

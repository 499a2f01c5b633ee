"""Rule sets as they are kept for a playlist, and what became of each time that one was worked out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from playwarden.domain.rules.hand_edits import NONE, HandEdits
from playwarden.domain.rules.holding import Hold
from playwarden.domain.rules.memory import NOTHING, Memory
from playwarden.domain.rules.ruleset import RuleSet
from playwarden.kit.ids import AccountId, PlaylistId, RuleSetId, RunId

NO_FILES: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Kept:
    """A rule set with what it remembers.

    `playlist_id` is the playlist that it keeps; `create_name` what the one is called that its first refresh makes;
    neither: rules that others build on. `files` are CSV texts by name. `number` counts its changes. `items` is what the
    last refresh left there, hand edits included; None: not known, then nothing tells of hand edits.
    """

    id: RuleSetId
    account_id: AccountId
    rules: RuleSet
    playlist_id: PlaylistId | None
    create_name: str | None
    number: int
    actor: str
    created_at: datetime
    changed_at: datetime
    files: Mapping[str, str] = field(default_factory=lambda: NO_FILES)
    memory: Memory = NOTHING
    items: tuple[str, ...] | None = None
    hand: HandEdits = NONE
    hold: Hold | None = None

    @property
    def create_key(self) -> str:
        """Under which its playlist is made: once, however often that is tried."""
        return f"rules:{self.id}"

    @property
    def refreshed(self) -> bool:
        """Whether its playlist was brought to what the rules say before."""
        return bool(self.memory.period)


class RefreshState(StrEnum):
    """What became of one time that a rule set was worked out."""

    PROPOSED = "proposed"
    """It was shown, and is done once somebody approves it."""
    RUNNING = "running"
    DONE = "done"
    UNCHANGED = "unchanged"
    """The playlist is as the rules say."""
    SHORT = "short"
    """There are fewer tracks than the floor: the playlist is left as it is."""
    HELD = "held"
    """Somebody keeps the playlist as it stands."""
    ASKS = "asks"
    """Somebody changed it by hand and has to say what becomes of that."""
    DROPPED = "dropped"
    """Its run did not come to its end."""
    UNDONE = "undone"

    @property
    def open(self) -> bool:
        """Whether it may still become something else."""
        return self in (RefreshState.PROPOSED, RefreshState.RUNNING)


@dataclass(frozen=True, slots=True)
class Refresh:
    """One time. `memory`, `items` and `hand` are what the rule set has of it once it is done; `summary` is JSON: what
    came and left, and why. `fingerprint` is that of the proposal which carries it.
    """

    id: str
    rule_set_id: RuleSetId
    at: datetime
    period: str
    state: RefreshState
    actor: str
    summary: Mapping[str, Any]
    memory: Memory = NOTHING
    items: tuple[str, ...] = ()
    hand: HandEdits = NONE
    fingerprint: str | None = None
    run_id: RunId | None = None

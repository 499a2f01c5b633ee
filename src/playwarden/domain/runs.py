"""What the journal remembers of a run: its parts, their steps, and how far each came."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from playwarden.domain.calls import Lane
from playwarden.kit.ids import AccountId, PartId, PlaylistId, RunId, VersionId

if TYPE_CHECKING:
    from playwarden.domain.operations import Operation
    from playwarden.domain.overriding import Override
    from playwarden.domain.plan import Plan
    from playwarden.domain.playlist import PlaylistState


class Verb(StrEnum):
    """What a run was asked to do."""

    APPLY = "apply"
    UNDO = "undo"
    RESTORE = "restore"


class State(StrEnum):
    """Where a run, or its part for one playlist, stands."""

    PENDING = "pending"
    """Journaled; nothing has left yet."""
    RUNNING = "running"
    """Being worked on, or its process died: `runs resume` finds out."""
    WAITING = "waiting"
    """A ban, a missing connection or a lost consent holds it; it goes on where it was."""
    ASKING = "asking"
    """Reality moved so that a person has to decide."""
    FAILED = "failed"
    """Spotify refused a call for good; what was done is recorded and can be undone."""
    CANCELLED = "cancelled"
    """A person stopped it between two calls, where the playlist is consistent; what was done can be undone."""
    DONE = "done"

    @property
    def resumable(self) -> bool:
        """Whether resuming may take it further."""
        return self in (State.PENDING, State.RUNNING, State.WAITING)

    @property
    def told(self) -> str:
        """In a sentence whose subject are playlists."""
        return {State.ASKING: "ask", State.DONE: "are done", State.CANCELLED: "were cancelled"}.get(self, self.value)


class Outcome(StrEnum):
    """What became of one operation."""

    PENDING = "pending"
    SENT = "sent"
    """It left; no answer was recorded yet."""
    DONE = "done"
    UNKNOWN = "unknown"
    """It left and no answer came: the playlist has to be looked at."""
    REFUSED = "refused"
    DROPPED = "dropped"
    """A newer plan took its place before it left."""


@dataclass(frozen=True, slots=True)
class Step:
    """One operation of a part's current round."""

    number: int
    operation: "Operation"
    outcome: Outcome = Outcome.PENDING
    snapshot_id: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """What a run does to one playlist. `approved` is what a person saw, `plan` what is being carried out (the same
    in round 0), `steps` the operations of the current round. `cancel_asked_at` is when somebody asked it to stop.
    `base` is what would stand there without it, where that is not the version before: others edited, and it was done to
    what they made of it. `overrides` tell how `approved` was changed by hand while it waited, the latest last.
    """

    id: PartId
    run_id: RunId
    number: int
    account_id: AccountId
    playlist_id: PlaylistId | None
    create_key: str | None
    state: State
    round: int
    approved: "Plan"
    plan: "Plan"
    steps: tuple[Step, ...]
    note: str | None = None
    before_version_id: VersionId | None = None
    after_version_id: VersionId | None = None
    cancel_asked_at: datetime | None = None
    base: "PlaylistState | None" = None
    overrides: "tuple[Override, ...]" = ()

    @property
    def untouched(self) -> bool:
        """Whether it waits as it was approved: nothing left for it, and nobody asked it to stop."""
        still = self.state.resumable and self.round == 0 and self.cancel_asked_at is None
        return still and all(step.outcome is Outcome.PENDING for step in self.steps)

    @property
    def name(self) -> str:
        """What a person calls the playlist."""
        return self.approved.desired.details.name or self.playlist_id or self.create_key or self.id

    @property
    def key(self) -> str:
        """What it has to itself while it is carried out: its playlist, or the key under which one is made."""
        return _key(self)

    @property
    def calls(self) -> int:
        """What was approved costs, reads included."""
        return self.approved.calls

    @property
    def done(self) -> int:
        """How many calls of the current round took effect."""
        return sum(step.outcome is Outcome.DONE for step in self.steps)


@dataclass(frozen=True, slots=True)
class Brief:
    """A part without its plan: of a run of hundreds nobody wants them all at once. `calls` as approved, with reads."""

    number: int
    account_id: AccountId
    playlist_id: PlaylistId | None
    create_key: str | None
    name: str
    state: State
    note: str | None
    calls: int

    @property
    def key(self) -> str:
        """As that of the part."""
        return _key(self)


def _key(part: Part | Brief) -> str:
    if part.create_key is not None:
        return f"create:{part.account_id}:{part.create_key}"
    return f"playlist:{part.playlist_id}"


@dataclass(frozen=True, slots=True)
class Run:
    """One apply, undo or restore, approved as a whole. `observed_at`: when its plans were made (None: not known)."""

    id: RunId
    verb: Verb
    of_run_id: RunId | None
    state: State
    fingerprint: str
    actor: str
    lane: Lane
    forced: frozenset[str]
    note: str | None
    resume_after: datetime | None
    created_at: datetime
    ended_at: datetime | None
    parts: tuple[Part, ...]
    observed_at: datetime | None = None

"""The journal: what is about to be done is written down before it is done, and every outcome by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from playwarden.domain.calls import Lane
from playwarden.domain.catalogue import Track
from playwarden.domain.library import Head
from playwarden.domain.plan import Plan
from playwarden.domain.playlist import Details, Entry, PlaylistState
from playwarden.domain.runs import Outcome, Part, Run, State, Verb
from playwarden.kit.ids import AccountId, PartId, PlaylistId, RunId


@dataclass(frozen=True, slots=True)
class NewPart:
    """A part to be journaled. `head` and `plan.observed` become the version before; None for a playlist to be made.

    `pictures` are the covers that the plan's SetCover operations name, by SHA-256.
    """

    account_id: AccountId
    playlist_id: PlaylistId | None
    create_key: str | None
    plan: Plan
    head: Head | None
    pictures: tuple[tuple[str, bytes], ...] = ()


@dataclass(frozen=True, slots=True)
class NewRun:
    """A run to be journaled, approved under `fingerprint`. `observed_at`: when what its plans start from was seen."""

    verb: Verb
    fingerprint: str
    actor: str
    lane: Lane
    forced: frozenset[str]
    parts: tuple[NewPart, ...]
    of_run_id: RunId | None = None
    observed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class After:
    """What a part left behind when it ends. `head` is None where it was not read: nothing of it was touched.

    `snapshot_id` is the one that belongs to the entries: of our last write where it was answered. `details` stand in
    place of the head's. `since` is what was read instead, head and entries, where somebody else has edited as well.
    """

    entries: tuple[Entry, ...]
    head: Head | None
    snapshot_id: str | None
    tracks: tuple[Track, ...] = ()
    details: Details | None = None
    since: tuple[Head, tuple[Entry, ...]] | None = None


@dataclass(frozen=True, slots=True)
class Rival:
    """Another run whose doing forbids a part to go on as approved. `playlist_id` is what it made, if it made one."""

    run_id: RunId | None
    playlist_id: PlaylistId | None = None


class Journal(Protocol):
    """Each method is one committed transaction. `fence` is the lease's number: a writer that was overtaken by a newer
    holder of the lease gets Busy instead of writing.
    """

    def open(self, run: NewRun) -> Run:
        """Writes run, parts, all steps as pending, and the versions before."""
        ...

    def run(self, run_id: RunId) -> Run:
        """Raises NotFound."""
        ...

    def take(self, part_id: PartId, fence: int) -> Part:
        """The part as it stands, now running under `fence`. Raises Busy when a newer holder has it."""
        ...

    def settle(
        self,
        part: Part,
        number: int,
        outcome: Outcome,
        fence: int,
        *,
        snapshot_id: str | None = None,
        playlist_id: PlaylistId | None = None,
    ) -> Part:
        """Writes one step's outcome. With `playlist_id` (after a Create) the part and its key get it as well. The part
        that comes back says whether somebody asked it to stop meanwhile.
        """
        ...

    def replan(self, part: Part, plan: Plan, fence: int, *, base: PlaylistState | None = None) -> Part:
        """Starts the next round with `plan`; steps of the old round that did not leave are dropped. `base`: what an
        undo is to lead to instead of the version before.
        """
        ...

    def halt(self, part: Part, state: State, note: str, fence: int) -> Part:
        """Leaves the part in `state` with the reason in words."""
        ...

    def close(self, part: Part, state: State, note: str | None, after: After | None, fence: int) -> Part:
        """Records the version after (and a further one of `after.since`), the mirror, the audit link with both
        documents, and the end: at once.
        """
        ...

    def end(self, run_id: RunId, state: State, note: str | None, resume_after: datetime | None = None) -> None:
        """Writes how the run as a whole stands."""
        ...

    def ask_to_cancel(self, run_id: RunId, number: int | None = None) -> None:
        """Marks the run's parts that are not at their end, or the one with `number`: whoever carries them out stops."""
        ...

    def picture(self, sha256: str) -> bytes:
        """A cover that was handed in with the run. Raises NotFound."""
        ...

    def overtaken(self, part: Part) -> RunId | None:
        """A later run that wrote to the part's playlist, if there is one."""
        ...

    def written_since(self, playlist_id: PlaylistId, moment: datetime) -> bool:
        """Whether a write of ours left for the playlist after `moment`: what was observed then stands no more."""
        ...

    def maker(self, part: Part) -> Rival | None:
        """Who made, or may have made, the playlist that `part` is to create under its key."""
        ...

    def user_id(self, account_id: AccountId) -> str:
        """The Spotify user that owns what the account makes. Raises NotFound."""
        ...

    def known_playlists(self, ids: Sequence[PlaylistId]) -> frozenset[PlaylistId]:
        """Those of `ids` that were mirrored or made here before."""
        ...

"""What is asked of playlists, and what is proposed for an approval."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from playwarden.domain.calls import Forecast, Lane, Need, Spread
from playwarden.domain.compose import Overlay, Wish
from playwarden.domain.library import Head
from playwarden.domain.plan import Limits, Plan, Policy
from playwarden.domain.playlist import PlaylistState
from playwarden.domain.quota import spread_sentence
from playwarden.domain.runs import State, Verb
from playwarden.domain.safety import Blocked as Block
from playwarden.domain.safety import judge
from playwarden.engine.observe import Whole
from playwarden.engine.ports.quota import ITEMS, PLAYLIST, bucket_of
from playwarden.kit.canonical import digest
from playwarden.kit.ids import AccountId, JobId, PlaylistId, RunId
from playwarden.kit.text import counted


@dataclass(frozen=True, slots=True)
class Order:
    """One playlist and what is wished of it. Exactly one of `playlist_id` and `create_key` is given.

    `picture` is the JPEG whose SHA-256 is the wish's cover. `change`, where it is given, makes the wish out of what is
    observed (a sort, a removal), and `wish` only tells its origin. `overlays` are laid over it above those that are in
    force anyway. `read` is what whoever asks has read of it just now: it is not read again. `limits` are
    those that its plan is judged by, None: the usual ones.
    """

    account_id: AccountId
    wish: Wish
    policy: Policy = field(default_factory=Policy)
    playlist_id: PlaylistId | None = None
    create_key: str | None = None
    picture: bytes | None = None
    change: Callable[[PlaylistState], Wish] | None = None
    overlays: tuple[Overlay, ...] = ()
    read: Whole | None = None
    limits: Limits | None = None

    @property
    def details_only(self) -> bool:
        """Whether it leaves the entries alone, so that nobody needs to look at them."""
        return self.policy.about == "details"


@dataclass(frozen=True, slots=True)
class Proposed:
    """The plan for one playlist. `head` is as observed, None for a playlist to be made. `name` is for people."""

    account_id: AccountId
    plan: Plan
    name: str
    playlist_id: PlaylistId | None = None
    create_key: str | None = None
    head: Head | None = None
    pictures: tuple[tuple[str, bytes], ...] = ()

    def blocks(self, forced: frozenset[str]) -> tuple[Block, ...]:
        """The safety rules that hold it though `forced` are forced."""
        return tuple(judge(self.plan, forced).blocked)

    @property
    def need(self) -> Need:
        """The calls that it takes, by bucket: none where nothing is to be done."""
        calls: Counter[str] = Counter()
        if not self.plan.empty:
            calls.update(bucket_of(operation) for operation in self.plan.operations)
            calls[PLAYLIST] += self.plan.reads_head
            calls[ITEMS] += len(self.plan.pages_beyond_head)
        return Need(self.account_id, +calls)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A playlist that was asked for and is not part of the proposal, and why: `code` is stable, `reason` a sentence."""

    name: str
    code: str
    reason: str
    playlist_id: PlaylistId | None = None
    account_id: AccountId | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """Plans for all playlists that were asked for, approved together by one fingerprint.

    `observed_calls` is what looking cost. `titles` name the URIs that occur. `forecasts` and `spread` are for writes
    and proofs; `spread` lays them out over days, one of its starts for each part.
    """

    verb: Verb
    parts: tuple[Proposed, ...]
    lane: Lane
    observed_at: datetime
    observed_calls: int
    forecasts: Mapping[AccountId, Forecast]
    titles: Mapping[str, str] = field(default_factory=dict)
    of_run_id: RunId | None = None
    left_out: tuple[LeftOut, ...] = ()
    spread: Spread | None = None

    @property
    def sentence(self) -> str:
        """`300 playlists, 960 calls: 180 now, the rest by Thursday 14:00 UTC`."""
        number = counted(len(self.changing), "playlist")
        return number if self.spread is None else f"{number}, {spread_sentence(self.spread)}"

    @property
    def fingerprint(self) -> str:
        """SHA-256 over the verb and every part's own fingerprint: one for all that is approved together."""
        parts = [[part.account_id, part.create_key, part.plan.fingerprint] for part in self.parts]
        return digest({"verb": self.verb.value, "of": self.of_run_id, "parts": parts})

    @property
    def changing(self) -> tuple[Proposed, ...]:
        """The parts in which something is to be done."""
        return tuple(part for part in self.parts if not part.plan.empty)

    @property
    def writes(self) -> int:
        return sum(part.plan.writes for part in self.parts)

    @property
    def reads(self) -> int:
        return sum(part.plan.reads for part in self.changing)

    @property
    def naive_writes(self) -> int:
        """Writes of clearing each list and adding its entries one by one."""
        return sum(part.plan.naive_writes for part in self.changing)

    def blocks(self, forced: frozenset[str] = frozenset()) -> list[tuple[Proposed, Block]]:
        """Every safety rule that holds a part."""
        return [(part, block) for part in self.changing for block in part.blocks(forced)]


@dataclass(frozen=True, slots=True)
class Started:
    """A run that was journaled and enqueued; both None when nothing was to be done."""

    run_id: RunId | None
    job_id: JobId | None


@dataclass(frozen=True, slots=True)
class PartReport:
    """How a run ended for one playlist."""

    name: str
    playlist_id: PlaylistId | None
    state: State
    note: str | None

    def to_document(self) -> dict[str, Any]:
        """JSON."""
        return {"name": self.name, "playlist": self.playlist_id, "state": self.state.value, "note": self.note}


@dataclass(frozen=True, slots=True)
class RunReport:
    """How a run ended. `run_id` is None when nothing was to be done; `calls` were booked for it, reads included."""

    run_id: RunId | None
    state: State
    calls: int
    parts: tuple[PartReport, ...]
    note: str | None = None
    resume_after: datetime | None = None

    def to_document(self) -> dict[str, Any]:
        """As `--json` prints it."""
        return {
            "run": self.run_id,
            "state": self.state.value,
            "calls": self.calls,
            "note": self.note,
            "resume_after": self.resume_after.isoformat() if self.resume_after else None,
            "parts": [part.to_document() for part in self.parts],
        }

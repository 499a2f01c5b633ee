"""Proposals that were shown and wait for an approval: kept in memory for a while, started once."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from playwarden.features.runs.proposal import Proposal
from playwarden.kit.clock import Clock
from playwarden.kit.errors import NotFound

LASTS = timedelta(minutes=15)
"""How long a proposal waits. What stands on Spotify moves on: an older one would be refused anyway."""
MOST = 64
MOST_ENTRIES = 2_000_000
"""Entries of all proposals that are kept, observed and desired ones: some hundred megabytes at the very most."""


@dataclass(slots=True)
class Pending:
    """A proposal, the rules that were forced when it was made, until when it waits, and what starting it came to. `by`
    is who asked for it.
    """

    proposal: Proposal
    forced: frozenset[str]
    expires_at: datetime
    by: str = ""
    started: Any = None
    turn: threading.Lock = field(default_factory=threading.Lock)


class PendingProposals:
    """By fingerprint; the newest of one fingerprint counts. Safe to be used by several threads."""

    def __init__(self, clock: Clock, *, most: int = MOST, most_entries: int = MOST_ENTRIES) -> None:
        self._clock = clock
        self._most = most
        self._most_entries = most_entries
        self._kept: OrderedDict[str, Pending] = OrderedDict()
        self._turn = threading.Lock()

    def keep(self, proposal: Proposal, forced: frozenset[str], by: str = "") -> Pending:
        """Keeps a proposal; the oldest ones go where there are too many."""
        now = self._clock.now()
        pending = Pending(proposal, forced, now + LASTS, by)
        with self._turn:
            self._kept.pop(proposal.fingerprint, None)
            self._kept[proposal.fingerprint] = pending
            self._drop(now)
        return pending

    def find(self, fingerprint: str) -> Pending:
        """Raises NotFound for a fingerprint that none has, or that waited too long."""
        with self._turn:
            self._drop(self._clock.now())
            pending = self._kept.get(fingerprint)
        if pending is None:
            raise NotFound(
                f"No proposal with the fingerprint {fingerprint[:12]} waits here.",
                "Proposals wait for 15 minutes, and not beyond a restart. Propose it again.",
            )
        return pending

    def start(self, fingerprint: str, start: Callable[[Proposal], Any]) -> Any:
        """Starts a proposal, once: asked again, it answers what the first time came to. Raises NotFound, and what
        `start` raises, which leaves it unstarted.
        """
        pending = self.find(fingerprint)
        with pending.turn:
            if pending.started is None:
                pending.started = start(pending.proposal)
            return pending.started

    def _drop(self, now: datetime) -> None:
        for fingerprint in [each for each, pending in self._kept.items() if pending.expires_at <= now]:
            del self._kept[fingerprint]
        weights = {each: _entries(pending.proposal) for each, pending in self._kept.items()}
        whole = sum(weights.values())
        while len(self._kept) > 1 and (len(self._kept) > self._most or whole > self._most_entries):
            fingerprint, _ = self._kept.popitem(last=False)
            whole -= weights[fingerprint]


def _entries(proposal: Proposal) -> int:
    return sum(len(part.plan.observed_entries) + len(part.plan.desired.entries) for part in proposal.parts)

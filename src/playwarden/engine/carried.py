"""One part while it is carried out: under its leases, always as the journal has it."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace

from playwarden.domain.calls import Caller
from playwarden.domain.operations import SetCover
from playwarden.domain.plan import Limits
from playwarden.domain.runs import Outcome, Part, Run, State, Step
from playwarden.domain.stops import complete, next_stop, staying
from playwarden.engine.anew import planned_anew, without_us
from playwarden.engine.guard import Check, GuardedReads
from playwarden.engine.looks import SharedLooks
from playwarden.engine.observe import SETTLES, Pause, Whole, read_details, read_whole
from playwarden.engine.ports.journal import After, Journal
from playwarden.engine.ports.leases import Held, Leases
from playwarden.engine.ports.target import Performed, Target
from playwarden.engine.standing import OPEN, touched
from playwarden.kit.clock import Clock
from playwarden.kit.errors import Cancelled, NotApproved
from playwarden.kit.ids import PlaylistId
from playwarden.kit.text import counted


@dataclass(frozen=True, slots=True)
class Desk:
    """What applying works with. `looks` None: a playlist is always read where it is not certain how it stands."""

    target: Target
    journal: Journal
    leases: Leases
    clock: Clock
    pause: Pause
    limits: Limits
    looks: SharedLooks | None = None


Report = Callable[[Part, str], None]
"""Told after every step, with a few words for a person."""

PUT_OFF = "Everything is written; in a few minutes it is proved together with others, by one call for all."
"""The note of a part whose proof waits."""


class Carried:
    """A part, what it may do, and what is known of its playlist."""

    def __init__(
        self,
        desk: Desk,
        run: Run,
        part: Part,
        leases: ExitStack,
        held: list[Held],
        report: Report,
        check: Check,
        *,
        fresh: bool,
        strict: bool,
        patient: bool,
    ) -> None:
        self.desk = desk
        self.run = run
        self.part = part
        self.caller = Caller(part.account_id, run.lane, run.id)
        self.reads = GuardedReads(desk.target, self.check)
        self.uncertain = self.begun or not fresh
        self.strict = strict and not self.begun
        self.patient = patient
        self.seen: Whole | None = None
        self.lagging = False
        self._leases = leases
        self._held = held
        self._fence = held[0].fence
        self._report = report
        self._check = check

    # -- what there is

    @property
    def begun(self) -> bool:
        """Whether anything was done of it, or may have been."""
        return self.part.round > 0 or any(step.outcome is not Outcome.PENDING for step in self.part.steps)

    @property
    def merges(self) -> bool:
        """Whether its change is done to whatever others, runs of ours among them, have made of the playlist since."""
        return self.part.approved.policy.meanwhile == "merge"

    @property
    def playlist_id(self) -> PlaylistId:
        assert self.part.playlist_id is not None, "a create leaves an id before anything else is done"
        return self.part.playlist_id

    @property
    def next_step(self) -> Step | None:
        return next((step for step in self.part.steps if step.outcome is Outcome.PENDING), None)

    @property
    def open_step(self) -> Step | None:
        return next((step for step in self.part.steps if step.outcome in OPEN), None)

    def picture(self, step: Step) -> bytes | None:
        """The bytes that a step sends."""
        return self.desk.journal.picture(step.operation.sha256) if isinstance(step.operation, SetCover) else None

    # -- whether it may go on

    def check(self) -> None:
        """Before every call. Being cancelled is remembered, and ends it at the next stop; Stopping and Busy end it."""
        try:
            self._check()
        except Cancelled:
            if not self.cancelling:
                self.desk.journal.ask_to_cancel(self.part.run_id, self.part.number)
                self.part = replace(self.part, cancel_asked_at=self.desk.clock.now())

    @property
    def cancelling(self) -> bool:
        return self.part.cancel_asked_at is not None

    @property
    def at_stop(self) -> bool:
        """Whether it is known where the playlist stands, and it may be left there."""
        done = self.part.done
        return self.open_step is None and next_stop(self.part.approved, self.part.plan, done) == done

    def whole_enough(self, seen: Whole) -> bool:
        """Whether no entry that is to stay is missing in what was read."""
        return complete(seen.entries, staying(self.part.approved, self.part.plan))

    @property
    def touched(self) -> bool:
        return touched(self.part)

    def check_leases(self) -> None:
        """Raises Busy when one of them was lost."""
        for held in self._held:
            held.check()

    # -- what becomes of it

    def let_settle(self) -> None:
        """Waits, where a write has just left, until readings show it: one before that would be paid twice."""
        if self.lagging:
            self.desk.pause(SETTLES)
            self.lagging = False

    def read(self) -> Whole:
        """The playlist to its end; its head alone where the part is about details."""
        self.let_settle()
        if self.part.approved.details_only:
            return read_details(self.reads, self.caller, self.playlist_id)
        return read_whole(self.reads, self.caller, self.playlist_id)

    def settle(self, step: Step, outcome: Outcome, answer: Performed | None = None) -> None:
        """Writes down a step's outcome; a playlist that was made is from now on held as well."""
        self.part = self.desk.journal.settle(
            self.part,
            step.number,
            outcome,
            self._fence,
            snapshot_id=answer.snapshot_id if answer else None,
            playlist_id=answer.playlist_id if answer else None,
        )
        if answer is not None and answer.playlist_id is not None:
            self._held.append(self._leases.enter_context(self.desk.leases.held(lease_of(answer.playlist_id))))

    def plan_anew(self, seen: Whole) -> None:
        """Goes on with a plan from what stands there. Raises NotApproved and Blocked where a person has to be asked."""
        self.seen = seen
        if self.strict and not self.merges:
            raise NotApproved(
                f"'{seen.head.name}' was changed after the plan was shown: nothing was sent.",
                "Plan again to see it as it is.",
            )
        anew = planned_anew(self.run, self.part, seen, self.part.plan.limits)
        base = without_us(self.part, seen) if self.merges else None
        self.uncertain = True
        self.part = self.desk.journal.replan(self.part, anew, self._fence, base=base)
        self.tell(f"somebody else edited meanwhile: planned anew, {counted(anew.writes, 'call')}")

    def halt(self, note: str) -> None:
        """Leaves it waiting, to go on where it was."""
        self.part = self.desk.journal.halt(self.part, State.WAITING, note, self._fence)

    def put_off(self) -> Part:
        """Leaves it waiting for its proof, with everything written."""
        self.part = self.desk.journal.halt(self.part, State.WAITING, PUT_OFF, self._fence)
        self.tell(PUT_OFF)
        return self.part

    def close(self, state: State, note: str | None, after: After | None) -> Part:
        """Ends it."""
        self.part = self.desk.journal.close(self.part, state, note, after, self._fence)
        self.tell(state.value)
        return self.part

    def tell(self, words: str) -> None:
        self._report(self.part, words)


def lease_of(playlist_id: PlaylistId | None) -> str:
    """The name under which a playlist is held while it is written to."""
    return f"playlist:{playlist_id}"

"""Apply: carry a journaled part out one call at a time, look where it stands whenever that is not certain, prove it."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from http import HTTPStatus

from playwarden.domain.calls import Caller
from playwarden.domain.compose import EMPTY
from playwarden.domain.library import Head
from playwarden.domain.operations import Create, Follow, Insert, Move, Remove, Replace, SetCover, SetDetails, Unfollow
from playwarden.domain.plan import Limits, plan
from playwarden.domain.rebase import rebase
from playwarden.domain.runs import Outcome, Part, Run, State, Step
from playwarden.domain.safety import judge
from playwarden.engine.locate import mark_after, place, same
from playwarden.engine.observe import LAGS, Pause, Whole, read_whole
from playwarden.engine.ports.journal import After, Journal
from playwarden.engine.ports.leases import Held, Leases
from playwarden.engine.ports.target import Performed, Target
from playwarden.engine.proof import prove
from playwarden.engine.standing import OPEN, left_behind, touched
from playwarden.kit.clock import Clock
from playwarden.kit.errors import (
    Blocked,
    LookOnly,
    NeedsReconnecting,
    NotApproved,
    OutcomeUnknown,
    PlaywardenError,
    RateLimited,
    SpotifyRefused,
    SpotifyUnavailable,
)
from playwarden.kit.ids import PlaylistId
from playwarden.kit.text import counted, listed

_REPEATABLE = (SetDetails, SetCover, Follow, Unfollow)
"""Operations that may be sent again: doing them twice changes nothing."""
_PLACED = (Insert, Move, Remove, Replace)
"""Operations that do harm where the list is not the one they were planned for."""

UNTOUCHED = "Cancelled before any call was made."
"""The note of a part that was cancelled with nothing done."""

ROUNDS = 3
"""Times a part is planned anew because somebody else edits meanwhile."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What applying works with."""

    target: Target
    journal: Journal
    leases: Leases
    clock: Clock
    pause: Pause
    limits: Limits


Report = Callable[[Part, str], None]
"""Told after every step, with a few words for a person."""
Check = Callable[[], None]
"""Asked before every call. Raises Cancelled, Stopping or Busy."""


def unchecked() -> None:
    """Nobody stops it."""


def carry_out(
    desk: Desk, run: Run, part: Part, report: Report, *, check: Check = unchecked, fresh: bool, strict: bool = False
) -> Part:
    """Takes `part` as far as it goes: to its end, or to a state that says what holds it.

    `fresh` says that what the plan starts from was observed just now; otherwise the playlist is looked at first.
    `strict`: where that look shows something else before anything was sent, it is not planned anew but asked about.

    Alone: one apply a playlist across processes, by lease. Raises Busy when another process has it; RateLimited,
    SpotifyUnavailable, NeedsReconnecting and LookOnly with the part WAITING; NotApproved and Blocked with it ASKING;
    SpotifyRefused with it FAILED. In every case the journal says what was done and what not.
    """
    making = part.create_key is not None
    name = f"create:{part.account_id}:{part.create_key}" if making else _lease_of(part.playlist_id)
    with ExitStack() as leases:
        # The lease under which a part begins is the one whose numbers fence it, also once its playlist is made.
        held = [leases.enter_context(desk.leases.held(name))]
        taken = desk.journal.take(part.id, held[0].fence)
        if not taken.state.resumable:
            return taken
        if making and taken.playlist_id is not None:
            held.append(leases.enter_context(desk.leases.held(_lease_of(taken.playlist_id))))
        return _Work(desk, run, taken, leases, held, report, fresh=fresh, strict=strict).finish()


def _lease_of(playlist_id: PlaylistId | None) -> str:
    return f"playlist:{playlist_id}"


class _Work:
    """One part under its leases. `part` is always as the journal has it."""

    def __init__(
        self,
        desk: Desk,
        run: Run,
        part: Part,
        leases: ExitStack,
        held: list[Held],
        report: Report,
        *,
        fresh: bool,
        strict: bool,
    ) -> None:
        self._desk = desk
        self._run = run
        self.part = part
        self._leases = leases
        self._held = held
        self._fence = held[0].fence
        self._report = report
        self._caller = Caller(part.account_id, run.lane, run.id)
        begun = part.round > 0 or any(step.outcome is not Outcome.PENDING for step in part.steps)
        self._uncertain = begun or not fresh
        self._strict = strict and not begun
        self._seen: Whole | None = None

    def finish(self) -> Part:
        try:
            self._resume()
            while True:
                self._perform()
                after, strange = self._prove()
                if strange is None:
                    return self._close(State.DONE, None, after)
                self._replan(strange)
        except (RateLimited, SpotifyUnavailable, NeedsReconnecting, LookOnly) as why:
            self.part = self._desk.journal.halt(self.part, State.WAITING, why.what, self._fence)
            raise
        except (NotApproved, Blocked) as why:
            self._close(State.ASKING, why.what, left_behind(self.part, self._seen))
            raise
        except SpotifyRefused as why:
            self._fail(why)
            raise

    # -- performing

    def _perform(self) -> None:
        """Sends every step that is still pending, in order."""
        while (step := self._next()) is not None:
            picture = self._picture(step)
            self._check_leases()
            self._settle(step, Outcome.SENT)
            self._check_leases()  # writing it down may have waited long
            try:
                answer = self._desk.target.perform(self._caller, self.part.playlist_id, step.operation, picture=picture)
            except (RateLimited, SpotifyUnavailable, NeedsReconnecting, LookOnly):
                self._settle(step, Outcome.PENDING)
                raise
            except SpotifyRefused as why:
                self._settle(step, Outcome.REFUSED)
                if self._moved_away(why):
                    continue
                raise
            except OutcomeUnknown:
                self._uncertain = True
                self._settle(step, Outcome.UNKNOWN)
                self._look_again()
                continue
            self._settle(step, Outcome.DONE, answer)
            self._report(self.part, f"{step.number + 1} of {len(self.part.steps)}: {step.operation.kind}")

    def _next(self) -> Step | None:
        return next((step for step in self.part.steps if step.outcome is Outcome.PENDING), None)

    def _settle(self, step: Step, outcome: Outcome, answer: Performed | None = None) -> None:
        self.part = self._desk.journal.settle(
            self.part,
            step.number,
            outcome,
            self._fence,
            snapshot_id=answer.snapshot_id if answer else None,
            playlist_id=answer.playlist_id if answer else None,
        )
        if answer is not None and answer.playlist_id is not None:
            self._held.append(self._leases.enter_context(self._desk.leases.held(_lease_of(answer.playlist_id))))

    def _check_leases(self) -> None:
        for held in self._held:
            held.check()

    def _picture(self, step: Step) -> bytes | None:
        return self._desk.journal.picture(step.operation.sha256) if isinstance(step.operation, SetCover) else None

    # -- looking where it stands

    def _resume(self) -> None:
        """A part that was begun before, or not just now observed: look before anything leaves."""
        for step in self.part.steps:
            if step.outcome is Outcome.REFUSED:  # stopped before it was known whether that was final
                self._settle(step, Outcome.PENDING)
        if self.part.playlist_id is None:
            self._leave_to_rival()
        elif (later := self._desk.journal.overtaken(self.part)) is not None:
            self._seen = self._read()
            raise NotApproved(
                f"The later run {later} changed '{self._seen.head.name}'; going on would undo some of that.",
                f"Plan again, or take back what this run did with `playwarden runs undo {self._run.id}`.",
            )
        if self._uncertain and (self.part.playlist_id is not None or self._open_step() is not None):
            self._look_again()
        self._strict = False

    def _leave_to_rival(self) -> None:
        """A playlist that another run has made under the same key, or may have, is not made twice."""
        rival = self._desk.journal.maker(self.part)
        if rival is None:
            return
        if rival.playlist_id is not None:
            raise NotApproved(
                f"'{self.part.create_key}' was made by another run meanwhile.", "Plan again: it is planned as it is."
            )
        raise NotApproved(
            f"The run {rival.run_id} may have made '{self.part.create_key}' already; its answer was lost.",
            f"First `playwarden runs resume {rival.run_id}`, then plan again.",
        )

    def _open_step(self) -> Step | None:
        return next((s for s in self.part.steps if s.outcome in OPEN), None)

    def _look_again(self) -> None:
        """Settles steps whose outcome is open by reading the playlist; plans anew when it stands nowhere on our way."""
        open_step = self._open_step()
        if open_step is not None and isinstance(open_step.operation, Create) and self.part.playlist_id is None:
            self._find_created(open_step)
            return
        repeatable = open_step is not None and isinstance(open_step.operation, _REPEATABLE)
        if open_step is not None and repeatable:
            self._settle(open_step, Outcome.PENDING)
        if not any(isinstance(step.operation, _PLACED) for step in self.part.steps) and self._next() is not None:
            return  # nothing of what is left depends on where the entries stand
        done = sum(step.outcome is Outcome.DONE for step in self.part.steps)
        for wait in (0.0, *LAGS):
            self._desk.pause(wait)
            whole = self._read()
            at = place(self.part.plan, whole.state, done, one_open=open_step is not None)
            # An unchanged list may only lag behind a write that took effect: wait before believing it.
            if at is not None and (open_step is None or repeatable or at > done):
                break
        if at is None:
            self._replan(whole)
        elif open_step is not None and not repeatable:
            self._settle(open_step, Outcome.DONE if at > done else Outcome.PENDING)

    def _moved_away(self, why: SpotifyRefused) -> bool:
        """Whether a call was refused because somebody edited meanwhile and its positions mean nothing any more.

        Then the rest is planned anew; otherwise the refusal is final.
        """
        if why.status != HTTPStatus.BAD_REQUEST or self.part.playlist_id is None:
            return False
        whole = self._read()
        done = sum(step.outcome is Outcome.DONE for step in self.part.steps)
        if place(self.part.plan, whole.state, done, one_open=False) is not None:
            return False
        self._replan(whole)
        return True

    def _find_created(self, step: Step) -> None:
        """A create whose answer was lost: looked for in the account's list before it is repeated."""
        assert isinstance(step.operation, Create)
        for wait in (0.0, *LAGS):
            self._desk.pause(wait)
            found = self._unknown_like(step.operation)
            if len(found) > 1:
                raise NotApproved(
                    f"{len(found)} empty playlists are named '{step.operation.name}', and the one that was just made "
                    "cannot be told from the others.",
                    "Delete those you do not want, then plan again.",
                )
            if found:
                self._settle(step, Outcome.DONE, Performed(found[0].snapshot_id, found[0].id))
                return
        self._settle(step, Outcome.PENDING)

    def _unknown_like(self, created: Create) -> list[Head]:
        """Empty playlists of the account that look like `created` and were never seen or made here."""
        owner = self._desk.journal.user_id(self.part.account_id)
        heads = [head for page in self._desk.target.heads(self._caller) for head in page.heads]
        alike = [h for h in heads if h.name == created.name and h.owner_id == owner and not h.total]
        known = self._desk.journal.known_playlists([head.id for head in alike])
        unknown = [head for head in alike if head.id not in known]
        if len(unknown) > 1 and created.description:
            wanted = created.description.split()
            unknown = [h for h in unknown if h.description is not None and h.description.split() == wanted] or unknown
        return unknown

    def _read(self) -> Whole:
        return read_whole(self._desk.target, self._caller, self._playlist_id)

    @property
    def _playlist_id(self) -> PlaylistId:
        assert self.part.playlist_id is not None, "a create leaves an id before anything else is done"
        return self.part.playlist_id

    # -- proving

    def _prove(self) -> tuple[After | None, Whole | None]:
        """What stands there now (After), or the whole of what stands there instead of what was desired.

        Neither for a plan that only follows or unfollows: its answer is its proof.
        """
        if self.part.steps and all(isinstance(step.operation, Follow | Unfollow) for step in self.part.steps):
            return None, None
        last = next((s.snapshot_id for s in reversed(self.part.steps) if s.snapshot_id), None)
        if not self._uncertain:
            after = prove(self._desk.target, self._caller, self._playlist_id, self.part.plan, self._desk.pause)
            if after is not None:
                return replace(after, snapshot_id=last or after.snapshot_id), None
        wanted = mark_after(self.part.plan, len(self.part.plan.operations))
        whole = self._read()
        for wait in LAGS:
            if same(wanted, whole.state):
                break
            self._desk.pause(wait)
            whole = self._read()
        if not same(wanted, whole.state):
            return None, whole
        return After(whole.entries, whole.head, last or whole.head.snapshot_id, whole.tracks), None

    # -- planning anew

    def _replan(self, seen: Whole) -> None:
        """The approved wish stays; what stands there now is planned from, and safety is passed anew."""
        name = seen.head.name
        self._seen = seen
        if self._strict:
            raise NotApproved(
                f"'{name}' was changed after the plan was shown: nothing was sent.", "Plan again to see it as it is."
            )
        if self.part.round >= ROUNDS:
            raise NotApproved(
                f"'{name}' was edited by somebody else each of {ROUNDS} times it was planned anew.",
                "Look at it and apply again when it is quiet.",
            )
        approved = self.part.approved
        moved = rebase(
            approved.observed or EMPTY,
            approved.desired,
            seen.state,
            lose_local="loses-local" in self._run.forced,
        )
        if moved.must_ask:
            uris = [entry.uri or "an unavailable entry" for entry in moved.lost]
            raise NotApproved(
                f"Somebody added {counted(len(uris), 'entry', 'entries')} to '{name}' after the plan was approved, and "
                f"the plan would take them out: {listed(uris)}.",
                "Plan again to see it with them.",
            )
        anew = plan(
            seen.state,
            moved.lowered.desired,
            self._desk.limits,
            approved.policy,
            playlist_id=self.part.playlist_id,
            relation=approved.relation,
            notes=moved.lowered.notes,
        )
        verdict = judge(anew, self._run.forced)
        if not verdict.allowed:
            reasons = [blocked.reason for blocked in verdict.blocked]
            raise Blocked(
                f"'{name}' was edited meanwhile, and the plan made anew is held: {listed(reasons)}.",
                "Plan again, look, and force the rule by name if it is meant.",
                tuple(blocked.rule for blocked in verdict.blocked),
            )
        self._uncertain = True
        self.part = self._desk.journal.replan(self.part, anew, self._fence)
        self._report(self.part, f"somebody else edited meanwhile: planned anew, {counted(anew.writes, 'call')}")

    # -- ending

    def _close(self, state: State, note: str | None, after: After | None) -> Part:
        self.part = self._desk.journal.close(self.part, state, note, after, self._fence)
        self._report(self.part, state.value)
        return self.part

    def _fail(self, why: PlaywardenError) -> None:
        """Records what stands there after a refusal in mid-way; without a reading when that is refused as well."""
        seen: Whole | None = None
        if self.part.playlist_id is not None and touched(self.part):
            try:
                seen = self._read()
            except (SpotifyRefused, SpotifyUnavailable, RateLimited, NeedsReconnecting):
                seen = None
        self._close(State.FAILED, why.what, left_behind(self.part, seen))

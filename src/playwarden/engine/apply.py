"""Apply: carry a journaled part out one call at a time, look where it stands whenever that is not certain, prove it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from http import HTTPStatus

from playwarden.domain.calls import Caller
from playwarden.domain.compose import EMPTY
from playwarden.domain.operations import Create, Follow, SetCover, SetDetails, Unfollow
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
from playwarden.kit.clock import Clock
from playwarden.kit.errors import (
    Blocked,
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
"""Operations that may be sent again without looking: doing them twice changes nothing."""

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


def carry_out(desk: Desk, run: Run, part: Part, report: Report, *, fresh: bool) -> Part:
    """Takes `part` as far as it goes: to its end, or to a state that says what holds it.

    `fresh` says that what the plan starts from was observed just now; otherwise the playlist is looked at first.

    Alone: one apply a playlist across processes, by lease. Raises Busy when another process has it; RateLimited,
    SpotifyUnavailable and NeedsReconnecting with the part WAITING; NotApproved and Blocked with it ASKING;
    SpotifyRefused with it FAILED. In every case the journal says what was done and what not.
    """
    name = f"playlist:{part.playlist_id}" if part.playlist_id else f"create:{part.account_id}:{part.create_key}"
    with desk.leases.held(name) as held:
        taken = desk.journal.take(part.id, held.fence)
        if not taken.state.resumable:
            return taken
        return _Work(desk, run, taken, held, report, fresh=fresh).finish()


class _Work:
    """One part under its lease. `part` is always as the journal has it."""

    def __init__(self, desk: Desk, run: Run, part: Part, held: Held, report: Report, *, fresh: bool) -> None:
        self._desk = desk
        self._run = run
        self.part = part
        self._held = held
        self._report = report
        self._caller = Caller(part.account_id, run.lane, run.id)
        begun = part.round > 0 or any(step.outcome is not Outcome.PENDING for step in part.steps)
        self._uncertain = begun or not fresh

    def finish(self) -> Part:
        try:
            self._resume()
            while True:
                self._perform()
                after, strange = self._prove()
                if strange is None:
                    return self._close(State.DONE, None, after)
                self._replan(strange)
        except (RateLimited, SpotifyUnavailable, NeedsReconnecting) as why:
            self.part = self._desk.journal.halt(self.part, State.WAITING, why.what, self._held.fence)
            raise
        except (NotApproved, Blocked) as why:
            self.part = self._desk.journal.halt(self.part, State.ASKING, why.what, self._held.fence)
            raise
        except SpotifyRefused as why:
            self._fail(why)
            raise

    # -- performing

    def _perform(self) -> None:
        """Sends every step that is still pending, in order."""
        while (step := self._next()) is not None:
            self._held.check()
            self._settle(step, Outcome.SENT)
            try:
                answer = self._desk.target.perform(
                    self._caller, self.part.playlist_id, step.operation, picture=self._picture(step)
                )
            except (RateLimited, SpotifyUnavailable, NeedsReconnecting):
                self._settle(step, Outcome.PENDING)
                raise
            except SpotifyRefused as why:
                self._settle(step, Outcome.REFUSED)
                if not self._moved_away(why):
                    raise
                continue
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
            self._held.fence,
            snapshot_id=answer.snapshot_id if answer else None,
            playlist_id=answer.playlist_id if answer else None,
        )

    def _picture(self, step: Step) -> bytes | None:
        return self._desk.journal.picture(step.operation.sha256) if isinstance(step.operation, SetCover) else None

    # -- looking where it stands

    def _resume(self) -> None:
        """A part that was begun before, or not just now observed: look before anything leaves."""
        if self._uncertain and (self.part.playlist_id is not None or self._open_step() is not None):
            self._look_again()

    def _open_step(self) -> Step | None:
        return next((s for s in self.part.steps if s.outcome in (Outcome.SENT, Outcome.UNKNOWN)), None)

    def _look_again(self) -> None:
        """Settles steps whose outcome is open by reading the playlist; plans anew when it stands nowhere on our way."""
        open_step = self._open_step()
        if open_step is not None and isinstance(open_step.operation, Create) and self.part.playlist_id is None:
            self._find_created(open_step)
            return
        if open_step is not None and isinstance(open_step.operation, _REPEATABLE):
            self._settle(open_step, Outcome.PENDING)
            return
        done = sum(step.outcome is Outcome.DONE for step in self.part.steps)
        for wait in (0.0, *LAGS):
            self._desk.pause(wait)
            whole = self._read()
            at = place(self.part.plan, whole.state, done, one_open=open_step is not None)
            # An unchanged list may only lag behind a write that took effect: wait before believing it.
            if at is not None and (open_step is None or at > done):
                break
        if at is None:
            self._replan(whole)
        elif open_step is not None:
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
            for page in self._desk.target.heads(self._caller):
                ours = [head for head in page.heads if head.name == step.operation.name and not head.total]
                known = self._desk.journal.known_playlists([head.id for head in ours])
                fresh = [head for head in ours if head.id not in known]
                if fresh:
                    self._settle(step, Outcome.DONE, Performed(fresh[0].snapshot_id, fresh[0].id))
                    return
        self._settle(step, Outcome.PENDING)

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
        if self.part.round >= ROUNDS:
            raise NotApproved(
                f"'{name}' was edited by somebody else each of {ROUNDS} times it was planned anew.",
                "Look at it and apply again when it is quiet.",
            )
        approved = self.part.approved
        moved = rebase(approved.observed or EMPTY, approved.desired, seen.state)
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
        self.part = self._desk.journal.replan(self.part, anew, self._held.fence)
        self._report(self.part, f"somebody else edited meanwhile: planned anew, {counted(anew.writes, 'call')}")

    # -- ending

    def _close(self, state: State, note: str | None, after: After | None) -> Part:
        self.part = self._desk.journal.close(self.part, state, note, after, self._held.fence)
        self._report(self.part, state.value)
        return self.part

    def _fail(self, why: PlaywardenError) -> None:
        """Records what stands there after a refusal in mid-way; without a reading when that is refused as well."""
        after: After | None = None
        if self.part.playlist_id is not None and any(step.outcome is Outcome.DONE for step in self.part.steps):
            try:
                whole = self._read()
                after = After(whole.entries, whole.head, whole.head.snapshot_id, whole.tracks)
            except (SpotifyRefused, SpotifyUnavailable, RateLimited, NeedsReconnecting):
                after = None
        self._close(State.FAILED, why.what, after)

"""Apply: carry a journaled part out one call at a time, look where it stands whenever that is not certain, prove it."""

from contextlib import ExitStack
from dataclasses import replace

from playwarden.domain.operations import Follow, SetDetails, Unfollow
from playwarden.domain.playlist import TEXTS_AND_FLAGS
from playwarden.domain.runs import Outcome, Part, Run, State
from playwarden.domain.stops import told
from playwarden.engine.carried import Carried, Desk, Report, lease_of
from playwarden.engine.guard import Check, unchecked
from playwarden.engine.later import is_put_off, proved_later
from playwarden.engine.locate import mark_after, same
from playwarden.engine.observe import LAGS, Whole
from playwarden.engine.ports.journal import After
from playwarden.engine.proof import prove
from playwarden.engine.standing import left_behind
from playwarden.engine.whereabouts import look_again, moved_away, take_up
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
    Stopping,
)

__all__ = ["UNTOUCHED", "Check", "Desk", "Report", "carry_out", "unchecked"]

UNTOUCHED = "Cancelled before any call was made."
"""The note of a part that was cancelled with nothing done."""

LATE = (10.0, 30.0)
"""Seconds after which details are read again that show as they were before they were written."""

_HELD = (RateLimited, SpotifyUnavailable, NeedsReconnecting, LookOnly)


def carry_out(
    desk: Desk,
    run: Run,
    part: Part,
    report: Report,
    *,
    check: Check = unchecked,
    fresh: bool,
    strict: bool = False,
    patient: bool = False,
) -> Part:
    """Takes `part` as far as it goes: to its end, or to a state that says what holds it.

    `fresh` says that what the plan starts from was observed just now; otherwise the playlist is looked at first.
    `strict`: where that look shows something else before anything was sent, it is not planned anew but asked about.
    `check` is asked before every call. When it raises Cancelled, or the journal says that somebody asked for it, the
    part goes on to where no entry that is to stay is missing and ends there, CANCELLED.
    `patient` says that nobody waits for its end: where its policy lets the proof be shared and that saves calls, it
    comes back WAITING with everything written, to be carried on when `later.due` says.

    Alone: one apply a playlist across processes, by lease. Raises Busy when another process has it; RateLimited,
    SpotifyUnavailable, NeedsReconnecting, LookOnly and Stopping with the part WAITING; NotApproved and Blocked with it
    ASKING; SpotifyRefused with it FAILED. In every case the journal says what was done and what not.
    """
    with ExitStack() as leases:
        # The lease under which a part begins is the one whose numbers fence it, also once its playlist is made.
        held = [leases.enter_context(desk.leases.held(part.key))]
        taken = desk.journal.take(part.id, held[0].fence)
        if not taken.state.resumable:
            return taken
        if taken.create_key is not None and taken.playlist_id is not None:
            held.append(leases.enter_context(desk.leases.held(lease_of(taken.playlist_id))))
        return _finish(
            Carried(desk, run, taken, leases, held, report, check, fresh=fresh, strict=strict, patient=patient)
        )


def _finish(carried: Carried) -> Part:
    try:
        if carried.cancelling and not carried.touched:
            return carried.close(State.CANCELLED, UNTOUCHED, None)
        proved = proved_later(carried)
        if proved is not None:
            return carried.close(State.DONE, None, proved)
        take_up(carried)
        while _perform(carried):
            if is_put_off(carried):
                return carried.put_off()
            after, strange = _prove(carried)
            if strange is None:
                return carried.close(State.DONE, None, after)
            if carried.cancelling and carried.whole_enough(strange):
                return _leave(carried, strange)
            carried.plan_anew(strange)
        return _leave(carried, _seen_at_stop(carried))
    except (*_HELD, Stopping) as why:
        if carried.cancelling and carried.at_stop and not isinstance(why, Stopping):
            return _leave(carried, None)
        carried.halt(why.what)
        raise
    except (NotApproved, Blocked) as why:
        after = left_behind(carried.part, carried.seen)
        if carried.cancelling:
            return carried.close(State.CANCELLED, f"Cancelled. {why.what}", after)
        carried.close(State.ASKING, why.what, after)
        raise
    except SpotifyRefused as why:
        _fail(carried, why)
        raise


def _perform(carried: Carried) -> bool:
    """Sends every step that is still pending, in order; False when it was cancelled and may be left where it is."""
    while (step := carried.next_step) is not None:
        carried.check()
        if carried.cancelling and carried.at_stop:
            return False
        picture = carried.picture(step)
        carried.check_leases()
        carried.settle(step, Outcome.SENT)
        carried.check_leases()  # writing it down may have waited long
        carried.lagging = True
        try:
            answer = carried.desk.target.perform(
                carried.caller, carried.part.playlist_id, step.operation, picture=picture
            )
        except _HELD:
            carried.settle(step, Outcome.PENDING)
            raise
        except SpotifyRefused as why:
            carried.settle(step, Outcome.REFUSED)
            if moved_away(carried, why):
                continue
            raise
        except OutcomeUnknown:
            carried.uncertain = True
            carried.settle(step, Outcome.UNKNOWN)
            look_again(carried)
            continue
        carried.settle(step, Outcome.DONE, answer)
        carried.tell(f"{step.number + 1} of {len(carried.part.steps)}: {step.operation.kind}")
    return True


def _prove(carried: Carried) -> tuple[After | None, Whole | None]:
    """What stands there now (After), or the whole of what stands there instead of what was desired.

    Neither for a plan that only follows or unfollows: its answer is its proof.
    """
    part = carried.part
    if part.steps and all(isinstance(step.operation, Follow | Unfollow) for step in part.steps):
        return None, None
    last = next((s.snapshot_id for s in reversed(part.steps) if s.snapshot_id), None)
    if not carried.uncertain:
        carried.let_settle()
        after = prove(carried.reads, carried.caller, carried.playlist_id, part.plan, carried.desk.pause)
        if after is not None:
            return replace(after, snapshot_id=last or after.snapshot_id), None
    whole, agrees = _read_until(carried, len(part.plan.operations))
    if not agrees:
        return None, whole
    return After(whole.entries, whole.head, last or whole.head.snapshot_id, whole.tracks), None


def _read_until(carried: Carried, done: int) -> tuple[Whole, bool]:
    """The playlist, and whether it stands where `done` operations lead: items lag, so it is read again before no."""
    wanted = mark_after(carried.part.plan, done)
    whole = carried.read()
    for wait in (*LAGS, *LATE):
        if same(wanted, whole.state):
            return whole, True
        if wait in LATE and not _as_before(carried.part, whole):
            break
        carried.desk.pause(wait)
        whole = carried.read()
    return whole, same(wanted, whole.state)


def _as_before(part: Part, seen: Whole) -> bool:
    """Whether details that were written show just as they were before: that is an old answer, and no edit."""
    before, now = part.plan.observed, seen.state.details
    if before is None or not part.approved.details_only:
        return False
    written = [step.operation for step in part.steps if isinstance(step.operation, SetDetails)]
    names = {name for one in written for name in TEXTS_AND_FLAGS if getattr(one, name) is not None}
    return bool(names) and all(getattr(before.details, name) == getattr(now, name) for name in names)


def _seen_at_stop(carried: Carried) -> Whole | None:
    """What stands there where a cancelled part is left; nothing is read where nothing was done."""
    if not carried.touched or carried.part.playlist_id is None:
        return None
    return _read_until(carried, carried.part.done)[0]


def _leave(carried: Carried, seen: Whole | None) -> Part:
    """Ends a cancelled part where it may be left; where nothing could be read, the API's model says how it stands."""
    if not carried.touched:
        return carried.close(State.CANCELLED, UNTOUCHED, None)
    return carried.close(State.CANCELLED, f"Cancelled. {told(carried.part.steps)}", left_behind(carried.part, seen))


def _fail(carried: Carried, why: PlaywardenError) -> None:
    """Records what stands there after a refusal in mid-way; without a reading when that is refused as well."""
    seen: Whole | None = None
    if carried.part.playlist_id is not None and carried.touched:
        try:
            seen = carried.read()
        except (SpotifyRefused, SpotifyUnavailable, RateLimited, NeedsReconnecting, Stopping):
            seen = None
    carried.close(State.FAILED, why.what, left_behind(carried.part, seen))

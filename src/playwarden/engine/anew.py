"""Planning anew: the approved change over what stands there now, with safety passed once more."""

from collections import Counter
from dataclasses import replace

from playwarden.domain.compose import EMPTY
from playwarden.domain.merging import merged, moved_details
from playwarden.domain.operations import SetCover, SetDetails
from playwarden.domain.plan import Limits, Plan, plan
from playwarden.domain.playlist import TEXTS_AND_FLAGS, Details, PlaylistState
from playwarden.domain.rebase import Rebased, merge, rebase
from playwarden.domain.runs import Outcome, Part, Run
from playwarden.domain.safety import judge
from playwarden.engine.observe import Whole
from playwarden.engine.standing import made_so_far
from playwarden.kit.errors import Blocked, NotApproved
from playwarden.kit.text import counted, listed

ROUNDS = 3
"""Times a part is planned anew because somebody else edits meanwhile."""


def planned_anew(run: Run, part: Part, seen: Whole, limits: Limits) -> Plan:
    """The next round's plan. Raises NotApproved where a person has to be asked, Blocked by a safety rule."""
    name, approved = seen.head.name, part.approved
    if approved.details_only and part.round:
        raise NotApproved(
            f"Spotify shows '{name}' otherwise than it was written, twice.",
            "Look at it in Spotify: it may keep the text in another form.",
        )
    if part.round >= ROUNDS:
        raise NotApproved(
            f"'{name}' was edited by somebody else each of {ROUNDS} times it was planned anew.",
            "Look at it and apply again when it is quiet.",
        )
    moved = _moved(run, part, seen)
    if moved.must_ask:
        uris = [entry.uri or "an unavailable entry" for entry in moved.lost]
        raise NotApproved(
            f"Somebody added {counted(len(uris), 'entry', 'entries')} to '{name}' after the plan was approved, and "
            f"the plan would take them out: {listed(uris)}.",
            "Plan again to see it with them.",
        )
    desired = moved.lowered.desired
    if not _cover_is_to_be_set(part):
        # Of what is read nobody knows the picture, so that any cover would be taken for another one and sent again.
        desired = replace(desired, details=replace(desired.details, cover=seen.state.details.cover))
    anew = plan(
        seen.state,
        desired,
        limits,
        approved.policy,
        playlist_id=part.playlist_id,
        relation=approved.relation,
        notes=moved.lowered.notes,
    )
    verdict = judge(anew, run.forced)
    if not verdict.allowed:
        reasons = [blocked.reason for blocked in verdict.blocked]
        raise Blocked(
            f"'{name}' was edited meanwhile, and the plan made anew is held: {listed(reasons)}.",
            "Plan again, look, and force the rule by name if it is meant.",
            tuple(blocked.rule for blocked in verdict.blocked),
        )
    return anew


def without_us(part: Part, seen: Whole) -> PlaylistState:
    """What would stand there had the part not been carried out: where it began, with what others have done since."""
    began = part.base or part.approved.observed or EMPTY
    # What is missing of it was taken out by us: a copy that somebody added is one more.
    return merged(began, made_so_far(part, seen), seen.state, alike=Counter())


def edited_details(part: Part, now: Details, seen: Whole | None) -> bool:
    """Whether somebody else changed a detail that the part is still to set, `now` being what they are; `seen` is the
    playlist where it was read.
    """
    pending = (step.operation for step in part.steps if step.outcome is Outcome.PENDING)
    names = {n for op in pending if isinstance(op, SetDetails) for n in TEXTS_AND_FLAGS if getattr(op, n) is not None}
    return moved_details(made_so_far(part, seen).details, now, names)


def _cover_is_to_be_set(part: Part) -> bool:
    return any(isinstance(step.operation, SetCover) and step.outcome is not Outcome.DONE for step in part.steps)


def _moved(run: Run, part: Part, seen: Whole) -> Rebased:
    lose_local = "loses-local" in run.forced
    approved = part.approved
    if approved.policy.meanwhile == "merge":
        # The present round's wish already holds what others did before it was planned.
        base, original = made_so_far(part, seen), approved.observed or EMPTY
        return merge(part.plan.desired, base, seen.state, original, lose_local=lose_local)
    return rebase(approved.observed or EMPTY, approved.desired, seen.state, lose_local=lose_local)

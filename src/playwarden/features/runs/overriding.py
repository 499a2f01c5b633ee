"""Changes by hand what waits to be carried out: a plan over what was observed, held by the same rules as every plan."""

from collections.abc import Sequence
from dataclasses import dataclass

from playwarden.domain.compose import lower_state
from playwarden.domain.operations import Follow, Unfollow
from playwarden.domain.overriding import Override, Said, overridden
from playwarden.domain.plan import Plan, plan
from playwarden.domain.runs import Part, Run
from playwarden.domain.safety import judge
from playwarden.features.runs.desk import RunsDesk
from playwarden.features.runs.proposal import Proposed
from playwarden.kit.errors import Blocked, Busy, Conflict, NotApproved, NotFound, PlaywardenError
from playwarden.kit.ids import RunId
from playwarden.kit.text import counted, listed


@dataclass(frozen=True, slots=True)
class Overridable:
    """What a run is to do to one of its playlists. `why_not` tells why that cannot be changed any more."""

    part: Part
    titles: dict[str, str]
    why_not: PlaywardenError | None


@dataclass(frozen=True, slots=True)
class Overriding:
    """What would wait instead, approved by the fingerprint of its plan. `refused` is what making it so would raise."""

    part: Part
    proposed: Proposed
    titles: dict[str, str]
    refused: PlaywardenError | None


class Overrides:
    """Looks at waiting plans and changes them; neither takes a call. What was changed is carried out as every run is:
    should its playlist have moved by then, it is planned anew from what was changed.
    """

    def __init__(self, works: RunsDesk) -> None:
        self._desk = works.desk
        self._journal = works.journal
        self._repository = works.repository

    def look(self, run_id: RunId, number: int) -> Overridable:
        """Raises NotFound."""
        _, part = self._part(run_id, number)
        return Overridable(part, self._titles(part.plan), _why_not(part))

    def preview(self, run_id: RunId, number: int, changes: Sequence[Said]) -> Overriding:
        """Raises NotFound, InputError for changes that do not fit the plan, Conflict when it has begun or ended."""
        return self._preview(*self._part(run_id, number), changes)

    def make(
        self, run_id: RunId, number: int, changes: Sequence[Said], *, approved: str, reason: str, actor: str
    ) -> Part:
        """Makes the plan that was previewed under the fingerprint `approved` the one that waits. Sent again it answers
        what the first time came to. Raises as `preview` does, NotApproved, Blocked, and Conflict for an empty plan.
        """
        part = self._part(run_id, number)[1]
        if _is_made(part, changes, approved):
            return part
        try:
            with self._desk.leases.held(part.key) as held:
                run, part = self._part(run_id, number)
                if _is_made(part, changes, approved):
                    return part
                found = self._preview(run, part, changes)
                wanted = found.proposed.plan
                if wanted.fingerprint != approved:
                    raise NotApproved(
                        "These changes lead to another plan than the one that was approved.",
                        f"Look at it again: its fingerprint is {wanted.fingerprint[:12]}.",
                    )
                if found.refused is not None:
                    raise found.refused
                at = self._desk.clock.now()
                made = Override(actor, at, reason, tuple(changes), part.approved.fingerprint, approved)
                return self._repository.override(part, wanted, made, held.fence)
        except Busy as why:
            raise Conflict(
                f"'{part.name}' is being written to right now: the plan cannot be changed.",
                "Look at the run; what it did can be undone.",
            ) from why

    def _part(self, run_id: RunId, number: int) -> tuple[Run, Part]:
        run = self._journal.run(run_id, number)
        if not run.parts:
            raise NotFound(f"The run {run_id} has no part {number}.", "`playwarden runs show` lists them, from 0.")
        return run, run.parts[0]

    def _preview(self, run: Run, part: Part, changes: Sequence[Said]) -> Overriding:
        why_not = _why_not(part)
        if why_not is not None:
            raise why_not
        approved = part.approved
        limits = approved.limits
        lowered = lower_state(
            approved.observed,
            overridden(approved.observed, approved.desired, changes),
            max_entries=limits.max_entries,
            lose_local="loses-local" in run.forced,
        )
        wanted = plan(
            approved.observed,
            lowered.desired,
            limits,
            approved.policy,
            playlist_id=part.playlist_id,
            relation=approved.relation,
            notes=dict.fromkeys((*approved.notes, *lowered.notes)),
        )
        proposed = Proposed(part.account_id, wanted, part.name, part.playlist_id, part.create_key)
        return Overriding(part, proposed, self._titles(wanted), _refusal(part, wanted, run))

    def _titles(self, of: Plan) -> dict[str, str]:
        return self._repository.titles(e.uri for e in (*of.observed_entries, *of.desired.entries) if e.uri)


def _why_not(part: Part) -> Conflict | None:
    """What keeps a plan from being changed."""
    if not part.state.resumable:
        return Conflict(
            f"What was planned for '{part.name}' has ended: it is {part.state.value}.",
            "`playwarden runs undo` takes back what was done.",
        )
    if not part.untouched:
        return Conflict(
            f"'{part.name}' has begun: its plan cannot be changed any more.",
            "Cancel the run, or undo it when it is done.",
        )
    if any(isinstance(operation, Follow | Unfollow) for operation in part.approved.operations):
        return Conflict(f"The plan for '{part.name}' is about the playlist as a whole.", "Cancel it, or leave it.")
    return None


def _refusal(part: Part, wanted: Plan, run: Run) -> PlaywardenError | None:
    """What would refuse it as the plan of the run."""
    if wanted.empty:
        return Conflict(f"Nothing of the plan for '{part.name}' would be left.", "Cancel it instead.")
    blocked = judge(wanted, run.forced).blocked
    if not blocked:
        return None
    reasons = [f"{block.reason.rstrip('.')} ({block.rule})" for block in blocked]
    what = f"Held by {counted(len(blocked), 'safety rule')}: {listed(reasons)}."
    return Blocked(what, "Change less of it.", tuple(block.rule for block in blocked))


def _is_made(part: Part, changes: Sequence[Said], approved: str) -> bool:
    """Whether these changes are what made the plan that it is."""
    last = part.overrides[-1] if part.overrides else None
    return last is not None and last.after == approved == part.approved.fingerprint and last.changes == tuple(changes)

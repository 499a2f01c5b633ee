"""Settling: what is due in one playlist is put in and taken out, all of it in one run, and written down.

Level-triggered: it looks at what is due now, whatever woke it. Before the first call the placements are marked as on
their way under the fingerprint of the plan; whoever looks after a crash finds by it the run that carries them, or that
none was begun, and goes on from there.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from playwarden.domain.calls import Lane
from playwarden.domain.compose import Wish
from playwarden.domain.placements.due import Due, due
from playwarden.domain.placements.overlays import DueNow
from playwarden.domain.placements.placement import Placement, PlacementState
from playwarden.domain.plan import Policy
from playwarden.domain.runs import Run, State
from playwarden.engine.guard import Check
from playwarden.features.placements.known import Known
from playwarden.features.placements.outcomes import Carried, by_fingerprint, outcome, reverted
from playwarden.features.placements.repository import PlacementsRepository
from playwarden.features.runs.proposal import Order, Proposal
from playwarden.features.runs.service import Runs
from playwarden.kit.clock import Clock
from playwarden.kit.errors import Blocked, Conflict, LookOnly, NotFound, RateLimited, SpotifyRefused
from playwarden.kit.ids import PlaylistId, RunId

ACTOR = "placements"
"""Who carries placements in and out, as runs and the audit chain name it."""
FORCED = frozenset({"removes-much", "empties", "below-floor"})
"""What a person approved in making the placement, however short the list is by then. Local files are never given up."""
ROUNDS = 8
"""Times one settling looks again: when people change placements meanwhile, and for what its own runs took time for."""
POLICY = Policy(keep_dates="all", meanwhile="merge")


@dataclass(frozen=True, slots=True)
class Settled:
    """What one settling came to."""

    entered: int = 0
    left: int = 0
    asking: int = 0
    missed: int = 0
    runs: tuple[RunId, ...] = ()


class Settling:
    """One playlist at a time; the caller sees to it that nobody else settles the same one."""

    def __init__(self, runs: Runs, repository: PlacementsRepository, clock: Clock) -> None:
        self._runs = runs
        self._repository = repository
        self._clock = clock

    def settle(self, playlist_id: PlaylistId, *, check: Check, waited: str = "") -> Settled:
        """Does what is due now. `check` is called before every call; `waited` is what the job was held by, if it was.

        Raises what holds it half way (RateLimited, SpotifyUnavailable, NeedsReconnecting, Busy): asked again, it goes
        on where it was.
        """
        settled = Settled()
        for _ in range(ROUNDS):
            check()
            settled = _sum(settled, self._finish(playlist_id, waited, check))
            present = self._repository.open_of(playlist_id)
            found = due(present, self._clock.now())
            self._repository.write_down(found.written_down)
            settled = replace(
                settled, missed=settled.missed + len(found.missed), asking=settled.asking + len(found.asking)
            )
            if not found.enter and not found.leave:
                break
            check()
            settled = _sum(settled, self._step(playlist_id, present, found, waited, check))
        return settled

    def give_up(self, playlist_id: PlaylistId, words: str) -> int:
        """Cancels what is on its way in or out: what did not come to its end asks a person, with `words` where nothing
        was begun. How many; what cannot be brought to rest now is written down by a later settling.
        """
        given_up = 0
        for fingerprint, present in by_fingerprint(self._repository.open_of(playlist_id)).items():
            run_id = self._repository.run_of(present)
            if run_id is None:
                given_up += self._ask([reverted(one) for one in present], words).asking
                continue
            try:
                run = self._runs.run(self._runs.cancel(run_id, actor=ACTOR).run_id or run_id)
            except Conflict:
                run = self._runs.run(run_id)  # It came to its end meanwhile.
            if not run.state.resumable:
                given_up += self._record(playlist_id, fingerprint, self._carried(run, "")).asking
        return given_up

    # -- one plan

    def _step(
        self, playlist_id: PlaylistId, present: Sequence[Placement], found: Due, waited: str, check: Check
    ) -> Settled:
        known = self._repository.known(playlist_id, [one.asked for one in (*found.enter, *found.leave)])
        if known.ground.gone and found.leave:
            words = f"'{known.name}' was in no account's library any more when it ended."
            gone = [replace(one, state=PlacementState.ENDED, words=words, fingerprint=None) for one in found.leave]
            self._repository.write_down(gone)
            return Settled(left=len(gone))
        hopeless = _hopeless(known)
        if hopeless is not None or known.writer is None:
            return self._ask((*found.enter, *found.leave), hopeless or "No account may write to the playlist.")
        going = {one.id for one in found.leave}
        taking = going | {one.id for one in found.enter}
        expected = [one for one in present if one.id in taking]
        plans = DueNow(
            self._repository.came(found.leave),
            found.enter,
            tuple(one for one in present if one.is_in and one.id not in going),
            known.ground,
        )
        order = Order(known.writer, Wish(), POLICY, playlist_id, overlays=(plans,))
        try:
            proposal = self._runs.propose([order], lane=Lane.SCHEDULED)
        except (NotFound, SpotifyRefused) as error:
            return self._ask((*found.enter, *found.leave), error.what)
        part = proposal.parts[0]
        assert part.plan.observed is not None, "a playlist that has an id is observed"
        laid = plans.laid(part.plan.observed)
        if not self._repository.begin(laid, expected, proposal.fingerprint):
            return Settled()  # Somebody changed one of them meanwhile: look again.
        if not laid.entered and not laid.left:
            return Settled(asking=len(laid.held))
        return _sum(Settled(asking=len(laid.held)), self._carry(playlist_id, proposal, waited, check))

    def _carry(self, playlist_id: PlaylistId, proposal: Proposal, waited: str, check: Check) -> Settled:
        try:
            report = self._runs.apply(proposal, approved=proposal.fingerprint, actor=ACTOR, forced=FORCED, check=check)
        except (Blocked, LookOnly) as error:  # before anything was journaled
            moving = by_fingerprint(self._repository.open_of(playlist_id)).get(proposal.fingerprint, [])
            return self._ask([reverted(one) for one in moving], error.what)
        if report.run_id is None:
            state = proposal.parts[0].plan.observed
            assert state is not None, "a playlist that has an id is observed"
            version_id = self._repository.newest_version(playlist_id)
            carried = Carried(state, state, self._clock.now(), version_id, version_id, waited=waited)
            return self._record(playlist_id, proposal.fingerprint, carried)
        return self._finish(playlist_id, waited, check)

    # -- what was begun before

    def _finish(self, playlist_id: PlaylistId, waited: str, check: Check) -> Settled:
        """Takes runs that carry placements of this playlist to their end, and writes down what they came to."""
        settled = Settled()
        moving = by_fingerprint(self._repository.open_of(playlist_id))
        for fingerprint, present in moving.items():
            run_id = self._repository.run_of(present)
            if run_id is None:
                self._repository.put_back([reverted(one) for one in present])
                continue
            withdrawn = self._brought_to_end(run_id, present, check)
            carried = self._carried(self._runs.run(run_id), waited)
            if withdrawn and carried.before == carried.after:
                self._repository.put_back([reverted(one) for one in present], run_id)
                continue
            settled = _sum(settled, self._record(playlist_id, fingerprint, carried))
        return settled

    def _brought_to_end(self, run_id: RunId, present: Sequence[Placement], check: Check) -> bool:
        """Resumes the run; but cancels it where somebody meanwhile cancelled what it was to put in, or its time passed
        while a ban held it. Answers whether it did that.
        """
        run = self._runs.run(run_id)
        if not run.state.resumable:
            return run.state is State.CANCELLED and any(_stale(one, self._clock) for one in present)
        if any(_stale(one, self._clock) for one in present):
            try:
                self._runs.cancel(run_id, actor=ACTOR)
            except Conflict:
                return False  # It came to its end meanwhile.
            return True
        try:
            self._runs.resume(run_id, check=check)
        except RateLimited as error:
            self._repository.waiting(present, error.what)
            raise
        return False

    def _carried(self, run: Run, waited: str) -> Carried:
        part = run.parts[0]
        before = part.plan.observed if part.before_version_id is None else None
        before = before or self._repository.state(part.before_version_id)
        after = self._repository.state(part.after_version_id) if part.after_version_id else before
        trouble = "" if run.state is State.DONE else run.note or part.note or f"The run {run.id} is {run.state.value}."
        return Carried(
            before,
            after,
            self._clock.now(),
            part.before_version_id,
            part.after_version_id or part.before_version_id,
            run.id,
            trouble,
            waited,
        )

    def _record(self, playlist_id: PlaylistId, fingerprint: str, carried: Carried) -> Settled:
        moving = by_fingerprint(self._repository.open_of(playlist_id)).get(fingerprint, [])
        outcomes = [outcome(one, carried) for one in moving]
        self._repository.record(outcomes, carried)
        return Settled(
            entered=sum(each.kind == "entered" for each in outcomes),
            left=sum(each.kind in ("left", "kept", "gone") for each in outcomes),
            asking=sum(each.kind == "asked" for each in outcomes),
            runs=(carried.run_id,) if carried.run_id else (),
        )

    def _ask(self, placements: Sequence[Placement], words: str) -> Settled:
        asking = [replace(one, state=PlacementState.ASKING, words=words, fingerprint=None) for one in placements]
        self._repository.write_down(asking)
        return Settled(asking=len(asking))


def _hopeless(known: Known) -> str | None:
    if not known.ground.mirrored:
        return f"The playlist {known.id} is not known here."
    if known.ground.gone:
        return f"'{known.name}' is in no account's library any more."
    if known.ground.editor is None:
        return f"No connected account owns '{known.name}' or may edit it."
    if known.writer is None:
        return f"The account of '{known.name}' was connected to be looked at only."
    return None


def _stale(one: Placement, clock: Clock) -> bool:
    """Whether it is on its way in, though it is not wanted any more."""
    over = one.asked.until_at is not None and one.asked.until_at <= clock.now()
    return one.state is PlacementState.ENTERING and (one.out_at is not None or over)


def _sum(left: Settled, right: Settled) -> Settled:
    return Settled(
        left.entered + right.entered,
        left.left + right.left,
        left.asking + right.asking,
        left.missed + right.missed,
        (*left.runs, *right.runs),
    )

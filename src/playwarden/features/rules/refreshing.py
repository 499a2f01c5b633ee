"""Refreshing: rule sets worked out, proposed for their playlists, and written down once their runs have ended.

Level-triggered: what was proposed is kept under the fingerprint of its proposal, and whoever looks later finds by it
the run that carries it, or that none was begun. What a rule set remembers changes only when its playlist was brought
there.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.orm import Session

from playwarden.domain.calls import Lane
from playwarden.domain.compose import Note, Wish
from playwarden.domain.placements.placement import PlacementState
from playwarden.domain.plan import Limits
from playwarden.domain.playlist import Entry, PlaylistState
from playwarden.domain.rules.given import Offer
from playwarden.domain.rules.hand_edits import NONE
from playwarden.domain.rules.kept import Kept, Refresh, RefreshState
from playwarden.domain.rules.memory import NOTHING
from playwarden.domain.rules.outcome import Outcome, Stood, work_out
from playwarden.domain.rules.ruleset import RuleSet
from playwarden.domain.runs import Outcome as Ended
from playwarden.domain.runs import State
from playwarden.engine.guard import Check, unchecked
from playwarden.features.rules.gathering import About, Gathered, Gathering
from playwarden.features.rules.service import current_period
from playwarden.features.runs.desk import Progress, silent
from playwarden.features.runs.proposal import LeftOut, Order, Proposal
from playwarden.features.runs.service import Runs
from playwarden.kit.clock import Clock
from playwarden.kit.errors import Busy, InputError, NotFound, Refused
from playwarden.kit.ids import IdSource, PlaylistId, RuleSetId, RunId
from playwarden.store import placements, rules
from playwarden.store.database import Database
from playwarden.store.models import runs as run_rows

LASTS = timedelta(days=1)
"""What was proposed and not approved for so long is forgotten."""


@dataclass(frozen=True, slots=True)
class Worked:
    """A proposal, and what each of its rule sets came to."""

    proposal: Proposal
    outcomes: Mapping[RuleSetId, Outcome]
    refreshes: Mapping[RuleSetId, Refresh] = field(default_factory=lambda: MappingProxyType({}))


class Refreshing:
    """One rule set or many; the caller sees to it that nobody else refreshes the same one."""

    def __init__(self, database: Database, runs: Runs, gathering: Gathering, clock: Clock, ids: IdSource) -> None:
        self._database = database
        self._runs = runs
        self._gathering = gathering
        self._clock = clock
        self._ids = ids

    # -- proposing

    def propose(
        self,
        wanted: Sequence[RuleSetId],
        *,
        actor: str,
        lane: Lane = Lane.INTERACTIVE,
        instead: Mapping[RuleSetId, RuleSet] = MappingProxyType({}),
        check: Check = unchecked,
        progress: Progress = silent,
    ) -> Worked:
        """What refreshing these rule sets would do, all of it as one proposal. Reads what they need; changes nothing.

        `instead` holds rules to be tried in the place of those that are kept. Of several, one that cannot be refreshed
        is left out with its reason; of one, that is raised: Refused, InputError, NotFound, and what reading raises.
        Busy while one of them is being refreshed: what stands there half way tells nothing of hand edits.
        """
        for each in wanted:
            self.settle(each)
            self._refuse_running(each)
        outcomes: dict[RuleSetId, Outcome] = {}
        calls: dict[RuleSetId, int] = {}
        orders: list[Order] = []
        left_out: list[LeftOut] = []
        for rule_set_id in wanted:
            kept = self._kept(rule_set_id)
            kept = replace(kept, rules=instead.get(rule_set_id, kept.rules))
            progress(f"working out {kept.rules.name}")
            try:
                gathered = self._gathering.gather(_about(kept), lane=lane, check=check, tell=progress)
                orders.append(self._order(kept, gathered, outcomes))
                calls[kept.id] = gathered.calls
            except (Refused, InputError, NotFound) as error:
                if len(wanted) == 1:
                    raise
                left_out.append(LeftOut(kept.rules.name, error.code, str(error), kept.playlist_id, kept.account_id))
        proposal = self._runs.propose(orders, lane=lane, partial=len(wanted) > 1, progress=progress)
        if left_out:
            proposal = self._runs.narrowed(proposal, proposal.parts, (*left_out, *proposal.left_out))
        refreshes = self._proposed(wanted, outcomes, calls, proposal, actor)
        return Worked(proposal, outcomes, refreshes)

    def _order(self, kept: Kept, gathered: Gathered, outcomes: dict[RuleSetId, Outcome]) -> Order:
        return order_of(kept, self._placed(kept.playlist_id), gathered, lambda one: outcomes.update({kept.id: one}))

    def _proposed(
        self,
        wanted: Sequence[RuleSetId],
        outcomes: Mapping[RuleSetId, Outcome],
        calls: Mapping[RuleSetId, int],
        proposal: Proposal,
        actor: str,
    ) -> dict[RuleSetId, Refresh]:
        now = self._clock.now()
        found: dict[RuleSetId, Refresh] = {}
        with self._database.write() as session:
            for rule_set_id in wanted:
                outcome = outcomes.get(rule_set_id)
                if outcome is None:
                    continue
                one = Refresh(
                    id=self._ids.new("ref", now),
                    rule_set_id=rule_set_id,
                    at=now,
                    period=outcome.derived.memory.period,
                    state=RefreshState.PROPOSED,
                    actor=actor,
                    summary=outcome.summary() | {"calls": calls[rule_set_id]},
                    memory=outcome.derived.memory,
                    items=outcome.items,
                    hand=outcome.hand,
                    fingerprint=proposal.fingerprint,
                )
                found[rule_set_id] = rules.add_refresh(session, one)
        return found

    # -- by itself

    def rests(self, rule_set_id: RuleSetId) -> tuple[RefreshState, str] | None:
        """Why nothing is done by itself in this period, though a refresh is due; it is written down."""
        self.settle(rule_set_id)
        now = self._clock.now()
        with self._database.write() as session:
            rules.lock(session, rule_set_id)
            kept = rules.rule_set(session, rule_set_id)
            period = current_period(kept.rules, now)
            newest = rules.latest(session, [rule_set_id]).get(rule_set_id)
            undone = newest is not None and newest.state is RefreshState.UNDONE and newest.period == period
            held = kept.hold is not None and kept.hold.stands(now, period)
            if kept.hold is not None:
                rules.save(session, replace(kept, hold=kept.hold.met(period) if held else None))
            if not held and not undone:
                return None
            reason = "Somebody undid the refresh of this period: the next one goes on."
            if held and kept.hold is not None:
                reason = f"{kept.hold.words()}."
                known = newest is not None and (newest.state, newest.period) == (RefreshState.HELD, period)
                if not known and not undone:
                    rules.add_refresh(session, self._held(rule_set_id, period, reason, now))
        return RefreshState.HELD, reason

    def _held(self, rule_set_id: RuleSetId, period: str, reason: str, now: datetime) -> Refresh:
        said = {"sentence": reason}
        return Refresh(self._ids.new("ref", now), rule_set_id, now, period, RefreshState.HELD, "rules", said)

    def begun(self, worked: Worked, rule_set_id: RuleSetId, run_id: RunId | None) -> RefreshState:
        """Writes down what came of a refresh by itself: its run was started, or nothing was to be done."""
        outcome, one = worked.outcomes[rule_set_id], worked.refreshes[rule_set_id]
        with self._database.write() as session:
            rules.lock(session, rule_set_id)
            kept = rules.rule_set(session, rule_set_id)
            if run_id is not None:
                return rules.turn(session, one, RefreshState.RUNNING, run_id).state
            if outcome.asks:
                rules.save(session, replace(kept, hand=outcome.hand, items=kept.items))
                return rules.turn(session, one, RefreshState.ASKS).state
            if outcome.short:
                return rules.turn(session, one, RefreshState.SHORT).state
            rules.save(session, replace(kept, memory=one.memory, items=one.items, hand=one.hand))
            return rules.turn(session, one, RefreshState.UNCHANGED).state

    # -- writing down what came of it

    def settle(self, rule_set_id: RuleSetId | None = None) -> int:
        """Looks at every refresh whose run may have ended, and at whether the newest was undone; how many changed."""
        with self._database.read() as session:
            waiting = [one.rule_set_id for one in rules.open_refreshes(session, rule_set_id)]
            undone = [one.rule_set_id for one in rules.undone(session, rule_set_id)]
        wanted = dict.fromkeys([*waiting, *undone])
        return sum(self._settle_one(each) for each in wanted)

    def _settle_one(self, rule_set_id: RuleSetId) -> int:
        changed = 0
        with self._database.write() as session:
            rules.lock(session, rule_set_id)
            for one in rules.open_refreshes(session, rule_set_id):
                changed += self._settle_refresh(session, rules.rule_set(session, rule_set_id), one)
            # Only now: what was approved and ended long before anybody looked is no mere proposal any more.
            rules.forget_proposed(session, rule_set_id, self._clock.now() - LASTS)
            changed += self._settle_undone(session, rules.rule_set(session, rule_set_id))
        return changed

    def _settle_refresh(self, session: Session, kept: Kept, one: Refresh) -> bool:
        run_id = rules.run_of(session, one)
        if run_id is None:
            return False
        part = rules.part_states(session, run_id, kept)
        state = State(part[0]) if part is not None else State.CANCELLED
        if state.resumable or state is State.ASKING:
            if one.state is not RefreshState.RUNNING:
                rules.turn(session, one, RefreshState.RUNNING, run_id)
            return False
        if kept.playlist_id is None and part is not None and part[1]:
            kept = replace(kept, playlist_id=PlaylistId(part[1]), create_name=None)
        if state is State.DONE:
            rules.save(
                session,
                replace(kept, memory=one.memory, items=one.items, hand=one.hand),
            )
            rules.turn(session, one, RefreshState.DONE, run_id)
            return True
        # What it left there is neither what was wanted nor what was there before: nothing tells of hand edits then.
        items = None if _touched(session, run_id, kept) else kept.items
        rules.save(session, replace(kept, items=items))
        rules.turn(session, one, RefreshState.DROPPED, run_id)
        return True

    def _settle_undone(self, session: Session, kept: Kept) -> int:
        """Where the newest refresh was undone, the rule set remembers what it did before that."""
        undone = rules.undone(session, kept.id)
        newest = rules.latest(session, [kept.id]).get(kept.id)
        for one in undone:
            rules.turn(session, one, RefreshState.UNDONE)
        if newest is None or newest.id not in [one.id for one in undone]:
            return len(undone)
        earlier = (one for one in rules.refreshes(session, kept.id) if one.id != newest.id)
        before = next((one for one in earlier if one.state in (RefreshState.DONE, RefreshState.UNCHANGED)), None)
        memory, items, hand = (before.memory, before.items, before.hand) if before else (NOTHING, None, NONE)
        rules.save(session, replace(kept, memory=memory, items=items, hand=hand))
        return len(undone)

    def _refuse_running(self, rule_set_id: RuleSetId) -> None:
        with self._database.read() as session:
            running = [one for one in rules.open_refreshes(session, rule_set_id) if one.state is RefreshState.RUNNING]
            if running:
                name = rules.rule_set(session, rule_set_id).rules.name
                raise Busy(f"'{name}' is being refreshed by {running[0].run_id}.", "Wait for its end, or cancel it.")

    def _kept(self, rule_set_id: RuleSetId) -> Kept:
        with self._database.read() as session:
            return rules.rule_set(session, rule_set_id)

    def _placed(self, playlist_id: PlaylistId | None) -> frozenset[str]:
        with self._database.read() as session:
            return placed_in(session, playlist_id)


def _about(kept: Kept) -> About:
    uris = [*(came.uri for came in kept.memory.standing), *(kept.items or ()), *(one.uri for one in kept.hand.put)]
    return About(kept.account_id, kept.rules, kept.files, uris, kept.playlist_id)


def placed_in(session: Session, playlist_id: PlaylistId | None) -> frozenset[str]:
    """The tracks that stand in a playlist for a placement's sake."""
    if playlist_id is None:
        return frozenset()
    present = placements.open_of(session, [playlist_id]).get(playlist_id, [])
    there = [one for one in present if one.is_in or one.state is PlacementState.ENTERING]
    uris = {uri for one in there for uri in (one.asked.uri, one.replaced_uri) if uri is not None}
    return frozenset(uris)


def order_of(
    kept: Kept, placed: frozenset[str], gathered: Gathered, came: Callable[[Outcome], None] = lambda _: None
) -> Order:
    """The order that brings a rule set's playlist to what the rules say; `came` is told what that is.

    Before its first refresh it is judged by the usual safety rules, since it may replace what somebody made by hand;
    later by the rule set's own floor alone. Raises InputError for rules that keep no playlist.
    """
    stood = Stood.of(kept)
    rule_set = kept.rules

    def change(state: PlaylistState) -> Wish:
        outcome = work_out(rule_set, gathered.given, stood, offers_of(state.entries), placed)
        came(outcome)
        return wish_of(kept, outcome)

    limits = Limits(floor=rule_set.floor) if not kept.refreshed else Limits(floor=rule_set.floor, removed_share=1.0)
    origin = Wish(origin=f"rule set '{rule_set.name}'")
    if kept.playlist_id is not None:
        return Order(kept.account_id, origin, rule_set.policy, kept.playlist_id, change=change, limits=limits)
    if kept.create_name is None:
        raise InputError(f"'{rule_set.name}' keeps no playlist: others build on it.", "Give it one to refresh it.")
    outcome = work_out(rule_set, gathered.given, stood, ())
    came(outcome)
    wish = wish_of(kept, outcome)
    if wish.items is None:
        raise InputError(outcome.sentence, "Change the rules, or wait until there is more.")
    made = replace(wish, name=wish.name or kept.create_name, public=False)
    return Order(kept.account_id, made, rule_set.policy, create_key=kept.create_key, limits=limits)


def wish_of(kept: Kept, outcome: Outcome) -> Wish:
    """What a rule set wants of its playlist; nothing where it is to be left as it is."""
    origin = f"rule set '{kept.rules.name}'"
    if not outcome.changes:
        code = "too-few" if outcome.short else "hand-edits"
        return Wish(origin=origin, notes=(Note(code, outcome.sentence),))
    return Wish(name=outcome.name, description=outcome.description, items=outcome.items, origin=origin)


def offers_of(entries: Sequence[Entry]) -> list[Offer]:
    """What a playlist holds, as rules look at it."""
    return [Offer(entry.uri, entry.added_at) for entry in entries if entry.uri is not None]


def _touched(session: Session, run_id: RunId, kept: Kept) -> bool:
    """Whether any call for a rule set's playlist may have left in a run."""
    query = (
        select(run_rows.Step.id)
        .join(run_rows.Part, run_rows.Part.id == run_rows.Step.part_id)
        .where(run_rows.Part.run_id == run_id)
        .where(run_rows.Step.outcome.in_([Ended.DONE.value, Ended.SENT.value, Ended.UNKNOWN.value]))
    )
    if kept.playlist_id is not None:
        query = query.where(run_rows.Part.playlist_id == kept.playlist_id)
    return session.scalars(query.limit(1)).first() is not None

"""Propose, apply, resume, undo, restore: every change of a playlist passes here."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from playwarden.domain.calls import Forecast, Lane, Need
from playwarden.domain.compose import Lowered, Note, Overlay, Wish, lower, lower_state, overlay
from playwarden.domain.library import Relation
from playwarden.domain.operations import Create, Follow, SetCover, Unfollow
from playwarden.domain.plan import Plan, plan
from playwarden.domain.playlist import PlaylistState
from playwarden.domain.runs import Part, Run, Verb
from playwarden.domain.undo import inverse_wish, restore
from playwarden.engine.guard import Check, unchecked
from playwarden.features.runs.carrying import Carrying
from playwarden.features.runs.desk import Progress, RunsDesk, silent
from playwarden.features.runs.looking import Looking, Seen
from playwarden.features.runs.overriding import Overrides
from playwarden.features.runs.proposal import LeftOut, Order, Proposal, Proposed, RunReport, Started
from playwarden.jobs.registry import Again, Unsuccessful, Work
from playwarden.kit.errors import Conflict, InputError
from playwarden.kit.ids import AccountId, JobId, PlaylistId, RunId
from playwarden.kit.text import counted

__all__ = ["Runs", "RunsDesk", "silent"]


class Runs:
    """The way from a wish to a recorded change, and the way back."""

    def __init__(self, works: RunsDesk) -> None:
        self._carrying = Carrying(works)
        self.overrides = Overrides(works)
        self._works = works
        self._desk = works.desk
        self._journal = works.journal
        self._repository = works.repository
        self._quota = works.quota
        self._layers = works.layers

    # -- looking

    def look(
        self,
        wanted: Sequence[tuple[AccountId, PlaylistId]],
        *,
        lane: Lane = Lane.INTERACTIVE,
        progress: Progress = silent,
    ) -> int:
        """Brings what the mirror holds of these playlists up to date, each through its account; how many calls it took.

        Raises what reading raises.
        """
        looking = Looking(self._works, lane, progress)
        looking.at(wanted)
        return looking.calls

    def standing(self, playlist_ids: Sequence[PlaylistId]) -> dict[PlaylistId, PlaylistState]:
        """How those of them stand whose items the mirror holds as they were seen last: costs no call."""
        held = self._repository.mirrored(playlist_ids)
        return {key: one.state for key, one in held.items() if one.state is not None and one.current}

    # -- proposing

    def propose(
        self,
        orders: Sequence[Order],
        *,
        lane: Lane = Lane.INTERACTIVE,
        forced: frozenset[str] = frozenset(),
        partial: bool = False,
        progress: Progress = silent,
        seen_all: Callable[[Mapping[PlaylistId, PlaylistState]], None] | None = None,
    ) -> Proposal:
        """Observes every playlist of `orders` and plans it. Changes nothing on Spotify.

        `forced` matters here for `loses-local` alone: without it local files are kept by the plan itself. A playlist
        that was made by its `create_key` before is planned as the playlist it is. Raises InputError for a playlist
        that is ordered twice, and NotFound, with its place in the file, for one that Spotify does not have. With
        `partial` a playlist that cannot be looked at is left out with its reason, and the others are planned.
        `seen_all` is told how all of them stand before the first is planned.
        """
        orders = [self._made_before(order) for order in orders]
        _refuse_twice(orders)
        looking = Looking(self._works, lane, progress)
        seen = looking.at(
            [(order.account_id, order.playlist_id) for order in orders if order.playlist_id],
            {order.playlist_id: order.wish.origin for order in orders if order.playlist_id and order.wish.origin},
            partial=partial,
            details=frozenset(order.playlist_id for order in orders if order.playlist_id and order.details_only),
            read={order.playlist_id: order.read for order in orders if order.playlist_id and order.read},
        )
        if seen_all is not None:
            seen_all({playlist_id: found.state for playlist_id, found in seen.items()})
        overlays = self._layers.overlays(seen)
        parts = []
        for order in orders:
            if order.playlist_id and order.playlist_id not in seen:
                continue
            found = seen[order.playlist_id] if order.playlist_id else None
            over = overlays.get(order.playlist_id, ()) if order.playlist_id else ()
            lowered = self._lowered(order, found, over, lose_local="loses-local" in forced)
            pictures = ((order.wish.cover, order.picture),) if order.wish.cover and order.picture else ()
            parts.append(self._proposed(order, found, lowered, pictures))
        return self._proposal(Verb.APPLY, parts, lane, looking)

    def sketch(self, order: Order, playlist_id: PlaylistId) -> Proposed:
        """What an order for `playlist_id` would take as the mirror shows it: costs no call, and cannot be started.

        Raises Conflict where the mirror does not hold the items.
        """
        held = self._repository.mirrored([playlist_id]).get(playlist_id)
        if held is None or held.state is None:
            raise Conflict(f"What the playlist {playlist_id} holds was not read yet.", "Read it, then edit it.")
        relation = held.relations.get(order.account_id, Relation.OWNER)
        found = Seen(held.head, held.state, relation, from_mirror=True)
        over = self._layers.overlays([playlist_id]).get(playlist_id, ())
        return self._proposed(order, found, self._lowered(order, found, over))

    def propose_undo(self, run_id: RunId, *, lane: Lane = Lane.INTERACTIVE, progress: Progress = silent) -> Proposal:
        """What would undo a run where its playlists stand now: later edits stay. Of several playlists those that cannot
        be looked at are left out, with their reasons. Raises NotFound, Conflict.
        """
        run = self._journal.run(run_id)
        if run.state.resumable:
            raise Conflict(f"The run {run_id} is not at its end.", f"First `playwarden runs resume {run_id}`.")
        done = [part for part in run.parts if part.playlist_id and (part.after_version_id or _follows(part))]
        if not done:
            raise Conflict(f"The run {run_id} changed nothing that could be undone.")
        looking = Looking(self._works, lane, progress)
        seen = looking.at(
            [(part.account_id, part.playlist_id) for part in done if part.playlist_id],
            partial=len(done) > 1,
            details=frozenset(part.playlist_id for part in done if part.playlist_id and part.approved.details_only),
        )
        parts = []
        for part in done:
            assert part.playlist_id is not None
            if part.playlist_id not in seen:
                continue
            found = seen[part.playlist_id]
            if _follows(part):
                parts.append(_reversed(part, found))
                continue
            assert part.before_version_id is not None
            assert part.after_version_id is not None
            brief = part.approved.details_only
            after = self._repository.version(part.after_version_id, details_only=brief)
            began = part.base or self._repository.version(part.before_version_id, details_only=brief)
            before = _but_for_the_cover(part, began, after)
            approved = part.approved
            order = Order(part.account_id, Wish(), approved.policy, part.playlist_id, limits=approved.limits)
            wanted = self._with_layers(part.playlist_id, found, inverse_wish(before, after, found.state))
            parts.append(self._proposed(order, found, wanted))
        return self._proposal(Verb.UNDO, parts, lane, looking, run_id)

    def propose_restore(
        self,
        account_id: AccountId,
        playlist_id: PlaylistId,
        number: int,
        *,
        lane: Lane = Lane.INTERACTIVE,
        progress: Progress = silent,
    ) -> Proposal:
        """What would bring version `number` back; its notes say which later changes that drops. Raises NotFound."""
        version = self._repository.version_numbered(playlist_id, number)
        looking = Looking(self._works, lane, progress)
        found = looking.at([(account_id, playlist_id)])[playlist_id]
        order = Order(account_id, Wish(), playlist_id=playlist_id)
        wanted = self._with_layers(playlist_id, found, restore(version, found.state))
        return self._proposal(Verb.RESTORE, [self._proposed(order, found, wanted)], lane, looking)

    def propose_follow(
        self, account_id: AccountId, playlist_id: PlaylistId, *, progress: Progress = silent
    ) -> Proposal:
        """What would take a playlist that left the library into it again: an own one comes back as it was."""
        looking = Looking(self._works, Lane.INTERACTIVE, progress)
        found = looking.at([(account_id, playlist_id)])[playlist_id]
        back = Plan(playlist_id, found.state, found.state, (Follow(),), relation=found.relation)
        part = Proposed(account_id, back, found.head.name, playlist_id, head=found.head)
        return self._proposal(Verb.APPLY, [part], Lane.INTERACTIVE, looking)

    def _with_layers(self, playlist_id: PlaylistId, found: Seen, lowered: Lowered) -> Lowered:
        """What goes back leaves in place what others want of the playlist right now."""
        wanted, said = overlay(found.state, lowered.desired, self._layers.overlays([playlist_id]).get(playlist_id, ()))
        return Lowered(lower_state(found.state, wanted).desired, (*said, *lowered.notes)) if said else lowered

    def _made_before(self, order: Order) -> Order:
        if order.create_key is None:
            return order
        made = self._journal.created(order.account_id, order.create_key)
        return order if made is None else replace(order, playlist_id=made, create_key=None)

    def _lowered(
        self, order: Order, found: Seen | None, over: Sequence[Overlay], *, lose_local: bool = False
    ) -> Lowered:
        """What is wished, with what is laid `over` the playlist, as far as the API can do it."""
        return lower(
            found.state if found else None,
            order.change(found.state) if order.change and found else order.wish,
            overlays=(*over, *order.overlays),
            max_entries=self._desk.limits.max_entries,
            lose_local=lose_local,
        )

    def _proposed(
        self, order: Order, found: Seen | None, lowered: Lowered, pictures: tuple[tuple[str, bytes], ...] = ()
    ) -> Proposed:
        planned = plan(
            found.state if found else None,
            lowered.desired,
            order.limits or self._desk.limits,
            order.policy,
            playlist_id=order.playlist_id,
            relation=found.relation if found else Relation.OWNER,
            notes=lowered.notes,
        )
        name = (found.head.name if found else lowered.desired.details.name) or "(without a name)"
        head = found.head if found else None
        return Proposed(order.account_id, planned, name, order.playlist_id, order.create_key, head, pictures)

    def _proposal(
        self, verb: Verb, parts: list[Proposed], lane: Lane, looking: Looking, of_run_id: RunId | None = None
    ) -> Proposal:
        states = [state for part in parts for state in (part.plan.observed, part.plan.desired) if state]
        titles = self._repository.titles(entry.uri for state in states for entry in state.entries if entry.uri)
        return Proposal(
            verb=verb,
            parts=tuple(parts),
            lane=lane,
            observed_at=looking.observed_at,
            observed_calls=looking.calls,
            forecasts=self._forecasts(parts, lane),
            titles=titles,
            of_run_id=of_run_id,
            left_out=tuple(looking.left_out),
            spread=self._quota.spread([part.need for part in parts], lane),
        )

    def narrowed(self, proposal: Proposal, parts: Sequence[Proposed], left_out: Sequence[LeftOut]) -> Proposal:
        """The proposal with these of its parts alone, in this order; costs no call."""
        return replace(
            proposal,
            parts=tuple(parts),
            forecasts=self._forecasts(parts, proposal.lane),
            left_out=tuple(left_out),
            spread=self._quota.spread([part.need for part in parts], proposal.lane),
        )

    def _forecasts(self, parts: Iterable[Proposed], lane: Lane) -> dict[AccountId, Forecast]:
        wanted: dict[AccountId, Counter[str]] = {}
        for part in parts:
            wanted.setdefault(part.account_id, Counter()).update(part.need.calls)
        return {account: self._quota.forecast(account, calls, lane) for account, calls in wanted.items()}

    # -- applying

    def apply(
        self,
        proposal: Proposal,
        *,
        approved: str,
        actor: str,
        forced: frozenset[str] = frozenset(),
        progress: Progress = silent,
        check: Check = unchecked,
    ) -> RunReport:
        """Carries out what was approved under the fingerprint `approved`; equal means nothing is sent.

        `check` is asked before every call. When it raises Cancelled the run ends at the next stop, CANCELLED.

        Raises NotApproved when the fingerprint is another's, Blocked when a safety rule holds any part, LookOnly when
        an account may not write: all of these before anything is journaled or sent. Raises RateLimited,
        SpotifyUnavailable or NeedsReconnecting when these stop it half way: the run is journaled and can be resumed.
        """
        return self._carrying.here(
            proposal, approved=approved, actor=actor, forced=forced, progress=progress, check=check
        )

    def start(
        self,
        proposal: Proposal,
        *,
        approved: str,
        actor: str,
        forced: frozenset[str] = frozenset(),
        parent_id: JobId | None = None,
        due_at: datetime | None = None,
    ) -> Started:
        """Journals what was approved and enqueues the job that carries it out, together or not at all.

        Refuses as `apply` does. Without anything to be done neither a run nor a job is made. `parent_id`: the job that
        starts it and waits for its end; Busy where that has started one already, Conflict where it has ended. `due_at`:
        when it is to begin (None: now).
        """
        return self._carrying.start(
            proposal, approved=approved, actor=actor, forced=forced, parent_id=parent_id, due_at=due_at
        )

    def carry(
        self, run_id: RunId, number: int | None, work: Work, *, stop: bool = False
    ) -> Mapping[str, Any] | Again | Unsuccessful:
        """What the kinds of jobs call: carries out the part `number`, or (None) the run as a whole, which for a run of
        several playlists means a job for each of them. `stop`: what a cancelled part still needs.

        Raises what holds it (RateLimited, SpotifyUnavailable, NeedsReconnecting, Busy), Cancelled and Stopping.
        """
        return self._carrying.carry(run_id, number, work, stop=stop)

    def needs(self, run_id: RunId, number: int | None) -> list[Need]:
        """The calls that are left; none for a run of several playlists, whose jobs say theirs. Raises NotFound."""
        return self._carrying.needs(run_id, number)

    def cancel(self, run_id: RunId, *, actor: str) -> RunReport:
        """Cancels a run: what waits at once, what is being carried out between two calls, where the playlist is
        consistent. Raises NotFound, Conflict when it has ended.
        """
        return self._carrying.cancel(run_id, actor)

    def stop(self, run_id: RunId, number: int | None) -> RunReport:
        """Ends what nobody carries out of a run, or of its part `number`, whose job was cancelled."""
        return self._carrying.stop(run_id, number)

    def adopt(self) -> list[JobId]:
        """Makes jobs for unfinished runs that have none; called at start-up and at every tick."""
        return self._carrying.adopt()

    def check(self, proposal: Proposal, forced: frozenset[str]) -> None:
        """What refuses a proposal whoever approves it: Blocked by a safety rule, LookOnly for an account's consent."""
        self._carrying.check(proposal, forced)

    def resume(self, run_id: RunId, *, progress: Progress = silent, check: Check = unchecked) -> RunReport:
        """Takes a run up where it was; `check` as for `apply`. Raises as that does half way, NotFound, RateLimited
        before its time.
        """
        return self._carrying.resume(run_id, progress, check)

    # -- telling

    def report(self, run: Run) -> RunReport:
        """A run as it stands, with what it has cost."""
        return self._carrying.report(run)

    def run(self, run_id: RunId) -> Run:
        """Raises NotFound."""
        return self._journal.run(run_id)

    def runs(self, *, limit: int = 50, before: RunId | None = None) -> list[Run]:
        """The newest first."""
        return self._journal.runs(limit=limit, before=before)

    def unfinished(self) -> list[RunId]:
        """Runs that may be taken further, oldest first."""
        return self._journal.unfinished()


def _refuse_twice(orders: Sequence[Order]) -> None:
    named = Counter(order.playlist_id or (order.account_id, order.create_key) for order in orders)
    for order in orders:
        if named[order.playlist_id or (order.account_id, order.create_key)] > 1:
            raise InputError(f"The playlist '{order.playlist_id or order.create_key}' is named twice.", "Name it once.")


def _follows(part: Part) -> bool:
    """Whether the part made a playlist, deleted one, or brought one back: its inverse is not about entries."""
    return any(isinstance(operation, Create | Follow | Unfollow) for operation in part.approved.operations)


def _but_for_the_cover(part: Part, before: PlaylistState, after: PlaylistState) -> PlaylistState:
    """`before`, with the cover of `after` where the run did not set one: a mosaic follows the entries by itself."""
    if any(isinstance(operation, SetCover) for operation in part.approved.operations):
        return before
    return replace(before, details=replace(before.details, cover=after.details.cover))


def _reversed(part: Part, found: Seen) -> Proposed:
    """Undoing a creation: the playlist leaves the library, which is how Spotify deletes one. And the way back."""
    back = any(isinstance(operation, Unfollow) for operation in part.approved.operations)
    name = found.head.name
    held = counted(len(found.state.entries), "entry", "entries")
    note = (
        Note("follows", f"'{name}' was taken out of the library by this run: undoing it brings it back.")
        if back
        else Note(
            "deletes", f"'{name}' was made by this run: undoing it takes it out of the library, with {held} in it."
        )
    )
    inverse = Plan(
        part.playlist_id,
        found.state,
        found.state,
        (Follow() if back else Unfollow(),),
        relation=found.relation,
        notes=(note,),
    )
    return Proposed(part.account_id, inverse, name, part.playlist_id, part.create_key, found.head)

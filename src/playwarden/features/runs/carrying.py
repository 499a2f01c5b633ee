"""Runs on their way: opened from an approved proposal, carried out here or by runners, cancelled, taken up again."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from playwarden.domain.calls import Lane, Need
from playwarden.domain.jobs.job import OPEN, Failure, Job, WaitsFor
from playwarden.domain.runs import Brief, Part, Run, State
from playwarden.domain.safety import Blocked as Block
from playwarden.engine.apply import Check, Report, carry_out, unchecked
from playwarden.engine.later import due
from playwarden.engine.ports.jobs import JobBook, JobFilter
from playwarden.engine.ports.journal import NewPart, NewRun
from playwarden.engine.ports.library import FRESH, lately
from playwarden.features.runs.desk import Progress, RunsDesk
from playwarden.features.runs.proposal import PartReport, Proposal, Proposed, RunReport, Started
from playwarden.features.runs.work import RUN, need_of, part_job, run_job
from playwarden.jobs.registry import Again, Unsuccessful, Work
from playwarden.kit.errors import (
    Blocked,
    Busy,
    Cancelled,
    Conflict,
    LookOnly,
    NeedsReconnecting,
    NotApproved,
    PlaywardenError,
    RateLimited,
    SpotifyRefused,
    SpotifyUnavailable,
)
from playwarden.kit.ids import JobId, RunId
from playwarden.kit.text import counted, listed

CHILDREN = 100_000
"""More jobs than any parent has."""
Carried = Mapping[str, Any] | Again | Unsuccessful
"""What a job of a run answers."""
_UNWATCHED = (Lane.SCHEDULED, Lane.BACKGROUND)
"""Lanes in which nobody waits for the end of a run."""
_TOLD = (NotApproved, Blocked, SpotifyRefused)
"""What ends a part; its note tells, and the other playlists go on."""
_HELD = (RateLimited, SpotifyUnavailable, NeedsReconnecting, LookOnly)
"""What holds a part until something else has happened."""


class Carrying:
    """Carries runs out. One thread at a time does so for a whole run (by the lease `run:…`), for a part of it whoever
    has its playlist.
    """

    def __init__(self, works: RunsDesk) -> None:
        self._desk = works.desk
        self._journal = works.journal
        self._repository = works.repository
        self._quota = works.quota
        self._jobs = works.jobs

    # -- beginning

    def here(
        self,
        proposal: Proposal,
        *,
        approved: str,
        actor: str,
        forced: frozenset[str],
        progress: Progress,
        check: Check,
    ) -> RunReport:
        """Journals and carries out in this thread."""
        new = self._new(proposal, approved, actor, forced)
        if new is None:
            parts = tuple(PartReport(part.name, part.playlist_id, State.DONE, "equal") for part in proposal.parts)
            return RunReport(None, State.DONE, 0, parts, "Everything is as desired: nothing was sent.")
        return self._through(self._journal.open(new), progress, check)

    def start(
        self,
        proposal: Proposal,
        *,
        approved: str,
        actor: str,
        forced: frozenset[str],
        parent_id: JobId | None,
        due_at: datetime | None,
    ) -> Started:
        """Journals and enqueues, at once or not at all."""
        new = self._new(proposal, approved, actor, forced)
        if new is None:
            return Started(None, None)
        run, job = self._journal.open_as_job(new, lambda opened: run_job(opened, parent_id, due_at))
        return Started(run.id, job.id)

    def _new(self, proposal: Proposal, approved: str, actor: str, forced: frozenset[str]) -> NewRun | None:
        if approved != proposal.fingerprint:
            raise NotApproved(
                "What stands there now leads to another plan than the one approved.",
                f"Look at it again: its fingerprint is {proposal.fingerprint[:12]}.",
            )
        self.check(proposal, forced)
        if not proposal.changing:
            return None
        return NewRun(
            verb=proposal.verb,
            fingerprint=approved,
            actor=actor,
            lane=proposal.lane,
            forced=forced,
            parts=tuple(
                NewPart(p.account_id, p.playlist_id, p.create_key, p.plan, p.head, p.pictures)
                for p in proposal.changing
            ),
            of_run_id=proposal.of_run_id,
            observed_at=proposal.observed_at,
        )

    def check(self, proposal: Proposal, forced: frozenset[str]) -> None:
        """What refuses a proposal whoever approves it: Blocked by a safety rule, LookOnly for an account's consent."""
        blocks = proposal.blocks(forced)
        if blocks:
            raise _blocked(blocks)
        for account_id in {part.account_id for part in proposal.changing}:
            if not self._repository.may_write(account_id):
                name = self._repository.account_name(account_id)
                raise LookOnly(
                    f"'{name}' was connected to be looked at only.",
                    "Let Playwarden write to it: `playwarden accounts connect --write`.",
                )

    def adopt(self) -> list[JobId]:
        """Makes the job of every unfinished run that never got one: its process died, or a person carried it out and
        it was held. A run that was opened a moment ago, or that a thread is carrying out, is left alone.
        """
        made = []
        for run_id in self._journal.without_job(RUN):
            run = self._journal.run(run_id)
            if lately(run.created_at, self._desk.clock.now(), FRESH):
                continue
            try:
                with self._desk.leases.held(_lease(run_id)):
                    made.append(self._book.enqueue([run_job(run)])[0].id)
            except Busy:
                continue
        return made

    # -- here, in this thread

    def resume(self, run_id: RunId, progress: Progress, check: Check) -> RunReport:
        """Takes a run up in this thread."""
        run = self._journal.run(run_id)
        if not run.state.resumable:
            return self.report(run)
        if run.resume_after is not None and self._desk.clock.now() < run.resume_after:
            raise RateLimited(
                f"A ban holds the run {run_id} until {run.resume_after:%Y-%m-%d %H:%M:%S} UTC.",
                "Resume it then.",
                until=run.resume_after,
            )
        return self._through(run, progress, check)

    def _through(self, run: Run, progress: Progress, check: Check) -> RunReport:
        def told(part: Part, words: str) -> None:
            progress(f"{part.name}: {words}")

        try:
            with self._desk.leases.held(_lease(run.id)):
                for part in run.parts:
                    if part.state.resumable:
                        self._carry_part(run, part, told, check)
        except (RateLimited, SpotifyUnavailable, NeedsReconnecting) as why:
            until = why.until if isinstance(why, RateLimited) else None
            self._journal.end(run.id, State.WAITING, why.what, until)
            why.remedy = f"{why.remedy} What was done is recorded; go on with `playwarden runs resume {run.id}`."
            raise
        except Busy as why:
            # Whoever holds the playlist may be carrying out this very run: its state is theirs to write.
            why.remedy = f"{why.remedy} Go on with `playwarden runs resume {run.id}` when it is free."
            raise
        except PlaywardenError as why:
            self._journal.end(run.id, State.WAITING, why.what)
            raise
        self._settle(run.id)
        return self.report(self._journal.run(run.id))

    def _carry_part(self, run: Run, part: Part, report: Report, check: Check, *, patient: bool = False) -> Part:
        """One part to its end; what ended it is told in its note. Raises what holds it."""
        now = self._desk.clock.now()
        strict = run.observed_at is not None and not lately(run.observed_at, run.created_at, FRESH)
        try:
            fresh = lately(run.observed_at, now, FRESH)
            return carry_out(self._desk, run, part, report, check=check, fresh=fresh, strict=strict, patient=patient)
        except _TOLD:
            return self._journal.run(run.id, part.number).parts[0]

    # -- as jobs

    def carry(self, run_id: RunId, number: int | None, work: Work, *, stop: bool = False) -> Carried:
        """What the jobs of a run do: `number` is the part, None the run as a whole. Level-triggered."""
        if number is None and self._several(run_id):
            return self._parent(self._journal.bare(run_id), work)
        run = self._journal.run(run_id, number)
        part = self._child(run, run.parts[0], work)
        if part.state is State.WAITING:
            return Again(WaitsFor.PROOF, due(self._desk.clock.now()), part.note or "")
        self._settle(run_id)
        if part.state is State.CANCELLED and not stop:
            raise Cancelled(part.note or "Cancelled.", "`playwarden runs undo` takes back what was done.")
        if number is not None:
            return _ended(part.state, part.note, _reported(part).to_document())
        return _ended(
            part.state, part.note, self.report(replace(self._journal.bare(run_id), parts=(part,))).to_document()
        )

    def _child(self, run: Run, part: Part, work: Work) -> Part:
        def told(part: Part, words: str) -> None:
            work.progress(part.done, len(part.steps), f"{part.name}: {words}")

        if not part.state.resumable:
            return part
        try:
            carried = self._carry_part(run, part, told, work.check, patient=run.lane in _UNWATCHED)
        except _HELD as why:
            if work.job.kind == RUN:
                until = why.until if isinstance(why, RateLimited) else None
                self._journal.end(run.id, State.WAITING, why.what, until)
            raise
        if carried.state is State.WAITING and work.job.kind == RUN:
            self._journal.end(run.id, State.WAITING, carried.note)
        return carried

    def _parent(self, run: Run, work: Work) -> Carried:
        parts = self._journal.briefs(run.id)
        children = {job.payload["part"] for job in self._children(work.job.id)}
        missing = [part for part in parts if part.state.resumable and part.number not in children]
        if missing:
            self._book.enqueue([part_job(run, part, work.job.id) for part in missing])
        ended = sum(not part.state.resumable for part in parts)
        # The figures grow with every child that ends, its words do not: these hold none.
        work.progress(ended, len(parts), "playlists")
        if self._book.children_open(work.job.id):
            return Again(WaitsFor.CHILDREN, note="Its playlists are carried out, each in a job of its own.")
        self._settle(run.id)
        run, parts = self._journal.bare(run.id), self._journal.briefs(run.id)
        if run.state is State.CANCELLED:
            raise Cancelled(run.note or "Cancelled.", "`playwarden runs undo` takes back what was done.")
        left = sum(part.state.resumable for part in parts)
        note = f"{left} of {counted(len(parts), 'playlist')} could not be carried on." if left else run.note
        return _ended(run.state, note, self._told(run, parts).to_document())

    def _several(self, run_id: RunId) -> bool:
        return len(self._journal.standings(run_id)) > 1

    def _children(self, parent_id: JobId) -> list[Job]:
        return self._book.jobs(JobFilter(parent_id=parent_id, limit=CHILDREN))

    def needs(self, run_id: RunId, number: int | None) -> list[Need]:
        """The calls that are left of one part; of a run of several nothing, since its children are asked for theirs."""
        if number is None and self._several(run_id):
            return []
        return [need_of(self._journal.run(run_id, number).parts[0])]

    # -- cancelling

    def cancel(self, run_id: RunId, actor: str) -> RunReport:
        """Stops a run: what waits at once, what is being carried out between two calls."""
        run = self._journal.run(run_id)
        if not run.state.resumable:
            raise Conflict(f"The run {run_id} has ended: it is {run.state.value}.", "`playwarden runs undo` undoes it.")
        self._journal.ask_to_cancel(run_id)
        if self._jobs is not None:
            for job in self._jobs.jobs(JobFilter(run_id=run_id, states=OPEN, limit=CHILDREN)):
                if job.kind != RUN and job.parent_id is not None:
                    continue  # It ends with that of the run.
                try:
                    self._jobs.ask_to_cancel(job.id, actor)
                except Conflict:
                    continue  # It ended meanwhile.
        return self.stop(run_id, None)

    def stop(self, run_id: RunId, number: int | None) -> RunReport:
        """Ends the parts of a cancelled run that nobody is carrying out: without a call where none was made, else
        where the playlist is consistent. What cannot be looked at now is left to a job.
        """
        self._journal.ask_to_cancel(run_id, number)
        run = self._journal.run(run_id, number)
        for part in run.parts:
            if not part.state.resumable:
                continue
            try:
                self._carry_part(run, part, _untold, unchecked)
            except Busy:
                continue  # Whoever carries it out sees that it is to stop.
            except _HELD:
                if self._jobs is not None:
                    self._jobs.enqueue([part_job(run, part, None, stop=True)])
        self._settle(run_id)
        return self.report(self._journal.run(run_id, number))

    # -- ending

    def _settle(self, run_id: RunId) -> None:
        """Once every part is at its end, so is the run, with the state that they add up to."""
        standings = self._journal.standings(run_id)
        if any(state.resumable for state, _ in standings):
            return
        for ending in (State.CANCELLED, State.FAILED, State.ASKING):
            notes = [note for state, note in standings if state is ending]
            if notes:
                several = f"{len(notes)} of {len(standings)} playlists {ending.told}: " if len(standings) > 1 else ""
                self._journal.end(run_id, ending, f"{several}{notes[0]}")
                return
        self._journal.end(run_id, State.DONE, None)

    def report(self, run: Run) -> RunReport:
        """A run as it stands, with what it has cost."""
        return self._told(run, run.parts)

    def _told(self, run: Run, parts: Iterable[Part | Brief]) -> RunReport:
        calls = sum(self._quota.spent(run.id).values())
        return RunReport(run.id, run.state, calls, tuple(map(_reported, parts)), run.note, run.resume_after)

    @property
    def _book(self) -> JobBook:
        if self._jobs is None:
            raise Conflict("This process has no book of jobs.", "Carry the run out in the thread that asks for it.")
        return self._jobs


def _lease(run_id: RunId) -> str:
    return f"run:{run_id}"


def _reported(part: Part | Brief) -> PartReport:
    return PartReport(part.name, part.playlist_id, part.state, part.note)


def _ended(state: State, note: str | None, document: Mapping[str, Any]) -> Carried:
    """A job's result: only what is done as it was meant to be is a success."""
    if state in (State.DONE, State.CANCELLED):
        return document
    code = {State.ASKING: NotApproved.code, State.FAILED: SpotifyRefused.code}.get(state, SpotifyUnavailable.code)
    remedy = "`playwarden runs show` tells what was done; `playwarden runs undo` takes it back."
    return Unsuccessful(Failure(code, note or state.value, remedy), document)


def _untold(part: Part, words: str) -> None:
    """Nobody watches."""


def _blocked(blocks: list[tuple[Proposed, Block]]) -> Blocked:
    reasons = [f"'{part.name}': {block.reason.rstrip('.')} ({block.rule})" for part, block in blocks]
    names = sorted({block.rule for _, block in blocks if block.forceable})
    remedy = "If it is meant: " + " ".join(f"--force {name}" for name in names) + "." if names else "Change the wish."
    return Blocked(f"Held by a safety rule: {listed(reasons)}.", remedy, tuple(block.rule for _, block in blocks))

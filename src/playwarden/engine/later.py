"""Proof that waits for others: one page of an account's list proves all that was written to its playlists before."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from playwarden.domain.calls import Lane
from playwarden.domain.operations import ItemOperation, entries_after
from playwarden.domain.playlist import Entry
from playwarden.domain.runs import Outcome, Part
from playwarden.engine.carried import Carried
from playwarden.engine.locate import mark_after, same
from playwarden.engine.observe import read_whole
from playwarden.engine.ports.journal import After
from playwarden.engine.ports.library import OWN_WRITES

SLOT = timedelta(minutes=2)
"""Proofs that wait come due together, at a full two minutes: then the same page serves them all."""


def due(now: datetime) -> datetime:
    """When a page is believed for certain about what was written by `now`."""
    return _slot(now + OWN_WRITES + SLOT)


def _slot(moment: datetime) -> datetime:
    """The last full two minutes before a moment."""
    seconds = SLOT.total_seconds()
    return datetime.fromtimestamp(moment.timestamp() // seconds * seconds, UTC)


def may_wait(part: Part) -> bool:
    """Whether a page could prove it: entries alone were changed, and the last answer told a snapshot id."""
    return (
        part.plan.policy.proof == "shared"
        and bool(part.steps)
        and all(step.outcome is Outcome.DONE and isinstance(step.operation, ItemOperation) for step in part.steps)
        and part.steps[-1].snapshot_id is not None
    )


def is_put_off(carried: Carried) -> bool:
    """Whether what was just written is proved later: with nobody waiting for it, and others to share the page."""
    looks = carried.desk.looks
    if looks is None or not carried.patient or carried.uncertain or carried.cancelling or not may_wait(carried.part):
        return False
    return looks.pays(carried.caller, carried.playlist_id)


def proved_later(carried: Carried) -> After | None:
    """What stands there, where everything was written before and only the proof is left; None: it stands otherwise.

    A page proves it that shows the snapshot id of our last write and as many entries as there are to be; nobody has
    written since then. Where no page does, the list is read. What is written is not left unproved for a day because the
    lane's calls have run out: this may take of those that are kept for people.
    """
    part, looks = carried.part, carried.desk.looks
    if looks is None or carried.cancelling or not may_wait(part) or carried.desk.journal.overtaken(part) is not None:
        return None
    carried.check()
    # A page from before this slot may show as they were some of those that it is to prove.
    since = _slot(carried.desk.clock.now())
    caller = replace(carried.caller, lane=Lane.INTERACTIVE)
    vouched, _ = looks.vouched(caller, [carried.playlist_id], since)
    held = vouched.mirrored.get(carried.playlist_id)
    last = part.steps[-1].snapshot_id
    if held is not None and held.snapshot_id == last:
        entries = _written(part, held.written_at, carried.desk.journal.user_id(part.account_id))
        if held.total == len(entries):
            return After(entries, None, last)
    whole = read_whole(carried.reads, caller, carried.playlist_id)
    if not same(mark_after(part.plan, len(part.steps)), whole.state):
        return None
    return After(whole.entries, whole.head, last or whole.head.snapshot_id, whole.tracks)


def _written(part: Part, at: datetime | None, by: str) -> tuple[Entry, ...]:
    """What the calls led to. When new entries were added is when the last of them left, to some seconds: the next
    reading tells it exactly.
    """
    moment = None if at is None else at.replace(microsecond=0)
    entries = part.plan.observed_entries
    for operation in part.plan.operations:
        entries = entries_after(entries, operation, at=moment, by=by)
    return entries

"""The kind of job that applies a stored file of wishes without anybody watching."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from playwarden.domain.calls import Lane, Need
from playwarden.domain.jobs.job import Document, Job, JobState, WaitsFor
from playwarden.domain.playlist import MAX_ENTRIES
from playwarden.domain.runs import State
from playwarden.domain.safety import rules
from playwarden.engine.ports.jobs import JobBook, JobFilter
from playwarden.features.runs.desk import Progress
from playwarden.features.runs.proposal import Proposal, Started
from playwarden.features.runs.service import Runs
from playwarden.features.runs.work import cancelled_run
from playwarden.features.wishes.document import WishFile
from playwarden.features.wishes.pictures import sent_along
from playwarden.features.wishes.reading import parse
from playwarden.features.wishes.service import Wishes
from playwarden.features.wishes.since import over
from playwarden.jobs.registry import Again, Unsuccessful, Work
from playwarden.kit.canonical import digest
from playwarden.kit.errors import Blocked, InputError
from playwarden.kit.ids import PlaylistId, RunId
from playwarden.kit.text import counted, listed

_KEYS = {"file", "path", "covers", "forced", "base"}


class ApplyWishes:
    """Applies a stored file of wishes: looks at its playlists, plans, and starts the plan as a run when no safety rule
    holds it. Held, it fails, says why, and changes nothing. Equal means nothing is sent.

    Its payload: `file` (the YAML), `path` (what messages call it), `covers` (base64 by the words in the file), `forced`
    (safety rules that its author overrules once and for all), `base` (by a playlist's id the URIs that stood there when
    its order was made: what others change after that stays). The run is a job of its own, which this one waits for.
    """

    name = "wishes.apply"
    lane = Lane.SCHEDULED
    settles = ""

    def __init__(self, wishes: Wishes, runs: Runs, book: JobBook) -> None:
        self._wishes = wishes
        self._runs = runs
        self._book = book

    def title(self, payload: Document) -> str:
        return f"apply {payload['path']}"

    def needs(self, job: Job) -> Sequence[Need]:
        return ()

    def run(self, work: Work) -> Mapping[str, Any] | Again | Unsuccessful:
        # The job that the run became tells whether it was started: after a crash it is not started twice.
        known = self._book.jobs(JobFilter(parent_id=work.job.id, limit=1))
        if known:
            return self._waited(known[0])
        started = self._start(work)
        if started.run_id is None:
            return {"run": None, "state": State.DONE.value, "note": "Everything is as desired: nothing was sent."}
        return Again(WaitsFor.CHILDREN, note=f"The run {started.run_id} carries it out.")

    def cancelled(self, job: Job) -> str | None:
        """The run is a job below this one and is stopped as such."""
        return None

    def check(self, payload: Document) -> Document:
        """The payload as it is stored, from what a person gave. Raises InputError, FileError with its line."""
        if unknown := sorted(map(str, set(payload) - _KEYS)):
            raise InputError(f"Applying wishes takes no {listed(unknown)}.", f"It takes {listed(sorted(_KEYS))}.")
        text, path = payload.get("file"), payload.get("path", "file")
        covers, forced = payload.get("covers", {}), payload.get("forced", [])
        if not isinstance(text, str) or not isinstance(path, str) or not path or len(path) > 4096:
            raise InputError("Applying wishes needs 'file', the text of a file of wishes.", "Name it with --file.")
        if not isinstance(covers, Mapping) or not all(isinstance(each, str) for each in covers.values()):
            raise InputError("'covers' holds pictures in base64 by their names in the file.")
        known = [rule.name for rule in rules() if rule.forceable]
        if not isinstance(forced, list) or any(name not in known for name in forced):
            raise InputError("'forced' names safety rules that can be forced.", f"They are {listed(known, most=20)}.")
        parsed = parse(text, Path(path))
        self._wishes.check(parsed, sent_along(covers))
        stored = {"file": text, "path": path, "covers": dict(covers), "forced": sorted(set(forced))}
        base = _base(payload.get("base", {}), self._wishes.playlists(parsed))
        return stored | ({"base": base} if base else {})

    def key(self, payload: Document) -> str:
        """One job of the same file at a time."""
        return f"wishes:{digest({'file': payload['file']})[:32]}"

    def ahead(self, job: Job, tell: Progress) -> RunId | None:
        """See `features.jobs.ahead`: what the file asks for now, begun when the job is due."""
        return self._started(job, self._proposed(job, tell), job.due_at).run_id

    def _start(self, work: Work) -> Started:
        def tell(words: str) -> None:
            work.check()
            work.progress(0, None, words)

        proposal = self._proposed(work.job, tell)
        work.log(
            f"{counted(len(proposal.changing), 'playlist')} of {len(proposal.parts)} to change: "
            f"{counted(proposal.writes, 'call')} and {counted(proposal.reads, 'read')}."
        )
        work.check()
        return self._started(work.job, proposal, None)

    def _proposed(self, job: Job, tell: Progress) -> Proposal:
        payload = job.payload
        file: WishFile = parse(payload["file"], Path(payload["path"]))
        pictures = sent_along(payload["covers"])
        ordered = self._wishes.orders(file, pictures=pictures, lane=job.lane, progress=tell)
        base = payload.get("base", {})
        orders = [over(each, base[each.playlist_id]) if each.playlist_id in base else each for each in ordered.orders]
        return self._runs.propose(orders, lane=job.lane, forced=frozenset(payload["forced"]), progress=tell)

    def _started(self, job: Job, proposal: Proposal, due_at: datetime | None) -> Started:
        try:
            return self._runs.start(
                proposal,
                approved=proposal.fingerprint,
                actor=job.actor,
                forced=frozenset(job.payload["forced"]),
                parent_id=job.id,
                due_at=due_at,
            )
        except Blocked as held:
            raise Blocked(
                f"{held.what} Nothing was changed.",
                "Look at it with `playwarden plan`. Where it is meant, let the schedule overrule the rule "
                "(`playwarden schedules change SCHEDULE --file FILE --force RULE`); else change the wish.",
                held.rules,
            ) from None

    def _waited(self, child: Job) -> Mapping[str, Any] | Again | Unsuccessful:
        """What the run came to, as its job told it."""
        if not child.state.ended:
            return Again(WaitsFor.CHILDREN, note=f"The run {child.run_id} carries it out.")
        result = child.result or {"run": child.run_id, "state": child.state.value}
        if child.state is JobState.SUCCEEDED:
            return result
        return Unsuccessful(child.failure or cancelled_run(child), result)


def _base(given: object, playlists: Collection[PlaylistId]) -> dict[str, list[str | None]]:
    """What stood in some of `playlists`, as it was sent. Raises InputError."""
    if not isinstance(given, Mapping):
        raise InputError("'base' holds lists of URIs by the ids of playlists.", "Leave it out where there is none.")
    for playlist, uris in given.items():
        if playlist not in playlists:
            raise InputError("'base' names a playlist that the file does not.", "Name it by its id, as the file does.")
        if (
            not isinstance(uris, list)
            or len(uris) > MAX_ENTRIES
            or not all(uri is None or isinstance(uri, str) for uri in uris)
        ):
            raise InputError(f"'base' holds at most {MAX_ENTRIES:,} URIs for a playlist.", "Send what stood there.")
    return {str(playlist): list(uris) for playlist, uris in given.items()}

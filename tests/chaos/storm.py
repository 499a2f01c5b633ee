"""Many jobs over some playlists while everything that can die does: what has to hold whatever happened."""

import random
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from playwarden.domain.calls import Lane
from playwarden.domain.jobs.job import OPEN, Job, JobState, NewJob, WaitsFor
from playwarden.engine.ports.jobs import JobFilter
from playwarden.kit.ids import JobId
from playwarden.sandbox.running import Running
from tests.chaos.household import Household

BAN_SECONDS = 40.0
"""Of the sandbox's clock."""
LONG_WAIT = timedelta(minutes=10)
"""Of the sandbox's clock: a wait longer than for any ban or window."""
Misfortune = Callable[[], None]


def _instant(call: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(call["at"])


@dataclass
class Storm:
    """Jobs that each add one track of their own to a playlist that others add to as well: begun, shaken, judged.

    `rate` is how fast the sandbox's clock runs: 30 s windows, bans and pauses pass quicker than in life.
    """

    household: Household
    rate: float
    chance: random.Random
    before: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    wanted: dict[str, list[str]] = field(default_factory=dict)
    jobs: list[JobId] = field(default_factory=list)
    bans: int = 0
    nights: int = 0

    @property
    def sandbox(self) -> Running:
        return self.household.sandbox

    def begin(self, playlists: int, each: int) -> None:
        """Enqueues `each` additions for each of so many playlists, in the order of a shuffled pack."""
        box = self.household.box
        box.library.sync()
        chosen = self._own(playlists)
        tracks = self._tracks()
        pack: list[tuple[str, str]] = []
        for playlist in chosen:
            self.before[playlist] = self.sandbox.playlist(playlist)["entries"]
            held = {entry["uri"] for entry in self.before[playlist]}
            self.wanted[playlist] = self.chance.sample([uri for uri in tracks if uri not in held], each)
            pack += [(playlist, uri) for uri in self.wanted[playlist]]
        self.chance.shuffle(pack)
        self.sandbox.reset_counters()
        self.sandbox.set_clock(rate=self.rate)
        self.jobs = [job.id for job in box.jobs.enqueue([self._addition(*pair) for pair in pack])]

    def faults(self) -> None:
        """3 % of all calls get a 503 and have no effect; of writes 3 % take effect unanswered, 1 % are cut before."""
        self.sandbox.fault("status", status=503, times=0, probability=0.03)
        self.sandbox.fault("drop_after", method="write", times=0, probability=0.03)
        self.sandbox.fault("drop_before", method="write", times=0, probability=0.01)

    def ban(self) -> None:
        """The app is asked to wait."""
        self.bans += 1
        self.sandbox.ban(BAN_SECONDS)

    def ban_of_a_bucket(self) -> None:
        """The quota of one kind of call is used up for a while."""
        self.bans += 1
        self.sandbox.ban(BAN_SECONDS, bucket="POST /playlists/{id}/items", quota=True)

    def rage(self, misfortunes: Sequence[Misfortune], *, times: int, pause: float, seconds: float) -> None:
        """Lets misfortunes happen, each of them about equally often, until so many have or all jobs have ended."""
        deadline = time.monotonic() + seconds
        for number in range(times):
            if not self._wait(self.chance.uniform(0.5, 1.5) * pause, deadline):
                return
            misfortunes[number % len(misfortunes)]()
        while self._wait(1.0, deadline):
            pass

    def judge(self) -> None:
        """Every job ended well and once in effect; nothing that stood there was lost or lost its date; no limit of the
        sandbox was exceeded, and no ban was run into again once its answer had come.
        """
        self._judge_jobs()
        for playlist, entries in self.before.items():
            after = self.sandbox.playlist(playlist)["entries"]
            there = Counter(entry["uri"] for entry in after)
            wanted = Counter([entry["uri"] for entry in entries] + self.wanted[playlist])
            assert there == wanted, (playlist, f"missing: {wanted - there}", f"too many: {there - wanted}")
            new = set(self.wanted[playlist])
            assert [entry for entry in after if entry["uri"] not in new] == entries, playlist
        self._judge_calls()

    def _judge_jobs(self) -> None:
        box = self.household.box
        states = Counter(box.jobs.job(job_id).state for job_id in self.jobs)
        notes = [job for job_id in self.jobs if (job := box.jobs.job(job_id)).state is not JobState.SUCCEEDED]
        told = [(job.id, job.state, job.note, job.failure) for job in notes[:10]]
        assert states == {JobState.SUCCEEDED: len(self.jobs)}, (states, told)
        assert box.runs.unfinished() == []

    def _judge_calls(self) -> None:
        calls = self.sandbox.calls()
        refused = [call for call in calls if call["status"] == 429]
        assert all(call["during_ban"] for call in refused), "a limit of the sandbox was exceeded"
        late = [call for call in refused if self._late(call, refused)]
        assert late == [], "a ban was run into after its answer had come"

    def _late(self, call: dict[str, Any], refused: list[dict[str, Any]]) -> bool:
        """Whether a call ran into a ban that had been answered for over a second: it was not just under way."""
        at = _instant(call)
        earliest = at - timedelta(seconds=BAN_SECONDS)
        first = min(moment for c in refused if earliest < (moment := _instant(c)) <= at)
        return at - first > timedelta(seconds=self.rate)

    def _wait(self, seconds: float, deadline: float) -> bool:
        """Sleeps a little; whether anything is still to be done."""
        assert time.monotonic() < deadline, self._told()
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            left = self.household.box.jobs.jobs(JobFilter(states=OPEN, limit=3 * len(self.jobs)))
            if not left:
                return False
            self._sleep_until_morning(left)
            time.sleep(0.25)
        return True

    def _sleep_until_morning(self, left: Sequence[Job]) -> None:
        """The refusal of a bucket teaches the ledger how few calls a day has. What it then puts off until tomorrow is
        not waited for: once that is all there is, the night passes at once.
        """
        now = self.household.box.clock.now()
        due = [job.due_at for job in left if job.waits_for is not WaitsFor.CHILDREN]
        waits = all(job.waits_for in (WaitsFor.CHILDREN, WaitsFor.QUOTA) for job in left)
        if due and waits and min(due) - now > LONG_WAIT:
            self.nights += 1
            self.sandbox.advance((min(due) - now).total_seconds())

    def _told(self) -> str:
        box = self.household.box
        left = [job for job_id in self.jobs if (job := box.jobs.job(job_id)).state.open]
        below = box.jobs.jobs(JobFilter(states=OPEN, limit=1000))
        told = [
            f"{job.id} {job.kind} {job.key}: {job.state.value}, {job.waits_for}, {job.note}, due {job.due_at}, "
            f"started {job.started_at}, {job.attempts} attempts, runner {job.runner_id}"
            for job in below
        ]
        alive = [runner.place for runner in box.runners.alive()]
        return f"{len(left)} jobs have not ended at {box.clock.now()}, runners {alive}:\n" + "\n".join(told)

    def _addition(self, playlist: str, uri: str) -> NewJob:
        kind: Any = self.household.box.registry.kind("bulk.apply")
        payload = kind.check(
            {
                "selection": {"playlists": [playlist]},
                "edit": {"kind": "add", "uris": [uri], "where": self.chance.choice(["top", "bottom"])},
            }
        )
        return NewJob(kind.name, kind.key(payload), payload, lane=Lane.SCHEDULED, actor="test")

    def _own(self, count: int) -> list[str]:
        found = [p for p in self.sandbox.playlists_of("listener1") if self.sandbox.playlist(p)["owner"] == "listener1"]
        assert len(found) >= count, f"the sandbox has {len(found)} own playlists, {count} are wanted"
        return found[:count]

    def _tracks(self) -> list[str]:
        """Every track that stands in any playlist of the account's list."""
        found: dict[str, None] = {}
        for playlist in self.sandbox.playlists_of("listener1"):
            found |= {uri: None for uri in self.sandbox.uris(playlist) if uri and uri.startswith("spotify:track:")}
        return list(found)

"""Protection: how long a sweep takes, how long playlists are wrong on a quota, and what looking costs a day.

python -m benchmarks.protection [sweep|wrong|day]
"""

import random
import resource
import statistics
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import spotipy
from sqlalchemy import func, select

from benchmarks.mirror import access_token
from benchmarks.wiring import UNLIMITED, connect, house, machine, sandbox
from playwarden.bootstrap import Container
from playwarden.domain.calls import Lane
from playwarden.domain.jobs.job import JobState
from playwarden.domain.library import Relation
from playwarden.engine.ports.jobs import JobFilter
from playwarden.features.protection.keeping import Asked
from playwarden.kit.ids import AccountId, PlaylistId, RunnerId
from playwarden.sandbox.running import Running
from playwarden.sandbox.settings import Limits, Quirks, SandboxSettings
from playwarden.spotify.tokens import TokenKeeper
from playwarden.store.models import protection as rows
from playwarden.store.tokens import StoredTokens

Owned = dict[AccountId, list[PlaylistId]]
LATENCY_MS = 50.0
BUDGETS = (500, 1_000, 2_300)
ATTACKS = 60
"""Take-downs in the simulated day."""


def main() -> int:
    """Runs all three parts, or those that are named; the exit code tells whether what was promised holds."""
    parts = {"sweep": sweep, "wrong": minutes_wrong, "day": calls_a_day}
    named = [word for word in sys.argv[1:] if word in parts] or list(parts)
    print(f"Protection on {machine()}")
    held = [parts[name]() for name in named]
    return 0 if all(held) else 1


# -- a sweep


def sweep() -> bool:
    """1,000 protected playlists of 10 accounts, 50 ms a call."""
    accounts, each = 10, 100
    settings = SandboxSettings(
        accounts=accounts, playlists_per_account=each, followed_per_account=0, limits=Limits.none()
    )
    print(f"\nOne sweep of {accounts * each:,} protected playlists in {accounts} accounts, {LATENCY_MS:.0f} ms a call:")
    with guarded_house(settings, UNLIMITED, exact=False) as (container, running, ids):
        tokens = [access_token(container, account) for account in container.register.accounts()]
        running.latency(LATENCY_MS)
        everything = ids
        alone = by_loop(running, tokens, everything, threads=1)
        print(f"  spotipy, one call a playlist, one thread   {alone[0]:>6,} calls {alone[1]:>8.2f} s")
        together = by_loop(running, tokens, everything, threads=32)
        print(f"  spotipy, one call a playlist, 32 threads   {together[0]:>6,} calls {together[1]:>8.2f} s")
        timed = []
        for _ in range(5):
            before, cpu, calls = time.perf_counter(), time.process_time(), spent(running)
            report = container.guard.sweep(list(ids), check=lambda: None)
            timed.append(
                (
                    time.perf_counter() - before,
                    time.process_time() - cpu,
                    spent(running) - calls,
                )
            )
            assert report.checked == accounts * each, report
        slowest = max(timed)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"  Playwarden (slowest of {len(timed)})                    {slowest[2]:>6,} calls {slowest[0]:>8.2f} s"
            f"   {slowest[1]:.2f} s of processor, process {memory:.0f} MB"
        )
        print(
            f"  median {statistics.median(each[0] for each in timed):.2f} s; beside the loops: "
            f"{alone[1] / slowest[0]:.0f} and {together[1] / slowest[0]:.1f} times faster"
        )
    return told("a sweep takes 20 calls", slowest[2] == 20) & told("a sweep takes under 0.3 s", slowest[0] < 0.3)


def by_loop(running: Running, tokens: Sequence[str], ids: Owned, *, threads: int) -> tuple[int, float]:
    """The usual guard: asks for every playlist by itself."""
    clients = [spotipy.Spotify(auth=token, retries=0, requests_timeout=60) for token in tokens]
    for client in clients:
        client.prefix = running.api_url + "/"
    work = [(client, key) for client, keys in zip(clients, ids.values(), strict=True) for key in keys]
    before = time.perf_counter()
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(lambda one: one[0].playlist(one[1], fields="name,description,images"), work))
    return len(work), time.perf_counter() - before


# -- minutes wrong


@dataclass(frozen=True)
class Wrong:
    """How long attacked playlists were wrong, in minutes, and what that day cost."""

    worst: float
    mean: float
    calls: int
    open: int

    def line(self, name: str) -> str:
        rest = f", {self.open} still wrong" if self.open else ""
        return f"    {name:<34} worst {self.worst:>7.1f} min, mean {self.mean:>6.1f} min, {self.calls:>6,} calls{rest}"


def minutes_wrong() -> bool:
    """400 protected playlists of 4 accounts on small quotas, one day with attacks, beside the usual loop."""
    held = True
    for quirks, words in (
        (Quirks(), "lists as they are"),
        (replace(Quirks(), list_descriptions=False, list_lag=600.0), "lists without descriptions, 10 minutes late"),
    ):
        print(f"\n400 protected playlists of 4 accounts, {ATTACKS} take-downs in a day, {words}:")
        for budget in [int(word) for word in sys.argv[1:] if word.isdigit()] or BUDGETS:
            print(f"  {budget:,} calls a day:")
            ours, loop = a_day(budget, quirks), the_loops_day(budget, quirks)
            print(ours.line("Playwarden"))
            print(loop.line("one call a playlist, round and round"))
            if budget == 1_000 and quirks.list_descriptions:
                held &= told("worst at most 20 minutes at 1,000 calls a day", ours.worst <= 20 and not ours.open)
    return held


def day_settings(budget: int, quirks: Quirks) -> SandboxSettings:
    limits = replace(Limits.none(), bucket_calls=budget, group_calls=budget)
    return SandboxSettings(
        accounts=4,
        playlists_per_account=100,
        followed_per_account=0,
        limits=limits,
        quirks=quirks,
        users_per_app=5,
    )


def attacks(ids: Owned, start: datetime) -> list[tuple[datetime, PlaylistId]]:
    """Take-downs over a day, each of another playlist."""
    dice = random.Random(5)
    keys = dice.sample([key for keys in ids.values() for key in keys], ATTACKS)
    return sorted((start + timedelta(minutes=dice.uniform(5, 24 * 60 - 90)), key) for key in keys)


def a_day(budget: int, quirks: Quirks) -> Wrong:
    """Our guard through one day, moment by moment."""
    ceilings = UNLIMITED | {"bucket_ceiling": budget, "group_ceiling": budget}
    with guarded_house(day_settings(budget, quirks), ceilings, later=24.5) as (container, running, ids):
        start = running.now()
        coming = attacks(ids, start)
        wrong: dict[PlaylistId, datetime] = {}
        lasted: list[float] = []
        before = spent(running)
        while (now := running.now()) < start + timedelta(hours=24):
            while coming and coming[0][0] <= now:
                at, key = coming.pop(0)
                running.control("POST", f"playlists/{key}/edits", {"do": "details", "name": "", "description": ""})
                wrong[key] = at
            work_off(container)
            for key in list(wrong):
                if running.control("GET", f"playlists/{key}")["name"]:
                    lasted.append((running.now() - wrong.pop(key)).total_seconds() / 60)
            soonest = min([next_moment(container, now), start + timedelta(hours=24)] + [at for at, _ in coming[:1]])
            running.advance(max(1.0, (soonest - running.now()).total_seconds()))
        calls = spent(running) - before
        still = [(running.now() - at).total_seconds() / 60 for at in wrong.values()]
    return Wrong(max([*lasted, *still], default=0), statistics.mean([*lasted, *still] or [0]), calls, len(still))


def the_loops_day(budget: int, quirks: Quirks) -> Wrong:
    """The usual loop: playlist after playlist, as fast as the quota lets it, correcting at once (a call more)."""
    with guarded_house(day_settings(budget, quirks), UNLIMITED, protect=False, later=24.5) as (container, running, ids):
        tokens = [access_token(container, account) for account in container.register.accounts()]
        clients = {
            key: spotipy.Spotify(auth=token, retries=0)
            for (account, keys), token in zip(ids.items(), tokens, strict=True)
            for key in keys
        }
        for client in clients.values():
            client.prefix = running.api_url + "/"
        start = running.now()
        coming = attacks(ids, start)
        truth = {key: running.control("GET", f"playlists/{key}") for key in clients}
        wrong: dict[PlaylistId, datetime] = {}
        lasted: list[float] = []
        calls, keys = 0, list(clients)
        pause = 86_400 / budget
        renewed: datetime | None = None
        place = 0
        while (now := running.now()) < start + timedelta(hours=24):
            while coming and coming[0][0] <= now:
                at, key = coming.pop(0)
                running.control("POST", f"playlists/{key}/edits", {"do": "details", "name": "", "description": ""})
                wrong[key] = at
            key = keys[place % len(keys)]
            place += 1
            if renewed is None or now - renewed > timedelta(minutes=45):
                refresh(container, clients, ids)
                renewed = now
            seen = clients[key].playlist(key, fields="name")
            calls += 1
            if not seen["name"] and key in wrong:
                clients[key].playlist_change_details(
                    key, name=truth[key]["name"], description=truth[key]["description"] or "x"
                )
                calls += 1
                lasted.append((running.now() - wrong.pop(key)).total_seconds() / 60)
                running.advance(pause)
            running.advance(pause)
        still = [(running.now() - at).total_seconds() / 60 for at in wrong.values()]
    return Wrong(max([*lasted, *still], default=0), statistics.mean([*lasted, *still] or [0]), calls, len(still))


def refresh(container: Container, clients: dict[PlaylistId, spotipy.Spotify], ids: Owned) -> None:
    """Access tokens last an hour: new ones, which are no Web API calls."""
    keeper = TokenKeeper(
        StoredTokens(container.database, container.sealer), container.leases, container.oauth, container.clock
    )
    for account in container.register.accounts():
        _, held = keeper.connection(account.id, fresh=True)
        token = keeper.renewed(account.id, held)[1].access
        for key in ids[account.id]:
            clients[key].set_auth(token)


# -- calls a day


def calls_a_day() -> bool:
    """What looking costs every 5 minutes, by what one look was seen to cost, beside one call a playlist."""
    print("\nCalls a day at a look every 5 minutes, nothing wrong:")
    for total, accounts in ((40, 1), (300, 3), (1_000, 10)):
        settings = SandboxSettings(
            accounts=accounts, playlists_per_account=total // accounts, followed_per_account=0, limits=Limits.none()
        )
        with guarded_house(settings, UNLIMITED) as (container, running, _):
            before = spent(running)
            looks = 0
            for _ in range(24):  # two hours, whole lists included
                running.advance(5 * 60)
                looks += work_off(container) > 0
            a_whole_day = (spent(running) - before) * 12
        print(f"  {total:>5,} playlists in {accounts:>2} accounts: {a_whole_day:>6,} calls; the loop {total * 288:>8,}")
    return True


# -- what all stand on


@contextmanager
def guarded_house(
    settings: SandboxSettings, ceilings: dict[str, int], *, protect: bool = True, later: float = 0.0, exact: bool = True
) -> Iterator[tuple[Container, Running, Owned]]:
    """A house whose playlists are all protected. `later`: so many hours pass first, so that setting up is no part of
    the day that is measured.
    """
    quota = ceilings | {"sync_minutes": 0, "backup_hour": -1}
    with sandbox(settings) as running, house(running, exact_clock=exact, settings=quota) as container:
        accounts = connect(container, running, settings.accounts, users_per_app=settings.users_per_app)
        container.library.sync(lane=Lane.INTERACTIVE, read=False)
        rows_ = container.questions.playlists()
        ids: Owned = {account.id: [] for account in accounts}
        for row in rows_:
            owner = next((seer.account for seer in row.seen_by if seer.relation is Relation.OWNER), None)
            if owner is not None:
                ids[owner].append(row.id)
        if protect:
            container.guard.protect(
                [key for keys in ids.values() for key in keys],
                Asked(fields=("name", "description"), seen=True),
                "bench",
            )
            work_off(container)
        if later:
            running.advance(later * 3600)
            work_off(container)
        yield container, running, ids


def work_off(container: Container) -> int:
    """Ticks, and carries out all that is due; how many jobs that were."""
    container.guard.tick()
    done = 0
    while (job := container.jobs.claim(RunnerId("rnr_bench"), list(Lane))) is not None:
        container.carrier.carry(job, threading.Event())
        done += 1
    return done


def next_moment(container: Container, now: datetime) -> datetime:
    """When something is due the next time."""
    with container.database.read() as session:
        looks = session.scalar(select(func.min(rows.Watch.next_at)))
        due = session.scalar(select(func.min(rows.Incident.due_at)).where(rows.Incident.open_for.is_not(None)))
    waiting = [
        job.due_at for job in container.jobs.jobs(JobFilter(states=frozenset({JobState.WAITING, JobState.SCHEDULED})))
    ]
    moments = [at for at in (looks, due, *waiting) if at is not None and at > now]
    return min(moments, default=now + timedelta(minutes=1))


def spent(running: Running) -> int:
    """Web API calls that were answered so far."""
    return int(running.counters()["total"])


def told(words: str, held: bool) -> bool:
    print(f"  {'held' if held else 'MISSED'}: {words}")
    return held


if __name__ == "__main__":
    sys.exit(main())

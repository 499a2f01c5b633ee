"""Calls and kept dates of plans over real playlist edits, beside simpler ways; and the time that planning takes.

`python -m benchmarks.plans [--minutes N]` plans real edits at several budgets, all of them if the time allows. An edit
is the step between two versions of a real playlist; where that data is not there, edits are made up, and it says so.
"""

import argparse
import gzip
import json
import os
import platform
import random
import resource
import time
import tracemalloc
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import get_args

from playwarden.domain.diff import KeepDates, Policy, cheapest, common, frontier, replacing_calls
from playwarden.domain.operations import CHUNK
from playwarden.domain.plan import plan
from playwarden.domain.playlist import Details, Entry, PlaylistState
from playwarden.domain.proof import proved
from playwarden.domain.sequence.atoms import atoms_of
from playwarden.domain.sequence.backbone import frontier_of_removing
from playwarden.domain.sequence.labels import labelled

DATA = Path(__file__).resolve().parents[2] / "shared/data/playlists/playlist_versions_2019_2021.jsonl.gz"
BUDGETS = (2, 3, 5, 10, 20)
PARTS = 200
"""Parts that the edits are dealt out into, one by one, so that a part is a fair sample of them all."""

Edit = tuple[list[str], list[str]]
"""Track ids before and after."""


@dataclass
class Tally:
    """Sums over edits: entries in both states, and by budget the writes used and dates kept."""

    edits: int = 0
    both: int = 0
    writes: dict[int, int] = field(default_factory=lambda: dict.fromkeys(BUDGETS, 0))
    kept: dict[int, int] = field(default_factory=lambda: dict.fromkeys(BUDGETS, 0))
    over: dict[int, int] = field(default_factory=lambda: dict.fromkeys(BUDGETS, 0))
    removing: dict[int, int] = field(default_factory=lambda: dict.fromkeys(BUDGETS, 0))
    replacing: int = 0
    one_by_one: int = 0
    seconds: float = 0.0

    def add(self, other: "Tally") -> None:
        self.edits += other.edits
        self.both += other.both
        self.replacing += other.replacing
        self.one_by_one += other.one_by_one
        self.seconds += other.seconds
        for mine, theirs in (
            (self.writes, other.writes),
            (self.kept, other.kept),
            (self.over, other.over),
            (self.removing, other.removing),
        ):
            for budget in BUDGETS:
                mine[budget] += theirs[budget]


def real_edits() -> Iterator[Edit]:
    """Successive versions of the same playlist that differ."""
    versions: dict[str, list[tuple[str, list[str]]]] = defaultdict(list)
    with gzip.open(DATA, "rt", encoding="utf-8") as lines:
        for line in lines:
            version = json.loads(line)
            versions[version["playlist_id"]].append((version["date"], version["track_ids"]))
    for dated in versions.values():
        dated.sort(key=lambda version: version[0])
        for (_, before), (_, after) in pairwise(dated):
            if before != after:
                yield before, after


def made_up_edits(number: int = 400) -> Iterator[Edit]:
    """Chart-like edits: some tracks go, some come, most change rank a little and a few much."""
    chance = random.Random(20210501)
    for turn in range(number):
        length = chance.choice((30, 50, 80, 100, 150))
        before = [f"made{turn:05}x{place:04}" for place in range(length)]
        rank = {track: place + chance.gauss(0, length / 12) for place, track in enumerate(before)}
        gone = set(chance.sample(before, chance.randint(0, length // 6)))
        for new in range(chance.randint(0, length // 6)):
            rank[f"made{turn:05}n{new:04}"] = chance.uniform(0, length)
        yield before, sorted(rank.keys() - gone, key=lambda track: (rank[track], track))


def tallied(edits: Sequence[Edit]) -> Tally:
    """Plans and proves every edit at every budget."""
    tally = Tally()
    for before, after in edits:
        observed, desired = entries(before), entries(after)
        started = time.process_time()
        found = frontier(observed, desired, BUDGETS)
        tally.seconds += time.process_time() - started
        tally.edits += 1
        tally.both += common(observed, desired)
        tally.replacing += replacing_calls(len(desired))
        tally.one_by_one += 1 + len(desired)
        atoms = atoms_of(next(labelled(observed, desired)), CHUNK)
        chains = frontier_of_removing(atoms, max(BUDGETS))
        for budget, sequence in found.items():
            if sequence is None:
                tally.over[budget] += 1
                sequence = cheapest(observed, desired, Policy("none"))
            else:
                tally.kept[budget] += sequence.kept
            proved(observed, desired, sequence.operations)
            tally.writes[budget] += sequence.calls
            fitting = (dates for calls, (dates, kept) in chains.items() if calls + atoms.leaving_calls(kept) <= budget)
            tally.removing[budget] += max(fitting, default=0)
    return tally


def entries(ids: Sequence[str]) -> tuple[Entry, ...]:
    """Entries of these tracks, without dates."""
    return tuple(Entry(f"spotify:track:{track}") for track in ids)


def print_edits(minutes: float) -> None:
    """The table over edits, made on all cores; when the time is up, over as many as were done, taken evenly."""
    source = "real edits" if DATA.exists() else "made-up edits (the real ones are not here)"
    edits = list(real_edits() if DATA.exists() else made_up_edits())
    parts = [edits[start::PARTS] for start in range(min(PARTS, len(edits)))]
    total = Tally()
    started = time.perf_counter()
    with ProcessPoolExecutor() as pool:
        pending = set()
        for part in parts:
            if time.perf_counter() - started > 60 * minutes:
                break
            pending.add(pool.submit(tallied, part))
            if len(pending) > 2 * (os.cpu_count() or 1):
                done, pending = wait(pending, return_when=FIRST_COMPLETED)
                for finished in done:
                    total.add(finished.result())
        for finished in pending:
            total.add(finished.result())
    elapsed = time.perf_counter() - started
    sampled = "all of them" if total.edits == len(edits) else f"taken evenly from {len(edits):,} in {minutes:g} minutes"
    print(f"{total.edits:,} {source}, {sampled}; {total.both:,} entries in both states")
    print(f"{'calls':>6} {'writes used':>12} {'dates kept':>11} {'removing and inserting':>23} {'out of reach':>13}")
    for budget in BUDGETS:
        kept, removing = total.kept[budget] / total.both, total.removing[budget] / total.both
        print(f"{budget:>6} {total.writes[budget]:>12,} {kept:>11.1%} {removing:>23.1%} {total.over[budget]:>13,}")
    print(f"replace-all:              {total.replacing:>12,} writes, 0.0% of dates kept")
    print(f"clear and add one by one: {total.one_by_one:>12,} writes, 0.0% of dates kept")
    each = 1000 * total.seconds / total.edits
    print(f"{each:.0f} ms of processor time for an edit at all five budgets; {elapsed:.0f} s in all\n")


def print_previews() -> None:
    """What a preview costs: one plan, on every 97th edit."""
    edits = list(real_edits() if DATA.exists() else made_up_edits())[::97]
    states = [(entries(before), entries(after)) for before, after in edits]
    for policy in (Policy(), Policy(max_calls=10), Policy("all"), Policy("none")):
        seconds = []
        for observed, desired in states:
            started = time.process_time()
            cheapest(observed, desired, policy)
            seconds.append(time.process_time() - started)
        seconds.sort()
        middle, late = seconds[len(seconds) // 2], seconds[int(len(seconds) * 0.95)]
        within = "" if policy.max_calls is None else f" within {policy.max_calls} calls"
        times = f"median {middle * 1000:.1f} ms, 95 % below {late * 1000:.1f} ms"
        print(f"one plan, keep_dates={policy.keep_dates}{within}: {times}")


def print_long(length: int = 10_000) -> None:
    """Two fully shuffled lists of `length` items at each policy."""
    chance = random.Random(7)
    added = datetime(2020, 1, 1, tzinfo=UTC)
    listed = [Entry(f"spotify:track:{number:022}", added, "someone") for number in range(length)]
    chance.shuffle(listed)
    observed = PlaylistState(Details("long"), tuple(listed))
    chance.shuffle(listed)
    desired = PlaylistState(Details("long"), tuple(Entry(entry.uri) for entry in listed))
    print(f"two fully shuffled lists of {length:,} items:")
    for keep in get_args(KeepDates):
        policy = Policy(keep)
        started = time.perf_counter()
        made = plan(observed, desired, policy=policy)
        elapsed = time.perf_counter() - started
        tracemalloc.start()
        plan(observed, desired, policy=policy)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        kept = f"{made.dates_kept:,} dates kept"
        print(f"  keep_dates={keep:<5} {elapsed:5.2f} s, {peak / 2**20:4.0f} MB, {made.writes:>6,} writes, {kept}")
    print(f"whole process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB at its largest")


def machine() -> str:
    """The processor, its cores and the interpreter."""
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = [line.split(":", 1)[1].strip() for line in cpuinfo.read_text().splitlines() if "model name" in line]
        model = names[0] if names else model
    return f"{model}, {os.cpu_count()} cores, Python {platform.python_version()}"


def main(minutes: float = 11.0) -> None:
    """Prints everything; plans edits for so long at most."""
    print(f"Plans, on {machine()}\n")
    print_long()
    print()
    print_previews()
    print()
    print_edits(minutes)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=11.0, help="plan edits for so long at most")
    main(parser.parse_args().minutes)

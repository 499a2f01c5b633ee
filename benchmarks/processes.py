"""Other processes of a benchmark: started with their output kept, ended by number, and weighed while they work."""

import os
import signal
import subprocess
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Weight:
    """Megabytes of memory: `rss` as `ps` counts it, `pss` with what processes share divided among them."""

    rss: float = 0.0
    pss: float = 0.0

    def __str__(self) -> str:
        return f"{self.pss:.0f} MB ({self.rss:.0f} MB RSS)"


@dataclass(slots=True)
class Scales:
    """The most that each process weighed while the block lasted, by the name it was put under."""

    most: dict[str, Weight] = field(default_factory=dict)

    def put(self, name: str, weight: Weight) -> None:
        old = self.most.get(name, Weight())
        self.most[name] = Weight(max(old.rss, weight.rss), max(old.pss, weight.pss))


@contextmanager
def weighing(processes: Mapping[str, int], *, every: float = 0.5) -> Iterator[Scales]:
    """Weighs processes with their children, by number, every half second and once at the end."""
    scales, done = Scales(), threading.Event()

    def weigh() -> None:
        for name, pid in processes.items():
            scales.put(name, weight(pid))

    def watch() -> None:
        while not done.wait(every):
            weigh()

    watching = threading.Thread(target=watch, name="scales", daemon=True)
    watching.start()
    try:
        yield scales
    finally:
        done.set()
        watching.join()
        weigh()


def weight(pid: int) -> Weight:
    """What a process and its children weigh now; nothing when it is gone."""
    rss = pss = 0
    for each in _family(pid):
        try:
            lines = Path(f"/proc/{each}/smaps_rollup").read_text(encoding="ascii").splitlines()
        except OSError:
            continue
        sizes = {name: int(rest.split()[0]) for name, _, rest in (line.partition(":") for line in lines[1:])}
        rss, pss = rss + sizes["Rss"], pss + sizes["Pss"]
    return Weight(rss / 1024, pss / 1024)


def processor_seconds(pid: int) -> float:
    """Seconds of processor that a process and its children have used until now, on whatever number of cores."""
    return sum(_worked(each) for each in _family(pid))


def _worked(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _family(pid: int) -> list[int]:
    found = [pid]
    for each in found:
        try:
            found += [int(child) for child in Path(f"/proc/{each}/task/{each}/children").read_text().split()]
        except OSError:
            continue
    return found


@contextmanager
def running_process(command: Sequence[str], environment: Mapping[str, str], log: Path) -> Iterator[int]:
    """Runs a command while the block lasts; its number. It is asked to end, then made to.

    A block that fails after the command ended early fails with the command's own words.
    """
    with log.open("ab") as written:
        process = subprocess.Popen(
            command, env={**os.environ, **environment}, stdout=written, stderr=written, start_new_session=True
        )
    try:
        yield process.pid
    except Exception as error:
        if process.poll() is not None:
            raise RuntimeError(f"{' '.join(command)} ended early: {log.read_text(errors='replace')[-2000:]}") from error
        raise
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

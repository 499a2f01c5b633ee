"""Names a process so that another can tell later whether it still lives, and reads a clock that nobody can set."""

import os
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True, slots=True)
class ProcessMark:
    """`boot` is the kernel's id of this start of the machine, `space` its process-number namespace (a container has
    its own), `started` the process's start in ticks since boot: numbers are used again, these together are not.
    Empty where the system does not tell.
    """

    boot: str
    space: str
    pid: int
    started: str

    @classmethod
    def own(cls) -> "ProcessMark":
        return _own()

    @classmethod
    def parsed(cls, text: str) -> "ProcessMark":
        """From `str(mark)`; anything else gives the mark of a process nothing is known of."""
        parts = text.split("/")
        if len(parts) != 4 or not parts[2].isdigit():
            return cls("", "", 0, "")
        return cls(parts[0], parts[1], int(parts[2]), parts[3])

    def __str__(self) -> str:
        return f"{self.boot}/{self.space}/{self.pid}/{self.started}"

    @property
    def same_machine(self) -> bool:
        """Whether it ran on this machine since its last start, so that `uptime` means the same to both."""
        return self.boot != "" and self.boot == _boot()

    @property
    def gone(self) -> bool:
        """Whether it has certainly ended. False when that cannot be told from here."""
        if not self.same_machine or self.space == "" or self.space != _space():
            return False
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return True
        except PermissionError:
            pass
        started = _started(self.pid)
        return started != "" and started != self.started


def uptime() -> float:
    """Seconds since the machine's start, sleep included: the same for all its processes, whatever is done to the
    wall clock.
    """
    return time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic()


@cache
def _boot() -> str:
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return ""


@cache
def _space() -> str:
    try:
        return Path("/proc/self/ns/pid").readlink().name
    except OSError:
        return ""


@cache
def _own() -> ProcessMark:
    return ProcessMark(_boot(), _space(), os.getpid(), _started(os.getpid()))


os.register_at_fork(after_in_child=_own.cache_clear)


def _started(pid: int) -> str:
    """Field 22 of /proc/PID/stat, or `ended` for a zombie; the name in field 2 may hold spaces and parentheses."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ""
    return "ended" if fields[0] in "ZX" else fields[19]

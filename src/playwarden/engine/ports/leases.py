"""Leases: exclusive use of one named thing across threads and processes, on real time, with fencing numbers."""

from contextlib import AbstractContextManager
from typing import Protocol


class Held(Protocol):
    """A lease while it is held. `fence` is larger than that of every holder before."""

    @property
    def fence(self) -> int: ...

    def check(self) -> None:
        """Raises Busy when the lease was lost. Asks nobody: cheap before each call."""
        ...


class Leases(Protocol):
    """Gives out leases. A holder that dies loses its lease after `seconds` of real time."""

    def held(self, name: str, *, seconds: float = 60, wait: float = 0) -> AbstractContextManager[Held]:
        """Holds `name` while the block runs. Raises Busy when somebody else holds it past `wait` seconds."""
        ...

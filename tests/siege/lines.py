"""What a verdict on a siege is made of: a line of what is stated, a blow, a span in which nothing was put back."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence of what is stated, what was seen of it, and what speaks against it."""

    stated: str
    seen: str
    against: tuple[object, ...] = ()

    @property
    def held(self) -> bool:
        return not self.against

    def __str__(self) -> str:
        said = [f"{'held  ' if self.held else 'MISSED'} {self.stated}", f"       seen: {self.seen}"]
        return "\n".join([*said, *(f"       against: {one}" for one in self.against[:12])])


@dataclass(frozen=True, slots=True)
class Attack:
    """One blow, as the sandbox tells it."""

    playlist: str
    owner: str
    kind: str
    at: datetime
    fields: frozenset[str]
    right_at: datetime | None
    again: bool

    @property
    def minutes(self) -> float | None:
        return None if self.right_at is None else (self.right_at - self.at).total_seconds() / 60

    def __str__(self) -> str:
        lasted = "stands" if self.minutes is None else f"{self.minutes:.1f} minutes"
        return (
            f"{self.kind} of {self.playlist} ({self.owner}) at {self.at:%d %H:%M:%S}, {'again, ' * self.again}{lasted}"
        )


@dataclass(frozen=True, slots=True)
class Held:
    """A span in which an open incident was not put back, and why."""

    since: datetime
    until: datetime | None
    what: str

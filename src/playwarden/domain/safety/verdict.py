"""What a safety rule answers, and what all of them answer together."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Allowed:
    """The rule has nothing against the plan."""


@dataclass(frozen=True, slots=True)
class Blocked:
    """The rule holds the plan. `rule` is its permanent name, `reason` a sentence; not every one is `forceable`."""

    rule: str
    reason: str
    forceable: bool = True


@dataclass(frozen=True, slots=True)
class Verdict:
    """All rules together: `blocked` still hold the plan, `forced` would but were forced by name."""

    blocked: tuple[Blocked, ...] = ()
    forced: tuple[Blocked, ...] = ()

    @property
    def allowed(self) -> bool:
        return not self.blocked

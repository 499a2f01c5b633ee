"""Tracks that pass none of some filters.

What is not known is settled by each of these filters for itself.
"""

from dataclasses import dataclass
from typing import ClassVar

from playwarden.domain.rules.branch import Steps
from playwarden.domain.rules.forms import told
from playwarden.domain.rules.given import Given, Need
from playwarden.domain.rules.pool import Pool, Verdicts
from playwarden.domain.rules.step import Predicate


@dataclass(frozen=True, slots=True, kw_only=True)
class NoneOf(Predicate):
    kind: ClassVar[str] = "none"
    without: ClassVar[tuple[str, ...]] = ("unknown",)
    steps: tuple[Predicate, ...] = told(Steps(("filter",), alone=True), "The filters.")

    def needs(self) -> tuple[Need, ...]:
        return tuple(need for step in self.steps for need in step.needs())

    def verdicts(self, pool: Pool, given: Given) -> Verdicts:
        yes = pool.all
        for step in self.steps:
            yes &= pool.all ^ step.passed(pool, given).yes
        return Verdicts(yes)

    def fact(self, pool: Pool, place: int, given: Given) -> str:
        return "; ".join(step.fact(pool, place, given) for step in self.steps)

    def words(self) -> str:
        told = [f"not {step.words()}" if step.negated else step.words() for step in self.steps]
        return f"(neither {' nor '.join(told)})"


STEP = NoneOf
EXAMPLE = {
    "step": "none",
    "steps": [{"step": "released", "until": "1989"}, {"step": "explicit"}],
}

"""Sources and the steps behind them: a rule set has one such branch, and each part of a mix is one."""

from dataclasses import dataclass
from typing import Any

from playwarden.domain.rules.forms import Several, Text, Whole, Wrong, told
from playwarden.domain.rules.given import Need
from playwarden.domain.rules.records import Record
from playwarden.domain.rules.step import Predicate, Role, Source, Step
from playwarden.kit.loading import LOADING

MOST_STEPS = 100
"""Steps that one list of a rule set may hold."""


@dataclass(frozen=True, slots=True)
class Steps:
    """Steps of some roles, one after another; `alone`: those only that look at each track by itself."""

    roles: tuple[Role, ...]
    alone: bool = False

    def read(self, value: Any) -> tuple[Step, ...]:
        if not isinstance(value, list | tuple) or not 0 < len(value) <= MOST_STEPS:
            raise Wrong(f"a list of 1 to {MOST_STEPS} steps is expected here, each beginning with `- step:`.")
        found = []
        for place, document in enumerate(value):
            try:
                found.append(self.one(document))
            except Wrong as error:
                raise Wrong(error.fault.what, error.fault.remedy, (place, *error.fault.path)) from None
        return tuple(found)

    def one(self, document: Any) -> Step:
        """One of the steps. Raises Wrong."""
        with LOADING:
            from playwarden.domain.rules.kinds import read_step

        step = read_step(document, *self.roles)
        if self.alone and not isinstance(step, Predicate):
            raise Wrong(f"{step.kind} looks at all tracks at once, so it cannot stand within all, any or none.")
        return step

    def write(self, value: tuple[Step, ...]) -> list[dict[str, Any]]:
        with LOADING:
            from playwarden.domain.rules.kinds import write_step

        return [write_step(step) for step in value]

    def schema(self) -> dict[str, Any]:
        which = "alone" if self.alone else "-".join(self.roles)
        items = {"$ref": f"#/$defs/{which}"}
        return {"type": "array", "minItems": 1, "maxItems": MOST_STEPS, "items": items, "x-form": "steps"}


SOURCES = Steps(("source",))
STEPS = Steps(("filter", "order"))
ORDER = Steps(("order",))


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """`sources` are offered one after another, then `steps` filter and arrange what there is, and `take` ends it.

    `name` and `share` are for a part of a mix.
    """

    name: str = told(Text(100), "What it is called in the mix.", "")
    share: int = told(Whole(1, 100), "How much of the mix it is to be, against the others.", 1)
    sources: tuple[Source, ...] = told(SOURCES, "Where its tracks come from.")
    steps: tuple[Step, ...] = told(STEPS, "What becomes of them, one step after another.", ())
    take: int | None = told(Whole(1, 10_000, "tracks"), "At most so many of them.", None)

    @property
    def needs(self) -> tuple[Need, ...]:
        """Everything to be known before it can be worked out, each once."""
        return tuple(dict.fromkeys(need for step in (*self.sources, *self.steps) for need in step.needs()))


@dataclass(frozen=True, slots=True)
class Parts:
    """The branches of a mix."""

    most: int = 20

    def read(self, value: Any) -> tuple[Branch, ...]:
        if not isinstance(value, list | tuple) or not 2 <= len(value) <= self.most:
            raise Wrong(f"a list of 2 to {self.most} parts is expected here, each with its `sources`.")
        found: tuple[Branch, ...] = Several(Record(Branch, "a part of a mix"), self.most).read(value)
        return found

    def write(self, value: tuple[Branch, ...]) -> list[dict[str, Any]]:
        return [Record(Branch, "").write(part) for part in value]

    def schema(self) -> dict[str, Any]:
        items = {"$ref": "#/$defs/part"}
        return {"type": "array", "minItems": 2, "maxItems": self.most, "items": items, "x-form": "parts"}

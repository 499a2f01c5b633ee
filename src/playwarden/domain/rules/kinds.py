"""Every kind of step: a file in `sources`, `filters` or `order` is one; adding a kind is adding its file."""

import difflib
import importlib
import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from playwarden.domain.rules import filters, order, sources
from playwarden.domain.rules.forms import Wrong
from playwarden.domain.rules.records import FieldOf, fields_of, read_fields, write_fields
from playwarden.domain.rules.step import Role, Step
from playwarden.kit.loading import loads
from playwarden.kit.text import listed


@dataclass(frozen=True, slots=True)
class StepKind:
    """One kind of step. `text` is its file's docstring, its first line a sentence; `example` a document of one."""

    name: str
    role: Role
    text: str
    made_of: type[Step]
    fields: tuple[FieldOf, ...]
    example: Mapping[str, Any]


@cache
@loads
def kinds() -> Mapping[str, StepKind]:
    """Every kind by name: sources, filters, orders."""
    found: dict[str, StepKind] = {}
    for folder in (sources, filters, order):
        for info in pkgutil.iter_modules(folder.__path__):
            module = importlib.import_module(f"{folder.__name__}.{info.name}")
            made_of: type[Step] = module.STEP
            kind = StepKind(
                made_of.kind,
                made_of.role,
                (module.__doc__ or "").strip(),
                made_of,
                fields_of(made_of),
                module.EXAMPLE,
            )
            found[kind.name] = kind
    return found


def kinds_of(*roles: Role) -> dict[str, StepKind]:
    """The kinds with these roles."""
    return {name: kind for name, kind in kinds().items() if kind.role in roles}


def read_step(document: Any, *roles: Role) -> Step:
    """The step that a document describes, of one of these roles. Raises Wrong, whose path leads to what is wrong."""
    known = kinds_of(*roles)
    if not isinstance(document, Mapping):
        raise Wrong(
            f"a step is expected here: 'step' and its fields, with one of {', '.join(known)}.",
            "Write it as `- step: …`, with its fields below.",
        )
    name = document.get("step")
    kind = known.get(name) if isinstance(name, str) else None
    if kind is None:
        raise _no_kind(name, known)
    told = {key: value for key, value in document.items() if key != "step"}
    step = kind.made_of(**read_fields(told, kind.fields, f"the step {kind.name}"))
    if why := step.faults():
        raise Wrong(f"the step {kind.name}: {why}")
    return step


def write_step(step: Step) -> dict[str, Any]:
    """The document from which `read_step` makes an equal step; fields that hold their default are left out."""
    return {"step": step.kind, **write_fields(step)}


def _no_kind(name: object, known: Mapping[str, StepKind]) -> Wrong:
    told = str(name)[:40]
    if name is None:
        return Wrong("'step' is missing: it says which kind of step this is.", f"The kinds are {', '.join(known)}.")
    if (other := kinds().get(told)) is not None:
        roles = listed(sorted({f"a {kind.role}" for kind in known.values()}))
        return Wrong(f"'{told}' is a {other.role}; {roles} is expected here.")
    near = difflib.get_close_matches(told, known, 1)
    hint = f"Did you mean {near[0]}?" if near else f"There are {', '.join(known)}."
    return Wrong(f"there is no step '{told}' here.", hint, ("step",))

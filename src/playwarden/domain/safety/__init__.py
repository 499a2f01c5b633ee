"""Safety rules: each file holds one; a plan that any of them blocks is applied only when that rule is forced by name.

A rule is a module here with `NAME` (permanent), `FORCEABLE` and `check(plan)`; adding a rule is adding its file. Rules
about what Spotify refuses anyway (`not-owner`, `too-long`) cannot be forced: forcing them would only waste the calls.
"""

import importlib
import pkgutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

from playwarden.domain.plan import Plan
from playwarden.domain.safety.verdict import Allowed, Blocked, Verdict
from playwarden.kit.errors import InputError
from playwarden.kit.loading import loads
from playwarden.kit.text import listed

__all__ = ["Allowed", "Blocked", "Rule", "Verdict", "judge", "rules"]


@dataclass(frozen=True, slots=True)
class Rule:
    """One safety rule; `text` is its docstring, for the reference and the pages."""

    name: str
    forceable: bool
    text: str
    check: Callable[[Plan], Allowed | Blocked]


@cache
@loads
def rules() -> tuple[Rule, ...]:
    """Every rule found in this folder, sorted by name."""
    found = []
    for module_info in pkgutil.iter_modules(__path__):
        module = importlib.import_module(f"{__name__}.{module_info.name}")
        if hasattr(module, "NAME"):
            found.append(Rule(module.NAME, module.FORCEABLE, (module.__doc__ or "").strip(), module.check))
    return tuple(sorted(found, key=lambda rule: rule.name))


def judge(plan: Plan, forced: Iterable[str] = ()) -> Verdict:
    """What the rules say; `forced` names those that a person overrules. A plan without operations is always allowed.

    Raises InputError for a name that no rule bears.
    """
    names = frozenset(forced)
    known = {rule.name for rule in rules()}
    if unknown := sorted(names - known):
        raise InputError(
            f"There is no safety rule {listed(unknown)}.", f"The rules are {listed(sorted(known), most=20)}."
        )
    if plan.empty:
        return Verdict()
    held = [answer for rule in rules() if isinstance(answer := rule.check(plan), Blocked)]
    overruled = tuple(block for block in held if block.forceable and block.rule in names)
    return Verdict(tuple(block for block in held if block not in overruled), overruled)

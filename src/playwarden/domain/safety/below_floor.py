"""Holds a plan that shrinks a playlist below its floor, where one is set."""

from playwarden.domain.plan import Plan
from playwarden.domain.safety.verdict import Allowed, Blocked
from playwarden.kit.text import counted

NAME = "below-floor"
FORCEABLE = True


def check(plan: Plan) -> Allowed | Blocked:
    """A playlist that is below already may grow, but not shrink further."""
    before, after = len(plan.observed_entries), len(plan.desired.entries)
    if after < plan.limits.floor and after < before:
        return Blocked(
            NAME,
            f"{counted(after, 'entry', 'entries')} would be left, fewer than the floor of {plan.limits.floor:,}.",
            FORCEABLE,
        )
    return Allowed()

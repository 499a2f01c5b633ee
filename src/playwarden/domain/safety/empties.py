"""Holds a plan that leaves nothing in a playlist that held something."""

from playwarden.domain.plan import Plan
from playwarden.domain.safety.verdict import Allowed, Blocked
from playwarden.kit.text import counted

NAME = "empties"
FORCEABLE = True


def check(plan: Plan) -> Allowed | Blocked:
    before = len(plan.observed_entries)
    if before and not plan.desired.entries:
        return Blocked(
            NAME, f"The playlist would be emptied: {counted(before, 'entry', 'entries')} would go.", FORCEABLE
        )
    return Allowed()

"""Holds a plan that takes out more than a set share (30 %) of the entries that were there."""

from playwarden.domain.plan import Plan
from playwarden.domain.safety.verdict import Allowed, Blocked
from playwarden.kit.text import counted

NAME = "removes-much"
FORCEABLE = True


def check(plan: Plan) -> Allowed | Blocked:
    """Entries that leave for good are counted, not those that leave and come back."""
    before = len(plan.observed_entries)
    removed = plan.summary.removed
    if before and removed > plan.limits.removed_share * before:
        share = f"{removed / before:.0%}"
        return Blocked(NAME, f"{removed:,} of {counted(before, 'entry', 'entries')} would go ({share}).", FORCEABLE)
    return Allowed()

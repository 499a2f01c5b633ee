"""Holds a plan that takes out more than a set share (30 %) of the entries that were there, and more than a few (3).

In a short list every entry is a large share of it. Up to three are seen at a glance and come back with one undo, so
that they are never much; taking the last one out is `empties`, and local files are `loses-local`, however few.
"""

from playwarden.domain.plan import Plan
from playwarden.domain.safety.verdict import Allowed, Blocked
from playwarden.kit.text import counted

NAME = "removes-much"
FORCEABLE = True


def check(plan: Plan) -> Allowed | Blocked:
    """Entries that leave for good are counted, not those that leave and come back."""
    before = len(plan.observed_entries)
    removed = plan.summary.removed
    if removed > plan.limits.removed_few and removed > plan.limits.removed_share * before:
        share = f"{removed / before:.0%}"
        return Blocked(NAME, f"{removed:,} of {counted(before, 'entry', 'entries')} would go ({share}).", FORCEABLE)
    return Allowed()

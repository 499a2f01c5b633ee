"""Holds a plan for more entries than a playlist can hold (10,000)."""

from playwarden.domain.plan import Plan
from playwarden.domain.safety.verdict import Allowed, Blocked

NAME = "too-long"
FORCEABLE = False


def check(plan: Plan) -> Allowed | Blocked:
    """Spotify refuses the calls beyond the limit, so forcing would leave half a playlist."""
    after = len(plan.desired.entries)
    if after > plan.limits.max_entries and after > len(plan.observed_entries):
        return Blocked(
            NAME, f"{after:,} entries are more than the {plan.limits.max_entries:,} that a playlist holds.", FORCEABLE
        )
    return Allowed()

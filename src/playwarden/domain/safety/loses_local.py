"""Holds a plan that destroys local files or unavailable entries: no call ever brings them back."""

from playwarden.domain.operations import Replace
from playwarden.domain.plan import Plan
from playwarden.domain.playlist import EntryKind
from playwarden.domain.safety.verdict import Allowed, Blocked
from playwarden.kit.text import counted, listed

NAME = "loses-local"
FORCEABLE = True


def check(plan: Plan) -> Allowed | Blocked:
    if not any(isinstance(operation, Replace) for operation in plan.operations):
        return Allowed()
    kinds = [entry.kind for entry in plan.observed_entries]
    files, unavailable = kinds.count(EntryKind.LOCAL), kinds.count(EntryKind.UNAVAILABLE)
    lost = [counted(files, "local file")] * bool(files)
    lost += [counted(unavailable, "unavailable entry", "unavailable entries")] * bool(unavailable)
    return Blocked(NAME, f"{listed(lost)} would be lost for good.", FORCEABLE) if lost else Allowed()

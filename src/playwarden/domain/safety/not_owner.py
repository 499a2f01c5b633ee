"""Holds a plan for a playlist that the account may not change: followers change nothing, collaborators only entries."""

from playwarden.domain.library import Relation
from playwarden.domain.operations import SetCover, SetDetails
from playwarden.domain.plan import Plan
from playwarden.domain.safety.verdict import Allowed, Blocked

NAME = "not-owner"
FORCEABLE = False


def check(plan: Plan) -> Allowed | Blocked:
    """Spotify refuses these calls, so forcing would only spend them."""
    if plan.relation is Relation.FOLLOWER:
        return Blocked(
            NAME, "The account only follows this playlist; its owner or a collaborator can change it.", FORCEABLE
        )
    details = any(isinstance(operation, SetDetails | SetCover) for operation in plan.operations)
    if plan.relation is Relation.COLLABORATOR and details:
        return Blocked(
            NAME, "The account is a collaborator: it can change the entries, not the details or the cover.", FORCEABLE
        )
    return Allowed()

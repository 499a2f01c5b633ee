"""Tables, one file per area; importing this package registers them all on `Base.metadata`."""

from playwarden.store.models import (
    access,
    accounts,
    alerts,
    audit,
    catalogue,
    drafts,
    finding,
    jobs,
    library,
    placements,
    protection,
    quota,
    runs,
    system,
    tending,
    webhooks,
)

__all__ = [
    "access",
    "accounts",
    "alerts",
    "audit",
    "catalogue",
    "drafts",
    "finding",
    "jobs",
    "library",
    "placements",
    "protection",
    "quota",
    "runs",
    "system",
    "tending",
    "webhooks",
]

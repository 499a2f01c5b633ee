"""Tables, one file per area; importing this package registers them all on `Base.metadata`."""

from playwarden.store.models import accounts, audit, catalogue, jobs, library, placements, quota, runs, system

__all__ = ["accounts", "audit", "catalogue", "jobs", "library", "placements", "quota", "runs", "system"]

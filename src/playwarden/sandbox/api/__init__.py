"""The Web API: one module for each kind of call, each filling the table of routes."""

from playwarden.sandbox.api import covers, items, library, lookups, me, player, playlists, retired, search
from playwarden.sandbox.routing import Routes


def routes() -> Routes:
    """Every call the Web API knows."""
    table = Routes()
    for module in (me, playlists, items, covers, library, lookups, search, player, retired):
        for route in module.ROUTES:
            table.add(route)
    return table

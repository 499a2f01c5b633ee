"""The routes of API version 1: one file per slice, each with its `router`, collected here."""

from collections.abc import Iterable
from copy import copy
from importlib import import_module

from fastapi import APIRouter
from fastapi.routing import APIRoute
from fastapi.utils import generate_unique_id
from starlette.routing import compile_path

from playwarden.kit.loading import LOADING
from playwarden.web.policy import Requires, requirement

PREFIX = "/api/v1"
SLICES: dict[str, tuple[str, ...]] = {
    "accounts": (
        "DELETE accounts",
        "DELETE apps",
        "GET accounts",
        "GET apps",
        "GET scopes",
        "POST accounts",
        "POST apps",
        "POST links",
    ),
    "library": ("POST sync",),
    "playlists": ("GET playlists", "POST playlists"),
    "covers": ("GET covers",),
    "finding": ("GET albums", "GET artists", "GET find", "GET tracks"),
    "drafts": ("DELETE playlists", "GET playlists", "PUT playlists"),
    "tracks": ("GET playlists", "GET tracks", "POST playlists", "POST tracks"),
    "bulk": ("GET edits", "POST playlists"),
    "shaping": ("POST playlists",),
    "tags": ("DELETE tags", "GET tags", "POST tags"),
    "labels": ("GET labels", "POST labels"),
    "features": ("DELETE features", "GET features", "PATCH features", "POST features"),
    "blocklist": ("GET blocklist", "POST blocklist"),
    "views": ("DELETE views", "GET views", "POST views"),
    "proposals": ("GET proposals", "POST plans", "POST playlists", "POST proposals", "POST runs"),
    "runs": ("GET runs", "POST runs"),
    "jobs": ("GET jobs", "GET runners", "POST hold", "POST jobs", "POST release"),
    "placements": ("GET campaigns", "GET placements", "PATCH placements", "POST campaigns", "POST placements"),
    "protection": (
        "DELETE playlists",
        "GET incidents",
        "GET playlists",
        "GET protection",
        "PATCH playlists",
        "POST incidents",
        "POST playlists",
        "POST protection",
        "PUT playlists",
    ),
    "rules": ("DELETE rule-sets", "GET rule-sets", "POST rule-sets", "PUT rule-sets"),
    "folders": ("POST folders",),
    "exchange": (
        "DELETE exports",
        "DELETE imports",
        "GET exports",
        "GET imports",
        "POST exports",
        "POST imports",
        "PUT imports",
    ),
    "templates": ("DELETE rule-templates", "GET rule-templates", "POST rule-templates", "PUT rule-templates"),
    "schedules": (
        "DELETE schedules",
        "GET coming",
        "GET schedulables",
        "GET schedules",
        "PATCH schedules",
        "POST schedules",
    ),
    "pastes": ("DELETE decisions", "DELETE pastes", "GET decisions", "GET pastes", "POST pastes", "PUT pastes"),
    "events": ("GET events",),
    "quota": ("GET quota",),
    "audit": ("GET audit",),
    "webhooks": ("DELETE webhooks", "GET webhooks", "PATCH webhooks", "POST webhooks"),
    "alerts": (
        "DELETE alert-routes",
        "GET alert-routes",
        "GET alerts",
        "GET heartbeat",
        "PATCH alert-routes",
        "POST alert-routes",
        "POST heartbeat",
        "PUT heartbeat",
    ),
    "session": (
        "DELETE session",
        "DELETE sessions",
        "GET session",
        "GET sessions",
        "PATCH session",
        "POST session",
        "PUT session",
    ),
    "members": (
        "DELETE members",
        "DELETE tokens",
        "GET members",
        "GET tokens",
        "PATCH members",
        "POST links",
        "POST members",
        "POST tokens",
    ),
}
"""Every slice with its methods and the first words of its paths: a command in this process loads what it asks for, and
no more.
"""


def answering(method: str, first: str) -> tuple[str, ...]:
    """The slices that have paths which begin with the word `first` and take `method`."""
    return tuple(name for name, asked in SLICES.items() if f"{method} {first}" in asked)


def belonging(first: str) -> tuple[str, ...]:
    """The slices that have paths which begin with the word `first`, whatever they take."""
    return tuple(name for name, asked in SLICES.items() if any(each.partition(" ")[2] == first for each in asked))


def collected(slices: Iterable[str] = SLICES) -> list[APIRoute]:
    """The routes of these slices, below /api/v1. Raises TypeError for one that does not declare what it requires:
    nothing is served then.
    """
    return [_placed(route) for name in slices for route, _ in declared(name)]


def declared(name: str) -> list[tuple[APIRoute, Requires]]:
    """The routes of one slice with what each requires. Raises TypeError for one that does not say."""
    found = []
    for route in _router(name).routes:
        required = requirement(route) if isinstance(route, APIRoute) else None
        if not isinstance(route, APIRoute) or required is None:
            raise TypeError(f"{route} does not say what it requires: see web/policy.py")
        found.append((route, required))
    return found


def methods_of(path: str) -> list[str]:
    """What may be done at a path of the API, in order; none where it is no path of ours."""
    below = path[path.find(PREFIX) + len(PREFIX) :] if PREFIX in path else ""
    found = [route for name in SLICES for route, _ in declared(name) if route.path_regex.match(below)]
    # `/placements/check` is meant, not a placement of that name.
    meant = min((len(route.param_convertors) for route in found), default=0)
    return sorted({each for route in found if len(route.param_convertors) == meant for each in route.methods or ()})


def _placed(route: APIRoute) -> APIRoute:
    """The same below /api/v1. A router that includes routers builds every route a second time, and then looks through
    all of them four times for each request.
    """
    placed = copy(route)
    placed.path = PREFIX + route.path
    placed.path_regex, placed.path_format, placed.param_convertors = compile_path(placed.path)
    placed.unique_id = generate_unique_id(placed)
    return placed


def _router(name: str) -> APIRouter:
    with LOADING:
        router: APIRouter = import_module(f"{__name__}.{name}").router
    return router

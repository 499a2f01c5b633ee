"""The routes of API version 1: one file per slice, each with its `router`, collected here."""

from collections.abc import Iterable
from importlib import import_module

from fastapi import APIRouter

SLICES: dict[str, tuple[str, ...]] = {
    "accounts": ("GET accounts",),
    "library": ("POST sync",),
    "playlists": ("GET playlists", "POST playlists"),
    "bulk": ("GET edits", "POST playlists"),
    "proposals": ("GET proposals", "POST plans", "POST playlists", "POST proposals", "POST runs"),
    "runs": ("GET runs", "POST runs"),
    "jobs": ("GET jobs", "GET runners", "POST hold", "POST jobs", "POST release"),
    "placements": ("GET campaigns", "GET placements", "PATCH placements", "POST campaigns", "POST placements"),
    "schedules": ("DELETE schedules", "GET schedulables", "GET schedules", "PATCH schedules", "POST schedules"),
    "events": ("GET events",),
    "quota": ("GET quota",),
    "audit": ("GET audit",),
}
"""Every slice with its methods and the first words of its paths: a command in this process loads what it asks for, and
no more.
"""


def answering(method: str, first: str) -> tuple[str, ...]:
    """The slices that have paths which begin with the word `first` and take `method`."""
    return tuple(name for name, asked in SLICES.items() if f"{method} {first}" in asked)


def collected(slices: Iterable[str] = SLICES) -> APIRouter:
    """The routes of these slices."""
    router = APIRouter(prefix="/api/v1")
    for name in slices:
        router.include_router(import_module(f"{__name__}.{name}").router)
    return router

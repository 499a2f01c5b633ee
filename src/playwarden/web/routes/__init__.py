"""The routes of API version 1: one file per slice, each with its `router`, collected here."""

from importlib import import_module

from fastapi import APIRouter

SLICES: dict[str, tuple[str, ...]] = {
    "accounts": ("accounts",),
    "library": ("sync",),
    "playlists": ("playlists",),
    "bulk": ("edits", "playlists"),
    "proposals": ("plans", "playlists", "proposals", "runs"),
    "runs": ("runs",),
    "jobs": ("hold", "jobs", "release", "runners"),
    "placements": ("campaigns", "placements"),
    "schedules": ("schedulables", "schedules"),
    "events": ("events",),
    "quota": ("quota",),
    "audit": ("audit",),
}
"""Every slice with the first words of its paths: a command in this process loads what it asks for, and no more."""


def collected(first: str | None = None) -> APIRouter:
    """The routes of all slices, or of those that have paths which begin with the word `first`."""
    router = APIRouter(prefix="/api/v1")
    for name, words in SLICES.items():
        if first is None or first in words:
            router.include_router(import_module(f"{__name__}.{name}").router)
    return router

"""The routes of API version 1: one file per slice, each with its `router`, collected here."""

from fastapi import APIRouter

from playwarden.web.routes import (
    accounts,
    audit,
    bulk,
    events,
    jobs,
    library,
    playlists,
    proposals,
    quota,
    runs,
    schedules,
)

router = APIRouter(prefix="/api/v1")
for slice_ in (accounts, library, playlists, bulk, proposals, runs, jobs, schedules, events, quota, audit):
    router.include_router(slice_.router)

"""Data sets of audio features over HTTP: a table is sent as it is, looked at, imported, put in order, removed."""

import tempfile
from collections.abc import AsyncIterator
from typing import Annotated, Any, BinaryIO, cast

from fastapi import APIRouter, Depends, Query, Request
from starlette.requests import ClientDisconnect

from playwarden.domain.access import Right
from playwarden.features.labels.coverage import MOST_PLAYLISTS
from playwarden.features.labels.tasks import import_job
from playwarden.kit.errors import Cancelled
from playwarden.web.policy import find_playlist, requires
from playwarden.web.routes.asked import Named, Opened, Tell, Who
from playwarden.web.schemas.features import (
    CoverageDocument,
    CoveredDocument,
    DataSetDocument,
    ImportStartedDocument,
    MatchStartedDocument,
    PlaylistCoverageDocument,
    SetMoveBody,
    TablePreviewDocument,
)

router = APIRouter()
_IN_MEMORY = 1 << 20
_TABLE: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/octet-stream": {
                "schema": {
                    "type": "string",
                    "format": "binary",
                    "description": "A CSV file, as it is, packed by gzip, or alone in a zip.",
                },
                "example": "Spotify Id,BPM,Genre\n11dFghVXANMlKmJXsNCbNl,120,indie\n",
            }
        },
    }
}


async def _sent(request: Request) -> AsyncIterator[BinaryIO]:
    """What is sent, in a file that is gone afterwards: never all of it in memory."""
    with tempfile.SpooledTemporaryFile(_IN_MEMORY) as file:
        try:
            async for part in request.stream():
                file.write(part)
        except ClientDisconnect:
            raise Cancelled("The connection broke off before all of the table had come.", "Send it again.") from None
        yield cast(BinaryIO, file)


Sent = Annotated[BinaryIO, Depends(_sent)]
Maps = Annotated[
    list[str] | None,
    Query(alias="map", max_length=40, description="What a column is, as `tempo=BPM`; `energy=Energy/100` divides."),
]
Encoding = Annotated[str, Query(max_length=40, description="What it is written in, where that is not UTF-8.")]


@router.get("/features", dependencies=[requires(Right.VIEW, settled=True)])
def sets(opened: Opened) -> list[DataSetDocument]:
    """The data sets that were imported, the one that is believed first before the others."""
    return [DataSetDocument.of(each) for each in opened.data_sets.all()]


@router.get("/features/coverage", dependencies=[requires(Right.VIEW, settled=True)])
def coverage(
    opened: Opened,
    who: Who,
    playlist: Annotated[list[str] | None, Query(max_length=100)] = None,
    every: Annotated[bool, Query(description=f"All playlists that you see, at most {MOST_PLAYLISTS}.")] = False,
) -> CoverageDocument:
    """Of how many tracks features are known, by which way, and a genre, by what is mirrored."""
    wanted = [find_playlist(opened, who, each) for each in playlist or ()]
    found = opened.coverage.playlists(wanted, who.seen) if wanted or every else []
    return CoverageDocument(
        library=CoveredDocument.of(opened.coverage.library(who.seen)),
        playlists=[PlaylistCoverageDocument.of_playlist(each) for each in found],
    )


@router.post("/features/preview", dependencies=[requires(Right.SETTINGS)], openapi_extra=_TABLE)
def preview(opened: Opened, tell: Tell, sent: Sent, maps: Maps = None, encoding: Encoding = "") -> TablePreviewDocument:
    """How a table would be read: which column is what, its first rows, what is left out and why. Keeps nothing."""
    return TablePreviewDocument.of(opened.data_sets.preview(sent, maps or (), encoding, tell))


@router.post("/features", dependencies=[requires(Right.SETTINGS)], openapi_extra=_TABLE)
def import_(
    opened: Opened,
    who: Who,
    tell: Tell,
    sent: Sent,
    name: Annotated[str, Query(max_length=120)],
    maps: Maps = None,
    encoding: Encoding = "",
    replace: Annotated[bool, Query(description="In the place of the data set of that name.")] = False,
) -> DataSetDocument:
    """Imports a table as a data set, whole or not at all."""
    kept = opened.data_sets.keep(
        sent, name, said=maps or (), encoding=encoding, replace=replace, actor=who.actor, tell=tell
    )
    return DataSetDocument.of(kept)


@router.post("/features/jobs", dependencies=[requires(Right.SETTINGS)], openapi_extra=_TABLE)
def import_later(
    opened: Opened,
    who: Who,
    sent: Sent,
    name: Annotated[str, Query(max_length=120)],
    maps: Maps = None,
    encoding: Encoding = "",
    replace: Annotated[bool, Query(description="In the place of the data set of that name.")] = False,
) -> ImportStartedDocument:
    """Imports a table by a job, which tells how far it is and can be cancelled: for one of many thousand rows.

    What is wrong with its name or columns is told at once, what is wrong with its rows by the job.
    """
    set_id = opened.data_sets.expect(sent, name, said=maps or (), encoding=encoding, replace=replace)
    opened.incoming.put(set_id, sent)
    job = import_job(set_id, name, maps or (), encoding, replace=replace, actor=who.actor)
    return ImportStartedDocument(set=set_id, job=opened.jobs.enqueue([job])[0].id)


@router.post("/features/match", dependencies=[requires(Right.SETTINGS)])
def match(opened: Opened) -> MatchStartedDocument:
    """Looks for tracks that data sets do not name and that are called like their rows, by a job; one that is open is
    that one. It begins by itself after an import and when tracks become known.
    """
    return MatchStartedDocument(job=opened.pairing.begin().id)


@router.get("/features/{set}", dependencies=[requires(Right.VIEW, settled=True)])
def show(opened: Opened, set: Named) -> DataSetDocument:  # noqa: A002 - as the path calls it
    """One data set, by its id or name, with what was read and what was left out."""
    return DataSetDocument.of(opened.data_sets.find(set))


@router.patch("/features/{set}", dependencies=[requires(Right.SETTINGS)])
def move(opened: Opened, who: Who, set: Named, body: SetMoveBody) -> list[DataSetDocument]:  # noqa: A002
    """Puts a data set elsewhere in the order in which they are believed; answers all of them."""
    return [DataSetDocument.of(each) for each in opened.data_sets.move(set, body.place - 1, who.actor)]


@router.delete("/features/{set}", status_code=204, dependencies=[requires(Right.SETTINGS)])
def remove(opened: Opened, who: Who, set: Named) -> None:  # noqa: A002
    """Takes a data set away with all that it says."""
    opened.data_sets.remove(set, who.actor)

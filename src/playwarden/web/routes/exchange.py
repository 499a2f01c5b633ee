"""Playlists as files over HTTP: written from what is mirrored; read back, looked at, proposed, placed."""

import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query, Request
from fastapi import Path as PathParameter
from fastapi.responses import FileResponse, Response
from starlette.requests import ClientDisconnect

from playwarden.bootstrap import Container
from playwarden.domain.access import Caller, Right
from playwarden.domain.pasting.values import Format, Given, Meaning
from playwarden.domain.sheets.ordering import Order
from playwarden.features.exchange.reading import Asked
from playwarden.features.exchange.readings import Reading
from playwarden.features.exchange.tables import MEDIA_TYPES, OutForm
from playwarden.kit.errors import Cancelled
from playwarden.web.policy import IMPORT, allow, allow_accounts, allow_forced, find_playlist, requires
from playwarden.web.routes.asked import Named, Opened, Tell, Who, forced_rules
from playwarden.web.routes.pastes import paste_document
from playwarden.web.routes.placements import made_document
from playwarden.web.routes.proposals import proposed
from playwarden.web.schemas.bodies import Words
from playwarden.web.schemas.exchange import (
    ChoicesBody,
    ExportBody,
    ExportLookBody,
    ExportLookDocument,
    PlaceBody,
    ProposeBody,
    ReadingDocument,
    ReadPlaylistDocument,
    ShelfDocument,
    StoredDocument,
)
from playwarden.web.schemas.pastes import PasteDocument
from playwarden.web.schemas.placements import MadeDocument, PreviewDocument
from playwarden.web.schemas.proposals import ProposalDocument

router = APIRouter()
_EXAMPLE = (
    '{"format": "playwarden playlists", "version": 1, "zone": "UTC", "playlists": [{"name": "Summer", '
    '"ref": "ref:37i9dQZF1DXcBWIGoYBM5M:ver_01k", "items": [{"URI": "spotify:track:11dFghVXANMlKmJXsNCbNl"}]}]}'
)
_FILE: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/octet-stream": {
                "schema": {
                    "type": "string",
                    "format": "binary",
                    "description": "A workbook (xlsx, ods), a table (CSV), a JSON file exported here, or an M3U8.",
                },
                "example": _EXAMPLE,
            }
        },
    }
}
_BYTES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The file.",
        "content": {
            media_type: {"schema": {"type": "string", "format": "binary"}}
            for form, media_type in MEDIA_TYPES.items()
            if form is not OutForm.JSON
        },
    }
}


async def _sent(request: Request) -> AsyncIterator[Path]:
    """What is sent, on the disk while it is read: never all of it in memory."""
    with tempfile.NamedTemporaryFile(prefix="playwarden-import-") as file:
        try:
            async for part in request.stream():
                file.write(part)
        except ClientDisconnect:
            raise Cancelled("The connection broke off before all of the file had come.", "Send it again.") from None
        file.flush()
        yield Path(file.name)


Sent = Annotated[Path, Depends(_sent)]
Key = Annotated[str, PathParameter(alias="import", max_length=100)]
"""The id of a file that was read: a parameter cannot be called `import`."""


@router.post("/exports/look", dependencies=[requires(Right.VIEW)])
def look(opened: Opened, who: Who, body: ExportLookBody) -> ExportLookDocument:
    """What an export would hold, when that was read, and what looking first would take. Costs no call."""
    return ExportLookDocument.of(opened.exchange.look(body.selected(), who.seen))


@router.post("/exports", dependencies=[requires(Right.VIEW)], response_class=Response, responses=_BYTES)
def export(opened: Opened, who: Who, tell: Tell, body: ExportBody) -> Response:
    """Playlists as a file, as they are mirrored: a workbook, a table (CSV), JSON or M3U8. Costs no call, unless `look`
    is asked for; then those that moved are read before.
    """
    selection = body.selected()
    if body.look:
        for row in opened.exchange.look(selection, who.seen).standings:
            allow(who, Right.EDIT, opened.reach.playlist(row.playlist_id))
    exported = opened.exchange.export(selection, who.seen, body.out, zone=body.zone, look=body.look, progress=tell)
    return Response(exported.body, media_type=exported.media_type, headers=_attached(exported.name))


@router.get("/exports", dependencies=[requires(Right.SETTINGS)])
def exports(opened: Opened) -> ShelfDocument:
    """The files that scheduled exports wrote into the data folder, the newest first."""
    shelf = opened.exports
    return ShelfDocument(folder=str(shelf.folder), files=[StoredDocument.of(one) for one in shelf.all()])


@router.get("/exports/{file}", dependencies=[requires(Right.SETTINGS)], response_class=FileResponse, responses=_BYTES)
def stored(opened: Opened, file: Named) -> FileResponse:
    """One of these files."""
    path = opened.exports.path(file)
    known = {form.value: media_type for form, media_type in MEDIA_TYPES.items()}
    media_type = known.get(path.suffix.removeprefix("."), "application/octet-stream")
    return FileResponse(path, media_type=media_type, headers=_attached(path.name))


@router.delete("/exports/{file}", status_code=204, dependencies=[requires(Right.SETTINGS)])
def forget(opened: Opened, file: Named) -> None:
    """Takes one of these files away."""
    opened.exports.remove(file)


@router.post(
    "/imports",
    dependencies=[requires(Right.EDIT, inside="the playlists that the file changes")],
    openapi_extra=_FILE,
)
def read(
    opened: Opened,
    who: Who,
    sent: Sent,
    name: Annotated[Words, Query(min_length=1, description="What the file is called.")] = "file",
    zone: Annotated[Words, Query(description="The zone of its times, where it names none.")] = "UTC",
    into: Annotated[Words | None, Query(description="The playlist that rows go to which name none.")] = None,
    order: Annotated[Order, Query(description="What counts of rows that were moved.")] = "auto",
) -> ReadingDocument:
    """Reads a file that was exported here and edited, in a process of its own with bounds, and tells what it would
    change, cell by cell. Costs no call and changes nothing; it waits for an hour for whoever sent it.
    """
    asked = Asked(name, zone, None if into is None else find_playlist(opened, who, into), order)
    reading = opened.exchange.read(sent, asked, actor=who.actor, among=who.seen)
    try:
        _allow(opened, who, reading)
    except BaseException:
        opened.exchange.readings.drop(reading.id)
        raise
    return _shown(opened, reading)


@router.get("/imports/{import}", dependencies=[requires(Right.EDIT, IMPORT)])
def show(opened: Opened, reading: Key) -> ReadingDocument:
    """A file that was read and waits, with the choices that were made for it. Costs no call."""
    return _shown(opened, opened.exchange.readings.find(reading))


@router.delete("/imports/{import}", status_code=204, dependencies=[requires(Right.EDIT, IMPORT)])
def drop(opened: Opened, reading: Key) -> None:
    """Forgets a file that was read."""
    opened.exchange.readings.drop(reading)


@router.put("/imports/{import}/choices", dependencies=[requires(Right.EDIT, IMPORT)])
def choose(opened: Opened, who: Who, reading: Key, body: ChoicesBody) -> ReadingDocument:
    """Says what rows stand for that name no link and were not found by themselves: a track, or nothing. Which track a
    title means is remembered as a decision.
    """
    return _shown(opened, opened.exchange.choose(reading, body.choices, actor=who.actor))


@router.post("/imports/{import}/paste", dependencies=[requires(Right.EDIT, IMPORT)])
def paste(opened: Opened, who: Who, reading: Key) -> PasteDocument:
    """Keeps the rows of a file from elsewhere as a paste of the playlist's account, to be reviewed line by line. Costs
    no call; the file stays as it was read.
    """
    found = opened.exchange.readings.find(reading)
    _allow(opened, who, found)
    sheet = opened.exchange.names(reading)
    account = opened.questions.writer(sheet.playlist_id)
    allow_accounts(who, Right.EDIT, [account])
    columns: dict[int, Meaning | None] = dict(enumerate(("title", "artist", "album", "isrc", "uri")))
    given = Given(format=Format.TSV, columns=columns)
    kept = opened.pastes.keep(account, sheet.table, name=found.name, given=given, actor=who.actor)
    return paste_document(opened, kept)


@router.post("/imports/{import}/propose", dependencies=[requires(Right.EDIT, IMPORT)])
def propose(opened: Opened, who: Who, tell: Tell, reading: Key, body: ProposeBody) -> ProposalDocument:
    """One proposal for all playlists that the file changes: looks at them, and changes nothing. What others changed
    since the file was written stays. Approved, started and undone as every proposal is.
    """
    forced = forced_rules(body.forced)
    allow_forced(who, forced)
    _allow(opened, who, opened.exchange.readings.find(reading))
    without = frozenset(find_playlist(opened, who, each) for each in body.without)
    proposal = opened.exchange.propose(
        reading, without=without, leave_refused=body.leave_refused, forced=forced, progress=tell
    )
    return proposed(opened, who, proposal, forced)


@router.post("/imports/{import}/place", dependencies=[requires(Right.EDIT, IMPORT)])
def place(opened: Opened, who: Who, reading: Key, body: PlaceBody) -> MadeDocument:
    """Makes, changes and cancels the placements that the file asks for: all of them, or none."""
    _allow(opened, who, opened.exchange.readings.find(reading))
    done = opened.exchange.place(
        reading,
        leave_refused=body.leave_refused,
        accept=body.accept,
        campaign=body.campaign,
        actor=who.actor,
    )
    return made_document(opened, done, body.campaign)


def _allow(opened: Container, who: Caller, reading: Reading) -> None:
    """Raises NotAllowed unless all playlists that a file changes may be changed by whoever asks."""
    if not who.everywhere:
        for sheet in reading.sheets:
            allow(who, Right.EDIT, opened.reach.playlist(sheet.playlist_id))


def _shown(opened: Container, reading: Reading) -> ReadingDocument:
    titles = opened.exchange.titles(reading)
    playlists = [
        ReadPlaylistDocument.of(sheet, reading, opened.exchange.sketch(reading, sheet), titles)
        for sheet in reading.sheets
    ]
    preview = opened.exchange.preview(reading)
    return ReadingDocument.of(reading, playlists, None if preview is None else PreviewDocument.of(preview))


def _attached(name: str) -> dict[str, str]:
    plain = name.encode("ascii", "replace").decode().replace("?", "_").replace('"', "")
    return {"Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"}

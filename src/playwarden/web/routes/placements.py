"""Placements and campaigns over HTTP."""

import binascii
from base64 import b64decode
from typing import Annotated

from fastapi import APIRouter, Query

from playwarden.bootstrap import Container
from playwarden.domain.placements.placement import NewPlacement, Placement, PlacementState
from playwarden.kit.errors import InputError
from playwarden.kit.ids import PlacementId
from playwarden.store.placements import PlacementFilter
from playwarden.web.routes.asked import ACTOR, Moment, Most, Named, Opened, Text
from playwarden.web.schemas.placements import (
    CampaignDocument,
    CancelBody,
    CoverBody,
    CoverDocument,
    ImportedDocument,
    MadeDocument,
    PlacementChangeBody,
    PlacementDocument,
    PlacementsBody,
    PlacementShownDocument,
    PreviewDocument,
    TableBody,
    TableDocument,
)

router = APIRouter()
States = Annotated[list[PlacementState] | None, Query(alias="state", max_length=20)]
EXPORTED = 10_000


@router.get("/placements")
def placements(
    opened: Opened,
    state: States = None,
    playlist: Text = None,
    campaign: Text = None,
    since: Moment | None = None,
    until: Moment | None = None,
    after: Text = None,
    limit: Most = 100,
) -> list[PlacementDocument]:
    """Placements by their beginning; with `since` and `until` those in force at some moment between. `after` continues
    behind the last one you have.
    """
    wanted = PlacementFilter(
        states=frozenset(state) if state else None,
        playlist_id=opened.questions.find(playlist) if playlist else None,
        campaign_id=opened.placements.campaign(campaign).id if campaign else None,
        since=since,
        until=until,
        after=PlacementId(after) if after else None,
        limit=limit,
    )
    return [PlacementDocument.of(told) for told in opened.placements.find(wanted)]


@router.post("/placements")
def make(opened: Opened, body: PlacementsBody) -> MadeDocument:
    """Makes placements, all or none. The same track in the same playlist at an overlapping time is a conflict, and so
    is the name of a campaign that there is: sent twice, it is made once.
    """
    asked = _written(opened, body)
    return _made(opened, opened.placements.make(asked, campaign=body.campaign, actor=ACTOR), body.campaign)


@router.post("/placements/check")
def check(opened: Opened, body: PlacementsBody) -> PreviewDocument:
    """What is in the way of making placements, and what they will cost. Makes nothing."""
    return PreviewDocument.of(opened.placements.check(_written(opened, body)))


@router.post("/placements/covers")
def cover(opened: Opened, body: CoverBody) -> CoverDocument:
    """Keeps a picture for a placement. The same picture is kept once."""
    return CoverDocument(cover=opened.placements.keep_cover(_bytes(body.picture)))


@router.post("/placements/import")
def import_(opened: Opened, body: TableBody) -> ImportedDocument:
    """Makes the placements of a table, all or none; with `check` only looks at them."""
    service = opened.placements
    lines = service.table(_bytes(body.file), body.name, zone=body.zone)
    asked = [service.accepting(line.asked, body.accept) for line in lines]
    if body.look_up:
        service.look_up(asked)
    preview = PreviewDocument.of(service.check(asked), [line.number for line in lines])
    if body.check:
        return ImportedDocument(preview=preview, made=None)
    made = service.make(asked, campaign=body.campaign, actor=ACTOR)
    return ImportedDocument(preview=preview, made=_made(opened, made, body.campaign))


@router.get("/placements/export")
def export(
    opened: Opened,
    campaign: Text = None,
    state: States = None,
    delimiter: Annotated[str, Query(pattern="^[,;\t]$", description="What parts the cells.")] = ",",
) -> TableDocument:
    """Placements as a table (CSV) that can be imported again."""
    wanted = PlacementFilter(
        states=frozenset(state) if state else None,
        campaign_id=opened.placements.campaign(campaign).id if campaign else None,
        limit=EXPORTED,
    )
    return TableDocument(text=opened.placements.exported(wanted, delimiter=delimiter))


@router.get("/placements/{placement}")
def show(opened: Opened, placement: Named) -> PlacementShownDocument:
    """One placement with what happened to it."""
    return PlacementShownDocument.shown(opened.placements.show(PlacementId(placement)))


@router.patch("/placements/{placement}")
def change(opened: Opened, placement: Named, body: PlacementChangeBody) -> PlacementShownDocument:
    """Changes what it asks for, as far as that can still be changed; without any change it is tried again."""
    service, key = opened.placements, PlacementId(placement)
    service.change(key, service.rewritten(key, body.written()), actor=ACTOR)
    return PlacementShownDocument.shown(service.show(key))


@router.post("/placements/{placement}/cancel")
def cancel(opened: Opened, placement: Named, body: CancelBody) -> MadeDocument:
    """One that has not come in never will; one in force goes out now, or with `keep` stays. One that has ended is a
    conflict.
    """
    return _made(opened, [opened.placements.cancel(PlacementId(placement), keep=body.keep, actor=ACTOR)], None)


@router.get("/campaigns")
def campaigns(opened: Opened) -> list[CampaignDocument]:
    """Campaigns, the newest first."""
    return [CampaignDocument.of(each) for each in opened.placements.campaigns()]


@router.get("/campaigns/{campaign}")
def campaign(opened: Opened, campaign: Named) -> CampaignDocument:
    """One campaign, by its name or its id."""
    return CampaignDocument.of(opened.placements.campaign(campaign))


@router.post("/campaigns/{campaign}/cancel")
def cancel_campaign(opened: Opened, campaign: Named, body: CancelBody) -> MadeDocument:
    """Cancels what is open of a campaign; done twice, there is nothing left to do."""
    cancelled = opened.placements.cancel_campaign(campaign, keep=body.keep, actor=ACTOR)
    return _made(opened, cancelled, opened.placements.campaign(campaign).name)


def _written(opened: Container, body: PlacementsBody) -> list[NewPlacement]:
    asked = opened.placements.written([each.written(body.accept) for each in body.placements], zone=body.zone)
    if body.look_up:
        opened.placements.look_up(asked)
    return asked


def _made(opened: Container, made: list[Placement], campaign: str | None) -> MadeDocument:
    shown = [opened.placements.show(one.id) for one in made]
    return MadeDocument(
        placements=[PlacementDocument.of(told) for told in shown],
        campaign=campaign,
        jobs=list(opened.placements.jobs_at_once(made)),
    )


def _bytes(text: str) -> bytes:
    try:
        return b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise InputError("What was sent is no base64.", "Send the bytes of the file in base64.") from None

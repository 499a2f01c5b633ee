"""Placements and campaigns over HTTP."""

import binascii
from base64 import b64decode
from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query

from playwarden.bootstrap import Container
from playwarden.domain.access import Caller, Right, Touch
from playwarden.domain.placements.placement import NewPlacement, Placement, PlacementState
from playwarden.features.access.reach import seen
from playwarden.features.placements.service import Told
from playwarden.features.wishes.pictures import Crop
from playwarden.kit.errors import InputError
from playwarden.kit.ids import CampaignId, PlacementId
from playwarden.store.placements import PlacementFilter
from playwarden.web.policy import CAMPAIGN, PLACEMENT, allow, find_playlist, finding, requires
from playwarden.web.routes.asked import Moment, Most, Named, Opened, Text, Who
from playwarden.web.schemas.placements import (
    AcceptBody,
    CampaignDocument,
    CancelBody,
    CoverBody,
    CoverDocument,
    ImportedDocument,
    MadeDocument,
    PlacementChangeBody,
    PlacementConflictsDocument,
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


@router.get("/placements", dependencies=[requires(Right.VIEW)])
def placements(
    opened: Opened,
    who: Who,
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
        playlist_id=find_playlist(opened, who, playlist) if playlist else None,
        campaign_id=_campaign(opened, who, campaign) if campaign else None,
        since=since,
        until=until,
        after=PlacementId(after) if after else None,
        limit=limit,
    )
    return [PlacementDocument.of(told) for told in _seen(opened, who, wanted)]


@router.post("/placements", dependencies=[requires(Right.EDIT, inside="the playlists that are named")])
def make(opened: Opened, who: Who, body: PlacementsBody) -> MadeDocument:
    """Makes placements, all or none. The same track in the same playlist at an overlapping time is a conflict, and so
    is the name of a campaign that there is: sent twice, it is made once.
    """
    asked = _written(opened, who, body)
    return made_document(opened, opened.placements.make(asked, campaign=body.campaign, actor=who.actor), body.campaign)


@router.post("/placements/check", dependencies=[requires(Right.EDIT, inside="the playlists that are named")])
def check(opened: Opened, who: Who, body: PlacementsBody) -> PreviewDocument:
    """What is in the way of making placements, and what they will cost. Makes nothing."""
    return PreviewDocument.of(opened.placements.check(_written(opened, who, body)))


@router.post("/placements/covers", dependencies=[requires(Right.EDIT)])
def cover(opened: Opened, body: CoverBody) -> CoverDocument:
    """Keeps a picture, or a square of it, as Spotify takes covers. The same picture is kept once."""
    crop = None if body.crop is None else Crop(body.crop.x, body.crop.y, body.crop.side)
    return CoverDocument(cover=opened.placements.keep_cover(_bytes(body.picture), crop))


@router.post("/placements/import", dependencies=[requires(Right.EDIT, inside="the playlists that are named")])
def import_(opened: Opened, who: Who, body: TableBody) -> ImportedDocument:
    """Makes the placements of a table, all or none; with `check` only looks at them."""
    service = opened.placements
    lines = service.table(_bytes(body.file), body.name, zone=body.zone, find=finding(opened, who))
    asked = [service.accepting(line.asked, body.accept) for line in lines]
    _allow(opened, who, asked)
    if body.look_up:
        service.look_up(asked)
    preview = PreviewDocument.of(service.check(asked), [line.number for line in lines])
    if body.check:
        return ImportedDocument(preview=preview, made=None)
    made = service.make(asked, campaign=body.campaign, actor=who.actor)
    return ImportedDocument(preview=preview, made=made_document(opened, made, body.campaign))


@router.get("/placements/export", dependencies=[requires(Right.VIEW)])
def export(
    opened: Opened,
    who: Who,
    campaign: Text = None,
    state: States = None,
    delimiter: Annotated[str, Query(pattern="^[,;\t]$", description="What parts the cells.")] = ",",
) -> TableDocument:
    """Placements as a table (CSV) that can be imported again."""
    wanted = PlacementFilter(
        states=frozenset(state) if state else None,
        campaign_id=_campaign(opened, who, campaign) if campaign else None,
        limit=EXPORTED,
    )
    return TableDocument(text=opened.placements.exported(_seen(opened, who, wanted), delimiter=delimiter))


@router.get("/placements/conflicts", dependencies=[requires(Right.VIEW)])
def conflicts(
    opened: Opened,
    who: Who,
    since: Moment | None = None,
    until: Moment | None = None,
    after: Text = None,
    limit: Most = 100,
) -> list[PlacementConflictsDocument]:
    """Of the placements that `GET /placements` tells with the same bounds those that have not come in yet and meet
    something now, by what is mirrored: the playlist was changed since, or another placement is at the same place.
    """
    key = PlacementId(after) if after else None
    told = _seen(opened, who, PlacementFilter(since=since, until=until, after=key, limit=limit))
    found = opened.placements.in_the_way([each.placement for each in told])
    return [PlacementConflictsDocument.of(placement, met) for placement, met in found.items()]


@router.get("/placements/{placement}", dependencies=[requires(Right.VIEW, PLACEMENT)])
def show(opened: Opened, placement: Named) -> PlacementShownDocument:
    """One placement with what happened to it."""
    return _shown(opened, PlacementId(placement))


@router.patch("/placements/{placement}", dependencies=[requires(Right.EDIT, PLACEMENT)])
def change(opened: Opened, who: Who, placement: Named, body: PlacementChangeBody) -> PlacementShownDocument:
    """Changes what it asks for, as far as that can still be changed; without any change it is tried again. Taking a
    change back, `was` says how it had left the times: one that somebody changed since stays.
    """
    service, key = opened.placements, PlacementId(placement)
    changes = service.rewritten(key, body.written(), finding(opened, who))
    if "playlist_id" in changes:
        _allow(opened, who, [replace(service.show(key).placement.asked, playlist_id=changes["playlist_id"])])
    service.change(key, changes, actor=who.actor, was=None if body.was is None else body.was.model_dump())
    return _shown(opened, key)


@router.post("/placements/{placement}/accept", dependencies=[requires(Right.EDIT, PLACEMENT)])
def accept(opened: Opened, who: Who, placement: Named, body: AcceptBody) -> PlacementShownDocument:
    """Accepts a warning that is in its way, by its code, or takes that back: what is accepted does not stop it when it
    is due. Recorded with whoever asks; done twice, nothing more is changed.
    """
    key = PlacementId(placement)
    opened.placements.accept(key, body.code, accepted=body.accepted, actor=who.actor)
    return _shown(opened, key)


@router.post("/placements/{placement}/cancel", dependencies=[requires(Right.EDIT, PLACEMENT)])
def cancel(opened: Opened, who: Who, placement: Named, body: CancelBody) -> MadeDocument:
    """One that has not come in never will; one in force goes out now, or with `keep` stays. One that has ended is a
    conflict.
    """
    return made_document(
        opened, [opened.placements.cancel(PlacementId(placement), keep=body.keep, actor=who.actor)], None
    )


@router.get("/campaigns", dependencies=[requires(Right.VIEW)])
def campaigns(opened: Opened, who: Who) -> list[CampaignDocument]:
    """Campaigns, the newest first."""
    found = opened.placements.campaigns()
    if not who.everywhere:
        touches = opened.reach.campaigns(each.id for each in found)
        found = [each for each in found if who.sees(touches[each.id])]
    return [CampaignDocument.of(each) for each in found]


@router.get("/campaigns/{campaign}", dependencies=[requires(Right.VIEW, CAMPAIGN)])
def campaign(opened: Opened, campaign: Named) -> CampaignDocument:
    """One campaign, by its name or its id."""
    return CampaignDocument.of(opened.placements.campaign(campaign))


@router.post("/campaigns/{campaign}/cancel", dependencies=[requires(Right.EDIT, CAMPAIGN)])
def cancel_campaign(opened: Opened, who: Who, campaign: Named, body: CancelBody) -> MadeDocument:
    """Cancels what is open of a campaign; done twice, there is nothing left to do."""
    cancelled = opened.placements.cancel_campaign(campaign, keep=body.keep, actor=who.actor)
    return made_document(opened, cancelled, opened.placements.campaign(campaign).name)


def _written(opened: Container, who: Caller, body: PlacementsBody) -> list[NewPlacement]:
    asked = opened.placements.written(
        [each.written(body.accept) for each in body.placements], zone=body.zone, find=finding(opened, who)
    )
    _allow(opened, who, asked)
    if body.look_up:
        opened.placements.look_up(asked)
    return asked


def _allow(opened: Container, who: Caller, asked: Sequence[NewPlacement]) -> None:
    """Raises NotAllowed unless all of these playlists may be changed."""
    if not who.everywhere:
        for touch in opened.reach.placements({one.playlist_id for one in asked}).values():
            allow(who, Right.EDIT, touch)


def _campaign(opened: Container, who: Caller, named: str) -> CampaignId:
    """The campaign of that name or id. Raises NotFound, also where none of its placements may be seen."""
    found = opened.placements.campaign(named).id
    if not who.everywhere and not who.sees(opened.reach.campaign(found)):
        raise CAMPAIGN.missing(named)
    return found


def _seen(opened: Container, who: Caller, wanted: PlacementFilter) -> list[Told]:
    """Those of a filter that may be seen, at most as many as it says."""

    def page(last: Told | None, most: int) -> Sequence[Told]:
        after = wanted.after if last is None else last.placement.id
        return opened.placements.find(replace(wanted, after=after, limit=most))

    def touches(found: Sequence[Told]) -> list[Touch]:
        known = opened.reach.placements({told.placement.asked.playlist_id for told in found})
        return [known[told.placement.asked.playlist_id] for told in found]

    return seen(who, wanted.limit, page, touches)


def made_document(opened: Container, made: list[Placement], campaign: str | None) -> MadeDocument:
    """What was made or cancelled, with the jobs that see to what is due already."""
    shown = [opened.placements.show(one.id) for one in made]
    return MadeDocument(
        placements=[PlacementDocument.of(told) for told in shown],
        campaign=campaign,
        jobs=list(opened.placements.jobs_at_once(made)),
    )


def _shown(opened: Container, key: PlacementId) -> PlacementShownDocument:
    told = opened.placements.show(key)
    service, one = opened.placements, [told.placement]
    accepted = service.in_the_way(one, accepted=True).get(key, ())
    return PlacementShownDocument.shown(told, service.in_the_way(one).get(key, ()), accepted)


def _bytes(text: str) -> bytes:
    try:
        return b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise InputError("What was sent is no base64.", "Send the bytes of the file in base64.") from None

"""Genres and moods of tracks and artists over HTTP. All members see and share them; none costs a call."""

from typing import Annotated

from fastapi import APIRouter, Query

from playwarden.domain.access import Right
from playwarden.domain.labels import LabelKind
from playwarden.features.labels.naming import uris_of
from playwarden.web.policy import requires
from playwarden.web.routes.asked import Most, Named, Opened, Text, Who
from playwarden.web.schemas.labels import (
    DropBody,
    LabelBody,
    LabelChangeDocument,
    LabelDocument,
    LabelLookBody,
    ListBody,
    ListedDocument,
    SaidDocument,
)

router = APIRouter()


@router.get("/labels", dependencies=[requires(Right.VIEW, settled=True)])
def labels(
    opened: Opened, kind: Annotated[LabelKind | None, Query(description="Only genres, or only moods.")] = None
) -> list[LabelDocument]:
    """The genres and moods that there are, by name, with how many bear each and by what."""
    return [LabelDocument.of(each) for each in opened.labels.all(kind)]


@router.get("/labels/{kind}/{label}", dependencies=[requires(Right.VIEW, settled=True)])
def bearers(opened: Opened, kind: LabelKind, label: Named, after: Text = None, limit: Most = 100) -> list[SaidDocument]:
    """What bears a label, with all that is said of it. `after` continues behind the last one's URI."""
    return [SaidDocument.of(each) for each in opened.labels.bearers(kind, label, after or "", limit)]


@router.post("/labels/look", dependencies=[requires(Right.VIEW)])
def look(opened: Opened, body: LabelLookBody) -> list[SaidDocument]:
    """All that is said of some tracks and artists, and of the tracks' artists: labels, features, where each came
    from.
    """
    return [SaidDocument.of(each) for each in opened.labels.said(uris_of(body.items))]


@router.post("/labels/assign", dependencies=[requires(Right.EDIT)])
def assign(opened: Opened, who: Who, body: LabelBody) -> LabelChangeDocument:
    """Sets labels on tracks and artists and takes them away, by hand. One that an artist bears holds for all tracks by
    the artist.
    """
    change = opened.labels.assign(
        body.kind, uris_of(body.items), add=body.add, remove=body.remove, source=body.source, actor=who.actor
    )
    return LabelChangeDocument.of(change)


@router.post("/labels/import", dependencies=[requires(Right.EDIT)])
def import_(opened: Opened, who: Who, body: ListBody) -> ListedDocument:
    """Sets a label on all artists of a list; names are looked up among the artists that are known here."""
    found = opened.labels.import_list(
        body.kind, body.label, body.lines, replace=body.replace, check=body.check, actor=who.actor
    )
    return ListedDocument.of(found)


@router.post("/labels/drop", dependencies=[requires(Right.EDIT)])
def drop(opened: Opened, who: Who, body: DropBody) -> LabelChangeDocument:
    """Takes a label from everything that bears it by hand or by a list."""
    return LabelChangeDocument.of(opened.labels.drop(body.kind, body.label, who.actor))

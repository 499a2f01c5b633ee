"""Covers from our own server: browsers load no picture from elsewhere."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response

from playwarden.domain.access import Right
from playwarden.domain.playlist import Cover
from playwarden.features.library.gallery import Shown
from playwarden.kit.ids import IncidentId
from playwarden.web.policy import INCIDENT, PLAYLIST, find_playlist, requires
from playwarden.web.routes.asked import Named, Opened, Who

router = APIRouter()
Size = Annotated[Literal["small", "full"], Query(description="`small` is at most 160 pixels wide and high.")]
Tag = Annotated[
    str | None, Query(alias="v", max_length=64, description="What a document says of it: such an answer never changes.")
]
_FOREVER = "private, max-age=31536000, immutable"
_DAY = "private, max-age=86400"
_SOON = "private, max-age=60"
_PICTURE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The picture; a drawn tile where the cover is not known or cannot be had.",
        "content": {
            "image/jpeg": {"schema": {"type": "string", "format": "binary"}},
            "image/svg+xml": {
                "schema": {"type": "string"},
                "example": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"></svg>',
            },
        },
    }
}


@router.get(
    "/covers/playlists/{playlist}",
    dependencies=[requires(Right.VIEW, PLAYLIST)],
    response_class=Response,
    responses=_PICTURE,
)
def playlist_cover(
    opened: Opened, who: Who, request: Request, playlist: Named, size: Size = "small", tag: Tag = None
) -> Response:
    """A playlist's cover. Costs no call: it is fetched once from where Spotify keeps pictures, then kept here."""
    shown = opened.gallery.playlist(find_playlist(opened, who, playlist), size)
    return _answer(request, shown, _FOREVER if tag and shown.tag.startswith(tag) else _SOON)


@router.get(
    "/covers/playlists/{playlist}/versions/{version}",
    dependencies=[requires(Right.VIEW, PLAYLIST)],
    response_class=Response,
    responses=_PICTURE,
)
def version_cover(
    opened: Opened, who: Who, request: Request, playlist: Named, version: Named, size: Size = "small"
) -> Response:
    """The cover that a playlist had at a version, where it was kept or Spotify still serves it. Costs no call."""
    details = opened.questions.version(find_playlist(opened, who, playlist), version).details
    return _answer(request, opened.gallery.once(details.name or "", details.cover, size), _DAY)


@router.get(
    "/covers/playlists/{playlist}/preferred/{number}",
    dependencies=[requires(Right.VIEW, PLAYLIST)],
    response_class=Response,
    responses=_PICTURE,
)
def preferred_cover(
    opened: Opened, who: Who, request: Request, playlist: Named, number: int, size: Size = "small"
) -> Response:
    """The cover that was preferred of a protected playlist by that version of its preferred details."""
    playlist_id = find_playlist(opened, who, playlist)
    found = [one.preferred for one in opened.guard.questions.versions(playlist_id) if one.number == number]
    cover = Cover(sha256=found[0].cover) if found and found[0].cover else None
    name = (found[0].name if found else None) or opened.guard.name_of(playlist_id)
    return _answer(request, opened.gallery.once(name, cover, size), _DAY)


@router.get(
    "/covers/incidents/{incident}/{side}",
    dependencies=[requires(Right.VIEW, INCIDENT)],
    response_class=Response,
    responses=_PICTURE,
)
def incident_cover(
    opened: Opened,
    request: Request,
    incident: Named,
    side: Literal["before", "found", "wanted"],
    size: Size = "small",
) -> Response:
    """A playlist's cover before an incident, as it was found, or as it is wanted; where it was kept. Costs no call."""
    row = opened.guard.questions.incident(IncidentId(incident)).row
    wanted = Cover(sha256=row.wanted.cover) if row.wanted.cover else None
    cover = {"before": row.before.cover or wanted, "found": row.seen.cover, "wanted": wanted}[side]
    return _answer(request, opened.gallery.once(row.name, cover, size), _DAY)


@router.get(
    "/covers/albums/{album}",
    dependencies=[requires(Right.VIEW)],
    response_class=Response,
    responses=_PICTURE,
)
def album_cover(opened: Opened, request: Request, album: Named, size: Size = "small") -> Response:
    """An album's cover. Albums belong to Spotify's catalogue and to no account: every member may see them."""
    return _answer(request, opened.gallery.album(album, size), _DAY)


def _answer(request: Request, shown: Shown, lasts: str) -> Response:
    headers = {"ETag": f'"{shown.tag}"', "Cache-Control": _SOON if shown.drawn else lasts}
    if headers["ETag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(shown.body, media_type=shown.media_type, headers=headers)

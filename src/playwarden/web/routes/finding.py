"""Finding over HTTP: by words over all that is mirrored, and where a track, an artist or an album stands."""

from typing import Annotated

from fastapi import APIRouter, Query

from playwarden.domain.access import Right
from playwarden.web.policy import requires
from playwarden.web.routes.asked import Named, Opened, Text, Who
from playwarden.web.schemas.finding import CourseDocument, FoundDocument, WhereaboutsDocument

router = APIRouter()


@router.get("/find", dependencies=[requires(Right.VIEW, settled=True)])
def find(
    opened: Opened,
    who: Who,
    q: Text = None,
    most: Annotated[int, Query(ge=1, le=50, description="At most so many of each kind.")] = 8,
) -> FoundDocument:
    """Everything mirrored that is called like that: each word of `q` begins a word of it. Costs no call.

    A link or URI of Spotify, or an ISRC, finds that one thing.
    """
    return FoundDocument.of(opened.finding.find(q or "", most=most, among=who.seen))


@router.get("/tracks/{track}", dependencies=[requires(Right.VIEW, settled=True)])
def track(opened: Opened, who: Who, track: Named) -> WhereaboutsDocument:
    """A track by its id or URI: every playlist that holds it, its places, since when, its placements. Costs no call."""
    return WhereaboutsDocument.of(opened.holders.track(track, who.seen))


@router.get("/tracks/{track}/courses", dependencies=[requires(Right.VIEW, settled=True)])
def courses(opened: Opened, who: Who, track: Named) -> list[CourseDocument]:
    """How its places changed over the recorded versions, in the playlists that hold it now and then in those that held
    it formerly (at most 40). Costs no call.
    """
    return [CourseDocument.of(course) for course in opened.holders.courses("track", track, who.seen)]


@router.get("/artists/{artist}", dependencies=[requires(Right.VIEW, settled=True)])
def artist(opened: Opened, who: Who, artist: Named) -> WhereaboutsDocument:
    """An artist by id: the known tracks, and every playlist that holds one of them. Costs no call."""
    return WhereaboutsDocument.of(opened.holders.artist(artist, who.seen))


@router.get("/albums/{album}", dependencies=[requires(Right.VIEW, settled=True)])
def album(opened: Opened, who: Who, album: Named) -> WhereaboutsDocument:
    """An album by id: the known tracks, and every playlist that holds one of them. Costs no call."""
    return WhereaboutsDocument.of(opened.holders.album(album, who.seen))


@router.get("/artists/{artist}/courses", dependencies=[requires(Right.VIEW)])
def artist_courses(opened: Opened, who: Who, artist: Named) -> list[CourseDocument]:
    """The same for all known tracks of an artist. Costs no call."""
    return [CourseDocument.of(course) for course in opened.holders.courses("artist", artist, who.seen)]


@router.get("/albums/{album}/courses", dependencies=[requires(Right.VIEW)])
def album_courses(opened: Opened, who: Who, album: Named) -> list[CourseDocument]:
    """The same for all known tracks of an album. Costs no call."""
    return [CourseDocument.of(course) for course in opened.holders.courses("album", album, who.seen)]

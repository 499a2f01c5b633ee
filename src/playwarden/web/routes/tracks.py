"""Tracks over HTTP: known ones as somebody types, Spotify's search where it is asked for, what can be played."""

from typing import Annotated

from fastapi import APIRouter, Query

from playwarden.domain.access import Right
from playwarden.kit.errors import InputError
from playwarden.web.policy import PLAYLIST, allow_asking, find_playlist, requires
from playwarden.web.routes.asked import Named, Opened, Tell, Text, Who
from playwarden.web.schemas.bodies import Words
from playwarden.web.schemas.tracks import AvailabilityBody, AvailabilityDocument, Country, SearchBody, TrackDocument

router = APIRouter()
MOST_URIS = 500


@router.get("/tracks", dependencies=[requires(Right.VIEW)])
def tracks(
    opened: Opened,
    who: Who,
    q: Text = None,
    uri: Annotated[list[Words] | None, Query(max_length=MOST_URIS)] = None,
    limit: Annotated[int, Query(ge=1, le=50)] = 10,
) -> list[TrackDocument]:
    """Tracks and episodes that are known here: with the words `q` in title or artists those that playlists hold which
    you see, or by `uri` (repeated); whoever may edit something is told what any URI stands for. Costs no call.
    """
    if not uri:
        return [TrackDocument.of(each) for each in opened.tracks.find(q or "", limit, who.seen)]
    among = None if Right.EDIT in who.rights else who.seen
    return [TrackDocument.of(each) for each in opened.tracks.named(uri, among)]


@router.post("/tracks/search", dependencies=[requires(Right.EDIT, inside="the account through which is asked")])
def search(opened: Opened, who: Who, body: SearchBody) -> list[TrackDocument]:
    """Asks Spotify for tracks, at most 10: 1 call. What it answers is known here from then on."""
    if (body.words is None) == (body.like is None):
        raise InputError("Either `words` or `like` is to be given.", "Send one of them.")
    account = opened.accounts.find(body.account, who.known).id
    allow_asking(who, account)
    if body.like is not None:
        return [TrackDocument.of(each) for each in opened.tracks.by_isrc(account, body.like)]
    return [TrackDocument.of(each) for each in opened.tracks.search(account, body.words or "")]


@router.get("/playlists/{playlist}/availability", dependencies=[requires(Right.VIEW, PLAYLIST)])
def availability(
    opened: Opened, who: Who, playlist: Named, market: Annotated[Country | None, Query()] = None
) -> AvailabilityDocument:
    """What is known of a playlist's tracks in a country: which could not be played when that was asked last, and what
    could stand in for them. Costs no call.
    """
    playlist_id = find_playlist(opened, who, playlist)
    writer = opened.questions.writer(playlist_id)
    return AvailabilityDocument.of(opened.tracks.standing(playlist_id, writer, market and market.upper()))


@router.post("/playlists/{playlist}/availability", dependencies=[requires(Right.EDIT, PLAYLIST)])
def check(opened: Opened, who: Who, tell: Tell, playlist: Named, body: AvailabilityBody) -> AvailabilityDocument:
    """Asks Spotify what a country plays of a playlist: a call for each 50 of its entries."""
    playlist_id = find_playlist(opened, who, playlist)
    writer = opened.questions.writer(playlist_id)
    market = body.market and body.market.upper()
    return AvailabilityDocument.of(opened.tracks.check(playlist_id, writer, market, progress=tell))

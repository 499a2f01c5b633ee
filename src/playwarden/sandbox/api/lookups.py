"""Looking things of the catalogue up by id, one at a time; the batch forms live on in extended mode."""

from collections.abc import Callable
from typing import Any, TypeVar

from playwarden.sandbox.api.paging import kept_parameters, page
from playwarden.sandbox.drawing import is_id
from playwarden.sandbox.exchange import Answer, Refusal, json_answer
from playwarden.sandbox.music import Album
from playwarden.sandbox.routing import Call, Route
from playwarden.sandbox.words import MARKETS

T = TypeVar("T")

_GROUPS = ("album", "single", "compilation", "appears_on")
_MOST_TOP = 10


def _one(call: Call, find: Callable[[str], T | None]) -> T:
    """What the path names. Raises Refusal 400, 404."""
    if not is_id(call.parts[0]):
        raise Refusal(400, "Invalid base62 id")
    found = find(call.parts[0])
    if found is None:
        raise Refusal(404, "Resource not found")
    return found


def _many(call: Call, find: Callable[[str], T | None], most: int) -> list[T | None]:
    """What `?ids=` names, null where there is nothing. Raises Refusal 400."""
    ids = [each for each in call.text("ids").split(",") if each]
    if not ids:
        raise Refusal(400, "Missing required field: ids")
    if len(ids) > most:
        raise Refusal(400, "Too many ids requested")
    return [find(each) for each in ids]


def _track(call: Call) -> Answer:
    return json_answer(call.shapes.track(_one(call, call.world.catalogue.track), call.text("market")))


def _tracks(call: Call) -> Answer:
    found = _many(call, call.world.catalogue.track, 50)
    return json_answer({"tracks": [each and call.shapes.track(each, call.text("market")) for each in found]})


def _artist(call: Call) -> Answer:
    return json_answer(call.shapes.artist(_one(call, call.world.catalogue.artist)))


def _artists(call: Call) -> Answer:
    found = _many(call, call.world.catalogue.artist, 50)
    return json_answer({"artists": [each and call.shapes.artist(each) for each in found]})


def _album(call: Call) -> Answer:
    return json_answer(album_with_tracks(call, _one(call, call.world.catalogue.album)))


def _albums(call: Call) -> Answer:
    found = _many(call, call.world.catalogue.album, 20)
    return json_answer({"albums": [each and album_with_tracks(call, each) for each in found]})


def album_with_tracks(call: Call, album: Album) -> dict[str, Any]:
    """A full album with the first 50 of its tracks."""
    tracks = [call.shapes.short_track(track) for track in album.tracks[:50]]
    return call.shapes.full_album(album, page(call, f"/albums/{album.id}/tracks", len(album.tracks), tracks, 50, 0))


def _album_tracks(call: Call) -> Answer:
    album = _one(call, call.world.catalogue.album)
    limit, offset = call.number("limit", 20, 1, 50), call.number("offset", 0, 0, 10**9)
    tracks = [call.shapes.short_track(track) for track in album.tracks[offset : offset + limit]]
    return json_answer(page(call, f"/albums/{album.id}/tracks", len(album.tracks), tracks, limit, offset))


def _artist_albums(call: Call) -> Answer:
    """Albums before singles, newest first in each; at most 10 a page in development mode."""
    artist = _one(call, call.world.catalogue.artist)
    most = 50 if call.extended else 10
    limit, offset = call.number("limit", 20 if call.extended else 5, 1, most), call.number("offset", 0, 0, 10**9)
    groups = call.text("include_groups", ",".join(_GROUPS)).split(",")
    if any(group not in _GROUPS for group in groups):
        raise Refusal(400, "Invalid include_groups")
    found = [album for album in call.world.catalogue.albums_of(artist) if album.kind in groups]
    items = [{**call.shapes.album(album), "album_group": album.kind} for album in found[offset : offset + limit]]
    kept = kept_parameters(call, "include_groups", "market")
    return json_answer(page(call, f"/artists/{artist.id}/albums", len(found), items, limit, offset, kept))


def _top_tracks(call: Call) -> Answer:
    artist = _one(call, call.world.catalogue.artist)
    tracks = [track for album in call.world.catalogue.albums_of(artist) for track in album.tracks]
    tracks.sort(key=lambda track: -track.popularity)
    return json_answer({"tracks": [call.shapes.track(track) for track in tracks[:_MOST_TOP]]})


def _episode(call: Call) -> Answer:
    return json_answer(call.shapes.episode(_one(call, call.world.catalogue.episode)))


def _show(call: Call) -> Answer:
    show = _one(call, call.world.catalogue.show)
    episodes = [call.shapes.short_episode(episode) for episode in show.episodes[:50]]
    listed = page(call, f"/shows/{show.id}/episodes", len(show.episodes), episodes, 50, 0)
    return json_answer({**call.shapes.show(show), "episodes": listed})


def _user(call: Call) -> Answer:
    account = call.world.account(call.parts[0])
    if account is None:
        raise Refusal(404, "Resource not found")
    followers = {"href": None, "total": account.number * 7}
    shape = call.shapes.profile(account, frozenset())
    del shape["account_id"]
    return json_answer({**shape, "followers": followers})


def _markets(call: Call) -> Answer:
    return json_answer({"markets": list(MARKETS)})


def _new_releases(call: Call) -> Answer:
    limit, offset = call.number("limit", 20, 1, 50), call.number("offset", 0, 0, 10**9)
    catalogue = call.world.catalogue
    every = [album for artist in list(catalogue.artists())[:40] for album in catalogue.albums_of(artist)[:1]]
    every.sort(key=lambda album: album.released, reverse=True)
    shown = [call.shapes.album(album) for album in every[offset : offset + limit]]
    return json_answer({"albums": page(call, "/browse/new-releases", len(every), shown, limit, offset)})


ROUTES = (
    Route("GET", "/tracks/{id}", _track),
    Route("GET", "/artists/{id}", _artist),
    Route("GET", "/artists/{id}/albums", _artist_albums),
    Route("GET", "/albums/{id}", _album),
    Route("GET", "/albums/{id}/tracks", _album_tracks),
    Route("GET", "/episodes/{id}", _episode),
    Route("GET", "/shows/{id}", _show),
    Route("GET", "/tracks", _tracks, removed=True),
    Route("GET", "/artists", _artists, removed=True),
    Route("GET", "/albums", _albums, removed=True),
    Route("GET", "/artists/{id}/top-tracks", _top_tracks, removed=True),
    Route("GET", "/users/{id}", _user, removed=True),
    Route("GET", "/markets", _markets, removed=True),
    Route("GET", "/browse/new-releases", _new_releases, removed=True),
)

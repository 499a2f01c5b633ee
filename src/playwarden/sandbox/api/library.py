"""What an account saved and follows: tracks, albums, artists, playlists."""

from collections.abc import Callable
from typing import Any

from playwarden.sandbox.api.lookups import album_with_tracks
from playwarden.sandbox.api.paging import kept_parameters, page
from playwarden.sandbox.clock import stamp
from playwarden.sandbox.drawing import is_id
from playwarden.sandbox.exchange import Answer, Refusal, json_answer
from playwarden.sandbox.routing import Call, Handler, Route

_MOST_URIS = 40
_MOST_IDS = 50
_KINDS = ("track", "album", "episode", "show", "audiobook", "artist", "user", "playlist")


def _saved(call: Call, kind: str) -> tuple[list[tuple[str, float]], int, int]:
    """A page of what was saved of a kind, newest first; how many in all; the limit. Ids with the time."""
    prefix = f"spotify:{kind}:"
    every = [(uri[len(prefix) :], when) for uri, when in call.account.saved.items() if uri.startswith(prefix)]
    every.sort(key=lambda pair: -pair[1])
    limit, offset = call.number("limit", 20, 1, 50), call.number("offset", 0, 0, 10**9)
    return every[offset : offset + limit], len(every), limit


def _answer(call: Call, path: str, items: list[Any], total: int, limit: int) -> Answer:
    offset = call.number("offset", 0, 0, 10**9)
    return json_answer(page(call, path, total, items, limit, offset, kept_parameters(call, "market")))


def _tracks(call: Call) -> Answer:
    call.need("user-library-read")
    saved, total, limit = _saved(call, "track")
    found = [(call.world.catalogue.track(each), when) for each, when in saved]
    market = call.text("market")
    items = [
        {"added_at": stamp(when), "track": call.shapes.track(track, market)}
        for track, when in found
        if track is not None
    ]
    return _answer(call, "/me/tracks", items, total, limit)


def _albums(call: Call) -> Answer:
    call.need("user-library-read")
    saved, total, limit = _saved(call, "album")
    found = [(call.world.catalogue.album(each), when) for each, when in saved]
    items = [
        {"added_at": stamp(when), "album": album_with_tracks(call, album)} for album, when in found if album is not None
    ]
    return _answer(call, "/me/albums", items, total, limit)


def _following(call: Call) -> Answer:
    """Followed artists, by cursor."""
    call.need("user-follow-read")
    if call.text("type") != "artist":
        raise Refusal(400, "Missing required field: type")
    limit = call.number("limit", 20, 1, 50)
    every = [uri[15:] for uri in call.account.saved if uri.startswith("spotify:artist:")]
    after = call.text("after")
    start = every.index(after) + 1 if after in every else 0
    shown = every[start : start + limit]
    artists = [call.world.catalogue.artist(each) for each in shown]
    more = start + limit < len(every)
    address = f"{call.shapes.api}/me/following?type=artist&limit={limit}"
    return json_answer(
        {
            "artists": {
                "href": address + (f"&after={after}" if after else ""),
                "limit": limit,
                "next": f"{address}&after={shown[-1]}" if more else None,
                "cursors": {"after": shown[-1] if more else None},
                "total": len(every),
                "items": [call.shapes.artist(artist) for artist in artists if artist is not None],
            }
        }
    )


def _uris(call: Call) -> list[str]:
    uris = [uri for uri in call.text("uris").split(",") if uri]
    if not uris:
        raise Refusal(400, "Missing required field: uris")
    if len(uris) > _MOST_URIS:
        raise Refusal(400, "Too many uris requested")
    for uri in uris:
        parts = uri.split(":")
        if len(parts) != 3 or parts[0] != "spotify" or parts[1] not in _KINDS:
            raise Refusal(400, f"Invalid uri: {uri}")
        if parts[1] != "user" and not is_id(parts[2]):
            raise Refusal(400, f"Invalid uri: {uri}")
    return uris


def _need_for(call: Call, uri: str) -> None:
    """Each kind of item asks for a scope of its own."""
    kind = uri.split(":")[1]
    if kind == "playlist":
        call.need("playlist-modify-public", "playlist-modify-private")
    elif kind in ("artist", "user"):
        call.need("user-follow-modify", "user-library-modify")
    else:
        call.need("user-library-modify")


def _each(call: Call, act: Callable[[Call, str], None]) -> Answer:
    """Acts on what the query names, once the scopes for all of it are there."""
    uris = _uris(call)
    for uri in uris:
        _need_for(call, uri)
    for uri in uris:
        act(call, uri)
    return Answer(200)


def _save(call: Call) -> Answer:
    return _each(call, keep)


def keep(call: Call, uri: str) -> None:
    """Saves or follows one thing. Raises Refusal 404 for a playlist that is none."""
    if uri.startswith("spotify:playlist:"):
        playlist = call.world.playlist(uri[17:])
        if playlist is None:
            raise Refusal(404, "Resource not found")
        if playlist.id not in call.account.playlists:
            call.account.playlists.insert(0, playlist.id)
        if playlist.owner != call.account.id:
            playlist.followers.add(call.account.id)
        call.world.changed(playlist, call.now)
    else:
        call.account.saved.setdefault(uri, call.now)


def _drop(call: Call) -> Answer:
    """Unsaves, unfollows; for an own playlist this is what deleting means: it stays readable by its id."""
    return _each(call, let_go)


def let_go(call: Call, uri: str) -> None:
    """Takes one thing out of the library."""
    if uri.startswith("spotify:playlist:"):
        playlist = call.world.playlist(uri[17:])
        if playlist is not None:
            playlist.followers.discard(call.account.id)
            if playlist.id in call.account.playlists:
                call.account.playlists.remove(playlist.id)
            call.world.changed(playlist, call.now)
    else:
        call.account.saved.pop(uri, None)


def _contains(call: Call) -> Answer:
    return json_answer([_has(call, uri) for uri in _uris(call)])


def _has(call: Call, uri: str) -> bool:
    if uri.startswith("spotify:playlist:"):
        return uri[17:] in call.account.playlists
    return uri in call.account.saved


def _ids(call: Call) -> list[str]:
    document = call.request.json() if call.request.body else {}
    named = (
        call.text("ids").split(",")
        if call.text("ids")
        else document.get("ids")
        if isinstance(document, dict)
        else document
    )
    if not isinstance(named, list) or not named:
        raise Refusal(400, "Missing required field: ids")
    if len(named) > _MOST_IDS:
        raise Refusal(400, "Too many ids requested")
    return [str(each) for each in named]


def _old(kind: str, act: Callable[[Call, str], None]) -> Handler:
    def handler(call: Call) -> Answer:
        for each in _ids(call):
            act(call, f"spotify:{_kind(call, kind)}:{each}")
        return Answer(204 if kind == "artist" else 200)

    return handler


def _old_contains(kind: str) -> Handler:
    def handler(call: Call) -> Answer:
        return json_answer([_has(call, f"spotify:{_kind(call, kind)}:{each}") for each in _ids(call)])

    return handler


def _kind(call: Call, kind: str) -> str:
    return call.text("type", kind) if kind == "artist" else kind


def _follow(call: Call) -> Answer:
    keep(call, "spotify:playlist:" + call.parts[0])
    return Answer(200)


def _unfollow(call: Call) -> Answer:
    let_go(call, "spotify:playlist:" + call.parts[0])
    return Answer(200)


def _followed_by(call: Call) -> Answer:
    playlist = call.world.playlist(call.parts[0])
    if playlist is None:
        raise Refusal(404, "Resource not found")
    return json_answer([each in playlist.followers for each in call.text("ids", call.account.id).split(",")])


def _old_routes(path: str, kind: str) -> tuple[Route, ...]:
    return (
        Route("PUT", path, _old(kind, keep), removed=True),
        Route("DELETE", path, _old(kind, let_go), removed=True),
        Route("GET", path + "/contains", _old_contains(kind), removed=True),
    )


ROUTES = (
    Route("GET", "/me/tracks", _tracks),
    Route("GET", "/me/albums", _albums),
    Route("GET", "/me/following", _following),
    Route("PUT", "/me/library", _save),
    Route("DELETE", "/me/library", _drop),
    Route("GET", "/me/library/contains", _contains),
    *_old_routes("/me/tracks", "track"),
    *_old_routes("/me/albums", "album"),
    *_old_routes("/me/following", "artist"),
    Route("PUT", "/playlists/{id}/followers", _follow, removed=True),
    Route("DELETE", "/playlists/{id}/followers", _unfollow, removed=True),
    Route("GET", "/playlists/{id}/followers/contains", _followed_by, removed=True),
)

"""Who I am and which playlists I have."""

from playwarden.sandbox.api.paging import page
from playwarden.sandbox.api.playlists import created, short_playlist
from playwarden.sandbox.exchange import Answer, json_answer
from playwarden.sandbox.playlists import Playlist
from playwarden.sandbox.routing import Call, Route


def _me(call: Call) -> Answer:
    return json_answer(call.shapes.profile(call.account, call.grant.scopes))


def _my_playlists(call: Call) -> Answer:
    """Owned and followed lists; private and collaborative ones only for tokens that may see them."""
    limit = call.number("limit", 20, 1, 50)
    offset = call.number("offset", 0, 0, 100_000)
    account, scopes = call.account, call.grant.scopes
    if {"playlist-read-private", "playlist-read-collaborative"} <= scopes:
        total = len(account.playlists)
        shown = [call.world.playlist(each) for each in account.playlists[offset : offset + limit]]
    else:
        every = [call.world.playlist(each) for each in account.playlists]
        visible = [each for each in every if each is not None and _visible(each, scopes)]
        total, shown = len(visible), list(visible[offset : offset + limit])
    items = [short_playlist(call, each) for each in shown if each is not None]
    return json_answer(page(call, "/me/playlists", total, items, limit, offset))


def _visible(playlist: Playlist, scopes: frozenset[str]) -> bool:
    details = playlist.newest.details
    if details.collaborative:
        return "playlist-read-collaborative" in scopes
    return details.public or "playlist-read-private" in scopes


ROUTES = (
    Route("GET", "/me", _me),
    Route("GET", "/me/playlists", _my_playlists),
    Route("POST", "/me/playlists", created),
)

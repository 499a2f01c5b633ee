"""Calls that are gone for every new app since November 2024, and those nobody answers any more."""

from playwarden.sandbox.api.paging import page
from playwarden.sandbox.api.playlists import short_playlist
from playwarden.sandbox.exchange import Answer, Refusal, json_answer
from playwarden.sandbox.routing import Call, Route


def _playlists_of_user(call: Call) -> Answer:
    """A user's public playlists."""
    account = call.world.account(call.parts[0])
    if account is None:
        raise Refusal(404, "Resource not found")
    limit, offset = call.number("limit", 20, 1, 50), call.number("offset", 0, 0, 100_000)
    every = [call.world.playlist(each) for each in account.playlists]
    mine = account is call.account
    shown = [each for each in every if each is not None and (mine or each.newest.details.public)]
    items = [short_playlist(call, each) for each in shown[offset : offset + limit]]
    return json_answer(page(call, f"/users/{account.id}/playlists", len(shown), items, limit, offset))


ROUTES = (
    Route("GET", "/users/{id}/playlists", _playlists_of_user, removed=True),
    Route("GET", "/audio-features", None),
    Route("GET", "/audio-features/{id}", None),
    Route("GET", "/audio-analysis/{id}", None),
    Route("GET", "/recommendations", None),
    Route("GET", "/recommendations/available-genre-seeds", None),
    Route("GET", "/artists/{id}/related-artists", None),
    Route("GET", "/browse/featured-playlists", None),
    Route("GET", "/browse/categories", None),
    Route("GET", "/browse/categories/{id}", None),
    Route("GET", "/browse/categories/{id}/playlists", None),
)

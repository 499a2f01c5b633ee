"""What plays, what played, and what is played most."""

from typing import Any

from playwarden.sandbox.api.paging import page
from playwarden.sandbox.clock import stamp_ms
from playwarden.sandbox.drawing import chance
from playwarden.sandbox.exchange import Answer, Refusal, json_answer
from playwarden.sandbox.plays import Play
from playwarden.sandbox.routing import Call, Route

_RANGES = ("short_term", "medium_term", "long_term")
_MOST_TOP = 200


def _currently_playing(call: Call) -> Answer:
    """204 without a body when nothing plays; an advert has no item."""
    call.need("user-read-currently-playing", "user-read-playback-state")
    shape = _playback(call)
    return Answer(204) if shape is None else json_answer(shape)


def _state(call: Call) -> Answer:
    call.need("user-read-playback-state")
    shape = _playback(call)
    if shape is None:
        return Answer(204)
    device = {
        "id": "5a" * 20,
        "is_active": True,
        "is_private_session": False,
        "is_restricted": False,
        "name": f"{call.account.display_name}'s speaker",
        "supports_volume": True,
        "type": "Speaker",
        "volume_percent": 60,
    }
    return json_answer({"device": device, "repeat_state": "off", "shuffle_state": False, **shape})


def _playback(call: Call) -> dict[str, Any] | None:
    now = call.now
    play, advert = call.player.now_playing(call.account, now)
    if play is None and not advert:
        return None
    kind = "ad" if play is None else "episode" if play.uri.startswith("spotify:episode:") else "track"
    silent = kind == "episode" and "episode" not in call.text("additional_types", "track")
    return {
        "timestamp": int((play.started if play is not None else now) * 1000),
        "context": _context(call, play.context) if play is not None else None,
        "progress_ms": int((now - play.started) * 1000) if play is not None else 0,
        "item": None if play is None or silent else _item(call, play),
        "currently_playing_type": kind,
        "actions": {"disallows": {"resuming": True}},
        "is_playing": True,
    }


def _item(call: Call, play: Play) -> dict[str, Any] | None:
    shape = call.shapes.item(play.uri, call.text("market"))
    if shape is not None:
        shape.pop("track", None)
        shape.pop("episode", None)
    return shape


def _recently_played(call: Call) -> Answer:
    """The last 50 plays, before or after a moment in milliseconds since 1970; no episodes."""
    call.need("user-read-recently-played")
    limit = call.number("limit", 20, 1, 50)
    after = call.number("after", -1, 0, 10**15)
    before = call.number("before", -1, 0, 10**15)
    if after >= 0 and before >= 0:
        raise Refusal(400, "Only one of before and after may be given")
    plays = call.player.recent(call.account, call.now)
    if after >= 0:
        plays = [play for play in plays if _ms(play) > after][-limit:]
    elif before >= 0:
        plays = [play for play in plays if _ms(play) < before]
    shown = plays[:limit]
    items = []
    for play in shown:
        track = call.world.catalogue.track(play.uri[14:])
        if track is not None:
            items.append(
                {
                    "track": call.shapes.track(track),
                    "played_at": stamp_ms(play.ended),
                    "context": _context(call, play.context),
                }
            )
    address = f"{call.shapes.api}/me/player/recently-played?limit={limit}"
    cursors = {"after": str(_ms(shown[0])), "before": str(_ms(shown[-1]))} if shown else None
    return json_answer(
        {
            "items": items,
            "next": f"{address}&before={cursors['before']}" if cursors else None,
            "cursors": cursors,
            "limit": limit,
            "href": address,
        }
    )


def _ms(play: Play) -> int:
    return int(play.ended * 1000)


def _context(call: Call, uri: str) -> dict[str, Any]:
    kind, thing_id = uri.split(":")[1:3]
    return {
        "type": kind,
        "href": f"{call.shapes.api}/{kind}s/{thing_id}",
        "external_urls": {"spotify": f"https://open.spotify.com/{kind}/{thing_id}"},
        "uri": uri,
    }


def _top_tracks(call: Call) -> Answer:
    catalogue = call.world.catalogue
    uris, limit, offset = _top(call, "track")
    tracks = [catalogue.track(uri) for uri in uris[offset : offset + limit]]
    items = [call.shapes.track(track) for track in tracks if track is not None]
    return json_answer(page(call, "/me/top/tracks", len(uris), items, limit, offset, {"time_range": _range(call)}))


def _top_artists(call: Call) -> Answer:
    catalogue = call.world.catalogue
    ids, limit, offset = _top(call, "artist")
    artists = [catalogue.artist(each) for each in ids[offset : offset + limit]]
    items = [call.shapes.artist(artist) for artist in artists if artist is not None]
    return json_answer(page(call, "/me/top/artists", len(ids), items, limit, offset, {"time_range": _range(call)}))


def _range(call: Call) -> str:
    wanted = call.text("time_range", "medium_term")
    if wanted not in _RANGES:
        raise Refusal(400, "Invalid time_range")
    return wanted


def _top(call: Call, kind: str) -> tuple[list[str], int, int]:
    """Ids in the order of a listener's taste, which drifts with the range; drawn, not counted."""
    call.need("user-top-read")
    limit, offset = call.number("limit", 20, 1, 50), call.number("offset", 0, 0, 10**6)
    dice = chance(call.world.settings.seed, "taste", call.account.number)
    tracks = [call.world.catalogue.draw(dice) for _ in range(_MOST_TOP)]
    drift = chance(call.world.settings.seed, "drift", call.account.number, _range(call))
    order = sorted(range(_MOST_TOP), key=lambda place: place + drift.gauss(0, 25))
    ids = [tracks[place].id if kind == "track" else tracks[place].artists[0].id for place in order]
    return list(dict.fromkeys(ids)), limit, offset


ROUTES = (
    Route("GET", "/me/player", _state),
    Route("GET", "/me/player/currently-playing", _currently_playing),
    Route("GET", "/me/player/recently-played", _recently_played),
    Route("GET", "/me/top/tracks", _top_tracks),
    Route("GET", "/me/top/artists", _top_artists),
)

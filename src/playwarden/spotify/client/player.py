"""The player: what was played and what plays. All its paths share one bucket with a budget of its own."""

from playwarden.spotify import mapping
from playwarden.spotify.answers import Listed, Play, Playing
from playwarden.spotify.request import Call, Request
from playwarden.spotify.wire import flag, moment, number, paging, table, text


def recently_played(*, after_ms: int | None = None, limit: int = 50) -> Call[Listed[Play]]:
    """GET /me/player/recently-played: the last 50 plays, no episodes; `after_ms` is Unix time in milliseconds."""
    query = {"limit": str(limit)}
    if after_ms is not None:
        query["after"] = str(after_ms)
    return Call(Request("GET", "/me/player/recently-played", query=query), _plays)


def currently_playing() -> Call[Playing | None]:
    """GET /me/player/currently-playing: None when nothing plays (204 without a body)."""
    request = Request("GET", "/me/player/currently-playing", query={"additional_types": "track,episode"})
    return Call(request, _playing)


def _plays(document: object) -> Listed[Play]:
    page = paging(document)
    found = []
    for row in map(table, page.rows):
        track, played_at = mapping.track(row.get("track") or row.get("item")), moment(row, "played_at")
        if track is not None and played_at is not None:
            found.append(Play(track, played_at, text(table(row.get("context")), "uri")))
    after = text(table(table(document).get("cursors")), "after")
    return Listed(tuple(found), page.total, page.more, after)


def _playing(value: object) -> Playing | None:
    document = table(value)
    if not document:
        return None
    return Playing(
        track=mapping.track(document.get("item")),
        playing=flag(document, "is_playing") or False,
        progress_ms=number(document, "progress_ms"),
        context_uri=text(table(document.get("context")), "uri"),
        kind=text(document, "currently_playing_type"),
    )

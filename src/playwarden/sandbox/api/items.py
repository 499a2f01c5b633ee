"""The entries of a playlist: reading, adding, moving, replacing, removing."""

from typing import Any

from playwarden.sandbox.api.entries import filtered_page, page_bytes
from playwarden.sandbox.api.playlists import editable_playlist, wanted_playlist
from playwarden.sandbox.drawing import is_id
from playwarden.sandbox.exchange import JSON_TYPE, Answer, Refusal, json_answer
from playwarden.sandbox.fields import parsed
from playwarden.sandbox.playlists import LOCAL, MOST_ENTRIES, Entry, Playlist
from playwarden.sandbox.routing import Call, Route

_MOST_AT_ONCE = 100


def _read(call: Call) -> Answer:
    """At most 50 a page; owner and collaborators only."""
    return _page(call, "items", default=20, most=50)


def _read_old(call: Call) -> Answer:
    """The old path: 100 a page, everybody's public lists."""
    return _page(call, "tracks", default=100, most=100)


def _page(call: Call, last: str, *, default: int, most: int) -> Answer:
    playlist = wanted_playlist(call)
    if not call.world.may_edit(playlist, call.account) and not (call.extended and playlist.newest.details.public):
        raise Refusal(403, "Forbidden")
    limit = call.number("limit", default, 1, most)
    offset = call.number("offset", 0, 0, 10**9)
    if wanted := call.text("fields"):
        return json_answer(filtered_page(call, playlist, last, limit, offset, parsed(wanted)))
    if call.text("market"):
        everything = parsed("href,limit,next,offset,previous,total,items")
        return json_answer(filtered_page(call, playlist, last, limit, offset, everything))
    return Answer(200, page_bytes(call, playlist, last, limit=limit, offset=offset), JSON_TYPE)


def _add(call: Call) -> Answer:
    """One block, at a position or at the end. The body is an object, or a bare list of URIs; `?uris=` wins over it."""
    playlist = editable_playlist(call)
    document = call.request.json()
    uris = _uris(call, document)
    if not uris:
        raise Refusal(400, "No uris provided")
    _check_uris(call, uris)
    entries = list(playlist.entries)
    if len(entries) + len(uris) > MOST_ENTRIES:
        raise Refusal(400, "Playlist size limit reached")
    position = _whole(document.get("position") if isinstance(document, dict) else None, "position")
    if position is None:
        position = call.number("position", len(entries), 0, 10**9)
    if not 0 <= position <= len(entries):
        raise Refusal(400, "Index out of bounds")
    entries[position:position] = _new_entries(call, uris)
    return _snapshot(call.world.revise(playlist, entries=entries), 201)


def _put(call: Call) -> Answer:
    """Moves a block, or replaces everything: told apart by what the body holds."""
    playlist = editable_playlist(call)
    document = call.request.json()
    if isinstance(document, dict) and "range_start" in document:
        return _move(call, playlist, document)
    if "uris" not in call.request.query and not (isinstance(document, dict) and "uris" in document):
        raise Refusal(400, "Missing required field: uris or range_start")
    uris = _uris(call, document)
    _check_uris(call, uris)
    return _snapshot(call.world.revise(playlist, entries=_new_entries(call, uris)), 200)


def _move(call: Call, playlist: Playlist, document: dict[str, Any]) -> Answer:
    """`insert_before` counts positions before the move; the block keeps its dates."""
    _check_snapshot(document)
    start = _whole(document.get("range_start"), "range_start")
    before = _whole(document.get("insert_before"), "insert_before")
    length = _whole(document.get("range_length"), "range_length")
    length = 1 if length is None else length
    if start is None or before is None:
        raise Refusal(400, "Missing required field: insert_before")
    entries = list(playlist.entries)
    if start < 0 or length < 1 or start + length > len(entries) or not 0 <= before <= len(entries):
        raise Refusal(400, "Index out of bounds")
    if start <= before <= start + length:
        return _snapshot(playlist.newest.snapshot_id, 200)
    block = entries[start : start + length]
    del entries[start : start + length]
    at = before if before < start else before - length
    entries[at:at] = block
    return _snapshot(call.world.revise(playlist, entries=entries), 200)


def _remove(call: Call) -> Answer:
    """Every occurrence of each URI goes, whatever positions are named; a local file's URI spoils the whole call."""
    playlist = editable_playlist(call)
    document = call.request.json()
    named = (document.get("items") or document.get("tracks")) if isinstance(document, dict) else None
    if not isinstance(named, list) or not named:
        raise Refusal(400, "Missing required field: items")
    _check_snapshot(document)
    uris = {each.get("uri") if isinstance(each, dict) else None for each in named}
    if len(named) > _MOST_AT_ONCE:
        raise Refusal(400, "You can remove a maximum of 100 items per request.")
    for uri in uris:
        if not isinstance(uri, str) or uri.startswith(LOCAL) or not _well_formed(uri):
            raise Refusal(400, f"Invalid track uri: {uri}")
    left = [entry for entry in playlist.entries if entry.uri not in uris]
    if len(left) == len(playlist.entries):
        return _snapshot(playlist.newest.snapshot_id, 200)
    return _snapshot(call.world.revise(playlist, entries=left), 200)


def _new_entries(call: Call, uris: list[str]) -> list[Entry]:
    now = int(call.now)
    return [Entry(uri, now, call.account.id) for uri in uris]


def _uris(call: Call, document: Any) -> list[str]:
    if "uris" in call.request.query:
        return [uri.strip() for uri in call.request.query["uris"].split(",") if uri.strip()]
    uris = document.get("uris", []) if isinstance(document, dict) else document
    if not isinstance(uris, list) or not all(isinstance(uri, str) for uri in uris):
        raise Refusal(400, "Error parsing JSON.")
    return uris


def _check_uris(call: Call, uris: list[str]) -> None:
    if len(uris) > _MOST_AT_ONCE:
        raise Refusal(400, "You can add a maximum of 100 tracks per request.")
    for uri in uris:
        if uri.startswith(LOCAL) or not _well_formed(uri):
            raise Refusal(400, f"Invalid track uri: {uri}")
        if not call.world.exists(uri):
            raise Refusal(404, "Resource not found")


def _well_formed(uri: str) -> bool:
    parts = uri.split(":")
    return len(parts) == 3 and parts[0] == "spotify" and parts[1] in ("track", "episode") and is_id(parts[2])


def _whole(value: Any, name: str) -> int | None:
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    raise Refusal(400, f"Invalid value for {name}")


def _check_snapshot(document: dict[str, Any]) -> None:
    """A snapshot id locks nothing, it only has to look like one."""
    snapshot_id = document.get("snapshot_id")
    if snapshot_id is not None and (not isinstance(snapshot_id, str) or len(snapshot_id) < 16):
        raise Refusal(400, "Invalid snapshot id")


def _snapshot(snapshot_id: str, status: int) -> Answer:
    return json_answer({"snapshot_id": snapshot_id}, status)


ROUTES = (
    Route("GET", "/playlists/{id}/items", _read),
    Route("POST", "/playlists/{id}/items", _add),
    Route("PUT", "/playlists/{id}/items", _put),
    Route("DELETE", "/playlists/{id}/items", _remove),
    Route("GET", "/playlists/{id}/tracks", _read_old, removed=True),
    Route("POST", "/playlists/{id}/tracks", _add, removed=True),
    Route("PUT", "/playlists/{id}/tracks", _put, removed=True),
    Route("DELETE", "/playlists/{id}/tracks", _remove, removed=True),
)

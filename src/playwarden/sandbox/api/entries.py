"""The lines of a playlist as the Web API writes them, a page at a time."""

from typing import Any

from playwarden.sandbox.api.paging import kept_parameters, page_frame
from playwarden.sandbox.clock import stamp
from playwarden.sandbox.exchange import dumped
from playwarden.sandbox.fields import Group
from playwarden.sandbox.playlists import Entry, Playlist
from playwarden.sandbox.routing import Call

_EPISODE = "spotify:episode:"


def entry_page(call: Call, playlist: Playlist, last: str, *, limit: int, offset: int) -> dict[str, Any]:
    """A page of entries as a document; `last` is the path's last word, `items` or the old `tracks`."""
    revision = playlist.seen(call.now, call.quirks.items_lag, call.world.settled)
    entries = revision.content.entries()
    frame = _frame(call, playlist, last, len(entries), limit, offset)
    return {**frame, "items": [entry_shape(call, entry, last) for entry in entries[offset : offset + limit]]}


def filtered_page(call: Call, playlist: Playlist, last: str, limit: int, offset: int, wanted: Group) -> dict[str, Any]:
    """The same with only the fields that are wanted."""
    revision = playlist.seen(call.now, call.quirks.items_lag, call.world.settled)
    entries = revision.content.entries()
    shape = wanted.of(_frame(call, playlist, last, len(entries), limit, offset))
    assert isinstance(shape, dict)
    if wanted.wants("items"):
        below = wanted.below("items")
        shown = entries[offset : offset + limit]
        shape["items"] = [_filtered_entry(call, entry, last, below) for entry in shown]
    return shape


def _filtered_entry(call: Call, entry: Entry, last: str, wanted: Group | None) -> Any:
    """One line with the fields wanted; what is left of an item is remembered, for pages of the same filter."""
    if wanted is None or wanted.excluding or call.text("market") or entry.uri is None or entry.uri.startswith(_EPISODE):
        shape = entry_shape(call, entry, last)
        return shape if wanted is None else wanted.of(shape)
    line: dict[str, Any] = {}
    for name, below in wanted.names.items():
        match name:
            case "added_at":
                line[name] = stamp(entry.added_at)
            case "is_local":
                line[name] = entry.is_local
            case "added_by":
                user = call.shapes.user(entry.added_by)
                line[name] = user if below is None else below.of(user)
            case "track" | "item" if name == "track" or last == "items":
                line[name] = call.shapes.filtered_item(entry.uri, below)
            case "primary_color" | "video_thumbnail":
                line[name] = None if name == "primary_color" else {"url": None}
    return line


def page_bytes(call: Call, playlist: Playlist, last: str, *, limit: int, offset: int) -> bytes:
    """The whole page as JSON, put together from remembered items: the common case, and the fast one."""
    revision = playlist.seen(call.now, call.quirks.items_lag, call.world.settled)
    entries = revision.content.entries()
    frame = dumped(_frame(call, playlist, last, len(entries), limit, offset))
    lines = b",".join([_entry_bytes(call, entry, last) for entry in entries[offset : offset + limit]])
    return frame[:-1] + b',"items":[' + lines + b"]}"


def entry_shape(call: Call, entry: Entry, last: str) -> dict[str, Any]:
    """One line: `item`, and the deprecated `track` beside it; under the old path only `track`."""
    item = _item(call, entry)
    shape: dict[str, Any] = {
        "added_at": stamp(entry.added_at),
        "added_by": call.shapes.user(entry.added_by),
        "is_local": entry.is_local,
        "primary_color": None,
    }
    if last == "items":
        shape["item"] = item
    shape["track"] = item
    shape["video_thumbnail"] = {"url": None}
    return shape


def _item(call: Call, entry: Entry) -> dict[str, Any] | None:
    if entry.uri is None:
        return None
    if entry.uri.startswith(_EPISODE) and "episode" not in call.text("additional_types", "track"):
        return _as_track(call, entry.uri)
    return call.shapes.item(entry.uri, call.text("market"))


def _as_track(call: Call, uri: str) -> dict[str, Any] | None:
    """An episode for callers that did not say they know episodes: pressed into a track's form."""
    episode = call.world.catalogue.episode(uri[len(_EPISODE) :])
    if episode is None:
        return None
    shape = call.shapes.episode(episode)
    show = shape["show"]
    named = {name: show[name] for name in ("external_urls", "href", "id", "uri")}
    markets = {"available_markets": show["available_markets"]} if call.extended else {}
    return {
        "album": {
            **named,
            **markets,
            "album_type": "compilation",
            "artists": [{**named, "name": None, "type": show["name"]}],
            "images": show["images"],
            "name": show["name"],
            "release_date": None,
            "release_date_precision": None,
            "total_tracks": 1,
            "type": "show",
        },
        "artists": [{**named, "name": None, "type": show["name"]}],
        **markets,
        "disc_number": 0,
        "duration_ms": episode.duration_ms,
        "episode": False,
        "explicit": False,
        "external_ids": {},
        **{name: shape[name] for name in ("external_urls", "href", "id", "name", "type", "uri")},
        "is_local": False,
        "track": True,
        "track_number": 0,
    }


def _entry_bytes(call: Call, entry: Entry, last: str) -> bytes:
    uri = entry.uri
    if uri is None:
        item = b"null"
    elif uri.startswith(_EPISODE):
        item = dumped(_item(call, entry))
    else:
        item = call.shapes.item_bytes(uri)
    head = (
        f'{{"added_at":"{stamp(entry.added_at)}","added_by":{call.shapes.user_text(entry.added_by)},'
        f'"is_local":{"true" if entry.is_local else "false"},"primary_color":null,'
    )
    names = b'"item":' + item + b',"track":' + item if last == "items" else b'"track":' + item
    return head.encode() + names + b',"video_thumbnail":{"url":null}}'


def _frame(call: Call, playlist: Playlist, last: str, total: int, limit: int, offset: int) -> dict[str, Any]:
    kept = kept_parameters(call, "market", "fields", "additional_types")
    return page_frame(call, f"/playlists/{playlist.id}/{last}", total, limit, offset, kept)

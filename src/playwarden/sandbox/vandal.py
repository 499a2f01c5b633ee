"""Changes that come from somewhere else: edits in the Spotify app, and what an attacker's report does."""

import base64
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from playwarden.sandbox.playlists import Details, Entry, Playlist
from playwarden.sandbox.world import World

_NAMED = ("name", "description", "public", "collaborative")


def edit(world: World, playlist: Playlist, document: dict[str, Any]) -> str:
    """Edits a playlist as its owner would in the Spotify app; the new snapshot id. Raises ValueError.

    `{"do": "insert", "uris": […], "position": n}` (position absent: at the end; local files allowed, null for a
    vanished item) · `{"do": "remove", "position": n, "length": 1}` · `{"do": "move", "from": n, "before": m,
    "length": 1}` · `{"do": "duplicate", "position": n, "to": m}` · `{"do": "vanish", "position": n}` (the item leaves
    the catalogue) · `{"do": "touch"}` (another snapshot id for the same content) · `{"do": "details", "name": …,
    "description": …}`; `by` names another user, `added_at` other seconds since 1970.
    """
    action = document.get("do")
    if action == "touch":
        return world.revise(playlist)
    if action == "details":
        return tamper(world, playlist, document)
    change = _CHANGES.get(str(action))
    if change is None:
        raise ValueError(f"an edit does one of {', '.join([*_CHANGES, 'touch', 'details'])}")
    entries = list(playlist.entries)
    change(world, playlist, entries, document)
    return world.revise(playlist, entries=entries)


def tamper(world: World, playlist: Playlist, document: dict[str, Any], at: float | None = None) -> str:
    """Changes details past every rule and without asking, at once or at a moment that has passed: empty texts are
    possible. The new snapshot id.

    Keys: name, description, public, collaborative, `cover` (base64, or null: back to the mosaic).
    """
    details: Details = replace(playlist.newest.details, **{name: document[name] for name in _NAMED if name in document})
    if "cover" in document:
        playlist.pending_covers.clear()
        if document["cover"] is None:
            details = replace(details, cover=None)
        else:
            details = replace(details, cover=new_cover(world, base64.b64decode(document["cover"])))
    return world.revise(playlist, details=details, at=at)


def new_cover(world: World, picture: bytes) -> str:
    """Keeps a picture as a custom cover, at once; its key."""
    key = f"ab67706c0000da84{world.next_sequence():024x}"
    world.covers[key] = picture
    return key


def take_down(world: World, playlist: Playlist) -> str:
    """What a false report does: title and description empty, cover gone."""
    return tamper(world, playlist, {"name": "", "description": "", "cover": None})


def _insert(world: World, playlist: Playlist, entries: list[Entry], document: dict[str, Any]) -> None:
    at = int(document.get("added_at", world.clock.now()))
    by = str(document.get("by", playlist.owner))
    position = _position(document.get("position", len(entries)), len(entries))
    entries[position:position] = [Entry(uri, at, by) for uri in document["uris"]]


def _remove(world: World, playlist: Playlist, entries: list[Entry], document: dict[str, Any]) -> None:
    position = _position(document["position"], len(entries))
    del entries[position : position + int(document.get("length", 1))]


def _move(world: World, playlist: Playlist, entries: list[Entry], document: dict[str, Any]) -> None:
    start, length = _position(document["from"], len(entries)), int(document.get("length", 1))
    before = _position(document["before"], len(entries))
    block = entries[start : start + length]
    del entries[start : start + length]
    at = before if before <= start else max(start, before - len(block))
    entries[at:at] = block


def _duplicate(world: World, playlist: Playlist, entries: list[Entry], document: dict[str, Any]) -> None:
    entry = entries[_position(document["position"], len(entries) - 1)]
    to = _position(document.get("to", len(entries)), len(entries))
    entries.insert(to, Entry(entry.uri, int(world.clock.now()), str(document.get("by", playlist.owner))))


def _vanish(world: World, playlist: Playlist, entries: list[Entry], document: dict[str, Any]) -> None:
    position = _position(document["position"], len(entries) - 1)
    entries[position] = replace(entries[position], uri=None)


def _position(value: Any, most: int) -> int:
    if not isinstance(value, int) or not 0 <= value <= most:
        raise ValueError(f"a position between 0 and {most} is expected, not {value!r}")
    return value


_CHANGES: dict[str, Callable[[World, Playlist, list[Entry], dict[str, Any]], None]] = {
    "insert": _insert,
    "remove": _remove,
    "move": _move,
    "duplicate": _duplicate,
    "vanish": _vanish,
}

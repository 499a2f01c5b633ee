"""Playlists as a whole: reading one, creating, changing details."""

from dataclasses import replace
from html import escape
from typing import Any
from unicodedata import normalize

from playwarden.sandbox.api.entries import entry_page, page_bytes
from playwarden.sandbox.drawing import is_id
from playwarden.sandbox.exchange import JSON_TYPE, Answer, Refusal, dumped, json_answer
from playwarden.sandbox.fields import parsed
from playwarden.sandbox.playlists import MOST_PLAYLISTS, Details, Playlist, Revision
from playwarden.sandbox.routing import Call, Route

_DETAILS = ("name", "description", "public", "collaborative")
_MOST_NAME = 100
_MOST_DESCRIPTION = 300
_FIRST_ENTRIES = 100
_MOSAIC_SIZES = (640, 300, 60)


def wanted_playlist(call: Call) -> Playlist:
    """The playlist the path names. Raises Refusal 400 for what is no id, 404 for what is none of ours."""
    playlist_id = call.parts[0]
    if not is_id(playlist_id):
        raise Refusal(400, "Invalid base62 id")
    playlist = call.world.playlist(playlist_id)
    if playlist is None:
        raise Refusal(404, "Resource not found")
    return playlist


def editable_playlist(call: Call) -> Playlist:
    """The playlist the path names, if this account and token may change it. Raises Refusal 403."""
    playlist = wanted_playlist(call)
    if not call.world.may_edit(playlist, call.account):
        raise Refusal(403, "You cannot perform this action on a playlist you do not own.")
    call.need("playlist-modify-public" if playlist.newest.details.public else "playlist-modify-private")
    return playlist


def escaped(description: str) -> str:
    """A description as the Web API answers it; names are not treated so."""
    return escape(description).replace("/", "&#x2F;")


def short_playlist(call: Call, playlist: Playlist) -> dict[str, Any]:
    """A playlist as lists show it: details, total and snapshot id each as late as the quirks say."""
    quirks, settled, now = call.quirks, call.world.settled, call.now
    call.world.take_in_covers(now)
    revision = playlist.seen(now, quirks.list_lag + quirks.details_lag, settled)
    shape = _head(call, playlist, revision, playlist.seen_snapshot(now, quirks, settled, behind=quirks.list_lag))
    if not quirks.list_descriptions:
        shape["description"] = ""
    reference = {"href": f"{call.shapes.api}/playlists/{playlist.id}/items", "total": revision.content.total}
    shape["items"] = reference
    if call.extended:
        shape["tracks"] = {**reference, "href": f"{call.shapes.api}/playlists/{playlist.id}/tracks"}
    behind = max(quirks.list_lag, quirks.single_lag)
    playlist.settle(now, behind + max(quirks.details_lag, quirks.snapshot_lag, quirks.items_lag), settled)
    return shape


def full_playlist(call: Call, playlist: Playlist) -> dict[str, Any]:
    """A playlist with its first entries, which only owners and collaborators get in development mode."""
    shape = _full_head(call, playlist)
    if call.extended:
        page = entry_page(call, playlist, "items", limit=_FIRST_ENTRIES, offset=0)
        shape["tracks"] = page
        shape["items"] = page
    elif call.world.may_edit(playlist, call.account):
        shape["items"] = entry_page(call, playlist, "items", limit=_FIRST_ENTRIES, offset=0)
    return shape


def _full_head(call: Call, playlist: Playlist) -> dict[str, Any]:
    """What a full playlist says beside its entries: the newest details, unless single reads lag."""
    behind = call.quirks.single_lag
    snapshot_id = playlist.seen_snapshot(call.now, call.quirks, call.world.settled, behind=behind)
    shape = _head(call, playlist, seen_alone(call, playlist), snapshot_id)
    if call.extended:
        shape["followers"] = {"href": None, "total": len(playlist.followers)}
    return shape


def seen_alone(call: Call, playlist: Playlist) -> Revision:
    """The state that a read of this playlist alone shows."""
    call.world.take_in_covers(call.now)
    return playlist.seen(call.now, call.quirks.single_lag, call.world.settled)


def _head(call: Call, playlist: Playlist, revision: Revision, snapshot_id: str) -> dict[str, Any]:
    details = revision.details
    owner = call.world.account(playlist.owner)
    return {
        "collaborative": details.collaborative,
        "description": escaped(details.description),
        "external_urls": {"spotify": f"https://open.spotify.com/playlist/{playlist.id}"},
        "href": f"{call.shapes.api}/playlists/{playlist.id}",
        "id": playlist.id,
        "images": pictures(call, revision),
        "name": details.name,
        "owner": call.shapes.owner(playlist.owner, owner.display_name if owner is not None else None),
        "primary_color": None,
        "public": details.public,
        "snapshot_id": snapshot_id,
        "type": "playlist",
        "uri": playlist.uri,
    }


def pictures(call: Call, revision: Revision) -> list[dict[str, Any]]:
    """The custom cover, else a mosaic of the first four albums, else the first album's cover, else nothing."""
    origin = call.shapes.origin
    cover = revision.details.cover
    if cover is not None:
        return [{"height": None, "url": f"{origin}/image/{cover}", "width": None}]
    albums = revision.content.mosaic(call.world.album_of)
    if len(albums) == 4:
        key = "".join(albums)
        return [{"height": size, "url": f"{origin}/mosaic/{size}/{key}", "width": size} for size in _MOSAIC_SIZES]
    if albums:
        return [{"height": None, "url": f"{origin}/image/ab67616d00001e02{albums[0]}", "width": None}]
    return []


def _read(call: Call) -> Answer:
    playlist = wanted_playlist(call)
    if wanted := call.text("fields"):
        group = parsed(wanted)
        whole = group.wants("items") or group.wants("tracks")
        return json_answer(group.of(full_playlist(call, playlist) if whole else _full_head(call, playlist)))
    if call.text("market"):
        return json_answer(full_playlist(call, playlist))
    return Answer(200, _full_bytes(call, playlist), JSON_TYPE)


def _full_bytes(call: Call, playlist: Playlist) -> bytes:
    """The full playlist put together from remembered items: the common case, and the fast one."""
    whole = dumped(_full_head(call, playlist))[:-1]
    if call.extended:
        page = page_bytes(call, playlist, "items", limit=_FIRST_ENTRIES, offset=0)
        return whole + b',"tracks":' + page + b',"items":' + page + b"}"
    if not call.world.may_edit(playlist, call.account):
        return whole + b"}"
    return whole + b',"items":' + page_bytes(call, playlist, "items", limit=_FIRST_ENTRIES, offset=0) + b"}"


def created(call: Call) -> Answer:
    """Creates a playlist for the caller. Without a description it gets the text "null"."""
    document = _document(call)
    name = document.get("name")
    if not isinstance(name, str) or not name:
        raise Refusal(400, "Missing required field: name")
    public = _flag(document, "public", default=True)
    collaborative = _flag(document, "collaborative", default=False)
    call.need("playlist-modify-public" if public else "playlist-modify-private")
    if len(call.account.playlists) >= MOST_PLAYLISTS:
        raise Refusal(403, "Too many playlists")
    nothing = "null" if call.quirks.null_description else ""
    description = document.get("description")
    details = Details(name, nothing if description is None else str(description), public, collaborative)
    _check_texts(call, details)
    playlist = call.world.create_playlist(call.account, details)
    return json_answer(full_playlist(call, playlist), 201)


def _change(call: Call) -> Answer:
    """Changes details. An empty description is refused: one cannot be taken away again."""
    playlist = wanted_playlist(call)
    if playlist.owner != call.account.id:
        raise Refusal(403, "You cannot perform this action on a playlist you do not own.")
    before = playlist.newest.details
    document = _document(call)
    public = _flag(document, "public", default=before.public)
    call.need("playlist-modify-public" if before.public or public else "playlist-modify-private")
    after = replace(before, public=public, collaborative=_flag(document, "collaborative", default=before.collaborative))
    if (name := document.get("name")) is not None:
        if not isinstance(name, str) or not name:
            raise Refusal(400, "Invalid playlist name")
        after = replace(after, name=name)
    if (description := document.get("description")) is not None:
        if not isinstance(description, str) or not description:
            raise Refusal(400, "Invalid playlist description")
        after = replace(after, description=description)
    if call.quirks.normalise_texts:
        after = replace(after, name=_normalised(after.name), description=_normalised(after.description))
    _check_texts(call, after)
    call.world.writing(playlist, tuple(name for name in _DETAILS if document.get(name) is not None))
    if after != before:
        call.world.revise(playlist, details=after)
    return Answer(200)


def _normalised(text: str) -> str:
    return normalize("NFC", text).rstrip()


def _document(call: Call) -> dict[str, Any]:
    document = call.request.json()
    if not isinstance(document, dict):
        raise Refusal(400, "Error parsing JSON.")
    return document


def _flag(document: dict[str, Any], name: str, *, default: bool) -> bool:
    value = document.get(name)
    if value is None:
        return default
    if not isinstance(value, bool):
        raise Refusal(400, f"Invalid value for {name}")
    return value


def _check_texts(call: Call, details: Details) -> None:
    if details.collaborative and details.public:
        raise Refusal(400, "Collaborative playlists can only be private")
    if len(details.name) > _MOST_NAME:
        raise Refusal(400, "Playlist name too long")
    if len(details.description) > _MOST_DESCRIPTION:
        raise Refusal(400, "Playlist description too long")
    if "\n" in details.name or "\n" in details.description:
        raise Refusal(400, "Line breaks are not allowed")
    texts = f"{details.name}\n{details.description}".lower()
    if any(refused.lower() in texts for refused in call.quirks.refused_texts):
        raise Refusal(400, "Text not allowed")


def _created_for_user(call: Call) -> Answer:
    if call.parts[0] != call.account.id:
        raise Refusal(403, "You cannot create a playlist for another user.")
    return created(call)


ROUTES = (
    Route("GET", "/playlists/{id}", _read),
    Route("PUT", "/playlists/{id}", _change),
    Route("POST", "/users/{id}/playlists", _created_for_user, removed=True),
)

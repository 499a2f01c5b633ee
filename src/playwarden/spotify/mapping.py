"""Wire to domain: heads, entries and tracks, texts unescaped exactly once."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from playwarden.domain.catalogue import Album, Artist, Track
from playwarden.domain.library import Head
from playwarden.domain.playlist import Entry
from playwarden.engine.ports.target import HeadsPage, ItemsPage, PlayablePage, Reading
from playwarden.kit.ids import PlaylistId
from playwarden.kit.text import unescaped
from playwarden.spotify.wire import (
    Document,
    Paging,
    contents,
    flag,
    held,
    moment,
    number,
    paging,
    picture_url,
    rows,
    table,
    text,
)

_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?", re.ASCII)


def head(value: object) -> Head | None:
    """A playlist of a list page or a single read; None for null and for what has no id."""
    document = table(value)
    playlist_id = text(document, "id")
    if not playlist_id:
        return None
    owner = table(document.get("owner"))
    description = text(document, "description")
    inside = contents(document)
    return Head(
        id=PlaylistId(playlist_id),
        name=text(document, "name") or "",
        owner_id=text(owner, "id") or "",
        owner_name=text(owner, "display_name"),
        snapshot_id=text(document, "snapshot_id") or "",
        total=None if inside is None else number(inside, "total"),
        description=None if description is None else unescaped(description),
        public=flag(document, "public"),
        collaborative=flag(document, "collaborative") or False,
        cover_url=picture_url(document.get("images")),
        followers=number(table(document.get("followers")), "total"),
    )


def heads_page(value: object, *, offset: int) -> HeadsPage:
    page = paging(value)
    heads = tuple(found for row in page.rows if (found := head(row)) is not None)
    return HeadsPage(offset=offset, total=_total(page, offset), heads=heads)


def entry(value: object) -> Entry:
    """One line of a playlist; null, or a line without content, is an unavailable entry."""
    document = table(value)
    inside = held(document)
    return Entry(
        uri=None if inside is None else uri_of(inside),
        added_at=moment(document, "added_at"),
        added_by=text(table(document.get("added_by")), "id") or None,
    )


def uri_of(document: Document) -> str | None:
    """The URI that stands in the list. A relinked track names the one it stands for in `linked_from`."""
    linked = text(table(document.get("linked_from")), "uri")
    uri = linked or text(document, "uri")
    if uri:
        return uri
    kind, item_id = text(document, "type"), text(document, "id")
    return f"spotify:{kind}:{item_id}" if kind in ("track", "episode") and item_id else None


def track(value: object) -> Track | None:
    """A track, an episode or a local file; None for null and where only its URI was asked for."""
    document = table(value)
    uri, name = uri_of(document), text(document, "name")
    if uri is None or name is None:
        return None
    kind = "local" if uri.startswith("spotify:local:") else "episode" if uri.startswith("spotify:episode:") else "track"
    return Track(
        uri=uri,
        name=name,
        kind=kind,
        artists=_artists(document, kind),
        album=_album(document.get("album") or document.get("show")),
        duration_ms=number(document, "duration_ms"),
        isrc=text(table(document.get("external_ids")), "isrc") or None,
        explicit=flag(document, "explicit"),
    )


def tracks(values: Iterable[object]) -> tuple[Track, ...]:
    """The tracks among the values, each once."""
    found: dict[str, Track] = {}
    for value in values:
        if (known := track(value)) is not None:
            found.setdefault(known.uri, known)
    return tuple(found.values())


def release_date(value: object) -> str | None:
    """A year, a month or a day; None for anything else (`0000` is sent where nobody knows)."""
    return value if isinstance(value, str) and _DATE.fullmatch(value) and not value.startswith("0000") else None


def items_page(value: object, *, offset: int) -> ItemsPage:
    page = paging(value)
    return ItemsPage(
        offset=offset,
        total=_total(page, offset),
        entries=tuple(entry(row) for row in page.rows),
        tracks=_tracks_of(page.rows),
    )


def playable_page(value: object, *, offset: int) -> PlayablePage:
    """What a market plays at each place; None where that is not told, as for what is gone."""
    page = paging(value)
    inside = [held(table(row)) for row in page.rows]
    return PlayablePage(
        offset=offset,
        total=_total(page, offset),
        places=tuple((None, None) if one is None else (uri_of(one), flag(one, "is_playable")) for one in inside),
    )


def reading(value: object) -> Reading | None:
    """A playlist's own read; None when the answer is no playlist."""
    found = head(value)
    if found is None:
        return None
    inside = contents(table(value))
    if inside is None or not isinstance(inside.get("items"), list):
        return Reading(found, None)
    listed = rows(inside["items"])
    return Reading(found, tuple(entry(row) for row in listed), _tracks_of(listed))


def _total(page: Paging, offset: int) -> int:
    """Where it is not provided: what was seen so far, and one more when there is a next page."""
    return page.total if page.total is not None else offset + len(page.rows) + page.more


def _tracks_of(listed: Sequence[Any]) -> tuple[Track, ...]:
    return tracks(held(table(row)) for row in listed)


def _artists(document: Document, kind: str) -> tuple[Artist, ...]:
    """Episodes carry a make-believe artist (the show, without a name) where a track has its artists."""
    found = tuple(
        Artist(text(artist, "id"), name)
        for artist in map(table, rows(document.get("artists")))
        if (name := text(artist, "name"))
    )
    if not found and kind == "episode" and (publisher := text(table(document.get("show")), "publisher")):
        return (Artist(None, publisher),)
    return found


def _album(value: object) -> Album | None:
    document = table(value)
    name = text(document, "name")
    if name is None:
        return None
    return Album(
        text(document, "id"), name, picture_url(document.get("images")), release_date(document.get("release_date"))
    )

"""By which keys lists are kept that sources need, and how long they are good for."""

from datetime import date, datetime, timedelta
from typing import Any

from playwarden.domain.catalogue import Album
from playwarden.domain.rules.given import Need
from playwarden.engine.ports.sources import Group

FRESH = timedelta(hours=20)
"""Lists read within this time are not read again: a daily refresh reads each once a day. An album's tracks stay."""
FOLLOWED = "followed"


def simple_key(need: Need) -> str | None:
    """The key of a need that is one list of tracks; None: it is made of others."""
    match need.kind:
        case "saved":
            return "saved"
        case "top":
            return f"top {need.of}"
        case "search":
            return f"search {need.days} {need.of}"
        case "album":
            return album_key(need.of)
    return None


def album_key(uri: str) -> str:
    """An album's tracks; `uri` is the album's."""
    return f"album {uri}"


def newest_key(artist: str, group: Group) -> str:
    """The newest albums of an artist, as far back as somebody asked."""
    return f"albums {group} {artist}"


def whole_key(artist: str, group: Group) -> str:
    """All albums of an artist."""
    return f"discography {group} {artist}"


def groups_of(need: Need) -> tuple[Group, ...]:
    """The groups of albums that a need asks for."""
    every: tuple[Group, ...] = ("album", "single")
    return tuple(group for group in every if group in need.groups.split(","))


def fresh(read_at: datetime, now: datetime) -> bool:
    """Whether a list read then need not be read again; one that a clock set back left in the future is not."""
    return timedelta(0) <= now - read_at < FRESH


def album_row(album: Album) -> list[Any]:
    """As a list of albums holds it."""
    return [f"spotify:album:{album.id}", album.name, album.cover_url, album.release_date]


def album_of(row: list[Any]) -> Album:
    """The album of such a row."""
    uri, name, cover, released = row
    return Album(uri.rpartition(":")[2], name, cover, released)


def released_on(text: str | None) -> date:
    """The first day that `1981`, `1981-12` or `1981-12-15` may mean; long ago where nothing is told."""
    parts = (text or "").split("-")
    try:
        year, month, day = (*map(int, parts), *(1, 1, 1)[len(parts) :])
        return date(year, month, day)
    except ValueError:
        return date.min

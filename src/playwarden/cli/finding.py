"""`playwarden find`: everything mirrored by the beginnings of its words, and where one thing stands."""

import re
from typing import Annotated, Any

import typer
from rich.console import RenderableType

from playwarden.cli.door import door, named
from playwarden.cli.options import Json
from playwarden.cli.screen import moment, screen, table, when
from playwarden.kit.text import counted

Document = dict[str, Any]

_ONE = re.compile(
    r"(?:spotify:|https?://open\.spotify\.com/(?:intl-[a-z]+/)?)(track|episode|artist|album)[:/]([0-9A-Za-z]+)"
)


def find(
    words: Annotated[
        list[str],
        typer.Argument(metavar="WORDS...", help="Beginnings of words, a link or URI of Spotify, or an ISRC."),
    ],
    most: Annotated[
        int, typer.Option("--most", metavar="NUMBER", help="At most so many of each kind.", min=1, max=50)
    ] = 8,
    json: Json = False,
) -> None:
    """Find what is called like that, over everything mirrored. Costs no call."""
    text = " ".join(words)
    one = _ONE.match(text.strip())
    if one is not None:
        screen.answer(*_standing(one[1], one[2]))
        return
    found = door().get("/find", q=text, most=most)
    told = [drawn for kind, draw in _DRAWN.items() if found[kind] for drawn in draw(found[kind])]
    more = f"There is more: {', '.join(found['more'])}. `--most 50` shows them." if found["more"] else None
    screen.answer(found, *(told or ["Nothing here is called like that."]), *([more] if more else []))


def _standing(kind: str, key: str) -> tuple[Document, RenderableType, RenderableType]:
    """Where one thing stands."""
    path = named("tracks", f"spotify:{kind}:{key}") if kind in ("track", "episode") else named(f"{kind}s", key)
    found: Document = door().get(path)
    titles = {track["uri"]: _title(track) for track in found["tracks"]}
    rows = [
        (
            holder["playlist"]["id"],
            holder["playlist"]["name"],
            f"{place['position']:,} of {holder['length']:,}",
            when(moment(place["added_at"]))[:10],
            titles.get(place["uri"], place["uri"]),
        )
        for holder in found["holders"]
        for place in holder["places"]
    ]
    head = f"{found['name']}: in {counted(len(found['holders']), 'playlist')}"
    columns = ("playlist", "name", "place", "since", "track")
    return found, head, table(columns, rows, right=("place",)) if rows else "No playlist holds it now."


def _title(track: Document) -> str:
    artists = ", ".join(artist["name"] for artist in track["artists"])
    return f"{artists} - {track['name']}" if artists else str(track["name"])


def _playlists(rows: list[Document]) -> list[RenderableType]:
    drawn = [
        (row["id"], row["name"], "" if row["total"] is None else f"{row['total']:,}", row["owner"]) for row in rows
    ]
    return ["Playlists", table(("id", "name", "entries", "owner"), drawn, right=("entries",))]


def _tracks(rows: list[Document]) -> list[RenderableType]:
    drawn = [(row["name"], row["credit"], row["album"] or "", f"{row['playlists']:,}", row["uri"]) for row in rows]
    return ["Tracks", table(("title", "artists", "album", "playlists", "uri"), drawn, right=("playlists",))]


def _artists(rows: list[Document]) -> list[RenderableType]:
    return ["Artists", _groups("artist", rows)]


def _albums(rows: list[Document]) -> list[RenderableType]:
    return ["Albums", _groups("album", rows)]


def _groups(kind: str, rows: list[Document]) -> RenderableType:
    drawn = [(row["name"], f"{row['tracks']:,}", f"spotify:{kind}:{row['id']}") for row in rows]
    return table(("name", "known tracks", "uri"), drawn, right=("known tracks",))


def _placements(rows: list[Document]) -> list[RenderableType]:
    drawn = [
        (row["id"], row["title"] or "details", row["playlist"], when(moment(row["from_at"])), row["state"], row["note"])
        for row in rows
    ]
    return ["Placements", table(("id", "what", "playlist", "from", "state", "note"), drawn)]


_DRAWN = {
    "playlists": _playlists,
    "tracks": _tracks,
    "artists": _artists,
    "albums": _albums,
    "placements": _placements,
}

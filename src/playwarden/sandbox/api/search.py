"""Search with Spotify's field filters, over the names of the catalogue."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from playwarden.sandbox.api.paging import kept_parameters, page
from playwarden.sandbox.api.playlists import short_playlist
from playwarden.sandbox.catalogue import Catalogue
from playwarden.sandbox.clock import stamp
from playwarden.sandbox.exchange import Answer, Refusal, json_answer
from playwarden.sandbox.music import Album, Artist, Track
from playwarden.sandbox.routing import Call, Route

T = TypeVar("T")

_FIELDS = ("track", "artist", "album", "isrc", "upc", "year", "genre", "tag")
_FILTER = re.compile(rf"\b({'|'.join(_FIELDS)}):", re.IGNORECASE)
_MOST_OFFSET = 1000
_TWO_WEEKS = 14 * 86_400
_LEAST_SHARE = 0.6
"""Of plain words that a track has to hold."""


def words(text: str) -> list[str]:
    """A text as lower-case words of any script, without accents and signs."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return re.findall(r"[^\W_]+", re.sub("['’]", "", bare))


@dataclass(slots=True)
class Query:
    """What is searched for: free words, and words that one field must hold."""

    free: list[str] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, text: str) -> "Query":
        """`lantern artist:"Maja Okafor" year:1999-2004`; a value reaches to the next filter, or to its quote."""
        query = cls()
        pieces = _FILTER.split(text)
        query.free = words(pieces[0])
        for name, value in zip(pieces[1::2], pieces[2::2], strict=True):
            value = value.strip()
            if value.startswith('"') and (end := value.find('"', 1)) > 0:
                query.free += words(value[end + 1 :])
                value = value[1:end]
            query.fields[name.lower()] = value
        return query

    def holds_year(self, released: str) -> bool:
        """Whether a release date lies in the year or years asked for."""
        if (wanted := self.fields.get("year")) is None:
            return True
        first, _, last = wanted.partition("-")
        year = released[:4]
        return first.strip() <= year <= (last.strip() or first.strip())


class _Index:
    """The words of every track, album and artist, made at the first search."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.tracks: list[tuple[Track, frozenset[str], frozenset[str], frozenset[str]]] = []
        self.by_word: dict[str, list[int]] = {}
        albums: dict[str, Album] = {}
        artists: dict[str, frozenset[str]] = {}
        for track in catalogue.tracks():
            albums.setdefault(track.album.id, track.album)
            name = frozenset(words(track.name))
            by = frozenset().union(*(_remembered(artists, artist) for artist in track.artists))
            on = frozenset(words(track.album.name))
            for word in name | by | on:
                self.by_word.setdefault(word, []).append(len(self.tracks))
            self.tracks.append((track, name, by, on))
        self.albums = [
            (
                album,
                frozenset(words(album.name)),
                frozenset().union(*(_remembered(artists, each) for each in album.artists)),
            )
            for album in albums.values()
        ]
        self.artists = [(artist, frozenset(words(artist.name))) for artist in catalogue.artists()]

    def candidates(
        self, wanted: Iterable[str]
    ) -> Iterable[tuple[Track, frozenset[str], frozenset[str], frozenset[str]]]:
        """Tracks that hold all the words somewhere."""
        lists = [self.by_word.get(word, []) for word in wanted]
        if not lists:
            return self.tracks
        lists.sort(key=len)
        left = set(lists[0]).intersection(*lists[1:])
        return [self.tracks[number] for number in sorted(left)]

    def near(self, wanted: Iterable[str]) -> list[tuple[int, Track, frozenset[str]]]:
        """Tracks that hold most of the words somewhere, with how many they lack: plain words find what is like them,
        too. How near it has to be Spotify does not say; this is ours.
        """
        asked = set(wanted)
        held = Counter(number for word in asked for number in self.by_word.get(word, ()))
        least = max(1, round(_LEAST_SHARE * len(asked)))
        return [(len(asked) - count, *self.tracks[number][:2]) for number, count in held.items() if count >= least]


def _remembered(known: dict[str, frozenset[str]], artist: Artist) -> frozenset[str]:
    if artist.id not in known:
        known[artist.id] = frozenset(words(artist.name))
    return known[artist.id]


_INDEXES: WeakKeyDictionary[object, _Index] = WeakKeyDictionary()


def _index(catalogue: Catalogue) -> _Index:
    if catalogue.music not in _INDEXES:
        _INDEXES[catalogue.music] = _Index(catalogue)
    return _INDEXES[catalogue.music]


def _find_tracks(call: Call, query: Query) -> list[Track]:
    index, fields = _index(call.world.catalogue), query.fields
    if "upc" in fields or "tag" in fields:
        return []
    if (isrc := fields.get("isrc")) is not None:
        wanted = isrc.replace("-", "").upper()
        found = list(call.world.catalogue.twins(wanted))
        return sorted(found, key=lambda track: -track.popularity)
    if query.free and not fields:
        return _near(call, index, query.free)
    name, by, on = (words(fields.get(each, "")) for each in ("track", "artist", "album"))
    genre = fields.get("genre", "").strip('"').lower()
    hits = [
        (track, names)
        for track, names, artists, albums in index.candidates([*query.free, *name, *by, *on])
        if names.issuperset(name)
        and artists.issuperset(by)
        and albums.issuperset(on)
        and query.holds_year(track.album.released)
        and (not genre or any(genre in each.genres for each in track.artists))
    ]
    exact = set(name or query.free)
    hits.sort(key=lambda hit: (hit[1] != exact, -hit[0].popularity, hit[0].id))
    return [track for track, _ in hits if not call.world.catalogue.is_lost(track)]


def _near(call: Call, index: _Index, wanted: Sequence[str]) -> list[Track]:
    """What holds all the words comes first, of these what is called just so, of these what is heard most."""
    exact = set(wanted)
    hits = sorted(index.near(wanted), key=lambda hit: (hit[0], hit[2] != exact, -hit[1].popularity, hit[1].id))
    return [track for _, track, _ in hits if not call.world.catalogue.is_lost(track)]


def _find_albums(call: Call, query: Query) -> list[Album]:
    index, fields = _index(call.world.catalogue), query.fields
    if "isrc" in fields or "track" in fields:
        return []
    name, by = words(fields.get("album", "")), words(fields.get("artist", ""))
    newest = stamp(call.now - _TWO_WEEKS)[:10] if fields.get("tag", "").strip().lower() == "new" else ""
    hits = [
        album
        for album, names, artists in index.albums
        if names.issuperset(name)
        and artists.issuperset(by)
        and (names | artists).issuperset(query.free)
        and query.holds_year(album.released)
        and album.released >= newest
        and ("upc" not in fields or album.upc == fields["upc"].strip())
    ]
    return sorted(hits, key=lambda album: (-album.popularity, album.id))


def _find_artists(call: Call, query: Query) -> list[Artist]:
    if set(query.fields) - {"artist", "genre"}:
        return []
    wanted = [*query.free, *words(query.fields.get("artist", ""))]
    genre = query.fields.get("genre", "").strip('"').lower()
    hits = [
        artist
        for artist, names in _index(call.world.catalogue).artists
        if names.issuperset(wanted) and (not genre or genre in artist.genres)
    ]
    return sorted(hits, key=lambda artist: (-artist.popularity, artist.id))


def _search(call: Call) -> Answer:
    """At most 10 of a kind in development mode, 5 unless asked; offset and limit end at 1,000."""
    text = call.text("q").strip()
    if not text:
        raise Refusal(400, "No search query")
    kinds = [kind for kind in call.text("type").split(",") if kind]
    if not kinds or any(kind not in _FINDERS for kind in kinds):
        raise Refusal(400, "Missing parameter type" if not kinds else "Bad search type field")
    most, default = (50, 20) if call.extended else (10, 5)
    limit = call.number("limit", default, 1, most)
    offset = call.number("offset", 0, 0, _MOST_OFFSET)
    query = Query.read(text)
    return json_answer({kind + "s": _page(call, kind, query, limit, offset) for kind in kinds})


def _page(call: Call, kind: str, query: Query, limit: int, offset: int) -> dict[str, Any]:
    total, written = _FINDERS[kind](call, query)
    total = min(total, _MOST_OFFSET + limit)
    kept = {"q": call.text("q"), "type": kind, **kept_parameters(call, "market")}
    return page(call, "/search", total, written(slice(offset, min(total, offset + limit))), limit, offset, kept)


Hits = tuple[int, Callable[[slice], list[Any]]]
"""How many were found, and what writes a part of them as JSON."""


def _hits(found: Sequence[T], write: Callable[[T], Any]) -> Hits:
    return len(found), lambda part: [write(each) for each in found[part]]


def _track_hits(call: Call, query: Query) -> Hits:
    market = call.text("market")
    return _hits(_find_tracks(call, query), lambda track: call.shapes.track(track, market))


def _playlist_hits(call: Call, query: Query) -> Hits:
    """The caller's own public lists: others' are not for development mode to find."""
    mine = [call.world.playlist(each) for each in call.account.playlists]
    public = [each for each in mine if each is not None and each.newest.details.public]
    found = [each for each in public if set(words(each.newest.details.name)).issuperset(query.free)]
    return _hits(found, lambda playlist: short_playlist(call, playlist))


def _show_hits(call: Call, query: Query) -> Hits:
    shows = [each for each in call.world.catalogue.shows() if set(words(each.name)).issuperset(query.free)]
    return _hits(shows, call.shapes.show)


def _episode_hits(call: Call, query: Query) -> Hits:
    episodes = [each for each in call.world.catalogue.episodes() if set(words(each.name)).issuperset(query.free)]
    return _hits(episodes, call.shapes.short_episode)


_FINDERS: dict[str, Callable[[Call, Query], Hits]] = {
    "track": _track_hits,
    "album": lambda call, query: _hits(_find_albums(call, query), call.shapes.album),
    "artist": lambda call, query: _hits(_find_artists(call, query), call.shapes.artist),
    "playlist": _playlist_hits,
    "show": _show_hits,
    "episode": _episode_hits,
}

ROUTES = (Route("GET", "/search", _search),)

"""A catalogue and playlists read from a file of real playlists; what the file does not say is drawn from the ids."""

import gzip
import json
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from random import Random
from typing import Any

from playwarden.sandbox.catalogue import Catalogue
from playwarden.sandbox.drawing import Ids, chance
from playwarden.sandbox.music import Album, Artist, Track
from playwarden.sandbox.words import GENRES, LABELS, MARKETS


@dataclass(frozen=True, slots=True)
class ArchivedPlaylist:
    """One real playlist: its id, texts and the ids of its tracks in order."""

    id: str
    name: str
    description: str
    track_ids: tuple[str, ...]


class ArchivedCatalogue(Catalogue):
    """The artists, albums and tracks that real playlists name."""

    def __init__(self, seed: int, ids: Ids, path: Path) -> None:
        super().__init__(seed, ids)
        self._artists: dict[str, Artist] = {}
        self._albums: dict[str, Album] = {}
        self._tracks: dict[str, Track] = {}
        self._by_artist: dict[str, list[Album]] = {}
        self.playlists: list[ArchivedPlaylist] = []
        for place, document in enumerate(_documents(path)):
            try:
                self._add_playlist(document)
            except (KeyError, TypeError, AttributeError):
                raise ValueError(
                    f"{path}: playlist {place + 1} is not id, name and tracks with artists and albums"
                ) from None
        self._all = list(self._tracks.values())
        if not self._all:
            raise ValueError(f"{path}: no playlist in it names a track")

    def _find_track(self, track_id: str) -> Track | None:
        return self._tracks.get(track_id)

    def album(self, album_id: str) -> Album | None:
        return self._albums.get(album_id)

    def artist(self, artist_id: str) -> Artist | None:
        return self._artists.get(artist_id)

    def albums_of(self, artist: Artist) -> list[Album]:
        releases = self._by_artist.get(artist.id, [])
        return sorted(sorted(releases, key=lambda album: album.released, reverse=True), key=lambda album: album.kind)

    def draw(self, chance_: Random) -> Track:
        return self._all[int(len(self._all) * chance_.random())]

    def artists(self) -> Iterable[Artist]:
        return self._artists.values()

    def tracks(self) -> Iterable[Track]:
        return self._all

    def _add_playlist(self, document: dict[str, Any]) -> None:
        track_ids = tuple(self._add(line["track"]) for line in document["tracks"])
        description = unescape(document.get("description") or "")
        self.playlists.append(ArchivedPlaylist(document["id"], document["name"], description, track_ids))

    def _add(self, line: dict[str, Any]) -> str:
        track_id: str = line["id"]
        if track_id in self._tracks:
            return track_id
        number = zlib.crc32(track_id.encode())
        artists = tuple(self._artist_of(each) for each in line["artists"])
        album = self._album_of(line["album"], artists)
        track = Track(
            id=track_id,
            name=line["name"],
            artists=artists,
            album=album,
            number=len(album.tracks) + 1,
            duration_ms=line.get("duration_ms_rounded") or 180_000,
            explicit=number % 11 == 0,
            isrc=_isrc(number),
            popularity=number % 90,
            closed_in=frozenset(MARKETS[number % 20 : number % 20 + 4]) if number % 17 == 0 else frozenset(),
        )
        album.tracks.append(track)
        self._tracks[track_id] = track
        return track_id

    def _artist_of(self, line: dict[str, Any]) -> Artist:
        if (artist := self._artists.get(line["id"])) is None:
            dice = chance(self._seed, line["id"])
            artist = Artist(line["id"], line["name"], tuple(dice.sample(GENRES, 2)), dice.randint(1, 90))
            self._artists[artist.id] = artist
        return artist

    def _album_of(self, line: dict[str, Any], artists: tuple[Artist, ...]) -> Album:
        if (album := self._albums.get(line["id"])) is None:
            dice = chance(self._seed, line["id"])
            album = Album(
                id=line["id"],
                name=line["name"],
                artists=artists[:1],
                kind="single" if dice.random() < 0.3 else "album",
                released=f"{dice.randint(1970, 2021)}-{dice.randint(1, 12):02d}-{dice.randint(1, 28):02d}",
                label=dice.choice(LABELS),
                upc=f"{dice.randrange(10**12):012d}",
                popularity=dice.randint(0, 90),
            )
            self._albums[album.id] = album
            if artists:
                self._by_artist.setdefault(artists[0].id, []).append(album)
        return album


def _isrc(number: int) -> str:
    """A code of the right form for a recording whose own is not known."""
    country = ("GB", "US", "DE", "SE")[number % 4]
    return f"{country}X{chr(65 + number // 4 % 26)}X{number // 104 % 27:02d}{number // 2808 % 100_000:05d}"


def _documents(path: Path) -> list[dict[str, Any]]:
    """The playlists of a file, gzipped or plain. Raises OSError when there is no reading it, else ValueError."""
    raw = path.read_bytes()
    try:
        documents = json.loads(gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw)
    except (gzip.BadGzipFile, EOFError, zlib.error, ValueError) as error:
        raise ValueError(f"{path}: neither JSON nor gzipped JSON ({error})") from None
    if not isinstance(documents, list):
        raise ValueError(f"{path}: expected a list of playlists")  # noqa: TRY004 - a wrong file, not a wrong call
    return documents

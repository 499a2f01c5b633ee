"""A catalogue that is made up from a seed, one artist at a time, when somebody asks for it."""

import threading
from collections.abc import Callable, Iterable
from functools import lru_cache
from random import Random

from playwarden.sandbox.catalogue import Catalogue
from playwarden.sandbox.drawing import ALBUM, ARTIST, TRACK, Ids, chance
from playwarden.sandbox.music import Album, Artist, Track
from playwarden.sandbox.words import ADJECTIVES, FAMILY, GENRES, GIVEN, LABELS, MARKETS, NOUNS, TAILS, VERBS

ARTISTS = 500
_TRACKS_EACH = 256
_ALBUMS_EACH = 32


class Stock:
    """The music of one seed, pressed artist by artist when somebody asks; never changed, so it can be shared."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self.ids = Ids(seed)
        self._lock = threading.RLock()
        self._artists: dict[int, Artist] = {}
        self._albums: dict[int, list[Album]] = {}
        self._tracks: dict[str, Track] = {}

    def track(self, track_id: str) -> Track | None:
        """The track of this id."""
        if (track := self._tracks.get(track_id)) is None:
            number = self.ids.number(TRACK, track_id)
            if number is not None and number < ARTISTS * _TRACKS_EACH:
                self.releases(number // _TRACKS_EACH)
                track = self._tracks.get(track_id)
        return track

    def artist(self, number: int) -> Artist:
        """The n-th artist, well-known ones first."""
        if (artist := self._artists.get(number)) is None:
            dice = chance(self._seed, "artist", number)
            name = (
                f"{dice.choice(GIVEN)} {dice.choice(FAMILY)}"
                if dice.random() < 0.5
                else f"{'The ' if dice.random() < 0.4 else ''}{dice.choice(ADJECTIVES)} {dice.choice(NOUNS)}"
            )
            made = Artist(
                id=self.ids.name(ARTIST, number),
                name=name,
                genres=tuple(dice.sample(GENRES, 2)),
                popularity=max(1, 90 - number // 6 - dice.randint(0, 9)),
            )
            artist = self._artists.setdefault(number, made)
        return artist

    def releases(self, number: int) -> list[Album]:
        """All releases of the n-th artist."""
        if (albums := self._albums.get(number)) is None:
            with self._lock:
                if (albums := self._albums.get(number)) is None:
                    albums = _Press(self._seed, number, self.ids, self.artist).releases()
                    for album in albums:
                        for track in album.tracks:
                            self._tracks[track.id] = track
                    self._albums[number] = albums
        return albums


@lru_cache(maxsize=4)
def stock(seed: int) -> Stock:
    """The music of a seed, shared by the sandboxes of this process."""
    return Stock(seed)


class MadeUpCatalogue(Catalogue):
    """500 artists with some 13,000 tracks; every tenth recording is out twice, under two ids and one ISRC."""

    def __init__(self, seed: int, ids: Ids) -> None:
        super().__init__(seed, ids)
        self._stock = stock(seed)

    @property
    def music(self) -> object:
        return self._stock

    def _find_track(self, track_id: str) -> Track | None:
        return self._stock.track(track_id)

    def album(self, album_id: str) -> Album | None:
        number = self.ids.number(ALBUM, album_id)
        if number is None or number >= ARTISTS * _ALBUMS_EACH:
            return None
        releases = self._stock.releases(number // _ALBUMS_EACH)
        return next((album for album in releases if album.id == album_id), None)

    def artist(self, artist_id: str) -> Artist | None:
        number = self.ids.number(ARTIST, artist_id)
        return self._stock.artist(number) if number is not None and number < ARTISTS else None

    def albums_of(self, artist: Artist) -> list[Album]:
        number = self.ids.number(ARTIST, artist.id)
        return self._stock.releases(number) if number is not None else []

    def draw(self, chance_: Random) -> Track:
        releases = self._stock.releases(int(ARTISTS * chance_.random() ** 2))
        return chance_.choice(chance_.choice(releases).tracks)

    def artists(self) -> Iterable[Artist]:
        return [self._stock.artist(number) for number in range(ARTISTS)]

    def tracks(self) -> Iterable[Track]:
        for number in range(ARTISTS):
            for album in self._stock.releases(number):
                yield from album.tracks


class _Press:
    """Makes one artist's releases."""

    def __init__(self, seed: int, number: int, ids: Ids, artist: Callable[[int], Artist]) -> None:
        self._dice = chance(seed, "releases", number)
        self._number = number
        self._ids = ids
        self._artist_of = artist
        self._artist = artist(number)
        self._made = 0
        self._albums = 0

    def releases(self) -> list[Album]:
        """Albums before singles, newest first in each."""
        albums = [self._release("album", self._dice.randint(6, 12)) for _ in range(self._dice.randint(1, 4))]
        singles = [self._release("single", self._dice.randint(1, 2)) for _ in range(self._dice.randint(0, 3))]
        for album in albums:
            if self._dice.random() < 0.6:
                singles.append(self._single_of(self._dice.choice(album.tracks)))
        return [*sorted(albums, key=_released, reverse=True), *sorted(singles, key=_released, reverse=True)]

    def _release(self, kind: str, size: int) -> Album:
        dice = self._dice
        album = self._album(kind, f"{dice.choice(ADJECTIVES)} {dice.choice(NOUNS)}")
        for index in range(size):
            artists: tuple[Artist, ...] = (self._artist,)
            if dice.random() < 0.12 and (guest := self._artist_of(dice.randrange(ARTISTS))) is not self._artist:
                artists = (self._artist, guest)
            self._press(album, index + 1, self._title(), artists, dice.randint(95_000, 380_000), self._isrc())
        return album

    def _single_of(self, track: Track) -> Album:
        """A recording that is out a second time: what relinking answers where the first is closed."""
        album = self._album("single", track.name)
        self._press(album, 1, track.name, track.artists, track.duration_ms, track.isrc)
        return album

    def _album(self, kind: str, name: str) -> Album:
        dice = self._dice
        album = Album(
            id=self._ids.name(ALBUM, self._number * _ALBUMS_EACH + self._albums),
            name=name,
            artists=(self._artist,),
            kind=kind,
            released=f"{dice.randint(1994, 2026)}-{dice.randint(1, 10):02d}-{dice.randint(1, 28):02d}",
            label=dice.choice(LABELS),
            upc=f"{dice.randrange(10**12):012d}",
            popularity=max(0, self._artist.popularity - dice.randint(0, 20)),
        )
        self._albums += 1
        return album

    def _press(
        self, album: Album, position: int, name: str, artists: tuple[Artist, ...], duration_ms: int, isrc: str
    ) -> None:
        dice = self._dice
        luck = dice.random()
        closed = (
            frozenset(MARKETS) if luck < 0.01 else frozenset(dice.sample(MARKETS, 6)) if luck < 0.06 else frozenset()
        )
        album.tracks.append(
            Track(
                id=self._ids.name(TRACK, self._number * _TRACKS_EACH + self._made),
                name=name,
                artists=artists,
                album=album,
                number=position,
                duration_ms=duration_ms,
                explicit=dice.random() < 0.1,
                isrc=isrc,
                popularity=max(0, album.popularity - dice.randint(0, 25)),
                closed_in=closed,
            )
        )
        self._made += 1

    def _title(self) -> str:
        dice = self._dice
        kind = dice.randrange(4)
        if kind == 0:
            return f"{dice.choice(VERBS)} {dice.choice(TAILS)}"
        if kind == 1:
            return f"{dice.choice(ADJECTIVES)} {dice.choice(NOUNS)}"
        if kind == 2:
            return f"{dice.choice(NOUNS)} {dice.choice(TAILS)}"
        return f"{dice.choice(VERBS)} {dice.choice(ADJECTIVES)} {dice.choice(NOUNS)}"

    def _isrc(self) -> str:
        country = self._dice.choice(("GB", "US", "DE", "SE", "FR"))
        return (
            f"{country}P{self._dice.choice('ABCDEFGH')}{self._dice.randint(0, 26):02d}{self._dice.randrange(10**5):05d}"
        )


def _released(album: Album) -> str:
    return album.released

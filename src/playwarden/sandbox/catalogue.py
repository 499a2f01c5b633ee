"""Everything that can be played, found by id and by ISRC; made up from a seed, or read from a file."""

from collections.abc import Iterable
from random import Random
from weakref import WeakKeyDictionary

from playwarden.sandbox.drawing import EPISODE, SHOW, Ids, chance
from playwarden.sandbox.music import Album, Artist, Episode, Show, Track
from playwarden.sandbox.words import SENTENCES, SHOWS

EPISODES_PER_SHOW = 12
_BY_ISRC: WeakKeyDictionary[object, dict[str, list[Track]]] = WeakKeyDictionary()


class Catalogue:
    """What both kinds of catalogue share: shows, availability and the way a track finds its twin.

    A made-up catalogue comes into being artist by artist as it is asked; `everything` forces it whole.
    """

    def __init__(self, seed: int, ids: Ids) -> None:
        self._seed = seed
        self.ids = ids
        self._shows: dict[str, Show] = {}
        self._episodes: dict[str, Episode] = {}
        self._unavailable: dict[str, frozenset[str]] = {}
        self._lost: set[str] = set()
        for number, name in enumerate(SHOWS):
            self._add_show(number, name)

    def track(self, track_id: str) -> Track | None:
        """The track of this id, unless it is lost."""
        return None if track_id in self._lost else self._find_track(track_id)

    def _find_track(self, track_id: str) -> Track | None:
        raise NotImplementedError

    @property
    def music(self) -> object:
        """What never changes of it: the key of whatever is worked out from names and codes."""
        return self

    def album(self, album_id: str) -> Album | None:
        """The album of this id."""
        raise NotImplementedError

    def artist(self, artist_id: str) -> Artist | None:
        """The artist of this id."""
        raise NotImplementedError

    def albums_of(self, artist: Artist) -> list[Album]:
        """An artist's releases: albums before singles, newest first in each."""
        raise NotImplementedError

    def draw(self, chance_: Random) -> Track:
        """Some track; well-known ones come oftener."""
        raise NotImplementedError

    def artists(self) -> Iterable[Artist]:
        """All artists."""
        raise NotImplementedError

    def tracks(self) -> Iterable[Track]:
        """All tracks."""
        raise NotImplementedError

    def episode(self, episode_id: str) -> Episode | None:
        """The episode of this id."""
        return self._episodes.get(episode_id)

    def show(self, show_id: str) -> Show | None:
        """The show of this id."""
        return self._shows.get(show_id)

    def shows(self) -> list[Show]:
        """All shows."""
        return list(self._shows.values())

    def episodes(self) -> list[Episode]:
        """All episodes."""
        return list(self._episodes.values())

    def close(self, track_id: str, markets: Iterable[str]) -> None:
        """Makes a track unavailable in some markets from now on, in the place of what was drawn for it."""
        self._unavailable[track_id] = frozenset(markets)

    def lose(self, track_id: str) -> None:
        """Takes a track out of the catalogue: entries that named it have no item any more."""
        self._lost.add(track_id)

    def is_lost(self, track: Track) -> bool:
        """Whether a track was taken out of the catalogue."""
        return track.id in self._lost

    def closed_in(self, track: Track) -> frozenset[str]:
        """The markets that cannot play a track."""
        return self._unavailable.get(track.id, track.closed_in) if self._unavailable else track.closed_in

    def relinked(self, track: Track, market: str) -> tuple[Track, bool]:
        """What a market plays in a track's place: itself, a twin of the same ISRC, or itself with False."""
        if market not in self.closed_in(track):
            return track, True
        for twin in self.twins(track.isrc):
            if market not in self.closed_in(twin):
                return twin, True
        return track, False

    def twins(self, isrc: str) -> list[Track]:
        """All releases of one recording."""
        if self.music not in _BY_ISRC:
            by_isrc: dict[str, list[Track]] = {}
            for track in self.tracks():
                by_isrc.setdefault(track.isrc, []).append(track)
            _BY_ISRC[self.music] = by_isrc
        return [track for track in _BY_ISRC[self.music].get(isrc, []) if not self.is_lost(track)]

    def _add_show(self, number: int, name: str) -> None:
        dice = chance(self._seed, "show", number)
        show = Show(self.ids.name(SHOW, number), name, "Low Tide Audio", f"{name}: talk about music.")
        for index in range(EPISODES_PER_SHOW):
            sentence = dice.choice(SENTENCES).format(mood="listening", owner=name)
            episode = Episode(
                id=self.ids.name(EPISODE, number * EPISODES_PER_SHOW + index),
                name=f"{name} #{index + 1}",
                show=show,
                released=f"2026-{index % 12 + 1:02d}-{dice.randint(1, 28):02d}",
                duration_ms=dice.randint(1_200, 4_200) * 1000,
                description=sentence,
            )
            show.episodes.append(episode)
            self._episodes[episode.id] = episode
        self._shows[show.id] = show

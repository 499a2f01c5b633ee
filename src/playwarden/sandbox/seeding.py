"""The playlists and libraries that exist before anybody comes: drawn from the seed when looked at."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

from playwarden.sandbox.archive import ArchivedCatalogue, ArchivedPlaylist
from playwarden.sandbox.catalogue import Catalogue
from playwarden.sandbox.drawing import PLAYLIST, Ids, chance, hashed
from playwarden.sandbox.people import Account
from playwarden.sandbox.playlists import Content, Details, Entry, Playlist
from playwarden.sandbox.settings import SandboxSettings
from playwarden.sandbox.words import FAMILY, GIVEN, KINDS, MARKETS, MOODS, SENTENCES

DEFAULT_PLAYLISTS = 24
_NUMBERS_EACH = 1 << 20
_DAY = 86_400
_COLLABORATIVE = 13


def seeded_account(seed: int, number: int) -> Account:
    """The n-th listener, counted from 1: `listener1`."""
    dice = chance(seed, "account", number)
    return Account(
        number=number,
        id=f"listener{number}",
        account_id=hashed(28, seed, "account-id", number),
        display_name=f"{dice.choice(GIVEN)} {dice.choice(FAMILY)}",
        country=dice.choice(MARKETS),
    )


class Seeding:
    """Knows what every account starts with, without holding it."""

    def __init__(self, settings: SandboxSettings, catalogue: Catalogue, ids: Ids, born: float) -> None:
        self._settings = settings
        self._catalogue = catalogue
        self._ids = ids
        self._born = int(born)
        self._archived = catalogue.playlists if isinstance(catalogue, ArchivedCatalogue) else []

    def owned(self, account: int) -> list[tuple[str, Callable[[], Playlist]]]:
        """What an account owns at first: ids with how each playlist is made."""
        found: list[tuple[str, Callable[[], Playlist]]] = []
        for index, archived in enumerate(self._archived[account - 1 :: self._settings.accounts]):
            found.append((archived.id, self._from_archive(archived, account, index)))
        for number in range(self._made_up(account) - len(found)):
            found.append((self._playlist_id(account, number), self._from_nothing(account, number)))
        return found

    def followed(self, account: int) -> list[str]:
        """Ids of others' playlists an account follows at first."""
        settings = self._settings
        if settings.accounts < 2:
            return []
        found = []
        for step in range(self._followed()):
            owner = (account + step // 2) % settings.accounts + 1
            if owner == account:
                owner = owner % settings.accounts + 1
            theirs = self.owned(owner)
            if theirs:
                collaborative = step == 0 and len(theirs) > _COLLABORATIVE and not self._archived
                playlist_id = theirs[_COLLABORATIVE if collaborative else (account * 7 + step * 5) % len(theirs)][0]
                if playlist_id not in found:
                    found.append(playlist_id)
        return found

    def neighbours(self, owner: int) -> list[int]:
        """The accounts that may follow an owner's lists at first: those just before it, in a circle."""
        reach = min(self._settings.accounts - 1, self._followed() // 2 + 2)
        return [(owner - 1 - step) % self._settings.accounts + 1 for step in range(1, reach + 1)]

    def _archived_owner(self, playlist_id: str) -> int | None:
        """Whose a playlist of the archive is."""
        for index, archived in enumerate(self._archived):
            if archived.id == playlist_id:
                return index % self._settings.accounts + 1
        return None

    def owner_of(self, playlist_id: str) -> int | None:
        """Whose a seeded playlist is, from its id alone."""
        number = self._ids.number(PLAYLIST, playlist_id)
        if number is not None and 1 <= number // _NUMBERS_EACH <= self._settings.accounts:
            return number // _NUMBERS_EACH
        return self._archived_owner(playlist_id)

    def saved(self, account: int) -> dict[str, float]:
        """What an account has in its library at first, newest first: tracks, albums, followed artists."""
        dice = chance(self._settings.seed, "library", account)
        when = float(self._born)
        found: dict[str, float] = {}
        for _ in range(dice.randint(20, 140)):
            when -= dice.randint(600, 3 * _DAY)
            track = self._catalogue.draw(dice)
            kind = dice.random()
            found.setdefault(
                track.uri if kind < 0.7 else track.album.uri if kind < 0.85 else track.artists[0].uri, when
            )
        return found

    def _followed(self) -> int:
        settings = self._settings
        if settings.accounts < 2:
            return 0
        total = settings.playlists_per_account if settings.playlists_per_account is not None else DEFAULT_PLAYLISTS
        return min(settings.followed_per_account, total // 4)

    def _made_up(self, account: int) -> int:
        settings = self._settings
        if settings.playlists_per_account is None:
            return 0 if self._archived else DEFAULT_PLAYLISTS - self._followed()
        return settings.playlists_per_account - self._followed()

    def _playlist_id(self, account: int, number: int) -> str:
        return self._ids.name(PLAYLIST, account * _NUMBERS_EACH + number)

    def _from_archive(self, archived: ArchivedPlaylist, account: int, index: int) -> Callable[[], Playlist]:
        def make() -> Playlist:
            seed = self._settings.seed
            dice = chance(seed, "archived", archived.id)
            at = self._born - dice.randint(200, 2_000) * _DAY
            owner = f"listener{account}"

            def entries() -> Iterator[Entry]:
                when = at
                for track_id in archived.track_ids:
                    when = min(when + dice.randint(60, 3 * _DAY), self._born - 60)
                    yield Entry("spotify:track:" + track_id, when, owner)

            content = Content(tuple(entries()))
            details = Details(archived.name, archived.description, public=index % 5 != 4)
            return Playlist(archived.id, owner, f"{seed}", details, content, at)

        return make

    def _from_nothing(self, account: int, number: int) -> Callable[[], Playlist]:
        return _MadeUp(
            self._settings.seed, account, number, self._playlist_id(account, number), self._catalogue, self._born
        ).playlist


@dataclass(frozen=True, slots=True)
class _MadeUp:
    """One made-up playlist. Its number decides its oddities, so that every account has some of each."""

    seed: int
    account: int
    number: int
    playlist_id: str
    catalogue: Catalogue
    born: int

    def playlist(self) -> Playlist:
        dice = chance(self.seed, "playlist", self.account, self.number)
        mood = dice.choice(MOODS)
        owner = f"listener{self.account}"
        description = "" if dice.random() < 0.2 else dice.choice(SENTENCES).format(mood=mood.lower(), owner=owner)
        collaborative = self.number % 20 == _COLLABORATIVE
        total = max(1, min(900, int(dice.lognormvariate(3.7, 0.9)))) if self.number else 120
        at = self.born - dice.randint(30, 1_500) * _DAY
        details = Details(
            name=f"{mood} {dice.choice(KINDS)}",
            description=description,
            public=not collaborative and dice.random() < 0.75,
            collaborative=collaborative,
        )
        total += self._oddities()
        content = Content(total=total, draw=lambda: self._entries(total, at, owner))
        return Playlist(self.playlist_id, owner, f"{self.seed}", details, content, at)

    def _oddities(self) -> int:
        return {2: 3, 3: 3, 4: 2, 5: 2}.get(self.number % 10, 0)

    def _entries(self, total: int, at: int, owner: str) -> Iterator[Entry]:
        """Tracks of some artists; with duplicates, local files, episodes or vanished items by the playlist's number."""
        dice = chance(self.seed, "entries", self.account, self.number)
        odd = self._odd_places(dice, total)
        when = at
        step = max(1, (self.born - at) // (total + 1))
        first: str | None = None
        for position in range(total):
            when += dice.randrange(step) + 1
            uri: str | None
            if position in odd:
                uri = self._odd(dice, position, first)
            else:
                uri = self.catalogue.draw(dice).uri
                first = first or uri
            yield Entry(uri, min(when, self.born - 60), owner)

    def _odd_places(self, dice: Random, total: int) -> set[int]:
        return set(dice.sample(range(1, total), self._oddities())) if total > self._oddities() else set()

    def _odd(self, dice: Random, position: int, first: str | None) -> str | None:
        kind = self.number % 10
        if kind == 2:
            return first
        if kind == 3:
            return f"spotify:local:Garage+Days:Demos:Take+{position}%21:{dice.randint(90, 400)}"
        if kind == 4:
            return dice.choice(self.catalogue.episodes()).uri
        return None

"""The player: who listens to what, when; a listener's habits drawn from the seed, playing through playlists."""

from dataclasses import dataclass
from random import Random

from playwarden.sandbox.drawing import chance
from playwarden.sandbox.people import Account
from playwarden.sandbox.playlists import LOCAL, Playlist
from playwarden.sandbox.world import World

DAY = 86_400
LEAST_SECONDS = 30
_MOST_DAYS_BACK = 30
_KEPT_DAYS = 4_000


@dataclass(frozen=True, slots=True)
class Play:
    """One stretch of listening: an item from `started` to `ended` (seconds since 1970), out of a context.

    `shown_at` is when recently-played shows it, None for never.
    """

    uri: str
    started: float
    ended: float
    context: str
    shown_at: float | None

    @property
    def counts(self) -> bool:
        """Recently-played holds tracks heard for more than half a minute; no episodes, no local files."""
        return self.ended - self.started > LEAST_SECONDS and self.uri.startswith("spotify:track:")


@dataclass(frozen=True, slots=True)
class Override:
    """What an account plays from `since` on instead of following its habits: plays in order, then silence."""

    since: float
    plays: tuple[Play, ...]
    advert: bool = False


class Player:
    """All listeners' players. A day is drawn once, when first looked at, from the playlists as they are then."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._days: dict[tuple[int, int], tuple[Play, ...]] = {}
        self._overrides: dict[int, list[Override]] = {}

    def now_playing(self, account: Account, now: float) -> tuple[Play | None, bool]:
        """What plays at this moment, and whether an advert does."""
        override = self._override(account, now)
        if override is not None and override.advert:
            return None, True
        today = int(now // DAY)
        candidates = (
            [*self._day(account, today - 1), *self._day(account, today)] if override is None else override.plays
        )
        return next((play for play in candidates if play.started <= now < play.ended), None), False

    def recent(self, account: Account, now: float) -> list[Play]:
        """The last 50 plays that show by now, newest first."""
        found: list[Play] = []
        for override in self._overrides.get(account.number, []):
            found += [play for play in override.plays if self._shows(play, now)]
        today = int(now // DAY)
        for day in range(today, today - _MOST_DAYS_BACK, -1):
            found += [
                play
                for play in self._day(account, day)
                if self._shows(play, now) and not self._overridden(account, play)
            ]
            if len(found) >= 50:
                break
        return sorted(found, key=lambda play: -play.ended)[:50]

    def play(self, account: Account, playlist: Playlist, position: int, now: float) -> None:
        """From now on the account hears a playlist from a position to its end, then silence."""
        dice = chance(self._world.settings.seed, "override", account.number, int(now))
        uris = [entry.uri for entry in playlist.entries[position:] if entry.uri is not None]
        self._set(
            account, Override(now, tuple(self._through(uris, playlist.uri, now, float("inf"), dice, skips=False)))
        )

    def fall_silent(self, account: Account, now: float, *, advert: bool = False) -> None:
        """From now on nothing plays, or an advert without end."""
        self._set(account, Override(now, (), advert))

    def follow_habits(self, account: Account) -> None:
        """Forgets every override and what was played by it."""
        self._overrides.pop(account.number, None)

    def _set(self, account: Account, override: Override) -> None:
        earlier = self._overrides.setdefault(account.number, [])
        for index, each in enumerate(earlier):
            earlier[index] = Override(each.since, tuple(_cut(each.plays, override.since)), each.advert)
        earlier.append(override)

    def _override(self, account: Account, now: float) -> Override | None:
        in_force = [each for each in self._overrides.get(account.number, []) if each.since <= now]
        return in_force[-1] if in_force else None

    def _overridden(self, account: Account, play: Play) -> bool:
        override = self._overrides.get(account.number)
        return bool(override) and play.ended > override[0].since if override else False

    def _shows(self, play: Play, now: float) -> bool:
        if not play.counts or play.shown_at is None:
            return False
        late = self._world.quirks.play_delay
        return (play.shown_at if late else play.ended) <= now

    def _day(self, account: Account, day: int) -> tuple[Play, ...]:
        key = (account.number, day)
        if key not in self._days:
            if len(self._days) > _KEPT_DAYS:
                self._days.clear()
            self._days[key] = tuple(self._drawn_day(account, day))
        return self._days[key]

    def _drawn_day(self, account: Account, day: int) -> list[Play]:
        """Sessions of a day: commuters' mornings, long evenings, later at weekends; each runs through one playlist."""
        dice = chance(self._world.settings.seed, "plays", account.number, day)
        weekend = (day + 3) % 7 >= 5
        hours = sorted(dice.sample((9, 11, 14, 16, 19, 21) if weekend else (7, 8, 12, 17, 20, 22), dice.randint(1, 4)))
        favourites = self._favourites(account)
        plays: list[Play] = []
        for hour in hours:
            start = day * DAY + hour * 3600 + dice.randint(0, 3000)
            if plays and start <= plays[-1].ended:
                continue
            if not favourites:
                continue
            playlist = favourites[int(len(favourites) * dice.random() ** 2)]
            uris = [entry.uri for entry in playlist.entries if entry.uri is not None]
            if not uris:
                continue
            first = dice.randrange(len(uris)) if dice.random() < 0.5 else 0
            end = start + dice.randint(8, 100) * 60
            plays += self._through([*uris[first:], *uris[:first]], playlist.uri, start, end, dice, skips=True)
        return plays

    def _favourites(self, account: Account) -> list[Playlist]:
        found = [self._world.playlist(each) for each in account.playlists[:8]]
        return [playlist for playlist in found if playlist is not None]

    def _through(
        self, uris: list[str], context: str, start: float, end: float, dice: Random, *, skips: bool
    ) -> list[Play]:
        plays = []
        at = start
        for uri in uris:
            if at >= end:
                break
            length = self._seconds(uri)
            heard = dice.randint(3, 40) if skips and dice.random() < 0.18 else length
            heard = min(heard, length)
            plays.append(Play(uri, at, at + heard, context, self._shown_at(at + heard, dice)))
            at += heard
        return plays

    def _shown_at(self, ended: float, dice: Random) -> float | None:
        luck = dice.random()
        delay = self._world.settings.quirks.play_delay
        if luck < 0.01:
            return None
        return ended + (dice.randint(3_600, 6 * 3_600) if luck < 0.03 else delay * dice.uniform(0.5, 1.5))

    def _seconds(self, uri: str) -> float:
        if uri.startswith(LOCAL):
            return 180.0
        if uri.startswith("spotify:episode:"):
            episode = self._world.catalogue.episode(uri[16:])
            return episode.duration_ms / 1000 if episode is not None else 0.0
        track = self._world.catalogue.track(uri[14:])
        return track.duration_ms / 1000 if track is not None else 0.0


def _cut(plays: tuple[Play, ...], at: float) -> list[Play]:
    """Plays up to a moment; the one that runs then ends there."""
    kept = []
    for play in plays:
        if play.ended <= at:
            kept.append(play)
        elif play.started < at:
            kept.append(Play(play.uri, play.started, at, play.context, None if play.shown_at is None else at + 20))
    return kept

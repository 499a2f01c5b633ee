"""The sandbox's whole state: who is there, what they have, and what time it is."""

from collections.abc import Callable, Iterable
from functools import partial

from playwarden.sandbox.archive import ArchivedCatalogue
from playwarden.sandbox.catalogue import Catalogue
from playwarden.sandbox.clock import SandboxClock
from playwarden.sandbox.drawing import Ids, base62, hashed
from playwarden.sandbox.madeup import MadeUpCatalogue
from playwarden.sandbox.people import Account, App
from playwarden.sandbox.playlists import Content, Details, Entry, Playlist
from playwarden.sandbox.seeding import Seeding, seeded_account
from playwarden.sandbox.settings import SandboxSettings, client_id, client_secret


def _nobody(*_: object) -> None:
    """Where nobody wants to be told."""


class World:
    """Accounts and playlists come into being when somebody asks for them; one thread only touches it."""

    def __init__(self, settings: SandboxSettings) -> None:
        self.settings = settings
        self.quirks = settings.quirks
        self.clock = SandboxClock(settings.start, settings.rate)
        self.born = self.clock.now() if settings.born is None else settings.born
        self.ids = Ids(settings.seed)
        self.catalogue: Catalogue = (
            ArchivedCatalogue(settings.seed, self.ids, settings.catalogue)
            if settings.catalogue is not None
            else MadeUpCatalogue(settings.seed, self.ids)
        )
        self.seeding = Seeding(settings, self.catalogue, self.ids, self.born)
        self.apps: dict[str, App] = {}
        self.settled = 0
        self.covers: dict[str, bytes] = {}
        self.forms: dict[str, tuple[int, int]] = {}
        """Covers that are served in another size and quality than the quirks say, by key."""
        self.gone: set[str] = set()
        """Playlists that were deleted for good, and are not found any more."""
        self.expecting: dict[str, Playlist] = {}
        """Playlists with uploads that have not appeared yet."""
        self.changed: Callable[[Playlist, float], None] = _nobody
        """Told of every change of a playlist, with its moment."""
        self.writing: Callable[[Playlist, tuple[str, ...]], None] = _nobody
        """Told before a call of the Web API writes these details of a playlist."""
        self._sequence = 0
        self._accounts: dict[str, Account] = {}
        self._account_ids = [f"listener{number}" for number in range(1, settings.accounts + 1)]
        self._playlists: dict[str, Playlist] = {}
        self._seed_apps()

    def account_ids(self) -> list[str]:
        """The user ids of all listeners."""
        return list(self._account_ids)

    def account(self, user_id: str) -> Account | None:
        """The listener of this user id, made with playlists and library when first asked for."""
        if (account := self._accounts.get(user_id)) is None and user_id in self._account_ids:
            number = int(user_id.removeprefix("listener"))
            account = self._accounts[user_id] = seeded_account(self.settings.seed, number)
            owned = [playlist_id for playlist_id, _ in self.seeding.owned(number)]
            followed = self.seeding.followed(number)
            account.playlists = [*owned[:3], *followed, *owned[3:]]
            account.draw_saved = partial(self.seeding.saved, number)
        return account

    def rename_account(self, old_id: str, new_id: str) -> None:
        """Gives a listener another user id, as Spotify may; `account_id` stays. Playlists follow."""
        account = self._accounts.pop(old_id)
        self._account_ids[self._account_ids.index(old_id)] = new_id
        account.id = new_id
        self._accounts[new_id] = account
        for playlist in self._owned_by(account, old_id):
            playlist.owner = new_id
        for app in self.apps.values():
            app.allowlist = [new_id if each == old_id else each for each in app.allowlist]

    def _owned_by(self, account: Account, user_id: str) -> list[Playlist]:
        playlists = [self.playlist(playlist_id) for playlist_id in account.playlists]
        return [playlist for playlist in playlists if playlist is not None and playlist.owner == user_id]

    def _seed_apps(self) -> None:
        settings = self.settings
        needed = settings.apps or max(1, -(-settings.accounts // settings.users_per_app))
        for number in range(1, needed + 1):
            first = (number - 1) * settings.users_per_app
            self.apps[client_id(number)] = App(
                client_id=client_id(number),
                client_secret=client_secret(number),
                name=f"Sandbox app {number}",
                developer=f"dev-{(number - 1) // settings.apps_per_developer + 1}",
                mode=settings.mode,
                redirect_uris=list(settings.redirect_uris),
                allowlist=self._account_ids[first : first + settings.users_per_app],
                users_limit=settings.users_per_app,
                rotate=settings.rotate_refresh_tokens,
            )

    def playlist(self, playlist_id: str) -> Playlist | None:
        """The playlist of this id, made when first asked for."""
        if playlist_id in self.gone:
            return None
        if (playlist := self._playlists.get(playlist_id)) is None:
            owner = self.seeding.owner_of(playlist_id)
            if owner is None:
                return None
            for each_id, make in self.seeding.owned(owner):
                if each_id not in self._playlists:
                    made = self._playlists[each_id] = make()
                    if made.newest.details.collaborative:
                        made.followers.update(self._collaborators(owner, each_id))
            playlist = self._playlists.get(playlist_id)
        return playlist

    def _collaborators(self, owner: int, playlist_id: str) -> list[str]:
        """Seeded collaborators are the accounts that follow the list from the beginning."""
        return [
            f"listener{each}" for each in self.seeding.neighbours(owner) if playlist_id in self.seeding.followed(each)
        ]

    def touched_playlists(self) -> Iterable[Playlist]:
        """Playlists that were written to, by id."""
        return [each for _, each in sorted(self._playlists.items()) if each.touched or each.created_at >= self.born]

    def create_playlist(self, account: Account, details: Details) -> Playlist:
        """A new empty playlist at the top of its owner's list."""
        number = self.next_sequence()
        playlist_id = base62(int(hashed(32, self.settings.seed, "created", number), 16))
        playlist = Playlist(playlist_id, account.id, str(self.settings.seed), details, Content(()), self.clock.now())
        self._playlists[playlist_id] = playlist
        account.playlists.insert(0, playlist_id)
        return playlist

    def keep(self, playlist: Playlist) -> None:
        """Puts a playlist in the place of what was seeded under its id."""
        self._playlists[playlist.id] = playlist

    def resume(self, *, sequence: int) -> None:
        """Goes on counting writes; all that were made so far show at once."""
        self._sequence = self.settled = sequence

    @property
    def sequence(self) -> int:
        """How many writes there were."""
        return self._sequence

    def next_sequence(self) -> int:
        """Numbers all writes."""
        self._sequence += 1
        return self._sequence

    def revise(
        self,
        playlist: Playlist,
        *,
        details: Details | None = None,
        entries: Iterable[Entry] | None = None,
        at: float | None = None,
    ) -> str:
        """Writes to a playlist, now or at a moment that has passed since its last change; the new snapshot id."""
        moment = self.clock.now() if at is None else at
        snapshot_id = playlist.revise(moment, self.next_sequence(), details=details, entries=entries)
        self.changed(playlist, moment)
        return snapshot_id

    def put_cover(self, playlist: Playlist, picture: bytes) -> None:
        """Takes an uploaded cover: it appears later, under a key of its own even when the picture is the same."""
        sequence = self.next_sequence()
        key = "ab67706c0000da84" + hashed(24, self.settings.seed, playlist.id, "cover", sequence)
        self.covers[key] = picture
        now = self.clock.now()
        playlist.revise(now, sequence)
        playlist.pending_covers.append((now + self.quirks.cover_delay, sequence, key))
        self.expecting[playlist.id] = playlist
        self.take_in_covers(now)

    def take_in_covers(self, now: float) -> None:
        """Lets every upload appear whose time has come."""
        for playlist in list(self.expecting.values()):
            for moment in playlist.take_in_covers(now, self.settled):
                self.changed(playlist, moment)
            if not playlist.pending_covers:
                del self.expecting[playlist.id]

    def may_edit(self, playlist: Playlist, account: Account) -> bool:
        """Owners edit, and collaborators of a collaborative list."""
        return playlist.owner == account.id or (
            playlist.newest.details.collaborative and account.id in playlist.followers
        )

    def album_of(self, uri: str) -> str | None:
        """The album id of a track's URI; None for anything else."""
        track = self.catalogue.track(uri[14:]) if uri.startswith("spotify:track:") else None
        return track.album.id if track is not None else None

    def exists(self, uri: str) -> bool:
        """Whether a track or episode of this URI is in the catalogue."""
        if uri.startswith("spotify:track:"):
            return self.catalogue.track(uri[14:]) is not None
        return uri.startswith("spotify:episode:") and self.catalogue.episode(uri[16:]) is not None

    def change_clock(self, *, now: float | None, rate: float | None, advance: float) -> None:
        """Moves the clock; a jump backwards makes everything written so far visible, as nothing may vanish by it."""
        before = self.clock.now()
        self.clock.change(now=now, rate=rate, advance=advance)
        if self.clock.now() < before:
            self.settled = self._sequence

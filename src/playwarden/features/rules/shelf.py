"""What is known here of the lists and facts that rule sets need: read in one session, without a call."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from playwarden.domain.accounts import Dialect, scope_list
from playwarden.domain.library import Relation
from playwarden.domain.rules.given import Heard, Need, Offer
from playwarden.domain.rules.pricing import Extent
from playwarden.engine.observe import reading_cost
from playwarden.engine.ports.library import Mirrored
from playwarden.engine.ports.target import PAGE
from playwarden.features.rules.csv_lists import of_file
from playwarden.features.rules.list_keys import (
    FOLLOWED,
    album_key,
    fresh,
    groups_of,
    newest_key,
    released_on,
    simple_key,
    whole_key,
)
from playwarden.features.rules.wants import Knowing, Want
from playwarden.kit.errors import NotFound
from playwarden.kit.ids import AccountId, PlaylistId
from playwarden.kit.text import counted
from playwarden.store import library, lookup, plays, source_lists
from playwarden.store.models.accounts import Account, App
from playwarden.store.models.catalogue import Artist
from playwarden.store.source_lists import Listed

_SCOPES = {
    "saved": ("user-library-read", "saved tracks"),
    "top": ("user-top-read", "top tracks"),
    "followed": ("user-follow-read", "followed artists"),
}
CHECKED = timedelta(days=6)
"""So long it counts what could be played: a weekly refresh asks anew."""
_READS = (Relation.OWNER, Relation.COLLABORATOR)
_RECONNECT = "Connect the account again: `playwarden accounts connect`."


@dataclass(frozen=True, slots=True)
class Held:
    """A list as far as it is known, and what is to be said about it."""

    want: Want
    offers: tuple[Offer, ...] = ()


class Shelf:
    """For one account, at one moment."""

    def __init__(self, session: Session, account: AccountId, now: datetime, files: Mapping[str, str]) -> None:
        row = session.get(Account, account)
        if row is None or row.state == "removed":
            raise NotFound(f"There is no account '{account}'.", "`playwarden accounts list` names them.")
        self._session = session
        self._account = row
        self._now = now
        self._files = files
        app = session.get(App, row.app_id)
        self.extended = app is not None and app.dialect == Dialect.EXTENDED.value
        self.market = row.market
        self.key = account

    def held(self, need: Need) -> Held:
        """A list that a need asks for; not of another rule set, nor of facts."""
        making: dict[str, Callable[[Need], Held]] = {
            "playlist": self._playlist,
            "saved": self._simple,
            "top": self._simple,
            "search": self._simple,
            "album": self._simple,
            "releases": self._releases,
            "artist": self._artist,
            "plays": self._plays,
            "file": self._file,
        }
        return making[need.kind](need)

    def lists(self, keys: Iterable[str]) -> dict[str, Listed]:
        """Lists as they were read, by their keys."""
        return source_lists.load(self._session, self.key, list(keys))

    def heard(self) -> tuple[dict[str, Heard], datetime | None]:
        """The plays of the account's listener, and since when they are known."""
        known_from = plays.known_from(self._session, self.key)
        if known_from is None:
            return {}, None
        return {uri: Heard(times) for uri, times in plays.heard(self._session, self.key).items()}, known_from

    def reader_of(self, playlist: Mirrored | None) -> AccountId | None:
        """The account through which a playlist's items are read: this one, else another that may; None: nobody."""
        if playlist is None or playlist.relations.get(self.key) in _READS or self.extended:
            return self.key
        able = [account for account, relation in playlist.relations.items() if relation in _READS]
        rows = self._session.execute(select(Account.id).where(Account.id.in_(able), Account.state == "connected"))
        return min((AccountId(found) for (found,) in rows), default=None)

    def artists(self, need: Need) -> list[str]:
        """Whose releases a need asks for, by URI; none where it is not known yet whom the account follows."""
        if need.of != FOLLOWED:
            return [need.of]
        listed = self.lists([FOLLOWED]).get(FOLLOWED)
        return [row[0] for row in listed.rows] if listed else []

    def unchecked(self, playlists: Iterable[PlaylistId]) -> list[tuple[AccountId, PlaylistId, int]]:
        """The playlists of which it was not asked lately what can be played: through which account that is asked, and
        by how many calls. None where the account's country is not known.
        """
        found: list[tuple[AccountId, PlaylistId, int]] = []
        for playlist_id in playlists if self.market is not None else ():
            held = library.mirrored(self._session, playlist_id)
            reader = self.reader_of(held)
            if held is None or held.entries is None or reader is None or self.market is None:
                continue
            uris = {each.uri for each in held.entries if each.uri is not None and each.uri.startswith("spotify:track:")}
            told = lookup.availability(self._session, uris, self.market)
            late = [one for one in told.values() if not timedelta(0) <= self._now - one.checked_at < CHECKED]
            if late or len(told) < len(uris):
                found.append((reader, playlist_id, -(-len(held.entries) // PAGE)))
        return found

    def playable(self, need: Need, playlists: Iterable[PlaylistId]) -> Want:
        """How well it is known what can be played of these playlists."""
        words = "what can be played"
        if self.market is None:
            why = f"In which country {self._account.display_name} listens is not known: tell it under Accounts."
            return Want(need, words, Knowing.UNREAD, why=why)
        calls = sum(cost for _, _, cost in self.unchecked(playlists))
        return Want(need, words, Knowing.OLD if calls else Knowing.KNOWN, calls)

    # -- lists, one by one

    def _playlist(self, need: Need) -> Held:
        playlist_id = PlaylistId(need.of.rpartition(":")[2])
        found = library.mirrored(self._session, playlist_id)
        if found is None:
            why = "It was not seen here yet."
            return Held(Want(need, f"the playlist {playlist_id}", Knowing.UNREAD, 1, why=why))
        words = f"the playlist '{found.details.name}'"
        if found.gone_at is not None:
            gone = "It is in no account's library any more."
            return Held(Want(need, words, Knowing.REFUSED, why=gone, remedy="Take another one."))
        if self.reader_of(found) is None:
            owner = found.owner_name or found.owner_id
            why = f"It belongs to {owner}: what others' playlists hold is not told to an app in development mode."
            return Held(
                Want(need, words, Knowing.REFUSED, why=why, remedy="Take one that you own or work on with others.")
            )
        cost = reading_cost(found.total or 0)
        if found.entries is None:
            return Held(Want(need, words, Knowing.UNREAD, cost))
        offers = tuple(Offer(each.uri, each.added_at) for each in found.entries if each.uri and each.addable)
        state = Knowing.KNOWN if found.current else Knowing.OLD
        extent = Extent(found.total or len(offers))
        return Held(Want(need, words, state, 0 if found.current else cost, extent=extent), offers)

    def _simple(self, need: Need) -> Held:
        key = simple_key(need)
        assert key is not None, "these needs are one list each"
        words = {
            "saved": "saved tracks",
            "top": f"top tracks ({need.of} term)",
            "search": f"a search for '{need.of}'",
            "album": f"the album {need.of}",
        }[need.kind]
        if refused := self._lacks(need, need.kind, words):
            return refused
        listed = self.lists([key]).get(key)
        first = {"search": need.days, "top": 2}.get(need.kind, 1)
        if listed is None:
            return Held(Want(need, words, Knowing.UNREAD, first))
        good = need.kind == "album" or fresh(listed.read_at, self._now)
        cost = 0 if good else 1 if need.kind == "saved" else listed.calls
        state = Knowing.KNOWN if good else Knowing.OLD
        offers = _offers(listed)
        return Held(Want(need, words, state, cost, listed.read_at, extent=Extent(len(offers))), offers)

    def _releases(self, need: Need) -> Held:
        named = "followed artists" if need.of == FOLLOWED else self._artist_name(need.of)
        words = f"releases of {named} within {counted(need.days, 'day')}"
        if need.of == FOLLOWED:
            if refused := self._lacks(need, FOLLOWED, words):
                return refused
            if FOLLOWED not in self.lists([FOLLOWED]):
                why = "Whom the account follows is not known yet; then each artist takes a call for each group."
                return Held(Want(need, words, Knowing.UNREAD, 1, why=why))
        groups = groups_of(need)
        artists = self.artists(need)
        keys = [newest_key(artist, group) for artist in artists for group in groups]
        looked = self.lists(keys)
        since = (self._now - timedelta(days=need.days)).date()
        rows = newest_albums((row for listed in looked.values() for row in listed.rows), since)
        tracks = self.lists(album_key(row[0]) for row in rows)
        old = [key for key in keys if key not in looked or not fresh(looked[key].read_at, self._now)]
        cost = len(old) + sum(album_key(row[0]) not in tracks for row in rows)
        unlooked = sum(key not in looked for key in keys)
        state = Knowing.UNREAD if keys and unlooked == len(keys) else Knowing.OLD if cost else Knowing.KNOWN
        why = f"{unlooked:,} of {len(keys):,} lists of albums were not looked at yet." if unlooked else ""
        earliest = min((listed.read_at for listed in looked.values()), default=None)
        extent = Extent(len(artists), albums=len(rows) if looked else None)
        return Held(Want(need, words, state, cost, earliest, why, extent=extent), self._of_albums(rows, tracks))

    def _artist(self, need: Need) -> Held:
        words = f"all tracks of {self._artist_name(need.of)}"
        keys = [whole_key(need.of, group) for group in ("album", "single")]
        looked = self.lists(keys)
        rows = newest_albums((row for listed in looked.values() for row in listed.rows), date.min)
        tracks = self.lists(album_key(row[0]) for row in rows)
        missing = sum(album_key(row[0]) not in tracks for row in rows)
        if len(looked) < len(keys):
            why = "How many albums there are is not known yet: each takes a call."
            return Held(Want(need, words, Knowing.UNREAD, len(keys), why=why))
        old = [key for key in keys if not fresh(looked[key].read_at, self._now)]
        cost = sum(looked[key].calls for key in old) + missing
        earliest = min(listed.read_at for listed in looked.values())
        offers, state = self._of_albums(rows, tracks), Knowing.OLD if cost else Knowing.KNOWN
        return Held(Want(need, words, state, cost, earliest, extent=Extent(len(offers), albums=len(rows))), offers)

    def _of_albums(self, rows: Sequence[list[Any]], tracks: Mapping[str, Listed]) -> tuple[Offer, ...]:
        """Album by album; each track as of the day on which its album came out."""
        found: list[Offer] = []
        for row in rows:
            listed = tracks.get(album_key(row[0]))
            day = released_on(row[3])
            at = None if day == date.min else datetime(day.year, day.month, day.day, tzinfo=self._now.tzinfo)
            found += [Offer(uri, at) for uri, _ in listed.rows] if listed else []
        return tuple(found)

    def _plays(self, need: Need) -> Held:
        known_from = plays.known_from(self._session, self.key)
        if known_from is None:
            allowed = "user-read-recently-played" in scope_list(self._account.scopes)
            why = f"No play of {self._account.display_name} is known yet."
            remedy = "Plays are collected from the day on which the account was connected: wait for an hour."
            return Held(Want(need, "plays", Knowing.REFUSED, why=why, remedy=remedy if allowed else _RECONNECT))
        why = f"Plays are known from {known_from:%Y-%m-%d} on."
        return Held(Want(need, "plays", Knowing.KNOWN, read_at=known_from, why=why))

    def _file(self, need: Need) -> Held:
        words = f"the file {need.of}"
        if need.of not in self._files:
            why = "The rule set was kept without it."
            return Held(Want(need, words, Knowing.REFUSED, why=why, remedy="Give the file along with the rules."))
        found = of_file(self._session, need.of, self._files[need.of])
        return Held(Want(need, words, Knowing.KNOWN, why=found.words), found.offers)

    def _lacks(self, need: Need, kind: str, words: str) -> Held | None:
        scope, what = _SCOPES.get(kind, ("", ""))
        if not scope or scope in scope_list(self._account.scopes):
            return None
        why = f"{self._account.display_name} did not allow to read {what} ({scope})."
        return Held(Want(need, words, Knowing.REFUSED, why=why, remedy=_RECONNECT))

    def _artist_name(self, uri: str) -> str:
        row = self._session.get(Artist, uri.rpartition(":")[2])
        return row.name if row is not None else f"the artist {uri.rpartition(':')[2]}"


def newest_albums(rows: Iterable[list[Any]], since: date) -> list[list[Any]]:
    """Albums since a day, each once, the newest first."""
    found = {row[0]: row for row in rows if released_on(row[3]) >= since}
    return sorted(found.values(), key=lambda row: (-released_on(row[3]).toordinal(), row[0]))


def _offers(listed: Listed) -> tuple[Offer, ...]:
    return tuple(Offer(uri, datetime.fromisoformat(at) if at else None) for uri, at in listed.rows)

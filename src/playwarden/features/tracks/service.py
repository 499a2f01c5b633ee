"""Answers about tracks for whoever edits a list: local where possible, by calls where that is asked for."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from sqlalchemy import select
from sqlalchemy.orm import Session

from playwarden.domain.calls import Caller, Lane
from playwarden.domain.catalogue import Track
from playwarden.domain.matching import equals
from playwarden.engine.ports.target import PAGE, Target
from playwarden.kit.clock import Clock
from playwarden.kit.errors import Conflict, InputError, NotFound, Refused
from playwarden.kit.ids import AccountId, PlaylistId
from playwarden.store import catalogue, library, lookup, matching
from playwarden.store.database import Database
from playwarden.store.holdings import holders, sight_of
from playwarden.store.models.accounts import Account

MOST_CANDIDATES = 5


@dataclass(frozen=True, slots=True)
class Candidate:
    """What could stand in for a track. `why` is `same ISRC` or `same names`; `playable` None: not known."""

    track: Track
    why: str
    playable: bool | None


@dataclass(frozen=True, slots=True)
class Unplayable:
    """A track of a playlist that could not be played, with what could stand in for it, the surest first."""

    uri: str
    track: Track | None
    checked_at: datetime
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a playlist's tracks in a market: `known` of its `tracks` different ones, the oldest answer at
    `checked_at`, those that could not be played; asking anew takes `calls`. `market` None: the country is not known.
    """

    market: str | None
    tracks: int
    known: int
    calls: int
    checked_at: datetime | None
    unplayable: tuple[Unplayable, ...]


class Tracks:
    """`find` and `standing` cost nothing; `search`, `by_isrc` and `check` say what they take."""

    def __init__(self, database: Database, target: Target, clock: Clock) -> None:
        self._database = database
        self._target = target
        self._clock = clock

    def find(self, text: str, limit: int, among: frozenset[AccountId] | None = None) -> tuple[Track, ...]:
        """Tracks that are known here, by words of their title and artists. `among`: what playlists hold that one of
        these accounts sees or owns; None: all.
        """
        with self._database.read() as session:
            return lookup.matching(session, text, limit, sight_of(session, among))

    def named(self, uris: Sequence[str], among: frozenset[AccountId] | None = None) -> tuple[Track, ...]:
        """The known ones of `uris`, `among` as in `find`."""
        with self._database.read() as session:
            if among is not None:
                holders_of = holders(session, uris, sight_of(session, among))
                uris = sorted(set().union(*holders_of.values()))
            return catalogue.tracks(session, uris)

    def search(self, account: AccountId, words: str) -> tuple[Track, ...]:
        """Asks Spotify: 1 call. What it answers is known from then on. Raises what `Target` raises."""
        return self._kept(self._target.search_words(Caller(account), words))

    def by_isrc(self, account: AccountId, uri: str) -> tuple[Track, ...]:
        """Other tracks that bear the ISRC of `uri`, asked of Spotify: 1 call. Raises NotFound where none is known."""
        known = self.named([uri])
        isrc = known[0].isrc if known else None
        if isrc is None:
            raise NotFound("The recording's code (ISRC) is not known here.", "Search for it by its name.")
        return tuple(track for track in self._kept(self._target.search_isrc(Caller(account), isrc)) if track.uri != uri)

    def standing(self, playlist: PlaylistId, writer: AccountId, market: str | None = None) -> Standing:
        """What is known already. `market` None: the account's country."""
        with self._database.read() as session:
            market = market or session.scalar(select(Account.market).where(Account.id == writer))
            held = library.mirrored(session, playlist)
            entries = (held.entries if held else None) or ()
            uris = sorted({entry.uri for entry in entries if entry.uri is not None and _asked(entry.uri)})
            known = lookup.availability(session, uris, market) if market else {}
            closed = [uri for uri, found in known.items() if not found.playable]
            unplayable = _unplayable(session, closed, market or "", known)
        return Standing(
            market=market,
            tracks=len(uris),
            known=len(known),
            calls=-(-len(entries) // PAGE),
            checked_at=min((found.checked_at for found in known.values()), default=None),
            unplayable=unplayable,
        )

    def check(
        self,
        playlist: PlaylistId,
        writer: AccountId,
        market: str | None = None,
        *,
        lane: Lane = Lane.INTERACTIVE,
        progress: Callable[[str], None] = lambda words: None,
    ) -> Standing:
        """Asks what a market plays of a playlist: a call for each 50 of its entries. Each page is kept as it comes.

        Answers belong to places, since relinked tracks bear other ids: raises Conflict when the list is another than
        the mirror's, InputError without a country, and what `Target` raises.
        """
        with self._database.read() as session:
            market = market or session.scalar(select(Account.market).where(Account.id == writer))
            held = library.mirrored(session, playlist)
        if held is None or held.entries is None:
            raise Refused("The tracks of this playlist were not read yet.", "Read it first.")
        if market is None:
            raise InputError("In which country it is listened to is not known.", "Name one, such as DE.")
        uris = [entry.uri for entry in held.entries]
        here = Counter(uris)
        for offset in range(0, len(uris), PAGE):
            progress(f"asking for {offset + 1} to {min(offset + PAGE, len(uris))} of {len(uris)}")
            page = self._target.playable(Caller(writer, lane), playlist, market, offset=offset)
            wanted = uris[offset : offset + PAGE]
            shifted = any(
                told is not None and told != uri and told in here
                for uri, (told, _) in zip(wanted, page.places, strict=False)
            )
            if page.total != len(uris) or len(page.places) != len(wanted) or shifted:
                raise Conflict("The playlist was changed meanwhile.", "Read it, then ask again.")
            answers = {
                uri: playable
                for uri, (_, playable) in zip(wanted, page.places, strict=True)
                if uri is not None and playable is not None and _asked(uri)
            }
            with self._database.write() as session:
                lookup.remember_availability(session, market, answers, self._clock.now())
        return self.standing(playlist, writer, market)

    def _kept(self, found: tuple[Track, ...]) -> tuple[Track, ...]:
        with self._database.write() as session:
            catalogue.remember_tracks(session, found, self._clock.now())
        return found


def _unplayable(
    session: Session, closed: Sequence[str], market: str, known: Mapping[str, lookup.Playable]
) -> tuple[Unplayable, ...]:
    """Each of `closed` with what could stand in for it, in a few statements however many they are."""
    tracks = {track.uri: track for track in catalogue.tracks(session, sorted(closed))}
    alike = lookup.same_recordings(session, closed)
    named = _same_names(session, [track for track in tracks.values() if track.artists])
    candidates = {}
    for uri in closed:
        surer = {each.uri: (each, "same ISRC") for each in alike.get(uri, ())}
        candidates[uri] = surer | {
            each.uri: (each, "same names") for each in named.get(uri, ()) if each.uri not in surer
        }
    told = lookup.availability(session, {each for found in candidates.values() for each in found}, market)
    shown = {
        uri: [
            Candidate(each, why, told[each.uri].playable if each.uri in told else None) for each, why in found.values()
        ]
        for uri, found in candidates.items()
    }
    return tuple(
        Unplayable(
            uri,
            tracks.get(uri),
            known[uri].checked_at,
            tuple([each for each in shown[uri] if each.playable is not False][:MOST_CANDIDATES]),
        )
        for uri in closed
    )


def _same_names(session: Session, wanted: Sequence[Track]) -> dict[str, list[Track]]:
    """By the URI of each of `wanted` the other known tracks that are the same recording by their names and lengths."""
    names = [matching.named(track) for track in wanted]
    words = matching.known_words(session, names)
    same = {
        track.uri: equals(name, [one for one in found if one[0] != track.uri], words)
        for track, name, found in zip(wanted, names, matching.candidates(session, names), strict=True)
    }
    known = {track.uri: track for track in catalogue.tracks(session, sorted(set(chain(*same.values()))))}
    return {uri: [known[each] for each in found] for uri, found in same.items()}


def _asked(uri: str) -> bool:
    """Whether a country can be asked about it: not about local files."""
    return not uri.startswith("spotify:local:")

"""Finding by words over everything that is mirrored: playlists, tracks, artists, albums, placements. Costs no call."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from playwarden.domain.matching.fold import fold
from playwarden.kit.ids import AccountId
from playwarden.store import words
from playwarden.store.database import Database
from playwarden.store.holdings import Sight, held, planned, sight_of, visible
from playwarden.store.models.catalogue import Album, Artist, Track, TrackArtist
from playwarden.store.models.finding import Holding, Word
from playwarden.store.models.library import Playlist
from playwarden.store.models.placements import Campaign, Placement

LOOKED_AT = 400
"""So many that fit are put into order by how often they are held; those whose name begins with the words come first."""
MOST_ASKED = 8
"""Words of a question that count."""
_LINK = re.compile(
    r"(?:spotify:|https?://open\.spotify\.com/(?:[^/?#]+/)?)(track|episode|artist|album|playlist)[:/]([0-9A-Za-z]+)"
)
_ISRC = re.compile(r"[A-Za-z]{2}[A-Za-z0-9]{3}[0-9]{7}")


@dataclass(frozen=True, slots=True)
class FoundPlaylist:
    """A playlist whose name, description or owner is like that."""

    id: str
    name: str
    owner: str
    total: int | None


@dataclass(frozen=True, slots=True)
class FoundTrack:
    """A track, an episode or a local file; `playlists` is how many hold it now."""

    uri: str
    name: str
    credit: str
    album: str | None
    playlists: int


@dataclass(frozen=True, slots=True)
class FoundGroup:
    """An artist or an album: how many of their tracks are known here."""

    id: str
    name: str
    tracks: int


@dataclass(frozen=True, slots=True)
class FoundPlacement:
    """A placement of a track that is called so, or whose note or campaign is."""

    id: str
    playlist_id: str
    playlist: str
    title: str | None
    from_at: datetime
    until_at: datetime | None
    state: str
    note: str


@dataclass(frozen=True, slots=True)
class Found:
    """What fits, each kind with the best first; `more` names kinds of which there is more."""

    playlists: tuple[FoundPlaylist, ...] = ()
    tracks: tuple[FoundTrack, ...] = ()
    artists: tuple[FoundGroup, ...] = ()
    albums: tuple[FoundGroup, ...] = ()
    placements: tuple[FoundPlacement, ...] = ()
    more: tuple[str, ...] = ()


class Finding:
    """One question; each answer is one snapshot of the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, text: str, *, most: int = 8, among: frozenset[AccountId] | None = None) -> Found:
        """What `text` means: each of its words begins a word of what is found; a link or an ISRC finds that one thing.

        At most `most` of each kind. `among`: of what playlists hold that one of these accounts sees or owns.
        """
        asked = tuple(dict.fromkeys(fold(text).split()[:MOST_ASKED]))
        if not asked:
            return Found()
        with self._database.read() as session:
            looking = _Looking(session, asked, sight_of(session, among), most)
            link = _LINK.search(text)
            if link is not None:
                return looking.linked(link[1], link[2])
            if _ISRC.fullmatch(text.strip()):
                return Found(tracks=looking.recorded(text.strip().upper()))
            return looking.everything()


class _Looking:
    """One question over one snapshot."""

    def __init__(self, session: Session, asked: Sequence[str], sight: Sight | None, most: int) -> None:
        self._session = session
        self._asked = asked
        self._sight = sight
        self._most = most

    def everything(self) -> Found:
        called = self._called("track")
        found: dict[str, Sequence[Any]] = {
            "playlists": self._playlists(),
            "tracks": self._tracks(called),
            "artists": self._groups("artist"),
            "albums": self._groups("album"),
            "placements": self._placements(called),
        }
        cut: dict[str, Any] = {kind: tuple(some[: self._most]) for kind, some in found.items()}
        return Found(**cut, more=tuple(kind for kind, some in found.items() if len(some) > self._most))

    def linked(self, kind: str, key: str) -> Found:
        """What a link leads to, if it is known here."""
        match kind:
            case "playlist":
                query = self._playlist_rows().where(Playlist.id == key)
                return Found(playlists=tuple(_playlist(row) for row in self._session.execute(query)))
            case "artist":
                return Found(artists=tuple(self._group_rows("artist", [key])))
            case "album":
                return Found(albums=tuple(self._group_rows("album", [key])))
            case _:
                return Found(tracks=tuple(self._tracks([(f"spotify:{kind}:{key}", 0)])))

    def recorded(self, isrc: str) -> tuple[FoundTrack, ...]:
        """The tracks of one recording."""
        uris = self._session.scalars(select(Track.uri).where(Track.isrc == isrc)).all()
        return tuple(self._tracks([(uri, 0) for uri in uris])[: self._most])

    def _called(self, kind: words.Kind) -> list[tuple[str, int]]:
        query = words.called(kind, self._asked).order_by(Word.place, Word.key).limit(LOOKED_AT)
        if self._sight is not None and kind == "track":
            query = query.where(held(self._sight, Holding.uri).where(Holding.uri == Word.key).exists())
        places: dict[str, int] = {}
        for key, place in self._session.execute(query):
            places.setdefault(key, place)
        return list(places.items())

    def _tracks(self, called: Sequence[tuple[str, int]]) -> list[FoundTrack]:
        places = dict(called)
        counting = held(self._sight, Holding.uri, func.count()).where(Holding.uri.in_(places)).group_by(Holding.uri)
        counts = {row.uri: int(row[1]) for row in self._session.execute(counting)}
        query = select(Track.uri, Track.folded).where(Track.uri.in_(places))
        whole = " ".join(self._asked)
        ordered = sorted(
            (row for row in self._session.execute(query) if self._sight is None or row.uri in counts),
            key=lambda row: (
                row.folded != whole,
                not row.folded.startswith(whole),
                -counts.get(row.uri, 0),
                places[row.uri],
                row.folded,
                row.uri,
            ),
        )
        best = [row.uri for row in ordered[: self._most + 1]]
        rows = self._session.execute(
            select(Track.uri, Track.name, Track.credit, Album.name.label("album"))
            .outerjoin(Album, Album.id == Track.album_id)
            .where(Track.uri.in_(best))
        )
        found = {row.uri: FoundTrack(row.uri, row.name, row.credit, row.album, counts.get(row.uri, 0)) for row in rows}
        return [found[uri] for uri in best]

    def _groups(self, kind: words.Kind) -> list[FoundGroup]:
        return self._group_rows(kind, [key for key, _ in self._called(kind)])[: self._most + 1]

    def _group_rows(self, kind: words.Kind, keys: Sequence[str]) -> list[FoundGroup]:
        """Those of `keys` with the number of their tracks, the largest first; who sees less is shown what is held."""
        group = Artist if kind == "artist" else Album
        uri: Any = TrackArtist.track_uri if kind == "artist" else Track.uri
        of_group = TrackArtist.artist_id == Artist.id if kind == "artist" else Track.album_id == Album.id
        counting = select(func.count()).where(of_group).correlate(group)
        if self._sight is not None:
            counting = counting.where(held(self._sight, Holding.uri).where(Holding.uri == uri).exists())
        # Counted for each: joined and grouped, PostgreSQL reads the tracks of everybody instead.
        rows = self._session.execute(select(group.id, group.name, counting.scalar_subquery()).where(group.id.in_(keys)))
        whole = " ".join(self._asked)
        found = [FoundGroup(key, name, tracks) for key, name, tracks in rows if tracks]
        return sorted(found, key=lambda one: (fold(one.name) != whole, -one.tracks, fold(one.name), one.id))

    def _playlist_rows(self) -> Any:
        columns = (
            Playlist.id,
            Playlist.name,
            Playlist.description,
            Playlist.owner_name,
            Playlist.owner_id,
            Playlist.total,
        )
        return select(*columns).where(visible(self._sight))

    def _playlists(self) -> list[FoundPlaylist]:
        """There are hundreds: all are looked at, so that a word may stand anywhere in a name."""
        found = []
        whole = " ".join(self._asked)
        for row in self._session.execute(self._playlist_rows()):
            name = fold(row.name)
            text = f"{name} {fold(row.description or '')} {fold(row.owner_name or row.owner_id)}"
            if all(word in text for word in self._asked):
                inside = all(word in name for word in self._asked)
                found.append(((not name.startswith(whole), not inside, name, row.id), _playlist(row)))
        return [playlist for _, playlist in sorted(found, key=lambda pair: pair[0])]

    def _like(self, texts: Select[str, str]) -> list[str]:
        """The keys of the texts in which all words stand; folded here, since no database folds as names are folded."""
        found = (key for key, text in self._session.execute(texts) if all(word in fold(text) for word in self._asked))
        return list(islice(found, LOOKED_AT))

    def _placements(self, called: Sequence[tuple[str, int]]) -> list[FoundPlacement]:
        like = or_(
            Placement.uri.in_([key for key, _ in called]),
            Placement.note.in_(self._like(select(Placement.note, Placement.note).distinct())),
            Placement.campaign_id.in_(self._like(select(Campaign.id, Campaign.name))),
        )
        query = (
            select(Placement, Playlist.name, Track.name.label("title"), Track.credit)
            .join(Playlist, Playlist.id == Placement.playlist_id)
            .outerjoin(Track, Track.uri == Placement.uri)
            .where(planned(self._sight), like)
            .order_by(Placement.from_at.desc(), Placement.id)
            .limit(self._most + 1)
        )
        return [
            FoundPlacement(
                id=row.id,
                playlist_id=row.playlist_id,
                playlist=playlist,
                title=f"{credit} - {title}" if credit else title,
                from_at=row.from_at,
                until_at=row.until_at,
                state=row.state,
                note=row.note,
            )
            for row, playlist, title, credit in self._session.execute(query)
        ]


def _playlist(row: Any) -> FoundPlaylist:
    return FoundPlaylist(row.id, row.name, row.owner_name or row.owner_id, row.total)

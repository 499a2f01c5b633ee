"""What is said about tracks and artists, asked of very many at once: genres, moods, how they sound, what is blocked.

What several sources say of one track is put together here: labels of all of them hold; of a feature the first data set
that knows it is believed, and inside a set what it says of the track's id before what it says of its ISRC, and that
before a row that is like it (`store/audio_pairs.py`). Nothing here looks from a track to its artists: whoever asks
names both, as `domain/rules/labels.py` looks both up, so that a genre set on an artist holds for all tracks by it.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from playwarden.domain.audio import FEATURES, ISRC, WAYS, Audio, Way
from playwarden.domain.labels import LabelKind, Origin
from playwarden.kit.ids import AccountId
from playwarden.store.models import labels as rows
from playwarden.store.models.catalogue import Track
from playwarden.store.models.pairs import Pair
from playwarden.store.upsert import MOST_KEYS, portions

_TRACK = "spotify:track:"
_QUICKER = 4
"""Reading a row in passing takes about so much less time than finding it."""
_VALUES = (*FEATURES, "key", "major")

_SOUND = tuple(getattr(rows.AudioRow, name) for name in _VALUES)


def audio(session: Session, uris: Iterable[str]) -> dict[str, Audio]:
    """How each of these tracks sounds, by its URI; those of which nothing is known are left out.

    A row of a data set that names an ISRC holds for every track of the catalogue that bears it; one that is like a
    track, which the set names by neither, holds for that track.
    """
    sets = _sets(session)
    if not sets:
        return {}
    wanted = _Wanted.of(session, uris, sets, tracks_only=True)
    places = {key: each.place for key, each in sets.items()}
    found: dict[str, list[tuple[int, int, Audio]]] = {}
    for uri, by, row in wanted.rows(session, rows.AudioRow, *_SOUND):
        place = places.get(row[1])
        if place is not None:
            found.setdefault(uri, []).append((place, _RANK[by.way], Audio(*row[2:])))
    return {uri: told[0][2] if len(told) == 1 else _joined(told) for uri, told in found.items()}


def genres(session: Session, uris: Iterable[str]) -> dict[str, frozenset[str]]:
    """The genre buckets of each of these, tracks or artists, by URI; those in none are left out."""
    return _labels(session, "genre", uris)


def moods(session: Session, uris: Iterable[str]) -> dict[str, frozenset[str]]:
    """The mood tags of each of these, tracks or artists, by URI; those without any are left out."""
    return _labels(session, "mood", uris)


def blocked(session: Session, account: AccountId) -> frozenset[str]:
    """The URIs of tracks and artists that the rules of an account never choose."""
    return frozenset(session.scalars(select(rows.Blocked.uri).where(rows.Blocked.account_id == account)))


def origins(session: Session, uris: Iterable[str]) -> dict[str, tuple[Origin, ...]]:
    """Where all that is said of each of these came from, by URI: genres, moods, then features, which are told once for
    each data set that is believed for some of them.
    """
    asked = sorted(set(uris))
    sets = _sets(session)
    found: dict[str, list[Origin]] = {}
    wanted = _Wanted.of(session, asked, sets, with_reasons=True)
    table = rows.Label
    for uri, by, row in wanted.rows(session, table, table.kind, table.label, table.source, table.at, table.actor):
        of, set_id, kind, label, source, at, actor = row
        if set_id is None:
            found.setdefault(uri, []).append(Origin(kind, label, source, of, actor, at))
        elif (told := sets.get(set_id)) is not None:
            origin = Origin(kind, label, "set", of, told.actor, told.at, told.name, by.way, by.why)
            found.setdefault(uri, []).append(origin)
    for each in found.values():
        each.sort(key=lambda origin: (origin.about, origin.label.casefold(), origin.source, origin.name))
    for uri, told_of in _heard(session, wanted, sets).items():
        found.setdefault(uri, []).extend(told_of)
    return {uri: tuple(each) for uri, each in sorted(found.items())}


def _labels(session: Session, kind: LabelKind, uris: Iterable[str]) -> dict[str, frozenset[str]]:
    sets = _sets(session)
    found: dict[str, set[str]] = {}
    table = rows.Label
    wanted = _Wanted.of(session, uris, sets)
    for uri, _, (_, set_id, label) in wanted.rows(session, table, table.label, where=table.kind == kind):
        if set_id is None or set_id in sets:
            found.setdefault(uri, set()).add(label)
    # few bear anything of their own: a hundred thousand tracks share a few hundred sets of labels
    shared: dict[frozenset[str], frozenset[str]] = {}
    return {uri: shared.setdefault(of := frozenset(labels), of) for uri, labels in found.items()}


def _sets(session: Session) -> dict[str, rows.FeatureSet]:
    """Those that were imported whole, by id, those that are believed first before the others."""
    query = select(rows.FeatureSet).where(rows.FeatureSet.ready).order_by(rows.FeatureSet.place, rows.FeatureSet.id)
    return {each.id: each for each in session.scalars(query)}


@dataclass(frozen=True, slots=True)
class _By:
    """How a row came to be about a track, and what speaks for that where it was asked."""

    way: Way
    why: tuple[str, ...] = ()


_ID, _CODE = _By("id"), _By("isrc")
_RANK: Mapping[Way, int] = {way: rank for rank, way in enumerate(WAYS)}


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What is asked about, and by which ISRCs, and which rows that are like it, it is known as well."""

    uris: Sequence[str]
    by_isrc: Mapping[str, Sequence[str]]
    by_pair: Mapping[tuple[str, str], Sequence[tuple[str, _By]]]
    """By what a row is known by, and its set."""

    @classmethod
    def of(
        cls,
        session: Session,
        uris: Iterable[str],
        sets: Mapping[str, rows.FeatureSet],
        *,
        tracks_only: bool = False,
        with_reasons: bool = False,
    ) -> "_Wanted":
        asked = sorted({uri for uri in uris if not tracks_only or uri.startswith(_TRACK)})
        by_isrc: dict[str, list[str]] = {}
        if any(each.isrcs for each in sets.values()):
            tracks = [uri for uri in asked if uri.startswith(_TRACK)]
            for some in portions(tracks):
                query = select(Track.uri, Track.isrc).where(Track.uri.in_(some), Track.isrc.is_not(None))
                for uri, isrc in session.execute(query):
                    by_isrc.setdefault(ISRC + str(isrc).upper(), []).append(uri)
        named = any(each.named for each in sets.values())
        return cls(asked, by_isrc, _pairs(session, asked, with_reasons=with_reasons) if named else {})

    def rows(
        self, session: Session, table: Any, *columns: Any, where: Any = None
    ) -> Iterator[tuple[str, _By, Sequence[Any]]]:
        """The rows that say something, each with the URI that it says it of and how it came to that; a row's first two
        columns are its own key and its data set.
        """
        query: Select[Any] = select(table.uri, table.set_id, *columns)
        if where is not None:
            query = query.where(where)
        if self._most_of(session, table):
            asked = set(self.uris)
            for row in session.execute(query):
                if row[0] in asked:
                    yield row[0], _ID, row
                yield from self._others(row)
            return
        for some in portions(self.uris):
            for row in session.execute(query.where(table.uri.in_(some))):
                yield row[0], _ID, row
        for others in portions(sorted({*self.by_isrc, *(key for key, _ in self.by_pair)})):
            for row in session.execute(query.where(table.uri.in_(others))):
                yield from self._others(row)

    def _others(self, row: Sequence[Any]) -> Iterator[tuple[str, _By, Sequence[Any]]]:
        """What a row says of tracks that are not its key."""
        for uri in self.by_isrc.get(row[0], ()):
            yield uri, _CODE, row
        for uri, by in self.by_pair.get((row[0], row[1]), ()):
            yield uri, by, row

    def _most_of(self, session: Session, table: Any) -> bool:
        """Whether so much is asked about that going through all of `table` is quicker than looking each thing up."""
        if len(self.uris) <= MOST_KEYS:
            return False
        return (session.scalar(select(func.count()).select_from(table)) or 0) <= _QUICKER * len(self.uris)


def _pairs(
    session: Session, uris: Sequence[str], *, with_reasons: bool
) -> dict[tuple[str, str], list[tuple[str, _By]]]:
    """The rows that are like these tracks, for certain."""
    tracks = [uri for uri in uris if uri.startswith(_TRACK)]
    query: Select[Any] = select(Pair.uri, Pair.key, Pair.set_id, Pair.way, *((Pair.why,) if with_reasons else ()))
    query = query.where(Pair.sure)
    asked, alike = set(tracks), {way: _By(way) for way in WAYS}
    found: dict[tuple[str, str], list[tuple[str, _By]]] = {}
    for some in [None] if len(tracks) > MOST_KEYS else portions(tracks):
        for uri, key, set_id, way, *why in session.execute(query if some is None else query.where(Pair.uri.in_(some))):
            if uri in asked:
                by = _By(way, tuple(why[0])) if with_reasons else alike[way]
                found.setdefault((key, set_id), []).append((uri, by))
    return found


def _heard(session: Session, wanted: _Wanted, sets: Mapping[str, rows.FeatureSet]) -> dict[str, list[Origin]]:
    """By URI which set is believed for which features."""
    found: dict[str, list[tuple[int, str, Audio, str, _By]]] = {}
    for uri, by, row in wanted.rows(session, rows.AudioRow, *_SOUND) if sets else ():
        if row[1] in sets:
            found.setdefault(uri, []).append((sets[row[1]].place, row[1], Audio(*row[2:]), row[0], by))
    told: dict[str, list[Origin]] = {}
    for uri, each in found.items():
        each.sort(key=lambda one: (one[0], _RANK[one[4].way]))
        known: set[str] = set()
        for _, set_id, heard, of, by in each:
            fresh = [name for name in _told(heard) if name not in known]
            known.update(fresh)
            if fresh:
                kept = sets[set_id]
                said = ", ".join(fresh)
                origin = Origin("audio", said, "set", of, kept.actor, kept.at, kept.name, by.way, by.why)
                told.setdefault(uri, []).append(origin)
    return told


def _told(heard: Audio) -> Collection[str]:
    """The features that are known; a mode belongs to its key."""
    found = [name for name in FEATURES if getattr(heard, name) is not None]
    return [*found, "key"] if heard.key is not None else found


def _joined(told: list[tuple[int, int, Audio]]) -> Audio:
    """What the first set says, its gaps filled by those after it; in one set, what is said of the track itself before
    what is said of its ISRC, and that before a row that is like it. Key and mode come together.
    """
    told.sort(key=lambda each: each[:2])
    heard = told[0][2]
    for _, _, other in told[1:]:
        changes: dict[str, Any] = {
            name: getattr(other, name)
            for name in FEATURES
            if getattr(heard, name) is None and getattr(other, name) is not None
        }
        if heard.key is None and other.key is not None:
            changes |= {"key": other.key, "major": other.major}
        if changes:
            heard = replace(heard, **changes)
    return heard

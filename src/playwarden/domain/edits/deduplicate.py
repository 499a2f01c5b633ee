"""Leaves every track once: of several entries that are the same one stays.

The same are those with one URI (`id`), also those with one ISRC (`isrc`), or also those with equal names, versions
included, whose lengths differ by three seconds at most (`likeness`). `keep` says which of several in one playlist
stays, and thereby its place: the first, the last, the one that was added first or last, or the ones whose places take
the fewest calls. What is known not to be playable never stays where another can be played. Spotify removes all
occurrences of a track at once, so one that stood there twice is put back and loses its date of addition; the preview
says how many do. Local files that stand twice stay: they cannot be removed.

With `across` a track stays in one of the playlists only. `stays_in` says in which: in the first of them that holds it,
in the order in which they are edited, where it was added first (`oldest`) or last (`newest`), or in the playlist that
is named, where that holds it. What stands in `leave` goes nowhere.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar, Literal, Self

from playwarden.domain.catalogue import Track
from playwarden.domain.compose import Note, Wish
from playwarden.domain.diff import KeepDates
from playwarden.domain.edits.edit import Facts, Pair, Paired
from playwarden.domain.edits.fields import MOST_URIS, Fields
from playwarden.domain.edits.sameness import By, groups, why
from playwarden.domain.playlist import PlaylistState
from playwarden.kit.text import counted

Keep = Literal["first", "last", "oldest", "newest", "cheapest"]
HOMES = ("first", "oldest", "newest")
"""What `stays_in` may say beside a playlist's id."""
_NEVER = datetime.max.replace(tzinfo=UTC)
_ONCE = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a track stands: in the playlist of this place, at this index."""

    number: int
    index: int
    uri: str
    added_at: datetime | None
    shut: bool


@dataclass(frozen=True, slots=True)
class Deduplicate:
    """`keep` says which of several stays, `by` what makes them the same, `stays_in` in which of the playlists."""

    kind: ClassVar[str] = "deduplicate"
    changes_details: ClassVar[bool] = False
    keep: Keep = "first"
    by: By = "id"
    across: bool = False
    stays_in: str = "first"
    leave: tuple[str, ...] = ()

    @property
    def keep_dates(self) -> KeepDates:
        return "all"

    def wish(self, state: PlaylistState, facts: Facts) -> Wish:
        return self.together([(state, facts)])[0].wish

    def together(self, playlists: Sequence[tuple[PlaylistState, Facts]]) -> list[Paired]:
        """What it wants of each of several playlists, all of which are known, in the order in which they are edited."""
        if not self.across and len(playlists) > 1:
            return [self.together([one])[0] for one in playlists]
        tracks: dict[str, Track] = {}
        for _, facts in playlists:
            tracks.update(facts.tracks)
        places = self._places(playlists)
        several: list[tuple[list[_Place], list[_Place]]] = []
        for uris in groups(self.by, places, tracks):
            found = sorted((one for uri in uris for one in places[uri]), key=lambda one: (one.number, one.index))
            if len(found) > 1:
                several.append((found, self._home(found, playlists)))
        staying = self._staying([near for _, near in several], playlists)
        pairs: list[list[Pair]] = [[] for _ in playlists]
        alone = frozenset(self.leave)
        for (found, _), stays in zip(several, staying, strict=True):
            for one in found:
                if one != stays and one.uri not in alone:
                    elsewhere = None if one.number == stays.number else stays.number
                    told = why(one.uri, stays.uri, tracks)
                    pairs[one.number].append(Pair(one.index + 1, one.uri, stays.uri, told, elsewhere))
        return [
            self._paired(state, facts, sorted(pairs[number], key=lambda one: one.place))
            for number, (state, facts) in enumerate(playlists)
        ]

    def _places(self, playlists: Sequence[tuple[PlaylistState, Facts]]) -> dict[str, list[_Place]]:
        """Where each track stands; local files cannot go."""
        places: dict[str, list[_Place]] = {}
        for number, (state, facts) in enumerate(playlists):
            for index, entry in enumerate(state.entries):
                uri = entry.uri
                if uri is not None and not uri.startswith("spotify:local:"):
                    place = _Place(number, index, uri, entry.added_at, uri in facts.shut)
                    places.setdefault(uri, []).append(place)
        return places

    def _home(self, found: Sequence[_Place], playlists: Sequence[tuple[PlaylistState, Facts]]) -> list[_Place]:
        """Those among which the one that stays is: of one playlist, playable where any is."""
        able = [one for one in found if not one.shut] or list(found)
        match self.stays_in:
            case "first":
                home = able[0].number
            case "oldest":
                home = min(able, key=_oldest).number
            case "newest":
                home = max(able, key=_newest).number
            case _:
                named = [one.number for one in able if playlists[one.number][1].playlist == self.stays_in]
                home = named[0] if named else able[0].number
        return [one for one in able if one.number == home]

    def _staying(
        self, near: Sequence[Sequence[_Place]], playlists: Sequence[tuple[PlaylistState, Facts]]
    ) -> list[_Place]:
        match self.keep:
            case "first":
                return [found[0] for found in near]
            case "last":
                return [found[-1] for found in near]
            case "oldest":
                return [min(found, key=_oldest) for found in near]
            case "newest":
                return [max(found, key=_newest) for found in near]
            case "cheapest":
                return _cheapest(near, playlists)

    def _paired(self, state: PlaylistState, facts: Facts, pairs: Sequence[Pair]) -> Paired:
        times: dict[str, int] = {}
        for entry in state.entries:
            if entry.uri is not None:
                times[entry.uri] = times.get(entry.uri, 0) + 1
        notes = []
        if stuck := sum(number > 1 and uri.startswith("spotify:local:") for uri, number in times.items()):
            what = counted(stuck, "local file stands", "local files stand")
            notes.append(Note("local-duplicates", f"{what} there more than once: they cannot be removed."))
        if elsewhere := sum(one.elsewhere is not None for one in pairs):
            told = counted(
                elsewhere, "entry stays in another playlist and goes", "entries stay in other playlists and go"
            )
            notes.append(Note("stays-elsewhere", f"{told} out of this one."))
        leaving = {one.place - 1 for one in pairs}
        left = [entry for index, entry in enumerate(state.entries) if index not in leaving]
        going = {one.uri for one in pairs}
        if back := sum(entry.uri in going for entry in left):
            told = counted(back, "track loses its date", "tracks lose their dates")
            notes.append(Note("dates-lost", f"{told}: Spotify removes every occurrence, so that one is put back."))
        if self.by != "id" and (unknown := sum(uri not in facts.tracks for uri in times)) and pairs:
            notes.append(Note("not-known", f"Of {counted(unknown, 'track')} no names are known: compared by id alone."))
        wish = Wish(entries=tuple(left) if pairs else None, origin=self.words(), notes=tuple(notes))
        return Paired(wish, tuple(pairs))

    def words(self) -> str:
        which = {
            "first": "the first stays",
            "last": "the last stays",
            "oldest": "the one added first stays",
            "newest": "the one added last stays",
            "cheapest": "those stay that take the fewest calls",
        }
        where = {
            "first": "the first that holds it",
            "oldest": "the one to which it was added first",
            "newest": "the one to which it was added last",
        }
        same = {"id": "", "isrc": "by ISRC; ", "likeness": "by likeness; "}[self.by]
        one = f"in one playlist only, {where.get(self.stays_in, 'the one that is named')}"
        home = one if self.across else "once"
        return f"leave every track {home} ({same}{which[self.keep]})"

    def to_document(self) -> dict[str, Any]:
        document: dict[str, Any] = {"kind": self.kind, "keep": self.keep}
        if self.by != "id":
            document["by"] = self.by
        if self.across:
            document["across"] = True
        if self.stays_in != "first":
            document["stays_in"] = self.stays_in
        return document | ({"leave": list(self.leave)} if self.leave else {})

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        fields = Fields(document, cls.kind, ("keep", "by", "across", "stays_in", "leave"))
        across = bool(fields.flag("across"))
        home = fields.text("stays_in", None) or "first"
        if home != "first" and not across:
            raise fields.wrong("stays_in", "given with `across` alone")
        return cls(
            fields.choice("keep", "first", Keep),
            fields.choice("by", "id", By),
            across,
            home,
            fields.texts("leave", most=MOST_URIS),
        )


def _oldest(place: _Place) -> tuple[datetime, int, int]:
    return place.added_at or _NEVER, place.number, place.index


def _newest(place: _Place) -> tuple[datetime, int, int]:
    return place.added_at or _ONCE, -place.number, -place.index


def _cheapest(near: Sequence[Sequence[_Place]], playlists: Sequence[tuple[PlaylistState, Facts]]) -> list[_Place]:
    """Of each the place that keeps few blocks in its playlist: see `_fewest_blocks`."""
    chosen: dict[int, _Place] = {}
    for number, (state, _) in enumerate(playlists):
        here = {group: found for group, found in enumerate(near) if found[0].number == number}
        indexes = {group: [one.index for one in found] for group, found in here.items()}
        for group, index in _fewest_blocks(len(state.entries), indexes).items():
            chosen[group] = next(one for one in here[group] if one.index == index)
    return [chosen[group] for group in range(len(near))]


def _fewest_blocks(length: int, several: Mapping[int, Sequence[int]]) -> dict[int, int]:
    """For each group one of its places, so that what is put back forms few blocks.

    All that is put back between two entries that stay is one block, one call. Choosing the gaps is a set cover: the gap
    that holds most of the groups that are left comes first (greedy; within ln n of the fewest).
    """
    moving = {index for found in several.values() for index in found}
    gap_of: dict[int, int] = {}
    gap = 0
    for index in range(length):
        if index in moving:
            gap_of[index] = gap
        else:
            gap += 1
    holding: dict[int, set[int]] = {}
    for group, found in several.items():
        for index in found:
            holding.setdefault(gap_of[index], set()).add(group)
    chosen: dict[int, int] = {}
    while len(chosen) < len(several):
        best = max(sorted(holding), key=lambda gap: len(holding[gap] - chosen.keys()))
        for group in holding.pop(best) - chosen.keys():
            chosen[group] = next(index for index in several[group] if gap_of[index] == best)
    return chosen


EDIT = Deduplicate

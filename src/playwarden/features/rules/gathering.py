"""Gathers what a rule set needs: from what is known here, or by calls that were told before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from playwarden.domain.calls import Caller, Lane
from playwarden.domain.jobs.timing.zones import zone_named
from playwarden.domain.rules.given import Given, Heard, Need, Offer
from playwarden.domain.rules.kept import NO_FILES
from playwarden.domain.rules.periods import period_of
from playwarden.domain.rules.ruleset import RuleSet
from playwarden.domain.rules.working import work
from playwarden.engine.guard import Check, unchecked
from playwarden.engine.ports.quota import Quota
from playwarden.engine.ports.sources import Group, Sources
from playwarden.features.rules.facts import facts_of
from playwarden.features.rules.list_keys import FOLLOWED, album_key, fresh, groups_of, newest_key, simple_key, whole_key
from playwarden.features.rules.reading_lists import Reader
from playwarden.features.rules.shelf import Shelf, newest_albums
from playwarden.features.rules.wants import Knowing, Want
from playwarden.features.runs.desk import Progress, silent
from playwarden.features.runs.service import Runs
from playwarden.features.tracks.service import Tracks
from playwarden.kit.clock import Clock
from playwarden.kit.errors import InputError, Refused
from playwarden.kit.ids import AccountId, PlaylistId
from playwarden.store import catalogue, labels, library, rules
from playwarden.store.database import Database

SHARE = 4
"""Looking for releases takes at most one in so many of the calls that are left: the rest is looked at another day."""
DEEPEST = 5
"""Rule sets that may build on one another."""
_FACTS = frozenset({"playable", "audio", "buckets", "moods"})
ALBUMS, ALBUM_TRACKS = "GET /artists/{id}/albums", "GET /albums/{id}/tracks"


@dataclass(frozen=True, slots=True)
class About:
    """What is to be worked out: the rules of an account, with their files, for `playlist` where that is there. `uris`
    are tracks to be known whether a list offers them or not.
    """

    account: AccountId
    rules: RuleSet
    files: Mapping[str, str] = field(default_factory=lambda: NO_FILES)
    uris: Sequence[str] = ()
    playlist: PlaylistId | None = None

    @property
    def playlists(self) -> list[PlaylistId]:
        """Those that the rules look at: named ones, and in the modes that work on it their own."""
        named = [PlaylistId(need.of.rpartition(":")[2]) for need in self.rules.needs if need.kind == "playlist"]
        own = [self.playlist] if self.playlist is not None and self.rules.mode in ("append", "clean") else []
        return list(dict.fromkeys([*named, *own]))


@dataclass(frozen=True, slots=True)
class Gathered:
    """`given` is everything known, `wants` how well; `calls` were made for it."""

    given: Given
    wants: tuple[Want, ...]
    calls: int = 0

    @property
    def refused(self) -> tuple[Want, ...]:
        """What cannot be had: the rule set does not run."""
        return tuple(want for want in self.wants if want.state is Knowing.REFUSED)

    @property
    def to_read(self) -> int:
        """Calls that a refresh would take for reading, as far as that can be told."""
        return sum(want.calls for want in self.wants)


@dataclass(frozen=True, slots=True)
class _Built:
    """A rule set that others build on, with its files."""

    rules: RuleSet
    files: Mapping[str, str]


class Gathering:
    """Shared by all threads."""

    def __init__(
        self, database: Database, runs: Runs, sources: Sources, tracks: Tracks, quota: Quota, clock: Clock
    ) -> None:
        self._database = database
        self._runs = runs
        self._tracks = tracks
        self._sources = sources
        self._quota = quota
        self._clock = clock

    def known(self, about: About) -> Gathered:
        """What is known here. Costs no call. Raises NotFound for the account, InputError where rules build on
        themselves or on what is not there.
        """
        now = self._clock.now()
        with self._database.read() as session:
            return self._known(session, about, now)

    def gather(self, about: About, *, lane: Lane, check: Check = unchecked, tell: Progress = silent) -> Gathered:
        """Reads what is not known well enough, then answers as `known`. What was read is kept at once.

        Raises Refused, before any call, for what cannot be had; and what reading raises.
        """
        first = self.known(about)
        refuse(first.wants)
        reader = Reader(self._database, self._sources, self._clock, Caller(about.account, lane), check, tell)
        wants = [want.need for want in first.wants]
        calls = self._playlists(about, wants, lane, tell)
        for want in first.wants:
            if want.state is not Knowing.KNOWN and want.need.kind in ("saved", "top", "search", "album"):
                self._simple(reader, about, want.need)
        for need in wants:
            if need.kind == "artist":
                self._artist(reader, about, need)
        releases = [need for need in wants if need.kind == "releases"]
        if releases:
            self._releases(reader, about, releases, lane)
        if any(want.need.kind == "playable" and want.calls for want in first.wants):
            calls += self._playable(about, lane, check, tell)
        return replace(self.known(about), calls=calls + reader.calls)

    # -- reading

    def _playable(self, about: About, lane: Lane, check: Check, tell: Progress) -> int:
        calls = 0
        with self._database.read() as session:
            shelf = Shelf(session, about.account, self._clock.now(), about.files)
            old = shelf.unchecked(about.playlists)
        for reader, playlist, cost in old:
            check()
            self._tracks.check(playlist, reader, lane=lane, progress=tell)
            calls += cost
        return calls

    def _playlists(self, about: About, needs: Sequence[Need], lane: Lane, tell: Progress) -> int:
        named = [PlaylistId(need.of.rpartition(":")[2]) for need in needs if need.kind == "playlist"]
        ids = list(dict.fromkeys([*named, *about.playlists]))
        if not ids:
            return 0
        with self._database.read() as session:
            shelf = Shelf(session, about.account, self._clock.now(), about.files)
            readers = [shelf.reader_of(library.mirrored(session, one, with_entries=False)) for one in ids]
        pairs = [(reader, one) for reader, one in zip(readers, ids, strict=True) if reader is not None]
        return self._runs.look(pairs, lane=lane, progress=tell)

    def _simple(self, reader: Reader, about: About, need: Need) -> None:
        key = simple_key(need)
        assert key is not None, "these needs are one list each"
        with self._database.read() as session:
            known = Shelf(session, about.account, self._clock.now(), about.files).lists([key]).get(key)
        reader.tracks(need, known)

    def _artist(self, reader: Reader, about: About, need: Need) -> None:
        groups: tuple[Group, ...] = ("album", "single")
        with self._database.read() as session:
            shelf = Shelf(session, about.account, self._clock.now(), about.files)
            looked = shelf.lists(whole_key(need.of, group) for group in groups)
        rows = []
        for group in groups:
            listed = looked.get(whole_key(need.of, group))
            good = listed is not None and fresh(listed.read_at, self._clock.now())
            rows += listed.rows if good and listed is not None else reader.whole(need.of, group)
        self._albums(reader, about, newest_albums(rows, date.min), None)

    def _releases(self, reader: Reader, about: About, needs: Sequence[Need], lane: Lane) -> None:
        """Artists who were not looked at for longest come first, within a share of the calls that are left."""
        now = self._clock.now()
        with self._database.read() as session:
            listed = Shelf(session, about.account, now, about.files).lists([FOLLOWED]).get(FOLLOWED)
        if any(need.of == FOLLOWED for need in needs) and (listed is None or not fresh(listed.read_at, now)):
            reader.followed()
        wanted: dict[tuple[str, Group], int] = {}
        with self._database.read() as session:
            shelf = Shelf(session, about.account, now, about.files)
            for need in needs:
                for artist in shelf.artists(need):
                    for group in groups_of(need):
                        wanted[artist, group] = max(need.days, wanted.get((artist, group), 0))
            looked = shelf.lists(newest_key(artist, group) for artist, group in wanted)
        left = self._quota.forecast(about.account, {ALBUMS: 1, ALBUM_TRACKS: 1}, lane).left
        most = reader.calls + max(1, left // SHARE)
        earliest = datetime.min.replace(tzinfo=UTC)
        old = [
            (looked[key].read_at if key in looked else earliest, artist, group, days)
            for (artist, group), days in wanted.items()
            if (key := newest_key(artist, group)) not in looked or not fresh(looked[key].read_at, now)
        ]
        for _, artist, group, days in sorted(old):
            if reader.calls >= most:
                break
            rows = reader.newest(artist, group, (now - timedelta(days=days)).date())
            self._albums(reader, about, newest_albums(rows, (now - timedelta(days=days)).date()), most)
        for (artist, group), days in wanted.items():  # albums for which there was no room before
            key = newest_key(artist, group)
            rows = newest_albums(looked[key].rows if key in looked else (), (now - timedelta(days=days)).date())
            self._albums(reader, about, rows, most)

    def _albums(self, reader: Reader, about: About, rows: Sequence[list[Any]], most: int | None) -> None:
        """Reads the tracks of albums that were not read before."""
        keys = [album_key(str(row[0])) for row in rows]
        with self._database.read() as session:
            there = Shelf(session, about.account, self._clock.now(), about.files).lists(keys)
        for row, key in zip(rows, keys, strict=True):
            if most is not None and reader.calls >= most:
                return
            if key not in there:
                reader.album(row)

    # -- what is known

    def _known(self, session: Session, about: About, now: datetime) -> Gathered:
        built = self._built_on(session, about)
        today = now.astimezone(zone_named(about.rules.zone)).date()
        wants: dict[tuple[Need, str], Want] = {}
        lists: dict[Need, tuple[Offer, ...]] = {}
        files: dict[str, dict[Need, tuple[Offer, ...]]] = {}
        for name, one in [*built.items(), ("", _Built(about.rules, about.files))]:
            shelf = Shelf(session, about.account, now, one.files)
            own_files = files.setdefault(name, {})
            for need in one.rules.needs:
                # Files belong to their rule set: another one's may have the same name.
                key = need, name if need.kind == "file" else ""
                if need.kind == "playable":
                    wants[key] = shelf.playable(need, about.playlists)
                if key in wants or need.kind == "rules" or need.kind in _FACTS:
                    continue
                held = shelf.held(need)
                wants[key] = held.want
                (own_files if need.kind == "file" else lists)[need] = held.offers
        needs = {need for one in [*built.values(), _Built(about.rules, about.files)] for need in one.rules.needs}
        heard, known_from = shelf.heard() if any(need.kind == "plays" for need in needs) else ({}, None)
        pins = [pin.track for pin in about.rules.pins]
        every = [*lists.values(), *(offers for each in files.values() for offers in each.values())]
        uris = {offer.uri for offers in every for offer in offers} | {*heard, *about.uris, *pins}
        own = None if about.playlist is None else library.mirrored(session, about.playlist)
        uris |= {entry.uri for entry in (own.entries if own and own.entries else ()) if entry.uri}
        given = self._given(session, about, uris, needs, shelf, (now, today), (heard, known_from))
        for name, one in built.items():  # those that others build on come first
            given = replace(given, lists=lists | files[name])
            worked = work(one.rules.branch, given)
            lists[Need("rules", name)] = tuple(
                Offer(worked.pool.uris[place], worked.pool.added[place]) for place in worked.ranking
            )
        return Gathered(replace(given, lists=lists | files[""]), tuple(wants.values()))

    def _given(
        self,
        session: Session,
        about: About,
        uris: set[str],
        needs: set[Need],
        shelf: Shelf,
        moment: tuple[datetime, date],
        plays: tuple[dict[str, Heard], datetime | None],
    ) -> Given:
        now, today = moment
        tracks = {track.uri: track for track in catalogue.tracks(session, sorted(uris))}
        facts = facts_of(session, {need.kind for need in needs}, tracks, shelf.market)
        return Given(
            now=now,
            today=today,
            seed=f"{about.rules.name} {period_of(about.rules.every, today)}",
            tracks=tracks,
            plays=plays[0],
            plays_from=plays[1],
            playable=facts.playable,
            audio=facts.audio,
            buckets=facts.genres,
            moods=facts.moods,
            blocked=labels.blocked(session, about.account),
        )

    def _built_on(self, session: Session, about: About) -> dict[str, _Built]:
        """The rule sets that this one builds on, by the names it uses, those first that others build on."""
        found: dict[str, _Built] = {}

        def visit(one: RuleSet, way: tuple[str, ...]) -> None:
            for need in one.needs:
                if need.kind != "rules" or need.of in found:
                    continue
                folded = rules.folded(need.of)
                if folded in way:
                    raise InputError(f"'{one.name}' builds on itself, by '{need.of}'.", "Take one of the two out.")
                if len(way) > DEEPEST:
                    raise InputError(f"More than {DEEPEST} rule sets build on one another.", "Build on fewer.")
                kept = rules.named(session, need.of, [about.account])
                if not kept:
                    raise InputError(
                        f"'{one.name}' builds on the rule set '{need.of}', which this account does not have.",
                        "Keep that one first, or take the source out.",
                    )
                visit(kept[0].rules, (*way, folded))
                found[need.of] = _Built(kept[0].rules, kept[0].files)

        visit(about.rules, (rules.folded(about.rules.name),))
        return found


def refuse(wants: Sequence[Want]) -> None:
    """Raises Refused for what cannot be had."""
    refused = [want for want in wants if want.state is Knowing.REFUSED]
    if refused:
        told = " ".join(f"{want.words[0].upper()}{want.words[1:]}: {want.why}" for want in refused[:5])
        raise Refused(told, refused[0].remedy)

"""Playlists that rule sets keep, through simulated weeks of the whole product: their schedules alone refresh them."""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.wiring import UNLIMITED, connect, consent, house, sandbox

from playwarden.bootstrap import Container
from playwarden.domain.calls import Lane
from playwarden.domain.jobs.job import JobState, WaitsFor
from playwarden.domain.placements.placement import NewPlacement
from playwarden.domain.placements.position import Position
from playwarden.domain.rules.kept import Kept
from playwarden.domain.rules.reading import read
from playwarden.engine.ports.jobs import JobFilter
from playwarden.features.rules.service import Bound
from playwarden.kit.errors import Conflict
from playwarden.kit.ids import PlaylistId, RuleSetId, RunnerId
from playwarden.sandbox.running import Running
from playwarden.sandbox.settings import Limits, SandboxSettings
from playwarden.store import catalogue
from tests.siege.besieged import StandingClock, Unsleeping

STEP = timedelta(hours=6)
PINS = 2
AGREED = 20
"""Weeks after which somebody agrees anew: what was agreed to ends after 26."""


@dataclass(frozen=True, slots=True)
class Script:
    """How long a season is, and of what."""

    weeks: int
    rule_sets: int
    size: int
    catalogue: Path | None = None
    seed: int = 1
    busy: float = 1.0
    """How much more often than usual people do something."""


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that was done to a playlist: `put`, `out`, `moved`, `placed` or `held`; `until` for the last two."""

    at: datetime
    did: str
    uri: str = ""
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """A playlist as it truly stood, once all that was due was done. `refreshed`: its rules had their way just now;
    `begun`: when what was due began to be done.
    """

    at: datetime
    items: tuple[str, ...]
    kept: Kept
    refreshed: bool
    begun: datetime


@dataclass
class Playlist:
    """One that a rule set keeps, and all that became of it."""

    rule_set: RuleSetId
    id: PlaylistId
    sources: Sequence[PlaylistId]
    pins: Sequence[str]
    deeds: list[Deed] = field(default_factory=list)
    looks: list[Look] = field(default_factory=list)


@dataclass
class Season:
    """The product over a sandbox whose clock stands still between moments."""

    container: Container
    running: Running
    clock: StandingClock
    script: Script
    playlists: list[Playlist]
    artists: Mapping[str, tuple[str, ...]]
    """The artists of every track, by URI."""
    begins: datetime
    failed: list[str] = field(default_factory=list)
    calls: list[int] = field(default_factory=list)
    """Of every week, all playlists together."""

    def live(self) -> None:
        """All weeks, one step of some hours after another."""
        dice = Random(self.script.seed)
        for week in range(self.script.weeks):
            if week % AGREED == AGREED - 1:
                consent(self.container, self.running, self.container.accounts.apps()[0], 1)
            before = int(self.running.counters()["total"])
            for step in range(int(timedelta(weeks=1) / STEP)):
                if step % 4 == 1:
                    for one in self.playlists:
                        self._meddle(one, dice)
                # To the full step, however many minutes the proofs of the last took.
                start = self.begins + timedelta(weeks=week) + STEP * (step + 1)
                self.clock.advance((start - self.clock.now()).total_seconds())
                begun = self.clock.now()
                self.work_off(dice)
                for one in self.playlists:
                    self._look(one, begun)
            self.calls.append(int(self.running.counters()["total"]) - before)

    def work_off(self, dice: Random) -> None:
        """Ticks, and carries out all that is due; then what waits for some minutes at most, its proof. Meanwhile
        somebody may do something, as at any other time.
        """
        self._carry()
        while (due := self._proof_due()) is not None:
            self._meddle(dice.choice(self.playlists), dice)
            self.clock.advance(max(0.0, (due - self.clock.now()).total_seconds()) + 1)
            self._carry()

    def _carry(self) -> None:
        self.container.schedules.tick()
        self.container.placements.tick()
        self.container.jobs.queue_due()
        while (job := self.container.jobs.claim(RunnerId("rnr_season"), list(Lane))) is not None:
            self.container.carrier.carry(job, threading.Event())
            ended = self.container.jobs.job(job.id)
            if ended.failure is not None:
                self.failed.append(f"{self.clock.now():%Y-%m-%d %H:%M} {ended.kind}: {ended.failure}")
        self.container.refreshing.settle()

    def _proof_due(self) -> datetime | None:
        """When the next of what is written and not proved yet is looked at."""
        waiting = self.container.jobs.jobs(JobFilter(states=frozenset({JobState.WAITING})))
        return min((job.due_at for job in waiting if job.waits_for is WaitsFor.PROOF), default=None)

    def _look(self, one: Playlist, begun: datetime) -> None:
        kept = self.container.rules.find(one.rule_set)
        refreshed = not one.looks or one.looks[-1].kept.memory.period != kept.memory.period
        items = tuple(uri or "" for uri in self.running.uris(one.id))
        one.looks.append(Look(self.clock.now(), items, kept, refreshed, begun))

    # -- what people do

    def _meddle(self, one: Playlist, dice: Random) -> None:
        """Somebody does something to a playlist every fourth day or so, and its sources change a little."""
        held = [uri or "" for uri in self.running.uris(one.id)]
        placed = {deed.uri for deed in one.deeds if deed.did == "placed"}
        free = [place for place, uri in enumerate(held) if uri not in placed and uri not in one.pins]
        for source in one.sources:
            self._drift(source, dice)
        deeds: list[tuple[float, Callable[[], object]]] = [
            (0.06, lambda: self._put(one, held, placed, dice)),
            (0.06, lambda: self._take_out(one, held, dice.choice(free))),
            (0.03, lambda: self._move(one, held, dice.choice(free), dice)),
            (0.10, lambda: self._place(one, held, dice)),
            (0.02, lambda: self._hold(one, dice)),
        ]
        for chance, do in deeds:
            if dice.random() < chance * self.script.busy and free:
                do()
                return

    def _drift(self, source: PlaylistId, dice: Random) -> None:
        if dice.random() < 0.1:
            held = self.running.uris(source)
            self.running.edit(source, do="remove", position=dice.randrange(len(held)))
            self.running.edit(source, do="insert", uris=[dice.choice(list(self.artists))], position=0)

    def _put(self, one: Playlist, held: list[str], placed: set[str], dice: Random) -> None:
        """Something strange, or something that the rules might bring, or what was taken out before."""
        uri = dice.choice([*self.artists, *[deed.uri for deed in one.deeds if deed.did == "out"]] + self._pool(one) * 3)
        if uri in held or uri in placed:
            return
        self.running.edit(one.id, do="insert", uris=[uri], position=dice.randrange(len(held) + 1))
        self._note(one, "put", uri)

    def _take_out(self, one: Playlist, held: list[str], place: int) -> None:
        self.running.edit(one.id, do="remove", position=place)
        self._note(one, "out", held[place])

    def _move(self, one: Playlist, held: list[str], place: int, dice: Random) -> None:
        self.running.edit(one.id, **{"do": "move", "from": place, "before": dice.randrange(len(held))})
        self._note(one, "moved", held[place])

    def _place(self, one: Playlist, held: list[str], dice: Random) -> None:
        touched = {deed.uri for deed in one.deeds}
        uri = dice.choice([dice.choice(list(self.artists)), dice.choice(self._pool(one))])
        if uri in held or uri in touched or uri in one.pins:
            return
        start = self.clock.now() + timedelta(days=dice.randrange(6), hours=3)
        end = start + timedelta(days=dice.randrange(2, 25))
        where = Position(number=dice.randrange(1, 12)) if dice.random() < 0.7 else Position()
        new = NewPlacement(one.id, start, end, "UTC", uri=uri, position=where)
        try:
            self.container.placements.make([new], actor="season")
        except Conflict:
            return
        one.deeds.append(Deed(start, "placed", uri, end))

    def _hold(self, one: Playlist, dice: Random) -> None:
        kind = dice.choice(["once", "until"])
        until = self.clock.now() + timedelta(days=10) if kind == "until" else None
        self.container.rules.hold(one.rule_set, kind, actor="season", until=until)
        one.deeds.append(Deed(self.clock.now(), "held", until=until))

    def _pool(self, one: Playlist) -> list[str]:
        return [uri for source in one.sources for uri in self.running.uris(source) if uri]

    def _note(self, one: Playlist, did: str, uri: str) -> None:
        one.deeds.append(Deed(self.clock.now(), did, uri))


def document(sources: Sequence[str], pins: Sequence[str], size: int, number: int) -> dict[str, Any]:
    """Rules with all that has to hold together: shares, limits, rotation, pins, spacing."""
    one, *others = (f"spotify:playlist:{each}" for each in sources)
    parts: list[dict[str, Any]] = [
        {"name": "own", "share": 2, "sources": [{"step": "playlist", "playlists": [one]}]},
        {"name": "others", "share": 1, "sources": [{"step": "playlist", "playlists": others}]},
    ]
    return {
        "version": 1,
        "name": f"Season {number}",
        "every": "week",
        "sources": [{"step": "mix", "parts": parts}],
        "steps": [
            {"step": "duplicates", "by": "likeness"},
            {"step": "at_most", "number": 3, "of": "artist"},
            {"step": "shuffle"},
        ],
        "size": size,
        "rotation": {"replace": 5, "no_return_days": 28, "protect_days": 14},
        "pins": [{"track": uri, "position": 1 + 4 * place} for place, uri in enumerate(pins)],
        "order": [{"step": "space_artists", "apart": 2}],
        "hand_edits": "keep",
    }


@contextmanager
def season(script: Script) -> Iterator[Season]:
    """One account; the rule sets' playlists are made by their first refresh, on a Monday at six."""
    settings = SandboxSettings(
        accounts=1,
        followed_per_account=0,
        playlists_per_account=None if script.catalogue else 12,
        catalogue=script.catalogue,
        limits=Limits.none(),
    )
    quota = {**UNLIMITED, "sync_minutes": 0, "backup_hour": -1, "collect_plays": False}
    with sandbox(settings) as running, house(running, settings=quota) as opened:
        clock = StandingClock(running)
        container = Unsleeping(**{one.name: getattr(opened, one.name) for one in fields(opened)} | {"clock": clock})
        connect(container, running, 1, users_per_app=5)
        container.library.sync(lane=Lane.INTERACTIVE)
        now = clock.now()
        # A minute past, so that what is due at six is due at the step of six whatever a microsecond was rounded to.
        monday = now.replace(hour=0, minute=1, second=0, microsecond=0) + timedelta(days=7 - now.weekday())
        clock.advance((monday - now).total_seconds())
        try:
            artists = _artists(container, running)
            yield Season(container, running, clock, script, _begun(container, running, clock, script), artists, monday)
        finally:
            container.close()


def _begun(container: Container, running: Running, clock: StandingClock, script: Script) -> list[Playlist]:
    account = container.register.accounts()[0]
    lists = {
        row.id: {uri for uri in running.uris(row.id) if uri and ":track:" in uri}
        for row in container.questions.playlists()
    }
    long = sorted((one for one in lists if len(lists[one]) >= script.size), key=lambda one: (-len(lists[one]), one))
    found = []
    for number in range(script.rule_sets):
        sources = [PlaylistId(long[(number + step) % len(long)]) for step in range(4)]
        pins = [min(lists[sources[place]]) for place in range(PINS)]
        rules = read(document(sources, pins, script.size, number))
        kept = container.rules.keep(Bound(account.id, create=f"Season {number}"), rules, actor="season")
        worked = container.refreshing.propose([kept.id], actor="season")
        forced = frozenset(block.rule for _, block in worked.proposal.blocks())
        container.runs.apply(worked.proposal, approved=worked.proposal.fingerprint, actor="season", forced=forced)
        container.refreshing.settle()
        container.rule_times.put(
            kept, {"kind": "cron", "expression": "0 6 * * MON", "zone": "UTC"}, "once", actor="season"
        )
        made = container.rules.find(kept.id).playlist_id
        assert made is not None, "its first refresh makes the playlist"
        found.append(Playlist(kept.id, made, sources, pins))
    return found


def _artists(container: Container, running: Running) -> dict[str, tuple[str, ...]]:
    uris = {uri for row in container.questions.playlists() for uri in running.uris(row.id) if uri and ":track:" in uri}
    with container.database.read() as session:
        known = catalogue.tracks(session, sorted(uris))
    return {track.uri: tuple(artist.id or artist.name for artist in track.artists) for track in known}

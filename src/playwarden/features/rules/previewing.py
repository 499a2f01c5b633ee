"""Previews: what a rule set comes to by what is known here, without a call."""

import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from playwarden.domain.catalogue import Track
from playwarden.domain.library import Relation
from playwarden.domain.matching import fold
from playwarden.domain.rules.checking import Checked, check
from playwarden.domain.rules.explaining import Explanation, Line, who_offers, why_left
from playwarden.domain.rules.given import Need, Offer
from playwarden.domain.rules.kept import NO_FILES, Kept
from playwarden.domain.rules.memory import NOTHING
from playwarden.domain.rules.outcome import Outcome, Stood, work_out
from playwarden.domain.rules.pricing import Known, Price, price
from playwarden.domain.rules.ruleset import RuleSet
from playwarden.domain.rules.step import Predicate
from playwarden.domain.rules.working import Memo, Worked
from playwarden.engine.ports.library import Mirrored
from playwarden.features.rules.gathering import About, Gathered, Gathering
from playwarden.features.rules.naming import names_of
from playwarden.features.rules.refreshing import offers_of, order_of, placed_in
from playwarden.features.runs.proposal import Proposed
from playwarden.features.runs.service import Runs
from playwarden.kit.clock import Clock
from playwarden.kit.errors import NotFound
from playwarden.kit.ids import AccountId, PlaylistId, RuleSetId
from playwarden.store import library, placements
from playwarden.store.commits import Remembered
from playwarden.store.database import Database

MOST_SHOWN = 200
MOST_REMEMBERED = 2
"""What was gathered for a preview and is kept until something is committed: a change of one step costs only itself."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What is to be previewed: rules of an account, for a playlist or none; `kept` where they are kept already."""

    account: AccountId
    rules: RuleSet
    playlist: PlaylistId | None = None
    files: Mapping[str, str] = field(default_factory=lambda: NO_FILES)
    kept: Kept | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """How many tracks are left after one step, of how many; `where` names it, and `words` says what it does."""

    where: str
    words: str
    before: int
    after: int
    kind: str
    unknown: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """A track that is in, or out; `place` counts from 1."""

    uri: str
    track: Track | None
    why: str
    place: int | None = None
    fresh: bool = False
    pinned: bool = False


@dataclass(frozen=True, slots=True)
class Preview:
    """`inside` and `outside` are at most MOST_SHOWN each; `found` are those whose title or artist was looked for.

    `plan` is what the playlist would take as the mirror shows it, None where it does not hold its items. `current` is
    how many items it holds now, None where that is not known.
    """

    outcome: Outcome
    gathered: Gathered
    counts: tuple[Count, ...]
    inside: tuple[Row, ...]
    outside: tuple[Row, ...]
    outside_total: int
    found: tuple[Row, ...]
    plan: Proposed | None
    price: Price
    current: int | None


@dataclass(slots=True)
class _Bench:
    """What was gathered, and what was worked out from it before; one thread at a time."""

    gathered: Gathered
    memo: Memo
    lock: threading.Lock


class Previews:
    """Shared by all threads."""

    def __init__(self, database: Database, runs: Runs, gathering: Gathering, clock: Clock) -> None:
        self._database = database
        self._runs = runs
        self._gathering = gathering
        self._clock = clock
        self._benches = Remembered[tuple[Any, ...], _Bench](database.commits, MOST_REMEMBERED)

    def preview(self, trial: Trial, *, find: str = "") -> Preview:
        """Costs no call. Raises NotFound, InputError."""
        mirrored, placed = self._playlist(trial.playlist)
        bench = self._bench(trial, mirrored)
        with bench.lock:
            outcome = self._outcome(trial, mirrored, placed, bench)
            inside, outside, total, found = _rows(outcome, _current(mirrored), find)
        return Preview(
            outcome,
            bench.gathered,
            tuple(_counts(outcome)),
            inside,
            outside,
            total,
            found,
            self._plan(trial, mirrored, placed, bench.gathered),
            self._price(trial, mirrored, bench.gathered),
            None if mirrored is None or mirrored.entries is None else len(mirrored.entries),
        )

    def test(self, trial: Trial) -> tuple[Checked, ...]:
        """The tests that stand beside the rules, on what they come to. Costs no call. Raises NotFound, InputError."""
        mirrored, placed = self._playlist(trial.playlist)
        bench = self._bench(trial, mirrored)
        with bench.lock:
            outcome = self._outcome(trial, mirrored, placed, bench)
        return check(outcome.derived, outcome.given)

    def explain(self, trial: Trial, uri: str) -> Explanation:
        """Why one track is in or out: sources, steps and choice, then every layer above the rules. Costs no call."""
        mirrored, placed = self._playlist(trial.playlist)
        bench = self._bench(trial, mirrored)
        with bench.lock:
            told = self._outcome(trial, mirrored, placed, bench).explained(uri)
        lines = [*told.lines, *self._placements(trial.playlist, uri), *_hold(trial.kept)]
        return Explanation(told.uri, told.title, tuple(lines), told.place)

    # -- what it takes

    def _playlist(self, playlist_id: PlaylistId | None) -> tuple[Mirrored | None, frozenset[str]]:
        if playlist_id is None:
            return None, frozenset()
        with self._database.read() as session:
            found = library.mirrored(session, playlist_id)
            if found is None:
                raise NotFound(f"The playlist {playlist_id} is not known here.", "`playwarden sync` looks.")
            return found, placed_in(session, playlist_id)

    def _bench(self, trial: Trial, mirrored: Mirrored | None) -> _Bench:
        kept = trial.kept
        uris = [offer.uri for offer in _current(mirrored)]
        if kept is not None:
            uris += [*(came.uri for came in kept.memory.standing), *(one.uri for one in kept.hand.put)]
        about = About(trial.account, trial.rules, trial.files, uris, trial.playlist)
        key = (
            trial.account,
            trial.rules.needs,
            trial.rules.name,
            trial.rules.every,
            trial.rules.zone,
            tuple(pin.track for pin in trial.rules.pins),
            tuple(sorted(trial.files.items())),
            kept.id if kept else "",
            trial.playlist,
            self._clock.now().strftime("%Y-%m-%d %H"),
        )

        def make() -> _Bench:
            gathered = self._gathering.known(about)
            return _Bench(gathered, Memo(gathered.given), threading.Lock())

        return self._benches.get(key, make)

    def _outcome(self, trial: Trial, mirrored: Mirrored | None, placed: frozenset[str], bench: _Bench) -> Outcome:
        stood = Stood.of(trial.kept) if trial.kept is not None else Stood(NOTHING)
        return work_out(trial.rules, bench.gathered.given, stood, _current(mirrored), placed, bench.memo)

    def _plan(
        self, trial: Trial, mirrored: Mirrored | None, placed: frozenset[str], gathered: Gathered
    ) -> Proposed | None:
        if mirrored is None or mirrored.entries is None:
            return None
        now = self._clock.now()
        kept = trial.kept or Kept(
            RuleSetId(""), trial.account, trial.rules, mirrored.id, None, 0, "", now, now, trial.files
        )
        order = order_of(replace(kept, rules=trial.rules), placed, gathered)
        if mirrored.relations.get(trial.account) is Relation.FOLLOWER:
            return None
        return self._runs.sketch(order, mirrored.id)

    def _price(self, trial: Trial, mirrored: Mirrored | None, gathered: Gathered) -> Price:
        extents: dict[Need, Any] = {want.need: want.extent for want in gathered.wants if want.extent is not None}
        length = None if mirrored is None else mirrored.total
        with self._database.read() as session:
            names = names_of(session, [trial.rules.to_document()])
        return price(trial.rules, Known(extents=extents, length=length, names=names))

    def _placements(self, playlist_id: PlaylistId | None, uri: str) -> Iterator[Line]:
        if playlist_id is None:
            return
        with self._database.read() as session:
            for one in placements.open_of(session, [playlist_id]).get(playlist_id, []):
                if one.asked.uri == uri and one.is_in:
                    until = f"until {one.asked.until_at:%Y-%m-%d %H:%M} UTC" if one.asked.until_at else "without an end"
                    yield Line("placement", "in", "what is placed stands for its time", f"placed {until}")


def _hold(kept: Kept | None) -> Iterator[Line]:
    if kept is not None and kept.hold is not None:
        yield Line("hold", "said", "an override keeps the playlist as it stands", kept.hold.words())


def _current(mirrored: Mirrored | None) -> list[Offer]:
    return [] if mirrored is None or mirrored.entries is None else offers_of(mirrored.entries)


def _counts(outcome: Outcome) -> Iterator[Count]:
    derived = outcome.derived
    yield from _of_branch(derived.worked, "")
    through = len(derived.worked.ranking)
    yield Count("choice", "what the playlist is to hold", through, len(outcome.items), "choice")


def _of_branch(worked: Worked, prefix: str) -> Iterator[Count]:
    for offered in worked.offered:
        for number, part in enumerate(offered.parts, 1):
            yield from _of_branch(part, f"{part.name or f'part {number}'}: ")
        yield Count(f"{prefix}source {offered.number}", offered.source.words(), offered.total, offered.new, "source")
    for stage in worked.stages:
        step = stage.step
        if not stage.number and stage.before == stage.after:
            continue  # nobody wrote it, and it held nobody
        negated = isinstance(step, Predicate) and step.negated
        words = f"not {step.words()}" if negated else step.words()
        where = f"{prefix}step {stage.number}" if stage.number else f"{prefix}{step.kind}"
        yield Count(where, words, stage.before, stage.after, "step", stage.unknown)


def _rows(
    outcome: Outcome, current: Sequence[Offer], find: str
) -> tuple[tuple[Row, ...], tuple[Row, ...], int, tuple[Row, ...]]:
    """What is in, what is out (some of them, and how many), and what was looked for."""
    derived, given = outcome.derived, outcome.given
    offering = who_offers(derived, given)
    there = {offer.uri for offer in current}
    pins = {pin.track for pin in derived.rules.pins}
    by_hand = {one.uri for one in outcome.hand.put if not one.moved}
    places = {uri: place for place, uri in reversed([*enumerate(outcome.items, 1)])}

    def row(uri: str) -> Row:
        place = places.get(uri)
        if place is None:
            why = "taken out by hand" if uri in outcome.hand.out else why_left(derived, given, uri)
            return Row(uri, given.tracks.get(uri), why)
        why = "pinned" if uri in pins else "put in by hand" if uri in by_hand else offering.get(uri, "it stood there")
        return Row(uri, given.tracks.get(uri), why, place, uri not in there, uri in pins)

    candidates = dict.fromkeys([*derived.worked.pool.uris, *(offer.uri for offer in current)])
    out = [uri for uri in candidates if uri not in places]
    wanted = fold(find) if find else ""
    looked = [uri for uri in (*outcome.items, *out) if wanted and _named(given.tracks.get(uri), wanted)]
    return (
        tuple(row(uri) for uri in outcome.items[:MOST_SHOWN]),
        tuple(row(uri) for uri in out[:MOST_SHOWN]),
        len(out),
        tuple(row(uri) for uri in dict.fromkeys(looked[:50])),
    )


def _named(track: Track | None, wanted: str) -> bool:
    return track is not None and wanted in fold(track.title)

"""Finds for tracks that data sets do not name the rows that are about them all the same: after an import, and for
tracks that become known later.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from playwarden.domain.audio_pairs import Paired, Rows
from playwarden.domain.calls import Lane
from playwarden.domain.jobs.job import OPEN, Job, JobState, NewJob
from playwarden.engine.ports.jobs import JobBook, JobFilter
from playwarden.kit.clock import Clock
from playwarden.kit.text import counted
from playwarden.store import audio_pairs, unpaired
from playwarden.store.database import Database, exclusive, patient
from playwarden.store.models.labels import FeatureSet
from playwarden.store.models.pairs import Unpaired
from playwarden.store.upsert import portions

MATCH = "features.match"
AT_ONCE = 20_000
"""Tracks that became known and are compared in one go."""
_PORTION = 1_000
"""Tracks between two words about how far it is."""
_WORTH_LOADING = 8
"""All rows of a set are loaded where they are at most so many times the tracks: a row takes 40 microseconds then, and
to look a track up by its keys half a millisecond.
"""
_MOST_LOADED = 200_000
"""Rows in memory, at about 1.5 KB each; beyond that every track is looked up."""
_PAUSE = timedelta(hours=1)
"""After it failed or was cancelled it is not begun by itself for so long."""
Tell = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Found:
    """Of so many tracks that were looked at a row is about `sure` for certain, and about `unsure` perhaps."""

    looked: int = 0
    sure: int = 0
    unsure: int = 0

    def __add__(self, other: "Found") -> "Found":
        return Found(self.looked + other.looked, self.sure + other.sure, self.unsure + other.unsure)


class Pairing:
    """Costs no call. Which rows are about which tracks follows from what is there: doing it twice changes nothing."""

    def __init__(self, database: Database, jobs: JobBook, clock: Clock) -> None:
        self._database = database
        self._jobs = jobs
        self._clock = clock

    def tick(self) -> int:
        """Makes the job where something is to be compared; how many. Most ticks find nothing, by one read."""
        with self._database.read() as session:
            if not _is_due(session):
                return 0
        for last in self._jobs.jobs(JobFilter(kind=MATCH, limit=1)):
            stopped = last.state in (JobState.FAILED, JobState.CANCELLED)
            if last.state in OPEN or (stopped and self._clock.now() < (last.ended_at or last.created_at) + _PAUSE):
                return 0
        self._jobs.enqueue([match_job()])
        return 1

    def begin(self) -> Job:
        """The job that compares what is to be compared; one that is open already is that one."""
        return self._jobs.enqueue([match_job()])[0]

    def match(self, tell: Tell) -> Found:
        """Compares until nothing waits. `tell` may raise, to stop: what is done then stays, what is not done waits."""
        found = Found()
        while True:
            with self._database.read() as session:
                sets = _named_sets(session)
                whole = any(not each.paired for each in sets)
                waiting = unpaired.waiting(session, None if whole else AT_ONCE)
            if not sets or not (whole or waiting):
                return found
            for each in sets:
                found += self._compare(each, sorted(waiting) if each.paired else None, tell)
            with self._database.write() as session:
                unpaired.settle(session, waiting)

    def _compare(self, of: FeatureSet, uris: Sequence[str] | None, tell: Tell) -> Found:
        """Compares tracks (None: all) with a set, and keeps what comes of it in one transaction."""
        pairs: list[Paired] = []
        with self._database.read() as session:
            patient(session)
            looked = audio_pairs.unnamed_by(session, of, uris)
            for number, some in enumerate(_pairs(session, of, looked)):
                pairs += some
                done = min(len(looked), (number + 1) * _PORTION)
                tell(done, len(looked), f"{of.name}: {done:,} of {counted(len(looked), 'track')} compared")
        with self._database.write() as session:
            patient(session)
            exclusive(session, "feature_sets")
            kept = session.get(FeatureSet, of.id)
            if kept is None:
                return Found()  # it was removed meanwhile
            audio_pairs.write_pairs(session, of.id, uris, pairs)
            kept.paired = True
        sure = sum(pair.sure for pair in pairs)
        return Found(len(looked), sure, len(pairs) - sure)


def match_job() -> NewJob:
    """The job that compares what is to be compared; there is one at a time."""
    return NewJob(MATCH, "features:match", {}, lane=Lane.BACKGROUND)


def _pairs(session: Session, of: FeatureSet, uris: Sequence[str]) -> Iterator[list[Paired]]:
    """What tracks come to, portion by portion."""
    decisions = audio_pairs.decisions(session)
    rows: Rows | None = None
    if of.named <= min(_MOST_LOADED, _WORTH_LOADING * len(uris)):
        rows = Rows(audio_pairs.all_rows(session, of.serial), decisions)
    for some in portions(uris, _PORTION):
        names = audio_pairs.names(session, some)
        if rows is not None:
            near = rows
        else:
            wanted = [*names.values(), *audio_pairs.decided_as(session, some)]
            near = Rows(audio_pairs.rows_like(session, of.serial, wanted), decisions)
        yield [pair for uri, named in names.items() if (pair := near.pair(uri, named)) is not None]


def _named_sets(session: Session) -> list[FeatureSet]:
    query = select(FeatureSet).where(FeatureSet.ready, FeatureSet.named > 0)
    return list(session.scalars(query.order_by(FeatureSet.place, FeatureSet.id)))


def _is_due(session: Session) -> bool:
    sets = _named_sets(session)
    if any(not each.paired for each in sets):
        return True
    return bool(sets) and session.scalar(select(Unpaired.uri).limit(1)) is not None

"""Carries one claimed job through: asks the quota, does the work, and ends the claim as the work ended."""

import logging
import random
import threading
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from playwarden.domain.calls import Forecast
from playwarden.domain.jobs.job import Failure, Job, JobState, Progress, WaitsFor
from playwarden.domain.quota import forecast_sentence, told
from playwarden.engine.ports.jobs import Ended, JobBook
from playwarden.engine.ports.quota import Quota
from playwarden.jobs.cancelling import settle_cancelled, words_of
from playwarden.jobs.registry import Again, Kind, Registry, Unsuccessful
from playwarden.kit.behalf import working_for
from playwarden.kit.clock import Clock
from playwarden.kit.errors import (
    Busy,
    Cancelled,
    CorruptKey,
    Damaged,
    NeedsReconnecting,
    NewerDatabase,
    PlaywardenError,
    RateLimited,
    SpotifyUnavailable,
    Stopping,
    StoreError,
)
from playwarden.kit.text import counted

log = logging.getLogger(__name__)

ATTEMPTS = 5
PAUSES = (15.0, 60.0, 240.0, 600.0)
"""Seconds before the second to the fifth attempt, give or take half, so that what failed together does not come back
together."""
PLAYLIST_PAUSE = 3.0
"""Seconds, give or take half, before looking again whether a playlist is free."""
CONNECTION_PAUSE = timedelta(hours=1)
WINDOW_JITTER = 2.0
"""Seconds at most by which jobs that wait for room in the 30 s come back apart."""
NEAR_THE_END = 1_000
"""Calls left of a day's; only below that it is asked what jobs under way still want."""
TELL_EVERY = 0.3
"""Real seconds between two writings of a job's progress."""
_LASTING = (CorruptKey, Damaged, NewerDatabase)
_ENDING_PAUSES = (0.05, 0.2, 1.0, 3.0)
"""Real seconds between the tries to write down how a job ended."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What carrying a job takes. `chance` gives numbers from 0 to 1. `refused` tells why a job that is about to begin
    may not: whoever it runs for lost the right to it.
    """

    book: JobBook
    registry: Registry
    quota: Quota
    clock: Clock
    chance: Callable[[], float] = random.random
    refused: Callable[[Job], str | None] = lambda _: None


class JobWork:
    """The Work of one claim. Used by the thread that carries the job, and by threads that it starts."""

    def __init__(self, book: JobBook, job: Job, stopping: threading.Event) -> None:
        self._book = book
        self._job = job
        self._stopping = stopping
        self._told_at = float("-inf")
        self._untold: Progress | None = None

    @property
    def job(self) -> Job:
        return self._job

    def check(self) -> None:
        if self._stopping.is_set():
            raise Stopping("Playwarden is going down.", "It goes on when it is up again.")
        if self._book.asked_to_cancel(self._job):
            raise Cancelled("It was cancelled.")

    def progress(self, done: int, total: int | None, words: str = "") -> None:
        self._untold = Progress(done, total, words)
        if time.monotonic() - self._told_at >= TELL_EVERY:
            self.flush()

    def log(self, words: str, level: str = "info") -> None:
        self.flush()
        with suppress(Busy, StoreError):  # words for people are not worth the work
            self._book.log(self._job, words, level)

    def flush(self) -> None:
        """Writes down how far it is, where that was not done yet."""
        untold, self._untold = self._untold, None
        if untold is not None:
            self._told_at = time.monotonic()
            with suppress(Busy, StoreError):
                self._book.progress(self._job, untold)


class Carrier:
    """Carries claimed jobs, each in the thread that calls."""

    def __init__(self, tools: Tools) -> None:
        self.tools = tools

    def carry(self, job: Job, stopping: threading.Event) -> Job | None:
        """From its claim to the claim's end; `stopping` makes it go back to QUEUED at its next check.

        The job as it stands then; None when another runner has taken it up, or the database could not be told: it is
        then taken up again (see Runners.reclaim). Raises nothing.
        """
        work = JobWork(self.tools.book, job, stopping)
        ended = self._done(job, work)
        work.flush()
        left = self._end(job, ended)
        if left is not None and left.state is JobState.CANCELLED and left.cancel_asked_at is not None:
            with suppress(PlaywardenError):  # a tick does it later
                settle_cancelled(self.tools.book, self.tools.registry, left.id)
        return left

    def _done(self, job: Job, work: JobWork) -> Ended:
        """Does it; how the claim ends."""
        try:
            if work._stopping.is_set():
                return Ended(JobState.QUEUED)
            kind = self.tools.registry.kind(job.kind)
            refused = self._refused(job)
            if refused is not None:
                return refused
            held = self._held(kind, job)
            if held is not None:
                return held
            with working_for(job.id):
                result = kind.run(work)
        except PlaywardenError as error:
            return self._ended_by(job, work, error)
        except Exception as error:
            log.exception("the job %s (%s) failed unexpectedly", job.id, job.kind)
            work.log("".join(traceback.format_exception_only(error)).strip(), "error")
            what = f"Something unexpected happened ({type(error).__name__})."
            return _failed(Failure("unexpected", what, "The log in the data folder has the details."))
        if isinstance(result, Again):
            return Ended(JobState.WAITING, result.due_at, result.waits_for, result.note or None)
        if isinstance(result, Unsuccessful):
            return replace(_failed(result.failure), result=dict(result.result))
        return Ended(JobState.SUCCEEDED, result=dict(result))

    def _refused(self, job: Job) -> Ended | None:
        """How it ends where it may not begin. What has begun goes on to where its playlists are consistent."""
        if self.tools.book.children(job.id) or (job.run_id is not None and job.calls):
            return None
        why = self.tools.refused(job)
        if why is None:
            return None
        if job.run_id is not None:
            return Ended(JobState.CANCELLED, note=" ".join([why, words_of(self.tools.registry, job) or ""]).strip())
        return _failed(Failure("not_allowed", why, "Whoever may edit it resumes its schedule, or asks for it anew."))

    def _held(self, kind: Kind, job: Job) -> Ended | None:
        """What to wait for before it begins: too few calls in its lane, or no room in the 30 s."""
        for need in kind.needs(job):
            forecast = self.tools.quota.forecast(need.account_id, need.calls, job.lane)
            now = self.tools.clock.now()
            if forecast.ready_at is not None and forecast.ready_at > now:
                sentence = forecast_sentence(forecast, "It")
                return Ended(JobState.WAITING, forecast.ready_at, WaitsFor.QUOTA, sentence)
            if self._is_promised(job, forecast):
                words = (
                    "The calls that are left of the day may be wanted by jobs under way. It looks again in a moment."
                )
                return Ended(JobState.WAITING, self._after(PLAYLIST_PAUSE), WaitsFor.QUOTA, words)
            if forecast.window_at is not None and forecast.window_at > now:
                words = f"It needs {counted(forecast.calls, 'call')}; this app made as many as fit into 30 seconds."
                due_at = forecast.window_at + timedelta(seconds=WINDOW_JITTER * self.tools.chance())
                return Ended(JobState.WAITING, due_at, WaitsFor.QUOTA, f"{words} There is room at {told(due_at)}.")
        return None

    def _is_promised(self, job: Job, forecast: Forecast) -> bool:
        """Whether jobs under way may make the calls it needs: of two that both fitted by themselves the later one would
        be stopped half way, until tomorrow.
        """
        if not forecast.calls or forecast.left >= NEAR_THE_END:
            return False
        promised = self.tools.book.promised(job)
        return promised > 0 and forecast.left - promised < forecast.calls

    def _ended_by(self, job: Job, work: JobWork, error: PlaywardenError) -> Ended:
        """As the docstring of Kind says."""
        match error:
            case Cancelled():
                return self._cancelled(job)
            case Stopping():
                return Ended(JobState.QUEUED)
            case RateLimited():
                return Ended(JobState.WAITING, error.until, WaitsFor.QUOTA, error.what)
            case Busy():
                return Ended(JobState.WAITING, self._after(PLAYLIST_PAUSE), WaitsFor.PLAYLIST, error.what)
            case NeedsReconnecting():
                due_at = self.tools.clock.now() + CONNECTION_PAUSE
                return Ended(JobState.WAITING, due_at, WaitsFor.CONNECTION, str(error))
            case SpotifyUnavailable() | StoreError() if not isinstance(error, _LASTING):
                return self._failed_for_now(job, work, error)
        log.info("the job %s (%s) failed: %s", job.id, job.kind, error)
        return _failed(Failure(error.code, error.what, error.remedy))

    def _failed_for_now(self, job: Job, work: JobWork, error: PlaywardenError) -> Ended:
        attempt = job.attempts + 1
        if attempt >= ATTEMPTS:
            what = f"{error.what} It was tried {counted(attempt, 'time')}."
            return _failed(Failure(error.code, what, error.remedy))
        work.log(f"Attempt {attempt} of {ATTEMPTS} failed: {error.what}", "warning")
        due_at = self._after(PAUSES[attempt - 1])
        return Ended(JobState.WAITING, due_at, WaitsFor.RETRY, error.what, attempted=True)

    def _cancelled(self, job: Job) -> Ended:
        """With children that are not done its kind is told when the last of them has ended."""
        try:
            if self.tools.book.children_open(job.id):
                return Ended(JobState.CANCELLED)
            return Ended(JobState.CANCELLED, note=words_of(self.tools.registry, job))
        except (Busy, StoreError):
            return Ended(JobState.QUEUED)  # the book cancels it, and a tick tells its kind

    def _after(self, seconds: float) -> datetime:
        return self.tools.clock.now() + timedelta(seconds=seconds * (0.5 + self.tools.chance()))

    def _end(self, job: Job, ended: Ended) -> Job | None:
        """Writes down how it ended, with patience: what was done is not to be done again."""
        for pause in (*_ENDING_PAUSES, None):
            try:
                return self.tools.book.end(job, ended)
            except (Busy, StoreError) as error:
                if pause is None or not self._is_ours(job):
                    log.warning("the end of the job %s (%s) was not written down: %s", job.id, job.kind, error)
                    return None
                time.sleep(pause)
        return None

    def _is_ours(self, job: Job) -> bool:
        try:
            stands = self.tools.book.job(job.id)
        except (Busy, StoreError):
            return True
        except PlaywardenError:
            return False
        return stands.fence == job.fence and stands.state is JobState.RUNNING


def _failed(failure: Failure) -> Ended:
    return Ended(JobState.FAILED, failure=failure, note=failure.what, attempted=True)

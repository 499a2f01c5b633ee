"""The kinds of jobs: what each needs of the quota, and what it does. A kind is one class in a slice's `tasks.py`."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from playwarden.domain.calls import Lane, Need
from playwarden.domain.jobs.job import Document, Failure, Job, WaitsFor
from playwarden.kit.errors import InputError
from playwarden.kit.loading import LOADING

__all__ = ["Again", "Kind", "Need", "Registry", "Unsuccessful", "Work"]


@dataclass(frozen=True, slots=True)
class Again:
    """Returned instead of a result: not done yet, and why. `due_at` None: when whoever holds it says so."""

    waits_for: WaitsFor
    due_at: datetime | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Unsuccessful:
    """Returned instead of a result: it came to its end, and not all of it went well. The job has FAILED with
    `failure`, and keeps its `result`: what went well and what did not.
    """

    failure: Failure
    result: Mapping[str, Any]


class Work(Protocol):
    """What a kind is given while its job runs."""

    @property
    def job(self) -> Job: ...

    def check(self) -> None:
        """To be called between two calls. Raises Cancelled when a person cancelled it, Stopping when the process goes
        down, Busy when another runner has taken the job up."""
        ...

    def progress(self, done: int, total: int | None, words: str = "") -> None:
        """Tells how far it is; may be called often, is written at most a few times a second."""
        ...

    def log(self, words: str, level: str = "info") -> None:
        """Adds a line to the job's log, for people."""
        ...


class Kind(Protocol):
    """One kind of job. Its docstring is its text in the reference.

    `run` is level-triggered: it looks at what is there, not at why it was woken, so that running it twice changes
    nothing. It may raise anything of the error tree:

    - RateLimited: the job waits until then and goes on where it was;
    - SpotifyUnavailable and StoreError that may pass: again after a pause, five times at most;
    - Busy: again as soon as whoever holds the playlist is done;
    - NeedsReconnecting: waits until the account is connected again;
    - Cancelled, Stopping: as `Work.check` raised them;
    - anything else: the job has failed, and says so in the error's words.
    """

    name: str
    """`slice.verb`, permanent: it is in the database."""
    lane: Lane
    """Where it belongs unless whoever enqueues it says otherwise."""

    def title(self, payload: Document) -> str:
        """What it does in a few words for a person."""
        ...

    def needs(self, job: Job) -> Sequence[Need]:
        """What it is about to call, as far as that is known without a call; empty: nothing worth asking about."""
        ...

    def run(self, work: Work) -> Mapping[str, Any] | Again | Unsuccessful:
        """Does it. The answer is the job's result: JSON."""
        ...

    def cancelled(self, job: Job) -> str | None:
        """Called once after the job was cancelled, also before it ever ran: leaves everything consistent, and says in
        words what was done and what not (None: nothing was begun)."""
        ...


class Registry:
    """All kinds by name. Each is made when it is first asked for: most commands look at a few jobs, and a kind brings
    the service that it works with.
    """

    def __init__(self, kinds: Iterable[Kind]) -> None:
        self._kinds = {kind.name: kind for kind in kinds}
        self._makers: Mapping[str, Callable[[], Kind]] = {}

    @classmethod
    def made_when_asked_for(cls, makers: Mapping[str, Callable[[], Kind]]) -> "Registry":
        """Kinds that are not there yet, by their names."""
        registry = cls([])
        registry._makers = makers
        return registry

    def kind(self, name: str) -> Kind:
        """Raises InputError for a name that no kind bears."""
        if name in self._kinds:
            return self._kinds[name]
        try:
            make = self._makers[name]
        except KeyError:
            raise InputError(
                f"There is no kind of job '{name}'.", f"The kinds are {', '.join(self.names())}."
            ) from None
        with LOADING:
            if name not in self._kinds:
                self._kinds[name] = make()
            return self._kinds[name]

    def names(self) -> list[str]:
        return sorted({*self._kinds, *self._makers})

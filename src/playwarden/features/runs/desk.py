"""What runs work with, handed in by bootstrap."""

from collections.abc import Callable
from dataclasses import dataclass, field

from playwarden.engine.apply import Desk
from playwarden.engine.ports.jobs import JobBook
from playwarden.engine.ports.layers import Layers, NoLayers
from playwarden.engine.ports.quota import Quota
from playwarden.features.runs.repository import RunsRepository
from playwarden.store.journal import StoredJournal

Progress = Callable[[str], None]


def silent(_: str) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True, slots=True)
class RunsDesk:
    """The engine's desk, the journal as the database keeps it, questions to the ledger, and the book of jobs (None
    where runs are only ever carried out in the thread that asks for them).
    """

    desk: Desk
    journal: StoredJournal
    repository: RunsRepository
    quota: Quota
    layers: Layers = field(default_factory=NoLayers)
    jobs: JobBook | None = None

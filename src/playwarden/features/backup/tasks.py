"""The kind of job that makes the nightly backup."""

import logging
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from playwarden.domain.calls import Lane, Need
from playwarden.domain.jobs.job import Document, Job
from playwarden.jobs.registry import Again, Work

if TYPE_CHECKING:
    from playwarden.features.backup.service import Backups

log = logging.getLogger(__name__)


class NightlyBackup:
    """Makes the nightly backup when there is none yet since the hour it belongs to, and takes away old ones. Costs no
    call.
    """

    name = "backup.nightly"
    lane = Lane.SCHEDULED
    key = "backup"

    def __init__(self, backups: "Backups") -> None:
        self._backups = backups

    def title(self, payload: Document) -> str:
        return "make the nightly backup"

    def needs(self, job: Job) -> Sequence[Need]:
        return ()

    def run(self, work: Work) -> Mapping[str, Any] | Again:
        work.check()
        made = self._backups.tick()
        if made is None:
            return {"made": None}
        log.info("made the nightly backup %s", made.name)
        return {"made": made.name}

    def cancelled(self, job: Job) -> str | None:
        return None

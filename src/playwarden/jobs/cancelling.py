"""Tells the kinds of cancelled jobs, so that they leave everything consistent and say what was done and what not."""

import logging

from playwarden.domain.jobs.job import Job
from playwarden.engine.ports.jobs import JobBook
from playwarden.jobs.registry import Registry
from playwarden.kit.errors import Busy, PlaywardenError, StoreError
from playwarden.kit.ids import JobId

log = logging.getLogger(__name__)


def settle_cancelled(book: JobBook, registry: Registry, within: JobId | None = None) -> int:
    """Tells the kinds of all jobs that were cancelled while they did not run; how many. `within`: of that family.

    Done at once by whoever cancels, and by ticks where that one died over it: so that, rarely, a kind is told twice.
    One whose database or playlist is not to be had now is told by a later tick.
    """
    settled = 0
    for job in book.unsettled(within):
        try:
            book.settle(job, words_of(registry, job))
        except (Busy, StoreError) as error:
            log.info("the cancelled job %s (%s) is settled later: %s", job.id, job.kind, error)
        else:
            settled += 1
    return settled


def words_of(registry: Registry, job: Job) -> str | None:
    """What the kind of a cancelled job says was done and what not. Raises Busy and StoreError: try again."""
    try:
        return registry.kind(job.kind).cancelled(job)
    except (Busy, StoreError):
        raise
    except PlaywardenError as error:
        log.warning("the cancelled job %s (%s) could not be settled: %s", job.id, job.kind, error)
        return f"What was done is not known: {error}"
    except Exception:
        log.exception("the cancelled job %s (%s) could not be settled", job.id, job.kind)
        return "What was done is not known: something unexpected happened. The log in the data folder has the details."

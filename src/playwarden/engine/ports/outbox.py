"""Which due jobs the workers should be told of: the book is the truth, a message only says where to look."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from playwarden.domain.calls import Lane
from playwarden.kit.ids import JobId


@dataclass(frozen=True, slots=True)
class Message:
    """What a worker is told: this job may be due."""

    job_id: JobId
    lane: Lane


class Outbox(Protocol):
    """Level-triggered: asked again, it answers what is still untold. Each method is one committed transaction."""

    def take(self, repeated: Collection[Lane] = ()) -> list[Message]:
        """Messages to be sent now, in the order in which jobs are claimed; each is marked as sent.

        Of each key the first job, and none while the key runs; of each lane so many that no worker has to wait for
        the next asking. In the lanes of `repeated` also those that were sent a while ago and led to nothing.
        """
        ...

    def put_back(self, job_ids: Sequence[JobId]) -> None:
        """These could not be sent, or came to nothing: they are taken again."""
        ...

"""The mirror over HTTP: a look at all playlists, as a job."""

from fastapi import APIRouter

from playwarden.domain.calls import Lane
from playwarden.domain.jobs.job import JobState, NewJob
from playwarden.features.library.tasks import SyncLibrary
from playwarden.web.routes.asked import ACTOR, Opened
from playwarden.web.schemas.library import EnqueuedDocument, SyncBody

router = APIRouter()


@router.post("/sync")
def sync(opened: Opened, body: SyncBody) -> EnqueuedDocument:
    """Looks at all playlists of the accounts and reads the items of those that changed, as a job.

    While the same look is under way it is that one; one that waits is taken up at once.
    """
    chosen = sorted({opened.accounts.find(words).id for words in body.accounts})
    payload = {"accounts": chosen, "read": body.read}
    job = opened.jobs.enqueue([NewJob(SyncLibrary.name, SyncLibrary.key, payload, lane=Lane.INTERACTIVE, actor=ACTOR)])[
        0
    ]
    if job.state is JobState.WAITING:
        opened.jobs.again(job.id, ACTOR, now=True)
    return EnqueuedDocument(job=job.id)

"""The mirror over HTTP: a look at all playlists, as a job."""

from fastapi import APIRouter

from playwarden.domain.access import Right, parted
from playwarden.domain.calls import Lane
from playwarden.domain.jobs.job import JobState, NewJob
from playwarden.features.library.tasks import SyncLibrary
from playwarden.web.policy import allow_accounts, requires
from playwarden.web.routes.asked import Opened, Who
from playwarden.web.schemas.library import EnqueuedDocument, SyncBody

router = APIRouter()


@router.post("/sync", dependencies=[requires(Right.EDIT, inside="the accounts that are looked at")])
def sync(opened: Opened, who: Who, body: SyncBody) -> EnqueuedDocument:
    """Looks at all playlists of the accounts and reads the items of those that changed, as a job.

    While the same look is under way it is that one; one that waits is taken up at once.
    """
    chosen = sorted({opened.accounts.find(words, who.seen).id for words in body.accounts})
    if not chosen and who.changed is not None:
        # What of an account has a tag is looked at with the whole of it, by whoever reaches that.
        chosen = sorted(each for each in who.changed if parted(each)[1] is None)
    allow_accounts(who, Right.EDIT, chosen)
    payload = {"accounts": chosen, "read": body.read}
    new = NewJob(SyncLibrary.name, SyncLibrary.key, payload, lane=Lane.INTERACTIVE, actor=who.actor)
    job = opened.jobs.enqueue([new])[0]
    if job.state is JobState.WAITING:
        opened.jobs.again(job.id, who.actor, now=True)
    return EnqueuedDocument(job=job.id)

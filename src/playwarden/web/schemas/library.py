"""What looking at the library takes and answers."""

from typing import Annotated

from pydantic import BaseModel, Field

from playwarden.web.schemas.bodies import Body, Words


class SyncBody(Body):
    """Which accounts to look at (none: all of them), by id, name or user id; `read`: items too."""

    accounts: Annotated[list[Words], Field(default_factory=list, max_length=100)]
    read: bool = True


class EnqueuedDocument(BaseModel):
    """The job that does it."""

    job: str

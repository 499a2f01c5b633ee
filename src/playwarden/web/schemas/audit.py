"""Links of the audit chain as documents."""

from datetime import datetime

from pydantic import BaseModel


class LinkDocument(BaseModel):
    """A link of the audit chain."""

    number: int
    at: datetime
    actor: str
    action: str
    subject: str
    run_id: str | None
    before_sha256: str | None
    after_sha256: str | None
    previous: str
    hash: str

"""The audit chain over HTTP."""

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Query

from playwarden.engine.ports.audit import LinkFilter
from playwarden.web.routes.asked import LARGEST, Moment, Most, Opened, Text
from playwarden.web.schemas.audit import LinkDocument

router = APIRouter()


@router.get("/audit")
def audit(
    opened: Opened,
    actor: Text = None,
    action: Text = None,
    subject: Text = None,
    run: Text = None,
    since: Moment | None = None,
    until: Moment | None = None,
    before: Annotated[int | None, Query(ge=1, le=LARGEST, description="Continue before this link.")] = None,
    limit: Most = 50,
) -> list[LinkDocument]:
    """Who did what when; `action` and `subject` match from their beginning."""
    wanted = LinkFilter(
        actor=actor,
        action=action,
        subject=subject,
        run_id=run,
        since=since,
        until=until,
        before_number=before,
        limit=limit,
    )
    return [LinkDocument.model_validate(asdict(link)) for link in opened.audit.links(wanted)]

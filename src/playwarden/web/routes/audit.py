"""The audit chain over HTTP."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query

from playwarden.domain.access import Right, Touch
from playwarden.domain.audit import Link
from playwarden.engine.ports.audit import LinkFilter
from playwarden.features.access.reach import seen
from playwarden.web.policy import requires
from playwarden.web.routes.asked import LARGEST, Moment, Most, Opened, Text, Who
from playwarden.web.schemas.audit import LinkDocument

router = APIRouter()


@router.get("/audit", dependencies=[requires(Right.VIEW, settled=True)])
def audit(
    opened: Opened,
    who: Who,
    actor: Text = None,
    action: Text = None,
    subject: Text = None,
    run: Text = None,
    since: Moment | None = None,
    until: Moment | None = None,
    before: Annotated[int | None, Query(ge=1, le=LARGEST, description="Continue before this link.")] = None,
    limit: Most = 50,
) -> list[LinkDocument]:
    """Who did what when; `action` and `subject` match from their beginning. Those alone that touch what you may see."""
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

    def page(last: Link | None, most: int) -> Sequence[Link]:
        begin = before if last is None else last.number
        return opened.audit.links(replace(wanted, before_number=begin, limit=most))

    def touches(links: Sequence[Link]) -> list[Touch]:
        found = opened.reach.links(links)
        return [found[link.number] for link in links]

    return [LinkDocument.model_validate(link, from_attributes=True) for link in seen(who, limit, page, touches)]

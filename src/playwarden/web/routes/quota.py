"""The ledger over HTTP."""

from fastapi import APIRouter

from playwarden.domain.access import Right
from playwarden.web.policy import requires
from playwarden.web.routes.asked import Opened, Who
from playwarden.web.schemas.quota import QuotaDocument

router = APIRouter()


@router.get("/quota", dependencies=[requires(Right.VIEW)])
def quota(opened: Opened, who: Who) -> list[QuotaDocument]:
    """Calls of the last 24 hours, what is left, and bans, for each developer."""
    groups = {each.app.quota_group for each in opened.accounts.standings() if who.level(each.account.id)}
    found = [group for group in opened.quota.summary() if who.everywhere or group.quota_group in groups]
    return [QuotaDocument.model_validate(group, from_attributes=True) for group in found]

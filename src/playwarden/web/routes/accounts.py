"""The connected accounts over HTTP."""

from fastapi import APIRouter

from playwarden.domain.access import Right
from playwarden.web.policy import requires
from playwarden.web.routes.asked import Opened, Who
from playwarden.web.schemas.accounts import AccountDocument

router = APIRouter()


@router.get("/accounts", dependencies=[requires(Right.VIEW)])
def accounts(opened: Opened, who: Who) -> list[AccountDocument]:
    """The connected accounts, with the day on which each consent ends."""
    return [AccountDocument.of(standing) for standing in opened.accounts.standings() if who.level(standing.account.id)]

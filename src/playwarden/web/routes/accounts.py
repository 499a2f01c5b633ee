"""The connected accounts over HTTP."""

from fastapi import APIRouter

from playwarden.web.routes.asked import Opened
from playwarden.web.schemas.accounts import AccountDocument

router = APIRouter()


@router.get("/accounts")
def accounts(opened: Opened) -> list[AccountDocument]:
    """The connected accounts, with the day on which each consent ends."""
    return [AccountDocument.of(standing) for standing in opened.accounts.standings()]

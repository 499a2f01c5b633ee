"""The ledger over HTTP."""

from dataclasses import asdict

from fastapi import APIRouter

from playwarden.web.routes.asked import Opened
from playwarden.web.schemas.quota import QuotaDocument

router = APIRouter()


@router.get("/quota")
def quota(opened: Opened) -> list[QuotaDocument]:
    """Calls of the last 24 hours, what is left, and bans, for each developer."""
    return [QuotaDocument.model_validate(asdict(group)) for group in opened.quota.summary()]

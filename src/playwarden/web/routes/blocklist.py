"""The blocklists of accounts over HTTP: tracks and artists that their rules never choose."""

from fastapi import APIRouter

from playwarden.domain.access import Right, parted
from playwarden.web.policy import allow_accounts, requires
from playwarden.web.routes.asked import Opened, Text, Who
from playwarden.web.schemas.labels import BlockBody, BlockedDocument, BlockedNowDocument

router = APIRouter()


@router.get("/blocklist", dependencies=[requires(Right.VIEW)])
def blocklist(opened: Opened, who: Who, account: Text = None) -> list[BlockedDocument]:
    """What is blocked for the accounts that you see whole, or for one of them: the newest first."""
    accounts = None if who.seen is None else sorted(each for each in who.seen if parted(each)[1] is None)
    if account:
        accounts = [opened.accounts.find(account, who.seen).id]
    return [BlockedDocument.of(each) for each in opened.blocklist.all(accounts)]


@router.post("/blocklist", dependencies=[requires(Right.EDIT, inside="the account that is named")])
def change(opened: Opened, who: Who, body: BlockBody) -> BlockedNowDocument:
    """Blocks tracks and artists for an account, and takes others off its blocklist."""
    account = opened.accounts.find(body.account, who.seen).id
    allow_accounts(who, Right.EDIT, [account])
    added, removed = opened.blocklist.change(account, add=body.add, remove=body.remove, actor=who.actor)
    return BlockedNowDocument.of(account, added, removed)

"""Tags over HTTP: which there are, given and taken by hand, and the rules that give them. None costs a call."""

from collections import Counter

from fastapi import APIRouter

from playwarden.domain.access import SERVER, Caller, Right, Touch
from playwarden.domain.tags import Rule
from playwarden.kit.ids import AccountId
from playwarden.web.policy import TAG_RULE, allow, allow_accounts, find_playlist, requires
from playwarden.web.routes.asked import Named, Opened, Who
from playwarden.web.schemas.tending import AssignBody, AssignedDocument, RuleBody, RuleDocument, TagDocument

router = APIRouter()


@router.get("/tags", dependencies=[requires(Right.VIEW, settled=True)])
def tags(opened: Opened, who: Who) -> list[TagDocument]:
    """The tags of the playlists that you see, by name."""
    counts = Counter(tag for row in opened.questions.playlists(among=who.seen) for tag in row.tags)
    return [TagDocument(tag=tag, playlists=count) for tag, count in sorted(counts.items())]


@router.post("/tags/assign", dependencies=[requires(Right.EDIT, inside="the playlists that are named")])
def assign(opened: Opened, who: Who, body: AssignBody) -> AssignedDocument:
    """Gives tags to playlists and takes them away, by hand."""
    found = list(dict.fromkeys(find_playlist(opened, who, each) for each in body.playlists))
    if not who.everywhere:
        for touch in opened.reach.playlists(found).values():
            allow(who, Right.EDIT, touch)
    opened.tags.assign(found, add=body.add, remove=body.remove, actor=who.actor)
    return AssignedDocument(playlists=len(found))


@router.get("/tags/rules", dependencies=[requires(Right.VIEW, settled=True)])
def rules(opened: Opened, who: Who) -> list[RuleDocument]:
    """The rules that give tags, of the accounts that you see; those for all accounts are shown to who sees them all."""
    return [RuleDocument.of(kept) for kept in opened.tags.rules() if _shown(who, kept.rule.account)]


@router.post("/tags/rules", dependencies=[requires(Right.EDIT, inside="the account that the rule is about")])
def add_rule(opened: Opened, who: Who, body: RuleBody) -> RuleDocument:
    """A rule: a tag for all playlists that fit. Without an account it is for whoever reaches all of them."""
    account = None if body.account is None else opened.accounts.find(body.account, who.seen).id
    if account is not None:
        allow_accounts(who, Right.EDIT, [account])
    else:
        allow(who, Right.EDIT, SERVER)
    return RuleDocument.of(opened.tags.add_rule(Rule(body.tag, body.name, body.description, account), who.actor))


@router.delete("/tags/rules/{rule}", status_code=204, dependencies=[requires(Right.EDIT, TAG_RULE)])
def remove_rule(opened: Opened, who: Who, rule: Named) -> None:
    """Removes a rule; the tags that it gave are gone with it."""
    opened.tags.remove_rule(rule, who.actor)


def _shown(who: Caller, account: AccountId | None) -> bool:
    return who.everywhere or (account is not None and who.sees(Touch.all_of(frozenset({account}))))

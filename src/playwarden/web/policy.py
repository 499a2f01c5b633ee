"""The one policy of who may do what: each route declares what it requires, lists show what their reader may see."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import anyio.to_thread
from fastapi import Depends, Request
from fastapi.routing import APIRoute

from playwarden.bootstrap import Container
from playwarden.domain.access import NOWHERE, SERVER, Caller, Right, Touch, the_operator, wholes
from playwarden.kit.errors import NotAllowed, NotFound, SignedOut
from playwarden.kit.ids import AccountId, IncidentId, JobId, PasteId, PlacementId, PlaylistId, RunId
from playwarden.kit.loading import LOADING

if TYPE_CHECKING:
    from playwarden.features.bulk.selection import Selection
    from playwarden.features.runs.pending import Pending

CALLER = "playwarden.caller"
"""Where the gate leaves who calls."""
MARK = "playwarden.mark"
"""Where the gate leaves how the database stood when it looked."""
SETTLED = "playwarden.settled"
"""Where a route leaves word that its answer stays until something is committed."""
_DOES = {
    Right.VIEW: "look at this",
    Right.EDIT: "change this",
    Right.OVERRIDE_PLAN: "change a plan that waits",
    Right.FORCE_RULE: "overrule safety rules",
    Right.DELETE: "delete this",
    Right.MEMBERS: "manage members",
    Right.ACCOUNTS: "connect and disconnect accounts",
    Right.SETTINGS: "change what concerns the whole server",
    Right.TOKENS: "manage sessions and tokens",
}


# Asynchronous, for what only looks at memory need not wait for a thread.
async def _opened(request: Request) -> Container:
    opened: Container = request.app.state.container
    return opened


Opened = Annotated[Container, Depends(_opened)]
"""The container, as a parameter of a route."""


async def _who(request: Request) -> Caller:
    return _caller(request)


def _caller(request: Request) -> Caller:
    caller: Caller | None = request.scope.get(CALLER)
    if caller is None:
        # Without a gate the application is called by a command in this process: who holds the data folder is its owner.
        if not getattr(request.app.state, "gated", True):
            return the_operator()
        raise SignedOut("Nobody is signed in.", "Sign in first.")
    return caller


Who = Annotated[Caller, Depends(_who)]
"""Who asks, as a parameter of a route. Raises SignedOut."""


@dataclass(frozen=True, slots=True)
class Thing:
    """What a route is about: the parameter of the path that names it, the accounts that it touches, and what is said
    where there is none of that name; a foreign one is answered as one that is missing.
    """

    parameter: str
    touch: Callable[[Container, Caller, str], Touch]
    missing: Callable[[str], NotFound]


class Requires:
    """The requirement of a route, as a dependency of it. `right` None: open to everybody.

    `of`: the right must hold for the thing that the path names. `inside`: what it must hold for stands in the body, or
    is found on the way; the route itself asks `allow`, and the words say about what.

    `settled`: the answer tells nothing but what the database holds and who asks, so that it stays until something is
    committed; nothing of the clock, of this process, of a header.
    """

    def __init__(
        self, right: Right | None, of: Thing | None = None, *, inside: str = "", settled: bool = False
    ) -> None:
        self.right = right
        self.of = of
        self.inside = inside
        self.settled = settled

    async def __call__(self, request: Request) -> None:
        if self.settled:
            request.scope[SETTLED] = True
        if self.right is None:
            return
        caller = _caller(request)
        if self.right not in caller.rights:
            raise refusal(self.right)
        if self.of is not None and not caller.everywhere:
            named = str(request.path_params[self.of.parameter])
            await anyio.to_thread.run_sync(_let_through, self.right, self.of, await _opened(request), caller, named)


def _let_through(right: Right, of: Thing, opened: Container, caller: Caller, named: str) -> None:
    touch = of.touch(opened, caller, named)
    if not caller.sees(touch):
        raise of.missing(named)
    allow(caller, right, touch)


OPEN = Depends(Requires(None))


def requires(right: Right, of: Thing | None = None, *, inside: str = "", settled: bool = False) -> Any:
    """For `dependencies=[...]` of a route."""
    return Depends(Requires(right, of, inside=inside, settled=settled))


def requirement(route: APIRoute) -> Requires | None:
    """What a route declares; None: nothing, which is a bug."""
    found = [each.dependency for each in route.dependencies if isinstance(each.dependency, Requires)]
    return found[0] if len(found) == 1 else None


def refusal(right: Right) -> NotAllowed:
    """What is said to whoever lacks a right."""
    return NotAllowed(f"You may not {_DOES[right]}.", f"This needs the right '{right}': ask an owner or an admin.")


def allow(caller: Caller, right: Right, touch: Touch) -> None:
    """Raises NotAllowed unless `caller` may use `right` on what touches these accounts."""
    if not caller.may(right, touch):
        raise refusal(right)


def allow_accounts(caller: Caller, right: Right, accounts: Iterable[AccountId]) -> None:
    """The same for these accounts together."""
    found = frozenset(accounts)
    allow(caller, right, Touch.all_of(found) if found else NOWHERE)


def allow_asking(caller: Caller, account: AccountId) -> None:
    """Raises NotAllowed unless `caller` may edit something of the account, be it what has a tag: asking changes nothing
    of it.
    """
    if Right.EDIT not in caller.rights or not (caller.everywhere or account in wholes(caller.changed or ())):
        raise refusal(Right.EDIT)


def allow_forced(caller: Caller, forced: Collection[str]) -> None:
    """Raises NotAllowed where safety rules are to be overruled and `caller` may not."""
    if forced and Right.FORCE_RULE not in caller.rights:
        raise refusal(Right.FORCE_RULE)


def allow_for_server(caller: Caller, touch: Touch) -> None:
    """Raises NotAllowed for what concerns the whole server, such as backups, unless `caller` may see to that."""
    if touch == SERVER and Right.SETTINGS not in caller.rights:
        raise refusal(Right.SETTINGS)


def missing(what: str, remedy: str = "") -> Callable[[str], NotFound]:
    """What is said of a name that nothing bears: `{}` in `what` stands for it."""
    return lambda named: NotFound(what.format(named), remedy)


# -- what there is


def find_playlist(opened: Container, caller: Caller, words: str) -> PlaylistId:
    """The playlist that `words` name, of those that may be seen. Raises NotFound, InputError."""
    return opened.questions.find(words, caller.seen)


def finding(opened: Container, caller: Caller) -> Callable[[str], PlaylistId]:
    """The same, to be handed on."""
    return lambda words: find_playlist(opened, caller, words)


def _of_schedule(opened: Container, caller: Caller, named: str) -> Touch:
    return opened.reach.schedule(opened.schedules.schedule(named))


def _of_campaign(opened: Container, caller: Caller, named: str) -> Touch:
    return opened.reach.campaign(opened.placements.campaign(named).id)


def _of_proposal(opened: Container, caller: Caller, named: str) -> Touch:
    return touch_of(opened, opened.proposals.find(named), caller)


def _of_rule(opened: Container, named: str) -> Touch:
    account = opened.tags.rule(named).rule.account
    return Touch.all_of(frozenset({account})) if account else SERVER


def _of_template(opened: Container, caller: Caller, named: str) -> Touch:
    """Those that come with Playwarden are everybody's; the others are seen with the account that they were made for."""
    account = opened.templates.find(named, caller.seen).account_id
    if account is None:
        return Touch(caller.seen, caller.changed)
    return Touch.all_of(frozenset({account}))


def _of_import(opened: Container, caller: Caller, named: str) -> Touch:
    """All playlists that the file changes. Where there are none it belongs to who sent it."""
    reading = opened.exchange.readings.find(named)
    playlists = [sheet.playlist_id for sheet in reading.sheets]
    if not playlists:
        return Touch(caller.seen, caller.changed) if reading.actor == caller.actor else NOWHERE
    touches = opened.reach.playlists(playlists).values()
    accounts = frozenset().union(*(touch.writers or touch.seers or frozenset() for touch in touches))
    return Touch.all_of(accounts, opened.reach.proposed(playlists)) if accounts else NOWHERE


def _of_paste(opened: Container, caller: Caller, named: str) -> Touch:
    return Touch.all_of(frozenset({opened.pastes.account(PasteId(named))}))


def touch_of(opened: Container, pending: "Pending", caller: Caller) -> Touch:
    """The accounts of a proposal. Where there is nothing to be done it belongs to who asked for it."""
    accounts = frozenset(part.account_id for part in pending.proposal.parts)
    if not accounts and pending.by == caller.actor and caller.seen is not None:
        return Touch.all_of(caller.seen)
    if not accounts:
        return NOWHERE
    return Touch.all_of(accounts, opened.reach.proposed(part.playlist_id for part in pending.proposal.parts))


PLAYLIST = Thing(
    "playlist",
    lambda opened, caller, named: opened.reach.playlist(find_playlist(opened, caller, named)),
    missing("No playlist here is called '{}'.", "`playwarden playlists list` names them all."),
)
RUN = Thing(
    "run",
    lambda opened, caller, named: opened.reach.run(RunId(named)),
    missing("There is no run '{}'.", "`playwarden runs list` names them."),
)
JOB = Thing(
    "job",
    lambda opened, caller, named: opened.reach.job(JobId(named)),
    missing("There is no job {}.", "`playwarden jobs list` names them."),
)
PLACEMENT = Thing(
    "placement",
    lambda opened, caller, named: opened.reach.placement(PlacementId(named)),
    missing("There is no placement '{}'.", "`playwarden placements list` names them."),
)
CAMPAIGN = Thing(
    "campaign",
    _of_campaign,
    missing("There is no campaign '{:.100}'.", "`playwarden placements campaigns` names them."),
)
SCHEDULE = Thing(
    "schedule", _of_schedule, missing("There is no schedule '{:.100}'.", "`playwarden schedules list` names them.")
)
PROPOSAL = Thing(
    "fingerprint",
    _of_proposal,
    missing(
        "No proposal with the fingerprint {:.12} waits here.",
        "Proposals wait for 15 minutes, and not beyond a restart. Propose it again.",
    ),
)
INCIDENT = Thing(
    "incident",
    lambda opened, caller, named: opened.reach.incident(IncidentId(named)),
    missing("There is no incident '{:.60}'.", "`playwarden protect incidents` names them."),
)
TAG_RULE = Thing(
    "rule",
    lambda opened, caller, named: _of_rule(opened, named),
    missing("There is no rule '{:.60}'.", "`playwarden tags rules` names them."),
)
RULE_SET = Thing(
    "rule_set",
    lambda opened, caller, named: Touch.all_of(frozenset({opened.rules.find(named, caller.seen).account_id})),
    missing("There is no rule set '{:.100}'.", "`playwarden rules list` names them."),
)
TEMPLATE = Thing(
    "template",
    _of_template,
    missing("There is no template '{:.60}'.", "`playwarden templates list` names them."),
)
IMPORT = Thing(
    "import",
    _of_import,
    missing("No file that was read waits here as '{:.60}'.", "It waits for an hour. Send it again."),
)
PASTE = Thing(
    "paste",
    _of_paste,
    missing("There is no paste '{:.60}'.", "Pastes go 30 days after they were last touched."),
)
ACCOUNT = Thing(
    "account",
    lambda opened, caller, named: Touch.all_of(frozenset({AccountId(named)})),
    missing("There is no account '{:.60}'.", "`playwarden accounts list` names them."),
)


# -- what is asked for


def narrowed(caller: Caller, selection: "Selection") -> "Selection":
    """A selection of playlists as far as whoever asks may edit them."""
    return selection if caller.changed is None else selection.within(caller.changed)


def check_work(opened: Container, caller: Caller, kind: str, payload: Mapping[str, Any]) -> dict[str, Any]:
    """The payload of a schedule's jobs, as far as whoever makes it may do that. Raises NotAllowed, InputError."""
    given = dict(payload)
    allow_forced(caller, given.get("forced") or ())
    if caller.everywhere:
        return given
    if kind == "bulk.apply":
        with LOADING:
            from playwarden.features.bulk.selection import Selection

        about = "asked" if "asked" in given else ""
        asked = dict(given[about]) if about else given
        if isinstance(asked.get("selection"), Mapping):
            asked["selection"] = narrowed(caller, Selection.from_document(asked["selection"])).to_document()
        given = {**given, about: asked} if about else asked
    elif kind == "wishes.apply" and isinstance(given.get("file"), str):
        file_account(opened, caller, given["file"], str(given.get("path", "file")))
    allow(caller, Right.EDIT, opened.reach.work(*opened.schedules.work(kind, given)))
    return given


def file_account(opened: Container, caller: Caller, text: str, path: str) -> AccountId:
    """The account that a file of wishes is about, if whoever sends it may edit it. Raises FileError, NotAllowed."""
    with LOADING:
        from playwarden.features.wishes.reading import parse

    account = opened.wishes.account(parse(text, Path(path)), caller.seen).id
    allow_accounts(caller, Right.EDIT, [account])
    return account

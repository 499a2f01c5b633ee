"""Rule sets over HTTP: kept, tried without a call, refreshed, held, and how they went."""

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import APIRouter

from playwarden.bootstrap import Container
from playwarden.domain.access import Caller, Right
from playwarden.domain.rules.kept import NO_FILES, Kept
from playwarden.domain.rules.kinds import kinds
from playwarden.domain.rules.reading import read, schema, try_read
from playwarden.domain.rules.ruleset import RuleSet
from playwarden.features.rules.files import read_text
from playwarden.features.rules.naming import links_in
from playwarden.features.rules.previewing import Trial
from playwarden.features.rules.service import Bound
from playwarden.features.rules.telling import as_yaml, sentences
from playwarden.kit.errors import InputError
from playwarden.kit.ids import AccountId, PlaylistId, RuleSetId
from playwarden.web.policy import RULE_SET, allow, allow_accounts, find_playlist, requires
from playwarden.web.routes.asked import Most, Named, Opened, Tell, Text, Who
from playwarden.web.routes.proposals import proposed
from playwarden.web.schemas.proposals import ProposalDocument
from playwarden.web.schemas.rule_previews import (
    ExplanationDocument,
    RulesPreviewDocument,
    RuleTestDocument,
    RuleTestsDocument,
)
from playwarden.web.schemas.rules import (
    ClauseDocument,
    ExplainBody,
    HandBody,
    HoldBody,
    LocatedDocument,
    RefreshDocument,
    RefreshesDocument,
    RefreshStartedDocument,
    RuleScheduleBody,
    RulesDocumentBody,
    RuleSetBody,
    RuleSetChangeBody,
    RuleSetDocument,
    RuleSetsDocument,
    RulesReadDocument,
    RulesTextBody,
    RulesTextDocument,
    StepDocument,
    StepsDocument,
    TryBody,
)

router = APIRouter()
OF_A_LISTENER = frozenset({"plays", "saved", "top", "rules"})
"""What rules may need that is a listener's own; other rules may need any of it."""
TEXT = "rules"
"""What faults of a text that came in a body call it."""


@router.get("/rule-sets", dependencies=[requires(Right.VIEW)])
def rule_sets(opened: Opened, who: Who, account: Text = None, playlist: Text = None) -> RuleSetsDocument:
    """Rule sets by name; those of one account, or of one playlist, where it is named."""
    accounts = who.seen
    if account is not None:
        accounts = frozenset({opened.accounts.find(account, who.seen).id})
    opened.refreshing.settle()
    named = None if playlist is None else find_playlist(opened, who, playlist)
    return RuleSetsDocument(rule_sets=_told(opened, opened.rules.rule_sets(accounts, named)))


@router.post("/rule-sets", dependencies=[requires(Right.EDIT, inside="the account and the playlists that are named")])
def keep(opened: Opened, who: Who, body: RuleSetBody) -> RuleSetDocument:
    """Keeps a rule set. Its playlist changes only when it is refreshed."""
    account = opened.accounts.find(body.account, who.seen).id
    allow_accounts(who, Right.EDIT, [account])
    rules = read(body.document)
    allow_sources(opened, who, rules)
    playlist = None if body.playlist is None else writable(opened, who, body.playlist, account)
    bound = Bound(account, playlist, body.create)
    return shown(opened, opened.rules.keep(bound, rules, actor=who.actor, files=body.files))


@router.get("/rule-sets/steps", dependencies=[requires(Right.VIEW)])
def steps(opened: Opened) -> StepsDocument:
    """What a rule set is made of: the JSON Schema of one, and every kind of step with an example."""
    told = [
        StepDocument(step=kind.name, role=kind.role, text=kind.text, example=dict(kind.example))
        for kind in kinds().values()
    ]
    return StepsDocument(form=schema(), steps=told)


@router.post("/rule-sets/read", dependencies=[requires(Right.VIEW)])
def read_rules(opened: Opened, body: RulesTextBody) -> RulesReadDocument:
    """The rule set of a YAML text, or all that is wrong with it, by line. Keeps nothing."""
    found = read_text(body.text, TEXT)
    rules = found.rules
    document = dict(found.document)
    names = opened.rules.names([document])
    return RulesReadDocument(
        document=document,
        faults=[LocatedDocument.of(fault) for fault in found.faults],
        sentences=[] if rules is None else sentences(rules, names),
        clauses=[] if rules is None else ClauseDocument.all_of(rules, names),
        names=names,
    )


@router.post("/rule-sets/write", dependencies=[requires(Right.VIEW)])
def write_rules(opened: Opened, body: RulesDocumentBody) -> RulesTextDocument:
    """A rule set as YAML, as a file holds it."""
    return RulesTextDocument(text=as_yaml(body.document))


@router.post("/rule-sets/preview", dependencies=[requires(Right.EDIT, inside="the account and the playlists")])
def preview(opened: Opened, who: Who, body: TryBody) -> RulesPreviewDocument:
    """What rules come to by what is known: counts after each step, what is in and out, cost and plan. Costs no call."""
    kept = _kept(opened, who, body)
    rules, faults = try_read(body.document)
    names = opened.rules.names([body.document])
    if rules is None:
        return RulesPreviewDocument.wrong(faults, names)
    found = opened.previews.preview(_trial(opened, who, body, rules, kept), find=body.find)
    return RulesPreviewDocument.right(rules, found, names)


@router.post("/rule-sets/explain", dependencies=[requires(Right.EDIT, inside="the account and the playlists")])
def explain(opened: Opened, who: Who, body: ExplainBody) -> ExplanationDocument:
    """Why one track is in or out: sources, steps, choice, and every layer above the rules. Costs no call."""
    trial = _trial(opened, who, body, read(body.document), _kept(opened, who, body))
    return ExplanationDocument.of(opened.previews.explain(trial, body.uri), opened.rules.names([body.document]))


@router.post("/rule-sets/test", dependencies=[requires(Right.EDIT, inside="the account and the playlists")])
def try_tests(opened: Opened, who: Who, body: TryBody) -> RuleTestsDocument:
    """The tests that stand beside rules, on what these come to by what is known. Costs no call."""
    trial = _trial(opened, who, body, read(body.document), _kept(opened, who, body))
    return RuleTestsDocument(tests=[RuleTestDocument.of(one) for one in opened.previews.test(trial)])


@router.get("/rule-sets/{rule_set}", dependencies=[requires(Right.VIEW, RULE_SET)])
def show(opened: Opened, who: Who, rule_set: Named) -> RuleSetDocument:
    """One rule set, by its id or its name."""
    opened.refreshing.settle(opened.rules.find(rule_set, who.seen).id)
    return shown(opened, opened.rules.find(rule_set, who.seen))


@router.get("/rule-sets/{rule_set}/preview", dependencies=[requires(Right.VIEW, RULE_SET)])
def preview_kept(opened: Opened, who: Who, rule_set: Named, find: Text = None) -> RulesPreviewDocument:
    """What the rules come to as they are kept, by what is known. Costs no call. What an account hears, likes or plays
    most is told only to who may edit it.
    """
    trial = _kept_trial(opened, who, rule_set)
    names = opened.rules.names([trial.rules.to_document()])
    return RulesPreviewDocument.right(trial.rules, opened.previews.preview(trial, find=find or ""), names)


@router.get("/rule-sets/{rule_set}/explanation", dependencies=[requires(Right.VIEW, RULE_SET)])
def explain_kept(opened: Opened, who: Who, rule_set: Named, uri: Named) -> ExplanationDocument:
    """Why one track is in or out by the rules as they are kept: sources, steps, choice, and every layer above the
    rules. Costs no call. What an account hears, likes or plays most is told only to who may edit it.
    """
    trial = _kept_trial(opened, who, rule_set)
    return ExplanationDocument.of(opened.previews.explain(trial, uri), opened.rules.names([trial.rules.to_document()]))


@router.put("/rule-sets/{rule_set}", dependencies=[requires(Right.EDIT, RULE_SET)])
def change(opened: Opened, who: Who, rule_set: Named, body: RuleSetChangeBody) -> RuleSetDocument:
    """Puts other rules in its place; they count from its next refresh on."""
    rules = read(body.document)
    allow_sources(opened, who, rules)
    found = opened.rules.find(rule_set, who.seen)
    files = None if body.files is None else _files(body.files, found.files)
    changed = opened.rules.change(found.id, rules, actor=who.actor, number=body.number, files=files)
    return shown(opened, changed)


@router.delete("/rule-sets/{rule_set}", dependencies=[requires(Right.DELETE, RULE_SET)])
def remove(opened: Opened, who: Who, rule_set: Named) -> RuleSetDocument:
    """Takes it away with its history and its schedule; its playlist stays as it is."""
    found = opened.rules.find(rule_set, who.seen)
    told = shown(opened, found)
    opened.rule_times.remove(found, actor=who.actor)
    opened.rules.remove(found.id, actor=who.actor)
    return told


@router.post("/rule-sets/{rule_set}/proposals", dependencies=[requires(Right.EDIT, RULE_SET)])
def propose(opened: Opened, who: Who, tell: Tell, rule_set: Named) -> ProposalDocument:
    """What refreshing it now would do. Reads what it needs, which costs what a preview tells before."""
    found = opened.rules.find(rule_set, who.seen)
    worked = opened.refreshing.propose([found.id], actor=who.actor, progress=tell)
    return proposed(opened, who, worked.proposal, frozenset())


@router.post("/rule-sets/{rule_set}/refresh", dependencies=[requires(Right.EDIT, RULE_SET)])
def refresh(opened: Opened, who: Who, rule_set: Named) -> RefreshStartedDocument:
    """Refreshes it with nobody watching, as its schedule does; one that waits already is taken."""
    found = opened.rules.find(rule_set, who.seen)
    return RefreshStartedDocument(job=opened.rule_times.refresh(found, actor=who.actor).id)


@router.get("/rule-sets/{rule_set}/refreshes", dependencies=[requires(Right.VIEW, RULE_SET)])
def refreshes(opened: Opened, who: Who, rule_set: Named, limit: Most = 50) -> RefreshesDocument:
    """How it was refreshed: what came and left each time, and why."""
    found = opened.rules.find(rule_set, who.seen)
    opened.refreshing.settle(found.id)
    history = opened.rules.refreshes(found.id, limit)
    names = opened.rules.names([dict(one.summary) for one in history])
    return RefreshesDocument(refreshes=[RefreshDocument.of(one, names) for one in history])


@router.post("/rule-sets/{rule_set}/hand", dependencies=[requires(Right.EDIT, RULE_SET)])
def decide(opened: Opened, who: Who, rule_set: Named, body: HandBody) -> RuleSetDocument:
    """What becomes of what was changed by hand: it stays, for how long, or the rules have their way again."""
    found = opened.rules.find(rule_set, who.seen)
    return shown(opened, opened.rules.decide(found.id, body.decision, actor=who.actor, until=body.until))


@router.put("/rule-sets/{rule_set}/override", dependencies=[requires(Right.EDIT, RULE_SET)])
def hold(opened: Opened, who: Who, rule_set: Named, body: HoldBody) -> RuleSetDocument:
    """Keeps its playlist as it stands: once, until a moment, or until that is lifted."""
    found = opened.rules.find(rule_set, who.seen)
    return shown(opened, opened.rules.hold(found.id, body.kind, actor=who.actor, until=body.until))


@router.delete("/rule-sets/{rule_set}/override", dependencies=[requires(Right.EDIT, RULE_SET)])
def lift(opened: Opened, who: Who, rule_set: Named) -> RuleSetDocument:
    """Lets the rules have their way again."""
    found = opened.rules.find(rule_set, who.seen)
    return shown(opened, opened.rules.hold(found.id, None, actor=who.actor))


@router.put("/rule-sets/{rule_set}/schedule", dependencies=[requires(Right.EDIT, RULE_SET)])
def set_schedule(opened: Opened, who: Who, rule_set: Named, body: RuleScheduleBody) -> RuleSetDocument:
    """When it is refreshed by itself."""
    found = opened.rules.find(rule_set, who.seen)
    timing = body.timing.model_dump(exclude_none=True)
    opened.rule_times.put(found, timing, body.missed, actor=who.actor)
    return shown(opened, found)


@router.delete("/rule-sets/{rule_set}/schedule", dependencies=[requires(Right.EDIT, RULE_SET)])
def remove_schedule(opened: Opened, who: Who, rule_set: Named) -> RuleSetDocument:
    """From now on it is refreshed only when somebody asks."""
    found = opened.rules.find(rule_set, who.seen)
    opened.rule_times.remove(found, actor=who.actor)
    return shown(opened, found)


# -- what stands in bodies


def _kept(opened: Container, who: Caller, body: TryBody) -> Kept | None:
    if body.rule_set is None:
        return None
    found = opened.rules.find(body.rule_set, who.seen)
    opened.refreshing.settle(found.id)
    return opened.rules.find(found.id)


def _kept_trial(opened: Container, who: Caller, rule_set: str) -> Trial:
    """Rules as they are kept, for whoever may see all that they go by. Raises NotFound, NotAllowed."""
    found = opened.rules.find(rule_set, who.seen)
    allow_sources(opened, who, found.rules)
    if any(need.kind in OF_A_LISTENER for need in found.rules.needs):
        allow_accounts(who, Right.EDIT, [found.account_id])
    opened.refreshing.settle(found.id)
    kept = opened.rules.find(found.id)
    return Trial(kept.account_id, kept.rules, kept.playlist_id, kept.files, kept)


def _trial(opened: Container, who: Caller, body: TryBody, rules: RuleSet, kept: Kept | None) -> Trial:
    """Raises NotFound, NotAllowed, InputError."""
    if kept is None and body.account is None:
        raise InputError("Rules are tried for an account, or for a rule set that is kept.", "Name one of the two.")
    account = kept.account_id if kept is not None else opened.accounts.find(body.account, who.seen).id
    allow_accounts(who, Right.EDIT, [account])
    allow_sources(opened, who, rules)
    playlist = kept.playlist_id if kept is not None else None
    if body.playlist is not None:
        playlist = find_playlist(opened, who, body.playlist)
    files: Mapping[str, str] = kept.files if kept is not None else NO_FILES
    return Trial(account, rules, playlist, files if body.files is None else _files(body.files, files), kept)


def _files(given: Mapping[str, str | None], kept: Mapping[str, str]) -> dict[str, str]:
    """The files of a body, with what is kept of those that stay. Raises InputError where nothing of a name is kept."""
    for name, text in given.items():
        if text is None and name not in kept:
            raise InputError(f"No file '{name[:100]}' is kept with these rules.", "Send what it holds.")
    return {name: kept[name] if text is None else text for name, text in given.items()}


def allow_sources(opened: Container, who: Caller, rules: RuleSet) -> None:
    """Raises NotFound for a playlist among the sources that whoever asks does not see."""
    if who.everywhere:
        return
    for need in rules.needs:
        if need.kind == "playlist":
            find_playlist(opened, who, need.of)


def writable(opened: Container, who: Caller, words: str, account: AccountId) -> PlaylistId:
    found = find_playlist(opened, who, words)
    allow(who, Right.EDIT, opened.reach.playlist(found))
    if opened.questions.writer(found) != account:
        raise InputError("The account does not own that playlist.", "Take the account that writes to it.")
    return found


# -- what is told


def shown(opened: Container, kept: Kept) -> RuleSetDocument:
    return _told(opened, [kept])[0]


def _told(opened: Container, found: Sequence[Kept]) -> list[RuleSetDocument]:
    accounts = {one.id: one.display_name for one in opened.accounts.accounts()}
    latest = opened.rules.latest([RuleSetId(one.id) for one in found])
    times = opened.rule_times.of([one.id for one in found])
    links = opened.templates.links([one.id for one in found])
    documents: list[Any] = [one.rules.to_document() for one in found]
    documents += [f"spotify:playlist:{one.playlist_id}" for one in found if one.playlist_id]
    names = opened.rules.names([*documents, *(dict(one.summary) for one in latest.values())])
    return [
        RuleSetDocument.of(
            one,
            names=_only(names, one),
            account_name=accounts.get(one.account_id, one.account_id),
            schedule=times.get(one.id),
            last=RefreshDocument.of(latest[one.id], names) if one.id in latest else None,
            template=(links[one.id][0].template_id, links[one.id][1]) if one.id in links else None,
        )
        for one in found
    ]


def _only(names: Mapping[str, str], kept: Kept) -> dict[str, str]:
    """The names of what stands in one rule set."""
    links = links_in([kept.rules.to_document(), f"spotify:playlist:{kept.playlist_id}"])
    return {uri: names[uri] for uri in links if uri in names}

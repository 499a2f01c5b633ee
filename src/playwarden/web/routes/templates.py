"""Templates of rule sets over HTTP: listed with their price, filled in, saved, and changed with all that are linked."""

from collections.abc import Mapping, Sequence

from fastapi import APIRouter

from playwarden.bootstrap import Container
from playwarden.domain.access import Caller, Right
from playwarden.domain.rules.parting import Chosen
from playwarden.domain.rules.reading import read
from playwarden.domain.rules.templates import KeptTemplate, try_read_template
from playwarden.features.rules.files import located, plain
from playwarden.features.rules.service import Bound
from playwarden.kit.errors import InputError
from playwarden.kit.ids import AccountId
from playwarden.web.policy import TEMPLATE, allow_accounts, allow_forced, find_playlist, requires
from playwarden.web.routes.asked import Named, Opened, Tell, Text, Who, forced_rules
from playwarden.web.routes.proposals import proposed
from playwarden.web.routes.rules import allow_sources, shown, writable
from playwarden.web.schemas.proposals import ProposalDocument
from playwarden.web.schemas.rule_previews import FaultDocument
from playwarden.web.schemas.rules import LocatedDocument, RuleSetDocument, RulesTextBody
from playwarden.web.schemas.templates import (
    BecomingDocument,
    CandidatesBody,
    CandidatesDocument,
    ChangePreviewDocument,
    FillBody,
    FilledBody,
    FilledDocument,
    LinkedDocument,
    SaveTemplateBody,
    TemplateChangeBody,
    TemplateDocument,
    TemplateProposalBody,
    TemplateReadDocument,
    TemplatesDocument,
    TemplateTryBody,
    UnlinkBody,
)

router = APIRouter()
TEXT = "template"
"""What faults of a text that came in a body call it."""


@router.get("/rule-templates", dependencies=[requires(Right.VIEW)])
def templates(opened: Opened, who: Who, account: Text = None) -> TemplatesDocument:
    """Those that come with Playwarden and those that were saved. With an `account` each tells what it costs in a week,
    and what the account lacks for it. Costs no call.
    """
    found = opened.templates.templates(who.seen)
    asked = None if account is None else opened.accounts.find(account, who.seen).id
    return TemplatesDocument(templates=_told(opened, who, found, asked))


@router.post("/rule-templates", dependencies=[requires(Right.EDIT, inside="the rule set that is named")])
def save(opened: Opened, who: Who, body: SaveTemplateBody) -> TemplateDocument:
    """Makes a template of a rule set; what is chosen of it becomes parameters, with what it holds as their defaults."""
    kept = opened.rules.find(body.rule_set, who.seen)
    allow_accounts(who, Right.EDIT, [kept.account_id])
    made = opened.templates.save(
        kept.id,
        name=body.name,
        sentence=body.sentence,
        note=body.note,
        chosen=[Chosen(tuple(one.path), one.name, one.label, one.text) for one in body.parameters],
        link=body.link,
        actor=who.actor,
    )
    return _shown_template(opened, who, made)


@router.post("/rule-templates/candidates", dependencies=[requires(Right.EDIT, inside="the rule set that is named")])
def candidates(opened: Opened, who: Who, body: CandidatesBody) -> CandidatesDocument:
    """What of a rule set can become parameters of a template. Changes nothing."""
    kept = opened.rules.find(body.rule_set, who.seen)
    allow_accounts(who, Right.EDIT, [kept.account_id])
    return CandidatesDocument.of(*opened.templates.candidates(kept.id))


@router.post("/rule-templates/read", dependencies=[requires(Right.VIEW)])
def read_text(body: RulesTextBody) -> TemplateReadDocument:
    """The template of a YAML text, or all that is wrong with it, by line. Keeps nothing."""
    document, marks = plain(body.text, TEXT)
    _, faults = try_read_template(document)
    return TemplateReadDocument(
        document=dict(document) if isinstance(document, Mapping) else {},
        faults=[LocatedDocument.of(located(fault, marks)) for fault in faults],
    )


@router.get("/rule-templates/{template}", dependencies=[requires(Right.VIEW, TEMPLATE)])
def show(opened: Opened, who: Who, template: Named, account: Text = None) -> TemplateDocument:
    """One template, by its id or its name; with an `account` as the list tells it."""
    found = opened.templates.find(template, who.seen)
    asked = None if account is None else opened.accounts.find(account, who.seen).id
    return _told(opened, who, [found], asked)[0]


@router.post("/rule-templates/{template}/filled", dependencies=[requires(Right.VIEW, TEMPLATE)])
def filled(opened: Opened, who: Who, template: Named, body: FilledBody) -> FilledDocument:
    """What values come to: the rule set in plain sentences with its price, or what is wrong. Keeps nothing."""
    found = opened.templates.find(template, who.seen)
    account = None if body.account is None else opened.accounts.find(body.account, who.seen).id
    playlist = None if body.playlist is None else find_playlist(opened, who, body.playlist)
    return FilledDocument.of(opened.templates.filled(found.template, body.values, account, playlist))


@router.post("/rule-templates/{template}/fill", dependencies=[requires(Right.EDIT, TEMPLATE)])
def fill(opened: Opened, who: Who, template: Named, body: FillBody) -> RuleSetDocument:
    """Keeps the rule set that these values make, linked to the template. Its playlist changes when it is refreshed."""
    found = opened.templates.find(template, who.seen)
    account = opened.accounts.find(body.account, who.seen).id
    allow_accounts(who, Right.EDIT, [account])
    allow_sources(opened, who, read(found.template.fill(body.values)))
    playlist = None if body.playlist is None else writable(opened, who, body.playlist, account)
    timing = None if body.timing is None else body.timing.model_dump(exclude_none=True)
    if timing is not None:
        opened.schedules.preview(timing)  # what is wrong with it is told before anything is kept
    bound = Bound(account, playlist, body.create)
    kept = opened.templates.fill(found, body.values, bound, name=body.name, actor=who.actor)
    if timing is not None:
        opened.rule_times.put(kept, timing, "once", actor=who.actor)
    return shown(opened, kept)


@router.post("/rule-templates/{template}/preview", dependencies=[requires(Right.EDIT, TEMPLATE)])
def preview(opened: Opened, who: Who, template: Named, body: TemplateTryBody) -> ChangePreviewDocument:
    """What a change would do to every rule set that is linked. Costs no call."""
    found = opened.templates.find(template, who.seen)
    changed, faults = try_read_template(body.document)
    if changed is None:
        return ChangePreviewDocument(faults=[FaultDocument.of(fault) for fault in faults], linked=[])
    _allow_linked(opened, who, found)
    becoming = opened.templates.becoming(found, changed)
    names = opened.rules.names([f"spotify:playlist:{one.kept.playlist_id}" for one in becoming])
    return ChangePreviewDocument(faults=[], linked=[BecomingDocument.of(one, names) for one in becoming])


@router.put("/rule-templates/{template}", dependencies=[requires(Right.EDIT, TEMPLATE)])
def change(opened: Opened, who: Who, template: Named, body: TemplateChangeBody) -> TemplateDocument:
    """Changes a template, and in the same step the rules of all that are linked to it; or nothing at all."""
    found = _own(opened, who, template)
    _allow_linked(opened, who, found)
    changed = opened.templates.change(found.id, body.document, number=body.number, actor=who.actor)
    return _shown_template(opened, who, changed)


@router.delete("/rule-templates/{template}", dependencies=[requires(Right.DELETE, TEMPLATE)])
def remove(opened: Opened, who: Who, template: Named) -> TemplateDocument:
    """Takes a template away; its rule sets stay, linked to none."""
    found = _own(opened, who, template)
    told = _shown_template(opened, who, found)
    opened.templates.remove(found.id, actor=who.actor)
    return told


@router.post("/rule-templates/{template}/proposals", dependencies=[requires(Right.EDIT, TEMPLATE)])
def propose(opened: Opened, who: Who, tell: Tell, template: Named, body: TemplateProposalBody) -> ProposalDocument:
    """What refreshing the playlists of all that are linked would do, as one proposal. Reads what they need."""
    forced = forced_rules(body.forced)
    allow_forced(who, forced)
    found = opened.templates.find(template, who.seen)
    _allow_linked(opened, who, found)
    worked = opened.templates.propose(found, actor=who.actor, progress=tell)
    return proposed(opened, who, worked.proposal, forced)


@router.post("/rule-templates/{template}/unlink", dependencies=[requires(Right.EDIT, TEMPLATE)])
def unlink(opened: Opened, who: Who, template: Named, body: UnlinkBody) -> TemplateDocument:
    """A change of the template does not concern that rule set any more."""
    found = opened.templates.find(template, who.seen)
    kept = opened.rules.find(body.rule_set, who.seen)
    allow_accounts(who, Right.EDIT, [kept.account_id])
    opened.templates.unlink(kept.id, actor=who.actor)
    return _shown_template(opened, who, found)


def _own(opened: Container, who: Caller, words: str) -> KeptTemplate:
    """The template, which somebody saved. Raises InputError for one that comes with Playwarden."""
    found = opened.templates.find(words, who.seen)
    if found.ready:
        raise InputError(
            f"'{found.template.name}' comes with Playwarden and stays as it is.",
            "Fill it in, and save the rule set as a template of your own.",
        )
    return found


def _allow_linked(opened: Container, who: Caller, template: KeptTemplate) -> None:
    """Raises NotAllowed where a rule set is linked that whoever asks may not edit."""
    accounts = {one.account_id for one in opened.templates.linked(template.id)}
    if accounts:
        allow_accounts(who, Right.EDIT, accounts)


def _shown_template(opened: Container, who: Caller, kept: KeptTemplate) -> TemplateDocument:
    return _told(opened, who, [kept], None)[0]


def _told(
    opened: Container, who: Caller, found: Sequence[KeptTemplate], account: AccountId | None
) -> list[TemplateDocument]:
    names = {one.id: one.display_name for one in opened.accounts.accounts()}
    linked = {one.id: opened.templates.linked(one.id) for one in found}
    playlists = opened.rules.names(
        [f"spotify:playlist:{kept.playlist_id}" for of in linked.values() for kept in of if kept.playlist_id]
    )
    prices = (
        [None] * len(found) if account is None else opened.templates.prices([one.template for one in found], account)
    )
    return [
        TemplateDocument.of(
            one,
            account_name=None if one.account_id is None else names.get(one.account_id, one.account_id),
            linked=[
                LinkedDocument.of(kept, playlists)
                for kept in linked[one.id]
                if who.seen is None or kept.account_id in who.seen
            ],
            missing=[] if account is None else opened.templates.lacking(one.template, account),
            price=price,
        )
        for one, price in zip(found, prices, strict=True)
    ]

"""Folders of files under version control over HTTP: planned, and kept as they were shown."""

from collections.abc import Mapping

from fastapi import APIRouter

from playwarden.bootstrap import Container
from playwarden.domain.access import Caller, Right, Touch
from playwarden.features.folders.reading import Folder, read_folder
from playwarden.features.folders.service import Looked, State
from playwarden.features.runs.proposal import Order
from playwarden.features.wishes.pictures import sent_along
from playwarden.kit.canonical import digest
from playwarden.kit.ids import AccountId
from playwarden.web.policy import allow, allow_accounts, allow_forced, find_playlist, requires
from playwarden.web.routes.asked import Opened, Tell, Who, forced_rules
from playwarden.web.routes.proposals import proposed
from playwarden.web.routes.rules import allow_sources
from playwarden.web.schemas.folders import (
    FolderBody,
    FolderDocument,
    FolderExportBody,
    FolderKeepBody,
    FolderKeptDocument,
    FolderTextsDocument,
    StandingDocument,
)

router = APIRouter()


@router.post("/folders/plan", dependencies=[requires(Right.EDIT, inside="the accounts that its files are about")])
def plan(opened: Opened, who: Who, tell: Tell, body: FolderBody) -> FolderDocument:
    """How a folder of files stands to what is kept: its rule sets without a call, its playlists as `/plans` does it.
    All of it is checked; nothing is changed.
    """
    forced = forced_rules(body.forced)
    allow_forced(who, forced)
    folder = _read(opened, who, body.name, body.files)
    looked = _looked(opened, who, folder, prune=body.prune)
    orders: list[Order] = []
    for file in folder.wishes:
        pictures = sent_along(body.covers.get(str(file.path), {}))
        orders += opened.wishes.orders(file, pictures=pictures, progress=tell).orders
    shown = None
    if orders:
        shown = proposed(opened, who, opened.runs.propose(orders, forced=forced, progress=tell), forced)
    accounts = {one.id: one.display_name for one in opened.accounts.accounts()}
    lists = [one.kept.playlist_id for one in looked.standings if one.kept is not None]
    lists += [one.wanted.playlist for one in looked.standings if one.wanted is not None]
    names = opened.rules.names([f"spotify:playlist:{each}" for each in lists])
    return FolderDocument(
        name=folder.name,
        fingerprint=digest({"rules": looked.digest, "prune": body.prune, "lists": shown and shown.fingerprint}),
        rules_digest=looked.digest,
        adopts=looked.adopts,
        changing=looked.changing(prune=body.prune) or (shown is not None and shown.changing > 0),
        rule_sets=[StandingDocument.of(one, accounts, names) for one in looked.standings],
        outside=list(looked.outside),
        proposal=shown,
    )


@router.post("/folders/keep", dependencies=[requires(Right.EDIT, inside="the accounts that its files are about")])
def keep(opened: Opened, who: Who, body: FolderKeepBody) -> FolderKeptDocument:
    """Keeps the rule sets of a folder as its plan showed them: all of them in one step, or nothing. Costs no call."""
    folder = _read(opened, who, body.name, body.files)
    _looked(opened, who, folder, prune=body.prune)
    looked = opened.folders.keep(folder, approved=body.approved, prune=body.prune, actor=who.actor, among=who.seen)
    return FolderKeptDocument(
        kept=[one.name for one in looked.standings if one.state in (State.NEW, State.CHANGED)],
        removed=[one.name for one in looked.standings if one.state is State.GONE and body.prune],
    )


@router.post("/folders/export", dependencies=[requires(Right.VIEW)])
def export(opened: Opened, who: Who, body: FolderExportBody) -> FolderTextsDocument:
    """Playlists that the accounts own, and rule sets, as the files that `/folders/plan` takes. Costs no call."""
    known = [one for one in opened.accounts.accounts() if who.seen is None or one.id in who.seen]
    if body.account is not None:
        known = [opened.accounts.find(body.account, who.seen)]
    names = [one.display_name for one in known]
    called = {one.id: one.display_name if names.count(one.display_name) == 1 else one.id for one in known}
    lists = {find_playlist(opened, who, words) for words in body.playlists} if body.playlists else None
    written = opened.folder_writing.written(called, lists)
    return FolderTextsDocument(files=dict(written.files), left_out=list(written.left_out))


def _read(opened: Container, who: Caller, name: str, files: Mapping[str, str]) -> Folder:
    """Raises FileError with file and line, NotFound and NotAllowed for what whoever asks may not edit."""
    folder = read_folder(name, files)
    accounts = opened.folders.accounts(folder, who.seen)
    if accounts:
        allow_accounts(who, Right.EDIT, accounts)
    for one in folder.rules:
        allow_sources(opened, who, one.rules)
    return folder


def _looked(opened: Container, who: Caller, folder: Folder, *, prune: bool) -> Looked:
    """Raises NotAllowed where what was kept from the folder would be taken away by who may not."""
    looked = opened.folders.look(folder, who.seen)
    gone: frozenset[AccountId] = frozenset(one.account for one in looked.standings if one.state is State.GONE)
    if prune and gone:
        allow(who, Right.DELETE, Touch.all_of(gone))
    return looked

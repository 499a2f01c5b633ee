"""Protection over HTTP: how it stands, what is protected and preferred, incidents and what a person decides of them."""

import binascii
from base64 import b64decode, b64encode
from hashlib import sha256
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response

from playwarden.bootstrap import Container
from playwarden.domain.access import Caller, Right, parted
from playwarden.domain.edits import edit_from_document
from playwarden.domain.protection.acting import Policy
from playwarden.features.bulk.selection import Selection
from playwarden.features.protection.answers import IncidentFilter, ProtectedFilter, Standing
from playwarden.features.protection.keeping import USUAL, Asked, Candidate
from playwarden.features.protection.printing import page
from playwarden.features.wishes.pictures import Crop, jpeg
from playwarden.kit.errors import InputError, NotApproved
from playwarden.kit.ids import AccountId, IncidentId, PlaylistId
from playwarden.kit.pictures import look_at
from playwarden.store.pictures import keep_picture, picture_bytes
from playwarden.web.policy import (
    INCIDENT,
    PLAYLIST,
    allow,
    allow_accounts,
    find_playlist,
    narrowed,
    requires,
)
from playwarden.web.routes.asked import LARGEST, Moment, Most, Named, Opened, Tell, Text, Who
from playwarden.web.routes.proposals import proposed
from playwarden.web.schemas.incidents import AdoptedDocument, EvidenceDocument, IncidentDocument, IncidentShownDocument
from playwarden.web.schemas.proposals import LeftOutDocument, ProposalDocument
from playwarden.web.schemas.protection import (
    AskedForDocument,
    BreakerBody,
    CandidatesBody,
    CandidatesDocument,
    GuardedDocument,
    PictureBody,
    PictureDocument,
    PolicyBody,
    PreferBody,
    PreferredVersionDocument,
    ProtectableDocument,
    ProtectBody,
    ProtectedDocument,
    ProtectedNowDocument,
    ProtectionDocument,
    ReleaseBody,
    ReleasedDocument,
    RewordBody,
    RewordingDocument,
    SeenBody,
    SweepBody,
    UnwordBody,
    UnwordedDocument,
    WatchDocument,
)

router = APIRouter()
_SELECTED = "the playlists that are selected"
SETTLING_CALLS = 3
"""Confirming one playlist, writing it, and the read that proves it."""
Standings = Annotated[list[Standing] | None, Query(alias="state", max_length=10)]


@router.get("/protection", dependencies=[requires(Right.VIEW)])
def protection(opened: Opened, who: Who) -> ProtectionDocument:
    """The accounts that have protected playlists, of those that you see: how they stand, how often they are looked at
    and why, when nobody looked, and when their authorisation ends. Costs no call.
    """
    questions, now = opened.guard.questions, opened.clock.now()
    return ProtectionDocument(
        accounts=[WatchDocument.of(one, questions.caps, now) for one in questions.accounts(who.seen)],
        restores_most=questions.caps.playlist,
        now=now,
    )


@router.get("/protection/playlists", dependencies=[requires(Right.VIEW)])
def protected(
    opened: Opened,
    who: Who,
    account: Text = None,
    state: Standings = None,
    important: bool | None = None,
    tag: Text = None,
    q: Text = None,
    after: Annotated[Text, Query(description="Continue behind this one.")] = None,
    limit: Most = 500,
) -> list[ProtectedDocument]:
    """Protected playlists by name. Costs no call."""
    wanted = ProtectedFilter(
        account=opened.accounts.find(account, who.seen).id if account else None,
        standing=frozenset(state or ()),
        important=important,
        tag=tag,
        q=q,
        among=who.seen,
    )
    found = opened.guard.questions.protected(wanted)
    places = {one.id: place for place, one in enumerate(found, 1)}
    begin = places.get(PlaylistId(after), 0) if after else 0
    now = opened.clock.now()
    return [ProtectedDocument.of(one, now) for one in found[begin : begin + limit]]


@router.post("/protection/candidates", dependencies=[requires(Right.EDIT, inside=_SELECTED)])
def candidates(opened: Opened, who: Who, body: CandidatesBody) -> CandidatesDocument:
    """What protecting these would take over from what is there now, and what looks like a take-down already. Changes
    nothing, and costs no call.
    """
    chosen, left_out = _chosen(opened, who, body.selection)
    found = opened.guard.candidates(chosen, tuple(body.fields) or USUAL)
    return CandidatesDocument(candidates=_candidates(opened, found), left_out=left_out)


@router.post("/protection/playlists", dependencies=[requires(Right.EDIT, inside=_SELECTED)])
def protect(opened: Opened, who: Who, tell: Tell, body: ProtectBody) -> ProtectedNowDocument:
    """Protects what can be: those that look like a take-down only where a person has looked at them. Covers that are
    not here yet are fetched before, which is no call.
    """
    chosen, left_out = _chosen(opened, who, body.selection)
    looked = set(chosen) if body.all_seen else {find_playlist(opened, who, each) for each in body.seen}
    fields, found = tuple(body.fields) or USUAL, []
    for ids, is_seen in (
        ([one for one in chosen if one not in looked], False),
        ([one for one in chosen if one in looked], True),
    ):
        if ids:
            asked = Asked(Policy(body.policy), body.important, fields, is_seen)
            found += [(one, is_seen) for one in opened.guard.protect(ids, asked, who.actor, tell)]
    done = [one for one, is_seen in found if one.refused is None and (is_seen or not one.held_back)]
    held = [one for one, is_seen in found if one.refused is None and one.held_back and not is_seen]
    return ProtectedNowDocument(
        protected=[one.id for one in done],
        covers_to_come=_candidates(opened, [one for one in done if one.unfetched]),
        held_back=_candidates(opened, held),
        refused=_candidates(opened, [one for one, _ in found if one.refused is not None]),
        left_out=left_out,
    )


@router.post("/protection/release", dependencies=[requires(Right.EDIT, inside="the playlists that are named")])
def release(opened: Opened, who: Who, body: ReleaseBody) -> ReleasedDocument:
    """Ends the protection of these. What was kept of their incidents stays."""
    chosen = [find_playlist(opened, who, each) for each in body.playlists]
    for touch in opened.reach.playlists(chosen).values():
        allow(who, Right.EDIT, touch)
    return ReleasedDocument(released=opened.guard.release(chosen, who.actor))


@router.post("/protection/covers", dependencies=[requires(Right.EDIT)])
def keep_cover(opened: Opened, body: PictureBody) -> PictureDocument:
    """Makes the JPEG of a picture that is sent to Spotify, and keeps it. The same picture is kept once."""
    crop = None if body.crop is None else Crop(**body.crop.model_dump())
    try:
        made = jpeg(b64decode(body.picture, validate=True), crop)
    except binascii.Error:
        raise InputError("What was sent is no base64.", "Send the bytes of the file in base64.") from None
    except ValueError as error:
        text = str(error)
        raise InputError(text[:1].upper() + text[1:], "Choose a JPEG, PNG or WebP picture.") from None
    digest, look = sha256(made).hexdigest(), look_at(made)
    with opened.database.write() as session:
        keep_picture(session, digest, made)
    return PictureDocument(
        cover=digest, bytes=len(made), width=look.width, height=look.height, picture=b64encode(made).decode()
    )


@router.post("/protection/preferred", dependencies=[requires(Right.EDIT, inside=_SELECTED)])
def reword(opened: Opened, who: Who, body: RewordBody) -> RewordingDocument:
    """Edits what is preferred of many playlists: a preview, or with its fingerprint the edit itself. What differs then
    from what Spotify shows is put there by the usual way.
    """
    chosen, left_out = _chosen(opened, who, body.selection)
    made = opened.guard.reword(edit_from_document(body.edit), chosen)
    if body.fingerprint is None:
        return RewordingDocument.of(made, left_out, done=False, undo={})
    if body.fingerprint != made.fingerprint:
        raise NotApproved("What is preferred changed since this was previewed.", "Preview it again.")
    wanted = {one.id: one.changes for one in made.changed}
    opened.guard.prefer(wanted, actor=who.actor, why=made.words[:200])
    return RewordingDocument.of(made, left_out, done=True, undo={one.id: one.number + 1 for one in made.changed})


@router.post("/protection/preferred/undo", dependencies=[requires(Right.EDIT, inside="the playlists that are named")])
def unword(opened: Opened, who: Who, body: UnwordBody) -> UnwordedDocument:
    """Takes an edit of preferred details back, where nothing else was preferred since."""
    versions = {find_playlist(opened, who, each): number for each, number in body.versions.items()}
    for touch in opened.reach.playlists(versions).values():
        allow(who, Right.EDIT, touch)
    back, stay = opened.guard.take_back(versions, who.actor)
    return UnwordedDocument(back=list(back), stay=list(stay))


@router.post("/protection/breakers/close", dependencies=[requires(Right.EDIT, inside="the playlist or the account")])
def close_breaker(opened: Opened, who: Who, body: BreakerBody) -> ProtectionDocument:
    """Closes a breaker: restores count anew from now, and what is open is seen to at once."""
    if (body.playlist is None) == (body.account is None):
        raise InputError("It is not said whose breaker.", "Name either a playlist or an account.")
    scope: PlaylistId | AccountId
    if body.playlist is not None:
        scope = find_playlist(opened, who, body.playlist)
        allow(who, Right.EDIT, opened.reach.playlist(scope))
    else:
        scope = opened.accounts.find(body.account or "", who.seen).id
        allow_accounts(who, Right.EDIT, [scope])
    opened.guard.keeping.close_breaker(scope, actor=who.actor)
    return protection(opened, who)


@router.post("/protection/sweep", dependencies=[requires(Right.EDIT, inside="the accounts that are looked at")])
def sweep(opened: Opened, who: Who, body: SweepBody) -> AskedForDocument:
    """Looks at the protected playlists of these accounts now, as a job."""
    chosen = sorted({opened.accounts.find(words, who.seen).id for words in body.accounts})
    if not chosen and who.changed is not None:
        chosen = sorted(each for each in who.changed if parted(each)[1] is None)
    allow_accounts(who, Right.EDIT, chosen)
    watches = opened.guard.questions.accounts(who.seen)
    calls = sum(one.calls for one in watches if not chosen or one.id in chosen)
    return AskedForDocument(job=opened.guard.ask_for_sweep(chosen or None, who.actor).id, calls=calls)


# -- one playlist


@router.get("/playlists/{playlist}/protection", dependencies=[requires(Right.VIEW, PLAYLIST)])
def guarded(opened: Opened, who: Who, playlist: Named) -> GuardedDocument:
    """How a playlist is protected; of one that is not, what would be taken over. Costs no call."""
    return _guarded(opened, find_playlist(opened, who, playlist))


@router.patch("/playlists/{playlist}/protection", dependencies=[requires(Right.EDIT, PLAYLIST)])
def settle_policy(opened: Opened, who: Who, playlist: Named, body: PolicyBody) -> GuardedDocument:
    """Changes policy or importance."""
    playlist_id = find_playlist(opened, who, playlist)
    policy = Policy(body.policy) if body.policy is not None else None
    opened.guard.keeping.settle_policy(playlist_id, policy=policy, important=body.important, actor=who.actor)
    return _guarded(opened, playlist_id)


@router.get("/playlists/{playlist}/preferred", dependencies=[requires(Right.VIEW, PLAYLIST)])
def versions(opened: Opened, who: Who, playlist: Named) -> list[PreferredVersionDocument]:
    """What was preferred of a playlist, the newest first; nothing where it is not protected."""
    found = opened.guard.questions.versions(find_playlist(opened, who, playlist))
    return [PreferredVersionDocument.of(one) for one in found]


@router.put("/playlists/{playlist}/preferred", dependencies=[requires(Right.EDIT, PLAYLIST)])
def prefer(opened: Opened, who: Who, playlist: Named, body: PreferBody) -> GuardedDocument:
    """Other preferred details. What differs from what Spotify shows is put there by the usual way, within 3 calls."""
    playlist_id, wanted = find_playlist(opened, who, playlist), body.wanted()
    if not wanted:
        raise InputError("Nothing is asked for.", "Say what is to be preferred.")
    if body.cover is not None:
        with opened.database.read() as session:
            picture_bytes(session, body.cover)
    opened.guard.prefer({playlist_id: wanted}, actor=who.actor, why="Laid down by hand.")
    return _guarded(opened, playlist_id)


@router.post("/playlists/{playlist}/preferred/{number}", dependencies=[requires(Right.EDIT, PLAYLIST)])
def revert(opened: Opened, who: Who, playlist: Named, number: int) -> GuardedDocument:
    """Makes an earlier version of the preferred details the wanted one again."""
    playlist_id = find_playlist(opened, who, playlist)
    opened.guard.revert(playlist_id, min(number, LARGEST), actor=who.actor)
    return _guarded(opened, playlist_id)


@router.post("/playlists/{playlist}/take-over", dependencies=[requires(Right.EDIT, PLAYLIST)])
def take_over(opened: Opened, who: Who, playlist: Named, body: SeenBody) -> ProtectableDocument:
    """Makes what is there now what is preferred, for the fields that are protected: not what looks like a take-down,
    unless a person has looked at it (`seen`). Goes by the mirror, and costs no call.
    """
    playlist_id = find_playlist(opened, who, playlist)
    found = opened.guard.take_over([playlist_id], actor=who.actor, seen=body.seen)
    return ProtectableDocument.of(found[0], already=True)


@router.get(
    "/playlists/{playlist}/evidence",
    dependencies=[requires(Right.VIEW, PLAYLIST)],
    response_model=EvidenceDocument,
    responses={200: {"content": {"text/html": {"schema": {"type": "string"}, "example": "<!doctype html>"}}}},
)
def evidence(
    opened: Opened,
    who: Who,
    playlist: Named,
    since: Annotated[Moment | None, Query(alias="from")] = None,
    until: Moment | None = None,
    form: Annotated[Literal["json", "html"], Query(alias="format")] = "json",
) -> Any:
    """What happened to a playlist in a period, for Spotify's support: found, put back, how long it was wrong, before
    and after with pictures, and what is not known. `html` is one file, ready to be printed. Costs no call.
    """
    playlist_id = find_playlist(opened, who, playlist)
    found = opened.guard.evidence.of(playlist_id, since, until)
    if form == "json":
        return EvidenceDocument.of(found)
    name = f"evidence-{playlist_id}-{found.made_at:%Y-%m-%d}.html"
    return Response(
        page(found), media_type="text/html", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@router.delete("/playlists/{playlist}/protection", dependencies=[requires(Right.EDIT, PLAYLIST)])
def release_one(opened: Opened, who: Who, playlist: Named) -> ReleasedDocument:
    """Ends the protection of one playlist. Done twice, there is nothing left to do."""
    playlist_id = find_playlist(opened, who, playlist)
    return ReleasedDocument(released=opened.guard.release([playlist_id], who.actor))


# -- incidents


@router.get("/incidents", dependencies=[requires(Right.VIEW)])
def incidents(
    opened: Opened,
    who: Who,
    account: Text = None,
    playlist: Text = None,
    state: Literal["open", "waiting", "restoring", "settling", "asking", "ended"] | None = None,
    kind: Literal["takedown", "edit", "gone"] | None = None,
    since: Annotated[Moment | None, Query(description="Those that were not over by then.")] = None,
    until: Annotated[Moment | None, Query(description="Those that were found by then.")] = None,
    before: Annotated[Text, Query(description="Continue behind this one.")] = None,
    limit: Most = 100,
) -> list[IncidentDocument]:
    """Incidents, the newest first. Costs no call."""
    wanted = IncidentFilter(
        account=opened.accounts.find(account, who.seen).id if account else None,
        playlist=find_playlist(opened, who, playlist) if playlist else None,
        state=state,
        kind=kind,
        since=since,
        until=until,
        before=IncidentId(before) if before else None,
        limit=limit,
        among=who.seen,
    )
    now = opened.clock.now()
    return [IncidentDocument.of(one, now) for one in opened.guard.questions.incidents(wanted)]


@router.get("/incidents/{incident}", dependencies=[requires(Right.VIEW, INCIDENT)])
def incident(opened: Opened, incident: Named) -> IncidentShownDocument:
    """One incident with all that happened in it."""
    return _incident(opened, IncidentId(incident))


@router.post("/incidents/{incident}/restore", dependencies=[requires(Right.EDIT, INCIDENT)])
def demand(opened: Opened, who: Who, incident: Named) -> AskedForDocument:
    """Puts it back now, as a job, whatever policy, caps and breakers say. The description that Spotify refused is tried
    again too.
    """
    return AskedForDocument(job=opened.guard.demand(IncidentId(incident), who.actor).id, calls=SETTLING_CALLS)


@router.post("/incidents/{incident}/adopt", dependencies=[requires(Right.EDIT, INCIDENT)])
def adopt(opened: Opened, who: Who, incident: Named) -> AdoptedDocument:
    """Makes what was found what is preferred from now on. Costs no call."""
    return AdoptedDocument(unprotected=list(opened.guard.adopt(IncidentId(incident), who.actor)))


@router.post("/incidents/{incident}/rebuild", dependencies=[requires(Right.EDIT, INCIDENT)])
def rebuild(opened: Opened, who: Who, tell: Tell, incident: Named) -> ProposalDocument:
    """Proposes to bring back a playlist that is gone: it is followed again where it is still there (one call finds that
    out), else made anew from its last version. What is made is protected in its place.
    """
    proposal = opened.guard.rebuilding.propose(IncidentId(incident), progress=tell)
    return proposed(opened, who, proposal, frozenset())


# -- what they share


def _chosen(opened: Container, who: Caller, said: dict[str, Any]) -> tuple[list[PlaylistId], list[LeftOutDocument]]:
    """The playlists that a selection means, of those that may be edited, and those that cannot be."""
    selected = opened.bulk.select(narrowed(who, Selection.from_document(said)), details=True)
    return [one.playlist_id for one in selected.chosen], [LeftOutDocument.of(one) for one in selected.left_out]


def _candidates(opened: Container, found: list[Candidate]) -> list[ProtectableDocument]:
    if not found:
        return []
    known = opened.guard.questions.protected(ProtectedFilter(playlists=tuple(one.id for one in found)))
    already = {one.id for one in known}
    return [ProtectableDocument.of(one, already=one.id in already) for one in found]


def _guarded(opened: Container, playlist_id: PlaylistId) -> GuardedDocument:
    row = opened.guard.questions.playlist(playlist_id)
    if row is not None:
        return GuardedDocument(protection=ProtectedDocument.of(row, opened.clock.now()), candidate=None)
    found = opened.guard.candidates([playlist_id])[0]
    return GuardedDocument(protection=None, candidate=ProtectableDocument.of(found, already=False))


def _incident(opened: Container, incident_id: IncidentId) -> IncidentShownDocument:
    return IncidentShownDocument.shown(opened.guard.questions.incident(incident_id), opened.clock.now())

"""Placements as people ask for them: looked at for conflicts, made, changed, cancelled; never a call to Spotify."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from playwarden.domain.placements.conflicts import ACCEPTABLE, Other, Weight, made_conflicts, remedy
from playwarden.domain.placements.conflicts import Conflict as Finding
from playwarden.domain.placements.placement import NewPlacement, Placement, PlacementState
from playwarden.domain.placements.words import named
from playwarden.features.placements.costs import Cost, costs
from playwarden.features.placements.known import Known, known_playlists
from playwarden.kit.clock import Clock
from playwarden.kit.errors import Conflict, InputError, Overtaken
from playwarden.kit.ids import CampaignId, IdSource, PlacementId, PlaylistId
from playwarden.kit.text import counted, listed
from playwarden.store import audit
from playwarden.store import placements as store
from playwarden.store.database import Database

MOST = 1_000
"""Placements that are made at once."""


@dataclass(frozen=True, slots=True)
class Row:
    """One that is asked for, in the playlist of this name, with what is in its way; `number` counts from 1."""

    number: int
    asked: NewPlacement
    playlist: str
    conflicts: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What making them would meet and cost."""

    rows: tuple[Row, ...]
    costs: tuple[Cost, ...]

    @property
    def conflicts(self) -> list[tuple[Row, Finding]]:
        return [(row, finding) for row in self.rows for finding in row.conflicts]

    @property
    def calls(self) -> int:
        return sum(cost.calls for cost in self.costs)


class Making:
    """Everything that a person does to placements. Each method is one transaction."""

    def __init__(self, database: Database, clock: Clock, ids: IdSource, *, max_entries: int) -> None:
        self._database = database
        self._clock = clock
        self._ids = ids
        self._max_entries = max_entries

    def check(self, asked: Sequence[NewPlacement]) -> Preview:
        """What is in the way of making these, and what they will cost. Raises InputError for too many."""
        _bound(asked)
        now = self._clock.now()
        with self._database.read() as session:
            known = self._known(session, asked)
            rows = _rows(session, asked, known, now)
        by_playlist: dict[PlaylistId, list[NewPlacement]] = defaultdict(list)
        for each in asked:
            by_playlist[each.playlist_id].append(each)
        found = [cost for key, group in by_playlist.items() for cost in costs(known[key], group, now)]
        return Preview(tuple(rows), tuple(sorted(found, key=lambda cost: (cost.at, cost.name))))

    def in_the_way(
        self, placements: Sequence[Placement], *, accepted: bool = False
    ) -> dict[PlacementId, tuple[Finding, ...]]:
        """What is in the way now of those that have not come in yet: accepted warnings left out, or these alone. Costs
        no call.
        """
        coming = [one for one in placements if one.state in (PlacementState.PLANNED, PlacementState.ASKING)]
        coming = [one for one in coming if not one.is_in]
        now = self._clock.now()
        found = {}
        with self._database.read() as session:
            asked = [one.asked for one in coming]
            known = self._known(session, asked)
            present = store.open_of(session, known)
        for one in coming:
            beside = [each for each in present.get(one.asked.playlist_id, []) if each.id != one.id]
            others = [Other(each.id, each.asked) for each in beside]
            # What another one put in and takes out before is not in its way.
            out_by_then = {each.asked.uri for each in beside if each.is_in and not each.asked.overlaps(one.asked)}
            accepts = frozenset({"already-there"} if one.asked.uri in out_by_then else ())
            ground = known[one.asked.playlist_id].ground
            met = made_conflicts(replace(one.asked, accepts=accepts), ground, others, now)
            warned = {each for each in met if each.weight is Weight.WARNING and each.code in one.asked.accepts}
            conflicts = tuple(each for each in met if (each in warned) is accepted)
            if conflicts:
                found[one.id] = conflicts
        return found

    def make(self, asked: Sequence[NewPlacement], *, campaign: str | None, actor: str) -> list[Placement]:
        """Makes all of them, or none, with the jobs that look after them. `campaign` is a new one's name.

        Raises Conflict with what is in the way and was not accepted, and for a name that is taken; InputError.
        """
        _bound(asked)
        with self._database.write() as session:
            return self._make(session, asked, campaign, actor)

    def together(
        self,
        asked: Sequence[NewPlacement],
        changes: Sequence[tuple[PlacementId, dict[str, Any]]],
        cancels: Sequence[tuple[PlacementId, bool]],
        *,
        campaign: str | None,
        actor: str,
    ) -> list[Placement]:
        """Cancels (True: what is in stays for good), changes and makes, in this order: all of it or nothing. Raises
        what `make`, `change` and `cancel` raise.
        """
        with self._database.write() as session:
            playlists = {each.playlist_id for each in asked}
            ids = [*(key for key, _ in changes), *(key for key, _ in cancels)]
            playlists |= {store.placement(session, key).asked.playlist_id for key in ids}
            store.lock(session, playlists)
            done = [self._cancel(session, key, keep, actor) for key, keep in cancels]
            done += [self._change(session, key, dict(each), actor, {}) for key, each in changes]
            if asked:
                _bound(asked)
                done += self._make(session, asked, campaign, actor)
        return done

    def _make(
        self, session: Session, asked: Sequence[NewPlacement], campaign: str | None, actor: str
    ) -> list[Placement]:
        now = self._clock.now()
        store.lock(session, (each.playlist_id for each in asked))
        _refuse(_rows(session, asked, self._known(session, asked), now))
        campaign_id = store.make_campaign(session, self._ids, campaign, actor, now) if campaign else None
        made = store.add(session, self._ids, asked, campaign_id=campaign_id, actor=actor, now=now)
        store.keep_jobs(session, self._ids, (each.playlist_id for each in asked), now, actor)
        self._audit(session, actor, "placement.make", campaign_id or made[0].id, after=[_told(one) for one in made])
        return made

    def change(
        self, placement_id: PlacementId, changes: dict[str, Any], actor: str, was: Mapping[str, object]
    ) -> Placement:
        """Changes fields of what was asked for. While it is in force only its end, zone, note and what becomes of it
        when it was moved can change. One that asks is tried again. What a change took back is about and is not as it
        `was` after that change, somebody changed since: it stays.

        Raises NotFound, Conflict (it has ended, is on its way in or out, or what is in the way), Overtaken where all of
        it was changed since, InputError.
        """
        with self._database.write() as session:
            return self._change(session, placement_id, changes, actor, was)

    def _change(
        self,
        session: Session,
        placement_id: PlacementId,
        changes: dict[str, Any],
        actor: str,
        was: Mapping[str, object],
    ) -> Placement:
        now = self._clock.now()
        one = self._held(session, placement_id)
        _refuse_moving(one)
        if not one.state.open:
            raise Conflict(f"The placement {one.id} is {one.state.value}.", "Make a new one.")
        changes = _left_as_they_were(one, changes, was)
        frozen = sorted(set(changes) - {"until_at", "zone", "note", "moved", "accepts"})
        if one.is_in and frozen:
            raise Conflict(
                f"The placement {one.id} is in force: its {listed(frozen)} cannot change any more.",
                "Cancel it and make a new one, or change its end.",
            )
        try:
            asked = replace(one.asked, **changes)
        except ValueError as error:
            raise InputError(f"{str(error)[:1].upper()}{str(error)[1:]}.", "Give one or the other.") from None
        self._check_change(session, one, asked, now)
        state = PlacementState.IN_FORCE if one.is_in else PlacementState.PLANNED
        changed = replace(one, asked=asked, state=state, words="Changed.", out_at=None)
        store.save(session, changed)
        told = listed(sorted(changes), most=20) if changes else "nothing; it is tried again"
        store.note(session, changed, "changed", f"Changed: {told}.", actor, now)
        store.keep_jobs(session, self._ids, [asked.playlist_id], now, actor)
        self._audit(session, actor, "placement.change", one.id, before=_told(one), after=_told(changed))
        return changed

    def _check_change(self, session: Session, one: Placement, asked: NewPlacement, now: datetime) -> None:
        if one.is_in:
            if asked.until_at is not None and asked.until_at <= one.asked.from_at:
                raise Conflict("It would end before it has begun.", "Choose a later end, or cancel it.")
            _refuse(self._rows_among_others(session, one, asked, now, only=("same-track", "same-details")))
        elif asked == one.asked:  # to be tried again: what is in the list is looked at then
            again = replace(asked, accepts=asked.accepts | ACCEPTABLE)
            _refuse(self._rows_among_others(session, one, again, now))
        else:
            _refuse(self._rows_among_others(session, one, asked, now))

    def _rows_among_others(
        self, session: Session, one: Placement, asked: NewPlacement, now: datetime, only: tuple[str, ...] = ()
    ) -> list[Row]:
        rows = _rows(session, [asked], self._known(session, [asked]), now, but=one.id)
        if not only:
            return rows
        return [replace(row, conflicts=tuple(f for f in row.conflicts if f.code in only)) for row in rows]

    def accept(self, placement_id: PlacementId, code: str, *, accepted: bool, actor: str) -> Placement:
        """Accepts what is in the way by its code, or takes that back. One that asks is tried again once it is accepted.

        Raises NotFound, InputError for what cannot be accepted, Conflict when it has come in or ended.
        """
        if code not in ACCEPTABLE:
            raise InputError(
                f"'{code[:40]}' cannot be accepted.", f"What can is {listed(sorted(ACCEPTABLE), most=20)}."
            )
        now = self._clock.now()
        with self._database.write() as session:
            one = self._held(session, placement_id)
            if one.state not in (PlacementState.PLANNED, PlacementState.ASKING) or one.is_in:
                raise Conflict(
                    f"The placement {one.id} is {one.state.value}.", "What is in its way matters before it comes in."
                )
            codes = one.asked.accepts | {code} if accepted else one.asked.accepts - {code}
            if codes == one.asked.accepts:
                return one
            again = accepted and one.state is PlacementState.ASKING
            changed = replace(
                one,
                asked=replace(one.asked, accepts=codes),
                state=PlacementState.PLANNED if again else one.state,
                words="Changed." if again else one.words,
            )
            store.save(session, changed)
            told = f"{'Accepted' if accepted else 'No longer accepted'}: {code}."
            store.note(session, changed, "changed", told, actor, now)
            store.keep_jobs(session, self._ids, [one.asked.playlist_id], now, actor)
            self._audit(session, actor, "placement.accept", one.id, before=_told(one), after=_told(changed))
        return changed

    def cancel(self, placement_id: PlacementId, *, keep: bool, actor: str) -> Placement:
        """One that has not come in never will. One that is in force goes out now, or with `keep` stays for good.

        Raises NotFound, Conflict when it has ended or is on its way out.
        """
        with self._database.write() as session:
            return self._cancel(session, placement_id, keep, actor)

    def _cancel(self, session: Session, placement_id: PlacementId, keep: bool, actor: str) -> Placement:
        one = self._held(session, placement_id)
        if not one.state.open:
            raise Conflict(f"The placement {one.id} is {one.state.value}.", "There is nothing left to cancel.")
        cancelled = self._cancelled(session, one, keep, actor)
        store.keep_jobs(session, self._ids, [one.asked.playlist_id], self._clock.now(), actor)
        self._audit(session, actor, "placement.cancel", one.id, after={"keep": keep})
        return cancelled

    def cancel_campaign(self, campaign_id: CampaignId, *, keep: bool, actor: str) -> list[Placement]:
        """Cancels all of a campaign that has not ended."""
        with self._database.write() as session:
            wanted = store.PlacementFilter(campaign_id=campaign_id, limit=MOST * 10)
            present = [one for one in store.placements(session, wanted) if one.state.open]
            playlists = {one.asked.playlist_id for one in present}
            store.lock(session, playlists)
            again = (store.placement(session, one.id) for one in present)
            cancelled = [self._cancelled(session, one, keep, actor) for one in again if one.state.open]
            store.keep_jobs(session, self._ids, playlists, self._clock.now(), actor)
            about = {"keep": keep, "placements": [one.id for one in cancelled]}
            self._audit(session, actor, "placement.cancel", campaign_id, after=about)
        return cancelled

    def _audit(
        self, session: Session, actor: str, action: str, about: str, *, before: object = None, after: object = None
    ) -> None:
        subject = f"{'campaign' if about.startswith('cmp_') else 'placement'}:{about}"
        audit.append(
            session, at=self._clock.now(), actor=actor, action=action, subject=subject, before=before, after=after
        )

    def _cancelled(self, session: Session, one: Placement, keep: bool, actor: str) -> Placement:
        now = self._clock.now()
        if one.state is PlacementState.LEAVING:
            raise Conflict(f"The placement {one.id} is on its way out just now.", "Look at it again in a moment.")
        if one.state is PlacementState.ENTERING and keep:
            raise Conflict(f"The placement {one.id} is on its way in just now.", "Try again in a moment.")
        if not one.is_in and not one.is_half_in and one.state is not PlacementState.ENTERING:
            words = "Cancelled before it was put in; nothing was written."
            ended = replace(one, state=PlacementState.CANCELLED, words=words)
        elif keep:
            words = f"Cancelled; {named(one)} stays for good."
            ended = replace(one, state=PlacementState.CANCELLED, words=words, left_at=now)
        else:
            words = f"Cancelled: {f'{one.replaced_uri} comes back' if one.is_half_in else f'{named(one)} goes out'}."
            state = one.state if one.state is PlacementState.ENTERING else PlacementState.IN_FORCE
            ended = replace(one, state=state, words=words, out_at=now)
        store.save(session, ended)
        store.note(session, ended, "cancelled", words, actor, now)
        return ended

    def _held(self, session: Session, placement_id: PlacementId) -> Placement:
        """The placement as it is while nobody else changes it."""
        store.lock(session, [store.placement(session, placement_id).asked.playlist_id])
        return store.placement(session, placement_id)

    def _known(self, session: Session, asked: Sequence[NewPlacement]) -> dict[PlaylistId, Known]:
        ids = {each.playlist_id for each in asked}
        return known_playlists(session, ids, asked, max_entries=self._max_entries)


def _rows(
    session: Session,
    asked: Sequence[NewPlacement],
    known: dict[PlaylistId, Known],
    now: datetime,
    but: PlacementId | None = None,
) -> list[Row]:
    """Every one against the list, those that are there already, and those before it in `asked`."""
    others: dict[PlaylistId, list[Other]] = defaultdict(list)
    for playlist_id, present in store.open_of(session, known).items():
        others[playlist_id] = [Other(one.id, one.asked) for one in present if one.id != but]
    rows = []
    for number, each in enumerate(asked, start=1):
        about = known[each.playlist_id]
        found = made_conflicts(each, about.ground, others[each.playlist_id], now)
        rows.append(Row(number, each, about.name, found))
        others[each.playlist_id].append(Other(f"number {number}", each))
    return rows


def _refuse(rows: Sequence[Row]) -> None:
    """Raises Conflict with the first few things in the way, and what helps against the first."""
    found = [(row, finding) for row in rows for finding in row.conflicts]
    if not found:
        return
    several = len(rows) > 1
    told = [f"{f'number {row.number}: ' if several else ''}{f.text.rstrip('.')} ({f.code})" for row, f in found]
    first = found[0][1]
    warnings = sorted({finding.code for _, finding in found if finding.weight == "warning"})
    accept = " Or accept: " + " ".join(f"--accept {code}" for code in warnings) + "." if warnings else ""
    raise Conflict(f"{counted(len(found), 'conflict')}: {listed(told, most=6)}.", f"{remedy(first.code)}{accept}")


def _left_as_they_were(one: Placement, changes: dict[str, Any], was: Mapping[str, object]) -> dict[str, Any]:
    """Those of `changes` whose fields nobody changed since they `was` so. Raises Overtaken when none is left."""
    left = {name: value for name, value in changes.items() if name not in was or getattr(one.asked, name) == was[name]}
    if changes and not left:
        raise Overtaken("Since then somebody changed its times: that stays.", "Look at it, then change it anew.")
    return left


def _refuse_moving(one: Placement) -> None:
    if one.state in (PlacementState.ENTERING, PlacementState.LEAVING):
        way = "in" if one.state is PlacementState.ENTERING else "out"
        raise Conflict(f"The placement {one.id} is on its way {way} just now.", "Try again in a moment.")


def _bound(asked: Sequence[NewPlacement]) -> None:
    if not asked:
        raise InputError("No placement is asked for.", "Name a track or details, and a playlist.")
    if len(asked) > MOST:
        raise InputError(f"{len(asked):,} placements at once are too many.", f"Make at most {MOST:,} at a time.")
    for each in asked:
        if each.details is not None and not each.fields:
            raise InputError("A placement of details names at least one.", "Give a name, a description or the like.")


def _told(one: Placement) -> dict[str, Any]:
    """What is asked for, as the audit chain keeps it."""
    asked = one.asked
    return {
        "placement": one.id,
        "playlist": asked.playlist_id,
        "track": asked.uri,
        "position": asked.position.text if asked.position is not None else None,
        "details": asked.details.to_document() if asked.details is not None else None,
        "from_at": asked.from_at.isoformat(),
        "until_at": asked.until_at.isoformat() if asked.until_at is not None else None,
    }

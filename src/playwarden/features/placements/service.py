"""Placements for the doors: made, changed, cancelled, told with their history; and settled when they are due."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from playwarden.domain.calls import Caller, Lane, Need
from playwarden.domain.jobs.timing.zones import zone_named
from playwarden.domain.placements.conflicts import ACCEPTABLE, Conflict
from playwarden.domain.placements.due import due, moments
from playwarden.domain.placements.placement import (
    Campaign,
    NewPlacement,
    Placement,
    PlacementEvent,
    PlacementState,
)
from playwarden.engine.observe import reading_cost
from playwarden.engine.ports.quota import ITEMS, PLAYLIST
from playwarden.engine.ports.target import Target
from playwarden.features.placements.making import Making, Preview
from playwarden.features.placements.reading import Find, Reader, Written, WrongCells, changed
from playwarden.features.placements.repository import PlacementsRepository
from playwarden.features.placements.settling import Settled, Settling
from playwarden.features.placements.spreadsheet import Line, read, write
from playwarden.features.runs.service import Runs
from playwarden.kit.clock import Clock
from playwarden.kit.errors import InputError, NotFound, SpotifyRefused
from playwarden.kit.ids import IdSource, JobId, PlacementId, PlaylistId
from playwarden.kit.loading import LOADING
from playwarden.kit.text import counted, listed
from playwarden.store import catalogue
from playwarden.store import placements as store
from playwarden.store.database import Database
from playwarden.store.pictures import keep_picture
from playwarden.store.placements import PlacementFilter

if TYPE_CHECKING:
    from playwarden.features.wishes.pictures import Crop

INSERT, REMOVE, DETAILS = "POST /playlists/{id}/items", "DELETE /playlists/{id}/items", "PUT /playlists/{id}"


@dataclass(frozen=True, slots=True)
class Told:
    """A placement with what a person wants beside it: the playlist's name, the track's title, what happened."""

    placement: Placement
    playlist: str
    title: str
    campaign: str | None = None
    events: tuple[PlacementEvent, ...] = ()


class Placements:
    """The slice's one face."""

    def __init__(
        self,
        database: Database,
        runs: Runs,
        clock: Clock,
        ids: IdSource,
        *,
        max_entries: int,
        find: Find = PlaylistId,
        target: Target | None = None,
    ) -> None:
        """`find` says which playlist a text names; `target` is where unknown tracks are looked up."""
        self._database = database
        self._clock = clock
        self._find = find
        self._target = target
        self._making = Making(database, clock, ids, max_entries=max_entries)
        self._repository = PlacementsRepository(database, clock, ids, max_entries=max_entries)
        self._settling = Settling(runs, self._repository, clock)

    # -- what people write

    def written(self, texts: Sequence[Written], *, zone: str, find: Find | None = None) -> list[NewPlacement]:
        """What is asked for in words; `find` tells which playlists are meant. Raises InputError, naming which of
        several, and every field that is wrong.
        """
        reader = self._reader(zone, find)
        found = []
        for number, text in enumerate(texts, start=1):
            try:
                found.append(reader.placement(text))
            except WrongCells as error:
                which = f"Number {number}: " if len(texts) > 1 else ""
                raise InputError(f"{which}{error}", "Correct it; nothing was made.") from None
        return found

    def rewritten(
        self, placement_id: PlacementId, changes: Mapping[str, str], find: Find | None = None
    ) -> dict[str, Any]:
        """What of a placement changes when these fields of it are written anew. Raises NotFound, InputError."""
        asked = self.show(placement_id).placement.asked
        try:
            return changed(asked, changes, self._reader(asked.zone, find))
        except WrongCells as error:
            raise InputError(str(error), "Correct it; nothing was changed.") from None

    def table(self, raw: bytes, name: str, *, zone: str, find: Find | None = None) -> list[Line]:
        """The placements of a table. Raises FileError."""
        return read(raw, name, self._reader(zone, find))

    def exported(self, found: Sequence[Told], *, delimiter: str = ",") -> str:
        """Placements as a table that can be imported again."""
        names = {told.placement.asked.playlist_id: told.playlist for told in found}
        titles = {told.placement.asked.uri or "": told.title for told in found}
        return write((told.placement.asked for told in found), names, titles, delimiter=delimiter)

    def keep_cover(self, raw: bytes, crop: "Crop | None" = None) -> str:
        """Keeps a picture, or a square of it, as Spotify takes it; how a placement names it. Raises InputError."""
        with LOADING:
            from playwarden.features.wishes.pictures import jpeg

        try:
            body = jpeg(raw, crop)
        except ValueError as error:
            raise InputError(f"The cover: {error}", "Give a JPEG, PNG, WebP or GIF file.") from None
        key = sha256(body).hexdigest()
        with self._database.write() as session:
            keep_picture(session, key, body)
        return f"picture:{key}"

    def look_up(self, asked: Sequence[NewPlacement], *, lane: Lane = Lane.INTERACTIVE) -> int:
        """Looks up the tracks that the catalogue does not know, one call each; returns how many.

        Raises InputError for one that Spotify does not have, and what `Target.track` raises.
        """
        if self._target is None:
            return 0
        known = self._making.check(asked)
        wanted = dict.fromkeys(
            (row.asked.uri, row.asked.playlist_id)
            for row, finding in known.conflicts
            if finding.code == "unknown-track" and row.asked.uri is not None
        )
        looked: set[str] = set()
        for uri, playlist_id in wanted:
            writer = self._repository.known(playlist_id, []).writer
            if writer is None or uri in looked or not uri.startswith("spotify:track:"):
                continue
            looked.add(uri)
            try:
                track = self._target.track(Caller(writer, lane), uri.rsplit(":", 1)[1])
            except SpotifyRefused:
                raise InputError(f"Spotify has no track {uri}.", "Look at its link again.") from None
            with self._database.write() as session:
                catalogue.remember_tracks(session, [track], self._clock.now())
        return len(looked)

    def accepting(self, asked: NewPlacement, codes: Iterable[str]) -> NewPlacement:
        """The same, with these conflicts accepted. Raises InputError for a code that cannot be accepted."""
        strange = sorted(set(codes) - ACCEPTABLE)
        if strange:
            told = listed(sorted(ACCEPTABLE), most=20)
            raise InputError(f"'{strange[0][:40]}' cannot be accepted.", f"What can is {told}.")
        return replace(asked, accepts=asked.accepts | set(codes))

    def jobs_at_once(self, placements: Iterable[Placement]) -> list[JobId]:
        """The jobs that see to what is due of these already."""
        return self._repository.due_jobs({one.asked.playlist_id for one in placements})

    def _reader(self, zone: str, find: Find | None = None) -> Reader:
        zone_named(zone)
        return Reader(find or self._find, self._clock.now(), zone)

    # -- what people do

    def check(self, asked: Sequence[NewPlacement]) -> Preview:
        """What is in the way of making these, and what they will cost. Costs no call. Raises InputError."""
        return self._making.check(asked)

    def in_the_way(
        self, placements: Sequence[Placement], *, accepted: bool = False
    ) -> dict[PlacementId, tuple[Conflict, ...]]:
        """What is in the way now of those of these that have not come in yet. Costs no call."""
        return self._making.in_the_way(placements, accepted=accepted)

    def make(self, asked: Sequence[NewPlacement], *, campaign: str | None = None, actor: str) -> list[Placement]:
        """Makes all of them or none. Raises Conflict, InputError."""
        return self._making.make(asked, campaign=campaign, actor=actor)

    def together(
        self,
        asked: Sequence[NewPlacement],
        changes: Sequence[tuple[PlacementId, dict[str, Any]]],
        cancels: Sequence[tuple[PlacementId, bool]],
        *,
        campaign: str | None = None,
        actor: str,
    ) -> list[Placement]:
        """See `Making.together`: all of it or nothing. Raises NotFound, Conflict, InputError."""
        return self._making.together(asked, changes, cancels, campaign=campaign, actor=actor)

    def change(
        self,
        placement_id: PlacementId,
        changes: dict[str, Any],
        *,
        actor: str,
        was: Mapping[str, object] | None = None,
    ) -> Placement:
        """`changes` are fields of NewPlacement; those that are not as they `was` stay. Raises NotFound, Conflict,
        Overtaken, InputError.
        """
        return self._making.change(placement_id, changes, actor, was or {})

    def accept(self, placement_id: PlacementId, code: str, *, accepted: bool, actor: str) -> Placement:
        """Raises NotFound, Conflict, InputError."""
        return self._making.accept(placement_id, code, accepted=accepted, actor=actor)

    def cancel(self, placement_id: PlacementId, *, keep: bool = False, actor: str) -> Placement:
        """Raises NotFound, Conflict."""
        return self._making.cancel(placement_id, keep=keep, actor=actor)

    def cancel_campaign(self, name: str, *, keep: bool = False, actor: str) -> list[Placement]:
        """Cancels what is open of a campaign, named by name or id. Raises NotFound, Conflict."""
        return self._making.cancel_campaign(self.campaign(name).id, keep=keep, actor=actor)

    # -- looking

    def find(self, wanted: PlacementFilter) -> list[Told]:
        """By their beginning."""
        with self._database.read() as session:
            return self._told(session, store.placements(session, wanted))

    def show(self, placement_id: PlacementId) -> Told:
        """One with what happened to it. Raises NotFound."""
        with self._database.read() as session:
            told = self._told(session, [store.placement(session, placement_id)])[0]
            return replace(told, events=tuple(store.events(session, placement_id)))

    def campaigns(self) -> list[Campaign]:
        """The newest first, their placements counted by state."""
        with self._database.read() as session:
            return store.campaigns(session)

    def campaign(self, name: str) -> Campaign:
        """By name or id. Raises NotFound."""
        with self._database.read() as session:
            found = store.campaigns(session, name=name)
        if not found:
            raise NotFound(f"There is no campaign '{name[:100]}'.", "`playwarden placements campaigns` names them.")
        return found[0]

    def name_of(self, playlist_id: PlaylistId) -> str:
        """What to call a playlist."""
        name = self._repository.name_of(playlist_id)
        return playlist_id if name is None else f"'{name}'"

    def _told(self, session: Session, found: Sequence[Placement]) -> list[Told]:
        names = store.playlist_names(session, {one.asked.playlist_id for one in found})
        titles = catalogue.titles(session, {one.asked.uri for one in found if one.asked.uri is not None})
        called = {campaign.id: campaign.name for campaign in store.campaigns(session)} if found else {}
        return [
            Told(
                one,
                names.get(one.asked.playlist_id, one.asked.playlist_id),
                titles.get(one.asked.uri or "", one.asked.uri or ""),
                called.get(one.campaign_id) if one.campaign_id else None,
            )
            for one in found
        ]

    # -- what jobs and ticks do

    def settle(
        self, playlist_id: PlaylistId, *, check: Callable[[], None] = lambda: None, job_id: JobId | None = None
    ) -> Settled:
        """Puts in and takes out what is due in a playlist now. Raises what holds it half way; asked again, it goes on
        where it was.
        """
        waited = self._repository.waited_for(job_id) if job_id is not None else ""
        return self._settling.settle(playlist_id, check=check, waited=waited)

    def needs(self, playlist_id: PlaylistId) -> list[Need]:
        """The calls that settling a playlist now is likely to make: a look, what comes in and goes, and its proof."""
        present = self._repository.open_of(playlist_id)
        found = due(present, self._clock.now())
        known = self._repository.known(playlist_id, [])
        if known.writer is None or not (found.enter or found.leave):
            return []
        calls: Counter[str] = Counter({PLAYLIST: 2})
        calls[ITEMS] += reading_cost(known.ground.total or 0)
        tracks = [one for one in (*found.enter, *found.leave) if one.asked.uri is not None]
        calls[INSERT] += sum(one.state is not PlacementState.IN_FORCE for one in tracks)
        calls[REMOVE] += any(one.state is PlacementState.IN_FORCE or one.asked.stands_in_for for one in tracks)
        calls[DETAILS] += len(tracks) < len(found.enter) + len(found.leave)
        return [Need(known.writer, +calls)]

    def abandoned(self, playlist_id: PlaylistId, at: datetime, job_id: JobId | None = None) -> str | None:
        """A person cancelled the job that was to look after a playlist at `at`: its placements are left to a person,
        and what is on its way stops where the playlist is consistent.

        Nothing happens to those that do not need that job any more: it was cancelled because they were changed. Nor to
        what is on its way while another job than `job_id` sees to it.
        """
        words = "The job that was to see to it was cancelled. Change the placement to try again, or cancel it."
        moving = 0
        if all(other == job_id for other in self._repository.due_jobs([playlist_id])):
            moving = self._settling.give_up(playlist_id, words)
        concerned = [
            one
            for one in self._repository.open_of(playlist_id)
            if one.state in (PlacementState.PLANNED, PlacementState.IN_FORCE) and at in moments(one)[:1]
        ]
        if self._repository.is_attended(playlist_id, at):
            concerned = []
        if not concerned and not moving:
            return None
        self._repository.write_down([replace(one, state=PlacementState.ASKING, words=words) for one in concerned])
        return f"{counted(len(concerned) + moving, 'placement')} of this moment ask what is to become of them."

    def tick(self) -> int:
        """Sees to it that everything that is due has a job; returns for how many playlists one was missing."""
        playlists = self._repository.unattended()
        if playlists:
            self._repository.attend(playlists)
        return len(playlists)

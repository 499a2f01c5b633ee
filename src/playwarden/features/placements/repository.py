"""What settling reads and writes; each method is one transaction."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from playwarden.domain.jobs.job import JobState
from playwarden.domain.placements.lists import Came
from playwarden.domain.placements.overlays import Laid
from playwarden.domain.placements.placement import NewPlacement, Placement, PlacementState
from playwarden.domain.playlist import PlaylistState
from playwarden.features.placements.known import Known, known_playlists
from playwarden.features.placements.outcomes import Carried, Outcome
from playwarden.kit.clock import Clock
from playwarden.kit.errors import NotFound
from playwarden.kit.ids import IdSource, JobId, PlaylistId, RunId, VersionId
from playwarden.kit.pictures import alike
from playwarden.store import library
from playwarden.store import placements as store
from playwarden.store.database import Database
from playwarden.store.models.jobs import JobEvent
from playwarden.store.models.library import Picture

SYSTEM = "placements"
_KINDS = {PlacementState.MISSED: "missed", PlacementState.CANCELLED: "cancelled", PlacementState.ENDED: "gone"}


class PlacementsRepository:
    """Queries and writings of this slice."""

    def __init__(self, database: Database, clock: Clock, ids: IdSource, *, max_entries: int) -> None:
        self._database = database
        self._clock = clock
        self._ids = ids
        self._max_entries = max_entries

    # -- reading

    def open_of(self, playlist_id: PlaylistId) -> list[Placement]:
        """The placements of a playlist of which something is still to come."""
        with self._database.read() as session:
            return store.open_of(session, [playlist_id]).get(playlist_id, [])

    def known(self, playlist_id: PlaylistId, asked: Sequence[NewPlacement]) -> Known:
        """What is known of a playlist without a call."""
        with self._database.read() as session:
            return known_playlists(session, [playlist_id], asked, max_entries=self._max_entries)[playlist_id]

    def name_of(self, playlist_id: PlaylistId) -> str | None:
        """What a playlist is called, without its entries: lists of jobs ask for many; None: it was never seen."""
        with self._database.read() as session:
            name = store.playlist_names(session, [playlist_id]).get(playlist_id)
        return None if name is None else name or playlist_id

    def came(self, placements: Iterable[Placement]) -> tuple[Came, ...]:
        """Placements that are in, each with the playlist just after it came in."""
        with self._database.read() as session:
            return tuple(came(session, one) for one in placements)

    def state(self, version_id: VersionId | None) -> PlaylistState:
        """A recorded state. Raises NotFound."""
        if version_id is None:
            raise NotFound("It is not known what the playlist was before.")
        with self._database.read() as session:
            return library.version_state(session, version_id)

    def newest_version(self, playlist_id: PlaylistId) -> VersionId | None:
        """The version that holds the playlist as it was last seen."""
        with self._database.read() as session:
            mirrored = library.mirrored(session, playlist_id, with_entries=False)
            return mirrored.version_id if mirrored is not None else None

    def run_of(self, placements: Sequence[Placement]) -> RunId | None:
        """The run that is carrying these, which bear one fingerprint; None when none was begun."""
        with self._database.read() as session:
            return store.run_of_plan(session, placements[0])

    def waited_for(self, job_id: JobId) -> str:
        """What a job was last held by, in words; nothing when it was not."""
        query = (
            select(JobEvent.data)
            .where(JobEvent.job_id == job_id, JobEvent.kind == "state")
            .order_by(JobEvent.number.desc())
            .limit(20)
        )
        with self._database.read() as session:
            for data in session.scalars(query):
                if data.get("state") == JobState.WAITING.value and data.get("note"):
                    return str(data["note"])
        return ""

    def unattended(self) -> list[PlaylistId]:
        """Playlists in which something is due that no job looks after."""
        with self._database.read() as session:
            return store.unattended(session, self._clock.now())

    def is_attended(self, playlist_id: PlaylistId, at: datetime) -> bool:
        """Whether an open job will look after a playlist's placements at this very moment."""
        with self._database.read() as session:
            return any(moment == at.isoformat() for _, moment, _ in store.jobs_of(session, playlist_id))

    def due_jobs(self, playlist_ids: Iterable[PlaylistId]) -> list[JobId]:
        """The open jobs of these playlists whose moment has come."""
        now = self._clock.now()
        with self._database.read() as session:
            found = [job for key in sorted(playlist_ids) for job in store.jobs_of(session, key)]
        return [job_id for job_id, at, _ in found if datetime.fromisoformat(at) <= now]

    # -- writing

    def begin(self, laid: Laid, expected: Sequence[Placement], fingerprint: str) -> bool:
        """Marks what the plan under `fingerprint` carries as on its way, and what is held as asking. False, and nothing
        is written, when somebody changed any of them since it was `expected` to be as it is.
        """
        now = self._clock.now()
        moving = [replace(one, state=PlacementState.ENTERING, fingerprint=fingerprint) for one in laid.entered]
        moving += [
            replace(leaving.placement, state=PlacementState.LEAVING, fingerprint=fingerprint) for leaving in laid.left
        ]
        asking = [replace(one, state=PlacementState.ASKING, words=why.text) for one, why in laid.held]
        with self._database.write() as session:
            store.lock(session, (one.asked.playlist_id for one in expected))
            if any(store.placement(session, one.id) != one for one in expected):
                return False
            for one in (*moving, *asking):
                store.save(session, one)
            for one in asking:
                store.note(session, one, "asked", one.words, SYSTEM, now)
            self._keep_jobs(session, expected, now)
        return True

    def write_down(self, placements: Sequence[Placement]) -> None:
        """Those that ended, or ask, without a call; one that somebody changed meanwhile is left as it is."""
        if not placements:
            return
        now = self._clock.now()
        with self._database.write() as session:
            store.lock(session, (one.asked.playlist_id for one in placements))
            for one in placements:
                if not store.placement(session, one.id).state.open:
                    continue
                store.save(session, one)
                store.note(session, one, _KINDS.get(one.state, "asked"), one.words, SYSTEM, now)
            self._keep_jobs(session, placements, now)

    def put_back(self, placements: Sequence[Placement], run_id: RunId | None = None) -> None:
        """Those whose carrying never began are as they were; `run_id` is the run that was to do it, now cancelled."""
        now = self._clock.now()
        with self._database.write() as session:
            store.lock(session, (one.asked.playlist_id for one in placements))
            for one in placements:
                present = store.placement(session, one.id)
                store.save(session, replace(present, state=one.state, fingerprint=None))
                if run_id is not None:
                    store.note(
                        session, one, "changed", "It was taken back before a call was made.", SYSTEM, now, run_id=run_id
                    )
            self._keep_jobs(session, placements, now)

    def waiting(self, placements: Sequence[Placement], words: str) -> None:
        """What holds placements that are on their way."""
        with self._database.write() as session:
            store.lock(session, (one.asked.playlist_id for one in placements))
            for one in placements:
                store.save(session, replace(store.placement(session, one.id), words=words))

    def record(self, outcomes: Sequence[Outcome], carried: Carried) -> None:
        """What became of placements that were on their way; what a person asked for meanwhile stays asked."""
        with self._database.write() as session:
            store.lock(session, (each.placement.asked.playlist_id for each in outcomes))
            for each in outcomes:
                present = store.placement(session, each.placement.id)
                store.save(session, replace(each.placement, out_at=present.out_at))
                store.note(
                    session,
                    each.placement,
                    each.kind,
                    each.placement.words,
                    SYSTEM,
                    carried.at,
                    run_id=carried.run_id,
                    before=carried.before_version_id,
                    after=carried.after_version_id,
                )
            self._keep_jobs(session, [each.placement for each in outcomes], carried.at)

    def attend(self, playlist_ids: Sequence[PlaylistId]) -> None:
        """Makes the jobs that these playlists' placements need."""
        with self._database.write() as session:
            store.keep_jobs(session, self._ids, playlist_ids, self._clock.now(), SYSTEM)

    def _keep_jobs(self, session: Session, placements: Sequence[Placement], now: datetime) -> None:
        store.keep_jobs(session, self._ids, {one.asked.playlist_id for one in placements}, now, SYSTEM)


def came(session: Session, one: Placement) -> Came:
    """A placement that is in, with the playlist just after it came in, and pictures that are its cover re-encoded."""
    after = before = None
    if one.is_half_in and one.before_version_id is not None:
        before = library.version_state(session, one.before_version_id)
    if one.entered_version_id is not None:
        try:
            after = library.version_state(session, one.entered_version_id)
        except NotFound:  # only its details were read
            after = PlaylistState(library.version(session, one.entered_version_id).details, ())
    return Came(one, after, _alike(session, one), before)


def _alike(session: Session, one: Placement) -> frozenset[str]:
    """The picture that stands there now, when it is the placed one as Spotify serves it."""
    cover = one.asked.details.cover if one.asked.details is not None else None
    if cover is None or cover.sha256 is None:
        return frozenset()
    mirrored = library.mirrored(session, one.asked.playlist_id, with_entries=False)
    there = mirrored.details.cover if mirrored is not None else None
    if there is None or there.sha256 is None:
        return frozenset()
    query = select(Picture.sha256, Picture.likeness).where(Picture.sha256.in_([cover.sha256, there.sha256]))
    likenesses = [(sha256, likeness) for sha256, likeness in session.execute(query)]
    same = len(likenesses) == 2 and alike(likenesses[0][1], likenesses[1][1])
    return frozenset({there.sha256}) if same else frozenset()

"""What runs read and keep in the database."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import delete, func, select

from playwarden.domain.accounts import WRITE_NEEDS, scope_list
from playwarden.domain.library import Head
from playwarden.domain.overriding import Override
from playwarden.domain.plan import Plan
from playwarden.domain.playlist import PlaylistState
from playwarden.domain.runs import Part
from playwarden.engine.observe import Whole
from playwarden.engine.ports.library import Mirrored
from playwarden.kit.clock import Clock
from playwarden.kit.errors import Conflict, NotFound
from playwarden.kit.ids import AccountId, IdSource, PlaylistId, VersionId
from playwarden.store import audit, catalogue, library
from playwarden.store.database import Database
from playwarden.store.jobs.foretelling import foretell
from playwarden.store.journal import add_steps
from playwarden.store.journaled import held_part, part_of
from playwarden.store.looks import StoredLooks
from playwarden.store.models import runs as rows
from playwarden.store.models.accounts import Account
from playwarden.store.models.library import Version, View


class RunsRepository:
    """Queries of this slice; each method is one transaction."""

    def __init__(self, database: Database, clock: Clock, ids: IdSource) -> None:
        self._database = database
        self._clock = clock
        self._ids = ids
        self._looks = StoredLooks(database, clock, ids)

    def mirrored(self, ids: Iterable[PlaylistId]) -> dict[PlaylistId, Mirrored]:
        """What the mirror holds of those of `ids` that it knows."""
        with self._database.read() as session:
            found = ((playlist_id, library.mirrored(session, playlist_id)) for playlist_id in ids)
            return {playlist_id: mirrored for playlist_id, mirrored in found if mirrored is not None}

    def record_seen(self, whole: Whole, *, with_entries: bool = True) -> None:
        """Keeps what was read: a version when it is new, and the tracks. `with_entries`: they were read as well."""
        now = self._clock.now()
        with self._database.write() as session:
            catalogue.remember_tracks(session, whole.tracks, now)
            library.record_state(
                session,
                self._ids,
                head=whole.head,
                entries=whole.entries if with_entries else None,
                snapshot_id=whole.head.snapshot_id,
                cause="spotify",
                run_id=None,
                at=now,
            )

    def take_over(self, account_id: AccountId, heads: Sequence[Head], looked_at: datetime) -> None:
        """Keeps what the first pages of an account's list show: in the mirror what differs, and that it was looked."""
        self._looks.take(account_id, heads, looked_at)

    def last_position(self, account_id: AccountId, ids: Sequence[PlaylistId]) -> int | None:
        """How far down the account's list the last of `ids` was seen; None when not all were seen there."""
        with self._database.read() as session:
            count, last = session.execute(
                select(func.count(), func.max(View.position)).where(
                    View.account_id == account_id, View.playlist_id.in_(ids)
                )
            ).one()
            return int(last) if count == len(set(ids)) else None

    def user_id(self, account_id: AccountId) -> str:
        """The Spotify user id of a connected account. Raises NotFound."""
        return self._account(account_id).user_id

    def may_write(self, account_id: AccountId) -> bool:
        """Whether the account's consent includes writing."""
        return scope_list(self._account(account_id).scopes) >= WRITE_NEEDS

    def account_name(self, account_id: AccountId) -> str:
        """The account's name for people."""
        return self._account(account_id).display_name

    def _account(self, account_id: AccountId) -> Account:
        with self._database.read() as session:
            row = session.get(Account, account_id)
            if row is None or row.state == "removed":
                raise NotFound(f"There is no account '{account_id}'.", "`playwarden accounts list` names them.")
            return row

    def override(self, part: Part, plan: Plan, made: Override, fence: int) -> Part:
        """Puts `plan` in the place of the one that waits, and writes down who did so: at once. Raises Conflict where
        the part does not wait any more as `part` says, Busy, NotFound.
        """
        with self._database.write() as session:
            row = held_part(session, part.id, fence)
            present = part_of(session, row)
            if not present.untouched or present.approved.fingerprint != made.before:
                raise Conflict(f"The plan for '{part.name}' is not the one that was looked at.", "Look at it again.")
            row.fence = fence
            row.approved = plan.to_document()
            row.overrides = [*(row.overrides or ()), made.to_document()]
            session.execute(delete(rows.Step).where(rows.Step.part_id == part.id))
            add_steps(session, part.id, 0, plan)
            session.flush()
            words = f"{made.actor} changed the plan for '{part.name}': {made.reason}"
            foretell(session, part.run_id, part.number, (present.calls, plan.calls), words, made.at)
            audit.append(
                session,
                at=made.at,
                actor=made.actor,
                action="plan.override",
                subject=f"playlist:{row.playlist_id}" if row.playlist_id else f"create:{row.create_key}",
                run_id=part.run_id,
                before=present.approved.desired.to_document(),
                after=plan.desired.to_document() | {"override": made.to_document()},
                account=part.account_id,
            )
            return part_of(session, row)

    def titles(self, uris: Iterable[str]) -> dict[str, str]:
        """Titles of the URIs that the catalogue knows."""
        with self._database.read() as session:
            return catalogue.titles(session, sorted(set(uris)))

    def version(self, version_id: VersionId, *, details_only: bool = False) -> PlaylistState:
        """A recorded state; without its entries with `details_only`. Raises NotFound."""
        with self._database.read() as session:
            if details_only:
                return PlaylistState(library.version(session, version_id).details, ())
            return library.version_state(session, version_id)

    def version_numbered(self, playlist_id: PlaylistId, number: int) -> PlaylistState:
        """The playlist's version `number`. Raises NotFound."""
        with self._database.read() as session:
            version_id = session.scalar(
                select(Version.id).where(Version.playlist_id == playlist_id, Version.number == number)
            )
            if version_id is None:
                raise NotFound(
                    f"This playlist has no version {number}.", "`playwarden playlists history` lists its versions."
                )
            return library.version_state(session, VersionId(version_id))

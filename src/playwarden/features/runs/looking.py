"""Look at the playlists of an order: through a shared list page and the mirror where that is cheaper, else directly."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from playwarden.domain.calls import Caller, Lane
from playwarden.domain.library import Head, Relation
from playwarden.domain.playlist import PlaylistState
from playwarden.engine.looks import SharedLooks
from playwarden.engine.observe import Whole, read_details, read_whole, reading_cost
from playwarden.engine.ports.library import Mirrored
from playwarden.engine.ports.target import PAGE, Target
from playwarden.features.runs.desk import RunsDesk
from playwarden.features.runs.proposal import LeftOut
from playwarden.kit.errors import NeedsReconnecting, NotFound, RateLimited, SpotifyError, SpotifyNotFound
from playwarden.kit.ids import AccountId, PlaylistId

_LEAVES_OUT = (SpotifyError, NeedsReconnecting)
"""What may keep one playlist from being looked at, or one account's, while the others can be."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A playlist as it stands now. `from_mirror` says that a list page vouched for what was recorded before."""

    head: Head
    state: PlaylistState
    relation: Relation
    from_mirror: bool


class Looking:
    """Observes playlists for one proposal, counting the calls that it took.

    A person sees what stands there now. Whatever runs by itself may share a look of the last minute; `observed_at` is
    when looking began, or the oldest look that it goes by: what was written since may not have been seen.
    """

    def __init__(self, works: RunsDesk, lane: Lane, progress: Callable[[str], None]) -> None:
        self._target = works.desk.target
        self._looks = works.desk.looks
        self._repository = works.repository
        self._clock = works.desk.clock
        self._lane = lane
        self._progress = progress
        self.calls = 0
        self.observed_at = self._clock.now()
        self.left_out: list[LeftOut] = []

    def at(
        self,
        wanted: Iterable[tuple[AccountId, PlaylistId]],
        places: Mapping[PlaylistId, str] = MappingProxyType({}),
        *,
        partial: bool = False,
        details: Collection[PlaylistId] = (),
        read: Mapping[PlaylistId, Whole] = MappingProxyType({}),
    ) -> dict[PlaylistId, Seen]:
        """The playlists as they stand now, by id; of those in `details` the head alone is read, and no entries told.
        What `read` holds was read just now. Raises what `Target` raises, and for a playlist that is not there
        and was named in a file, at `places` ('file:line'), NotFound with that place.

        With `partial` a playlist that cannot be looked at stops no other: it is left out, with its reason. Who has to
        wait before the next call is another matter: a job does that, and looks then; a person is told.
        """
        by_account: dict[AccountId, list[PlaylistId]] = defaultdict(list)
        for account_id, playlist_id in wanted:
            if playlist_id not in by_account[account_id]:
                by_account[account_id].append(playlist_id)
        seen: dict[PlaylistId, Seen] = {}
        for account_id, ids in by_account.items():
            caller = Caller(account_id, self._lane)
            held = self._repository.mirrored(ids)
            listed: dict[PlaylistId, Head] = {}
            whole = [playlist_id for playlist_id in ids if playlist_id not in details]
            try:
                if not whole:
                    pass  # a list page may lack what is wanted of them, and their own read is as cheap
                elif self._looks is not None and self._lane is not Lane.INTERACTIVE:
                    listed = self._shared(self._looks, caller, whole)
                elif self._list_is_cheaper(account_id, whole, held):
                    listed = self._listed(caller, {key: one for key, one in held.items() if key in whole})
            except _LEAVES_OUT:
                if not partial:
                    raise
            held = self._repository.mirrored(ids) if listed else held
            for playlist_id in ids:
                name = held[playlist_id].head.name if playlist_id in held else playlist_id
                self._progress(f"looking at {name}")
                try:
                    brief = playlist_id in details
                    if playlist_id in read:
                        seen[playlist_id] = self._taken(caller, held.get(playlist_id), read[playlist_id], brief=brief)
                        continue
                    look = read_details if brief else read_whole
                    seen[playlist_id] = self._one(
                        caller, playlist_id, held.get(playlist_id), listed.get(playlist_id), look
                    )
                except SpotifyNotFound as error:
                    if partial:
                        self.left_out.append(LeftOut(name, error.code, str(error), playlist_id, account_id))
                        continue
                    if playlist_id not in places:
                        raise
                    raise NotFound(f"{places[playlist_id]}: {error.what}", error.remedy) from None
                except _LEAVES_OUT as error:
                    if not partial or (isinstance(error, RateLimited) and self._lane is not Lane.INTERACTIVE):
                        raise
                    self.left_out.append(LeftOut(name, error.code, str(error), playlist_id, account_id))
        return seen

    def _one(
        self,
        caller: Caller,
        playlist_id: PlaylistId,
        held: Mirrored | None,
        head: Head | None,
        read: Callable[[Target, Caller, PlaylistId], Whole],
    ) -> Seen:
        if held is not None and head is not None and held.serves(head.snapshot_id, self._clock.now()):
            assert held.state is not None, "the mirror serves only what it holds"
            return Seen(held.head, held.state, self._relation(caller, held, head), from_mirror=True)
        try:
            whole = read(self._target, caller, playlist_id)
        except SpotifyNotFound as error:
            name = f"'{held.details.name}' ({playlist_id})" if held is not None else playlist_id
            raise SpotifyNotFound(
                f"Spotify does not have the playlist {name}, or does not show it to this account.",
                "Check its address; it may have been deleted.",
                status=error.status,
            ) from None
        self.calls += whole.calls
        return self._taken(caller, held, whole, brief=read is read_details)

    def _taken(self, caller: Caller, held: Mirrored | None, whole: Whole, *, brief: bool) -> Seen:
        """What was just read, kept in the mirror."""
        self._repository.record_seen(whole, with_entries=not brief)
        state = self._state(whole.head.id, whole)
        return Seen(whole.head, state, self._relation(caller, held, whole.head), from_mirror=False)

    def _state(self, playlist_id: PlaylistId, whole: Whole) -> PlaylistState:
        """What was read, with what the mirror knows of the cover and the API does not tell."""
        held = self._repository.mirrored([playlist_id])
        return PlaylistState(held[playlist_id].details, whole.entries) if playlist_id in held else whole.state

    def _relation(self, caller: Caller, held: Mirrored | None, head: Head) -> Relation:
        if held is not None and caller.account in held.relations:
            return held.relations[caller.account]
        if head.owner_id == self._repository.user_id(caller.account):
            return Relation.OWNER
        return Relation.COLLABORATOR if head.collaborative else Relation.FOLLOWER

    def _list_is_cheaper(
        self, account_id: AccountId, ids: list[PlaylistId], held: Mapping[PlaylistId, Mirrored]
    ) -> bool:
        """Whether list pages up to the last wanted playlist cost less than reading each that the mirror could serve."""
        now = self._clock.now()
        served = [held[i] for i in ids if i in held and held[i].serves(held[i].items_snapshot_id or "", now)]
        if not served:
            return False
        last = self._repository.last_position(account_id, [mirrored.id for mirrored in served])
        if last is None:
            return False
        return last // PAGE + 1 < sum(reading_cost(mirrored.total or 0) for mirrored in served)

    def _listed(self, caller: Caller, held: Mapping[PlaylistId, Mirrored]) -> dict[PlaylistId, Head]:
        """Heads from list pages, until all that the mirror holds were met."""
        found: dict[PlaylistId, Head] = {}
        looked_at = self._clock.now()
        for page in self._target.heads(caller):
            self.calls += 1
            found |= {head.id: head for head in page.heads}
            if held.keys() <= found.keys():
                break
        # What the pages tell of other playlists is paid for as well: the mirror takes it, and it serves others.
        self._repository.take_over(caller.account, list(found.values()), looked_at)
        return found

    def _shared(self, looks: SharedLooks, caller: Caller, ids: Sequence[PlaylistId]) -> dict[PlaylistId, Head]:
        """Heads that a look of the last minute shows, anybody's; of playlists that have changed since they were read
        as well.
        """
        vouched, calls = looks.vouched(caller, ids)
        self.calls += calls
        if vouched.looked_at is not None and vouched.mirrored:
            self.observed_at = min(self.observed_at, vouched.looked_at)
        return {playlist_id: mirrored.head for playlist_id, mirrored in vouched.mirrored.items()}

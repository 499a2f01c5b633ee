"""Proposes new playlists, and other details of one: started, proved and undone as every change is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from playwarden.domain.calls import Lane
from playwarden.domain.compose import Layer, Note, Wish
from playwarden.domain.playlist import MAX_NAME, Entry, PlaylistState
from playwarden.domain.shaping import Division, called, joined, shared_out
from playwarden.domain.shaping import Order as Joining
from playwarden.engine.ports.library import Mirrored
from playwarden.features.runs.desk import Progress, silent
from playwarden.features.runs.proposal import Order, Proposal
from playwarden.features.runs.service import Runs
from playwarden.features.shaping.repository import ShapingRepository
from playwarden.kit.clock import Clock
from playwarden.kit.errors import Conflict, InputError
from playwarden.kit.ids import AccountId, IdSource, PlaylistId
from playwarden.kit.text import counted

MOST_SOURCES = 50
"""Playlists that are merged at once."""
Reencode = Callable[[bytes], bytes]
"""Any picture -> the JPEG that Spotify takes. Raises ValueError with a sentence."""


@dataclass(frozen=True, slots=True)
class About:
    """Details as somebody asks for them; None: as they are, or as Spotify makes them. `cover` is any picture."""

    name: str | None = None
    description: str | None = None
    public: bool | None = None
    collaborative: bool | None = None
    cover: bytes | None = None

    def __post_init__(self) -> None:
        if self.public and self.collaborative:
            raise InputError("Spotify lets only private playlists be collaborative.", "Choose one of the two.")


class Shaping:
    """Reads sources from the mirror, which costs no call; one that moved since it was read is refused."""

    def __init__(
        self, runs: Runs, repository: ShapingRepository, clock: Clock, ids: IdSource, reencode: Reencode
    ) -> None:
        self._runs = runs
        self._repository = repository
        self._clock = clock
        self._ids = ids
        self._reencode = reencode

    def create(
        self, account: AccountId, about: About, uris: Sequence[str] = (), *, progress: Progress = silent
    ) -> Proposal:
        """A new playlist, empty or with items. Raises InputError."""
        return self._made([self._new(account, about, tuple(uris), "created")], progress)

    def duplicate(
        self, source: PlaylistId, account: AccountId, about: About, *, progress: Progress = silent
    ) -> Proposal:
        """A copy in any account: its entries, and what `about` does not say otherwise of its details. Its cover comes
        along where somebody set it and it is held here.
        """
        held, entries = self._source(source)
        details = held.details
        name = about.name or called(details.name or "", "copy")
        cover = about.cover or self._repository.custom_cover(source)
        asked = replace(
            about, name=name, description=about.description or details.description, cover=cover, public=about.public
        )
        order = self._new(account, asked, joined([entries], twice=True), f"a copy of '{details.name}'")
        return self._made([_with_notes(order, _lost(entries))], progress)

    def merge(
        self,
        sources: Sequence[PlaylistId],
        account: AccountId | None,
        about: About,
        *,
        into: tuple[PlaylistId, AccountId] | None = None,
        order: Joining = "behind",
        twice: bool = False,
        progress: Progress = silent,
    ) -> Proposal:
        """Several in one: a new one of `account`, or behind what stands in the playlist `into`, through its writer.

        The sources stay as they are. Raises InputError.
        """
        chosen = list(dict.fromkeys(sources))
        if not len(chosen) + (into is not None) > 1 or len(chosen) > MOST_SOURCES:
            raise InputError(f"Merging takes 2 to {MOST_SOURCES} different playlists.")
        lists = [self._source(each)[1] for each in chosen if into is None or each != into[0]]
        notes = _lost([entry for entries in lists for entry in entries])
        if into is not None:
            return self._runs.propose([_added_to(*into, lists, order, notes, twice=twice)], progress=progress)
        if account is None:
            raise InputError("It is not said which account gets the new playlist.", "Name one.")
        names = ", ".join(self._repository.name(each) for each in chosen)
        asked = about if about.name else replace(about, name=names[:MAX_NAME])
        made = self._new(account, asked, joined(lists, order, twice=twice), f"merged from {names}"[:200])
        return self._made([_with_notes(made, notes)], progress)

    def split(
        self,
        source: PlaylistId,
        account: AccountId,
        by: Division,
        *,
        size: int = 50,
        least: int = 1,
        public: bool | None = None,
        progress: Progress = silent,
    ) -> Proposal:
        """Several new ones out of one, which stays as it is. Raises InputError where all of it is one part."""
        held, entries = self._source(source)
        name = held.details.name or ""
        uris = [entry.uri for entry in entries if entry.uri]
        shares = shared_out(entries, self._repository.tracks(uris), by, size=size, least=least)
        if len(shares) < 2:
            raise InputError("That makes no two parts: all of it falls into one.", "Divide it by something else.")
        orders = [
            self._new(
                account,
                About(called(name, share.label), f"{counted(len(share.uris), 'track')} of {name}"[:300], public),
                share.uris,
                f"split from '{name}'",
            )
            for share in shares
        ]
        orders[0] = _with_notes(orders[0], _lost(entries))
        return self._made(orders, progress)

    def describe(
        self, playlist_id: PlaylistId, account: AccountId, about: About, *, progress: Progress = silent
    ) -> Proposal:
        """Other details for one playlist, its cover among them. Raises InputError when nothing is asked for."""
        if about == About():
            raise InputError("Nothing is asked for.", "Say what the playlist is to be called, or give it a cover.")
        picture = self._jpeg(about.cover)
        wish = Wish(
            name=about.name,
            description=about.description,
            # Only a private one may be collaborative: asking for that alone means both.
            public=False if about.collaborative else about.public,
            collaborative=about.collaborative,
            cover=sha256(picture).hexdigest() if picture else None,
            layer=Layer.DETAILS,
        )
        order = Order(account, wish, playlist_id=playlist_id, picture=picture)
        return self._runs.propose([order], lane=Lane.INTERACTIVE, progress=progress)

    def _new(self, account: AccountId, about: About, uris: tuple[str, ...], origin: str) -> Order:
        picture = self._jpeg(about.cover)
        wish = Wish(
            name=about.name,
            description=about.description or None,
            public=bool(about.public),
            collaborative=bool(about.collaborative),
            cover=sha256(picture).hexdigest() if picture else None,
            items=uris,
            origin=origin,
        )
        key = self._ids.new("new", self._clock.now())
        return Order(account, wish, create_key=key, picture=picture)

    def _made(self, orders: Sequence[Order], progress: Progress) -> Proposal:
        return self._runs.propose(orders, lane=Lane.INTERACTIVE, progress=progress)

    def _jpeg(self, picture: bytes | None) -> bytes | None:
        if picture is None:
            return None
        try:
            return self._reencode(picture)
        except ValueError as error:
            text = str(error)
            raise InputError(text[:1].upper() + text[1:], "Choose a JPEG, PNG or WebP picture.") from None

    def _source(self, playlist_id: PlaylistId) -> tuple[Mirrored, tuple[Entry, ...]]:
        """What the mirror holds. Raises NotFound, and Conflict where it does not know what stands there now."""
        held = self._repository.mirrored(playlist_id)
        if held.entries is None:
            raise Conflict(f"What '{held.details.name}' holds was not read yet.", "Open it and read it first.")
        if held.items_snapshot_id != held.snapshot_id:
            raise Conflict(f"'{held.details.name}' changed since it was read.", "Open it and read it first.")
        return held, held.entries


def _added_to(
    playlist_id: PlaylistId,
    account: AccountId,
    lists: Sequence[Sequence[Entry]],
    order: Joining,
    notes: tuple[Note, ...],
    *,
    twice: bool,
) -> Order:
    def change(state: PlaylistState) -> Wish:
        there = {entry.uri for entry in state.entries}
        more = [uri for uri in joined(lists, order, twice=twice) if twice or uri not in there]
        return Wish(entries=(*state.entries, *(Entry(uri) for uri in more)), notes=notes)

    return Order(account, Wish(), playlist_id=playlist_id, change=change)


def _with_notes(order: Order, notes: tuple[Note, ...]) -> Order:
    return replace(order, wish=replace(order.wish, notes=notes)) if notes else order


def _lost(entries: Sequence[Entry]) -> tuple[Note, ...]:
    left = sum(not entry.addable for entry in entries)
    if not left:
        return ()
    what = counted(left, "local file or unavailable entry", "local files and unavailable entries")
    return (Note("left-behind", f"{what} cannot be added to another playlist and are left out."),)

"""From wishes to the desired state: layers composed in a fixed order, then lowered to what the Web API can do."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Protocol

from playwarden.domain.pairing import pair, unpaired
from playwarden.domain.playlist import MAX_ENTRIES, TEXTS_AND_FLAGS, Cover, Details, Entry, EntryKind, PlaylistState
from playwarden.kit.text import counted, listed


class Layer(IntEnum):
    """The fixed order in which wishes are laid over what is observed; a later one wins."""

    BASE = 0
    """Which entries, in which order: a rule set, or the last accepted order."""
    PLACEMENTS = 1
    """Tracks put in from a date until a date."""
    DETAILS = 3
    """Preferred name, description, flags and cover. 2 belongs to pins."""


@dataclass(frozen=True, slots=True)
class Note:
    """Something a person should know about a wish or a plan. `code` is permanent, `text` a sentence."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Wish:
    """What one owner wants of a playlist; None means: stays as it is.

    `items` are URIs in order; a URI may stand twice. The URI of a local file names the entry that is there already.
    `entries` says the same where unavailable entries, which have no URI, are to be named as well; it comes before
    `items`. `cover` is the SHA-256 of a picture we hold. `origin` says where the wish comes from, for 'why'; `notes`
    are what its owner has to say about it.
    """

    name: str | None = None
    description: str | None = None
    public: bool | None = None
    collaborative: bool | None = None
    cover: str | None = None
    items: tuple[str, ...] | None = None
    origin: str = ""
    layer: Layer = Layer.BASE
    entries: tuple[Entry, ...] | None = None
    notes: tuple[Note, ...] = ()

    @property
    def details(self) -> Details:
        """The details wished for."""
        cover = None if self.cover is None else Cover(sha256=self.cover, custom=True)
        return Details(self.name, self.description, self.public, self.collaborative, cover)


class Overlay(Protocol):
    """A wish that says something about a playlist without saying all of it: laid over whatever the base wants."""

    @property
    def layer(self) -> Layer: ...

    def laid_over(self, observed: PlaylistState, wanted: PlaylistState) -> tuple[PlaylistState, tuple[Note, ...]]:
        """`wanted` (what the layers below ask for) with this wish in it, and what a person should know about that.

        `observed` is what stands there now. An overlay that has nothing to do gives `wanted` back unchanged.
        """
        ...


@dataclass(frozen=True, slots=True)
class Lowered:
    """A desired state that can be reached, and what had to be said about it.

    `desired.entries` carry dates only where they name a local file or an unavailable entry that stays.
    """

    desired: PlaylistState
    notes: tuple[Note, ...] = ()


EMPTY = PlaylistState(Details(), ())
"""What a playlist that does not exist yet is observed as."""


def compose(observed: PlaylistState, layers: Sequence[Wish]) -> PlaylistState:
    """The wishes laid over `observed` in the order of their layers: the desired state before lowering."""
    state = observed
    for wish in sorted(layers, key=lambda wish: wish.layer):
        if wish.entries is not None:
            state = state.with_entries(wish.entries)
        elif wish.items is not None:
            state = state.with_entries(tuple(Entry(uri) for uri in wish.items))
        state = replace(state, details=overlaid(state.details, wish.details))
    return state


def overlaid(details: Details, wished: Details) -> Details:
    """`details` with everything that `wished` does not leave None."""
    texts = {
        name: getattr(details, name) if getattr(wished, name) is None else getattr(wished, name)
        for name in TEXTS_AND_FLAGS
    }
    return Details(**texts, cover=details.cover if wished.cover is None else wished.cover)


def lower(
    observed: PlaylistState | None,
    wish: Wish,
    *,
    overlays: Sequence[Overlay] = (),
    max_entries: int = MAX_ENTRIES,
    lose_local: bool = False,
) -> Lowered:
    """The nearest state to `wish` with the `overlays` in force laid over it that Spotify can be brought to; `observed`
    None means a playlist to be created.

    With `lose_local` local files and unavailable entries that the wish does not name are given up: only replacing
    everything gets there, and the safety rule `loses-local` holds such a plan until it is forced.
    """
    now = observed or EMPTY
    wanted, said = overlay(now, compose(now, [wish]), overlays)
    lowered = lower_state(observed, wanted, max_entries=max_entries, lose_local=lose_local)
    return Lowered(lowered.desired, (*wish.notes, *said, *lowered.notes))


def overlay(
    observed: PlaylistState, wanted: PlaylistState, overlays: Sequence[Overlay]
) -> tuple[PlaylistState, tuple[Note, ...]]:
    """`wanted` with every overlay laid over it in the order of the layers, and all they had to say."""
    said: tuple[Note, ...] = ()
    for one in sorted(overlays, key=lambda one: one.layer):
        wanted, notes = one.laid_over(observed, wanted)
        said += notes
    return wanted, said


def lower_state(
    observed: PlaylistState | None,
    wanted: PlaylistState,
    *,
    max_entries: int = MAX_ENTRIES,
    lose_local: bool = False,
) -> Lowered:
    """As `lower`, for a whole state (a version to restore, the result of an undo)."""
    now = observed or EMPTY
    notes: list[Note] = []
    entries = _reachable(now.entries, wanted.entries, notes, lose_local=lose_local)
    if len(entries) > max_entries:
        notes.append(
            Note("too-long", f"{counted(len(entries), 'item')} are wished for; a playlist holds {max_entries:,}.")
        )
    details = wanted.details
    if details.description == "" and now.details.description != "":
        details = replace(details, description=now.details.description)
        notes.append(Note("empty-description", "Spotify refuses an empty description; the present one stays."))
    if observed is None and not details.description:
        details = replace(details, description=details.name)
        notes.append(
            Note(
                "no-description",
                'Spotify stores the text "null" for a playlist made without a description; its name is sent instead.',
            )
        )
    return Lowered(PlaylistState(details, entries), tuple(notes))


def _reachable(
    now: tuple[Entry, ...], wanted: tuple[Entry, ...], notes: list[Note], *, lose_local: bool
) -> tuple[Entry, ...]:
    pairs = pair(now, wanted)
    impossible = [entry for entry, origin in zip(wanted, pairs, strict=True) if origin is None and not entry.addable]
    _say_impossible(impossible, notes)
    kept = [
        (now[origin] if origin is not None and not entry.addable else Entry(entry.uri), origin)
        for entry, origin in zip(wanted, pairs, strict=True)
        if entry.addable or origin is not None
    ]
    stuck = [index for index in unpaired(now, pairs) if not now[index].addable]
    if not stuck:
        return tuple(entry for entry, _ in kept)
    if lose_local and all(entry.addable for entry, _ in kept):
        return tuple(entry for entry, _ in kept)
    _say_stuck([now[index] for index in stuck], now, notes)
    return behind_predecessors(now, kept, stuck)


def behind_predecessors(
    now: tuple[Entry, ...], kept: list[tuple[Entry, int | None]], stuck: list[int]
) -> tuple[Entry, ...]:
    """`kept` with every entry of `stuck` behind the nearest entry before it in `now` that stays; else at the top."""
    staying = {origin for _, origin in kept if origin is not None}
    followers: dict[int, list[int]] = {}
    left_out = set(stuck)
    predecessor = -1
    for index in range(len(now)):
        if index in left_out:
            followers.setdefault(predecessor, []).append(index)
        elif index in staying:
            predecessor = index
    result = [now[index] for index in followers.get(-1, [])]
    for entry, origin in kept:
        result.append(entry)
        if origin is not None:
            result.extend(now[index] for index in followers.get(origin, []))
    return tuple(result)


def _say_impossible(entries: list[Entry], notes: list[Note]) -> None:
    files = [entry.uri for entry in entries if entry.uri is not None]
    if files:
        notes.append(
            Note(
                "cannot-add-local",
                f"A local file cannot be added by the Web API; left out: {listed(files)}.",
            )
        )
    gone = len(entries) - len(files)
    if gone:
        what = counted(gone, "unavailable entry", "unavailable entries")
        notes.append(
            Note("cannot-add-unavailable", f"{what} cannot be brought back: Spotify no longer says what stood there.")
        )


def _say_stuck(entries: list[Entry], now: tuple[Entry, ...], notes: list[Note]) -> None:
    files = sum(entry.kind is EntryKind.LOCAL for entry in now)
    lost = f"; replacing would destroy {counted(files, 'local file')}" if files else ""
    unavailable = sum(entry.kind is EntryKind.UNAVAILABLE for entry in entries)
    if unavailable:
        what = (
            "an unavailable entry cannot be removed by itself"
            if unavailable == 1
            else (f"{unavailable} unavailable entries cannot be removed by themselves")
        )
        other = lost or "; only replacing everything would, and lose every date"
        notes.append(Note("keeps-unavailable", f"{what}{other}. Kept behind what stands before."))
    local = len(entries) - unavailable
    if local:
        what = (
            "a local file cannot be removed by itself"
            if local == 1
            else (f"{local} local files cannot be removed by themselves")
        )
        notes.append(Note("keeps-local", f"{what}{lost}. Kept behind what stands before."))

"""New playlists out of those that are there: several joined into one, one divided into several."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest
from typing import Literal

from playwarden.domain.catalogue import Track
from playwarden.domain.playlist import MAX_NAME, Entry
from playwarden.kit.errors import InputError
from playwarden.kit.text import counted

Order = Literal["behind", "turns"]
"""How several are joined: one behind the other, or an entry of each in turn."""
Division = Literal["size", "artist", "added", "released"]
"""What one is divided by: so many entries each, its first artist, the year it was added, the decade of its release."""
MOST_SHARES = 100
OTHERS = "Others"
UNKNOWN = {"artist": "Artist not known", "added": "Date not known", "released": "Release not known"}


@dataclass(frozen=True, slots=True)
class Share:
    """One of the parts that a playlist is divided into: what distinguishes it, and its URIs in their order."""

    label: str
    uris: tuple[str, ...]


def joined(lists: Sequence[Sequence[Entry]], order: Order = "behind", *, twice: bool = False) -> tuple[str, ...]:
    """The URIs of all lists in one; `twice` keeps what stands several times, else the first one stays.

    Local files and unavailable entries cannot be added anywhere and are left out.
    """
    every = chain.from_iterable(lists) if order == "behind" else chain.from_iterable(zip_longest(*lists))
    uris = [entry.uri for entry in every if entry is not None and entry.uri is not None and entry.addable]
    return tuple(uris) if twice else tuple(dict.fromkeys(uris))


def shared_out(
    entries: Sequence[Entry], tracks: Mapping[str, Track], by: Division, *, size: int = 50, least: int = 1
) -> tuple[Share, ...]:
    """The entries divided, each share in the order in which they stand. By `size` each share but the last has so many.

    By anything else the shares stand in the order of their labels, artists by how many tracks they have; those with
    fewer than `least` go together into one, last. Local files and unavailable entries are left out. Raises InputError
    for more than MOST_SHARES.
    """
    whole = [entry for entry in entries if entry.addable]
    if by == "size":
        starts = range(0, len(whole), size)
        found = [Share(str(number), _uris(whole[start : start + size])) for number, start in enumerate(starts, 1)]
    else:
        found = _grouped(whole, _LABELS[by], tracks, by, least)
    if len(found) > MOST_SHARES:
        raise InputError(
            f"That makes {counted(len(found), 'playlist')}, and at most {MOST_SHARES} are made at once.",
            "Ask for larger parts.",
        )
    return tuple(found)


def called(name: str, label: str) -> str:
    """The name of a part: what it comes from and its label, within what Spotify takes."""
    tail = f" - {label[:60]}"
    return f"{name[: MAX_NAME - len(tail)].rstrip()}{tail}"


def _grouped(
    whole: Sequence[Entry],
    label: Callable[[Entry, Mapping[str, Track]], str | None],
    tracks: Mapping[str, Track],
    by: Division,
    least: int,
) -> list[Share]:
    groups: dict[str, list[Entry]] = {}
    for entry in whole:
        groups.setdefault(label(entry, tracks) or UNKNOWN[by], []).append(entry)
    sizes = Counter({name: len(group) for name, group in groups.items()})
    names = [name for name in groups if name != UNKNOWN[by] and sizes[name] >= least]
    names.sort(key=lambda name: (-sizes[name], name.casefold()) if by == "artist" else (0, name))
    small = [name for name in groups if name != UNKNOWN[by] and sizes[name] < least]
    shares = [Share(name, _uris(groups[name])) for name in names]
    if small:
        within = set(small)
        rest = [entry for entry in whole if label(entry, tracks) in within]
        shares.append(Share(OTHERS, _uris(rest)))
    if UNKNOWN[by] in groups:
        shares.append(Share(UNKNOWN[by], _uris(groups[UNKNOWN[by]])))
    return shares


def _artist(entry: Entry, tracks: Mapping[str, Track]) -> str | None:
    track = tracks.get(entry.uri or "")
    return track.artists[0].name if track is not None and track.artists else None


def _added(entry: Entry, tracks: Mapping[str, Track]) -> str | None:
    # Spotify answers 1970 where it does not know any more when something was added.
    return str(entry.added_at.year) if entry.added_at is not None and entry.added_at.year > 1970 else None


def _released(entry: Entry, tracks: Mapping[str, Track]) -> str | None:
    track = tracks.get(entry.uri or "")
    date = track.album.release_date if track is not None and track.album is not None else None
    return None if date is None else f"{date[:3]}0s"


_LABELS = {"artist": _artist, "added": _added, "released": _released}


def _uris(entries: Sequence[Entry]) -> tuple[str, ...]:
    return tuple(entry.uri for entry in entries if entry.uri is not None)

"""Which tracks are the same to whoever takes duplicates away, and why, in words."""

from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Literal

from playwarden.domain.catalogue import Track
from playwarden.domain.matching import Named, signature
from playwarden.kit.text import counted

By = Literal["id", "isrc", "likeness"]
NEAR_MS = 3_000
"""Between the lengths of two that are alike."""


def groups(by: By, uris: Iterable[str], tracks: Mapping[str, Track]) -> list[list[str]]:
    """Those of `uris`, each once, that are the same together, in their order; `tracks` is what is known of them."""
    everything = [*dict.fromkeys(uris)]
    joined = _Joined(everything)
    if by == "id":
        return joined.groups()
    codes: dict[str, str] = {}
    names: dict[tuple[str, bool], list[tuple[int, str]]] = {}
    for uri in everything:
        track = tracks.get(uri)
        if track is None:
            continue
        if track.isrc:
            joined.join(codes.setdefault(track.isrc, uri), uri)
        if by == "likeness" and track.duration_ms is not None:
            names.setdefault(_called(track), []).append((track.duration_ms, uri))
    for alike in names.values():
        for (shorter, one), (longer, other) in pairwise(sorted(alike)):
            if longer - shorter <= NEAR_MS:
                joined.join(one, other)
    return joined.groups()


def why(one: str, other: str, tracks: Mapping[str, Track]) -> str:
    """Why two of one group are the same, for people."""
    if one == other:
        return "the same track"
    first, second = tracks.get(one), tracks.get(other)
    if first is None or second is None:
        return "the same recording as a third one"
    if first.isrc and first.isrc == second.isrc:
        return f"the same recording code (ISRC {first.isrc})"
    if first.duration_ms is None or second.duration_ms is None or _called(first) != _called(second):
        return "the same recording as a third one"
    apart = round(abs(first.duration_ms - second.duration_ms) / 1000)
    return f"the same names, {counted(apart, 'second')} longer or shorter" if apart else "the same names and length"


def _called(track: Track) -> tuple[str, bool]:
    """Names in their normal form, versions included; an explicit one and a clean one are two versions."""
    return signature(Named(track.name, tuple(artist.name for artist in track.artists))), track.explicit is True


class _Joined:
    """Union-find: each group under the one of it that was named first."""

    def __init__(self, items: list[str]) -> None:
        self._place = {item: place for place, item in enumerate(items)}
        self._over = dict(zip(items, items, strict=True))

    def join(self, one: str, other: str) -> None:
        first, second = sorted((self._top(one), self._top(other)), key=self._place.__getitem__)
        self._over[second] = first

    def groups(self) -> list[list[str]]:
        found: dict[str, list[str]] = {}
        for item in self._over:
            found.setdefault(self._top(item), []).append(item)
        return list(found.values())

    def _top(self, item: str) -> str:
        while self._over[item] != item:
            self._over[item] = item = self._over[self._over[item]]
        return item

"""The layers above the base: what other owners want of a playlist right now, whoever asks for a plan."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from playwarden.domain.compose import Overlay
from playwarden.kit.ids import PlaylistId


class Layers(Protocol):
    """Asked for every plan, so that no wish silently undoes another's."""

    def overlays(self, playlist_ids: Iterable[PlaylistId]) -> Mapping[PlaylistId, Sequence[Overlay]]:
        """The overlays in force now, by playlist; playlists without any may be left out."""
        ...


class NoLayers:
    """Nobody else wants anything."""

    def overlays(self, playlist_ids: Iterable[PlaylistId]) -> Mapping[PlaylistId, Sequence[Overlay]]:
        return {}

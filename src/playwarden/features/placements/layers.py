"""The placements in force as layers, for everybody's plans."""

from collections.abc import Iterable, Mapping, Sequence

from playwarden.domain.compose import Overlay
from playwarden.domain.placements.lists import Came
from playwarden.domain.placements.overlays import DetailsInForce, TracksInForce
from playwarden.domain.placements.placement import PlacementState
from playwarden.features.placements.repository import came
from playwarden.kit.ids import PlaylistId
from playwarden.store import placements
from playwarden.store.database import Database


class PlacementLayers:
    """Implements `engine.ports.layers.Layers`. One that is just coming in is kept as soon as it is there."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def overlays(self, playlist_ids: Iterable[PlaylistId]) -> Mapping[PlaylistId, Sequence[Overlay]]:
        found: dict[PlaylistId, Sequence[Overlay]] = {}
        with self._database.read() as session:
            for playlist_id, present in placements.open_of(session, playlist_ids).items():
                is_in = [one for one in present if one.is_in or one.state is PlacementState.ENTERING]
                tracks = tuple(Came(one, None) for one in is_in if one.asked.uri is not None)
                details = [one for one in is_in if one.asked.details is not None and one.entered_version_id is not None]
                overlays: list[Overlay] = [TracksInForce(tracks)] if tracks else []
                if details:
                    overlays.append(DetailsInForce(tuple(came(session, one) for one in details)))
                if overlays:
                    found[playlist_id] = overlays
        return found

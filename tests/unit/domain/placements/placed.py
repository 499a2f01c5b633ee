"""Placements for tests, one letter a track, as `tests.unit.domain.states` has them."""

from datetime import UTC, datetime, timedelta

from playwarden.domain.placements.lists import Came
from playwarden.domain.placements.placement import (
    Missed,
    Moved,
    NewPlacement,
    Placement,
    PlacementState,
)
from playwarden.domain.placements.position import Position, position
from playwarden.domain.playlist import Details, PlaylistState
from playwarden.kit.ids import PlacementId, PlaylistId
from tests.unit.domain.states import uri

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
WEEK = timedelta(days=7)


def asked(
    name: str | None,
    where: str | Position = "top",
    *,
    details: Details | None = None,
    begins: datetime = NOON,
    ends: datetime | None = NOON + WEEK,
    moved: Moved = Moved.OUT,
    missed: Missed = Missed.SKIP,
    accepts: tuple[str, ...] = (),
) -> NewPlacement:
    """`where` as people write it, with one letter for an anchor: `after b`, `instead of c`, `3`."""
    words = where if isinstance(where, Position) else _spelled(where)
    return NewPlacement(
        PlaylistId("p1"),
        begins,
        ends,
        "UTC",
        None if name is None else uri(name),
        None if name is None else words,
        details,
        moved,
        missed,
        frozenset(accepts),
    )


def _spelled(where: str) -> Position:
    for prefix in ("after ", "instead of "):
        if where.startswith(prefix):
            return position(prefix + uri(where.removeprefix(prefix)))
    return position(where)


def placement(
    of: NewPlacement, state: PlacementState = PlacementState.PLANNED, number: int = 1, **more: object
) -> Placement:
    return Placement(
        PlacementId(f"plc_{number}"),
        of,
        state,
        "tester",
        NOON,
        **more,  # type: ignore[arg-type]  # tests name the fields they set
    )


def came(one: Placement, after: PlaylistState | None) -> Came:
    return Came(one, after)

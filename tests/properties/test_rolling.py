"""Laying out many calls finds, for each in turn, the first moment at which the ledger would let it leave."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from playwarden.domain.calls import Need
from playwarden.domain.quota import DAY, GROUP, PLAYER
from playwarden.domain.rolling import Budget, Piece, lay_out, pieces_of, spread_of
from playwarden.kit.ids import AccountId

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
BUCKETS = ("GET /a", "PUT /b", PLAYER)
LATEST = 24 * 30
"""Hours that the naive simulation tries."""


@st.composite
def groups(draw: st.DrawFn) -> dict[str, Budget]:
    """Budgets of one group: what counts already lies on whole hours of the last day."""
    past = {bucket: draw(st.lists(st.integers(0, 23), max_size=6)) for bucket in BUCKETS}
    past[GROUP] = [hours for bucket, ago in past.items() if bucket != PLAYER for hours in ago]
    found = {}
    for key, ago in past.items():
        times = tuple(sorted(NOW - hours * HOUR for hours in ago))
        ban = draw(st.none() | st.integers(1, 30)) if key != GROUP else None
        found[key] = Budget(
            most=draw(st.none() | st.integers(0, 9)), times=times, held_until=None if ban is None else NOW + ban * HOUR
        )
    return found


PIECES = st.lists(
    st.builds(
        Piece,
        st.dictionaries(st.sampled_from(BUCKETS), st.integers(1, 4), min_size=1, max_size=2),
        st.none() | st.integers(0, 40).map(lambda hours: NOW + hours * HOUR),
    ),
    max_size=12,
)


def naively(pieces: list[Piece], budgets: Mapping[str, Budget]) -> list[datetime | None]:
    """Hour by hour, counting everything each time."""
    left: list[tuple[datetime, str]] = []
    times: list[datetime | None] = []
    hour = 0

    def spent(key: str, at: datetime) -> int:
        before = sum(at - DAY < moment for moment in budgets[key].times)
        return before + sum(at - DAY < moment and key in (bucket, _group(bucket)) for moment, bucket in left)

    def fits(piece: Piece, at: datetime) -> bool:
        needs: dict[str, int] = {}
        for bucket, number in piece.calls.items():
            for key in filter(None, (bucket, _group(bucket))):
                needs[key] = needs.get(key, 0) + number
        for key, number in needs.items():
            budget = budgets[key]
            if budget.held_until is not None and at < budget.held_until:
                return False
            if budget.most is not None and spent(key, at) + number > budget.most:
                return False
        return piece.not_before is None or at >= piece.not_before

    for piece in pieces:
        found = next((tried for tried in range(hour, LATEST) if fits(piece, NOW + tried * HOUR)), None)
        times.append(None if found is None else NOW + found * HOUR)
        if found is not None:
            hour = found
            left += [(NOW + found * HOUR, bucket) for bucket, number in piece.calls.items() for _ in range(number)]
    return times


def _group(bucket: str) -> str:
    return "" if bucket == PLAYER else GROUP


@settings(max_examples=150, deadline=None)
@given(PIECES, groups())
def test_every_piece_leaves_as_early_as_in_an_hour_by_hour_simulation(
    pieces: list[Piece], budgets: dict[str, Budget]
) -> None:
    assert lay_out(pieces, budgets, NOW) == naively(pieces, budgets)


@given(st.integers(1, 50), st.integers(0, 100), st.integers(1, 40))
def test_what_is_larger_than_a_day_is_taken_apart(most: int, number: int, spent: int) -> None:
    times = tuple(NOW - HOUR for _ in range(min(spent, most)))
    budgets = {"GET /a": Budget(most, times), GROUP: Budget()}
    pieces = pieces_of({"GET /a": number}, budgets, None)
    starts = [(at, sum(piece.calls.values())) for piece, at in zip(pieces, lay_out(pieces, budgets, NOW), strict=True)]
    found = spread_of([Need(AccountId("a"), {"GET /a": number})], [starts], NOW)
    room = most - len(times)
    if number > most:
        assert found.now == room
    elif number:
        assert found.now == (number if number <= room else 0)
    if number > room:
        over = number - room
        days = 0 if not times or over <= len(times) else -(-(over - len(times)) // most)
        assert found.ready_at is not None
        assert NOW + HOUR * 23 * bool(times) <= found.ready_at <= NOW + DAY * (days + 1)


@given(st.integers(2, 60), st.integers(1, 200), st.integers(0, 20))
def test_calls_that_come_anyway_never_make_anything_earlier(most: int, number: int, regular: int) -> None:
    pieces = [Piece({"GET /a": 1}) for _ in range(number)]
    alone = lay_out(pieces, {"GET /a": Budget(most)}, NOW)
    beside = lay_out(pieces, {"GET /a": Budget(most, regular=float(regular))}, NOW)
    assert all(late is None or (early is not None and early <= late) for early, late in zip(alone, beside, strict=True))


def test_what_comes_anyway_leaves_the_rest_of_each_day() -> None:
    pieces = [Piece({"GET /a": 1}) for _ in range(300)]
    times = lay_out(pieces, {"GET /a": Budget(100, regular=50.0)}, NOW)
    last = times[-1]
    assert last is not None
    # 100 at once, then half of every day's budget is taken: 200 more take about four days.
    assert DAY * 3 < last - NOW <= DAY * 5


def test_what_never_fits_holds_up_nothing() -> None:
    pieces = [Piece({"GET /a": 3}), Piece({"PUT /b": 1})]
    assert lay_out(pieces, {"GET /a": Budget(2)}, NOW) == [None, NOW]

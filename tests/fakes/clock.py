"""A clock that stands still until it is moved."""

from datetime import UTC, datetime, timedelta


class FakeClock:
    """Stands in for kit.clock.Clock. Starts on Monday, 2 November 2026, 09:00 UTC unless told otherwise."""

    def __init__(self, now: datetime = datetime(2026, 11, 2, 9, tzinfo=UTC)) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def set(self, moment: datetime) -> None:
        """Jump to an aware `moment`, forward or back."""
        if moment.tzinfo is None:
            raise ValueError(f"a naive datetime is no moment: {moment!r}")
        self._now = moment.astimezone(UTC)

    def advance(self, seconds: float = 0.0, *, minutes: float = 0.0, hours: float = 0.0, days: float = 0.0) -> None:
        """Move by a span; a negative one goes back."""
        self._now += timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)

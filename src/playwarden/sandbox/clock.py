"""The sandbox's clock: real time, moved and sped up by whoever tests."""

import time
from datetime import UTC, datetime


class SandboxClock:
    """Seconds since 1970 that pass `rate` times as fast as real ones; a rate of 0 stands still."""

    def __init__(self, start: datetime | None, rate: float) -> None:
        self.rate = rate
        self._base = start.timestamp() if start is not None else time.time()
        self._read_at = time.monotonic()

    def now(self) -> float:
        """The present moment in seconds since 1970, UTC."""
        return self._base + (time.monotonic() - self._read_at) * self.rate

    def change(self, *, now: float | None = None, rate: float | None = None, advance: float = 0.0) -> None:
        """Sets the time, then moves it, and goes on at `rate`."""
        self._base = (self.now() if now is None else now) + advance
        self._read_at = time.monotonic()
        if rate is not None:
            self.rate = rate


def stamp(seconds: float) -> str:
    """`2026-11-20T13:05:00Z`, as in added_at."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


def stamp_ms(seconds: float) -> str:
    """`2026-11-20T13:05:00.123Z`, as in played_at."""
    return f"{time.strftime('%Y-%m-%dT%H:%M:%S', time.gmtime(seconds))}.{int(seconds * 1000) % 1000:03d}Z"


def iso(seconds: float) -> str:
    """ISO 8601 with microseconds and zone, as the control API answers."""
    return datetime.fromtimestamp(seconds, UTC).isoformat()

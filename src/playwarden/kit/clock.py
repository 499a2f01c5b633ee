"""The clock everybody reads: the system's, or the sandbox's when PLAYWARDEN_CLOCK_URL names it."""

import json
import threading
import time
import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from http.client import HTTPException
from typing import Protocol

from playwarden.kit.errors import InputError


class Clock(Protocol):
    """Product time. Leases, heartbeats and socket time-outs do not use it: they stay on real time."""

    def now(self) -> datetime:
        """The present moment as an aware datetime in UTC."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class FollowedClock:
    """A clock that follows another one over HTTP: `GET url` answers `{"now": ISO 8601, "rate": seconds per second}`.

    Between two readings the time is extrapolated with the rate, so a reading a second is enough and a call to `now`
    rarely costs a request. When the other side does not answer, the last reading is extrapolated further; when it has
    never answered nobody knows the time, and `now` raises InputError.
    """

    def __init__(self, url: str, *, reread_after: float = 1.0, timeout: float = 2.0) -> None:
        self._url = url
        self._reread_after = reread_after
        self._timeout = timeout
        self._lock = threading.Lock()
        self._read_at: float | None = None
        self._base = datetime.now(UTC)
        self._rate = 1.0

    def now(self) -> datetime:
        with self._lock:
            if self._stale():
                self._reread()
            assert self._read_at is not None, "a first reading that fails raises"
            elapsed = time.monotonic() - self._read_at
            return self._base + timedelta(seconds=elapsed * self._rate)

    def _stale(self) -> bool:
        """Whether the last reading, if there is one, no longer counts."""
        return self._read_at is None or time.monotonic() - self._read_at > self._reread_after

    def _reread(self) -> None:
        try:
            with urllib.request.urlopen(self._url, timeout=self._timeout) as answer:  # noqa: S310 - an operator setting
                reading = json.load(answer)
            base = datetime.fromisoformat(reading["now"]).astimezone(UTC)
            rate = float(reading["rate"])
        except (OSError, ValueError, KeyError, TypeError, HTTPException):
            if self._read_at is None:
                raise InputError(
                    f"The clock {self._url} does not tell the time.",
                    "Start the sandbox that it belongs to, or unset PLAYWARDEN_CLOCK_URL.",
                ) from None
            real = time.monotonic()
            self._base += timedelta(seconds=(real - self._read_at) * self._rate)
            self._read_at = real
            return
        self._base, self._rate, self._read_at = base, rate, time.monotonic()


LOOK_SECONDS = 0.25
"""Real seconds between two looks at a clock that is waited on."""


def waiting_on(clock: Clock, sleep: Callable[[float], None] = time.sleep) -> Callable[[float], None]:
    """A pause in product time: where the clock follows a faster one, it ends sooner. At most the same in real time."""

    def pause(seconds: float) -> None:
        began = clock.now()
        waited = 0.0
        while waited < seconds and (clock.now() - began).total_seconds() < seconds:
            sleep(min(LOOK_SECONDS, seconds - waited))
            waited += LOOK_SECONDS

    return pause


def parse_instant(text: str) -> datetime:
    """An ISO 8601 text as an aware datetime in UTC; a text without a zone is taken as UTC."""
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)

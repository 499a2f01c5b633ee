"""How much an app and its developer may call: a window for the app, rolling budgets for the developer, and bans."""

from collections import deque
from dataclasses import dataclass, field
from math import ceil

from playwarden.sandbox.exchange import Refusal
from playwarden.sandbox.people import App
from playwarden.sandbox.settings import Limits

PLAYER = "player"
_HOUR = 3600.0


@dataclass(slots=True)
class _Rolling:
    """The moments of the calls of one window, oldest first, and until when its owner is banned."""

    calls: deque[float] = field(default_factory=deque)
    banned_until: float = 0.0

    def wait(self, now: float, length: float, limit: int) -> float:
        """Seconds until one more call fits; 0 when it fits now."""
        calls = self.calls
        while calls and calls[0] <= now - length:
            calls.popleft()
        return 0.0 if len(calls) < limit else min(length, calls[len(calls) - limit] + length - now)


class Quota:
    """Books every call that carries a good token. Times are seconds of the sandbox's clock."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._windows: dict[str, _Rolling] = {}
        self._buckets: dict[tuple[str, str], _Rolling] = {}
        self._groups: dict[str, _Rolling] = {}

    def book(self, app: App, bucket: str, now: float) -> None:
        """Books a call, or raises Refusal 429 with Retry-After. Calling on during a ban prolongs it."""
        limits = self.limits
        factor = limits.extended_factor if app.mode == "extended" else 1
        window = self._windows.setdefault(app.client_id, _Rolling())
        if limits.window_calls is not None:
            self._check(
                window, now, limits.window_seconds, limits.window_calls * factor, limits.window_prolongation, ""
            )
        elif window.banned_until > now:
            self._check(window, now, limits.window_seconds, 10**9, limits.window_prolongation, "")
        group = app.developer if app.mode == "development" else app.client_id
        length = limits.quota_hours * _HOUR
        budget = self._budget(bucket)
        rolling = self._buckets.setdefault((group, bucket), _Rolling())
        self._check(rolling, now, length, (budget or 10**9) * factor, limits.quota_prolongation, "QUOTA_EXCEEDED")
        total = self._groups.setdefault(group, _Rolling())
        counted = bucket != PLAYER and limits.group_calls is not None
        if counted and limits.group_calls is not None:
            wait = total.wait(now, length, limits.group_calls * factor)
            if wait > 0:
                rolling.banned_until = now + wait
                self._refuse(rolling, now, "QUOTA_EXCEEDED")
        if limits.window_calls is not None:
            window.calls.append(now)
        if budget is not None:
            rolling.calls.append(now)
        if counted:
            total.calls.append(now)

    def banned(self, app: App, bucket: str, now: float) -> bool:
        """Whether a ban of the app, or of this bucket of its developer, is in force."""
        group = app.developer if app.mode == "development" else app.client_id
        held = (self._windows.get(app.client_id), self._buckets.get((group, bucket)))
        return any(rolling is not None and rolling.banned_until > now for rolling in held)

    def ban(self, app: App, bucket: str, seconds: float, now: float, *, quota: bool) -> None:
        """Bans by hand: the app for a while, or one bucket of its developer."""
        if quota:
            group = app.developer if app.mode == "development" else app.client_id
            self._buckets.setdefault((group, bucket), _Rolling()).banned_until = now + seconds
        else:
            self._windows.setdefault(app.client_id, _Rolling()).banned_until = now + seconds

    def bans(self, now: float) -> list[dict[str, object]]:
        """Every ban in force."""
        found: list[dict[str, object]] = [
            {"app": app, "bucket": None, "until": rolling.banned_until}
            for app, rolling in self._windows.items()
            if rolling.banned_until > now
        ]
        found += [
            {"group": group, "bucket": bucket, "until": rolling.banned_until}
            for (group, bucket), rolling in self._buckets.items()
            if rolling.banned_until > now
        ]
        return found

    def usage(self, now: float) -> dict[str, object]:
        """Calls in the present windows: by app, by group, by group and bucket."""
        length = self.limits.quota_hours * _HOUR
        return {
            "windows": {
                app: _within(rolling, now, self.limits.window_seconds) for app, rolling in self._windows.items()
            },
            "groups": {group: _within(rolling, now, length) for group, rolling in self._groups.items()},
            "buckets": {
                f"{group} {bucket}": _within(each, now, length) for (group, bucket), each in self._buckets.items()
            },
        }

    def forget(self) -> None:
        """Starts counting anew and lifts every ban."""
        self._windows.clear()
        self._buckets.clear()
        self._groups.clear()

    def _budget(self, bucket: str) -> int | None:
        if bucket in self.limits.buckets:
            return self.limits.buckets[bucket]
        return self.limits.player_calls if bucket == PLAYER else self.limits.bucket_calls

    def _check(
        self, rolling: _Rolling, now: float, length: float, limit: int, prolongation: float, reason: str
    ) -> None:
        if rolling.banned_until > now:
            rolling.banned_until += prolongation
            self._refuse(rolling, now, reason)
        wait = rolling.wait(now, length, limit)
        if wait > 0:
            rolling.banned_until = now + wait
            self._refuse(rolling, now, reason)

    def _refuse(self, rolling: _Rolling, now: float, reason: str) -> None:
        raise refusal_429(rolling.banned_until - now, quota=bool(reason))


def refusal_429(seconds: float, *, quota: bool) -> Refusal:
    """Either kind of 429, with Retry-After in whole seconds."""
    headers = (("retry-after", str(max(1, ceil(seconds)))),)
    if quota:
        return Refusal(429, "Too many requests", headers=headers, reason="QUOTA_EXCEEDED")
    return Refusal(429, "API rate limit exceeded", headers=headers)


def _within(rolling: _Rolling, now: float, length: float) -> int:
    return sum(1 for at in rolling.calls if at > now - length)

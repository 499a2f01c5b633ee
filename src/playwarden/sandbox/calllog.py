"""Every call that came in: counted for bills, logged for proofs."""

from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass

_KEPT = 200_000


@dataclass(frozen=True, slots=True)
class LoggedCall:
    """One call: `at` in seconds of the sandbox's clock, `during_ban` when its caller was banned as it came."""

    number: int
    at: float
    client_id: str
    account: str
    method: str
    template: str
    path: str
    status: int
    during_ban: bool
    faults: tuple[str, ...]


class CallLog:
    """The calls since the last reset; `status` 0 is a connection that was cut."""

    def __init__(self) -> None:
        self._calls: deque[LoggedCall] = deque(maxlen=_KEPT)
        self._counts: Counter[tuple[str, str, int]] = Counter()
        self._elsewhere: Counter[str] = Counter()
        self.number = 0
        self.during_bans = 0

    def add(
        self,
        at: float,
        client_id: str,
        account: str,
        method: str,
        template: str,
        path: str,
        status: int,
        during_ban: bool,
        faults: Iterable[str],
    ) -> None:
        """Logs a call."""
        self.number += 1
        self.during_bans += during_ban
        if path.startswith(("/api/", "/authorize")):
            self._elsewhere[f"{method} {path}"] += 1
        else:
            self._counts[account, f"{method} {template}", status] += 1
        self._calls.append(
            LoggedCall(self.number, at, client_id, account, method, template, path, status, during_ban, tuple(faults))
        )

    def since(self, number: int) -> list[LoggedCall]:
        """The calls after a number."""
        return [call for call in self._calls if call.number > number]

    def reset(self) -> None:
        """Forgets calls and counts; numbers go on."""
        self._calls.clear()
        self._counts.clear()
        self._elsewhere.clear()
        self.during_bans = 0

    def counters(self) -> dict[str, object]:
        """Web API calls: sums by call, account and status, and every single count; the accounts service's apart."""
        calls: Counter[str] = Counter()
        accounts: Counter[str] = Counter()
        statuses: Counter[str] = Counter()
        for (account, call, status), count in self._counts.items():
            calls[call] += count
            accounts[account] += count
            statuses[str(status)] += count
        return {
            "total": sum(calls.values()),
            "during_bans": self.during_bans,
            "calls": dict(sorted(calls.items())),
            "accounts_service": dict(sorted(self._elsewhere.items())),
            "accounts": dict(sorted(accounts.items())),
            "statuses": dict(sorted(statuses.items())),
            "counts": [
                {"account": account, "call": call, "status": status, "count": count}
                for (account, call, status), count in sorted(self._counts.items())
            ],
        }

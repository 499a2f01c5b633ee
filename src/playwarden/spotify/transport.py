"""Sends calls for an account: tokens over retries over the ledger over the wire.

Every attempt is booked by itself, a retry too. Reads are repeated after 5xx and drops; a write is repeated only where
it certainly had no effect (it never left, a 401, a 429), else OutcomeUnknown is raised and the caller looks.
"""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from playwarden.domain.calls import Caller, Lane
from playwarden.domain.quota import told
from playwarden.engine.ports.accounts import Connection, Credentials
from playwarden.kit.errors import LookOnly, OutcomeUnknown, RateLimited, SpotifyUnavailable
from playwarden.kit.ids import AccountId, RunId
from playwarden.spotify.http import Answer, Http, NoAnswer, NotSent
from playwarden.spotify.quota.ledger import Ledger, Place
from playwarden.spotify.refusals import reason_of, refusal
from playwarden.spotify.request import Call, Request
from playwarden.spotify.tokens import TokenKeeper

T = TypeVar("T")

_TRIES = 4
_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 5.0
"""Seconds; with four tries all pauses together stay below 10."""
_REFUSALS = 2
"""429s within one call after which it gives up, however short the waits are."""


@dataclass(frozen=True, slots=True)
class _Errand:
    """Whose call it is and what for."""

    app: Credentials
    access: str
    lane: Lane
    account: AccountId | None
    run: RunId | None = None


class Transport:
    """Shared by all threads. `sleep` waits so many seconds, `chance` gives numbers from 0 to 1 for the jitter."""

    def __init__(
        self,
        http: Http,
        ledger: Ledger,
        tokens: TokenKeeper,
        *,
        sleep: Callable[[float], None] = time.sleep,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._http = http
        self._ledger = ledger
        self._tokens = tokens
        self._sleep = sleep
        self._chance = chance

    def send(self, caller: Caller, call: Call[T]) -> T:
        """Raises what engine.ports.target.Target says."""
        connection, tokens = self._tokens.connection(caller.account)
        if _lacking(connection, call.request):  # perhaps consented to a moment ago
            connection, tokens = self._tokens.connection(caller.account, fresh=True)
        _check_scopes(connection, call.request)
        answer = self._attempts(
            call.request, _Errand(connection.app, tokens.access, caller.lane, caller.account, caller.run)
        )
        if answer.status == 401:
            connection, tokens = self._tokens.renewed(caller.account, tokens)
            answer = self._attempts(
                call.request, _Errand(connection.app, tokens.access, caller.lane, caller.account, caller.run)
            )
        result = _read(call, answer)
        if call.tells is not None and (dialect := call.tells(result)) is not None:
            self._tokens.note_dialect(connection, dialect)
        return result

    def send_as(self, app: Credentials, access: str, call: Call[T]) -> T:
        """The same with a token that belongs to no account yet."""
        return _read(call, self._attempts(call.request, _Errand(app, access, Lane.INTERACTIVE, None)))

    def _attempts(self, request: Request, errand: _Errand) -> Answer:
        """The first answer that is final: a success, or a 4xx other than 429."""
        place = Place(errand.app.app_id, errand.app.quota_group, request.bucket)
        failures = refusals = 0
        while True:
            booking = self._ledger.book(place, lane=errand.lane, account=errand.account, run=errand.run)
            started = time.monotonic()
            pause_least = 0.0
            try:
                answer = self._http.send(request, bearer=errand.access)
            except NotSent as error:
                self._ledger.settle(booking, status=0, took_ms=_since(started))
                trouble = str(error)
            except NoAnswer as error:
                self._ledger.settle(booking, status=None, took_ms=_since(started))
                if request.writes:
                    raise _unknown(request, str(error)) from error
                trouble = str(error)
            else:
                if answer.status == 429:
                    quota = reason_of(answer) == "QUOTA_EXCEEDED"
                    until = self._ledger.refuse(
                        booking, quota=quota, retry_after=answer.retry_after, took_ms=_since(started)
                    )
                    refusals += 1
                    if refusals >= _REFUSALS:
                        raise RateLimited(
                            f"Spotify asks to wait until {told(until)}.",
                            "Nothing is lost: it goes on from there after that.",
                            until=until,
                        )
                    continue  # the next booking waits a few seconds, or raises
                self._ledger.settle(booking, status=answer.status, took_ms=_since(started))
                if answer.status < 500 and not (answer.status < 300 and answer.unreadable):
                    return answer
                trouble = f"Spotify has trouble (status {answer.status})."
                if request.writes:
                    raise _unknown(request, trouble)
                pause_least = answer.retry_after or 0.0
            failures += 1
            if failures >= _TRIES:
                raise SpotifyUnavailable(trouble, "Nothing was changed. Try again later.")
            self._pause(failures, pause_least)

    def _pause(self, failures: int, least: float) -> None:
        """Exponential back-off; the jitter keeps threads that failed together from coming back together."""
        pause = _FIRST_PAUSE * 2 ** (failures - 1) * (0.5 + self._chance())
        self._sleep(min(max(pause, least), _LONGEST_PAUSE))


def _lacking(connection: Connection, request: Request) -> frozenset[str]:
    return request.needs - connection.account.scopes if request.writes else frozenset()


def _check_scopes(connection: Connection, request: Request) -> None:
    account, lacking = connection.account, _lacking(connection, request)
    if not lacking:
        return
    if not account.writes:
        raise LookOnly(
            f"{account.display_name} was connected for looking only.",
            "Give it a second consent: `playwarden accounts connect --write`.",
        )
    raise LookOnly(
        f"{account.display_name} did not consent to {', '.join(sorted(lacking))}.",
        "Connect it again: `playwarden accounts connect --write`.",
    )


def _read(call: Call[T], answer: Answer) -> T:
    if answer.status >= 300:
        raise refusal(call.request, answer)
    return call.read(answer.document)


def _unknown(request: Request, trouble: str) -> OutcomeUnknown:
    return OutcomeUnknown(
        f"{trouble} Whether {request.bucket} took effect is not known.", "It is looked at before anything is repeated."
    )


def _since(started: float) -> int:
    return int((time.monotonic() - started) * 1000)

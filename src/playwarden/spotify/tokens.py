"""Access tokens that are good now: refreshed once for all threads and processes, believed lost only after a look."""

import threading
import time
from datetime import datetime, timedelta
from typing import Protocol

from playwarden.domain.accounts import AccountState, Dialect
from playwarden.engine.ports.accounts import Connection, Granted, Tokens
from playwarden.engine.ports.leases import Leases
from playwarden.kit.clock import Clock
from playwarden.kit.errors import NeedsReconnecting
from playwarden.kit.ids import AccountId, AppId
from playwarden.spotify.oauth import InvalidGrant, OAuth
from playwarden.spotify.refusals import unknown_account

RECENT = 0.25
"""Real seconds for which what was read is believed: a call under way is not called back any sooner either."""
_AHEAD = timedelta(seconds=60)
"""A token that ends within this is refreshed before it is used."""


class TokenShelf(Protocol):
    """Where tokens are kept, sealed."""

    def connection(self, account_id: AccountId) -> Connection:
        """Raises NotFound, CorruptKey."""
        ...

    def rotate(self, account_id: AccountId, granted: Granted, *, generation: int, now: datetime) -> bool:
        """Keeps what a refresh gave, if the tokens are still of `generation`; False: they are not."""
        ...

    def lose(self, account_id: AccountId, *, generation: int) -> bool:
        """Marks the account as one to be reconnected, under the same condition."""
        ...

    def note_dialect(self, app_id: AppId, dialect: Dialect) -> None: ...


class TokenKeeper:
    """Gives out connections whose access token is good."""

    def __init__(self, shelf: TokenShelf, leases: Leases, oauth: OAuth, clock: Clock) -> None:
        self._shelf = shelf
        self._leases = leases
        self._oauth = oauth
        self._clock = clock
        self._recent: dict[AccountId, tuple[Connection, float]] = {}
        self._locks: dict[AccountId, threading.Lock] = {}
        self._lock = threading.Lock()

    def connection(self, account_id: AccountId, *, fresh: bool = False) -> tuple[Connection, Tokens]:
        """As the shelf has it, or had it RECENT seconds ago; `fresh`: as it has it now.

        Raises NotFound, NeedsReconnecting, SpotifyUnavailable (no refresh possible now), CorruptKey.
        """
        known, read_at = self._recent.get(account_id, (None, 0.0))
        if known is None or fresh or time.monotonic() - read_at > RECENT:
            read_at = time.monotonic()
            known = self._shelf.connection(account_id)
            self._recent[account_id] = (known, read_at)
            if known.tokens is None or known.account.state is not AccountState.CONNECTED:
                self._recent.pop(account_id, None)  # Reconnected, it is to work at once.
        connection, tokens = known, self._alive(known)
        if tokens.expires_at > self._clock.now() + _AHEAD:
            return connection, tokens
        return self._refreshed(account_id, rejected=None)

    def renewed(self, account_id: AccountId, rejected: Tokens) -> tuple[Connection, Tokens]:
        """After a 401: what somebody else refreshed since, else refreshed now."""
        return self._refreshed(account_id, rejected=rejected)

    def note_dialect(self, connection: Connection, dialect: Dialect) -> None:
        """Remembers what an answer told about the app."""
        if dialect is not connection.dialect:
            self._shelf.note_dialect(connection.app.app_id, dialect)
            self._recent.clear()

    def _refreshed(self, account_id: AccountId, *, rejected: Tokens | None) -> tuple[Connection, Tokens]:
        self._recent.pop(account_id, None)
        with self._lock:
            turn = self._locks.setdefault(account_id, threading.Lock())
        with turn, self._leases.held(f"refresh:{account_id}", seconds=60, wait=60):
            connection = self._shelf.connection(account_id)
            tokens = self._alive(connection)
            if self._good(tokens, rejected):
                return connection, tokens
            try:
                granted = self._oauth.refresh(connection.app, tokens.refresh)
            except InvalidGrant:
                return self._disbelieving(account_id, tokens)
            self._shelf.rotate(account_id, granted, generation=tokens.generation, now=self._clock.now())
            # Not stored: the lease had run out and somebody else's tokens are there; in either case the shelf is right.
            connection = self._shelf.connection(account_id)
            return connection, self._alive(connection)

    def _disbelieving(self, account_id: AccountId, tokens: Tokens) -> tuple[Connection, Tokens]:
        """`invalid_grant` may only mean that another process was faster: the shelf is read again first."""
        if not self._shelf.lose(account_id, generation=tokens.generation):
            connection = self._shelf.connection(account_id)
            return connection, self._alive(connection)
        raise self._lost(self._shelf.connection(account_id))

    def _good(self, tokens: Tokens, rejected: Tokens | None) -> bool:
        if rejected is not None:
            return tokens.generation != rejected.generation
        return tokens.expires_at > self._clock.now() + _AHEAD

    def _alive(self, connection: Connection) -> Tokens:
        state = connection.account.state
        if state is AccountState.REMOVED or connection.tokens is None:
            raise unknown_account(connection.account.display_name)
        if state is AccountState.NEEDS_RECONNECTING:
            raise self._lost(connection)
        return connection.tokens

    def _lost(self, connection: Connection) -> NeedsReconnecting:
        account = connection.account
        why = (
            f"its six months ended on {account.last_day:%Y-%m-%d}"
            if self._clock.now() >= account.last_day
            else "they were revoked or have expired"
        )
        return NeedsReconnecting(
            f"Spotify no longer takes the tokens of {account.display_name}: {why}.",
            "Connect the account again with `playwarden accounts connect`; what waits goes on after that.",
        )

"""The shelf of sealed tokens: one row an account, changed only by whoever saw its last generation."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select, update

from playwarden.domain.accounts import AccountState, Dialect
from playwarden.engine.ports.accounts import Connection, Granted, Tokens
from playwarden.kit.errors import NotFound
from playwarden.kit.ids import AccountId, AppId
from playwarden.kit.seal import Sealer
from playwarden.store.accounts import account_value, credentials_value
from playwarden.store.database import Database
from playwarden.store.models import accounts as tables

_ACCOUNT = tuple(column.key for column in tables.Account.__table__.columns)
_APP = ("id", "client_id", "quota_group", "sealed_secret", "dialect")
_CONNECTION = (
    select(
        *(getattr(tables.Account, name) for name in _ACCOUNT),
        *(getattr(tables.App, name) for name in _APP),
        tables.Token.sealed_access,
        tables.Token.sealed_refresh,
        tables.Token.access_expires_at,
        tables.Token.generation,
    )
    .join(tables.App, tables.App.id == tables.Account.app_id)
    .outerjoin(tables.Token, tables.Token.account_id == tables.Account.id)
    .where(tables.Account.id == bindparam("account"))
)
"""Columns, not objects: this is read before every call."""


class StoredTokens:
    """What the client needs to call for an account, and where it keeps refreshed tokens."""

    def __init__(self, database: Database, sealer: Sealer) -> None:
        self._database = database
        self._sealer = sealer
        self._known: dict[AccountId, tuple[tuple[Any, ...], Connection]] = {}

    def connection(self, account_id: AccountId) -> Connection:
        """Raises NotFound, and CorruptKey when the key does not open the tokens.

        The rows are read every time, since another process may have changed them; what is the same, tokens above all,
        is not unsealed again.
        """
        with self._database.read() as session:
            row = session.connection().execute(_CONNECTION, {"account": account_id}).one_or_none()
        if row is None:
            raise NotFound(f"There is no account {account_id}.", "See `playwarden accounts list`.")
        held = tuple(row)
        known = self._known.get(account_id)
        if known is None or known[0] != held:
            known = self._known[account_id] = (held, self._opened(held))
        return known[1]

    def rotate(self, account_id: AccountId, granted: Granted, *, generation: int, now: datetime) -> bool:
        """Keeps refreshed tokens, the old refresh token where none came. False: another one was faster."""
        fresh: dict[str, object] = {
            "sealed_access": self._sealer.seal(granted.access),
            "access_expires_at": now + timedelta(seconds=granted.lasts),
            "generation": generation + 1,
            "updated_at": now,
        }
        if granted.refresh is not None:
            fresh["sealed_refresh"] = self._sealer.seal(granted.refresh)
        with self._database.write(aside=True) as session:
            changed = session.execute(
                update(tables.Token)
                .where(tables.Token.account_id == account_id, tables.Token.generation == generation)
                .values(fresh)
                .returning(tables.Token.account_id)
            ).first()
            return changed is not None

    def lose(self, account_id: AccountId, *, generation: int) -> bool:
        """Marks the account as one to be reconnected, unless its tokens changed since `generation`."""
        with self._database.write(aside=True) as session:
            current = session.scalar(
                select(tables.Token.generation).where(tables.Token.account_id == account_id).with_for_update()
            )
            if current != generation:
                return False
            session.execute(
                update(tables.Account)
                .where(tables.Account.id == account_id, tables.Account.state == AccountState.CONNECTED.value)
                .values(state=AccountState.NEEDS_RECONNECTING.value)
            )
            return True

    def note_dialect(self, app_id: AppId, dialect: Dialect) -> None:
        with self._database.write(aside=True) as session:
            session.execute(update(tables.App).where(tables.App.id == app_id).values(dialect=dialect.value))

    def _opened(self, held: tuple[Any, ...]) -> Connection:
        account = tables.Account(**dict(zip(_ACCOUNT, held, strict=False)))
        app = tables.App(**dict(zip(_APP, held[len(_ACCOUNT) :], strict=False)))
        access, refresh, expires_at, generation = held[-4:]
        tokens = None
        if access is not None:
            tokens = Tokens(self._sealer.open(access), self._sealer.open(refresh), expires_at, generation)
        return Connection(account_value(account), credentials_value(app, self._sealer), Dialect(app.dialect), tokens)

"""The register of apps and accounts in the database; secrets are sealed on their way in."""

import hashlib
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from playwarden.domain.accounts import Account, AccountState, App, Dialect, scope_list, scope_text
from playwarden.domain.jobs.job import WaitsFor
from playwarden.engine.ports.accounts import Consent, Credentials, Granted
from playwarden.kit.clock import Clock
from playwarden.kit.errors import Conflict, NotFound
from playwarden.kit.ids import AccountId, AppId
from playwarden.kit.seal import Sealer
from playwarden.store.commits import Remembered
from playwarden.store.database import Database
from playwarden.store.jobs.claims import wake
from playwarden.store.models import accounts as tables


class StoredAccounts:
    """Implements engine.ports.accounts.Accounts."""

    def __init__(self, database: Database, sealer: Sealer, clock: Clock) -> None:
        self._database = database
        self._sealer = sealer
        self._clock = clock
        self._apps = Remembered[None, tuple[App, ...]](database.commits, 1)
        self._all = Remembered[bool, tuple[Account, ...]](database.commits, 2)

    def apps(self) -> tuple[App, ...]:
        return self._apps.get(None, self._read_apps)

    def _read_apps(self) -> tuple[App, ...]:
        with self._database.read() as session:
            rows = session.scalars(select(tables.App).order_by(tables.App.created_at, tables.App.id))
            return tuple(app_value(row) for row in rows)

    def app(self, app_id: AppId) -> App:
        with self._database.read() as session:
            return app_value(_app(session, app_id))

    def add_app(self, app: App, *, secret: str | None = None) -> None:
        try:
            with self._database.write() as session:
                session.add(
                    tables.App(
                        id=app.id,
                        client_id=app.client_id,
                        name=app.name,
                        quota_group=app.quota_group,
                        sealed_secret=None if secret is None else self._sealer.seal(secret),
                        dialect=app.dialect.value,
                        facts={},
                        created_at=app.created_at,
                    )
                )
        except IntegrityError:
            raise Conflict(
                f"The app with the client id {app.client_id} is there already.", "See `playwarden apps list`."
            ) from None

    def remove_app(self, app_id: AppId) -> None:
        with self._database.write() as session:
            app = _app(session, app_id)
            users = session.scalars(select(tables.Account).where(tables.Account.app_id == app_id)).all()
            connected = [user for user in users if user.state != AccountState.REMOVED.value]
            if connected:
                raise Conflict(
                    f"{connected[0].display_name} is connected through the app '{app.name}'.",
                    "Remove or reconnect its accounts first.",
                )
            if users:
                raise Conflict(
                    f"The record of {users[0].display_name} still names the app '{app.name}'.",
                    "Connect that account through another app first, or leave this one: unused it costs nothing.",
                )
            session.delete(app)

    def credentials(self, app_id: AppId) -> Credentials:
        with self._database.read() as session:
            return credentials_value(_app(session, app_id), self._sealer)

    def facts(self, app_id: AppId) -> dict[str, Any]:
        with self._database.read() as session:
            return dict(_app(session, app_id).facts)

    def note_fact(self, app_id: AppId, name: str, fact: object) -> None:
        with self._database.write() as session:
            app = _app(session, app_id)
            app.facts = {**app.facts, name: fact}

    def note_dialect(self, app_id: AppId, dialect: Dialect) -> None:
        with self._database.write() as session:
            _app(session, app_id).dialect = dialect.value

    def accounts(self, *, removed: bool = False) -> tuple[Account, ...]:
        return self._all.get(removed, lambda: self._read_accounts(removed=removed))

    def _read_accounts(self, *, removed: bool) -> tuple[Account, ...]:
        query = select(tables.Account).order_by(tables.Account.created_at, tables.Account.id)
        if not removed:
            query = query.where(tables.Account.state != AccountState.REMOVED.value)
        with self._database.read() as session:
            return tuple(account_value(row) for row in session.scalars(query))

    def account(self, account_id: AccountId) -> Account:
        with self._database.read() as session:
            return account_value(_account(session, account_id))

    def account_of(self, spotify_id: str) -> Account | None:
        with self._database.read() as session:
            row = session.scalar(select(tables.Account).where(tables.Account.spotify_id == spotify_id))
            return None if row is None else account_value(row)

    def keep_consent(self, state: str, consent: Consent) -> None:
        with self._database.write() as session:
            session.execute(delete(tables.Consent).where(tables.Consent.expires_at <= consent.created_at))
            session.add(
                tables.Consent(
                    state_hash=_hashed(state),
                    app_id=consent.app_id,
                    sealed_verifier=self._sealer.seal(consent.verifier),
                    redirect_uri=consent.redirect_uri,
                    scopes=scope_text(consent.scopes),
                    market=consent.market,
                    account_id=consent.account_id,
                    created_at=consent.created_at,
                    expires_at=consent.expires_at,
                )
            )

    def take_consent(self, state: str) -> Consent | None:
        with self._database.write() as session:
            row = session.scalars(
                delete(tables.Consent).where(tables.Consent.state_hash == _hashed(state)).returning(tables.Consent)
            ).one_or_none()
            if row is None:
                return None
            return Consent(
                app_id=AppId(row.app_id),
                redirect_uri=row.redirect_uri,
                scopes=scope_list(row.scopes),
                created_at=row.created_at,
                expires_at=row.expires_at,
                market=row.market,
                account_id=None if row.account_id is None else AccountId(row.account_id),
                verifier=self._sealer.open(row.sealed_verifier),
            )

    def connect(self, account: Account, granted: Granted) -> None:
        if granted.refresh is None:
            raise ValueError("an account is connected with a refresh token")
        now = self._clock.now()
        with self._database.write() as session:
            row = session.get(tables.Account, account.id) or tables.Account(id=account.id)
            row.app_id = account.app_id
            row.spotify_id = account.spotify_id
            row.user_id = account.user_id
            row.display_name = account.display_name
            row.market = account.market
            row.scopes = scope_text(account.scopes)
            row.state = account.state.value
            row.authorised_at = account.authorised_at
            row.created_at = account.created_at
            session.add(row)
            session.flush()
            token = session.get(tables.Token, account.id, with_for_update=True)
            if token is None:
                token = tables.Token(account_id=account.id, generation=0)
            token.sealed_access = self._sealer.seal(granted.access)
            token.sealed_refresh = self._sealer.seal(granted.refresh)
            token.access_expires_at = now + timedelta(seconds=granted.lasts)
            token.generation += 1
            token.updated_at = now
            session.add(token)
            wake(session, WaitsFor.CONNECTION, now)

    def set_state(self, account_id: AccountId, state: AccountState) -> None:
        with self._database.write() as session:
            _account(session, account_id).state = state.value
            if state is AccountState.REMOVED:
                session.execute(delete(tables.Token).where(tables.Token.account_id == account_id))


def app_value(row: tables.App) -> App:
    return App(
        id=AppId(row.id),
        client_id=row.client_id,
        name=row.name,
        quota_group=row.quota_group,
        created_at=row.created_at,
        dialect=Dialect(row.dialect),
        confidential=row.sealed_secret is not None,
    )


def account_value(row: tables.Account) -> Account:
    return Account(
        id=AccountId(row.id),
        app_id=AppId(row.app_id),
        spotify_id=row.spotify_id,
        user_id=row.user_id,
        display_name=row.display_name,
        scopes=scope_list(row.scopes),
        authorised_at=row.authorised_at,
        created_at=row.created_at,
        market=row.market,
        state=AccountState(row.state),
    )


def credentials_value(row: tables.App, sealer: Sealer) -> Credentials:
    """Raises CorruptKey when the key does not open the app's secret."""
    return Credentials(
        app_id=AppId(row.id),
        client_id=row.client_id,
        quota_group=row.quota_group,
        secret=None if row.sealed_secret is None else sealer.open(row.sealed_secret),
    )


def _app(session: Session, app_id: AppId) -> tables.App:
    row = session.get(tables.App, app_id)
    if row is None:
        raise NotFound(f"There is no app {app_id}.", "See `playwarden apps list`.")
    return row


def _account(session: Session, account_id: AccountId) -> tables.Account:
    row = session.get(tables.Account, account_id)
    if row is None:
        raise NotFound(f"There is no account {account_id}.", "See `playwarden accounts list`.")
    return row


def _hashed(state: str) -> str:
    return hashlib.sha256(state.encode()).hexdigest()

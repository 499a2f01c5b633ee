"""Apps and accounts: the register that keeps them, and the authoriser that gets consent from Spotify."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from playwarden.domain.accounts import Account, AccountState, App, Dialect
from playwarden.kit.ids import AccountId, AppId


@dataclass(frozen=True, slots=True)
class Credentials:
    """An app as Spotify's accounts service has to be told it. `secret` is None for an app that uses PKCE alone."""

    app_id: AppId
    client_id: str
    quota_group: str
    secret: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Granted:
    """What the accounts service handed out. `refresh` is None when it wants the old one kept.

    `scopes` is None when the answer did not say.
    """

    access: str = field(repr=False)
    refresh: str | None = field(repr=False)
    lasts: int
    """Seconds."""
    scopes: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Tokens:
    """An account's tokens as they are kept. `generation` grows with every change."""

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    expires_at: datetime
    generation: int


@dataclass(frozen=True, slots=True)
class Connection:
    """All that a call on behalf of an account has to know. `tokens` is None once they are deleted."""

    account: Account
    app: Credentials
    dialect: Dialect
    tokens: Tokens | None


@dataclass(frozen=True, slots=True)
class Identity:
    """Who consented, by GET /me, and what that answer told about the app."""

    spotify_id: str
    user_id: str
    display_name: str
    dialect: Dialect


@dataclass(frozen=True, slots=True)
class Asked:
    """A request for consent: the address to open, and the secret half of its PKCE pair."""

    url: str
    verifier: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Consent:
    """An authorisation under way, kept until its answer comes or it expires. `account_id`: renewed, not new."""

    app_id: AppId
    redirect_uri: str
    scopes: frozenset[str]
    created_at: datetime
    expires_at: datetime
    market: str | None = None
    account_id: AccountId | None = None
    verifier: str = field(default="", repr=False)


class Authoriser(Protocol):
    """Gets consent and tokens from Spotify's accounts service (Authorization Code with PKCE, S256)."""

    def ask(self, app: Credentials, *, redirect_uri: str, scopes: frozenset[str], state: str) -> Asked:
        """The address where the user consents. No call."""
        ...

    def exchange(self, app: Credentials, *, code: str, verifier: str, redirect_uri: str) -> Granted:
        """A code for tokens. Raises InputError (wrong client id, code used or expired), SpotifyUnavailable."""
        ...

    def check(self, app: Credentials) -> None:
        """Whether the accounts service knows the app. No Web API call. Raises UnknownClient, SpotifyUnavailable."""
        ...

    def page(self, app: Credentials, *, redirect_uri: str, scopes: frozenset[str]) -> str | None:
        """What the consent page says against the request; '' nothing, None: only after signing in. No Web API call.
        Raises SpotifyUnavailable.
        """
        ...

    def visit(self, account_id: AccountId) -> None:
        """GET /me as a connected account, booked. Raises NotListed, NoPremium, NeedsReconnecting and what calls do."""
        ...

    def identify(self, app: Credentials, granted: Granted) -> Identity:
        """GET /me with fresh tokens, booked. Raises SpotifyRefused where the app's allowlist lacks the user."""
        ...


class Accounts(Protocol):
    """The register of apps and accounts. Lookups raise NotFound; secrets leave it only by `credentials`."""

    def apps(self) -> tuple[App, ...]:
        """Oldest first."""
        ...

    def app(self, app_id: AppId) -> App: ...

    def add_app(self, app: App, *, secret: str | None = None) -> None:
        """Raises Conflict when the client id is there already."""
        ...

    def remove_app(self, app_id: AppId) -> None:
        """Raises Conflict while an account is connected through it."""
        ...

    def credentials(self, app_id: AppId) -> Credentials: ...

    def facts(self, app_id: AppId) -> dict[str, Any]:
        """What `doctor --live` measured, by the name of the assumption."""
        ...

    def note_fact(self, app_id: AppId, name: str, fact: object) -> None:
        """Keeps one measured fact (anything JSON holds)."""
        ...

    def note_dialect(self, app_id: AppId, dialect: Dialect) -> None: ...

    def accounts(self, *, removed: bool = False) -> tuple[Account, ...]:
        """Oldest first; removed ones only when asked for."""
        ...

    def account(self, account_id: AccountId) -> Account: ...

    def account_of(self, spotify_id: str) -> Account | None:
        """The account with Spotify's stable id, removed or not."""
        ...

    def keep_consent(self, state: str, consent: Consent) -> None:
        """Keeps it under the hash of `state`; expired ones are thrown away."""
        ...

    def take_consent(self, state: str) -> Consent | None:
        """Gives it out once and forgets it; None: unknown, or taken already."""
        ...

    def connect(self, account: Account, granted: Granted) -> None:
        """Adds or overwrites the account together with its tokens. `granted.refresh` must be there."""
        ...

    def set_state(self, account_id: AccountId, state: AccountState) -> None:
        """REMOVED also deletes its tokens."""
        ...

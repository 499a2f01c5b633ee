"""Who is there: listeners with their libraries, developers, their apps, and what listeners granted to apps."""

import calendar
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from playwarden.sandbox.settings import Mode


@dataclass(slots=True, eq=False)
class Account:
    """A listener. `id` may change, `account_id` does not. `playlists` in the order `/me/playlists` lists them."""

    number: int
    id: str
    account_id: str
    display_name: str
    country: str
    playlists: list[str] = field(default_factory=list)
    draw_saved: Callable[[], dict[str, float]] = dict
    _saved: dict[str, float] | None = None

    @property
    def uri(self) -> str:
        return "spotify:user:" + self.id

    @property
    def saved(self) -> dict[str, float]:
        """URI of a saved track, album, show, episode or followed artist -> when (seconds since 1970)."""
        if self._saved is None:
            self._saved = self.draw_saved()
        return self._saved

    @property
    def looked_into(self) -> bool:
        """Whether anybody has asked for what it saved yet, so that it may differ from what was drawn."""
        return self._saved is not None


@dataclass(slots=True, eq=False)
class App:
    """A client id. Development-mode apps of one developer share one quota."""

    client_id: str
    client_secret: str
    name: str
    developer: str
    mode: Mode
    redirect_uris: list[str]
    allowlist: list[str]
    """User ids; consulted in development mode only."""
    users_limit: int = 5
    pkce_required: bool = False
    premium: bool = True
    """Whether its owner subscribes; without, an app in development mode is answered 403 throughout."""
    rotate: bool | None = None


@dataclass(slots=True, eq=False)
class Grant:
    """One authorisation of an app by an account: the family of its tokens, dead six months after `authorised_at`."""

    number: int
    app: App
    account: Account
    scopes: frozenset[str]
    authorised_at: float
    refresh_token: str = ""
    spent: set[str] = field(default_factory=set)
    """Refresh tokens that were rotated away."""
    revoked: bool = False
    rotates: bool = False

    @property
    def dies_at(self) -> float:
        """Six calendar months after the authorisation."""
        day = datetime.fromtimestamp(self.authorised_at, UTC)
        month = day.month + 6
        year, month = (day.year + 1, month - 12) if month > 12 else (day.year, month)
        last = calendar.monthrange(year, month)[1]
        return day.replace(year=year, month=month, day=min(day.day, last)).timestamp()


@dataclass(slots=True, eq=False)
class Token:
    """An access token."""

    grant: Grant
    expires_at: float
    revoked: bool = False


@dataclass(slots=True, eq=False)
class Code:
    """An authorization code: used once, within ten minutes, by the app it was made for."""

    app: App
    account: Account
    scopes: frozenset[str]
    redirect_uri: str
    challenge: str
    expires_at: float
    used: bool = False

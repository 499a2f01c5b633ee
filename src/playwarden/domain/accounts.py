"""Apps, connected accounts and the scopes they may be asked for."""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from playwarden.kit.ids import AccountId, AppId


class Dialect(StrEnum):
    """Which of Spotify's two kinds of app this is, found out from its answers."""

    UNKNOWN = "unknown"
    DEVELOPMENT = "development"
    EXTENDED = "extended"


class AccountState(StrEnum):
    CONNECTED = "connected"
    NEEDS_RECONNECTING = "needs_reconnecting"
    """Spotify took the tokens back, or the six months are over."""
    REMOVED = "removed"
    """Its tokens are deleted; what was recorded about its playlists stays."""


@dataclass(frozen=True, slots=True)
class App:
    """A Spotify client id. Apps of one developer share the quota of their `quota_group`."""

    id: AppId
    client_id: str
    name: str
    quota_group: str
    created_at: datetime
    dialect: Dialect = Dialect.UNKNOWN
    confidential: bool = False
    """Whether a client secret is kept for it."""


@dataclass(frozen=True, slots=True)
class Account:
    """A connected Spotify account.

    `spotify_id` stays the same for ever; `user_id` is what playlists name as their owner and may change.
    """

    id: AccountId
    app_id: AppId
    spotify_id: str
    user_id: str
    display_name: str
    scopes: frozenset[str]
    authorised_at: datetime
    created_at: datetime
    market: str | None = None
    state: AccountState = AccountState.CONNECTED

    @property
    def writes(self) -> bool:
        """Whether its playlists may be changed; False: look-only."""
        return self.scopes >= WRITE_NEEDS

    @property
    def last_day(self) -> datetime:
        """When its refresh token dies, however often it is refreshed."""
        return six_months_after(self.authorised_at)

    def days_left(self, now: datetime) -> int:
        """Whole days until `last_day`; 0 on the last one, negative after."""
        return (self.last_day - now).days


def six_months_after(moment: datetime) -> datetime:
    """The same day six calendar months later, or the last day of a shorter month."""
    years, month = divmod(moment.month + 5, 12)
    year, month = moment.year + years, month + 1
    return moment.replace(year=year, month=month, day=min(moment.day, monthrange(year, month)[1]))


WARNED = (1, 7, 30)
"""So many days before an authorisation ends its account is warned of, once each."""


def warning(last_day: datetime, now: datetime) -> int | None:
    """Which of WARNED has come, the latest of them; None: none yet, or the day is over."""
    left = last_day - now
    if left <= timedelta():
        return None
    return next((days for days in WARNED if left <= timedelta(days=days)), None)


@dataclass(frozen=True, slots=True)
class Scope:
    """A permission to ask the user for: its name at Spotify, what it is for, and whether it writes."""

    name: str
    purpose: str
    writes: bool = False


SCOPES = (
    Scope("playlist-read-private", "see your private playlists"),
    Scope("playlist-read-collaborative", "see playlists that others share with you"),
    Scope("user-read-private", "know which account this is"),
    Scope("user-library-read", "see which playlists and tracks you saved"),
    Scope("user-top-read", "let rules take the tracks that you hear most"),
    Scope("user-follow-read", "let rules take new releases of artists that you follow"),
    Scope("user-read-recently-played", "keep what you played, for rules that go by it"),
    Scope("playlist-modify-private", "change your private playlists", writes=True),
    Scope("playlist-modify-public", "change your public playlists", writes=True),
    Scope("ugc-image-upload", "put covers back", writes=True),
    Scope("user-library-modify", "follow, unfollow and delete playlists", writes=True),
)
"""What is asked for. The look-only consent asks for those that do not write."""

LOOK_SCOPES = frozenset(scope.name for scope in SCOPES if not scope.writes)
WRITE_SCOPES = frozenset(scope.name for scope in SCOPES)
WRITE_NEEDS = frozenset({"playlist-modify-private", "playlist-modify-public"})
"""Without both an account is look-only."""


def scope_list(text: str) -> frozenset[str]:
    """Scopes as OAuth writes them, separated by spaces."""
    return frozenset(text.split())


def scope_text(scopes: Iterable[str]) -> str:
    """The same in a settled order."""
    return " ".join(sorted(scopes))

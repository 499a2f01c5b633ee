"""What the doors do with apps and accounts: add, connect by consent, renew, list, remove."""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from playwarden.domain.accounts import LOOK_SCOPES, WRITE_SCOPES, Account, AccountState, App
from playwarden.engine.ports.accounts import Accounts, Authoriser, Consent, Granted, Identity
from playwarden.engine.ports.audit import Trail
from playwarden.features.accounts.callback import check_redirect, parse_callback
from playwarden.features.accounts.diagnosis import Diagnosis, diagnosed
from playwarden.kit.clock import Clock
from playwarden.kit.errors import InputError, NotFound, Refused, SpotifyRefused
from playwarden.kit.ids import AccountId, AppId, IdSource
from playwarden.kit.text import listed

CONSENT_LASTS = timedelta(minutes=30)
WARN_DAYS = (30, 7, 1)
"""Days before a refresh token dies on which its account is named."""
OWN_GROUP = "main"
"""The quota group of an app unless told: all apps of one developer share one."""


@dataclass(frozen=True, slots=True)
class Pending:
    """A consent that waits: the address to open, and until when its answer is taken."""

    url: str
    state: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Connected:
    """An account whose tokens were just kept. `again`: it was known; `moved`: it was connected through another app."""

    account: Account
    again: bool = False
    moved: bool = False
    wrote_before: bool = False

    @property
    def sentence(self) -> str:
        account = self.account
        may = "may change its playlists" if account.writes else "looks only"
        if not self.again:
            return f"{account.display_name} is connected and {may}."
        told = f"{account.display_name} was connected already; its tokens are new and Playwarden {may}"
        if self.moved:
            told += ", now through this app"
        if self.wrote_before and not account.writes:
            told += " (before, it could write: connect for writing, `--write`, to get that back)"
        return f"{told}."


@dataclass(frozen=True, slots=True)
class Standing:
    """A line of the list of accounts: `days_left` until the user has to consent anew, and what is wrong."""

    account: Account
    app: App
    days_left: int
    last_day: datetime
    note: str = ""


class AccountsService:
    """Every change is noted in the trail under `actor`, without secrets."""

    def __init__(
        self,
        accounts: Accounts,
        authoriser: Authoriser,
        trail: Trail,
        clock: Clock,
        ids: IdSource,
        *,
        real: Clock | None = None,
    ) -> None:
        """A consent waits for a person, so it waits on `real` time; without one on `clock`."""
        self._accounts = accounts
        self._real = real or clock
        self._authoriser = authoriser
        self._trail = trail
        self._clock = clock
        self._ids = ids

    def add_app(
        self, client_id: str, *, actor: str, name: str = "", quota_group: str = OWN_GROUP, secret: str | None = None
    ) -> App:
        """Raises InputError for what cannot be a client id, Conflict for one that is there."""
        client_id = client_id.strip()
        if not re.fullmatch(r"[0-9A-Za-z_-]{8,64}", client_id):
            raise InputError(
                f"{client_id!r} is no client id.",
                "It has 32 letters and digits and stands on the app's page at developer.spotify.com.",
            )
        now = self._clock.now()
        app = App(
            id=AppId(self._ids.new("app", now)),
            client_id=client_id,
            name=name.strip() or f"app {client_id[:6]}",
            quota_group=quota_group.strip() or OWN_GROUP,
            created_at=now,
            confidential=bool(secret),
        )
        self._accounts.add_app(app, secret=secret or None)
        after = {"client_id": app.client_id, "name": app.name, "quota_group": app.quota_group}
        self._trail.note(actor=actor, action="app.add", subject=app.id, after=after)
        return app

    def apps(self) -> tuple[App, ...]:
        return self._accounts.apps()

    def find_app(self, words: str | None = None) -> App:
        """By id, client id or name; without words the only one. Raises NotFound, InputError (several fit)."""
        apps = self._accounts.apps()
        if not apps:
            raise NotFound("No app was added yet.", "Add one with `playwarden apps add CLIENT_ID`.")
        fitting = [app for app in apps if words is None or words in (app.id, app.client_id, app.name)]
        if not fitting:
            raise NotFound(f"There is no app {words!r}.", f"There are: {listed([app.name for app in apps])}.")
        if len(fitting) > 1:
            names = listed([f"{app.name} ({app.id})" for app in fitting])
            raise InputError(f"Several apps fit: {names}.", "Name one by its id.")
        return fitting[0]

    def diagnose(self, words: str | None, redirects: Sequence[str]) -> Diagnosis:
        """Tries out whether an app is set up at Spotify as it has to be. Raises NotFound, InputError (several fit)."""
        return diagnosed(self._accounts, self._authoriser, self.find_app(words), redirects)

    def remove_app(self, words: str, *, actor: str) -> App:
        """Raises NotFound, and Conflict while accounts are connected through it."""
        app = self.find_app(words)
        self._accounts.remove_app(app.id)
        self._trail.note(
            actor=actor, action="app.remove", subject=app.id, before={"client_id": app.client_id, "name": app.name}
        )
        return app

    def begin(
        self,
        app_id: AppId,
        *,
        redirect_uri: str,
        write: bool = False,
        market: str | None = None,
        renew: AccountId | None = None,
    ) -> Pending:
        """Prepares a consent: look-only unless `write`; with `renew` for that account, never less than it had.

        `market` is the account's country (two letters). Raises InputError, NotFound.
        """
        check_redirect(redirect_uri)
        scopes = WRITE_SCOPES if write else LOOK_SCOPES
        if renew is not None:
            known = self._accounts.account(renew)
            scopes |= known.scopes & WRITE_SCOPES
            market = market or known.market
        if market is not None and not re.fullmatch(r"[A-Za-z]{2}", market):
            raise InputError(f"{market!r} is no country.", "Give its two letters, such as DE.")
        app = self._accounts.credentials(app_id)
        state = secrets.token_urlsafe(24)
        asked = self._authoriser.ask(app, redirect_uri=redirect_uri, scopes=scopes, state=state)
        now = self._real.now()
        consent = Consent(
            app_id=app_id,
            redirect_uri=redirect_uri,
            scopes=scopes,
            created_at=now,
            expires_at=now + CONSENT_LASTS,
            market=market.upper() if market else None,
            account_id=renew,
            verifier=asked.verifier,
        )
        self._accounts.keep_consent(state, consent)
        return Pending(asked.url, state, consent.expires_at)

    def finish(self, came: str, *, actor: str) -> Connected:
        """Takes the address that Spotify led to, once, and keeps the account's tokens.

        Raises InputError (no such consent, used, too late, another account than was to be renewed), Refused (declined),
        SpotifyRefused (not on the app's list of users), SpotifyUnavailable.
        """
        callback = parse_callback(came)
        consent = self._accounts.take_consent(callback.state)
        if consent is None:
            raise InputError(
                "This consent is not known here, or was used already.",
                "Each address works once: start again with `playwarden accounts connect`.",
            )
        if self._real.now() >= consent.expires_at:
            raise InputError("This consent came too late.", "Start again with `playwarden accounts connect`.")
        if callback.error == "access_denied":
            raise Refused("The consent was declined at Spotify.", "Nothing was changed.")
        if callback.error:
            raise SpotifyRefused(f"Spotify refuses the consent: {callback.error}.", status=400)
        app = self._accounts.credentials(consent.app_id)
        granted = self._authoriser.exchange(
            app, code=callback.code, verifier=consent.verifier, redirect_uri=consent.redirect_uri
        )
        if granted.refresh is None:
            raise SpotifyRefused("Spotify handed out no refresh token.", "Start again.", status=200)
        who = self._authoriser.identify(app, granted)
        self._accounts.note_dialect(consent.app_id, who.dialect)
        return self._keep(consent, granted, who, actor)

    def accounts(self) -> tuple[Account, ...]:
        return self._accounts.accounts()

    def standings(self) -> tuple[Standing, ...]:
        """Every account with its app and the days until its consent ends."""
        apps = {app.id: app for app in self._accounts.apps()}
        now = self._clock.now()
        return tuple(
            Standing(account, apps[account.app_id], account.days_left(now), account.last_day, _note(account, now))
            for account in self._accounts.accounts()
        )

    def find(self, words: str | None = None, among: frozenset[AccountId] | None = None) -> Account:
        """By id, user id or name, `among` these; without words the only one. Raises NotFound, InputError where several
        fit.
        """
        accounts = [each for each in self._accounts.accounts() if among is None or each.id in among]
        if not accounts:
            raise NotFound("No account is connected yet.", "Connect one with `playwarden accounts connect`.")
        names = ("id", "user_id", "spotify_id", "display_name")
        fitting = [each for each in accounts if words is None or any(words == getattr(each, name) for name in names)]
        if not fitting and words is not None:
            fitting = [each for each in accounts if each.display_name.casefold() == words.casefold()]
        if not fitting:
            known = listed([each.display_name for each in accounts])
            raise NotFound(f"There is no account {words!r}.", f"Connected are: {known}.")
        if len(fitting) > 1:
            several = listed([f"{each.display_name} ({each.id})" for each in fitting])
            raise InputError(f"Several accounts fit: {several}.", "Name one by its id.")
        return fitting[0]

    def remove(self, words: str, *, actor: str) -> Account:
        """Deletes the account's tokens. What was recorded about its playlists stays, and so does the audit trail."""
        account = self.find(words)
        self._accounts.set_state(account.id, AccountState.REMOVED)
        self._trail.note(
            actor=actor, action="account.remove", subject=account.id, before=_document(account), account=account.id
        )
        return replace(account, state=AccountState.REMOVED)

    def _keep(self, consent: Consent, granted: Granted, who: Identity, actor: str) -> Connected:
        now = self._clock.now()
        known = self._accounts.account_of(who.spotify_id) or self._accounts.account_of(who.user_id)
        if consent.account_id is not None and (known is None or known.id != consent.account_id):
            wanted = self._accounts.account(consent.account_id)
            raise InputError(
                f"{who.display_name} consented, but {wanted.display_name} was to be connected again.",
                "Log out at accounts.spotify.com, then start again and choose the other account.",
            )
        account = Account(
            id=known.id if known else AccountId(self._ids.new("acc", now)),
            app_id=consent.app_id,
            spotify_id=who.spotify_id,
            user_id=who.user_id,
            display_name=who.display_name,
            scopes=consent.scopes if granted.scopes is None else granted.scopes,
            authorised_at=now,
            created_at=known.created_at if known else now,
            market=consent.market or (known.market if known else None),
        )
        self._accounts.connect(account, granted)
        again = known is not None and known.state is not AccountState.REMOVED
        self._trail.note(
            actor=actor,
            action="account.connect",
            subject=account.id,
            before=_document(known) if known else None,
            after=_document(account),
            account=account.id,
        )
        return Connected(
            account=account,
            again=again,
            moved=again and known is not None and known.app_id != account.app_id,
            wrote_before=again and known is not None and known.writes,
        )


def _note(account: Account, now: datetime) -> str:
    days = account.days_left(now)
    if account.state is AccountState.NEEDS_RECONNECTING:
        return "needs reconnecting: its tokens were revoked or have expired"
    if now >= account.last_day:
        return "needs reconnecting: its six months are over"
    if days <= max(WARN_DAYS):
        return f"consent again by {account.last_day:%Y-%m-%d}"
    return ""


def _document(account: Account) -> dict[str, object]:
    return {
        "spotify_id": account.spotify_id,
        "user_id": account.user_id,
        "display_name": account.display_name,
        "app": account.app_id,
        "scopes": sorted(account.scopes),
        "market": account.market,
        "state": account.state.value,
    }

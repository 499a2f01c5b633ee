"""The authoriser for features: OAuth, and the first call with fresh tokens to learn whose they are."""

from playwarden.domain.accounts import Dialect
from playwarden.domain.calls import Caller
from playwarden.engine.ports.accounts import Asked, Credentials, Granted, Identity
from playwarden.kit.errors import SpotifyUnavailable
from playwarden.kit.ids import AccountId
from playwarden.spotify.client import me
from playwarden.spotify.oauth import OAuth
from playwarden.spotify.transport import Transport


class SpotifyAuthoriser:
    """Implements engine.ports.accounts.Authoriser."""

    def __init__(self, oauth: OAuth, transport: Transport) -> None:
        self._oauth = oauth
        self._transport = transport

    def ask(self, app: Credentials, *, redirect_uri: str, scopes: frozenset[str], state: str) -> Asked:
        return self._oauth.ask(app, redirect_uri=redirect_uri, scopes=scopes, state=state)

    def exchange(self, app: Credentials, *, code: str, verifier: str, redirect_uri: str) -> Granted:
        return self._oauth.exchange(app, code=code, verifier=verifier, redirect_uri=redirect_uri)

    def check(self, app: Credentials) -> None:
        self._oauth.check(app)

    def page(self, app: Credentials, *, redirect_uri: str, scopes: frozenset[str]) -> str | None:
        return self._oauth.page(app, redirect_uri=redirect_uri, scopes=scopes)

    def visit(self, account_id: AccountId) -> None:
        self._transport.send(Caller(account_id), me.profile())

    def identify(self, app: Credentials, granted: Granted) -> Identity:
        profile = self._transport.send_as(app, granted.access, me.profile())
        spotify_id = profile.account_id or profile.user_id
        if not spotify_id:
            raise SpotifyUnavailable("Spotify did not tell which account consented.", "Try again later.")
        user_id = profile.user_id or spotify_id
        return Identity(
            spotify_id=spotify_id,
            user_id=user_id,
            display_name=profile.display_name or user_id,
            dialect=Dialect.EXTENDED if profile.extended else Dialect.DEVELOPMENT,
        )

"""Codes, refresh tokens and access tokens: who holds which, and when they die."""

import base64
import hashlib

from playwarden.sandbox.drawing import hashed
from playwarden.sandbox.people import Account, App, Code, Grant, Token

ACCESS_SECONDS = 3_600
CODE_SECONDS = 600


class InvalidGrant(Exception):
    """A code or refresh token that gives nothing: `description` as Spotify words it."""

    def __init__(self, description: str) -> None:
        super().__init__(description)
        self.description = description


class Tokens:
    """All grants of a sandbox. Times are seconds of the sandbox's clock."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._made = 0
        self._codes: dict[str, Code] = {}
        self._refresh: dict[str, Grant] = {}
        self._access: dict[str, Token] = {}
        self.grants: list[Grant] = []

    @property
    def made(self) -> int:
        """How many secrets there were; grows with every consent and refresh."""
        return self._made

    def resume(self, made: int, grants: list[Grant]) -> None:
        """Goes on from these consents; access tokens of before are unknown, their refresh tokens are not."""
        self._made = made
        self.grants[:] = grants
        self._refresh = {grant.refresh_token: grant for grant in grants}

    def _secret(self, prefix: str, length: int) -> str:
        self._made += 1
        text = "".join(hashed(64, self._seed, prefix, self._made, part) for part in range(length // 64 + 1))
        return prefix + text[: length - len(prefix)]

    def code(
        self, app: App, account: Account, scopes: frozenset[str], redirect_uri: str, challenge: str, now: float
    ) -> str:
        """A new authorization code."""
        code = self._secret("AQ", 120)
        self._codes[code] = Code(app, account, scopes, redirect_uri, challenge, now + CODE_SECONDS)
        return code

    def exchange(
        self, code: str, app: App, redirect_uri: str, verifier: str, *, confidential: bool, now: float
    ) -> Grant:
        """A code for a grant. Raises InvalidGrant."""
        found = self._codes.get(code)
        if found is None or found.app is not app or found.used:
            raise InvalidGrant("Invalid authorization code")
        if now >= found.expires_at:
            raise InvalidGrant("Authorization code expired")
        if redirect_uri != found.redirect_uri:
            raise InvalidGrant("Invalid redirect URI")
        if found.challenge and challenge_of(verifier) != found.challenge:
            raise InvalidGrant("code_verifier was incorrect")
        if not found.challenge and not confidential:
            raise InvalidGrant("code_verifier required")
        rotates = app.rotate if app.rotate is not None else bool(found.challenge) and not confidential
        grant = Grant(len(self.grants) + 1, app, found.account, found.scopes, now, rotates=rotates)
        grant.refresh_token = self._secret("AQ", 131)
        self._refresh[grant.refresh_token] = grant
        self.grants.append(grant)
        found.used = True
        return grant

    def refresh(self, refresh_token: str, app: App, now: float) -> tuple[Grant, bool]:
        """The grant of a refresh token, and whether it has a new refresh token now. Raises InvalidGrant."""
        grant = self._refresh.get(refresh_token)
        if grant is None or grant.app is not app:
            raise InvalidGrant("Invalid refresh token")
        if grant.revoked or refresh_token in grant.spent:
            raise InvalidGrant("Refresh token revoked")
        if now >= grant.dies_at:
            raise InvalidGrant("Refresh token expired")
        if not grant.rotates:
            return grant, False
        grant.spent.add(refresh_token)
        grant.refresh_token = self._secret("AQ", 131)
        self._refresh[grant.refresh_token] = grant
        return grant, True

    def issue(self, grant: Grant, now: float) -> str:
        """A new access token of a grant."""
        token = self._secret("BQ", 160)
        self._access[token] = Token(grant, now + ACCESS_SECONDS)
        return token

    def access(self, token: str) -> Token | None:
        """What an access token stands for."""
        return self._access.get(token)

    def revoke(self, account_id: str, *, access: bool = True, refresh: bool = True) -> int:
        """Takes back what an account granted, as on its apps page; how many grants."""
        hit = [grant for grant in self.grants if grant.account.id == account_id and not grant.revoked]
        for grant in hit:
            grant.revoked = refresh
        if access:
            for token in self._access.values():
                token.revoked = token.revoked or token.grant.account.id == account_id
        return len(hit)

    def expire(self, account_id: str) -> None:
        """Lets an account's access tokens run out now; refreshing still works."""
        for token in self._access.values():
            if token.grant.account.id == account_id:
                token.expires_at = 0.0

    def consented(self, app: App, account: Account, scopes: frozenset[str]) -> bool:
        """Whether an account already granted these scopes to an app."""
        return any(
            grant.app is app and grant.account is account and not grant.revoked and scopes <= grant.scopes
            for grant in self.grants
        )


def challenge_of(verifier: str) -> str:
    """The S256 challenge of a PKCE verifier."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()

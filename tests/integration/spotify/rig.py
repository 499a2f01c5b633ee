"""Everything of the client wired together against a sandbox over HTTP, as bootstrap does it."""

import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from playwarden.domain.accounts import Account
from playwarden.domain.calls import Caller, Lane
from playwarden.domain.quota import Limits
from playwarden.features.accounts.service import AccountsService, Connected
from playwarden.kit.clock import FollowedClock, SystemClock
from playwarden.kit.ids import AppId, RandomIds
from playwarden.kit.seal import Sealer
from playwarden.sandbox.running import Running
from playwarden.spotify.authoriser import SpotifyAuthoriser
from playwarden.spotify.http import Http, make_client
from playwarden.spotify.oauth import OAuth
from playwarden.spotify.pictures import make_picture_client
from playwarden.spotify.quota.forecasts import QuotaReport
from playwarden.spotify.quota.ledger import Ledger
from playwarden.spotify.target import SpotifyTarget
from playwarden.spotify.tokens import TokenKeeper
from playwarden.spotify.transport import Transport
from playwarden.store.accounts import StoredAccounts
from playwarden.store.database import Database
from playwarden.store.leases import DatabaseLeases
from playwarden.store.models.quota import Call as BookedCall
from playwarden.store.quota import StoredBook
from playwarden.store.tokens import StoredTokens
from playwarden.store.trail import StoredTrail
from tests.sandboxes import consent

REDIRECT = "http://127.0.0.1:8899/oauth/callback"
NO_LIMITS = Limits(None, None, None, None)


class SandboxClock(FollowedClock):
    """The sandbox's clock, read every time: a test moves it and goes on at once."""

    def __init__(self, sandbox: Running) -> None:
        super().__init__(sandbox.clock_url, reread_after=-1)


class MovedClock(SystemClock):
    """The machine's clock, moved by a test."""

    ahead = timedelta()

    def now(self) -> datetime:
        return super().now() + self.ahead


@dataclass
class Rig:
    """A wired client. `slept` holds what it slept; sleeping moves the sandbox's clock instead of waiting."""

    sandbox: Running
    database: Database
    api_url: str
    limits: Limits
    key_file: Path
    slept: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.clock = SandboxClock(self.sandbox)
        sealer = Sealer.from_file(self.key_file)
        self.book = StoredBook(self.database)
        self.accounts = StoredAccounts(self.database, sealer, self.clock)
        self.shelf = StoredTokens(self.database, sealer)
        self.client, self.pictures = make_client(), make_picture_client(self.api_url)
        self.ledger = Ledger(self.book, self.clock, self.limits, sleep=self.sleep)
        self.quota = QuotaReport(self.book, self.clock, self.limits)
        self.oauth = OAuth(self.client, self.sandbox.accounts_url, self.clock, sleep=self.sleep)
        self.keeper = TokenKeeper(self.shelf, DatabaseLeases(self.database), self.oauth, self.clock)
        self.transport = Transport(Http(self.client, self.api_url), self.ledger, self.keeper, sleep=self.sleep)
        self.target = SpotifyTarget(self.transport, self.pictures)
        trail = StoredTrail(self.database, self.clock)
        authoriser = SpotifyAuthoriser(self.oauth, self.transport)
        self.real = MovedClock()
        self.service = AccountsService(self.accounts, authoriser, trail, self.clock, RandomIds(), real=self.real)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.sandbox.advance(seconds)

    def app(self) -> AppId:
        """The sandbox's first app, added when it is not there."""
        known = self.accounts.apps()
        return known[0].id if known else self.service.add_app(self.sandbox.client_id, actor="test").id

    def consent(self, user: str, *, write: bool = True, decision: str = "agree", **more: Any) -> str:
        """Begins an authorisation and answers the consent page; the address the browser is led to."""
        pending = self.service.begin(self.app(), redirect_uri=REDIRECT, write=write, **more)
        asked = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(pending.url).query))
        back = consent(self.sandbox, user, asked, decision)
        return f"{REDIRECT}?{urllib.parse.urlencode(back)}"

    def connected(self, user: str = "listener1", *, write: bool = True, **more: Any) -> Connected:
        return self.service.finish(self.consent(user, write=write, **more), actor="test")

    def caller(self, user: str = "listener1", *, write: bool = True, lane: Lane = Lane.INTERACTIVE) -> Caller:
        """A caller for a freshly connected account; the counters of the sandbox begin after that."""
        account = self.connected(user, write=write).account
        self.sandbox.reset_counters()
        return Caller(account.id, lane)

    def account(self, caller: Caller) -> Account:
        return self.accounts.account(caller.account)

    def booked(self) -> list[tuple[str, int | None]]:
        """Bucket and status of every call in the ledger, oldest first, without those of connecting."""
        with self.database.read() as session:
            rows = session.execute(select(BookedCall.bucket, BookedCall.status).order_by(BookedCall.id))
            return [(bucket, status) for bucket, status in rows if bucket != "GET /me"]

    def statuses(self) -> list[int]:
        """What the sandbox answered to Web API calls since the counters began."""
        return [call["status"] for call in self.sandbox.calls() if call["path"] != "/api/token"]

    def refreshes(self) -> int:
        return sum(call["path"] == "/api/token" for call in self.sandbox.calls())

    def now(self) -> datetime:
        return self.clock.now()

    def close(self) -> None:
        self.client.close()
        self.pictures.close()


@contextmanager
def rigged(
    sandbox: Running, database: Database, folder: Path, *, limits: Limits = NO_LIMITS, api_url: str = ""
) -> Iterator[Rig]:
    """A rig over a database and a key file in `folder`; a second one shares what the first one kept."""
    rig = Rig(sandbox, database, api_url or sandbox.api_url, limits, folder / "secret.key")
    try:
        yield rig
    finally:
        rig.close()

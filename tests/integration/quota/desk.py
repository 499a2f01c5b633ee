"""A ledger over a database and a clock that a test moves, with two apps of one developer and one of another."""

from dataclasses import dataclass, field
from datetime import datetime

from playwarden.domain.accounts import Account, App
from playwarden.domain.calls import Lane
from playwarden.domain.quota import Ending, Limits
from playwarden.engine.ports.accounts import Granted
from playwarden.kit.ids import AccountId, AppId, RunId
from playwarden.kit.seal import Sealer
from playwarden.spotify.quota.forecasts import QuotaReport
from playwarden.spotify.quota.ledger import Booking, Ledger, Place
from playwarden.store.accounts import StoredAccounts
from playwarden.store.database import Database
from playwarden.store.quota import StoredBook
from tests.fakes.clock import FakeClock

ONE, TWO, OTHER = AppId("app_one"), AppId("app_two"), AppId("app_other")
GROUPS = {ONE: "main", TWO: "main", OTHER: "elsewhere"}
ITEMS, HEADS, COVER = "GET /playlists/{id}/items", "GET /me/playlists", "PUT /playlists/{id}/images"
ACCOUNT = AccountId("acc_one")


@dataclass
class Desk:
    """Sleeping moves the clock; `slept` is how long."""

    database: Database
    clock: FakeClock
    limits: Limits = field(default_factory=Limits)
    slept: float = 0.0

    def __post_init__(self) -> None:
        self.book_ = StoredBook(self.database)
        self.ledger = Ledger(self.book_, self.clock, self.limits, sleep=self.sleep)
        self.quota = QuotaReport(self.book_, self.clock, self.limits)

    def sleep(self, seconds: float) -> None:
        self.slept += seconds
        self.clock.advance(seconds)

    def fill_register(self) -> None:
        self.register = StoredAccounts(self.database, Sealer(["A" * 43 + "="]), self.clock)
        for app, group in GROUPS.items():
            self.register.add_app(App(app, f"client-{app}", app, group, self.clock.now()))
        self.reconnect()

    def reconnect(self) -> None:
        """Connects the account, also where it is connected already."""
        now = self.clock.now()
        account = Account(ACCOUNT, ONE, "spotify", "user", "Somebody", frozenset(), now, now)
        self.register.connect(account, Granted("access", "refresh", 3600))

    def book(
        self, bucket: str = ITEMS, *, lane: Lane = Lane.INTERACTIVE, app: AppId = ONE, run: RunId | None = None
    ) -> Booking:
        return self.ledger.book(Place(app, GROUPS[app], bucket), lane=lane, run=run)

    def serve(self, number: int = 1, bucket: str = ITEMS, *, lane: Lane = Lane.INTERACTIVE, app: AppId = ONE) -> None:
        """Calls that are answered well."""
        for _ in range(number):
            self.ledger.settle(self.book(bucket, lane=lane, app=app), status=200, took_ms=5)

    def had(self, number: int, bucket: str = ITEMS) -> None:
        """Calls that were answered well just now, written down at once: quicker than serving them one by one."""
        with self.book_.writing("main") as page:
            for _ in range(number):
                booking = page.add(
                    at=self.clock.now(),
                    group="main",
                    app=ONE,
                    bucket=bucket,
                    lane=Lane.INTERACTIVE,
                    run=None,
                    account=None,
                )
                page.settle([Ending(booking, 200, 5)])

    def refuse(
        self, bucket: str = ITEMS, *, app: AppId = ONE, quota: bool = True, retry_after: float | None = 3600.0
    ) -> datetime:
        """A call that is answered 429."""
        return self.ledger.refuse(self.book(bucket, app=app), quota=quota, retry_after=retry_after, took_ms=5)

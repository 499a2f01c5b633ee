"""Alerts over a database, with a messenger that keeps what it is told: real time is the clock's too."""

from dataclasses import dataclass, field
from datetime import time

from cryptography.fernet import Fernet

from playwarden.domain.alerts import Message, QuietHours
from playwarden.features.access.reach import Reach
from playwarden.features.alerts.heartbeat import Heartbeats
from playwarden.features.alerts.messenger import Messenger, Told
from playwarden.features.alerts.rows import Route
from playwarden.features.alerts.service import Alerts, Asked
from playwarden.features.alerts.telling import Teller, spread
from playwarden.kit.errors import InputError
from playwarden.kit.ids import AccountId, AlertId, PlaylistId, RandomIds
from playwarden.kit.seal import Sealer
from playwarden.store.alerts import raise_alert
from playwarden.store.database import Database
from playwarden.store.leases import DatabaseLeases
from tests.fakes.clock import FakeClock

NIGHT = QuietHours(time(22), time(7), "UTC", alarms=True)


@dataclass
class Listener:
    """Somebody who is told; `fails` is why nothing reaches them."""

    told: list[Message] = field(default_factory=list)
    fails: str = ""

    def check(self, url: str) -> None:
        if url.startswith("nobody"):
            raise InputError("That is no address for alerts.")

    def tell(self, url: str, message: Message) -> Told:
        if self.fails:
            return Told(False, self.fails)
        self.told.append(message)
        return Told(True)


class House:
    """Where alerts are raised and told."""

    def __init__(self, database: Database, clock: FakeClock, messenger: Messenger) -> None:
        self.database = database
        self.clock = clock
        self.sealer = Sealer([Fernet.generate_key().decode()])
        self.messenger = messenger
        self.teller = self.another_teller()
        reach = Reach(database, lambda text, path: AccountId(""))
        self.alerts = Alerts(database, self.sealer, clock, clock, RandomIds(), messenger, self.teller, reach)
        leases = DatabaseLeases(database)
        self.heartbeats = Heartbeats(database, self.sealer, leases, clock, clock, private=True)

    def another_teller(self) -> Teller:
        """As a second process has it."""
        leases = DatabaseLeases(self.database)
        return Teller(self.database, self.sealer, leases, self.clock, self.messenger, base="https://music.example")

    def route(self, url: str = "json://127.0.0.1:9/alerts", **asked: object) -> Route:
        return self.alerts.make(Asked(url=url, **asked), actor="test")  # type: ignore[arg-type] # as Asked has them

    def happen(
        self,
        kind: str = "incident.takedown",
        title: str = "Title taken down",
        *,
        account: str | None = None,
        playlist: str | None = None,
        link: str = "/protection",
    ) -> AlertId:
        with self.database.write() as session:
            return raise_alert(
                session,
                RandomIds(),
                at=self.clock.now(),
                kind=kind,
                title=title,
                text="It was put back.",
                link=link,
                account=None if account is None else AccountId(account),
                playlist=None if playlist is None else PlaylistId(playlist),
            )

    def tick(self, seconds: float = 1) -> int:
        """What a ticker does `seconds` later; how many routes were tried."""
        self.clock.advance(seconds)
        spread(self.database, self.clock)
        return self.teller.tell_due()

    def waiting(self, route: Route) -> int:
        return self.alerts.route(route.id).waiting

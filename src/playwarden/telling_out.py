"""The part of the container that tells others of what happens here, made when it is first wanted."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from playwarden.config import Settings
from playwarden.kit.loading import LOADING, made_once
from playwarden.letting_in import LettingIn

if TYPE_CHECKING:
    from playwarden.engine.ports.leases import Leases
    from playwarden.features.alerts.heartbeat import Heartbeats
    from playwarden.features.alerts.messenger import Messenger
    from playwarden.features.alerts.service import Alerts
    from playwarden.features.alerts.telling import Teller
    from playwarden.features.webhooks.delivering import Deliverer
    from playwarden.features.webhooks.service import Webhooks


@dataclass(frozen=True)
class TellingOut(LettingIn):
    """Webhooks, alerts and the heartbeat: how they are set up, and how what they tell leaves."""

    settings: Settings

    @property
    def leases(self) -> "Leases":
        raise NotImplementedError

    @made_once
    def webhooks(self) -> "Webhooks":
        from playwarden.features.webhooks.service import Webhooks

        return Webhooks(self.database, self.sealer, self.clock, self.real_clock, self.ids, self.deliverer)

    @made_once
    def deliverer(self) -> "Deliverer":
        from playwarden.features.webhooks.delivering import Deliverer

        return Deliverer(
            self.database,
            self.sealer,
            self.leases,
            self.clock,
            self.real_clock,
            private=self.settings.webhooks_private,
        )

    def collect_webhooks(self) -> int:
        """Makes the messages that are due to webhooks; how many."""
        with LOADING:
            from playwarden.features.webhooks.collecting import collect

        return collect(self.database, self.clock, self.ids, self.real_clock)

    def deliver_webhooks(self) -> int:
        """Lets them leave; how many were tried."""
        return self.deliverer.deliver_due()

    @made_once
    def messenger(self) -> "Messenger":
        from playwarden.features.alerts.messenger import Apprise

        return Apprise(private=self.settings.webhooks_private)

    @made_once
    def teller(self) -> "Teller":
        from playwarden.features.alerts.telling import Teller

        settings = self.settings
        base = settings.public_url or f"http://{settings.host}:{settings.port}"
        return Teller(self.database, self.sealer, self.leases, self.real_clock, self.messenger, base=base)

    @made_once
    def alerts(self) -> "Alerts":
        from playwarden.features.alerts.service import Alerts

        return Alerts(
            self.database,
            self.sealer,
            self.clock,
            self.real_clock,
            self.ids,
            self.messenger,
            self.teller,
            self.reach,
        )

    @made_once
    def heartbeats(self) -> "Heartbeats":
        from playwarden.features.alerts.heartbeat import Heartbeats

        return Heartbeats(
            self.database,
            self.sealer,
            self.leases,
            self.clock,
            self.real_clock,
            private=self.settings.webhooks_private,
        )

    def warn_of_consents(self) -> int:
        """Raises alerts of consents that end; how many."""
        with LOADING:
            from playwarden.features.alerts.consents import warn_of_consents

        return warn_of_consents(self.database, self.clock, self.ids)

    def spread_alerts(self) -> int:
        """Gives new alerts to the routes that want them; how many."""
        with LOADING:
            from playwarden.features.alerts.telling import spread

        return spread(self.database, self.clock)

    def tell_alerts(self) -> int:
        """Lets what waits for routes leave; how many were tried."""
        return self.teller.tell_due()

    def call_heartbeat(self) -> int:
        """Calls it where a whole sweep is to be told; how many calls."""
        return self.heartbeats.call_due()

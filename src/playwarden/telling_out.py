"""The part of the container that tells others of what happens here, made when it is first wanted."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from playwarden.config import Settings
from playwarden.letting_in import LettingIn

if TYPE_CHECKING:
    from playwarden.engine.ports.leases import Leases
    from playwarden.features.webhooks.delivering import Deliverer
    from playwarden.features.webhooks.service import Webhooks


@dataclass(frozen=True)
class TellingOut(LettingIn):
    """Webhooks: how they are set up, and how messages to them are made and leave."""

    settings: Settings

    @property
    def leases(self) -> "Leases":
        raise NotImplementedError

    @cached_property
    def webhooks(self) -> "Webhooks":
        from playwarden.features.webhooks.service import Webhooks

        return Webhooks(self.database, self.sealer, self.clock, self.real_clock, self.ids, self.deliverer)

    @cached_property
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
        from playwarden.features.webhooks.collecting import collect

        return collect(self.database, self.clock, self.ids, self.real_clock)

    def deliver_webhooks(self) -> int:
        """Lets them leave; how many were tried."""
        return self.deliverer.deliver_due()

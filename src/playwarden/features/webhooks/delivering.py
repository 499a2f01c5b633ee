"""Lets messages leave for their webhooks: at least once each, tried again with growing rests, given up after a day."""

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from playwarden.domain.webhooks import DISABLED_AFTER, TRIES, wait_after
from playwarden.engine.ports.leases import Leases
from playwarden.features.webhooks.rows import Delivery, delivery_of
from playwarden.kit.clock import Clock
from playwarden.kit.errors import Busy, NotFound
from playwarden.kit.ids import DeliveryId
from playwarden.kit.loading import LOADING
from playwarden.kit.seal import Sealer
from playwarden.store import audit
from playwarden.store.database import Database
from playwarden.store.models import webhooks as models

if TYPE_CHECKING:
    from playwarden.features.webhooks.sending import Sent

log = logging.getLogger(__name__)
AT_ONCE = 4
"""Webhooks that are called at the same time."""
IN_A_ROW = 50
"""Messages to one webhook before others have their turn again."""
LONGEST_REST = 4
"""Which rest is the longest of a webhook as a whole, 10 minutes: one message that is never taken holds up no other for
longer.
"""
LEASE = "webhooks"


class Deliverer:
    """One process at a time delivers; a message whose answer was lost with it goes out again under its id."""

    def __init__(
        self, database: Database, sealer: Sealer, leases: Leases, clock: Clock, real: Clock, *, private: bool
    ) -> None:
        """`private`: addresses that are not public may be called."""
        self._database = database
        self._sealer = sealer
        self._leases = leases
        self._clock = clock
        self._real = real
        self._private = private

    def deliver_due(self) -> int:
        """Sends what is due; how many messages were tried."""
        with self._database.read() as session:
            due = self._due_hooks(session, self._real.now())
        if not due:
            return 0
        try:
            with self._leases.held(LEASE), ThreadPoolExecutor(AT_ONCE, "webhooks") as pool:
                return sum(pool.map(self._to_one, due))
        except Busy:
            return 0  # Another process does it.

    def deliver(self, delivery_id: DeliveryId) -> Delivery:
        """Sends one message now, whatever its turn; how that went. Raises NotFound."""
        with self._database.read() as session:
            row = session.get(models.Delivery, delivery_id)
            hook = session.get(models.Webhook, row.webhook_id) if row is not None else None
            if row is None or hook is None:
                raise NotFound("There is no such message any more.")
            secret = self._sealer.open(hook.secret)
        with LOADING:  # with its HTTP client, which a server without hooks spares
            from playwarden.features.webhooks.sending import send

        sent = send(hook.url, secret, row.id, int(self._real.now().timestamp()), row.body, private=self._private)
        return self._settle(row.id, sent)

    def _due_hooks(self, session: Session, now: datetime) -> list[str]:
        query = (
            select(models.Delivery.webhook_id)
            .join(models.Webhook, models.Webhook.id == models.Delivery.webhook_id)
            .where(
                models.Delivery.state == "waiting",
                models.Delivery.next_at <= now,
                models.Webhook.disabled_at.is_(None),
                or_(models.Webhook.next_try_at.is_(None), models.Webhook.next_try_at <= now),
            )
            .distinct()
        )
        return list(session.scalars(query))

    def _to_one(self, hook_id: str) -> int:
        """The messages that are due to one webhook, in the order in which they were made, until one fails."""
        query = (
            select(models.Delivery.id)
            .where(
                models.Delivery.webhook_id == hook_id,
                models.Delivery.state == "waiting",
                models.Delivery.next_at <= self._real.now(),
            )
            .order_by(models.Delivery.id)
            .limit(IN_A_ROW)
        )
        with self._database.read() as session:
            due = list(session.scalars(query))
        for number, each in enumerate(due, 1):
            try:
                if self.deliver(DeliveryId(each)).state != "delivered":
                    return number
            except NotFound:
                return number  # It was taken away meanwhile, with its webhook.
        return len(due)

    def _settle(self, delivery_id: str, sent: "Sent") -> Delivery:
        now = self._real.now()
        with self._database.write() as session:
            row = session.get(models.Delivery, delivery_id)
            hook = session.get(models.Webhook, row.webhook_id) if row is not None else None
            if row is None or hook is None:
                raise NotFound("There is no such message any more.")
            row.attempts += 1
            row.status, row.answer = sent.status, sent.answer[:1_000]
            if sent.delivered:
                row.state, row.ended_at = "delivered", now
                hook.failures, hook.failing_since, hook.next_try_at = 0, None, None
            else:
                tried_out = row.attempts >= TRIES or row.state == "failed"
                row.state, row.ended_at = ("failed", now) if tried_out else ("waiting", None)
                row.next_at = now + wait_after(row.attempts)
                hook.failures += 1
                hook.failing_since = hook.failing_since or now
                hook.next_try_at = now + wait_after(min(hook.failures, LONGEST_REST))
                self._give_up(session, hook, sent, now)
            return delivery_of(row)

    def _give_up(self, session: Session, hook: models.Webhook, sent: "Sent", now: datetime) -> None:
        """Switches a webhook off that wants no more, or that nothing could be delivered to for days."""
        assert hook.failing_since is not None, "it just failed"
        if hook.disabled_at is not None or not (sent.gone or now - hook.failing_since >= DISABLED_AFTER):
            return
        hook.disabled_at = now
        last = f"{sent.status or ''} {sent.answer[:200]}".strip()
        hook.disabled_why = (
            "The receiver answered that it wants no more (410)."
            if sent.gone
            else f"Nothing could be delivered for {DISABLED_AFTER.days} days. The last answer: {last}"
        )
        log.warning("the webhook '%s' is switched off: %s", hook.name, hook.disabled_why)
        audit.append(
            session,
            at=self._clock.now(),
            actor="system",
            action="webhook.disable",
            subject=f"webhook:{hook.id}",
            after={"why": hook.disabled_why},
        )

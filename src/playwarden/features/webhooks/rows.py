"""A webhook and a message to it, as values, and how the database has them."""

from dataclasses import dataclass
from datetime import datetime

from playwarden.kit.ids import AccountId, DeliveryId, WebhookId
from playwarden.store.models import webhooks as models


@dataclass(frozen=True, slots=True)
class Webhook:
    """An address that is told of events of these kinds; `accounts` None: of all accounts. `waiting` messages are on
    their way to it. `failing_since`: since when nothing could be delivered.
    """

    id: WebhookId
    name: str
    url: str
    kinds: tuple[str, ...]
    accounts: tuple[AccountId, ...] | None
    failures: int
    failing_since: datetime | None
    disabled_at: datetime | None
    disabled_why: str | None
    actor: str
    created_at: datetime
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message: `state` is `waiting`, `delivered` or `failed`; `status` and `answer` are of the last try."""

    id: DeliveryId
    webhook_id: WebhookId
    kind: str
    body: str
    state: str
    attempts: int
    next_at: datetime
    status: int | None
    answer: str | None
    created_at: datetime
    ended_at: datetime | None


def webhook_of(row: models.Webhook, waiting: int = 0) -> Webhook:
    return Webhook(
        WebhookId(row.id),
        row.name,
        row.url,
        tuple(row.kinds),
        None if row.accounts is None else tuple(AccountId(each) for each in row.accounts),
        row.failures,
        row.failing_since,
        row.disabled_at,
        row.disabled_why,
        row.actor,
        row.created_at,
        waiting,
    )


def delivery_of(row: models.Delivery) -> Delivery:
    return Delivery(
        DeliveryId(row.id),
        WebhookId(row.webhook_id),
        row.kind,
        row.body,
        row.state,
        row.attempts,
        row.next_at,
        row.status,
        row.answer,
        row.created_at,
        row.ended_at,
    )

"""Webhooks over HTTP: who is told of what, with which answer; for whoever may change what concerns the whole server."""

from fastapi import APIRouter

from playwarden.domain.access import Right
from playwarden.domain.webhooks import KINDS
from playwarden.kit.ids import DeliveryId, WebhookId
from playwarden.web.policy import requires
from playwarden.web.routes.asked import Most, Named, Opened, Who
from playwarden.web.schemas.webhooks import (
    DeliveryDocument,
    KindDocument,
    MadeWebhookDocument,
    SecretDocument,
    WebhookBody,
    WebhookChangeBody,
    WebhookDocument,
)

router = APIRouter()
MANAGES = requires(Right.SETTINGS)


@router.get("/webhooks", dependencies=[MANAGES])
def webhooks(opened: Opened) -> list[WebhookDocument]:
    """The webhooks, the oldest first, with what waits for each."""
    return [WebhookDocument.of(one) for one in opened.webhooks.webhooks()]


@router.post("/webhooks", dependencies=[MANAGES])
def make(opened: Opened, who: Who, body: WebhookBody) -> MadeWebhookDocument:
    """A new webhook, told of what happens from now on. Its secret is shown now and never again."""
    made, secret = opened.webhooks.make(body.asked(), actor=who.actor)
    return MadeWebhookDocument.of(made, secret=secret)


@router.get("/webhooks/kinds", dependencies=[MANAGES])
def kinds() -> list[KindDocument]:
    """The kinds of events, and when each is told."""
    return [KindDocument(kind=kind, text=text) for kind, text in KINDS.items()]


@router.get("/webhooks/{webhook}", dependencies=[MANAGES])
def show(opened: Opened, webhook: Named) -> WebhookDocument:
    """One webhook."""
    return WebhookDocument.of(opened.webhooks.webhook(WebhookId(webhook)))


@router.patch("/webhooks/{webhook}", dependencies=[MANAGES])
def change(opened: Opened, who: Who, webhook: Named, body: WebhookChangeBody) -> WebhookDocument:
    """Changes it. Enabled again, it is told of what happened meanwhile."""
    return WebhookDocument.of(opened.webhooks.change(WebhookId(webhook), body.asked(), actor=who.actor))


@router.delete("/webhooks/{webhook}", status_code=204, dependencies=[MANAGES])
def remove(opened: Opened, who: Who, webhook: Named) -> None:
    """Takes it away, with the messages that wait for it."""
    opened.webhooks.remove(WebhookId(webhook), actor=who.actor)


@router.post("/webhooks/{webhook}/test", dependencies=[MANAGES])
def test(opened: Opened, webhook: Named) -> DeliveryDocument:
    """Sends a message of the kind `test` now, and answers how that went."""
    return DeliveryDocument.of(opened.webhooks.test(WebhookId(webhook)))


@router.post("/webhooks/{webhook}/secret", dependencies=[MANAGES])
def renew(opened: Opened, who: Who, webhook: Named) -> SecretDocument:
    """A new secret; the old one signs nothing any more from now on."""
    return SecretDocument(secret=opened.webhooks.renew(WebhookId(webhook), actor=who.actor))


@router.get("/webhooks/{webhook}/deliveries", dependencies=[MANAGES])
def deliveries(opened: Opened, webhook: Named, limit: Most = 50) -> list[DeliveryDocument]:
    """The newest messages to it, with the answer to each; kept for a week after their end."""
    return [DeliveryDocument.of(one) for one in opened.webhooks.deliveries(WebhookId(webhook), limit=limit)]


@router.post("/webhooks/{webhook}/deliveries/{delivery}/again", dependencies=[MANAGES])
def again(opened: Opened, webhook: Named, delivery: Named) -> DeliveryDocument:
    """Sends a message once more, now, under its old id, and answers how that went."""
    return DeliveryDocument.of(opened.webhooks.again(WebhookId(webhook), DeliveryId(delivery)))

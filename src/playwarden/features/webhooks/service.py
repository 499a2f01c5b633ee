"""Webhooks as people set them up: made, changed, tried, switched off; every change is in the audit chain."""

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from playwarden.domain.webhooks import KINDS, TEST, new_secret
from playwarden.features.webhooks.addresses import check_address
from playwarden.features.webhooks.collecting import begin, message
from playwarden.features.webhooks.delivering import Deliverer
from playwarden.features.webhooks.rows import Delivery, Webhook, delivery_of, webhook_of
from playwarden.kit.clock import Clock
from playwarden.kit.errors import Conflict, InputError, NotFound
from playwarden.kit.ids import AccountId, DeliveryId, IdSource, WebhookId
from playwarden.kit.seal import Sealer
from playwarden.kit.text import listed
from playwarden.store import audit
from playwarden.store.database import Database, exclusive
from playwarden.store.models import webhooks as models
from playwarden.store.models.accounts import Account

MOST = 50
LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class Asked:
    """What a webhook is to be; of a change what is None stays. `all_accounts` takes a list of accounts away."""

    name: str | None = None
    url: str | None = None
    kinds: tuple[str, ...] | None = None
    accounts: tuple[AccountId, ...] | None = None
    all_accounts: bool = False
    enabled: bool | None = None


class Webhooks:
    """Admins set them up; what they are sent is made by `collecting` and leaves by `delivering`."""

    def __init__(
        self, database: Database, sealer: Sealer, clock: Clock, real: Clock, ids: IdSource, deliverer: Deliverer
    ) -> None:
        self._database = database
        self._sealer = sealer
        self._clock = clock
        self._real = real
        self._ids = ids
        self._deliverer = deliverer

    def webhooks(self) -> list[Webhook]:
        """All of them, the oldest first."""
        with self._database.read() as session:
            counted = (
                select(models.Delivery.webhook_id, func.count())
                .where(models.Delivery.state == "waiting")
                .group_by(models.Delivery.webhook_id)
            )
            waiting = dict(session.execute(counted).all())
            rows = session.scalars(select(models.Webhook).order_by(models.Webhook.id))
            return [webhook_of(row, waiting.get(row.id, 0)) for row in rows]

    def webhook(self, webhook_id: WebhookId) -> Webhook:
        """Raises NotFound."""
        found = [one for one in self.webhooks() if one.id == webhook_id]
        if not found:
            raise _unknown(webhook_id)
        return found[0]

    def make(self, asked: Asked, *, actor: str) -> tuple[Webhook, str]:
        """A new webhook, told of what happens from now on, and its secret, which is shown this once. Raises InputError,
        Conflict where there are too many.
        """
        url, kinds = check_address(asked.url or ""), _kinds(asked.kinds)
        now = self._real.now()
        secret = new_secret(secrets.token_bytes(32))
        with self._database.write() as session:
            exclusive(session, "webhooks")
            if (session.scalar(select(func.count()).select_from(models.Webhook)) or 0) >= MOST:
                raise Conflict(f"There are {MOST} webhooks already.", "Remove one first.")
            row = models.Webhook(
                id=self._ids.new("whk", now),
                name=_name(asked.name or url),
                url=url,
                kinds=kinds,
                accounts=_accounts(session, asked.accounts),
                secret=self._sealer.seal(secret),
                told=begin(session, self._clock.now()),
                failures=0,
                actor=actor,
                created_at=now,
            )
            session.add(row)
            self._note(session, actor, "webhook.add", row, after=_shown(row))
        return webhook_of(row), secret

    def change(self, webhook_id: WebhookId, asked: Asked, *, actor: str) -> Webhook:
        """Raises NotFound, InputError. Switched on again, it gets what waits for it, and what happened meanwhile."""
        with self._database.write() as session:
            exclusive(session, "webhooks")
            row = _row(session, webhook_id)
            before = _shown(row)
            if asked.url is not None:
                row.url = check_address(asked.url)
                row.failures, row.failing_since, row.next_try_at = 0, None, None
            if asked.name is not None:
                row.name = _name(asked.name)
            if asked.kinds is not None:
                row.kinds = _kinds(asked.kinds)
            if asked.accounts is not None or asked.all_accounts:
                row.accounts = None if asked.all_accounts else _accounts(session, asked.accounts)
            if asked.enabled is not None:
                row.disabled_at = None if asked.enabled else (row.disabled_at or self._real.now())
                row.disabled_why = None if asked.enabled else (row.disabled_why or "Switched off by a person.")
                row.failures, row.failing_since, row.next_try_at = 0, None, None
            if _shown(row) != before:
                self._note(session, actor, "webhook.change", row, before=before, after=_shown(row))
        return self.webhook(webhook_id)

    def renew(self, webhook_id: WebhookId, *, actor: str) -> str:
        """A new secret instead of the old one, which signs nothing any more from now on. Raises NotFound."""
        secret = new_secret(secrets.token_bytes(32))
        with self._database.write() as session:
            row = _row(session, webhook_id)
            row.secret = self._sealer.seal(secret)
            self._note(session, actor, "webhook.secret", row)
        return secret

    def remove(self, webhook_id: WebhookId, *, actor: str) -> None:
        """Takes it away with its messages. Raises NotFound."""
        with self._database.write() as session:
            row = _row(session, webhook_id)
            before = _shown(row)
            session.delete(row)
            self._note(session, actor, "webhook.remove", row, before=before)

    def deliveries(self, webhook_id: WebhookId, *, limit: int) -> list[Delivery]:
        """The newest messages to it. Raises NotFound."""
        with self._database.read() as session:
            _row(session, webhook_id)
            query = select(models.Delivery).where(models.Delivery.webhook_id == webhook_id)
            return [delivery_of(row) for row in session.scalars(query.order_by(models.Delivery.id.desc()).limit(limit))]

    def again(self, webhook_id: WebhookId, delivery_id: DeliveryId) -> Delivery:
        """Sends a message once more, now, under its old id; how that went. Raises NotFound."""
        with self._database.read() as session:
            row = session.get(models.Delivery, delivery_id)
            if row is None or row.webhook_id != webhook_id:
                raise NotFound(f"There is no message '{delivery_id[:40]}' to this webhook.", "Look at its list.")
        return self._deliverer.deliver(delivery_id)

    def test(self, webhook_id: WebhookId) -> Delivery:
        """Sends a message of the kind `test` now; how that went. Raises NotFound."""
        now = self._real.now()
        data: dict[str, Any] = {"webhook": webhook_id, "words": "This is a test. If you can read it, it works."}
        body = json.dumps({"type": TEST, "timestamp": self._clock.now().isoformat(), "data": data})
        with self._database.write() as session:
            row = _row(session, webhook_id)
            sent = message(self._ids, row.id, TEST, body, now)
            sent.state = "failed"  # Until it has left: nobody else is to send it meanwhile.
            session.add(sent)
        return self._deliverer.deliver(DeliveryId(sent.id))

    def _note(
        self,
        session: Session,
        actor: str,
        action: str,
        row: models.Webhook,
        *,
        before: object = None,
        after: object = None,
    ) -> None:
        audit.append(
            session,
            at=self._clock.now(),
            actor=actor,
            action=action,
            subject=f"webhook:{row.id}",
            before=before,
            after=after,
        )


def _row(session: Session, webhook_id: WebhookId) -> models.Webhook:
    row = session.get(models.Webhook, webhook_id)
    if row is None:
        raise _unknown(webhook_id)
    return row


def _unknown(webhook_id: WebhookId) -> NotFound:
    return NotFound(f"There is no webhook '{webhook_id[:40]}'.", "`playwarden webhooks list` names them.")


def _kinds(given: Sequence[str] | None) -> list[str]:
    kinds = list(dict.fromkeys(given or ()))
    strange = [each for each in kinds if each not in KINDS]
    if strange or not kinds:
        what = f"There is no kind of event '{strange[0][:60]}'." if strange else "A webhook is told of something."
        raise InputError(what, f"The kinds are {listed(list(KINDS), most=20)}.")
    return kinds


def _name(given: str) -> str:
    name = " ".join(given.split())[:LONGEST_NAME]
    if not name:
        raise InputError("A webhook has a name.", "Such as the program that it goes to.")
    return name


def _accounts(session: Session, given: Sequence[AccountId] | None) -> list[str] | None:
    if given is None:
        return None
    known = set(session.scalars(select(Account.id).where(Account.id.in_(given))))
    for each in given:
        if each not in known:
            raise NotFound(f"There is no account '{each[:60]}'.", "`playwarden accounts list` names them.")
    return sorted(known)


def _shown(row: models.Webhook) -> dict[str, Any]:
    return {
        "name": row.name,
        "url": row.url,
        "kinds": list(row.kinds),
        "accounts": row.accounts,
        "enabled": row.disabled_at is None,
    }

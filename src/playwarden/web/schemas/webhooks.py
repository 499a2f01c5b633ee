"""Webhooks and the messages to them as documents."""

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import BaseModel, Field

from playwarden.features.webhooks.rows import Delivery, Webhook
from playwarden.features.webhooks.service import Asked
from playwarden.kit.ids import AccountId
from playwarden.web.schemas.bodies import Body, Words

Address = Annotated[str, Field(min_length=1, max_length=2_000)]
Name = Annotated[Words, Field(min_length=1, max_length=100)]
Kinds = Annotated[list[Annotated[str, Field(max_length=100)]], Field(min_length=1, max_length=50)]
Accounts = Annotated[list[Annotated[str, Field(max_length=100)]], Field(min_length=1, max_length=1_000)]


class WebhookBody(Body):
    """Where events of these kinds are told; `accounts` null: of all accounts."""

    url: Address
    kinds: Kinds
    name: Name | None = None
    accounts: Accounts | None = None

    def asked(self) -> Asked:
        return Asked(name=self.name, url=self.url, kinds=tuple(self.kinds), accounts=_accounts(self.accounts))


class WebhookChangeBody(Body):
    """What is to be different; what is left out stays. `all_accounts` takes the limit to some away."""

    url: Address | None = None
    kinds: Kinds | None = None
    name: Name | None = None
    accounts: Accounts | None = None
    all_accounts: bool = False
    enabled: bool | None = None

    def asked(self) -> Asked:
        return Asked(
            name=self.name,
            url=self.url,
            kinds=None if self.kinds is None else tuple(self.kinds),
            accounts=_accounts(self.accounts),
            all_accounts=self.all_accounts,
            enabled=self.enabled,
        )


class KindDocument(BaseModel):
    """A kind of event, and when it is told."""

    kind: str
    text: str


class WebhookDocument(BaseModel):
    """A webhook. `waiting` messages are on their way; `failing_since` is set while nothing can be delivered, and
    `disabled_why` says why nothing is sent any more.
    """

    id: str
    name: str
    url: str
    kinds: list[str]
    accounts: list[str] | None
    enabled: bool
    disabled_at: datetime | None
    disabled_why: str | None
    failures: int
    failing_since: datetime | None
    waiting: int
    actor: str
    created_at: datetime

    @classmethod
    def of(cls, one: Webhook, **more: str) -> Self:
        return cls(
            id=one.id,
            name=one.name,
            url=one.url,
            kinds=list(one.kinds),
            accounts=None if one.accounts is None else [str(each) for each in one.accounts],
            enabled=one.disabled_at is None,
            disabled_at=one.disabled_at,
            disabled_why=one.disabled_why,
            failures=one.failures,
            failing_since=one.failing_since,
            waiting=one.waiting,
            actor=one.actor,
            created_at=one.created_at,
            **more,
        )


class MadeWebhookDocument(WebhookDocument):
    """A new webhook. `secret` signs its messages, and is shown now and never again."""

    secret: str


class SecretDocument(BaseModel):
    """The new secret of a webhook, shown now and never again."""

    secret: str


class DeliveryDocument(BaseModel):
    """A message to a webhook. `status` and `answer` are of the last try; `next_at` is the next one while it waits."""

    id: str
    kind: str
    body: str
    state: Literal["waiting", "delivered", "failed"]
    attempts: int
    next_at: datetime | None
    status: int | None
    answer: str | None
    created_at: datetime
    ended_at: datetime | None

    @classmethod
    def of(cls, one: Delivery) -> Self:
        return cls(
            id=one.id,
            kind=one.kind,
            body=one.body,
            state=one.state,  # type: ignore[arg-type] # one of them, as the database has it
            attempts=one.attempts,
            next_at=one.next_at if one.state == "waiting" else None,
            status=one.status,
            answer=one.answer,
            created_at=one.created_at,
            ended_at=one.ended_at,
        )


def _accounts(given: list[str] | None) -> tuple[AccountId, ...] | None:
    return None if given is None else tuple(AccountId(each) for each in given)

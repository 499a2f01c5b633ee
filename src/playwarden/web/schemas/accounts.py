"""Accounts as documents."""

from datetime import datetime
from typing import Self

from pydantic import BaseModel

from playwarden.domain.accounts import Account


class AccountDocument(BaseModel):
    """A connected account. `writes` is False for a look-only one; `last_day` is when its consent ends."""

    id: str
    app_id: str
    name: str
    user_id: str
    state: str
    writes: bool
    market: str | None
    authorised_at: datetime
    last_day: datetime
    days_left: int

    @classmethod
    def of(cls, account: Account, now: datetime) -> Self:
        return cls(
            id=account.id,
            app_id=account.app_id,
            name=account.display_name,
            user_id=account.user_id,
            state=account.state.value,
            writes=account.writes,
            market=account.market,
            authorised_at=account.authorised_at,
            last_day=account.last_day,
            days_left=account.days_left(now),
        )

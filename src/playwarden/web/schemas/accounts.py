"""Accounts as documents."""

from datetime import datetime
from typing import Self

from pydantic import BaseModel

from playwarden.features.accounts.service import Standing


class AccountDocument(BaseModel):
    """A connected account. `writes` is False for a look-only one; `last_day` is when its consent ends, `note` what is
    wrong with it.
    """

    id: str
    app_id: str
    app: str
    name: str
    user_id: str
    spotify_id: str
    state: str
    writes: bool
    market: str | None
    scopes: list[str]
    authorised_at: datetime
    last_day: datetime
    days_left: int
    note: str

    @classmethod
    def of(cls, standing: Standing) -> Self:
        account = standing.account
        return cls(
            id=account.id,
            app_id=account.app_id,
            app=standing.app.name,
            name=account.display_name,
            user_id=account.user_id,
            spotify_id=account.spotify_id,
            state=account.state.value,
            writes=account.writes,
            market=account.market,
            scopes=sorted(account.scopes),
            authorised_at=account.authorised_at,
            last_day=standing.last_day,
            days_left=standing.days_left,
            note=standing.note,
        )

"""Writes alerts and news within a caller's transaction, and says that something ended well: told together, or not."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, func, insert, select, update
from sqlalchemy.orm import Session

from playwarden.domain.alerts import KINDS, Severity
from playwarden.domain.webhooks import KINDS as TOLD_BY_WEBHOOKS
from playwarden.kit.ids import AccountId, AlertId, IdSource, PlaylistId
from playwarden.store.database import do_last, exclusive
from playwarden.store.models import alerts as models
from playwarden.store.models.webhooks import News, Webhook

SWEEP = "sweep"
"""The name of the heartbeat of whole sweeps."""
_PENDING = "news of this transaction"


def raise_alert(
    session: Session,
    ids: IdSource,
    *,
    at: datetime,
    kind: str,
    title: str,
    text: str,
    link: str = "",
    account: AccountId | None = None,
    playlist: PlaylistId | None = None,
    severity: Severity | None = None,
) -> AlertId:
    """An alert, in the transaction of `session`: it stands or falls with it, and leaves by its routes afterwards.

    `kind` is one of `domain.alerts.KINDS`, whose severity it has unless another is given. `title` says what happened
    in a line, `text` more of it; `link` is a path of the pages. `account` and `playlist` say who may see it.
    """
    made = AlertId(ids.new("alr", at))
    session.add(
        models.Alert(
            id=made,
            kind=kind,
            severity=(severity or KINDS[kind].severity).value,
            title=title,
            text=text,
            link=link,
            at=at,
            account_id=account,
            playlist_id=playlist,
            is_new=True,
        )
    )
    return made


def note_news(
    session: Session, *, at: datetime, kind: str, data: Mapping[str, Any], accounts: Iterable[AccountId] | None
) -> None:
    """Something that webhooks tell, in the transaction of `session`: `kind` is one of `domain.webhooks.KINDS`, `data` a
    JSON document, `accounts` those that it touches (None: the whole server). Without any webhook nothing is kept.
    """
    if kind not in TOLD_BY_WEBHOOKS:
        raise KeyError(kind)
    known = None if accounts is None else sorted(set(accounts))
    news = {"kind": kind, "at": at, "data": dict(data), "accounts": known}
    session.info.setdefault(_PENDING, []).append(news)
    do_last(session, _write)


def last_news(session: Session) -> int:
    """The number of the newest piece of news, 0 without any."""
    return session.scalar(select(func.max(News.number))) or 0


def beat(session: Session, at: datetime, name: str = SWEEP) -> None:
    """Says that a whole sweep ended well at `at`: the heartbeat, where there is one, is called soon after the
    transaction of `session`. Of several the newest counts.
    """
    session.execute(
        update(models.Heartbeat).where(models.Heartbeat.name == name).values(beat_at=at, waits=True, tries=0)
    )


def _write(session: Session) -> None:
    """Numbers news right before the commit, while other writers of news wait: they become visible in order."""
    pending = session.info.pop(_PENDING)
    if session.scalar(select(Webhook.id).limit(1)) is None:
        return
    exclusive(session, "news")
    session.connection().execute(insert(cast(Table, News.__table__)), pending)

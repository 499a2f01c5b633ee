"""Alerts of consents: an account whose six months are nearly over, or that has to be connected again, is told of."""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from playwarden.domain.accounts import AccountState, six_months_after, warning
from playwarden.domain.alerts import Severity
from playwarden.kit.clock import Clock
from playwarden.kit.ids import AccountId, IdSource
from playwarden.kit.text import counted
from playwarden.store.alerts import raise_alert
from playwarden.store.database import Database, exclusive
from playwarden.store.models.accounts import Account
from playwarden.store.models.alerts import Alert
from playwarden.store.models.protection import Protection

ENDING, ENDED = "consent.ending", "consent.ended"


def warn_of_consents(database: Database, clock: Clock, ids: IdSource) -> int:
    """Raises the alerts that are due, each once: 30, 7 and 1 days before a consent ends, and when it has ended; how
    many. Loud where playlists are protected through the account: nobody puts them back without it.
    """
    now = clock.now()
    with database.read() as session:
        if not _due(session, now):
            return 0
    with database.write() as session:
        exclusive(session, "consents")
        due = _due(session, now)
        for account, days in due:
            _raise(session, ids, account, days, now)
        return len(due)


def _due(session: Session, now: datetime) -> list[tuple[Account, int | None]]:
    """Accounts that nobody was told of yet, with the warning that has come; None: it is over."""
    query = (
        select(Alert.account_id, Alert.kind, func.max(Alert.at))
        .where(Alert.kind.in_((ENDING, ENDED)), Alert.account_id.is_not(None))
        .group_by(Alert.account_id, Alert.kind)
    )
    told = {(account, kind): at for account, kind, at in session.execute(query)}
    found: list[tuple[Account, int | None]] = []
    for one in session.scalars(select(Account).where(Account.state != AccountState.REMOVED.value).order_by(Account.id)):
        last_day = six_months_after(one.authorised_at)
        days = warning(last_day, now)
        if one.state == AccountState.NEEDS_RECONNECTING.value or now >= last_day:
            kind, since, days = ENDED, one.authorised_at, None
        elif days is not None:
            kind, since = ENDING, last_day - timedelta(days=days)
        else:
            continue
        at = told.get((one.id, kind))
        if at is None or at < since:
            found.append((one, days))
    return found


def _raise(session: Session, ids: IdSource, account: Account, days: int | None, now: datetime) -> None:
    guarded = session.scalar(select(func.count()).select_from(Protection).where(Protection.account_id == account.id))
    playlists = counted(guarded or 0, "protected playlist")
    last_day = six_months_after(account.authorised_at)
    if days is None:
        title = f"Spotify's consent for '{account.display_name}' has ended"
        what = f"Nobody watches over its {playlists} now" if guarded else "Nothing can be done for it"
        text = f"{what}, and its jobs wait, until it is connected again."
    else:
        title = (
            f"Spotify's consent for '{account.display_name}' ends in {counted(max(1, (last_day - now).days), 'day')}"
        )
        then = f"then nobody watches over its {playlists} any more" if guarded else "then its jobs wait"
        text = f"It ends at {last_day:%Y-%m-%d %H:%M} UTC; {then}. Connecting it anew gives it six more months."
    raise_alert(
        session,
        ids,
        at=now,
        kind=ENDED if days is None else ENDING,
        title=title,
        text=text,
        link="/accounts",
        account=AccountId(account.id),
        severity=Severity.ALARM if guarded or days is None else Severity.WARNING,
    )

"""What people and programs are told of protection: alerts and news, in the transaction of what they are about."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from playwarden.kit.ids import AccountId, IdSource, PlaylistId
from playwarden.store.alerts import beat, note_news, raise_alert
from playwarden.store.models import protection as rows
from playwarden.store.models.accounts import Account
from playwarden.store.models.library import Playlist

_KINDS = {"takedown": "incident.takedown", "edit": "incident.edit", "gone": "incident.gone"}


def opened(session: Session, ids: IdSource, row: rows.Incident, words: str, now: datetime) -> None:
    """A new incident."""
    name = _name(session, row.playlist_id)
    raise_alert(
        session,
        ids,
        at=now,
        kind=_KINDS[row.kind],
        title=f"'{name}': {words}",
        text=_since(row),
        link=f"/protection?incident={row.id}",
        account=AccountId(row.account_id),
        playlist=PlaylistId(row.playlist_id),
    )
    note_news(session, at=now, kind="incident.opened", data=_data(row, name), accounts=[AccountId(row.account_id)])


def ended(session: Session, ids: IdSource, row: rows.Incident, now: datetime) -> None:
    """An incident that is over."""
    name = _name(session, row.playlist_id)
    raise_alert(
        session,
        ids,
        at=now,
        kind="incident.ended",
        title=f"'{name}' is as wanted" if row.right_at else f"'{name}': the incident is over",
        text=row.note or "",
        link=f"/protection?incident={row.id}",
        account=AccountId(row.account_id),
        playlist=PlaylistId(row.playlist_id),
    )
    note_news(session, at=now, kind="incident.ended", data=_data(row, name), accounts=[AccountId(row.account_id)])


def failed(session: Session, ids: IdSource, row: rows.Incident, why: str, now: datetime) -> None:
    """A playlist could not be put back: a person has to see to it."""
    raise_alert(
        session,
        ids,
        at=now,
        kind="incident.failed",
        title=f"'{_name(session, row.playlist_id)}' could not be put back",
        text=why,
        link=f"/protection?incident={row.id}",
        account=AccountId(row.account_id),
        playlist=PlaylistId(row.playlist_id),
    )


def broke(
    session: Session, ids: IdSource, account: AccountId, playlist: PlaylistId | None, why: str, now: datetime
) -> None:
    """A breaker opened: of the playlist, or of the whole account."""
    who = _name(session, playlist) if playlist is not None else _account(session, account)
    raise_alert(
        session,
        ids,
        at=now,
        kind="protection.breaker",
        title=f"'{who}': no more restores",
        text=f"{why} Look at it, then close the breaker.",
        link="/protection",
        account=account,
        playlist=playlist,
    )
    data = {"account": account, "playlist": playlist, "name": who, "why": why, "at": now.isoformat()}
    note_news(session, at=now, kind="protection.breaker", data=data, accounts=[account])


def unwatched(session: Session, ids: IdSource, account: AccountId, since: datetime, now: datetime) -> None:
    """Nobody looked for a while."""
    raise_alert(
        session,
        ids,
        at=now,
        kind="protection.unwatched",
        title=f"'{_account(session, account)}' was not watched for {lasted(now - since)}",
        text=f"From {since:%Y-%m-%d %H:%M} to {now:%Y-%m-%d %H:%M} UTC nobody looked at its protected playlists.",
        link="/protection",
        account=account,
    )


def swept(session: Session, now: datetime) -> None:
    """A whole sweep ended well: the heartbeat is called."""
    beat(session, now)


def lasted(span: timedelta) -> str:
    """`25 minutes`, `3 hours`, `2 days`."""
    minutes = max(1, round(span.total_seconds() / 60))
    if minutes < 120:
        return f"{minutes} minute{'s' if minutes != 1 else ''}"
    return f"{minutes // 60} hours" if minutes < 48 * 60 else f"{minutes // 1440} days"


def _since(row: rows.Incident) -> str:
    if row.last_right_at is None:
        return "It was never seen as wanted before."
    return f"It was last seen as wanted at {row.last_right_at:%Y-%m-%d %H:%M} UTC."


def _data(row: rows.Incident, name: str) -> dict[str, object]:
    return {
        "incident": row.id,
        "playlist": row.playlist_id,
        "name": name,
        "account": row.account_id,
        "kind": row.kind,
        "state": row.state,
        "outcome": row.outcome,
        "wrong": row.wrong,
        "found_at": row.found_at.isoformat(),
        "right_at": row.right_at.isoformat() if row.right_at else None,
    }


def _name(session: Session, playlist_id: str) -> str:
    """What it is called: as it is wanted, since an attacked one may have no name."""
    kept = session.get(rows.Protection, playlist_id)
    wanted = kept.preferred.get("name") if kept is not None else None
    return wanted or session.scalar(select(Playlist.name).where(Playlist.id == playlist_id)) or playlist_id


def _account(session: Session, account_id: str) -> str:
    return session.scalar(select(Account.display_name).where(Account.id == account_id)) or account_id

"""Turns what has happened since a webhook was last told into messages to it, with the mark of how far that went."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from playwarden.domain.accounts import six_months_after, warning
from playwarden.domain.jobs.job import JobEvent
from playwarden.domain.webhooks import CHANGES
from playwarden.kit.clock import Clock
from playwarden.kit.ids import AccountId, IdSource
from playwarden.store.alerts import last_news
from playwarden.store.database import Database, exclusive
from playwarden.store.jobs import events as job_events
from playwarden.store.models import webhooks as models
from playwarden.store.models.accounts import Account
from playwarden.store.models.jobs import Job
from playwarden.store.models.quota import Ban
from playwarden.store.models.runs import Part, Run
from playwarden.store.models.webhooks import News

PAGE = 500
"""Job events that are looked at in one transaction."""
MOST_PLAYLISTS = 200
"""Of one run in a message."""
KEPT_FOR = timedelta(days=7)
NEWS_KEPT_FOR = timedelta(days=30)
"""As long as jobs by default, for webhooks that are switched off meanwhile."""
_RUN = "runs.run"
_ENDED = ("succeeded", "failed", "cancelled")


@dataclass(frozen=True, slots=True)
class Event:
    """Something to be told of: `accounts` are those that it touches, None: the whole server."""

    kind: str
    at: datetime
    data: dict[str, Any]
    accounts: frozenset[AccountId] | None

    @property
    def body(self) -> str:
        document = {"type": self.kind, "timestamp": self.at.isoformat(), "data": self.data}
        return json.dumps(document, ensure_ascii=False)


def begin(session: Session, now: datetime) -> dict[str, Any]:
    """The mark of a webhook that is told of what happens from `now` on."""
    return {
        "events": job_events.last_number(session),
        "ban": session.scalar(select(Ban.id).order_by(Ban.id.desc()).limit(1)) or 0,
        "news": last_news(session),
        "consent": sorted(_waiting_accounts(session)),
        "ending": {key: _mark(one, days) for key, (one, days) in _ending_accounts(session, now).items()},
    }


def collect(database: Database, clock: Clock, ids: IdSource, real: Clock) -> int:
    """Makes the messages that are due; how many. `clock` tells when something was noticed, `real` when it may leave.

    Messages and marks are written together: whatever stops this, nothing is left out, and nothing is told twice.
    """
    with database.read() as session:
        if not session.scalars(select(models.Webhook.id).where(models.Webhook.disabled_at.is_(None)).limit(1)).all():
            return 0
        news = _news(session, clock.now())
    if not news:
        return 0
    made = 0
    with database.write() as session:
        exclusive(session, "webhooks")
        now = real.now()
        for hook in session.scalars(select(models.Webhook).where(models.Webhook.disabled_at.is_(None))):
            told, found = dict(hook.told), list[Event]()
            page = job_events.events(session, told["events"], None, PAGE)
            found += _of_jobs(session, page)
            told["events"] = page[-1].number if page else told["events"]
            bans = session.scalars(select(Ban).where(Ban.id > told["ban"]).order_by(Ban.id).limit(PAGE)).all()
            found += _of_bans(session, bans)
            told["ban"] = bans[-1].id if bans else told["ban"]
            after = told.get("news", 0)
            fresh = session.scalars(select(News).where(News.number > after).order_by(News.number).limit(PAGE)).all()
            found += [Event(one.kind, one.at, one.data, _known(one.accounts)) for one in fresh]
            told["news"] = fresh[-1].number if fresh else after
            waiting = _waiting_accounts(session)
            found += [_consent(one, clock.now()) for key, one in waiting.items() if key not in told["consent"]]
            told["consent"] = sorted(waiting)
            ending = _ending_accounts(session, clock.now())
            known = told.get("ending", {})
            found += [_ends(*one, clock.now()) for key, one in ending.items() if _is_new(known.get(key), *one)]
            told["ending"] = {key: _mark(*one) for key, one in ending.items()}
            for event in found:
                if event.kind in hook.kinds and _concerns(event, hook.accounts):
                    # Ids sort by their millisecond: messages leave in the order in which things happened.
                    session.add(message(ids, hook.id, event.kind, event.body, now, made))
                    made += 1
            hook.told = told
        session.execute(delete(models.Delivery).where(models.Delivery.ended_at < now - KEPT_FOR))
        # The newest stays: marks are compared with its number.
        old = (News.at < clock.now() - NEWS_KEPT_FOR, News.number < last_news(session))
        session.execute(delete(News).where(*old))
    return made


def message(ids: IdSource, hook_id: str, kind: str, body: str, now: datetime, number: int = 0) -> models.Delivery:
    """A message that is to leave at once, the `number`th of those that are made together."""
    return models.Delivery(
        id=ids.new("msg", now + timedelta(milliseconds=number)),
        webhook_id=hook_id,
        kind=kind,
        body=body,
        state="waiting",
        attempts=0,
        next_at=now,
        created_at=now,
    )


def _news(session: Session, now: datetime) -> bool:
    """Whether some webhook was not told of everything."""
    last = begin(session, now)
    marks = session.scalars(select(models.Webhook.told).where(models.Webhook.disabled_at.is_(None)))
    return any(dict(mark) != last for mark in marks)


def _concerns(event: Event, accounts: Sequence[Any] | None) -> bool:
    return accounts is None or (event.accounts is not None and not event.accounts.isdisjoint(accounts))


def _of_jobs(session: Session, page: Sequence[JobEvent]) -> Iterator[Event]:
    states = [event for event in page if event.kind == "state"]
    jobs = {row.id: row for row in session.scalars(select(Job).where(Job.id.in_({event.job_id for event in states})))}
    for event in states:
        row, data = jobs.get(event.job_id), event.data
        if row is None:
            continue  # It was forgotten meanwhile, with everything about it.
        state = data["state"]
        if row.kind == _RUN and state in _ENDED and row.run_id is not None:
            yield from _of_run(session, row.run_id, event.at, state, data)
        kind = _kind_of(state, data, top=row.parent_id is None)
        if kind is not None:
            told = {
                "job": row.id,
                "kind": row.kind,
                "state": state,
                "waits_for": data.get("waits_for"),
                "note": data.get("note"),
                "failure": data.get("failure"),
                "run": row.run_id,
                "calls": data.get("calls", row.calls),
                "actor": row.actor,
            }
            yield Event(kind, event.at, told, _accounts_of(session, row))


def _kind_of(state: str, data: Any, *, top: bool) -> str | None:
    """The kind that tells of a job's state; of the jobs that another one made only those that wait for a person."""
    if state == "missed" or (state == "waiting" and data.get("waits_for") == "connection"):
        return "job.waiting"
    if not top:
        return None
    return {"succeeded": "job.done", "failed": "job.failed"}.get(state)


def _of_run(session: Session, run_id: str, at: datetime, state: str, data: Any) -> Iterator[Event]:
    run = session.get(Run, run_id)
    if run is None or run.verb not in CHANGES:
        return
    parts = session.execute(
        select(Part.playlist_id, Part.account_id, Part.state).where(Part.run_id == run_id).order_by(Part.number)
    ).all()
    told = {
        "run": run.id,
        "verb": run.verb,
        "of_run": run.of_run_id,
        "state": run.state,
        "note": run.note,
        "actor": run.actor,
        "calls": data.get("calls"),
        "playlists": [
            {"playlist": part.playlist_id, "account": part.account_id, "state": part.state}
            for part in parts[:MOST_PLAYLISTS]
        ],
        "playlists_in_all": len(parts),
    }
    yield Event(CHANGES[run.verb], at, told, frozenset(AccountId(part.account_id) for part in parts))


def _accounts_of(session: Session, row: Job) -> frozenset[AccountId] | None:
    """The accounts that a job touches as far as its run or its key says; None: the whole server."""
    if row.run_id is not None:
        found = session.scalars(select(Part.account_id).where(Part.run_id == row.run_id).distinct())
        return frozenset(AccountId(each) for each in found)
    if row.key.startswith(("account:", "create:")):
        return frozenset({AccountId(row.key.split(":")[1])})
    accounts = row.payload.get("accounts")
    return frozenset(AccountId(each) for each in accounts) if accounts else None


def _of_bans(session: Session, bans: Sequence[Ban]) -> Iterator[Event]:
    for ban in bans:
        accounts = session.scalars(select(Account.id).where(Account.app_id == ban.app_id)).all()
        told = {
            "app": ban.app_id,
            "bucket": ban.bucket,
            "reason": ban.reason,
            "since": ban.since.isoformat(),
            "until": ban.until.isoformat(),
        }
        yield Event("incident.ban", ban.since, told, frozenset(AccountId(each) for each in accounts))


def _known(accounts: Sequence[Any] | None) -> frozenset[AccountId] | None:
    return None if accounts is None else frozenset(AccountId(each) for each in accounts)


def _waiting_accounts(session: Session) -> dict[str, Account]:
    found = session.scalars(select(Account).where(Account.state == "needs_reconnecting"))
    return {one.id: one for one in found}


def _consent(account: Account, at: datetime) -> Event:
    return Event("incident.consent", at, _authorised(account, "ended", 0), frozenset({AccountId(account.id)}))


def _ends(account: Account, days: int, at: datetime) -> Event:
    return Event("incident.consent", at, _authorised(account, "ending", days), frozenset({AccountId(account.id)}))


def _authorised(account: Account, state: str, days: int) -> dict[str, Any]:
    return {
        "account": account.id,
        "name": account.display_name,
        "state": state,
        "days_left": days,
        "authorised_at": account.authorised_at.isoformat(),
        "last_day": six_months_after(account.authorised_at).isoformat(),
    }


def _ending_accounts(session: Session, now: datetime) -> dict[str, tuple[Account, int]]:
    """Accounts whose authorisation ends so soon that they are warned of, and at how many days."""
    found = session.scalars(select(Account).where(Account.state == "connected"))
    days = {one.id: (one, warning(six_months_after(one.authorised_at), now)) for one in found}
    return {key: (one, left) for key, (one, left) in days.items() if left is not None}


def _mark(account: Account, days: int) -> list[Any]:
    return [account.authorised_at.isoformat(), days]


def _is_new(known: Sequence[Any] | None, account: Account, days: int) -> bool:
    """Whether nobody was told of this: of another authorisation, or when there were more days left."""
    return known is None or known[0] != account.authorised_at.isoformat() or days < known[1]

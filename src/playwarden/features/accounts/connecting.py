"""Connects accounts over the API: begun by a member or by a link, finished by whoever began it and by nobody else."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal
from urllib.parse import urlsplit

from sqlalchemy import delete, select

from playwarden.domain.accounts import Account
from playwarden.features.accounts.callback import PATH, WITHOUT_PORT, check_redirect, parse_callback
from playwarden.features.accounts.service import CONSENT_LASTS, AccountsService
from playwarden.kit.clock import Clock
from playwarden.kit.errors import InputError, LinkSpent, NotFound, PlaywardenError
from playwarden.kit.ids import AccountId, AppId, ConnectionId, IdSource, LinkId
from playwarden.kit.text import digest_of
from playwarden.store import audit
from playwarden.store.database import Database
from playwarden.store.forgetting import Forgotten, forget, weigh
from playwarden.store.models.access import Connection as Row
from playwarden.store.models.access import Link as LinkRow

How = Literal["here", "paste"]
STRANGERS = "This consent was begun by somebody else, in another browser, or too long ago."


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be connected: through which app, again which account, with writing or only looking."""

    app_id: AppId
    write: bool = False
    account_id: AccountId | None = None
    market: str | None = None

    def to_document(self, name: str | None = None) -> dict[str, Any]:
        """JSON; `name` is what the account is called."""
        told = {"app": self.app_id, "write": self.write, "account": self.account_id, "market": self.market}
        return told | {"name": name}

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> "Asked":
        account = document.get("account")
        return cls(
            AppId(document["app"]),
            bool(document["write"]),
            AccountId(account) if account else None,
            document.get("market"),
        )


@dataclass(frozen=True, slots=True)
class Connecting:
    """An account that is being connected. `url` is Spotify's page, known only when it was just begun."""

    id: ConnectionId
    how: How
    redirect_uri: str
    expires_at: datetime
    account_id: AccountId | None = None
    failure: Mapping[str, Any] | None = None
    url: str | None = None
    link_id: LinkId | None = None
    sentence: str | None = None


class Connections:
    """`bound_to` is the secret, or the id, of what began a consent: a session, a token, a link's cookie."""

    def __init__(self, database: Database, accounts: AccountsService, clock: Clock, real: Clock, ids: IdSource) -> None:
        self._database = database
        self._accounts = accounts
        self._clock = clock
        self._real = real
        self._ids = ids

    def begin(
        self, asked: Asked, how: How, *, here: str, bound_to: str, actor: str, link_id: LinkId | None = None
    ) -> Connecting:
        """`here` is the address of this server as the browser calls it. Raises InputError where Spotify does not lead
        back to it, NotFound.
        """
        redirect_uri = WITHOUT_PORT if how == "paste" else redirect_here(here)
        pending = self._accounts.begin(
            asked.app_id, redirect_uri=redirect_uri, write=asked.write, market=asked.market, renew=asked.account_id
        )
        now = self._real.now()
        row = Row(
            id=self._ids.new("con", now),
            state_sha256=digest_of(pending.state),
            bound_to=digest_of(bound_to),
            actor=actor,
            how=how,
            redirect_uri=redirect_uri,
            link_id=link_id,
            account_id=None,
            failure=None,
            created_at=now,
            expires_at=now + CONSENT_LASTS,
        )
        with self._database.write() as session:
            session.execute(delete(Row).where(Row.expires_at < now - CONSENT_LASTS))
            session.add(row)
        return _connecting(row, url=pending.url)

    def finish(self, query: str, *, bound_to: str) -> Connecting:
        """Takes what Spotify led to, once: its query, or the whole address that was pasted. What goes wrong with the
        consent is kept with it and told as its failure; so is a link that connected an account already, or was
        withdrawn. Raises InputError for what belongs to nobody who asks.
        """
        callback = parse_callback(query)
        with self._database.read() as session:
            row = session.scalar(select(Row).where(Row.state_sha256 == digest_of(callback.state)))
        # Looked at before the consent is used up: a stranger who has the address must not spoil it.
        if row is None or row.bound_to != digest_of(bound_to) or row.expires_at <= self._real.now():
            raise InputError(STRANGERS, "Start again on the page of accounts, in this browser.")
        try:
            with self._used(row.link_id):
                connected = self._accounts.finish(query, actor=row.actor)
        except PlaywardenError as error:
            failure = {"code": error.code, "what": error.what, "remedy": error.remedy}
            return self._ended(row.id, failure=failure)
        return self._ended(row.id, account_id=connected.account.id, sentence=connected.sentence)

    def find(self, connection_id: ConnectionId, *, bound_to: str) -> Connecting:
        """Raises NotFound, also for one that somebody else began."""
        with self._database.read() as session:
            row = session.get(Row, connection_id)
        if row is None or row.bound_to != digest_of(bound_to):
            raise NotFound("There is no such connection.", "Start again: a consent waits for half an hour.")
        return _connecting(row)

    def forget(self, account: Account, *, actor: str) -> tuple[Forgotten, int]:
        """Deletes an account with its tokens and all that was recorded of it alone; and how many documents went out of
        the audit chain, which keeps that they were. Raises Conflict while a job works on it.
        """
        now = self._clock.now()
        with self._database.write() as session:
            gone = forget(session, account.id)
            told = {"playlists": gone.playlists, "runs": gone.runs, "placements": gone.placements}
            audit.append(
                session, at=now, actor=actor, action="account.delete", subject=f"account:{account.id}", after=told
            )
            erased = audit.erase(
                session, account=account.id, actor=actor, reason="the account was deleted with its data", at=now
            )
        return gone, erased

    def weigh(self, account: Account) -> Forgotten:
        """How much deleting it with its data would take away."""
        with self._database.read() as session:
            return weigh(session, account.id)

    @contextmanager
    def _used(self, link_id: str | None) -> Iterator[None]:
        """A link is used up before the consent is, so that of two consents that were begun with it one counts; what
        fails gives it back. Raises LinkSpent.
        """
        if link_id is None:
            yield
            return
        with self._database.write() as session:
            link = session.get(LinkRow, link_id, with_for_update=True)
            if link is None or link.used_at is not None:
                raise LinkSpent("This link was used already, or withdrawn.", "Each works once: ask for a new one.")
            link.used_at = self._real.now()
        try:
            yield
        except BaseException:
            with self._database.write() as session:
                given = session.get(LinkRow, link_id)
                if given is not None:
                    given.used_at = None
            raise

    def _ended(
        self,
        key: str,
        *,
        account_id: AccountId | None = None,
        failure: Mapping[str, Any] | None = None,
        sentence: str | None = None,
    ) -> Connecting:
        with self._database.write() as session:
            row = session.get_one(Row, key, with_for_update=True)
            if failure is not None and row.account_id is not None:
                # It has worked; whoever sends the same address again is told what is wrong with that.
                return replace(_connecting(row), account_id=None, failure=dict(failure))
            row.account_id = account_id
            row.failure = None if failure is None else dict(failure)
            return _connecting(row, sentence=sentence)


def redirect_here(here: str) -> str:
    """Where Spotify is to lead back to on the server that is called `here`. Raises InputError where it does not."""
    if urlsplit(here).hostname == "localhost":
        raise InputError(
            "Spotify does not lead back to `localhost`, and 127.0.0.1 is another place to a browser.",
            "Open this page under 127.0.0.1, then connect.",
        )
    try:
        return check_redirect(here + PATH)
    except InputError:
        raise InputError(
            f"Spotify does not lead back to {here}: it takes HTTPS, or 127.0.0.1.",
            "Connect by pasting the address that does not load, or set PLAYWARDEN_PUBLIC_URL to an https:// address.",
        ) from None


def _connecting(row: Row, *, url: str | None = None, sentence: str | None = None) -> Connecting:
    return Connecting(
        id=ConnectionId(row.id),
        how="paste" if row.how == "paste" else "here",
        redirect_uri=row.redirect_uri,
        expires_at=row.expires_at,
        account_id=AccountId(row.account_id) if row.account_id else None,
        failure=row.failure,
        url=url,
        link_id=LinkId(row.link_id) if row.link_id else None,
        sentence=sentence,
    )

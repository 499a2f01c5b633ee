"""Tries out whether an app is set up at Spotify as it has to be, and names each usual mistake with what helps."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from playwarden.domain.accounts import LOOK_SCOPES, SCOPES, Account, App
from playwarden.engine.ports.accounts import Accounts, Authoriser, Credentials
from playwarden.kit.errors import NeedsReconnecting, NoPremium, NotListed, PlaywardenError, UnknownClient
from playwarden.kit.ids import AccountId
from playwarden.kit.text import listed

Question = Literal["client_id", "redirect_uri", "premium", "users", "scopes"]
"""What is looked at, in the order in which it has to be right."""
DASHBOARD = "developer.spotify.com/dashboard"


class Level(StrEnum):
    """How a finding is to be taken."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"
    UNKNOWN = "unknown"
    """Spotify does not tell before something else is done."""


@dataclass(frozen=True, slots=True)
class Finding:
    """The answer to one question. `about` is the account or the redirect address in question."""

    question: Question
    level: Level
    told: str
    remedy: str = ""
    account_id: AccountId | None = None
    about: str = ""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What was found of one app, and how many Web API calls that took: one for each account connected through it."""

    app: App
    findings: tuple[Finding, ...]
    calls: int


def diagnosed(accounts: Accounts, authoriser: Authoriser, app: App, redirects: Sequence[str]) -> Diagnosis:
    """`redirects` are the addresses that consents are to come back to. A question that only makes sense once another
    is answered well is left out. What is asked of the accounts service (the first two) is no Web API call.
    """
    credentials = accounts.credentials(app.id)
    client = _client(authoriser, credentials)
    findings, calls = [client], 0
    if client.level is not Level.FAIL:
        findings += [_redirect(authoriser, credentials, each) for each in redirects]
        through = [each for each in accounts.accounts() if each.app_id == app.id]
        for account in through:
            findings += [*_visit(authoriser, account), _scopes(account)]
        calls = len(through)
        if not through:
            findings += _not_yet()
    return Diagnosis(app, tuple(findings), calls)


def _client(authoriser: Authoriser, credentials: Credentials) -> Finding:
    try:
        authoriser.check(credentials)
    except UnknownClient as error:
        return Finding("client_id", Level.FAIL, error.what, error.remedy)
    except PlaywardenError as error:
        return Finding("client_id", Level.UNKNOWN, error.what, error.remedy)
    return Finding("client_id", Level.OK, f"Spotify knows the app with the client id {credentials.client_id}.")


def _redirect(authoriser: Authoriser, credentials: Credentials, uri: str) -> Finding:
    try:
        said = authoriser.page(credentials, redirect_uri=uri, scopes=LOOK_SCOPES)
    except PlaywardenError as error:
        return Finding("redirect_uri", Level.UNKNOWN, error.what, error.remedy, about=uri)
    if said is None:
        told = f"Whether {uri} is registered, Spotify tells only after one has signed in."
        remedy = "Connect; a page that says 'INVALID_CLIENT: Invalid redirect URI' means that it is not."
        return Finding("redirect_uri", Level.UNKNOWN, told, remedy, about=uri)
    if said == "":
        return Finding("redirect_uri", Level.OK, f"Spotify leads back to {uri}.", about=uri)
    told = f"Spotify does not lead back to {uri} (it says: {said})."
    remedy = f"Copy the redirect URI exactly as shown here into the app's settings at {DASHBOARD}, and save them."
    return Finding("redirect_uri", Level.FAIL, told, remedy, about=uri)


def _visit(authoriser: Authoriser, account: Account) -> Iterator[Finding]:
    name, key = account.display_name, account.id
    try:
        authoriser.visit(key)
    except NoPremium as error:
        yield Finding("premium", Level.FAIL, error.what, error.remedy, key)
    except NotListed:
        told = f"{name} is not on the app's list of users."
        remedy = f"Add the account under User Management at {DASHBOARD}: five at most, your own too. Then test again."
        yield Finding("premium", Level.OK, "The app's owner has Premium.", account_id=key)
        yield Finding("users", Level.FAIL, told, remedy, key)
    except NeedsReconnecting:
        told = f"Spotify does not take the consent of {name} any more."
        yield Finding("users", Level.FAIL, told, "Reconnect it on the page of accounts; what waits goes on.", key)
    except PlaywardenError as error:
        yield Finding("users", Level.UNKNOWN, error.what, error.remedy, key)
    else:
        yield Finding("premium", Level.OK, "The app's owner has Premium.", account_id=key)
        yield Finding("users", Level.OK, f"{name} is on the app's list of users.", account_id=key)


def _scopes(account: Account) -> Finding:
    """What was consented to, against what is asked for. No call."""
    name = account.display_name
    unread = [each.purpose for each in SCOPES if not each.writes and each.name not in account.scopes]
    unwritten = [each.purpose for each in SCOPES if each.writes and each.name not in account.scopes]
    remedy = "Reconnect it on the page of accounts, and agree to all that Spotify's page lists."
    if unread:
        told = f"{name} did not allow to {listed(unread)}."
        return Finding("scopes", Level.FAIL, told, remedy, account.id)
    if not account.writes:
        told = f"{name} is connected to look only: nothing can be changed."
        return Finding("scopes", Level.OK, told, "Reconnect it for writing when you want to change things.", account.id)
    if unwritten:
        return Finding("scopes", Level.WARN, f"{name} did not allow to {listed(unwritten)}.", remedy, account.id)
    return Finding("scopes", Level.OK, f"{name} allowed all that is asked for.", account_id=account.id)


def _not_yet() -> list[Finding]:
    """What Spotify tells at the first call of somebody who consented."""
    remedy = "Connect an account; what is wrong is then told at once."
    return [
        Finding("premium", Level.UNKNOWN, "Whether the app's owner has Premium shows with the first account.", remedy),
        Finding("users", Level.UNKNOWN, "Whether an account is on the app's list of users shows with it.", remedy),
        Finding("scopes", Level.UNKNOWN, "What an account allows shows with its consent.", remedy),
    ]

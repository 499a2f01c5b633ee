"""`apps` and `accounts`: the Spotify apps to connect through, and the accounts connected."""

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from playwarden.cli.door import door
from playwarden.cli.opened import container
from playwarden.cli.options import Json
from playwarden.cli.proposals import ACTOR
from playwarden.cli.screen import screen, table
from playwarden.kit.errors import InputError, NotApproved

if TYPE_CHECKING:
    from playwarden.domain.accounts import Account
    from playwarden.features.accounts.service import Connected, Pending

apps = typer.Typer(help="The Spotify apps (client ids) to connect through.", no_args_is_help=True)
accounts = typer.Typer(help="The connected Spotify accounts.", no_args_is_help=True)


@apps.command("add")
def add_app(
    client_id: Annotated[str, typer.Argument(metavar="CLIENT_ID", help="From developer.spotify.com, 32 characters.")],
    name: Annotated[str, typer.Option("--name", metavar="NAME", help="What to call it.")] = "",
    group: Annotated[
        str, typer.Option("--group", metavar="NAME", help="Its developer: apps of one developer share a quota.")
    ] = "",
    secret: Annotated[
        bool,
        typer.Option(
            "--secret",
            help="It has a client secret: asked for on a terminal, else read from standard input.",
            show_default=False,
        ),
    ] = False,
    json: Json = False,
) -> None:
    """Add an app by its client id."""
    from playwarden.features.accounts.service import OWN_GROUP

    given = _secret() if secret else None
    app = container().accounts.add_app(client_id, actor=ACTOR, name=name, quota_group=group or OWN_GROUP, secret=given)
    screen.answer(app, f"The app '{app.name}' is added. Next: `playwarden accounts connect`.")


def _secret() -> str:
    if sys.stdin.isatty():
        import getpass

        given = getpass.getpass("Client secret: ").strip()
    else:
        given = sys.stdin.readline().strip()
    if not given:
        raise InputError("No client secret was given.", "Leave `--secret` out for an app that uses PKCE alone.")
    return given


@apps.command("list")
def list_apps(json: Json = False) -> None:
    """List the apps."""
    found = container().accounts.apps()
    rows = [(app.id, app.name, app.client_id, app.quota_group, app.dialect.value) for app in found]
    screen.answer(
        found,
        table(("id", "name", "client id", "quota group", "mode"), rows)
        if rows
        else "No app is added yet: `playwarden apps add CLIENT_ID`.",
    )


@apps.command("remove")
def remove_app(
    app: Annotated[str, typer.Argument(metavar="APP", help="Its id, client id or name.")], json: Json = False
) -> None:
    """Remove an app through which no account is connected."""
    gone = container().accounts.remove_app(app, actor=ACTOR)
    screen.answer({"removed": gone.id}, f"The app '{gone.name}' is removed.")


@accounts.command()
def connect(
    app: Annotated[
        str | None, typer.Option("--app", metavar="APP", help="Through this app, if there are several.")
    ] = None,
    account: Annotated[
        str | None, typer.Option("--account", metavar="ACCOUNT", help="Connect this known account again.")
    ] = None,
    write: Annotated[
        bool, typer.Option("--write", help="Ask for the right to change its playlists too.", show_default=False)
    ] = False,
    market: Annotated[
        str | None, typer.Option("--market", metavar="COUNTRY", help="The account's country, two letters.")
    ] = None,
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Print the address and wait; open nothing.", show_default=False)
    ] = False,
    paste: Annotated[
        str | None,
        typer.Option("--paste", metavar="ADDRESS", help="Finish with the address that did not load in the browser."),
    ] = None,
    wait: Annotated[float, typer.Option("--wait", metavar="SECONDS", help="How long to wait for the browser.")] = 300,
    json: Json = False,
) -> None:
    """Connect a Spotify account by its owner's consent; without `--write` Playwarden only looks."""
    service = container().accounts
    if paste is not None:
        _tell(service.finish(paste, actor=ACTOR))
        return
    from playwarden.features.accounts.loopback import Loopback

    known = service.find(account) if account is not None else None
    through = service.find_app(known.app_id if known is not None and app is None else app)
    with Loopback() as loopback:
        pending = service.begin(
            through.id,
            redirect_uri=loopback.redirect_uri,
            write=write,
            market=market,
            renew=known.id if known is not None else None,
        )
        _show_address(pending, loopback.redirect_uri, no_browser=no_browser)
        came = loopback.wait(wait, state=pending.state)
    _tell(service.finish(came, actor=ACTOR))


def _opened_in_browser(url: str) -> bool:
    import webbrowser

    return webbrowser.open(url)


def _show_address(pending: "Pending", redirect_uri: str, *, no_browser: bool) -> None:
    if screen.json:
        screen.line({"url": pending.url, "redirect_uri": redirect_uri, "expires_at": pending.expires_at})
        return
    if not no_browser and _opened_in_browser(pending.url):
        screen.say("Spotify's page is open in the browser; waiting for your answer there. If it is not:")
    else:
        screen.say("Open this address in a browser and agree:")
    screen.say(f"\n{pending.url}\n")
    if no_browser:
        screen.say(
            "On another machine the page after it will not load: give its address to\n"
            "`playwarden accounts connect --paste 'ADDRESS'`."
        )


def _tell(connected: "Connected") -> None:
    document = _document(connected.account) | {"again": connected.again, "sentence": connected.sentence}
    if screen.json:
        screen.line(document)
    screen.say(f"{connected.sentence} Next: `playwarden sync`.")


@accounts.command("list")
def list_accounts(json: Json = False) -> None:
    """List the connected accounts, what they may, and the day on which each has to consent anew."""
    found = door().get("/accounts")
    rows = [
        (
            account["id"],
            account["name"],
            account["user_id"],
            account["app"],
            "may write" if account["writes"] else "looks only",
            f"{account['last_day'][:10]} ({account['days_left']} days)",
            account["note"],
        )
        for account in found
    ]
    documents = [{name: value for name, value in account.items() if name != "app_id"} for account in found]
    columns = ("id", "name", "user id", "app", "may", "consent until", "note")
    screen.answer(
        documents,
        table(columns, rows) if rows else "No account is connected yet: `playwarden accounts connect`.",
    )


@accounts.command("remove")
def remove_account(
    account: Annotated[str, typer.Argument(metavar="ACCOUNT", help="Its id, name or Spotify user id.")],
    erase: Annotated[
        str | None,
        typer.Option("--erase", metavar="REASON", help="Also erase its documents from the audit trail, for good."),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.", show_default=False)] = False,
    json: Json = False,
) -> None:
    """Delete an account's tokens. What was recorded about its playlists stays, unless erased."""
    opened = container()
    found = opened.accounts.find(account)
    if erase is not None and not yes:
        if not screen.can_ask:
            raise NotApproved("Erasing is for good, and there is no terminal to ask on.", "Give `--yes` as well.")
        if not screen.ask(f"Erase the audit documents of {found.display_name} for good?"):
            raise NotApproved("Nothing was changed.")
    gone = opened.accounts.remove(found.id, actor=ACTOR)
    erased = opened.trail.erase(gone.id, actor=ACTOR, reason=erase) if erase is not None else 0
    told = f" {erased:,} audit documents are erased; the chain says so." if erase is not None else ""
    screen.answer(
        {"removed": gone.id, "erased_documents": erased},
        f"{gone.display_name} is removed; its tokens are deleted.{told}",
    )


def _document(account: "Account") -> dict[str, Any]:
    return {
        "id": account.id,
        "name": account.display_name,
        "user_id": account.user_id,
        "spotify_id": account.spotify_id,
        "state": account.state.value,
        "writes": account.writes,
        "market": account.market,
        "scopes": sorted(account.scopes),
        "authorised_at": account.authorised_at,
        "last_day": account.last_day,
    }

"""`playwarden blocklist`: tracks and artists that the rules of an account never choose."""

from typing import Annotated

import typer

from playwarden.cli.door import door
from playwarden.cli.options import Json
from playwarden.cli.screen import moment as instant
from playwarden.cli.screen import screen, table, when
from playwarden.kit.text import counted

app = typer.Typer(help="Tracks and artists that an account's rules never choose.", no_args_is_help=True)
Account = Annotated[str, typer.Argument(metavar="ACCOUNT", help="The account, by name or id.")]
Items = Annotated[
    list[str],
    typer.Argument(
        metavar="ITEM...", help="Links or URIs of tracks and artists, or names of artists.", show_default=False
    ),
]


@app.command("list")
def list_blocked(
    account: Annotated[str | None, typer.Argument(metavar="[ACCOUNT]", help="Only this account's.")] = None,
    json: Json = False,
) -> None:
    """List what is blocked, the newest first."""
    found = door().get("/blocklist", account=account)
    rows = [
        (one["account_name"], one["name"] or one["uri"], one["uri"].split(":")[1], when(instant(one["at"])))
        for one in found
    ]
    columns = ("account", "name", "kind", "since")
    screen.answer(found, table(columns, rows) if rows else "Nothing is blocked: `playwarden blocklist add` does.")


@app.command()
def add(account: Account, items: Items, json: Json = False) -> None:
    """Block tracks and artists for an account; its playlists change at their next refresh."""
    done = door().post("/blocklist", {"account": account, "add": items})
    screen.answer(done, f"{_of(len(done['added']))} blocked.")


@app.command()
def remove(account: Account, items: Items, json: Json = False) -> None:
    """Take tracks and artists off the blocklist of an account."""
    done = door().post("/blocklist", {"account": account, "remove": items})
    screen.answer(done, f"{_of(len(done['removed']))} taken off.")


def _of(count: int) -> str:
    return counted(count, "track or artist is", "tracks and artists are")

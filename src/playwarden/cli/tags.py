"""`tags`: words that playlists are sorted by, given by hand or by a rule."""

from typing import Annotated

import typer

from playwarden.cli.door import door, named
from playwarden.cli.options import Json
from playwarden.cli.screen import screen, table
from playwarden.kit.text import counted

app = typer.Typer(help="Tags on playlists, by hand and by rule. They cost no call.", no_args_is_help=True)
Tag = Annotated[str, typer.Argument(metavar="TAG", help="The tag.")]
Playlists = Annotated[
    list[str], typer.Argument(metavar="PLAYLIST...", help="Playlists by name, address or id.", show_default=False)
]


@app.command("list")
def list_tags(json: Json = False) -> None:
    """List the tags and how many playlists have each."""
    found = door().get("/tags")
    rows = [(one["tag"], f"{one['playlists']:,}") for one in found]
    screen.answer(found, table(("tag", "playlists"), rows, right=("playlists",)) if rows else "No playlist has a tag.")


@app.command()
def add(tag: Tag, playlists: Playlists, json: Json = False) -> None:
    """Give playlists a tag."""
    done = door().post("/tags/assign", {"playlists": playlists, "add": [tag]})
    screen.answer(done, f"{counted(done['playlists'], 'playlist')} tagged.")


@app.command()
def remove(tag: Tag, playlists: Playlists, json: Json = False) -> None:
    """Take a tag away from playlists; what a rule gives stays."""
    done = door().post("/tags/assign", {"playlists": playlists, "remove": [tag]})
    screen.answer(done, f"Taken away from {counted(done['playlists'], 'playlist')}.")


@app.command()
def rules(json: Json = False) -> None:
    """List the rules that give tags."""
    found = door().get("/tags/rules")
    rows = [
        (one["id"], one["tag"], one["name"] or "any", one["description"] or "any", one["account"] or "all")
        for one in found
    ]
    columns = ("id", "tag", "name", "description", "account")
    screen.answer(found, table(columns, rows) if rows else "No rule gives a tag: `playwarden tags rule` makes one.")


@app.command()
def rule(
    tag: Tag,
    name: Annotated[
        str | None, typer.Option("--name", metavar="PATTERN", help="Those whose name is like this, with * and ?.")
    ] = None,
    description: Annotated[
        str | None, typer.Option("--description", metavar="PATTERN", help="Those whose description is like this.")
    ] = None,
    account: Annotated[
        str | None, typer.Option("--account", metavar="ACCOUNT", help="Those that this account's list shows.")
    ] = None,
    json: Json = False,
) -> None:
    """Give a tag to all playlists that fit, now and later."""
    body = {"tag": tag, "name": name, "description": description, "account": account}
    made = door().post("/tags/rules", body)
    screen.answer(made, f"{made['id']} gives the tag '{made['tag']}'.")


@app.command()
def unrule(
    rule: Annotated[str, typer.Argument(metavar="RULE", help="Its id, as `tags rules` shows it.")], json: Json = False
) -> None:
    """Remove a rule; the tags that it gave are gone with it."""
    door().delete(named("tags", "rules", rule))
    screen.answer({"removed": rule}, f"{rule} is removed.")

"""The tree of commands; each group has a file of its own."""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer.main import get_command

import playwarden
from playwarden.cli import (
    accounts,
    audit,
    backups,
    blocklist,
    bulk,
    doctor,
    exchange,
    features,
    finding,
    jobs,
    labels,
    library,
    match,
    members,
    opened,
    placements,
    protect,
    quota,
    rules,
    runs,
    sandbox,
    schedules,
    serve,
    shaping,
    tags,
    telling,
    templates,
    webhooks,
    wishes,
    workers,
)
from playwarden.cli.options import Json
from playwarden.cli.screen import screen

if TYPE_CHECKING:
    from typer._click.core import Command

app = typer.Typer(
    name="playwarden",
    help="Playlists that stay the way you mean them, for Spotify.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _version(value: bool) -> None:
    if value:
        screen.answer({"version": playwarden.__version__}, f"playwarden {playwarden.__version__}")
        raise typer.Exit


@app.callback()
def root(
    data_dir: Annotated[
        Path | None, typer.Option("--data-dir", metavar="FOLDER", help="The data folder, instead of the setting's.")
    ] = None,
    version: Annotated[
        bool, typer.Option("--version", help="Show the version.", callback=_version, show_default=False)
    ] = False,
    json: Json = False,
) -> None:
    """Playlists that stay the way you mean them, for Spotify."""
    opened.give(data_dir=data_dir)


app.command()(serve.up)
app.command()(workers.worker)
app.command()(workers.beat)
app.add_typer(accounts.apps, name="apps")
app.add_typer(accounts.accounts, name="accounts")
app.command()(library.sync)
app.add_typer(library.app, name="playlists")
app.command()(finding.find)
shaping.add_to(library.app)
app.add_typer(tags.app, name="tags")
app.add_typer(bulk.app, name="bulk")
app.add_typer(match.app, name="match")
app.add_typer(features.app, name="features")
app.add_typer(labels.app, name="labels")
app.add_typer(blocklist.app, name="blocklist")
app.add_typer(rules.app, name="rules")
app.add_typer(templates.app, name="templates")
app.command()(wishes.plan)
app.command()(wishes.apply)
app.command()(exchange.export)
app.command("import")(exchange.import_)
app.add_typer(exchange.exports, name="exports")
app.add_typer(runs.app, name="runs")
app.add_typer(jobs.app, name="jobs")
app.add_typer(placements.app, name="placements")
app.add_typer(protect.app, name="protect")
app.add_typer(schedules.app, name="schedules")
app.add_typer(members.app, name="members")
app.add_typer(webhooks.app, name="webhooks")
app.add_typer(telling.alerts, name="alerts")
app.add_typer(telling.heartbeat, name="heartbeat")
app.command()(quota.quota)
app.add_typer(audit.app, name="audit")
app.command()(backups.backup)
app.command()(backups.restore)
app.command()(doctor.doctor)
app.command()(wishes.schema)
app.command()(sandbox.sandbox)


@cache
def tree() -> "Command":
    """All of it as it is called, put together once in a process: that takes longer than most commands."""
    return get_command(app)

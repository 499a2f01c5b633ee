"""`playwarden up`: health, read routes and their reference on 127.0.0.1, and what happens by itself."""

import os
from typing import Annotated

import typer

from playwarden.cli import opened
from playwarden.cli.options import Json
from playwarden.cli.screen import screen
from playwarden.kit.errors import StoreError


def up(
    host: Annotated[str | None, typer.Option(metavar="ADDRESS", help="Listen here, instead of the setting.")] = None,
    port: Annotated[int | None, typer.Option(help="Listen on this port; 0 takes a free one.", min=0, max=65535)] = None,
    no_runner: Annotated[
        bool,
        typer.Option(
            "--no-runner", help="Run no jobs: workers, or another process on this database, do.", show_default=False
        ),
    ] = False,
    json: Json = False,
) -> None:
    """Serve on 127.0.0.1 and keep the mirror and the backups going, until Ctrl-C."""
    opened.give(host=host, port=port)
    container = opened.container()
    from playwarden.kit.logs import begin_in_file
    from playwarden.web.serving import serve

    settings = container.settings
    try:
        begin_in_file(settings.log_file, settings.log_level, settings.log_format)
    except OSError as error:
        raise StoreError(f"The log {settings.log_file} cannot be written: {error.strerror}.") from None
    serve(container, ready=lambda address: _tell(address, str(settings.token_file)), runner=not no_runner)


def _tell(address: str, token_file: str) -> None:
    if screen.json:
        screen.line({"address": address, "token_file": token_file, "pid": os.getpid()})
        return
    screen.say(
        f"Playwarden is up at {address}. Ctrl-C ends it.\n"
        f"  {address}/docs shows what can be asked; the token is in {token_file}."
    )

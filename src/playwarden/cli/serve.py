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
    json: Json = False,
) -> None:
    """Serve on 127.0.0.1 and keep the mirror and the backups going, until Ctrl-C."""
    opened.give(host=host, port=port)
    container = opened.container()
    from playwarden.cli import logs
    from playwarden.web.serving import serve

    try:
        logs.begin(container.settings)
    except OSError as error:
        raise StoreError(f"The log {container.settings.log_file} cannot be written: {error.strerror}.") from None
    serve(container, ready=lambda address: _tell(address, str(container.settings.token_file)))


def _tell(address: str, token_file: str) -> None:
    if screen.json:
        screen.line({"address": address, "token_file": token_file, "pid": os.getpid()})
        return
    screen.say(
        f"Playwarden is up at {address}. Ctrl-C ends it.\n"
        f"  {address}/docs shows what can be asked; the token is in {token_file}."
    )

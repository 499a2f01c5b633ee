"""`playwarden up`: health, read routes and their reference on 127.0.0.1, and what happens by itself."""

import os
from typing import TYPE_CHECKING, Annotated

import typer

from playwarden.cli import browsers, opened
from playwarden.cli.options import Json
from playwarden.cli.screen import screen
from playwarden.domain.access import OPERATOR
from playwarden.kit.errors import StoreError

if TYPE_CHECKING:
    from playwarden.bootstrap import Container


def up(
    host: Annotated[str | None, typer.Option(metavar="ADDRESS", help="Listen here, instead of the setting.")] = None,
    port: Annotated[int | None, typer.Option(help="Listen on this port; 0 takes a free one.", min=0, max=65535)] = None,
    no_runner: Annotated[
        bool,
        typer.Option(
            "--no-runner", help="Run no jobs: workers, or another process on this database, do.", show_default=False
        ),
    ] = False,
    open_: Annotated[
        bool, typer.Option("--open", help="Open the pages in a browser, where there is one.", show_default=False)
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
    serve(container, ready=lambda address: _tell(container, address, show=open_), runner=not no_runner)


def _tell(container: "Container", address: str, *, show: bool) -> None:
    """Where it serves; while nobody is a member also the link that makes the first one. `show`: in a browser too."""
    settings = container.settings
    base = settings.public_url or address
    welcome = None
    if not container.access.set_up():
        welcome = f"{base}/welcome#{container.members.first_link(OPERATOR).secret}"
    if show:
        browsers.show(welcome or base)
    if screen.json:
        told = {"address": address, "token_file": str(settings.token_file), "pid": os.getpid()}
        screen.line(told | ({"welcome": welcome} if welcome else {}))
        return
    screen.say(f"Playwarden is up at {base}. Ctrl-C ends it.")
    if welcome:
        screen.say(f"  Nobody is a member yet. This link makes the first one, once, within a day:\n  {welcome}")
    screen.say(f"  {base}/docs shows what can be asked; the operator's token is in {settings.token_file}.")

"""`playwarden sandbox`: a local imitation of Spotify to try things on, without an account."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from playwarden.cli.options import Json
from playwarden.cli.screen import screen
from playwarden.kit.errors import Busy, InputError


def sandbox(
    port: Annotated[int, typer.Option(help="The port on 127.0.0.1; 0 takes a free one.", min=0, max=65535)] = 8900,
    seed: Annotated[int, typer.Option(help="The same seed gives the same people, playlists and answers.")] = 1,
    mode: Annotated[
        Literal["development", "extended"], typer.Option(help="Which kind of app Spotify is talking to.")
    ] = "development",
    limits: Annotated[
        str, typer.Option(metavar="NAME", help="`default`, `none`, or a JSON file with calls per window and day.")
    ] = "default",
    accounts: Annotated[int, typer.Option(help="People with a Spotify account.", min=1, max=200)] = 2,
    playlists: Annotated[
        int | None, typer.Option(help="Playlists each of them has; all of the catalogue, or 24.", min=0)
    ] = None,
    catalogue: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Real playlists instead of made-up ones (gzipped JSON).")
    ] = None,
    latency: Annotated[float, typer.Option(help="Milliseconds that every answer takes.", min=0)] = 0.0,
    rate: Annotated[float, typer.Option(help="How fast its clock runs; 60: an hour a minute.", min=0)] = 1.0,
    json: Json = False,
) -> None:
    """Run a local imitation of Spotify's Web API and accounts service."""
    from playwarden.sandbox.server import start
    from playwarden.sandbox.settings import Limits, SandboxSettings

    try:
        allowed = Limits.named(limits)
    except (OSError, ValueError) as error:
        raise InputError(
            f"These limits cannot be read: {error}.", "Give `default`, `none`, or the path of a JSON file."
        ) from None
    if catalogue is not None and not catalogue.is_file():
        raise InputError(f"There is no file {catalogue}.", "Check the path of the catalogue.")
    settings = SandboxSettings(
        port=port,
        seed=seed,
        mode=mode,
        limits=allowed,
        catalogue=catalogue,
        accounts=accounts,
        playlists_per_account=playlists,
        latency_ms=latency,
        rate=rate,
    )
    try:
        running = start(settings)
    except OSError as error:
        raise Busy(
            f"Port {port} is taken ({error.strerror}).", "Give another one with `--port`, or `--port 0`."
        ) from None
    screen.say(str(running))

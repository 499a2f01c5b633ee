"""`playwarden sandbox`: a local imitation of Spotify to try things on, without an account."""

import errno
import os
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

from playwarden.cli import opened
from playwarden.cli.options import Json
from playwarden.cli.screen import screen
from playwarden.kit.clock import parse_instant
from playwarden.kit.errors import Busy, InputError, StoreError


def sandbox(
    port: Annotated[int, typer.Option(help="The port on 127.0.0.1; 0 takes a free one.", min=0, max=65535)] = 8900,
    seed: Annotated[int, typer.Option(help="The same seed gives the same people, playlists and answers.")] = 1,
    mode: Annotated[
        Literal["development", "extended"], typer.Option(help="Which of Spotify's two kinds of app is imitated.")
    ] = "development",
    limits: Annotated[
        str, typer.Option(metavar="NAME", help="`default`, `none`, or a JSON file with calls per window and day.")
    ] = "default",
    accounts: Annotated[int, typer.Option(help="People with a Spotify account.", min=1, max=200)] = 2,
    playlists: Annotated[
        int | None,
        typer.Option(
            help="Playlists that each of them lists; without it 24, or all of the catalogue.", min=0, max=11_000
        ),
    ] = None,
    catalogue: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Real playlists instead of made-up ones (gzipped JSON).")
    ] = None,
    latency: Annotated[float, typer.Option(help="Milliseconds that every answer takes.", min=0)] = 0.0,
    rate: Annotated[float, typer.Option(help="How fast its clock runs; 60: an hour a minute.", min=0)] = 1.0,
    start: Annotated[
        str | None, typer.Option(metavar="TIME", help="When its clock begins (ISO 8601, UTC), instead of now.")
    ] = None,
    keep: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Keep what changes in this file, and go on from it next time.")
    ] = None,
    json: Json = False,
) -> None:
    """Run a local imitation of Spotify's Web API and accounts service, until Ctrl-C."""
    from playwarden.sandbox.keeping import Kept
    from playwarden.sandbox.server import serve
    from playwarden.sandbox.settings import Limits, SandboxSettings

    opened.this_machine()
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
        start=_moment(start) if start is not None else None,
    )
    try:
        kept = Kept(keep) if keep is not None else None
        serve(settings, ready=lambda taken: _tell(settings.host, taken, mode, seed), kept=kept)
    except ValueError as error:
        raise InputError(f"The sandbox cannot be made like that: {error}.") from None
    except OSError as error:
        if error.filename is not None:
            raise StoreError(f"{error.filename} cannot be read: {error.strerror}.") from None
        another = "Give another one with `--port`, or `--port 0` for a free one."
        if error.errno == errno.EADDRINUSE:
            raise Busy(f"The port {port} is taken.", another) from None
        raise InputError(f"The port {port} cannot be listened on: {os.strerror(error.errno or 0)}.", another) from None


def _moment(text: str) -> datetime:
    try:
        return parse_instant(text)
    except ValueError:
        raise InputError(f"{text} is no time.", "Write it like 2026-11-02T09:00.") from None


def _tell(host: str, port: int, mode: str, seed: int) -> None:
    """Where it is, and what lets Playwarden meet it instead of Spotify."""
    from playwarden.sandbox.running import Running

    running = Running(f"http://{host}:{port}")
    variables = {
        "PLAYWARDEN_SPOTIFY_API_URL": running.api_url,
        "PLAYWARDEN_SPOTIFY_ACCOUNTS_URL": running.accounts_url,
        "PLAYWARDEN_CLOCK_URL": running.clock_url,
    }
    if screen.json:
        screen.line(
            {
                "address": running.base_url,
                "api_url": running.api_url,
                "accounts_url": running.accounts_url,
                "clock_url": running.clock_url,
                "client_id": running.client_id,
            }
        )
        return
    lines = [
        f"The sandbox is at {running.base_url} ({mode} mode, seed {seed}). Ctrl-C ends it.",
        "In another terminal:",
    ]
    lines += [f"  export {name}={value}" for name, value in variables.items()]
    lines += [f"  playwarden apps add {running.client_id} --name sandbox", "  playwarden accounts connect --write"]
    screen.say("\n".join(lines))

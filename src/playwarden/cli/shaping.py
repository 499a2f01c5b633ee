"""`playlists create`, `duplicate`, `merge`, `split`, `describe`: playlists as a whole, with their cost before."""

from base64 import b64encode
from pathlib import Path
from typing import Annotated, Any

import typer

from playwarden.cli import proposals
from playwarden.cli.door import door, named
from playwarden.cli.naming import playlist_id
from playwarden.cli.options import Approve, Force, Json, NoWait, Yes
from playwarden.cli.screen import screen
from playwarden.kit.files import read_bounded

MOST_PICTURE = 12 * 1024 * 1024
Account = Annotated[str, typer.Option("--account", metavar="ACCOUNT", help="In this account: its id or name.")]
Name = Annotated[str | None, typer.Option("--name", metavar="TEXT", help="What it is called.")]
Description = Annotated[str | None, typer.Option("--description", metavar="TEXT", help="Its description.")]
Public = Annotated[bool | None, typer.Option("--public/--private", help="Whether it shows on the owner's profile.")]
Cover = Annotated[Path | None, typer.Option("--cover", metavar="FILE", help="A JPEG, PNG or WebP picture.")]
Playlist = Annotated[str, typer.Argument(metavar="PLAYLIST", help="Its name, id, URI or link.")]


def create(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What it is called.")],
    account: Account,
    tracks: Annotated[
        list[str] | None, typer.Option("--track", metavar="TRACK", help="A track by URI or address; many times.")
    ] = None,
    description: Description = None,
    public: Public = None,
    cover: Cover = None,
    approve: Approve = None,
    yes: Yes = False,
    force: Force = None,
    no_wait: NoWait = False,
    json: Json = False,
) -> None:
    """Make a playlist, empty or with tracks."""
    body = {"account": account, "uris": tracks or [], **_details(name, description, public, cover)}
    _carry_out("/playlists/create", body, approve, force, yes=yes, no_wait=no_wait)


def duplicate(
    playlist: Playlist,
    account: Account,
    name: Name = None,
    description: Description = None,
    public: Public = None,
    cover: Cover = None,
    approve: Approve = None,
    yes: Yes = False,
    force: Force = None,
    no_wait: NoWait = False,
    json: Json = False,
) -> None:
    """Make a copy of a playlist, in this account or another."""
    body = {"playlist": playlist, "account": account, **_details(name, description, public, cover)}
    _carry_out("/playlists/duplicate", body, approve, force, yes=yes, no_wait=no_wait)


def merge(
    playlists: Annotated[list[str], typer.Argument(metavar="PLAYLIST...", help="Those that are merged.")],
    account: Annotated[
        str | None, typer.Option("--account", metavar="ACCOUNT", help="A new playlist in this account.")
    ] = None,
    into: Annotated[
        str | None, typer.Option("--into", metavar="PLAYLIST", help="Behind what stands in this one instead.")
    ] = None,
    turns: Annotated[bool, typer.Option("--turns", help="A track of each in turn.", show_default=False)] = False,
    twice: Annotated[
        bool, typer.Option("--twice", help="Keep tracks that stand in several.", show_default=False)
    ] = False,
    name: Name = None,
    description: Description = None,
    public: Public = None,
    approve: Approve = None,
    yes: Yes = False,
    force: Force = None,
    no_wait: NoWait = False,
    json: Json = False,
) -> None:
    """Make one playlist out of several; they stay as they are."""
    body = {
        "playlists": playlists,
        "account": account,
        "into": into,
        "order": "turns" if turns else "behind",
        "twice": twice,
        **_details(name, description, public, None),
    }
    _carry_out("/playlists/merge", body, approve, force, yes=yes, no_wait=no_wait)


def split(
    playlist: Playlist,
    account: Account,
    by: Annotated[str, typer.Option("--by", metavar="WHAT", help="By size, artist, added or released.")] = "size",
    size: Annotated[int, typer.Option("--size", metavar="NUMBER", help="So many tracks each.", min=1)] = 50,
    least: Annotated[
        int, typer.Option("--least", metavar="NUMBER", help="What has fewer goes into one together.", min=1)
    ] = 1,
    public: Public = None,
    approve: Approve = None,
    yes: Yes = False,
    force: Force = None,
    no_wait: NoWait = False,
    json: Json = False,
) -> None:
    """Make several playlists out of one, which stays as it is."""
    body = {"playlist": playlist, "account": account, "by": by, "size": size, "least": least, "public": public}
    _carry_out("/playlists/split", body, approve, force, yes=yes, no_wait=no_wait)


def describe(
    playlist: Playlist,
    name: Name = None,
    description: Description = None,
    public: Public = None,
    collaborative: Annotated[
        bool | None, typer.Option("--collaborative/--not-collaborative", help="Whether those invited may edit it.")
    ] = None,
    cover: Cover = None,
    approve: Approve = None,
    yes: Yes = False,
    force: Force = None,
    no_wait: NoWait = False,
    json: Json = False,
) -> None:
    """Change name, description, visibility or cover of one playlist."""
    body = _details(name, description, public, cover) | {"collaborative": collaborative}
    path = named("playlists", playlist_id(playlist), "details")
    _carry_out(path, body, approve, force, yes=yes, no_wait=no_wait)


def add_to(app: typer.Typer) -> None:
    """These commands as some of `app`."""
    for command in (create, duplicate, merge, split, describe):
        app.command()(command)


def _details(name: str | None, description: str | None, public: bool | None, cover: Path | None) -> dict[str, Any]:
    """What is said of details. Raises InputError and NotFound for a picture that cannot be read."""
    picture = None if cover is None else b64encode(read_bounded(cover, MOST_PICTURE, too_large="Scale it down."))
    said = {"name": name, "description": description, "public": public, "cover": picture and picture.decode()}
    return {key: value for key, value in said.items() if value is not None}


def _carry_out(
    path: str, body: dict[str, Any], approve: str | None, force: list[str] | None, *, yes: bool, no_wait: bool
) -> None:
    forced = proposals.forced_rules(force)
    with screen.progress("looking") as advance:
        proposal = door().post(path, body | {"forced": forced}, tell=lambda said: advance(0, 0, said))
    proposals.carry_out(proposal, approve=approve, yes=yes, forced=forced, no_wait=no_wait)

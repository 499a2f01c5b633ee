"""`plan`, `apply` and `schema`: what playlists should be, as a file or a folder under version control."""

from base64 import b64encode
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from playwarden.cli.door import door
from playwarden.cli.options import Approve, File, Force, Full, Json, NoWait, Yes
from playwarden.cli.proposals import Document, carry_out, document, forced_rules, text
from playwarden.cli.screen import screen
from playwarden.kit.errors import FileError, InputError

if TYPE_CHECKING:
    from playwarden.features.wishes.document import WishFile


Prune = Annotated[
    bool,
    typer.Option(
        "--prune",
        help="Of a folder: remove rule sets that it does not hold any more.",
        show_default=False,
    ),
]
Name = Annotated[
    str | None,
    typer.Option("--name", metavar="NAME", help="What the folder is known by here, instead of how it is called."),
]


def plan(
    file: File,
    force: Force = None,
    prune: Prune = False,
    name: Name = None,
    markdown: Annotated[
        bool, typer.Option("--markdown", help="Write Markdown, for a review.", show_default=False)
    ] = False,
    full: Full = False,
    json: Json = False,
) -> None:
    """Show what FILE or a folder would change, call by call, and what it costs. Changes nothing."""
    forced = forced_rules(force)
    form = "markdown" if markdown else "text"
    if file.is_dir():
        from playwarden.cli import folders

        folders.plan(file, name=name, prune=prune, forced=forced, full=full, form=form)
        return
    _of_folders_alone(prune, name)
    proposal = _proposal(file, forced)
    if screen.json:
        screen.answer(document(proposal))
    else:
        screen.say(text(proposal, forced, full=full, form=form))


def apply(
    file: File,
    approve: Approve = None,
    yes: Yes = False,
    force: Force = None,
    prune: Prune = False,
    name: Name = None,
    full: Full = False,
    no_wait: NoWait = False,
    json: Json = False,
) -> None:
    """Bring the playlists of FILE or a folder to what it says, after an approval; keep the folder's rule sets."""
    forced = forced_rules(force)
    if file.is_dir():
        from playwarden.cli import folders

        folders.apply(file, name=name, prune=prune, approve=approve, yes=yes, forced=forced, full=full, no_wait=no_wait)
        return
    _of_folders_alone(prune, name)
    carry_out(_proposal(file, forced), approve=approve, yes=yes, forced=forced, full=full, no_wait=no_wait)


def schema(json: Json = False) -> None:
    """Print the JSON Schema of FILE, for editors."""
    from playwarden.features.wishes.schema import schema as form

    screen.json = True
    screen.answer(form())


def _of_folders_alone(prune: bool, name: str | None) -> None:
    if prune or name is not None:
        raise InputError("--prune and --name are for folders.", "Name the folder instead of a file in it.")


def _proposal(path: Path, forced: list[str]) -> Document:
    """What the file at `path` comes to."""
    body = whole(path) | {"forced": forced}
    with screen.progress("looking") as advance:
        proposal: Document = door().post("/plans", body, tell=lambda said: advance(0, 0, said))
    return proposal


def whole(path: Path) -> Document:
    """The file at `path` as the API takes it. Its covers are read here and sent along: the server's disk is another's.

    Raises what reading it raises: NotFound, InputError, FileError.
    """
    from playwarden.features.wishes.reading import parse, text_of

    words = text_of(path)
    return {"file": words, "path": str(path), "covers": _pictures(parse(words, path))}


def covers_of(words: str, path: Path) -> dict[str, str]:
    """The covers that a file of a folder names, in base64; none for what is no file of wishes."""
    from playwarden.features.wishes.reading import parse

    if "cover" not in words:
        return {}
    try:
        file = parse(words, path)
    except FileError:
        return {}  # told with its line by whoever reads it as what it is
    return _pictures(file)


def _pictures(file: "WishFile") -> dict[str, str]:
    """Raises what reading them raises: NotFound, InputError, FileError."""
    from playwarden.features.wishes.pictures import cover

    return {
        wish.cover: b64encode(cover(wish.cover, file.path, wish.mark_of("cover"))).decode()
        for wish in file.playlists
        if wish.cover
    }

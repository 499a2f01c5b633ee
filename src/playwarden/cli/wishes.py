"""`plan`, `apply` and `schema`: what playlists should be, as a file under version control."""

from base64 import b64encode
from pathlib import Path
from typing import Annotated

import typer

from playwarden.cli.door import door
from playwarden.cli.options import Approve, File, Force, Full, Json, NoWait, Yes
from playwarden.cli.proposals import Document, carry_out, document, forced_rules, text
from playwarden.cli.screen import screen


def plan(
    file: File,
    force: Force = None,
    markdown: Annotated[
        bool, typer.Option("--markdown", help="Write Markdown, for a review.", show_default=False)
    ] = False,
    full: Full = False,
    json: Json = False,
) -> None:
    """Show what FILE would change, call by call, and what it costs. Changes nothing."""
    forced = forced_rules(force)
    proposal = _proposal(file, forced)
    if screen.json:
        screen.answer(document(proposal))
    else:
        screen.say(text(proposal, forced, full=full, form="markdown" if markdown else "text"))


def apply(
    file: File,
    approve: Approve = None,
    yes: Yes = False,
    force: Force = None,
    full: Full = False,
    no_wait: NoWait = False,
    json: Json = False,
) -> None:
    """Bring the playlists of FILE to what it says, after an approval."""
    forced = forced_rules(force)
    carry_out(_proposal(file, forced), approve=approve, yes=yes, forced=forced, full=full, no_wait=no_wait)


def schema(json: Json = False) -> None:
    """Print the JSON Schema of FILE, for editors."""
    from playwarden.features.wishes.schema import schema as form

    screen.json = True
    screen.answer(form())


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
    from playwarden.features.wishes.pictures import cover
    from playwarden.features.wishes.reading import parse, text_of

    words = text_of(path)
    covers = {
        wish.cover: b64encode(cover(wish.cover, path, wish.mark_of("cover"))).decode()
        for wish in parse(words, path).playlists
        if wish.cover
    }
    return {"file": words, "path": str(path), "covers": covers}

"""`plan`, `apply` and `schema`: what playlists should be, as a file under version control."""

from typing import TYPE_CHECKING, Annotated

import typer

from playwarden.cli.opened import container
from playwarden.cli.options import Approve, File, Force, Full, Json, Yes
from playwarden.cli.screen import screen

if TYPE_CHECKING:
    from pathlib import Path

    from playwarden.features.runs.proposal import Proposal


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
    from playwarden.cli import proposals

    forced = proposals.forced_rules(force)
    proposal = _proposal(file, forced)
    write = proposals.markdown if markdown else proposals.text
    screen.answer(
        {} if not screen.json else proposals.document(proposal, forced),
        "" if screen.json else write(proposal, forced, most=None if full else proposals.LINES),
    )


def apply(
    file: File,
    approve: Approve = None,
    yes: Yes = False,
    force: Force = None,
    full: Full = False,
    json: Json = False,
) -> None:
    """Bring the playlists of FILE to what it says, after an approval."""
    from playwarden.cli import proposals

    forced = proposals.forced_rules(force)
    proposals.carry_out(_proposal(file, forced), approve=approve, yes=yes, forced=forced, full=full)


def schema(json: Json = False) -> None:
    """Print the JSON Schema of FILE, for editors."""
    from playwarden.features.wishes.schema import schema as document

    screen.json = True
    screen.answer(document())


def _proposal(path: "Path", forced: frozenset[str]) -> "Proposal":
    from playwarden.features.wishes.reading import read

    file = read(path)
    with screen.progress("looking") as advance:
        ordered = container().wishes.orders(file, progress=lambda words: advance(0, 0, words))
        return container().runs.propose(ordered.orders, forced=forced, progress=lambda words: advance(0, 0, words))

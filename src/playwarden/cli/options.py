"""Options that many commands share."""

from pathlib import Path
from typing import Annotated

import typer

from playwarden.cli.screen import screen


def _json(value: bool) -> bool:
    # The door has looked for the word already, so that a usage error is told as JSON too; here it is known and listed.
    screen.json = screen.json or value
    return value


Json = Annotated[
    bool,
    typer.Option("--json", help="Answer with one JSON document.", callback=_json, is_eager=True, show_default=False),
]
Approve = Annotated[
    str | None,
    typer.Option("--approve", metavar="FINGERPRINT", help="Apply exactly the plan with this fingerprint."),
]
Yes = Annotated[bool, typer.Option("--yes", help="Apply what the plan says now, unseen.", show_default=False)]
Force = Annotated[
    list[str] | None,
    typer.Option("--force", metavar="RULE", help="Overrule this safety rule; may be given several times."),
]
File = Annotated[
    Path,
    typer.Argument(metavar="FILE", help="What playlists should be, as YAML; or a folder."),
]
Full = Annotated[bool, typer.Option("--full", help="Show every line of a diff.", show_default=False)]
Limit = Annotated[
    int,
    typer.Option("--limit", metavar="NUMBER", help="At most so many, the newest first.", min=1, max=1_000_000),
]
NoWait = Annotated[
    bool, typer.Option("--no-wait", help="Answer with the job's id at once; do not follow it.", show_default=False)
]

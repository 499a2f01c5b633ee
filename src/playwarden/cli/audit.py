"""`playwarden audit`: who did what when, in a chain that cannot be altered unnoticed."""

import errno
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from playwarden.cli.door import pages
from playwarden.cli.opened import container
from playwarden.cli.options import Json, Limit
from playwarden.cli.screen import moment, screen, table, when
from playwarden.kit.errors import Exit, InputError

app = typer.Typer(help="Who did what when, in a chain that cannot be altered unnoticed.", no_args_is_help=True)


@app.command("list")
def list_(
    actor: Annotated[str | None, typer.Option("--actor", metavar="NAME", help="Only what this one did.")] = None,
    action: Annotated[
        str | None, typer.Option("--action", metavar="TEXT", help="Only actions that begin like this.")
    ] = None,
    subject: Annotated[
        str | None, typer.Option("--subject", metavar="TEXT", help="Only subjects that begin like this.")
    ] = None,
    run: Annotated[str | None, typer.Option("--run", metavar="RUN", help="Only what this run did.")] = None,
    limit: Limit = 50,
    json: Json = False,
) -> None:
    """List what was done, the newest first."""
    links = pages("/audit", limit, key="number", actor=actor, action=action, subject=subject, run=run)
    rows = [
        (
            link["number"],
            when(moment(link["at"])),
            link["actor"],
            link["action"],
            link["subject"],
            link["run_id"] or "",
            link["hash"][:12],
        )
        for link in links
    ]
    columns = ("link", "at", "actor", "action", "subject", "run", "hash")
    screen.answer(links, table(columns, rows, right=("link",)) if rows else "Nothing was done yet.")


@app.command()
def verify(json: Json = False) -> None:
    """Recompute the chain and every document; name the first broken link."""
    verified = container().audit.verify()
    document = {
        "whole": verified.first_broken is None,
        "links": verified.count,
        "head": verified.head,
        "documents": verified.documents,
        "erased": verified.erased,
        "first_broken": verified.first_broken,
    }
    broken = verified.first_broken
    if broken is None:
        erased = f", {verified.erased:,} erased" if verified.erased else ""
        told = (
            f"The audit chain is whole: {verified.count:,} links, {verified.documents:,} documents{erased}; "
            f"head {verified.head.hash[:12]}."
        )
    else:
        told = f"The audit chain is BROKEN at link {broken.number}: {broken.why}"
    screen.answer(document, told)
    if broken is not None:
        raise typer.Exit(int(Exit.STORE))


@app.command()
def export(
    to: Annotated[
        Path | None, typer.Option("--to", metavar="FILE", help="Write to this file instead of the terminal.")
    ] = None,
    json: Json = False,
) -> None:
    """Write every link with its documents, one JSON line each, the oldest first."""
    lines = container().audit.lines()
    if to is None:
        for line in lines:
            sys.stdout.write(line + "\n")
        return
    count = 0
    try:
        handle = os.open(to, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise
        raise InputError(f"{to} cannot be written: {error.strerror}.", "Name another file.") from None
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        for line in lines:
            file.write(line + "\n")
            count += 1
    screen.answer({"file": str(to), "links": count}, f"{count:,} links are in {to}.")

"""`backup` and `restore`: everything in one file, made and put back while the rest goes on."""

from pathlib import Path
from typing import Annotated

import typer

from playwarden.cli import opened
from playwarden.cli.options import Json
from playwarden.cli.proposals import ACTOR
from playwarden.cli.screen import screen, table, when
from playwarden.kit.errors import NotApproved


def backup(
    to: Annotated[
        Path | None, typer.Option("--to", metavar="FILE", help="Write here, instead of into the data folder.")
    ] = None,
    with_key: Annotated[
        bool,
        typer.Option(
            "--with-key", help="Put the key inside: whoever has the file can use the accounts.", show_default=False
        ),
    ] = False,
    list_: Annotated[bool, typer.Option("--list", help="List the backups instead.", show_default=False)] = False,
    json: Json = False,
) -> None:
    """Write a backup of everything, checked by reading it back; also while `up` runs."""
    backups = opened.container().backups
    if list_:
        files = backups.files()
        rows = [
            (
                kept.path.name,
                kept.manifest.kind if kept.manifest else "damaged",
                when(kept.manifest.created_at) if kept.manifest else kept.fault,
                f"{kept.bytes:,}",
                "with key" if kept.manifest and kept.manifest.has_key else "",
            )
            for kept in files
        ]
        drawn = table(("file", "kind", "made", "bytes", ""), rows, right=("bytes",))
        screen.answer(files, drawn if rows else f"No backup lies in {backups.folder}.")
        return
    with screen.progress("backing up") as advance:
        kept = backups.make(to=to, with_key=with_key, progress=lambda done, total: advance(done, total, ""))
    inside = "The key is inside: guard it." if with_key else "The key (secret.key) is not inside: keep it elsewhere."
    screen.answer(kept, f"{kept.path} ({kept.bytes:,} bytes). {inside}")


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A backup: a path, or a name in the folder of backups.")],
    yes: Annotated[
        bool, typer.Option("--yes", help="Replace what is there without asking.", show_default=False)
    ] = False,
    json: Json = False,
) -> None:
    """Put a backup back, all of it or nothing; what stood there is backed up before."""
    opened.this_machine()
    sure = yes or (screen.can_ask and screen.ask("This replaces what the database holds. Go on?"))
    if not sure:
        raise NotApproved(
            "A restore replaces what the database holds, and nobody said yes.",
            "Give `--yes` where there is no terminal.",
        )
    container, aside = opened.container_for_restore()
    with screen.progress("restoring") as advance:
        done = container.backups.restore(
            file, actor=ACTOR, force=True, progress=lambda part, total: advance(part, total, "")
        )
    before = done.saved or aside
    told = [f"Restored: {done.manifest.rows:,} rows as of {when(done.manifest.created_at)}."]
    if before is not None:
        told.append(f"What stood there before is in {before}.")
    told.append(
        "The audit chain goes on." if done.chain_kept else "The audit chain is the backup's; its new link says so."
    )
    screen.answer(
        {
            "created_at": done.manifest.created_at,
            "rows": done.manifest.rows,
            "saved": before,
            "chain_kept": done.chain_kept,
        },
        " ".join(told),
    )

"""`sync` and `playlists`: the mirror of all accounts' playlists, their versions, and bringing one back."""

from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from playwarden.cli.opened import container
from playwarden.cli.options import Approve, Force, Full, Json, Limit, Yes
from playwarden.cli.screen import screen, table, when
from playwarden.kit.errors import InputError, Refused
from playwarden.kit.text import counted

if TYPE_CHECKING:
    from rich.console import RenderableType

    from playwarden.features.library.questions import Compared, Shown
    from playwarden.features.library.reports import SyncReport

app = typer.Typer(help="The mirrored playlists and their versions.", no_args_is_help=True)
PlaylistArgument = Annotated[
    str, typer.Argument(metavar="PLAYLIST", help="Its name, id, the beginning of its id, URI or link.")
]
AccountOption = Annotated[
    list[str] | None, typer.Option("--account", metavar="ACCOUNT", help="Only this account: its id, name or user id.")
]
LINES = 100
"""Entries that `show` prints before the rest is counted."""


def sync(
    account: AccountOption = None,
    lists_only: Annotated[
        bool, typer.Option("--lists-only", help="Look at the lists alone; read no items.", show_default=False)
    ] = False,
    json: Json = False,
) -> None:
    """Look at all playlists of the accounts, and read the items of those that changed."""
    opened = container()
    chosen = [opened.accounts.find(name).id for name in account] if account else None
    with screen.progress("looking at playlists") as advance:
        report = opened.library.sync(
            chosen, read=not lists_only, progress=lambda what, done, total: advance(done, total, what)
        )
    screen.answer(_sync_document(report), _sync_text(report))
    if report.problems:
        raise typer.Exit(int(max(problem.error.exit for problem in report.problems)))


def _sync_document(report: "SyncReport") -> dict[str, object]:
    return {
        "started_at": report.started_at,
        "ended_at": report.ended_at,
        "accounts": report.accounts,
        "calls": report.calls,
        "seen": report.seen,
        "new": report.new,
        "changed": report.changed,
        "gone": report.gone,
        "covers": report.covers,
        "read": list(report.reading.read),
        "until": report.reading.until,
        "items": {
            "readable": report.status.readable,
            "read": report.status.read,
            "not_provided": report.status.provided_not,
            "left": report.status.left,
            "left_calls": report.status.left_calls,
            "by": report.status.by,
            "sentence": report.status.sentence,
        },
        "problems": [
            {
                "account": problem.account,
                "name": problem.account_name,
                "code": problem.error.code,
                "what": problem.error.what,
                "remedy": problem.error.remedy,
            }
            for problem in report.problems
        ],
    }


def _sync_text(report: "SyncReport") -> str:
    moved = [
        f"{number:,} {word}"
        for number, word in ((report.new, "new"), (report.changed, "changed"), (report.gone, "gone"))
        if number
    ]
    lines = [
        f"{counted(report.seen, 'playlist')} in {counted(report.accounts, 'account')}, "
        f"{', '.join(moved) or 'nothing changed'}; {counted(report.calls, 'call')}.",
        report.status.sentence[:1].upper() + report.status.sentence[1:] + ".",
    ]
    lines += [f"{problem.account_name}: {problem.error}" for problem in report.problems]
    return "\n".join(lines)


@app.command("list")
def list_(
    account: AccountOption = None,
    name: Annotated[str | None, typer.Option("--name", metavar="TEXT", help="Only names that hold this text.")] = None,
    owner: Annotated[str | None, typer.Option("--owner", metavar="USER", help="Only this owner's.")] = None,
    gone: Annotated[
        bool, typer.Option("--gone", help="Also those that no list shows any more.", show_default=False)
    ] = False,
    json: Json = False,
) -> None:
    """List the mirrored playlists by name."""
    opened = container()
    if account and len(account) > 1:
        raise InputError("`playlists list` takes one --account.", "Leave it out for all.")
    rows = opened.questions.playlists(
        account=opened.accounts.find(account[0]).id if account else None, name=name, owner=owner, gone=gone
    )
    drawn = [
        (
            row.id,
            row.name,
            "not provided" if row.total is None else f"{row.total:,}",
            row.items,
            row.owner_name or row.owner_id,
            ", ".join(f"{seer.name} ({seer.relation.value})" for seer in row.seen_by) or "gone",
        )
        for row in rows
    ]
    columns = ("id", "name", "entries", "items", "owner", "seen by")
    screen.answer(
        rows,
        table(columns, drawn, right=("entries",)) if rows else "No playlist is mirrored; `playwarden sync` looks.",
    )


@app.command()
def show(
    playlist: PlaylistArgument,
    read: Annotated[
        bool, typer.Option("--read", help="Read it from Spotify now, instead of the mirror.", show_default=False)
    ] = False,
    full: Full = False,
    json: Json = False,
) -> None:
    """Show a playlist with its entries. It is read before others when it was not read yet."""
    opened = container()
    playlist_id = opened.questions.find(playlist)
    opened.library.want(playlist_id)
    shown = opened.questions.show(playlist_id)
    if read or (shown.lines is None and shown.row.items == "not read"):
        opened.library.read_items(playlist_id)
        shown = opened.questions.show(playlist_id)
    screen.answer(_shown_document(shown), *_shown_text(shown, full=full))


def _shown_document(shown: "Shown") -> dict[str, object]:
    details = shown.playlist.details
    return {
        "id": shown.row.id,
        "uri": f"spotify:playlist:{shown.row.id}",
        "name": shown.row.name,
        "description": details.description,
        "public": details.public,
        "collaborative": details.collaborative,
        "cover": details.cover,
        "owner": {"id": shown.row.owner_id, "name": shown.row.owner_name},
        "seen_by": shown.row.seen_by,
        "total": shown.row.total,
        "items": shown.row.items,
        "version": shown.playlist.version_number,
        "snapshot_id": shown.playlist.snapshot_id,
        "entries": None
        if shown.lines is None
        else [
            {
                "position": line.position,
                "uri": line.entry.uri,
                "kind": line.entry.kind.value,
                "title": line.title,
                "added_at": line.entry.added_at,
                "added_by": line.entry.added_by,
            }
            for line in shown.lines
        ],
    }


def _shown_text(shown: "Shown", *, full: bool) -> list["RenderableType"]:
    row = shown.row
    shape = {True: "public", False: "private", None: "public or private: not provided"}[row.public]
    told = ["collaborative"] if row.collaborative else []
    told += [shape, f"version {shown.playlist.version_number}" if shown.playlist.version_number else "no version yet"]
    head = f"{row.name}  spotify:playlist:{row.id}\n{row.owner_name or row.owner_id}, {', '.join(told)}"
    description = "Description: not provided" if row.description is None else row.description
    if shown.lines is None:
        why = "Its items were not read yet." if row.items == "not read" else "Its items are not provided by Spotify."
        return [head, description, why]
    cut = shown.lines if full else shown.lines[:LINES]
    rows = [
        (line.position, line.title or _unnamed(line.entry.uri), when(line.entry.added_at)[:10], line.entry.uri or "")
        for line in cut
    ]
    more = [f"and {len(shown.lines) - len(cut):,} more: `--full` shows them"] if len(cut) < len(shown.lines) else []
    stale = ["It changed on Spotify since; `--read` reads it now."] if row.items == "changed" else []
    return [head, description, table(("", "title", "added", "uri"), rows, right=("",)), *more, *stale]


def _unnamed(uri: str | None) -> str | Text:
    return Text("(unavailable)", "dim") if uri is None else "(not in the catalogue)"


@app.command()
def history(playlist: PlaylistArgument, limit: Limit = 50, json: Json = False) -> None:
    """List the recorded versions of a playlist, the newest first."""
    opened = container()
    events = opened.questions.history(opened.questions.find(playlist), limit=limit)
    causes = {"first": "first seen", "spotify": "changed on Spotify", "run": "ours"}
    rows = [
        (
            event.number,
            when(event.seen_at),
            event.run_id or causes[event.cause],
            "not read" if event.length is None else f"{event.length:,}",
            _moves(event.added, event.removed, event.moved),
            ", ".join(event.changed),
        )
        for event in events
    ]
    columns = ("version", "seen", "by", "entries", "changes", "details")
    screen.answer(events, table(columns, rows, right=("version", "entries")))


def _moves(added: int | None, removed: int | None, moved: int | None) -> str:
    pairs = ((added, "+"), (removed, "-"), (moved, "~"))
    return " ".join(f"{sign}{number}" for number, sign in pairs if number)


@app.command()
def diff(
    playlist: PlaylistArgument,
    before: Annotated[
        str | None, typer.Argument(metavar="[BEFORE]", help="A version; without it the one before.")
    ] = None,
    after: Annotated[str | None, typer.Argument(metavar="[AFTER]", help="A version; without it the latest.")] = None,
    json: Json = False,
) -> None:
    """Show what changed between two versions of a playlist."""
    opened = container()
    compared = opened.questions.diff(opened.questions.find(playlist), before, after)
    difference = compared.difference
    document = {
        "playlist": compared.playlist_id,
        "before": compared.before.number,
        "after": compared.after.number,
        "details": difference.details,
        "entries_known": difference.entries_known,
        "added": [_placed(compared, place.position, place.entry.uri) for place in difference.added],
        "removed": [_placed(compared, place.position, place.entry.uri) for place in difference.removed],
        "moved": difference.moved,
    }
    screen.answer(document, _diff_text(compared))


def _placed(compared: "Compared", position: int, uri: str | None) -> dict[str, object]:
    return {"position": position, "uri": uri, "title": compared.titles.get(uri or "")}


def _diff_text(compared: "Compared") -> Text:
    found = compared.difference
    lines = [Text(f"version {compared.before.number} -> {compared.after.number}", "bold")]
    lines += [Text(f"  {change.name}: {change.before!r} -> {change.after!r}") for change in found.details]
    for sign, style, places in (("-", "red", found.removed), ("+", "green", found.added)):
        for place in places:
            uri = place.entry.uri
            title = "(unavailable)" if uri is None else compared.titles.get(uri, uri)
            lines.append(Text(f"{sign} {place.position:>5}  {title}", style))
    if found.moved:
        lines.append(Text(f"~ {counted(found.moved, 'entry', 'entries')} moved"))
    if not found.entries_known:
        lines.append(Text("The items of one of the two were not read: only details are compared."))
    if found.empty and found.entries_known:
        lines.append(Text("No difference."))
    return Text("\n").join(lines)


@app.command()
def restore(
    playlist: PlaylistArgument,
    version: Annotated[str, typer.Argument(metavar="VERSION", help="The version's number, as `history` shows it.")],
    approve: Approve = None,
    yes: Yes = False,
    force: Force = None,
    full: Full = False,
    json: Json = False,
) -> None:
    """Bring a recorded version back; the plan says which later changes that drops."""
    from playwarden.cli import proposals

    forced = proposals.forced_rules(force)
    opened = container()
    playlist_id = opened.questions.find(playlist)
    number = opened.questions.version(playlist_id, version).number
    shown = opened.questions.show(playlist_id)
    # A playlist that was made here a moment ago stands in no list yet; its owner is known all the same.
    owner = next((each.id for each in opened.accounts.accounts() if each.user_id == shown.row.owner_id), None)
    writer = shown.playlist.writer() or owner
    if writer is None:
        raise Refused(
            "No account here may write to this playlist: it is somebody else's.",
            "Connect its owner, or an account that was invited to it.",
        )
    with screen.progress("looking") as advance:
        proposal = opened.runs.propose_restore(writer, playlist_id, number, progress=lambda words: advance(0, 0, words))
    proposals.carry_out(proposal, approve=approve, yes=yes, forced=forced, full=full)

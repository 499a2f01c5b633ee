"""`sync` and `playlists`: the mirror of all accounts' playlists, their versions, and bringing one back."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import typer
from rich.console import RenderableType
from rich.text import Text

from playwarden.cli import following
from playwarden.cli.door import door, named, pages
from playwarden.cli.naming import playlist_id
from playwarden.cli.options import Approve, Force, Full, Json, Limit, NoWait, Yes
from playwarden.cli.screen import moment, screen, table, when
from playwarden.kit.errors import InputError
from playwarden.kit.problems import raised
from playwarden.kit.text import counted

app = typer.Typer(help="The mirrored playlists and their versions.", no_args_is_help=True)
PlaylistArgument = Annotated[
    str, typer.Argument(metavar="PLAYLIST", help="Its name, id, the beginning of its id, URI or link.")
]
AccountOption = Annotated[
    list[str] | None, typer.Option("--account", metavar="ACCOUNT", help="Only this account: its id, name or user id.")
]
LINES = 100
"""Entries that `show` prints before the rest is counted."""

Document = dict[str, Any]


def sync(
    account: AccountOption = None,
    lists_only: Annotated[
        bool, typer.Option("--lists-only", help="Look at the lists alone; read no items.", show_default=False)
    ] = False,
    no_wait: NoWait = False,
    json: Json = False,
) -> None:
    """Look at all playlists of the accounts, and read the items of those that changed."""
    job = door().post("/sync", {"accounts": account or [], "read": not lists_only})["job"]
    if no_wait:
        screen.answer({"job": job}, f"It is under way: `playwarden jobs watch {job}` follows it.")
        return
    done = following.follow(job, doing="looking at playlists")
    report = done["result"]
    if report is None:
        raise following.not_done(done)
    screen.answer(report, _sync_text(report))
    if report["problems"]:
        errors = [
            raised(problem["code"], problem["what"], problem["remedy"], problem) for problem in report["problems"]
        ]
        raise typer.Exit(int(max(error.exit for error in errors)))


def _sync_text(report: Document) -> str:
    moved = [f"{report[word]:,} {word}" for word in ("new", "changed", "gone") if report[word]]
    sentence = report["items"]["sentence"]
    lines = [
        f"{counted(report['seen'], 'playlist')} in {counted(report['accounts'], 'account')}, "
        f"{', '.join(moved) or 'nothing changed'}; {counted(report['calls'], 'call')}.",
        sentence[:1].upper() + sentence[1:] + ".",
    ]
    lines += [f"{problem['name']}: {problem['what']} {problem['remedy']}".rstrip() for problem in report["problems"]]
    return "\n".join(lines)


@app.command("list")
def list_(
    account: AccountOption = None,
    name: Annotated[str | None, typer.Option("--name", metavar="TEXT", help="Only names that hold this text.")] = None,
    owner: Annotated[str | None, typer.Option("--owner", metavar="USER", help="Only this owner's.")] = None,
    tag: Annotated[str | None, typer.Option("--tag", metavar="TAG", help="Only those that have this tag.")] = None,
    gone: Annotated[
        bool, typer.Option("--gone", help="Also those that no list shows any more.", show_default=False)
    ] = False,
    json: Json = False,
) -> None:
    """List the mirrored playlists by name."""
    if account and len(account) > 1:
        raise InputError("`playlists list` takes one --account.", "Leave it out for all.")
    asked = {"account": account[0] if account else None, "name": name, "owner": owner, "gone": gone, "tag": tag}
    rows = door().get("/playlists", **asked)
    drawn = [
        (
            row["id"],
            row["name"],
            "not provided" if row["total"] is None else f"{row['total']:,}",
            row["items"],
            row["owner_name"] or row["owner_id"],
            ", ".join(f"{seer['name']} ({seer['relation']})" for seer in row["seen_by"]) or "gone",
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
    path = named("playlists", playlist_id(playlist))
    shown = door().get(path)
    if read or (shown["entries"] is None and shown["items"] == "not read"):
        shown = door().post(f"{path}/read")
    screen.answer(_shown_document(shown), *_shown_text(shown, full=full))


def _shown_document(shown: Document) -> Document:
    return {
        "id": shown["id"],
        "uri": f"spotify:playlist:{shown['id']}",
        "name": shown["name"],
        "description": shown["description"],
        "public": shown["public"],
        "collaborative": shown["collaborative"],
        "cover": shown["cover"],
        "owner": {"id": shown["owner_id"], "name": shown["owner_name"]},
        "seen_by": shown["seen_by"],
        "total": shown["total"],
        "items": shown["items"],
        "version": shown["version"],
        "snapshot_id": shown["snapshot_id"],
        "entries": shown["entries"],
    }


def _shown_text(shown: Document, *, full: bool) -> list[RenderableType]:
    shape = {True: "public", False: "private", None: "public or private: not provided"}[shown["public"]]
    told = ["collaborative"] if shown["collaborative"] else []
    told += [shape, f"version {shown['version']}" if shown["version"] else "no version yet"]
    owner = shown["owner_name"] or shown["owner_id"]
    head = f"{shown['name']}  spotify:playlist:{shown['id']}\n{owner}, {', '.join(told)}"
    description = "Description: not provided" if shown["description"] is None else shown["description"]
    entries = shown["entries"]
    if entries is None:
        never = shown["items"] == "not read"
        why = "Its items were not read yet." if never else "Its items are not provided by Spotify."
        return [head, description, why]
    cut = entries if full else entries[:LINES]
    rows = [
        (
            entry["position"],
            entry["title"] or _unnamed(entry["uri"]),
            when(moment(entry["added_at"]))[:10],
            entry["uri"] or "",
        )
        for entry in cut
    ]
    more = [f"and {len(entries) - len(cut):,} more: `--full` shows them"] if len(cut) < len(entries) else []
    stale = ["It changed on Spotify since; `--read` reads it now."] if shown["items"] == "changed" else []
    return [head, description, table(("", "title", "added", "uri"), rows, right=("",)), *more, *stale]


def _unnamed(uri: str | None) -> str | Text:
    return Text("(unavailable)", "dim") if uri is None else "(not in the catalogue)"


@app.command()
def history(
    playlist: PlaylistArgument,
    limit: Limit = 50,
    at: Annotated[
        str | None, typer.Option("--at", metavar="TIME", help="Only the one it stood on then, such as 2026-11-02.")
    ] = None,
    json: Json = False,
) -> None:
    """List the recorded versions of a playlist, the newest first."""
    path = named("playlists", playlist_id(playlist), "versions")
    events = door().get(path, at=_end(at)) if at else pages(path, limit, key="number")
    causes = {"first": "first seen", "spotify": "changed on Spotify", "run": "ours"}
    rows = [
        (
            event["number"],
            when(moment(event["seen_at"])),
            event["by"] or causes[event["cause"]],
            event["run_id"] or "",
            "not read" if event["length"] is None else f"{event['length']:,}",
            _moves(event),
            ", ".join(event["changed"]),
        )
        for event in events
    ]
    columns = ("version", "seen", "by", "run", "entries", "changes", "details")
    screen.answer(events, table(columns, rows, right=("version", "entries")))


def _end(text: str) -> str:
    """The moment that is meant, in ISO 8601; of a day its end. Without a zone it is UTC. Raises InputError."""
    try:
        found = datetime.fromisoformat(text)
        whole = found + timedelta(days=1, microseconds=-1) if len(text.strip()) == len("2026-11-02") else found
    except (ValueError, OverflowError):
        raise InputError(f"'{text[:40]}' is no time.", "Such as 2026-11-02 or 2026-11-02T09:00+01:00.") from None
    return (whole if whole.tzinfo else whole.replace(tzinfo=UTC)).isoformat()


def _moves(event: Document) -> str:
    pairs = ((event["added"], "+"), (event["removed"], "-"), (event["moved"], "~"))
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
    found = door().get(named("playlists", playlist_id(playlist), "diff"), before=before, after=after)
    screen.answer(found, _diff_text(found))


def _diff_text(found: Document) -> Text:
    lines = [Text(f"version {found['before']} -> {found['after']}", "bold")]
    lines += [Text(f"  {change['name']}: {change['before']!r} -> {change['after']!r}") for change in found["details"]]
    for sign, style, places in (("-", "red", found["removed"]), ("+", "green", found["added"])):
        for place in places:
            title = "(unavailable)" if place["uri"] is None else place["title"] or place["uri"]
            lines.append(Text(f"{sign} {place['position']:>5}  {title}", style))
    if found["moved"]:
        lines.append(Text(f"~ {counted(found['moved'], 'entry', 'entries')} moved"))
    if not found["entries_known"]:
        lines.append(Text("The items of one of the two were not read: only details are compared."))
    elif not (found["details"] or found["added"] or found["removed"] or found["moved"]):
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
    no_wait: NoWait = False,
    json: Json = False,
) -> None:
    """Bring a recorded version back; the plan says which later changes that drops."""
    from playwarden.cli import proposals

    forced = proposals.forced_rules(force)
    path = named("playlists", playlist_id(playlist), "restore")
    with screen.progress("looking") as advance:
        proposal = door().post(path, {"version": version, "forced": forced}, tell=lambda words: advance(0, 0, words))
    proposals.carry_out(proposal, approve=approve, yes=yes, forced=forced, full=full, no_wait=no_wait)

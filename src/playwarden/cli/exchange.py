"""`playwarden export` and `import`: playlists as files that people edit elsewhere, and read back as a plan."""

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import RenderableType

from playwarden.cli import bulk, folders, proposals
from playwarden.cli.door import door, named
from playwarden.cli.options import Approve, Force, Full, Json, NoWait, Yes
from playwarden.cli.screen import moment, screen, table, when
from playwarden.cli.timings import Zone, own_zone
from playwarden.kit.errors import InputError, NotApproved
from playwarden.kit.files import read_bounded
from playwarden.kit.text import counted, listed

FORMS = ("xlsx", "csv", "json", "m3u8")
READ = (*FORMS, "ods", "m3u", "tsv", "txt", "xlsm", "xlsb", "xls", "numbers")
"""Endings of files; whatever else is named is a folder."""
MOST_BYTES = 48 * 2**20
SHOWN = 20
Document = dict[str, Any]

exports = typer.Typer(help="Files that scheduled exports wrote into the data folder.", no_args_is_help=True)
Stored = Annotated[str, typer.Argument(metavar="NAME", help="The file's name, as `exports list` shows it.")]

PathTo = Annotated[
    Path, typer.Argument(metavar="PATH", help="A file to read; or a folder to write playlists and rule sets to.")
]
OfFolder = Annotated[
    list[str] | None,
    typer.Argument(metavar="PLAYLIST...", help="Of a folder: these alone, by name, link or id.", show_default=False),
]
Into = Annotated[
    str | None,
    typer.Option("--into", metavar="PLAYLIST", help="Add rows at the bottom of this playlist that name none."),
]
What = Annotated[str, typer.Option("--order", metavar="WHAT", help="What counts of moved rows: auto, place or number.")]
Choose = Annotated[
    list[str] | None,
    typer.Option("--choose", metavar="CELL=LINK", help="What a row means, as SHEET!B12=LINK; =none leaves it out."),
]
LeaveRefused = Annotated[
    bool,
    typer.Option("--leave-refused", help="Leave rows as they are whose cells cannot be done.", show_default=False),
]
CampaignName = Annotated[
    str | None, typer.Option("--campaign", metavar="NAME", help="Make its placements a campaign of this new name.")
]
Accept = Annotated[
    list[str] | None,
    typer.Option("--accept", metavar="CODE", help="Accept this conflict of placements; may be given many times."),
]
Preview = Annotated[
    bool, typer.Option("--preview", help="Show what a file would change, and stop; 0 calls.", show_default=False)
]
OfAccount = Annotated[
    str | None,
    typer.Option("--account", metavar="ACCOUNT", help="Of a folder: this account's, by its id, name or user id."),
]
Overwrite = Annotated[
    bool,
    typer.Option("--overwrite", help="Of a folder: write over files that say something else.", show_default=False),
]


def export(
    playlists: Annotated[
        list[str] | None, typer.Argument(metavar="PLAYLIST...", help="Playlists by name, address or id.")
    ] = None,
    to: Annotated[
        Path | None, typer.Option("--to", metavar="FILE", help="Write here; its ending says the form.")
    ] = None,
    form: Annotated[
        str | None, typer.Option("--form", metavar="FORM", help="xlsx, csv, json or m3u8; else as the file ends.")
    ] = None,
    select: bulk.Select = None,
    tag: bulk.Tag = None,
    all_: Annotated[bool, typer.Option("--all", help="All playlists that are mirrored.", show_default=False)] = False,
    zone: Zone = None,
    look: Annotated[
        bool, typer.Option("--look", help="Read what moved before; this costs calls.", show_default=False)
    ] = False,
    preview: Annotated[
        bool,
        typer.Option("--preview", help="Show what it would hold, and when that was read; write nothing.",
                     show_default=False),
    ] = False,
    json: Json = False,
) -> None:  # fmt: skip
    """Write playlists as a file that people edit and `import` reads back. Costs no call, unless --look is given."""
    kind = form or (to.suffix.removeprefix(".").lower() if to is not None else "xlsx")
    kind = "m3u8" if kind == "m3u" else kind
    if kind not in FORMS:
        raise InputError(f"There is no form '{kind[:40]}'.", f"Give --form: {listed(list(FORMS))}.")
    body = {"selection": bulk.selected(playlists, select, tag, everything=all_)}
    found = door().post("/exports/look", body)
    if preview:
        screen.answer(found, *_looked(found))
        return
    with screen.progress("writing") as advance:
        asked = body | {"form": kind, "look": look, "zone": zone or own_zone()}
        content = door().fetch("/exports", asked, tell=lambda said: advance(0, 0, said))
    path = to or Path(_file_name(found, kind))
    _write(path, content)
    told = {"file": str(path), "bytes": len(content), "playlists": len(found["playlists"]), "form": kind}
    lines = [f"{counted(len(found['playlists']), 'playlist')} in {path}."]
    screen.answer(told, "\n".join(lines + ([] if look else _fresh(found))))


def import_(
    path: PathTo,
    playlists: OfFolder = None,
    into: Into = None,
    order: What = "auto",
    zone: Zone = None,
    choose: Choose = None,
    leave_refused: LeaveRefused = False,
    campaign: CampaignName = None,
    accept: Accept = None,
    preview: Preview = False,
    approve: Approve = None,
    yes: Yes = False,
    force: Force = None,
    full: Full = False,
    no_wait: NoWait = False,
    account: OfAccount = None,
    overwrite: Overwrite = False,
    json: Json = False,
) -> None:
    """Read an edited file back as a plan; or write playlists and rule sets as a folder of files (costs no call)."""
    if not _is_file(path):
        folders.import_(path, playlists, account=account, overwrite=overwrite)
        return
    if playlists or account or overwrite:
        raise InputError(f"{path} is a file: its sheets say which playlists are meant.", "Leave PLAYLIST out.")
    reading = _read(path, into, order, zone)
    if choose:
        chosen = dict(_choice(each) for each in choose)
        reading = door().put(named("imports", reading["id"], "choices"), {"choices": chosen})
    if preview:
        screen.answer(reading, *_told(reading))
        return
    if not screen.json:
        for each in _told(reading):
            screen.say(str(each))
    rest = {"leave_refused": leave_refused}
    if any(one["placements"] for one in reading["playlists"]):
        _place(reading, rest | {"accept": accept or [], "campaign": campaign}, yes=yes)
    if not any(_changes_lists(one) for one in reading["playlists"]):
        screen.answer(reading if screen.json else None, *([] if screen.json else [reading["words"]]))
        return
    with screen.progress("looking") as advance:
        proposal = door().post(
            named("imports", reading["id"], "propose"),
            rest | {"forced": proposals.forced_rules(force)},
            tell=lambda said: advance(0, 0, said),
        )
    proposals.carry_out(
        proposal, approve=approve, yes=yes, forced=proposals.forced_rules(force), full=full, no_wait=no_wait
    )


@exports.command("list")
def list_exports(json: Json = False) -> None:
    """List the files, the newest first."""
    found = door().get("/exports")
    rows = [(one["name"], f"{one['bytes']:,}", when(moment(one["made_at"]))) for one in found["files"]]
    empty = "No export was written yet: `playwarden schedules add` with the kind exchange.export writes some."
    shown = [table(("file", "bytes", "written"), rows, right=("bytes",)), f"They lie in {found['folder']}."]
    screen.answer(found, *(shown if rows else [empty]))


@exports.command()
def get(
    name: Stored,
    to: Annotated[Path | None, typer.Option("--to", metavar="FILE", help="Write here; else as it is called.")] = None,
    json: Json = False,
) -> None:
    """Copy one of the files here."""
    content = door().fetch(named("exports", name))
    path = to or Path(Path(name).name)
    _write(path, content)
    screen.answer({"file": str(path), "bytes": len(content)}, f"{path}: {len(content):,} bytes.")


@exports.command()
def remove(name: Stored, json: Json = False) -> None:
    """Take one of the files away."""
    door().delete(named("exports", name))
    screen.answer({"removed": name}, f"{name} is removed.")


def _is_file(path: Path) -> bool:
    return path.is_file() or (not path.is_dir() and path.suffix.removeprefix(".").lower() in READ)


def _read(path: Path, into: str | None, order: str, zone: str | None) -> Document:
    content = read_bounded(path, MOST_BYTES, too_large="Export fewer playlists at once.")
    with screen.progress("reading"):
        query: dict[str, Any] = {"name": path.name, "into": into, "order": order, "zone": zone or own_zone()}
        found: Document = door().send("/imports", content, **query)
    return found


def _place(reading: Document, asked: Document, *, yes: bool) -> None:
    number = sum(len(one["placements"]) for one in reading["playlists"])
    if not yes and not (screen.can_ask and screen.ask(f"Make, change or cancel {counted(number, 'placement')}?")):
        raise NotApproved("Nobody approved the placements.", "Give --yes, or answer yes.")
    done = door().post(named("imports", reading["id"], "place"), asked)
    if not screen.json:
        screen.say(f"{counted(len(done['placements']), 'placement')} done: `playwarden placements list` shows them.")


def _choice(text: str) -> tuple[str, str | None]:
    cell, equals, link = text.partition("=")
    if not equals or "!" not in cell:
        raise InputError(f"'{text[:60]}' chooses nothing.", "Write it as 'SHEET!B12=https://open.spotify.com/track/…'.")
    return cell.strip(), None if link.strip().lower() in ("none", "") else link.strip()


def _changes_lists(one: Document) -> bool:
    return bool(one["added"] or one["removed"] or one["moved"] or one["details"])


def _told(reading: Document) -> list[RenderableType]:
    lines = [*reading["told"]]
    for one in reading["playlists"]:
        lines += _told_of(one)
    return ["\n".join([*lines, reading["words"]])]


def _told_of(one: Document) -> list[str]:
    lines = [f"{one['name']}:"]
    lines += [f"  + {each['title']} ({each['cell']})" for each in one["added"][:SHOWN]]
    lines += [f"  - {each['title']}" for each in one["removed"][:SHOWN]]
    more = len(one["added"][SHOWN:]) + len(one["removed"][SHOWN:])
    lines += [f"  and {more:,} more"] if more else []
    if one["moved"]:
        by = "by their numbers" if one["order_by"] == "number" else "as they stand in the sheet"
        lines.append(f"  {counted(one['moved'], 'row')} moved, {by}")
    lines += [f"  {field}: {before!r} -> {after!r}" for field, (before, after) in one["details"].items()]
    lines += [f"  placement: {_placement(each)}" for each in one["placements"]]
    for each in one["refused"]:
        lines.append(f"  Sheet '{each['sheet']}', {each['cell']}: {each['words']}")
    for each in one["unresolved"]:
        near = "".join(f"\n      {likely['uri']}  {likely['title']}" for likely in each["likely"])
        lines.append(f"  {each['key']}: '{each['artist']} - {each['title']}': {each['words']}{near}")
    lines += [f"  {each}" for each in one["told"]]
    lines += ["  It was changed here since the file was written: that stays."] if one["since"] else []
    lines += [f"  {one['held']}"] if one["held"] else []
    if one["rule_set"]:
        lines.append(
            f"  The rule set '{one['rule_set']}' keeps it: a refresh goes by the rules, and by what people did."
        )
    return lines if len(lines) > 1 else []


def _placement(each: Document) -> str:
    ends = f" until {each['until']}" if each["until"] else ""
    return f"{each['what']} {each['title']} from {each['from']}{ends}. {each['words']}"


def _looked(found: Document) -> list[RenderableType]:
    rows = [
        (
            one["name"],
            "" if one["items"] is None else f"{one['items']:,}",
            one["state"],
            when(moment(one["looked_at"])) if one["looked_at"] else "",
            one["rule_set"] or "",
            one["placements"] or "",
        )
        for one in found["playlists"]
    ]
    columns = ("playlist", "items", "mirrored", "read", "rule set", "placements")
    return [table(columns, rows, right=("items", "placements")), "\n".join(_fresh(found)) or "All of it is fresh."]


def _fresh(found: Document) -> list[str]:
    lines = [f"'{one['name']}' is left out: {one['reason']}" for one in found["left_out"][:SHOWN]]
    if found["stale"]:
        what = counted(found["stale"], "playlist")
        lines.append(f"{what} moved since they were read: --look reads them first, about {found['calls']:,} calls.")
    elif found["looked_at"]:
        lines.append(f"As they were read at {when(moment(found['looked_at']))}.")
    return lines


def _file_name(found: Document, kind: str) -> str:
    names = [one["name"] for one in found["playlists"]]
    plain = "".join(sign if sign.isalnum() or sign in " ._-()" else " " for sign in names[0]) if len(names) == 1 else ""
    return f"{' '.join(plain.split()).strip('.')[:80] or 'playlists'}.{kind}"


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror}.", "Choose another file.") from None

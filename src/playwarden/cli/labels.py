"""`playwarden labels`: genres and moods of tracks and artists, by hand and by lists of artists."""

from pathlib import Path
from typing import Annotated, Any

import typer

from playwarden.cli.door import door, named
from playwarden.cli.options import Json
from playwarden.cli.screen import screen, table
from playwarden.kit.errors import InputError
from playwarden.kit.files import read_bounded
from playwarden.kit.text import counted

app = typer.Typer(help="Genres and moods of tracks and artists. They cost no call.", no_args_is_help=True)
Document = dict[str, Any]
Kind = Annotated[str, typer.Argument(metavar="KIND", help="genre or mood.")]
Label = Annotated[str, typer.Argument(metavar="LABEL", help="The genre or the mood.")]
Items = Annotated[
    list[str], typer.Argument(metavar="ITEM...", help="Links or URIs of tracks and artists.", show_default=False)
]
MOST_BYTES = 4 * 2**20
_KEYS = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")
_HOW = {"hand": "by hand", "list": "by a list"}


@app.command("list")
def list_labels(
    kind: Annotated[str | None, typer.Argument(metavar="[KIND]", help="Only genre, or only mood.")] = None,
    json: Json = False,
) -> None:
    """List the genres and moods that there are, with how many bear each and where that came from."""
    found = door().get("/labels", kind=_kind(kind) if kind else None)
    rows = [
        (
            one["kind"],
            one["label"],
            f"{one['tracks']:,}",
            f"{one['artists']:,}",
            ", ".join(f"{_how(source)} ({source['count']:,})" for source in one["sources"]),
        )
        for one in found
    ]
    columns = ("kind", "label", "tracks", "artists", "from")
    empty = "There is no genre and no mood yet: `playwarden labels set` gives one, `features import` brings many."
    screen.answer(found, table(columns, rows, right=("tracks", "artists")) if rows else empty)


@app.command()
def show(
    kind: Kind,
    label: Label,
    limit: Annotated[int, typer.Option("--limit", metavar="NUMBER", help="At most so many.", min=1, max=500)] = 100,
    json: Json = False,
) -> None:
    """Show what bears a genre or a mood, and where that came from."""
    found = door().get(named("labels", _kind(kind), label), limit=limit)
    rows = [
        (one["name"] or one["uri"], one["uri"].split(":")[1] if ":" in one["uri"] else "", origin["words"])
        for one in found
        for origin in one["origins"]
        if origin["about"] == kind and origin["label"].casefold() == label.casefold()
    ]
    screen.answer(found, table(("name", "kind", "from"), rows))


@app.command()
def look(items: Items, json: Json = False) -> None:
    """Show all that is said of tracks and artists, and where each came from."""
    found = door().post("/labels/look", {"items": items})
    told = []
    for one in found:
        told.append(one["name"] or one["uri"])
        told += [f"  {each['about']} {each['label']}: {each['words']}" for each in one["origins"]]
        for artist in one["artists"]:
            told += [f"  {each['about']} {each['label']}: of {artist['name']}" for each in artist["origins"]]
        if one["audio"] is not None:
            told.append("  " + ", ".join(_sounds(one["audio"])))
        elif not one["origins"]:
            told.append("  nothing is said of it")
    screen.answer(found, "\n".join(told))


@app.command("set")
def set_label(kind: Kind, label: Label, items: Items, json: Json = False) -> None:
    """Set a genre or a mood on tracks and artists; on an artist it holds for all tracks by the artist."""
    done = door().post("/labels/assign", {"kind": _kind(kind), "items": items, "add": [label]})
    came = sum(len(each["items"]) for each in done["added"])
    screen.answer(done, f"{_of(came)} now {'bears' if came == 1 else 'bear'} the {kind} '{label}'.")


@app.command()
def remove(
    kind: Kind,
    label: Label,
    items: Annotated[
        list[str] | None,
        typer.Argument(metavar="ITEM...", help="Links or URIs of tracks and artists.", show_default=False),
    ] = None,
    everything: Annotated[
        bool, typer.Option("--everything", help="From all that bear it by hand or by a list.", show_default=False)
    ] = False,
    json: Json = False,
) -> None:
    """Take a genre or a mood away; what a data set says stays."""
    if bool(items) == everything:
        raise InputError("It is not said from what it is to be taken.", "Name tracks and artists, or --everything.")
    if everything:
        done = door().post("/labels/drop", {"kind": _kind(kind), "label": label})
    else:
        done = door().post("/labels/assign", {"kind": _kind(kind), "items": items, "remove": [label]})
    gone = len({item for each in done["removed"] for item in each["items"]})
    said = f"The {kind} '{label}' is taken from {_of(gone)}."
    if done["stays"]:
        said += f" {_of(done['stays'])} {'bears' if done['stays'] == 1 else 'bear'} it still: a data set says so."
    screen.answer(done, said)


@app.command("import")
def import_(
    kind: Kind,
    label: Label,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A list: an artist's name or link on each line.")],
    check: Annotated[
        bool, typer.Option("--check", help="Say which lines are known; keep nothing.", show_default=False)
    ] = False,
    replace: Annotated[
        bool,
        typer.Option("--replace", help="Take it from those that only an earlier list named.", show_default=False),
    ] = False,
    json: Json = False,
) -> None:
    """Set a genre or a mood on all artists of a list."""
    raw = read_bounded(file, MOST_BYTES, too_large="Import it in parts.")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", errors="replace")
    lines = [line[:500].replace("\x00", "") for line in text.splitlines()]
    if not lines:
        raise InputError(f"{file} is empty.", "Write an artist's name or link on each line.")
    body = {"kind": _kind(kind), "label": label, "lines": lines, "replace": replace, "check": check}
    done = door().post("/labels/import", body)
    said = [
        f"{counted(done['resolved'], 'line')} {'names' if done['resolved'] == 1 else 'name'} artists that are known."
    ]
    if done["change"] is not None:
        came, went = (sum(len(each["items"]) for each in done["change"][what]) for what in ("added", "removed"))
        said[0] += f" {_of(came)} got the {kind} '{label}'" + (f", {_of(went)} lost it." if went else ".")
    for line in done["unresolved"]:
        said.append(f"  line {line['line']}, {line['text']}: {line['why']}")
        said += [f"    {one['uri']} ({counted(one['tracks'], 'known track')})" for one in line["alike"]]
    screen.answer(done, "\n".join(said))


def _sounds(audio: Document) -> list[str]:
    known = {what: value for what, value in audio.items() if value is not None}
    mode = {True: " major", False: " minor", None: ""}[known.pop("major", None)]
    key = known.pop("key", None)
    said = [f"{what} {value:g}" for what, value in known.items()]
    return said if key is None else [*said, f"key {_KEYS[key]}{mode}"]


def _kind(word: str) -> str:
    if word not in ("genre", "mood"):
        raise InputError(f"There is no kind '{word[:40]}'.", "Say genre or mood.")
    return word


def _of(count: int) -> str:
    return "1 track or artist" if count == 1 else f"{count:,} tracks and artists"


def _how(source: Document) -> str:
    return str(_HOW.get(source["source"], source["name"]))

"""`playwarden features`: data sets that say how tracks sound, imported from tables of your own."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import RenderableType

from playwarden.cli import following
from playwarden.cli.door import door, named
from playwarden.cli.files import MOST_HERE, MOST_SENT, packed
from playwarden.cli.options import Json
from playwarden.cli.screen import screen, table
from playwarden.kit.text import counted, listed

app = typer.Typer(
    help="Data sets of how tracks sound: tempo, energy and more. They cost no call.", no_args_is_help=True
)
LARGE = 500_000
"""Bytes of a file from which on it is imported by a job, which tells how far it is."""
Document = dict[str, Any]
Set = Annotated[str, typer.Argument(metavar="SET", help="The data set's name or id, as `features list` shows it.")]
_NAMING = ("id", "isrc", "title", "artist", "album", "duration", "explicit")
_SHOWN = ("tempo", "energy", "valence", "danceability")


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A CSV file, as it is or packed (gzip, zip).")],
    name: Annotated[
        str | None, typer.Option("--name", metavar="NAME", help="What the data set is called; else as the file is.")
    ] = None,
    maps: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="WHAT=COLUMN", help="What a column is: id=Uri, tempo=BPM, energy=Energy/100."),
    ] = None,
    encoding: Annotated[
        str, typer.Option("--encoding", metavar="NAME", help="What it is written in, where that is not UTF-8.")
    ] = "",
    preview: Annotated[
        bool, typer.Option("--preview", help="Show how it would be read; keep nothing.", show_default=False)
    ] = False,
    replace: Annotated[
        bool, typer.Option("--replace", help="In the place of the data set of that name.", show_default=False)
    ] = False,
    json: Json = False,
) -> None:
    """Import a table that says how tracks sound, and perhaps their genres and moods."""
    content = packed(file, MOST_SENT if door().remote else MOST_HERE)
    called = name or _called(file)
    query: Document = {"name": called, "map": maps, "encoding": encoding, "replace": replace}
    if not preview and file.stat().st_size > LARGE:
        started = door().send("/features/jobs", content, **query)
        ended = following.follow(started["job"], doing=f"importing '{called}'")
        if ended["state"] != "succeeded":
            raise following.not_done(ended)
        _imported(_matched(door().get(named("features", started["set"]))))
        return
    with screen.progress("reading") as advance:

        def tell(words: str) -> None:
            advance(0, 0, f"reading: {words}")

        if preview:
            seen = door().send("/features/preview", content, tell=tell, map=maps, encoding=encoding)
        else:
            kept = door().send("/features", content, tell=tell, **query)
    if preview:
        screen.answer(seen, *_preview(seen))
        return
    _imported(_matched(kept))


@app.command()
def match(json: Json = False) -> None:
    """Look for tracks that data sets do not name and that are called like their rows. It also begins by itself."""
    result = _looked()
    words = f"{counted(result['looked'], 'track')} looked at: {counted(result['sure'], 'one')} found by likeness"
    words += f", {result['unsure']:,} more are not certain and do not count." if result["unsure"] else "."
    screen.answer(result, words if result["looked"] else "Nothing waits to be looked at.")


def _looked() -> Document:
    started = door().post("/features/match")
    ended = following.follow(started["job"], doing="looking for tracks by likeness")
    if ended["state"] != "succeeded":
        raise following.not_done(ended)
    result: Document = ended["result"]
    return result


def _matched(kept: Document) -> Document:
    """The data set, once the tracks have been looked for that are called like its rows."""
    if kept["matched"]:
        return kept
    _looked()
    found: Document = door().get(named("features", kept["id"]))
    return found


def _imported(kept: Document) -> None:
    counts = kept["counts"]
    told = [counted(_tracks(counts), "track")]
    told += [counted(counts[what], what[:-1]) for what in ("genres", "moods") if counts[what]]
    said = f"The data set '{kept['name']}' is imported, with {listed(told)}"
    screen.answer(kept, f"{said}: {counted(counts['rows'], 'row')} read.", *_left_out(counts))


@app.command("list")
def list_sets(json: Json = False) -> None:
    """List the data sets, the one that is believed first before the others."""
    found = door().get("/features")
    rows = [
        (
            one["place"],
            one["name"],
            f"{_tracks(one['counts']):,}",
            f"{one['counts']['genres']:,}",
            ", ".join(what for what in one["mapping"] if what not in _NAMING),
            one["at"][:10],
        )
        for one in found
    ]
    columns = ("place", "name", "tracks", "genres", "says", "imported")
    empty = "No data set was imported: `playwarden features import FILE` brings one."
    screen.answer(found, table(columns, rows, right=("place", "tracks", "genres")) if rows else empty)


@app.command()
def show(data_set: Set, json: Json = False) -> None:
    """Show one data set: which column was read as what, and what was left out and why."""
    one = door().get(named("features", data_set))
    counts = one["counts"]
    lines = [f"{one['name']}: {_named_by(counts)}", f"  {_likeness(one)}"]
    lines += [f"  {what}: column {column}" for what, column in one["mapping"].items()]
    screen.answer(one, "\n".join(lines), *_left_out(counts), *_samples(counts))


@app.command()
def move(
    data_set: Set,
    place: Annotated[int, typer.Argument(metavar="PLACE", help="Where it is to stand; 1 is believed first.", min=1)],
    json: Json = False,
) -> None:
    """Say which data set is believed before which."""
    found = door().patch(named("features", data_set), {"place": place})
    screen.answer(found, "\n".join(f"{one['place']}. {one['name']}" for one in found))


@app.command()
def remove(data_set: Set, json: Json = False) -> None:
    """Remove a data set with all that it says: features, genres and moods, also of tracks that are called alike."""
    gone = door().get(named("features", data_set))
    before = door().get("/features/coverage")["library"]
    door().delete(named("features", data_set))
    after = door().get("/features/coverage")["library"]
    answer = {"removed": gone["id"], "name": gone["name"], "before": before, "after": after}
    lost = f"Features are known of {after['heard']:,} of {counted(after['tracks'], 'mirrored track')} now, before of"
    screen.answer(answer, f"The data set '{gone['name']}' is removed. {lost} {before['heard']:,}.")


@app.command()
def coverage(
    playlists: Annotated[
        list[str] | None,
        typer.Argument(metavar="PLAYLIST...", help="Playlists by name, address or id; without any, all of them."),
    ] = None,
    json: Json = False,
) -> None:
    """Show of how many tracks features are known, by which way, and a genre: in each playlist and in all of them."""
    found = door().get("/features/coverage", playlist=playlists, every=not playlists)
    rows = [_covered(one["name"], one) for one in found["playlists"]]
    rows.append(_covered("all playlists together", found["library"]))
    columns = ("playlist", "tracks", "features known", "", "by id", "by ISRC", "by likeness", "a genre known", " ")
    sounds = [_sounds(one) for one in found["playlists"]] if playlists else []
    screen.answer(found, table(columns, rows, right=columns[1:]), *_unsure(found["library"]), *sounds)


def _covered(name: str, one: Document) -> tuple[str, ...]:
    tracks = one["tracks"]
    shares = [f"{100 * one[what] / tracks:.0f} %" if tracks else "" for what in ("heard", "labelled")]
    ways = [f"{one[way]:,}" for way in ("by_id", "by_isrc", "by_likeness")]
    return name, f"{tracks:,}", f"{one['heard']:,}", shares[0], *ways, f"{one['labelled']:,}", shares[1]


def _unsure(library: Document) -> list[str]:
    if not library["unsure"]:
        return []
    return [f"Of {library['unsure']:,} more a row may tell, but that is not certain: they do not count."]


def _sounds(one: Document) -> str:
    """How a playlist sounds, or that too little is known for saying so."""
    if one["sound"] is None:
        share = f"{100 * one['heard'] / one['tracks']:.0f} %" if one["tracks"] else "none"
        return f"{one['name']}: how it sounds is not said, since features are known of {share} of its tracks."
    told = [f"{name} {each['average']:g} (of {each['tracks']:,})" for name, each in one["sound"].items()]
    return f"{one['name']}: on average {listed(told)}."


def _tracks(counts: Document) -> int:
    found: int = counts["tracks"] + counts["isrcs"] + counts["names"]
    return found


def _named_by(counts: Document) -> str:
    ways = (("tracks", "id"), ("isrcs", "ISRC"), ("names", "title and artist alone"))
    told = [f"{counted(counts[what], 'track')} by {way}" for what, way in ways if counts[what]]
    return listed(told)


def _likeness(one: Document) -> str:
    if not one["named"]:
        return "no names were told: tracks that are called alike are not found"
    if not one["matched"]:
        return f"{one['named']:,} told their names: tracks that are called alike are being looked for"
    lent = counted(one["lent"], "track")
    return f"{one['named']:,} told their names, by which it lends to {lent} that it does not name"


def _preview(seen: Document) -> Sequence[RenderableType]:
    if seen["mapping"] is None:
        return [seen["why"]]
    lines = [f"{what} is read from the column {column}" for what, column in seen["mapping"].items()]
    unread = [name for name in seen["columns"] if name and name not in seen["mapping"].values()]
    lines += [f"not read: {', '.join(unread)}"] if unread else []
    lines += [_written(seen)]
    counts = seen["counts"]
    features = [what for what in _SHOWN if what in seen["mapping"]]
    rows = [
        (
            one["line"],
            " - ".join(part for part in (one["artist"], one["title"]) if part) or one["uri"],
            *(_number(one["sound"], what) for what in features),
            ", ".join([*one["genres"], *one["moods"]]),
        )
        for one in seen["rows"]
    ]
    total = f"{counted(counts['rows'], 'row')}: {counted(_tracks(counts), 'track')}, "
    total += f"{counted(counts['genres'], 'genre')}, {counted(counts['moods'], 'mood')}. Nothing was kept."
    columns = ("line", "track", *features, "labels")
    drawn = table(columns, rows, right=("line", *features))
    return ["\n".join(lines), drawn, total, *_left_out(counts), *_samples(counts)]


def _number(sound: Document | None, what: str) -> str:
    value = None if sound is None else sound[what]
    return "" if sound is None else "unknown" if value is None else f"{value:g}"


def _written(seen: Document) -> str:
    if seen["fell_back"]:
        return "It is not UTF-8, and read as Windows writes it (cp1252); --encoding says otherwise."
    return f"It is written in {seen['encoding']}."


def _left_out(counts: Document) -> list[str]:
    told = [f"{one['count']:,} {one['words']}." for one in counts["reasons"]]
    unknown = [f"{what} of {count:,}" for what, count in counts["unknown"].items() if count]
    flags = [
        f"{column}: {listed([f'{number:,} {said}' for said, number in found.items()])}."
        for column, found in counts["flags"].items()
    ]
    return [*told, *([f"Not known: {', '.join(unknown)}."] if unknown else []), *flags]


def _samples(counts: Document) -> list[str]:
    told = []
    for one in counts["samples"][:20]:
        where = f"line {one['line']}" + (f", {one['column']}" if one["column"] else "")
        told.append(f"  {where}: {one['code']}" + (f" ({one['text']})" if one["text"] else ""))
    return ["\n".join(told)] if told else []


def _called(file: Path) -> str:
    """What a data set is called by its file: `tracks.csv.gz` is `tracks`."""
    name = file.name
    for end in (".gz", ".zip", ".csv", ".tsv", ".txt"):
        name = name.removesuffix(end)
    return name

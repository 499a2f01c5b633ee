"""`playwarden placements`: tracks and details put into playlists from a date until a date, and taken out again."""

import inspect
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import Annotated, Any

import typer

from playwarden.cli import following
from playwarden.cli.door import door, named
from playwarden.cli.files import base64
from playwarden.cli.options import Json, NoWait
from playwarden.cli.screen import screen, table
from playwarden.cli.timings import Zone, instant, own_zone
from playwarden.kit.errors import InputError
from playwarden.kit.text import counted

app = typer.Typer(help="Tracks and details put into playlists from a date until a date.", no_args_is_help=True)
Document = dict[str, Any]
SHOWN_CONFLICTS = 20

PlacementArgument = Annotated[str, typer.Argument(metavar="PLACEMENT", help="Its id, as `placements list` shows it.")]
Playlists = Annotated[
    list[str],
    typer.Option("--playlist", metavar="PLAYLIST", help="A playlist by name, link or id; may be given several times."),
]
Tracks = Annotated[
    list[str] | None,
    typer.Option("--track", metavar="TRACK", help="A track's link or URI; several stand one below the other."),
]
Where = Annotated[
    str, typer.Option("--position", metavar="WHERE", help="top, bottom, a number from 1, or 'after' and a track.")
]
InsteadOf = Annotated[
    str | None, typer.Option("--instead-of", metavar="TRACK", help="Stand in for this entry, which comes back.")
]
From = Annotated[
    str, typer.Option("--from", metavar="TIME", help="When it comes in: '2026-12-01 06:00', now, 'in 2 hours', +7d.")
]
Until = Annotated[
    str | None,
    typer.Option("--until", metavar="TIME", help="When it goes out: a time, or +7d after it came; none: it stays."),
]
Moved = Annotated[
    str, typer.Option("--moved", metavar="POLICY", help="If somebody moved it on purpose, at the end: out or keep.")
]
Missed = Annotated[
    str, typer.Option("--missed", metavar="POLICY", help="If its whole time passes unused: skip, shift or ask.")
]
Name = Annotated[str | None, typer.Option("--name", metavar="TEXT", help="Place this name.")]
Description = Annotated[str | None, typer.Option("--description", metavar="TEXT", help="Place this description.")]
Visibility = Annotated[
    str | None, typer.Option("--visibility", metavar="VISIBILITY", help="Make it public or private for so long.")
]
CoverFile = Annotated[Path | None, typer.Option("--cover", metavar="FILE", help="Place this JPEG or PNG as cover.")]
Note = Annotated[str | None, typer.Option("--note", metavar="TEXT", help="A note of yours.")]
CampaignName = Annotated[
    str | None, typer.Option("--campaign", metavar="NAME", help="Make them a campaign of this new name.")
]
OfCampaign = Annotated[str | None, typer.Option("--campaign", metavar="NAME", help="Those of this campaign.")]
Accept = Annotated[
    list[str] | None,
    typer.Option("--accept", metavar="CODE", help="Accept this conflict; may be given several times."),
]
LookUp = Annotated[
    bool, typer.Option("--look-up", help="Look up tracks that are not known here, 1 call each.", show_default=False)
]
InState = Annotated[
    list[str] | None, typer.Option("--state", metavar="STATE", help="Only those in this state: planned, in_force ...")
]


def _body(
    playlist: Playlists,
    track: Tracks = None,
    position: Where = "top",
    instead_of: InsteadOf = None,
    from_: From = "now",
    until: Until = None,
    zone: Zone = None,
    moved: Moved = "out",
    missed: Missed = "skip",
    name: Name = None,
    description: Description = None,
    visibility: Visibility = None,
    cover: CoverFile = None,
    note: Note = None,
    campaign: CampaignName = None,
    accept: Accept = None,
    look_up: LookUp = False,
) -> Document:
    """What is asked for: every track in every playlist, and the details in every playlist."""
    _one_of("--moved", moved, ("out", "keep"))
    _one_of("--missed", missed, ("skip", "shift", "ask"))
    if visibility is not None:
        _one_of("--visibility", visibility, ("public", "private"))
    span = {"from": from_, "until": until or "", "moved": moved, "missed": missed, "note": note or ""}
    details = {"name": name, "description": description, "visibility": visibility}
    given: Document = {field: value for field, value in details.items() if value}
    if cover is not None:
        given["cover"] = door().post("/placements/covers", {"picture": base64(cover)})["cover"]
    if not track and not given:
        raise InputError("Nothing is to be placed.", "Give --track, or a detail such as --name.")
    if instead_of and len(track or ()) != 1:
        raise InputError("--instead-of goes with one --track: one track stands in for one entry.")
    if instead_of and position != "top":
        raise InputError("--instead-of is a position itself.", "Leave --position out.")
    places = [{"instead_of": instead_of}] if instead_of else _one_below_the_other(position, track or [])
    asked = [{"track": each} | place for each, place in zip(track or (), places, strict=True)]
    asked += [given] if given else []
    return {
        "placements": [{"playlist": each} | span | one for each in playlist for one in asked],
        "campaign": campaign,
        "zone": zone or own_zone(),
        "accept": accept or [],
        "look_up": look_up,
    }


def _asking(send: Callable[..., None]) -> Callable[..., None]:
    """A command that is given what `_body` makes, with all options of it."""
    own = [each for each in inspect.signature(send).parameters.values() if each.name != "body"]
    shared = list(inspect.signature(_body).parameters.values())

    @wraps(send)
    def command(**given: Any) -> None:
        mine = {each.name: given.pop(each.name) for each in own}
        send(_body(**given), **mine)

    keyword = [each.replace(kind=inspect.Parameter.KEYWORD_ONLY) for each in (*shared, *own)]
    command.__signature__ = inspect.Signature(keyword)  # type: ignore[attr-defined]  # what Typer reads
    command.__annotations__ = {each.name: each.annotation for each in keyword} | {"return": None}
    return command


@app.command("add")
@_asking
def add(body: Document, no_wait: NoWait = False, json: Json = False) -> None:
    """Place tracks or details in playlists, all of them or none."""
    _made(door().post("/placements", body), no_wait=no_wait)


@app.command("check")
@_asking
def check(body: Document, json: Json = False) -> None:
    """Show what is in the way of placing them, and what it will cost; place nothing."""
    found = door().post("/placements/check", body)
    screen.answer(found, _preview_text(found))


@app.command("list")
def list_(
    state: InState = None,
    playlist: Annotated[
        str | None, typer.Option("--playlist", metavar="PLAYLIST", help="Only those of this playlist.")
    ] = None,
    campaign: OfCampaign = None,
    since: Annotated[
        str | None, typer.Option("--since", metavar="TIME", help="Only those that end after this time.")
    ] = None,
    until: Annotated[
        str | None, typer.Option("--until", metavar="TIME", help="Only those that begin before this time.")
    ] = None,
    limit: Annotated[
        int, typer.Option("--limit", metavar="NUMBER", help="At most so many, by their beginning.", min=1, max=500)
    ] = 100,
    json: Json = False,
) -> None:
    """List placements by their beginning."""
    zone = own_zone()
    found = door().get(
        "/placements",
        state=state,
        playlist=playlist,
        campaign=campaign,
        since=instant(since, zone) if since else None,
        until=instant(until, zone) if until else None,
        limit=limit,
    )
    screen.answer(found, _table(found) if found else "There is no such placement.")


@app.command()
def show(placement: PlacementArgument, json: Json = False) -> None:
    """Show one placement with what happened to it."""
    found = door().get(named("placements", placement))
    screen.answer(found, _shown_text(found))


@app.command()
def change(
    placement: PlacementArgument,
    position: Annotated[
        str | None, typer.Option("--position", metavar="WHERE", help="Another position, before it came in.")
    ] = None,
    instead_of: Annotated[
        str | None, typer.Option("--instead-of", metavar="TRACK", help="Stand in for this entry, before it came in.")
    ] = None,
    from_: Annotated[
        str | None, typer.Option("--from", metavar="TIME", help="When it comes in, before it came in.")
    ] = None,
    until: Annotated[
        str | None, typer.Option("--until", metavar="TIME", help="When it goes out; 'never': it stays.")
    ] = None,
    zone: Zone = None,
    moved: Annotated[
        str | None, typer.Option("--moved", metavar="POLICY", help="If moved on purpose, at the end: out or keep.")
    ] = None,
    missed: Annotated[
        str | None, typer.Option("--missed", metavar="POLICY", help="If its time passes unused: skip, shift or ask.")
    ] = None,
    note: Note = None,
    accept: Accept = None,
    json: Json = False,
) -> None:
    """Change a placement, as far as it can still change; without any option one that asks is tried again."""
    given = {
        "position": position,
        "instead_of": instead_of,
        "from": from_,
        "until": until,
        "zone": zone,
        "moved": moved,
        "missed": missed,
        "note": note,
        "accept": accept,
    }
    changes = {name: value for name, value in given.items() if value is not None}
    found = door().patch(named("placements", placement), changes)
    screen.answer(found, _shown_text(found))


@app.command()
def cancel(
    placement: Annotated[
        list[str] | None, typer.Argument(metavar="PLACEMENT", help="Ids, as `placements list` shows them.")
    ] = None,
    campaign: OfCampaign = None,
    keep: Annotated[
        bool, typer.Option("--keep", help="What is in force stays in for good.", show_default=False)
    ] = False,
    no_wait: NoWait = False,
    json: Json = False,
) -> None:
    """Cancel placements: what has not come in never will, what is in force goes out now."""
    if bool(placement) is bool(campaign):
        raise InputError("Name placements, or a campaign.", "`playwarden placements list` names them.")
    if campaign:
        _made(door().post(named("campaigns", campaign, "cancel"), {"keep": keep}), no_wait=no_wait)
        return
    answers = [door().post(named("placements", each, "cancel"), {"keep": keep}) for each in placement or ()]
    together = {
        "placements": [one for answer in answers for one in answer["placements"]],
        "campaign": None,
        "jobs": list(dict.fromkeys(job for answer in answers for job in answer["jobs"])),
    }
    _made(together, no_wait=no_wait)


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A table in CSV; `export` shows its columns.")],
    campaign: CampaignName = None,
    zone: Zone = None,
    accept: Accept = None,
    look_up: LookUp = False,
    check: Annotated[
        bool, typer.Option("--check", help="Only show conflicts and cost; import nothing.", show_default=False)
    ] = False,
    no_wait: NoWait = False,
    json: Json = False,
) -> None:
    """Place what a table says, all of it or nothing."""
    body = {
        "file": base64(file),
        "name": str(file)[-500:],
        "campaign": campaign,
        "zone": zone or own_zone(),
        "accept": accept or [],
        "look_up": look_up,
        "check": check,
    }
    answer = door().post("/placements/import", body)
    if answer["made"] is None:
        screen.answer(answer, _preview_text(answer["preview"]))
        return
    _made(answer["made"], no_wait=no_wait, within=answer)


@app.command()
def export(
    campaign: OfCampaign = None,
    state: InState = None,
    to: Annotated[
        Path | None, typer.Option("--to", metavar="FILE", help="Write here (with a mark for Excel), not to the screen.")
    ] = None,
    separator: Annotated[
        str, typer.Option("--separator", metavar="CHARACTER", help="What parts the cells: , or ; or tab.")
    ] = ",",
    json: Json = False,
) -> None:
    """Write placements as a table in CSV that `import` reads back."""
    _one_of("--separator", separator, (",", ";", "tab"))
    delimiter = "\t" if separator == "tab" else separator
    text = door().get("/placements/export", campaign=campaign, state=state, delimiter=delimiter)["text"]
    lines = text.count("\r\n") - 1
    if to is None:
        screen.answer({"text": text}, text.replace("\r\n", "\n").rstrip("\n"))
        return
    try:
        to.write_bytes(text.encode("utf-8-sig"))
    except OSError as error:
        raise InputError(f"{to} cannot be written: {error.strerror}.", "Choose another file.") from None
    screen.answer({"file": str(to), "placements": lines}, f"{counted(lines, 'placement')} in {to}.")


@app.command()
def campaigns(json: Json = False) -> None:
    """List campaigns, the newest first."""
    found = door().get("/campaigns")
    rows = [
        (each["name"], ", ".join(f"{number} {state}" for state, number in each["states"].items()), each["id"])
        for each in found
    ]
    screen.answer(found, table(("campaign", "placements", "id"), rows) if rows else "There is no campaign yet.")


def _made(made: Document, *, no_wait: bool, within: Document | None = None) -> None:
    """Tells what was made or cancelled, once what is due of it at once has been seen to; as `made` of `within`."""
    if made["jobs"] and not no_wait:
        for job in made["jobs"]:
            following.follow(job, doing="placing")
        ids = [one["id"] for one in made["placements"]]
        made = made | {"placements": [door().get(named("placements", one)) for one in ids]}
    document = made if within is None else within | {"made": made}
    screen.answer(document, _table(made["placements"]) if made["placements"] else "There was nothing to be done.")


def _table(found: list[Document]) -> Any:
    rows = [
        (
            one["id"],
            one["playlist_name"],
            _what(one),
            one["position"] or "",
            _local(one["from_at"], one["zone"]),
            _local(one["until_at"], one["zone"]),
            one["state"],
            "" if one["words"] == "Planned." else one["words"],
        )
        for one in found
    ]
    return table(("placement", "playlist", "what", "position", "from", "until", "state", ""), rows)


def _what(one: Document) -> str:
    if one["track"]:
        return str(one.get("title") or one["track"])
    return ", ".join(f"{name}: {value}" if name != "cover" else name for name, value in one["details"].items())


def _shown_text(one: Document) -> str:
    until = _local(one["until_at"], one["zone"]) or "open"
    where = f" at {one['position']}" if one["position"] else ""
    lines = [
        f"{one['id']}: {_what(one)} in '{one['playlist_name']}'{where}",
        f"from {_local(one['from_at'], one['zone'])} until {until} ({one['zone']}): {one['state']}",
        one["words"],
        f"if moved on purpose: {one['moved']}; if missed: {one['missed']}",
    ]
    lines += [f"campaign: {one['campaign']}"] if one["campaign"] else []
    lines += [f"note: {one['note']}"] if one["note"] else []
    for event in one["events"]:
        run = f" ({event['run']})" if event["run"] else ""
        lines.append(f"  {_local(event['at'], one['zone'])} {event['kind']} by {event['actor']}: {event['words']}{run}")
    return "\n".join(lines)


def _preview_text(preview: Document) -> str:
    lines = []
    for found in preview["conflicts"][:SHOWN_CONFLICTS]:
        which = f"line {found['line']}" if found["line"] else f"number {found['number']}"
        lines.append(f"{found['weight']} {found['code']}: {which}: {found['text']} {found['remedy']}")
    rest = len(preview["conflicts"]) - SHOWN_CONFLICTS
    lines += [f"and {counted(rest, 'conflict')} more"] if rest > 0 else []
    lines += [] if lines else ["Nothing is in the way."]
    for cost in preview["costs"]:
        what = [f"{cost['enter']} in"] * bool(cost["enter"]) + [f"{cost['leave']} out"] * bool(cost["leave"])
        what = what or ["nothing comes in"]
        zone = preview["placements"][0]["zone"]
        lines.append(f"{_local(cost['at'], zone)} {cost['name']}: {', '.join(what)}, {counted(cost['calls'], 'call')}")
    lines.append(f"In all about {counted(preview['calls'], 'call')}, as the lists stand now.")
    return "\n".join(lines)


def _local(text: str | None, zone: str) -> str:
    from playwarden.domain.jobs.timing.zones import zone_named

    return f"{datetime.fromisoformat(text).astimezone(zone_named(zone)):%Y-%m-%d %H:%M}" if text else ""


def _one_below_the_other(position: str, tracks: list[str]) -> list[Document]:
    """The position of each of several tracks that begin at `position`."""
    begins = "1" if position.strip().lower() == "top" else position.strip()
    if begins.isdigit():
        return [{"position": str(int(begins) + number)} for number in range(len(tracks))]
    return [{"position": position if number == 0 else f"after {tracks[number - 1]}"} for number in range(len(tracks))]


def _one_of(option: str, value: str, words: tuple[str, ...]) -> None:
    if value not in words:
        raise InputError(f"{option} is one of {', '.join(words)}, not '{value[:40]}'.")

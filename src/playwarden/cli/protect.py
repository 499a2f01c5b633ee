"""`playwarden protect`: what playlists say about themselves stays what their owner wants."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from playwarden.cli import bulk, following, proposals
from playwarden.cli.door import door, named, pages
from playwarden.cli.files import base64
from playwarden.cli.naming import playlist_id
from playwarden.cli.options import Approve, Json, Limit, NoWait, Yes
from playwarden.cli.screen import moment, screen, table, when
from playwarden.cli.timings import instant, own_zone
from playwarden.features.protection.standing import lasting
from playwarden.kit.errors import InputError
from playwarden.kit.text import counted, listed

app = typer.Typer(help="What playlists say about themselves stays what their owner wants.", no_args_is_help=True)
Document = dict[str, Any]

PlaylistArgument = Annotated[
    str, typer.Argument(metavar="PLAYLIST", help="Its name, id, the beginning of its id, URI or link.")
]
IncidentArgument = Annotated[str, typer.Argument(metavar="INCIDENT", help="Its id, as `protect incidents` shows it.")]
Fields = Annotated[
    list[str] | None,
    typer.Option("--field", metavar="FIELD", help="Protect this: name, description, cover, public; may be repeated."),
]
PolicyOption = Annotated[
    str, typer.Option("--policy", metavar="POLICY", help="What becomes of foreign changes: restore, ask or adopt.")
]
Seen = Annotated[
    bool,
    typer.Option("--seen", help="Take over what looks like a take-down too: you have looked.", show_default=False),
]
AccountOption = Annotated[
    str | None, typer.Option("--account", metavar="ACCOUNT", help="Only this account: its id, name or user id.")
]


@app.command()
def add(
    playlist: bulk.Playlist = None,
    select: bulk.Select = None,
    tag: bulk.Tag = None,
    all_: bulk.All = False,
    field: Fields = None,
    policy: PolicyOption = "restore",
    important: Annotated[
        bool, typer.Option("--important", help="Look at it first when calls are short.", show_default=False)
    ] = False,
    seen: Seen = False,
    preview: Annotated[
        bool, typer.Option("--preview", help="Show what would be taken over, and stop.", show_default=False)
    ] = False,
    json: Json = False,
) -> None:
    """Protect playlists as they are now. Costs no call."""
    body: Document = {
        "selection": bulk.selected(playlist, select, tag, everything=all_),
        "fields": field or [],
    }
    if preview:
        found = door().post("/protection/candidates", body)
        screen.answer(found, _candidates_text(found))
        return
    asked = body | {"policy": policy, "important": important, "all_seen": seen}
    with screen.progress("fetching covers") as advance:
        done = door().post("/protection/playlists", asked, tell=lambda said: advance(0, 0, said))
    screen.answer(done, _protected_text(done))


@app.command()
def remove(
    playlist: Annotated[
        list[str],
        typer.Argument(metavar="PLAYLIST", help="Playlists by name, id, URI or link.", show_default=False),
    ],
    json: Json = False,
) -> None:
    """End the protection of playlists. What was kept of their incidents stays."""
    done = door().post("/protection/release", {"playlists": [playlist_id(each) for each in playlist]})
    screen.answer(done, f"{counted(done['released'], 'playlist')} not protected any more.")


@app.command("list")
def list_(
    account: AccountOption = None,
    state: Annotated[
        list[str] | None,
        typer.Option("--state", metavar="STATE", help="right, wrong, waiting, asking, gone or unchecked."),
    ] = None,
    tag: Annotated[str | None, typer.Option("--tag", metavar="TAG", help="Only those with this tag.")] = None,
    important: Annotated[bool, typer.Option("--important", help="Only important ones.", show_default=False)] = False,
    limit: Limit = 500,
    json: Json = False,
) -> None:
    """List protected playlists by name, and how each stands."""
    found: list[Document] = []
    while len(found) < limit:
        most = min(500, limit - len(found))
        some = door().get(
            "/protection/playlists",
            account=account,
            state=state,
            tag=tag,
            important=True if important else None,
            after=found[-1]["playlist"] if found else None,
            limit=most,
        )
        found += some
        if len(some) < most:
            break
    rows = [
        (
            one["name"],
            one["account_name"],
            one["standing"],
            one["policy"] + (", important" if one["important"] else ""),
            ", ".join(name for name, value in one["preferred"].items() if value is not None),
            when(moment(one["right_at"])),
        )
        for one in found
    ]
    drawn = table(("playlist", "account", "state", "policy", "fields", "last right"), rows)
    screen.answer(found, drawn if rows else "No playlist is protected: `playwarden protect add` protects some.")


@app.command()
def status(json: Json = False) -> None:
    """Show how often each account is looked at and why, when nobody looked, breakers, and when consents end."""
    found = door().get("/protection")
    nothing = "No playlist is protected: `playwarden protect add` protects some."
    screen.answer(found, "\n".join(_watch_text(one) for one in found["accounts"]) or nothing)


@app.command()
def sweep(
    account: Annotated[
        list[str] | None, typer.Option("--account", metavar="ACCOUNT", help="Only this account; may be repeated.")
    ] = None,
    no_wait: NoWait = False,
    json: Json = False,
) -> None:
    """Look at the protected playlists now, and see to what is not as wanted."""
    asked = door().post("/protection/sweep", {"accounts": account or []})
    if no_wait:
        screen.answer(asked, f"It is under way: `playwarden jobs watch {asked['job']}` follows it.")
        return
    done = following.follow(asked["job"], doing="looking at protected playlists")
    report = done["result"]
    if report is None:
        raise following.not_done(done)
    for suspect in report["suspects"]:
        _see_to(suspect)
    lines = [
        f"{counted(report['checked'], 'protected playlist')} in {counted(report['accounts'], 'account')} looked at by "
        f"{counted(report['calls'], 'call')}; {report['wrong'] or 'none'} not as wanted.",
        *report["problems"],
    ]
    screen.answer(report, "\n".join(lines))


def _see_to(playlist: str) -> None:
    """Waits until what a look suspects of a playlist is confirmed, and seen to as its policy says."""
    for job in door().get("/jobs", playlist=playlist, kind="protection.settle", limit=1):
        if job["state"] in following.OPEN:
            following.follow(job["id"], doing=job["title"])


@app.command()
def incidents(
    playlist: Annotated[
        str | None, typer.Option("--playlist", metavar="PLAYLIST", help="Only those of this playlist.")
    ] = None,
    account: AccountOption = None,
    state: Annotated[
        str | None,
        typer.Option("--state", metavar="STATE", help="open, waiting, restoring, settling, asking or ended."),
    ] = None,
    kind: Annotated[str | None, typer.Option("--kind", metavar="KIND", help="takedown, edit or gone.")] = None,
    limit: Limit = 50,
    json: Json = False,
) -> None:
    """List what was found not as wanted, the newest first."""
    found = pages(
        "/incidents",
        limit,
        playlist=playlist_id(playlist) if playlist else None,
        account=account,
        state=state,
        kind=kind,
    )
    rows = [
        (
            one["id"],
            one["name"],
            one["kind"],
            listed([f"{each['field']} {each['how']}" for each in one["wrong"]]),
            one["outcome"] or one["state"],
            when(moment(one["found_at"])),
            lasting(timedelta(seconds=one["wrong_seconds"])),
        )
        for one in found
    ]
    drawn = table(("incident", "playlist", "kind", "what", "state", "found", "wrong for"), rows)
    screen.answer(found, drawn if rows else "There is no such incident.")


@app.command()
def show(incident: IncidentArgument, json: Json = False) -> None:
    """Show one incident: before and after, and all that happened in it."""
    found = door().get(named("incidents", incident))
    lines = [f"{found['name']}: {found['outcome'] or found['state']}. {found['note'] or ''}".rstrip()]
    lines += [
        f"  {each['field']}: {_value(each['seen'])} instead of {_value(each['wanted'])}" for each in found["wrong"]
    ]
    lines += [
        f"{when(moment(each['at']))}  {each['note']}" + (f" ({each['actor']})" if each["actor"] else "")
        for each in found["steps"]
    ]
    screen.answer(found, "\n".join(lines))


@app.command()
def evidence(
    playlist: PlaylistArgument,
    output: Annotated[
        Path | None, typer.Option("--output", metavar="FILE", help="Write it as a page (HTML) to this new file.")
    ] = None,
    since: Annotated[
        str | None, typer.Option("--from", metavar="TIME", help="Only what was not over by this time.")
    ] = None,
    until: Annotated[str | None, typer.Option("--until", metavar="TIME", help="Only what was found by then.")] = None,
    json: Json = False,
) -> None:
    """What happened to a playlist, for Spotify's support: found, put back, how long it was wrong, with pictures."""
    zone = own_zone()
    span = {"from": instant(since, zone) if since else None, "until": instant(until, zone) if until else None}
    path = named("playlists", playlist_id(playlist), "evidence")
    found = door().get(path, **span)
    if output is not None:
        text = door().text(path, format="html", **span)
        try:
            with output.open("x", encoding="utf-8") as file:
                file.write(text)
        except OSError as error:
            raise InputError(f"{output} cannot be written: {error.strerror}.", "Name a new file.") from None
    lines = [f"{found['name']}: {counted(len(found['incidents']), 'incident')}, {counted(found['looks'], 'look')}."]
    lines += [
        f"{when(moment(one['found_at']))}  {one['words']} Wrong for {one['lasted']}. {one['outcome'] or 'open'}"
        for one in found["incidents"]
    ]
    lines += [] if output is None else [f"Written to {output}."]
    screen.answer(found, "\n".join(lines))


@app.command()
def prefer(
    playlist: PlaylistArgument,
    name: Annotated[str | None, typer.Option("--name", metavar="TEXT", help="What it is to be called.")] = None,
    description: Annotated[
        str | None, typer.Option("--description", metavar="TEXT", help="What is to stand below its name.")
    ] = None,
    cover: Annotated[
        Path | None, typer.Option("--cover", metavar="FILE", help="Its cover: a JPEG, PNG or WebP picture.")
    ] = None,
    visibility: Annotated[
        str | None, typer.Option("--visibility", metavar="VISIBILITY", help="public or private.")
    ] = None,
    unprotect: Annotated[
        list[str] | None,
        typer.Option("--unprotect", metavar="FIELD", help="Do not protect this field any more; may be repeated."),
    ] = None,
    policy: Annotated[
        str | None, typer.Option("--policy", metavar="POLICY", help="restore, ask or adopt foreign changes.")
    ] = None,
    back: Annotated[
        int | None, typer.Option("--back", metavar="NUMBER", help="Prefer again what this version says.", min=1)
    ] = None,
    json: Json = False,
) -> None:
    """Say what is wanted of a protected playlist. What differs is put there, within 3 calls."""
    if visibility not in (None, "public", "private"):
        raise InputError("--visibility is public or private.")
    own = playlist_id(playlist)
    wanted: Document = {"name": name, "description": description, "unprotected": unprotect or []}
    if cover is not None:
        wanted["cover"] = door().post("/protection/covers", {"picture": base64(cover)})["cover"]
    if visibility is not None:
        wanted["public"] = visibility == "public"
    found: Document = {}
    if back is not None:
        found = door().post(named("playlists", own, "preferred", str(back)))
    if policy is not None:
        found = door().patch(named("playlists", own, "protection"), {"policy": policy})
    said = {key: value for key, value in wanted.items() if value not in (None, [])}
    if said or not found:
        found = door().put(named("playlists", own, "preferred"), said)
    lines = [f"{key}: {_value(value)}" for key, value in found["protection"]["preferred"].items() if value is not None]
    screen.answer(found, "\n".join([f"Preferred details {found['protection']['number']}:", *lines]))


@app.command("take-over")
def take_over(playlist: PlaylistArgument, seen: Seen = False, json: Json = False) -> None:
    """Make what a protected playlist says now what is wanted of it."""
    found = door().post(named("playlists", playlist_id(playlist), "take-over"), {"seen": seen})
    held = found["held_back"] and not seen
    screen.answer(
        found,
        f"Held back: the {listed(found['held_back'])} looks like a take-down. `--seen` takes it over all the same."
        if held
        else "Taken over as it is.",
    )


@app.command()
def restore(incident: IncidentArgument, no_wait: NoWait = False, json: Json = False) -> None:
    """Put back now what an incident found, whatever policy, caps and breakers say. About 3 calls."""
    asked = door().post(named("incidents", incident, "restore"))
    if no_wait:
        screen.answer(asked, f"It is under way: `playwarden jobs watch {asked['job']}` follows it.")
        return
    following.follow(asked["job"], doing="putting it back")
    found = door().get(named("incidents", incident))
    screen.answer(found, f"{found['name']}: {found['outcome'] or found['state']}. {found['note'] or ''}".rstrip())


@app.command()
def adopt(incident: IncidentArgument, json: Json = False) -> None:
    """Make what an incident found what is wanted from now on."""
    found = door().post(named("incidents", incident, "adopt"))
    lost = listed(found["unprotected"])
    screen.answer(found, "Adopted." + (f" Not protected any more, since nothing can be held: {lost}." if lost else ""))


@app.command()
def rebuild(
    incident: IncidentArgument, approve: Approve = None, yes: Yes = False, no_wait: NoWait = False, json: Json = False
) -> None:
    """Bring back a playlist that is gone: followed again where it is still there, else made anew from what it was."""
    with screen.progress("looking") as advance:
        path = named("incidents", incident, "rebuild")
        proposal: Document = door().post(path, tell=lambda said: advance(0, 0, said))
    proposals.carry_out(proposal, approve=approve, yes=yes, forced=[], no_wait=no_wait)


@app.command()
def close(
    playlist: Annotated[
        str | None, typer.Option("--playlist", metavar="PLAYLIST", help="The breaker of this playlist.")
    ] = None,
    account: Annotated[
        str | None, typer.Option("--account", metavar="ACCOUNT", help="The breaker of this whole account.")
    ] = None,
    json: Json = False,
) -> None:
    """Close a breaker that opened: restores count anew from now, and what is open is seen to."""
    body = {"playlist": playlist_id(playlist) if playlist else None, "account": account}
    found = door().post("/protection/breakers/close", {key: value for key, value in body.items() if value})
    screen.answer(found, "Closed: what is open is seen to now.")


def _candidates_text(found: Document) -> Any:
    rows = [
        (
            one["name"],
            ", ".join(name for name, value in one["preferred"].items() if value is not None)
            + (", cover to be fetched" if one["unfetched"] else ""),
            one["refused"]
            or (f"held back: {listed(one['held_back'])} looks like a take-down" if one["held_back"] else "")
            or ("protected already" if one["already"] else ""),
        )
        for one in found["candidates"]
    ]
    rows += [(one["name"], "", one["reason"]) for one in found["left_out"]]
    return table(("playlist", "would be held", "note"), rows)


def _protected_text(done: Document) -> str:
    lines = [f"{counted(len(done['protected']), 'playlist')} protected."]
    for one in done["covers_to_come"]:
        lines.append(f"{one['name']}: its cover could not be fetched yet, and is protected as soon as it can.")
    for one in done["held_back"]:
        fields = listed(one["held_back"])
        lines.append(f"{one['name']}: held back, its {fields} looks like a take-down. `--seen` protects it as it is.")
    lines += [f"{one['name']}: {one['refused']}" for one in done["refused"]]
    lines += [f"{one['name']}: {one['reason']}" for one in done["left_out"]]
    return "\n".join(lines)


def _watch_text(one: Document) -> str:
    last = when(moment(one["swept_at"])) if one["swept_at"] else "not yet"
    counts = ", ".join(f"{number} {state}" for state, number in one["counts"].items())
    lines = [
        f"{one['name']}: {counts}",
        f"  looked at {one['words']}; last {last}, next {when(moment(one['next_at']))}",
        f"  {one['restores']} of {one['restores_most']} restores in 24 hours",
    ]
    if one["days_left"] <= 30:
        lines.append(f"  ITS CONSENT ENDS IN {one['days_left']} DAYS: reconnect it, or nothing is protected any more.")
    lines += [f"  breaker open: {one['broken_why']}"] if one["broken_at"] else []
    broken = one["broken_playlists"]
    lines += [f"  {counted(broken, 'playlist')} with an open breaker"] if broken else []
    lines += [f"  {one[key]}" for key in ("trouble", "lacking") if one[key]]
    for span in one["unwatched"]:
        lines.append(f"  nobody looked from {when(moment(span['since']))} to {when(moment(span['until']))}")
    return "\n".join(lines)


def _value(value: object) -> str:
    if value is None or value == "":
        return "nothing"
    return {True: "public", False: "private"}[value] if isinstance(value, bool) else f"'{value}'"

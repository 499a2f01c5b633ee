"""`alerts` and `heartbeat`: who is told at once, and what is called after each whole sweep."""

import sys
from typing import Annotated, Any

import typer

from playwarden.cli.door import door, named, pages
from playwarden.cli.options import Json, Limit
from playwarden.cli.screen import moment, screen, table, when
from playwarden.kit.errors import InputError, NotApproved

alerts = typer.Typer(help="What people are told of at once, and by which routes.", no_args_is_help=True)
heartbeat = typer.Typer(help="What is called after each whole sweep.", no_args_is_help=True)
RouteName = Annotated[str, typer.Argument(metavar="ROUTE", help="Its id.")]
Url = Annotated[str, typer.Argument(metavar="URL", help="The address; - reads it from standard input.")]


@alerts.command("list")
def list_alerts(
    severity: Annotated[
        list[str] | None,
        typer.Option("--severity", metavar="SEVERITY", help="Only info, warning or alarm. Several times."),
    ] = None,
    kind: Annotated[str | None, typer.Option("--kind", metavar="TEXT", help="Only kinds that begin like this.")] = None,
    playlist: Annotated[
        str | None, typer.Option("--playlist", metavar="PLAYLIST", help="Only of this playlist.")
    ] = None,
    limit: Limit = 50,
    json: Json = False,
) -> None:
    """List what people were told of, the newest first."""
    found = pages("/alerts", limit, severity=severity, kind=kind, playlist=playlist)
    rows = [(one["severity"], when(moment(one["at"])), one["kind"], one["title"]) for one in found]
    empty = "There was nothing to be told of."
    screen.answer(found, table(("severity", "at", "kind", "what"), rows) if rows else empty)


@alerts.command("kinds")
def list_kinds(json: Json = False) -> None:
    """List the kinds of alerts."""
    found = door().get("/alerts/kinds")
    rows = [(one["kind"], one["severity"], one["text"]) for one in found]
    screen.answer(found, table(("kind", "severity", "when"), rows))


@alerts.command("routes")
def list_routes(json: Json = False) -> None:
    """List the routes by which people are told, with what waits for each."""
    found = door().get("/alert-routes")
    rows = [(one["id"], one["name"], one["shown"], _state(one), str(one["waiting"])) for one in found]
    empty = "There is no route: `playwarden alerts add URL` makes one."
    screen.answer(found, table(("id", "name", "address", "state", "waiting"), rows) if rows else empty)


@alerts.command()
def add(
    url: Url,
    name: Annotated[str | None, typer.Option("--name", help="What to call it.")] = None,
    severity: Annotated[
        list[str] | None,
        typer.Option(
            "--severity", metavar="SEVERITY", help="Tell of info, warning or alarm; all without. Several times."
        ),
    ] = None,
    kind: Annotated[
        list[str] | None,
        typer.Option("--kind", metavar="KIND", help="Tell of this kind; all kinds without. Several times."),
    ] = None,
    quiet: Annotated[
        str | None, typer.Option("--quiet", metavar="FROM-UNTIL", help="Tell nothing then, such as 22:00-07:00.")
    ] = None,
    zone: Annotated[
        str | None,
        typer.Option("--zone", metavar="ZONE", help="The time zone of that, such as Europe/Berlin; else UTC."),
    ] = None,
    hold_alarms: Annotated[
        bool, typer.Option("--hold-alarms", help="Hold alarms back then, too.", show_default=False)
    ] = False,
    window: Annotated[
        int | None,
        typer.Option("--window", metavar="MINUTES", help="Tell together what comes so soon after a message; else 5."),
    ] = None,
    json: Json = False,
) -> None:
    """Make a route: an address of apprise, such as ntfys://ntfy.sh/TOPIC."""
    if quiet is None and (zone is not None or hold_alarms):
        raise InputError("There are no quiet hours to say that of.", "Give `--quiet 22:00-07:00`.")
    asked = {"name": name, "severities": severity, "kinds": kind, "window_minutes": window}
    body: dict[str, Any] = {"url": _read(url)} | {key: value for key, value in asked.items() if value is not None}
    if quiet is not None:
        start, _, end = quiet.partition("-")
        body["quiet"] = {"from": start.strip(), "until": end.strip(), "zone": zone or "UTC", "alarms": not hold_alarms}
    made = door().post("/alert-routes", body)
    screen.answer(made, f"{made['id']} ({made['shown']}) is told from now on. `playwarden alerts test {made['id']}`")


@alerts.command("test")
def try_out(route: RouteName, json: Json = False) -> None:
    """Send it a test message now."""
    told = door().post(f"/alert-routes{named(route)}/test")
    screen.answer(told, "Sent." if told["last"]["ok"] else f"Not sent: {told['last']['words']}")


@alerts.command()
def enable(route: RouteName, json: Json = False) -> None:
    """Switch it on again; it is told of what happens from now on."""
    changed = door().patch("/alert-routes" + named(route), {"enabled": True})
    screen.answer(changed, f"{changed['name']} is told again.")


@alerts.command()
def disable(route: RouteName, json: Json = False) -> None:
    """Switch it off. What waits for it is dropped."""
    changed = door().patch("/alert-routes" + named(route), {"enabled": False})
    screen.answer(changed, f"{changed['name']} is told nothing until it is enabled.")


@alerts.command()
def remove(
    route: RouteName,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.", show_default=False)] = False,
    json: Json = False,
) -> None:
    """Take a route away, with what waits for it."""
    if not yes:
        if not screen.can_ask:
            raise NotApproved("A route is removed for good, and there is no terminal to ask on.", "Give `--yes`.")
        if not screen.ask(f"Remove {route} with what waits for it?"):
            raise NotApproved("Nothing was changed.")
    door().delete("/alert-routes" + named(route))
    screen.answer({"removed": route}, f"{route} is removed.")


@heartbeat.command("show")
def show_heartbeat(json: Json = False) -> None:
    """Show what is called, and what came of the last call."""
    found = door().get("/heartbeat")
    screen.answer(found, _heartbeat(found))


@heartbeat.command("set")
def set_heartbeat(
    url: Annotated[
        str, typer.Argument(metavar="URL", help="The address; - reads it from standard input, off takes it away.")
    ],
    json: Json = False,
) -> None:
    """Call this address after each whole sweep."""
    found = door().put("/heartbeat", {"url": None if url == "off" else _read(url)})
    screen.answer(found, _heartbeat(found))


@heartbeat.command("test")
def try_heartbeat(json: Json = False) -> None:
    """Call it now."""
    found = door().post("/heartbeat/test")
    screen.answer(found, _heartbeat(found))


def _read(url: str) -> str:
    """The address; from standard input it stands in no list of commands."""
    return sys.stdin.readline().strip() if url == "-" else url


def _state(one: dict[str, Any]) -> str:
    if not one["enabled"]:
        return "off"
    last = one["last"]
    return "on" if last is None or last["ok"] else f"failing: {last['words']}"


def _heartbeat(found: dict[str, Any]) -> str:
    if found["shown"] is None:
        return "Nothing is called after a sweep: `playwarden heartbeat set URL` sets an address."
    last = found["last"]
    if last is None:
        return f"{found['shown']} is called after each whole sweep; it was not called yet."
    how = f"answered {found['status']}" if found["status"] is not None else f"did not answer: {last['words']}"
    return f"{found['shown']} is called after each whole sweep. Called {when(moment(last['at']))}: it {how}."

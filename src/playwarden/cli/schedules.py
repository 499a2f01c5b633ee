"""`playwarden schedules`: what is done again and again, and when."""

import json as json_documents
from pathlib import Path
from typing import Annotated, Any

import typer

from playwarden.cli import following, timings, wishes
from playwarden.cli.door import door, named
from playwarden.cli.options import Force, Json, NoWait
from playwarden.cli.overriding import ahead
from playwarden.cli.screen import moment, screen, table, when
from playwarden.kit.errors import InputError
from playwarden.kit.text import counted

app = typer.Typer(help="What is done again and again, and when.", no_args_is_help=True)
ScheduleArgument = Annotated[str, typer.Argument(metavar="SCHEDULE", help="Its name or its id.")]
Work = Annotated[
    str | None,
    typer.Option("--do", metavar="KIND", help="The work: library.sync, say; wishes.apply where --file is given."),
]
WishFile = Annotated[
    Path | None, typer.Option("--file", metavar="FILE", help="What playlists should be; stored with the schedule.")
]
Payload = Annotated[
    str | None, typer.Option("--payload", metavar="JSON", help="What the work takes along, as a JSON object.")
]
Missed = Annotated[
    str | None,
    typer.Option("--missed", metavar="POLICY", help="What becomes of times that were missed: once, skip or ask."),
]
Jitter = Annotated[
    str | None,
    typer.Option("--jitter", metavar="SPAN", help="Spread its jobs over this span, instead of what suits; 0: not."),
]
Times = Annotated[
    int, typer.Option("--times", metavar="NUMBER", help="Show so many of the next times.", min=1, max=1_000)
]
_PAGE = 500
Document = dict[str, Any]


@app.command("list")
def list_(json: Json = False) -> None:
    """List the schedules, the next one due first."""
    found: list[Document] = []
    while True:
        page = door().get("/schedules", limit=_PAGE, after=found[-1]["name"] if found else None)
        found += page
        if len(page) < _PAGE:
            break
    found.sort(
        key=lambda each: (each["paused_at"] is not None, each["next_at"] is None, each["next_at"] or "", each["name"])
    )
    rows = [(each["name"], each["kind"], each["words"], _next(each), each["missed"]) for each in found]
    drawn = table(("schedule", "work", "when", "next", "missed"), rows)
    screen.answer(found, drawn if rows else "There is no schedule yet.")


@app.command()
def show(schedule: ScheduleArgument, times: Times = 5, json: Json = False) -> None:
    """Show one schedule with its next times."""
    found = door().get(named("schedules", schedule), times=times)
    screen.answer(found, "\n".join(_told(found)))


@app.command()
def add(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What you call it.")],
    do: Work = None,
    file: WishFile = None,
    payload: Payload = None,
    force: Force = None,
    cron: timings.Cron = None,
    every: timings.Every = None,
    at: timings.At = None,
    weekly: timings.Weekly = None,
    between: timings.Between = None,
    since: timings.Since = None,
    zone: timings.Zone = None,
    missed: Missed = None,
    jitter: Jitter = None,
    json: Json = False,
) -> None:
    """Do something again and again, or once at a date and time."""
    timing = timings.timing(cron=cron, every=every, at=at, weekly=weekly, between=between, since=since, zone=zone)
    if timing is None:
        raise InputError("When it is to be done is missing.", "Give --cron, --every, --at or --weekly.")
    kind = do or ("wishes.apply" if file else None)
    if kind is None:
        kinds = ", ".join(each["kind"] for each in door().get("/schedulables"))
        raise InputError("What is to be done is missing.", f"Give --file FILE, or --do with one of {kinds}.")
    asked = {"payload": {}, "missed": "once"} | _asked(file, payload, force, missed, jitter)
    found = door().post("/schedules", {"name": name, "kind": kind, "timing": timing} | asked)
    screen.answer(found, "\n".join(_told(found)))


@app.command()
def change(
    schedule: ScheduleArgument,
    name: Annotated[str | None, typer.Option("--name", metavar="NAME", help="Call it so from now on.")] = None,
    file: WishFile = None,
    payload: Payload = None,
    force: Force = None,
    cron: timings.Cron = None,
    every: timings.Every = None,
    at: timings.At = None,
    weekly: timings.Weekly = None,
    between: timings.Between = None,
    since: timings.Since = None,
    zone: timings.Zone = None,
    missed: Missed = None,
    jitter: Jitter = None,
    json: Json = False,
) -> None:
    """Change a schedule from its next time on."""
    timing = timings.timing(cron=cron, every=every, at=at, weekly=weekly, between=between, since=since, zone=zone)
    named_anew = {key: value for key, value in (("name", name), ("timing", timing)) if value is not None}
    asked = named_anew | _asked(file, payload, force, missed, jitter)
    if not asked:
        raise InputError("Nothing is to be changed.", "`playwarden schedules change --help` shows what can be.")
    found = door().patch(named("schedules", schedule), asked)
    screen.answer(found, "\n".join(_told(found)))


@app.command()
def pause(schedule: ScheduleArgument, json: Json = False) -> None:
    """Let a schedule rest until it is resumed; what passes meanwhile was not missed."""
    found = door().post(named("schedules", schedule, "pause"))
    screen.answer(found, f"'{found['name']}' rests. `playwarden schedules resume` lets it go on.")


@app.command()
def resume(schedule: ScheduleArgument, json: Json = False) -> None:
    """Let a paused schedule go on with its next time."""
    found = door().post(named("schedules", schedule, "resume"))
    screen.answer(found, f"'{found['name']}' goes on: {_next(found)}.")


@app.command()
def remove(schedule: ScheduleArgument, json: Json = False) -> None:
    """Take a schedule away; jobs that it made stay."""
    found = door().delete(named("schedules", schedule))
    screen.answer(found, f"'{found['name']}' is removed.")


@app.command()
def run(schedule: ScheduleArgument, no_wait: NoWait = False, json: Json = False) -> None:
    """Do the work of a schedule now; its times stay as they are."""
    started = door().post(named("schedules", schedule, "run"))
    job = started["job"]
    if no_wait:
        screen.answer(started, f"{job} is queued: `playwarden jobs watch {job}` follows it.")
        return
    ended = following.follow(job)
    screen.answer(ended, f"{job} {ended['state']}." + (f" {ended['note']}" if ended["note"] else ""))


@app.command()
def plan(schedule: ScheduleArgument, json: Json = False) -> None:
    """Make the job of a schedule's next time, and its plan, now; until it is carried out then, it can be changed."""
    ahead(named("schedules", schedule))


@app.command()
def preview(
    cron: timings.Cron = None,
    every: timings.Every = None,
    at: timings.At = None,
    weekly: timings.Weekly = None,
    between: timings.Between = None,
    since: timings.Since = None,
    zone: timings.Zone = None,
    times: Times = 5,
    after: Annotated[
        str | None, typer.Option("--after", metavar="MOMENT", help="Show the times after this moment, not after now.")
    ] = None,
    json: Json = False,
) -> None:
    """Show when a timing would be due, without storing anything."""
    timing = timings.timing(cron=cron, every=every, at=at, weekly=weekly, between=between, since=since, zone=zone)
    if timing is None:
        raise InputError("There is nothing to preview.", "Give --cron, --every, --at or --weekly.")
    place = str(timing.get("zone") or zone or timings.own_zone())
    body: Document = {"timing": timing, "times": times}
    if after is not None:
        body["after"] = timings.instant(after, place)
    found = door().post("/schedules/preview", body)
    told = [found["words"], *_times(found["times"], place)]
    told.append(_spread(found["jitter_seconds"]) if found["times"] else "It would not be due any more.")
    screen.answer(found, "\n".join(told))


def _asked(
    file: Path | None, payload: str | None, force: list[str] | None, missed: str | None, jitter: str | None
) -> Document:
    """What `add` and `change` ask for alike, beside name and timing: what was given of it."""
    found = {
        "payload": _payload(file, payload, force),
        "missed": _policy(missed),
        "jitter_seconds": None if jitter is None else timings.seconds(jitter),
    }
    return {key: value for key, value in found.items() if value is not None}


def _payload(file: Path | None, payload: str | None, force: list[str] | None) -> Document | None:
    if file is not None and payload is not None:
        raise InputError("--file and --payload are two things for one schedule to take along.", "Give one of them.")
    if file is not None:
        return wishes.whole(file) | {"forced": sorted(set(force or ()))}
    if force:
        raise InputError("--force goes with --file: it overrules a safety rule for what the file wishes.")
    if payload is None:
        return None
    try:
        document = json_documents.loads(payload)
        json_documents.dumps(document, ensure_ascii=False).encode()  # an escape may make half a character
    except (ValueError, RecursionError):
        document = None
    if not isinstance(document, dict):
        raise InputError("--payload is to be a JSON object.", 'Such as \'{"playlist": "..."}\'.')
    return document


def _policy(word: str | None) -> str | None:
    if word is not None and word not in ("once", "skip", "ask"):
        raise InputError(f"'{word[:40]}' is no policy for missed times.", "Write once, skip or ask.")
    return word


def _next(schedule: Document) -> str:
    if schedule["paused_at"]:
        return "paused"
    return when(moment(schedule["next_at"])) or "never again"


def _told(schedule: Document) -> list[str]:
    """A schedule with its next times, for people."""
    lines = [f"{schedule['name']} ({schedule['id']}): {schedule['kind']} {schedule['words']}"]
    if schedule["paused_at"]:
        lines.append(f"It rests since {when(moment(schedule['paused_at']))}.")
    elif not schedule["times"]:
        lines.append("It is not due again.")
    lines += _times(schedule["times"], str(schedule["timing"].get("zone", "UTC")))
    policy = {"once": "run once for all of them", "skip": "are skipped", "ask": "wait for a person"}[schedule["missed"]]
    lines += [_spread(schedule["jitter_seconds"]), f"Times that were missed {policy}."]
    return lines


def _times(times: list[str], zone: str) -> list[str]:
    """Each time as clocks in `zone` show it, with its offset: on two days of the year the offset tells them apart."""
    from playwarden.domain.jobs.timing.zones import zone_named

    place = zone_named(zone)
    return [f"  {found.astimezone(place):%a %Y-%m-%d %H:%M %z}" for text in times if (found := moment(text))]


def _spread(seconds: int) -> str:
    if not seconds:
        return "Its jobs leave on time."
    span = counted(seconds // 60, "minute") if seconds % 60 == 0 else counted(seconds, "second")
    return f"Its jobs leave up to {span} later, each at a moment of its own."

"""`playwarden jobs`: what is to be done, is being done and was done; and how it is stopped, retried and held."""

import time
from collections.abc import Iterator
from typing import Annotated, Any

import typer

from playwarden.cli import following
from playwarden.cli.door import door, named, pages
from playwarden.cli.naming import playlist_id
from playwarden.cli.options import Json, Limit, NoWait
from playwarden.cli.overriding import ahead
from playwarden.cli.screen import moment, screen, table, when
from playwarden.domain.jobs.job import JobState
from playwarden.kit.errors import InputError
from playwarden.kit.problems import raised
from playwarden.kit.text import counted, listed

app = typer.Typer(help="What is to be done, is being done and was done.", no_args_is_help=True)
JobArgument = Annotated[str, typer.Argument(metavar="JOB", help="The job's id, as `jobs list` shows it.")]
LINES = 50
"""Lines of the log that `show` prints."""
LOOK_SECONDS = 0.5

Document = dict[str, Any]


@app.command("list")
def list_(
    state: Annotated[
        list[str] | None,
        typer.Option("--state", metavar="STATE", help="Only in this state; may be given several times."),
    ] = None,
    kind: Annotated[str | None, typer.Option("--kind", metavar="KIND", help="Only of this kind.")] = None,
    playlist: Annotated[
        str | None, typer.Option("--playlist", metavar="PLAYLIST", help="Only what works on this playlist.")
    ] = None,
    children: Annotated[
        bool, typer.Option("--children", help="Also the jobs that other jobs made.", show_default=False)
    ] = False,
    limit: Limit = 20,
    json: Json = False,
) -> None:
    """List jobs, the newest first, those that other jobs made folded into them."""
    found = pages(
        "/jobs",
        limit,
        state=_states(state),
        kind=kind,
        playlist=playlist_id(playlist) if playlist else None,
        folded=not children and playlist is None,
    )
    rows = [
        (job["id"], job["title"], job["state"], _far(job), f"{job['calls']:,}", _moment(job), _why(job))
        for job in found
    ]
    columns = ("job", "what", "state", "done", "calls", "due or ended", "note")
    drawn = table(columns, rows, right=("done", "calls"))
    screen.answer(found, *_switch(), drawn if rows else "There is no such job.")


@app.command()
def show(job: JobArgument, json: Json = False) -> None:
    """Show one job: how far it is, what holds it, what it came to, and its log."""
    found = door().get(named("jobs", job))
    lines = door().get(named("jobs", job, "log"), limit=LINES)
    screen.answer(found | {"log": lines}, _shown(found, lines))


@app.command()
def watch(job: JobArgument, json: Json = False) -> None:
    """Follow a job line by line to its end, or until it waits for longer than a moment. Ctrl-C leaves it alone."""
    found = door().get(named("jobs", job))
    if not screen.json:
        screen.say(_heading(found))
    for event in _events(job):
        if screen.json:
            screen.line(event)
        else:
            _print(event, job)
    found = door().get(named("jobs", job))
    if found["state"] == "failed":
        failure = found["failure"]
        raise raised(failure["code"], failure["what"], failure["remedy"], failure)
    if found["state"] in following.OPEN:
        raise following.holding(found, f"`playwarden jobs run {job}`")
    if screen.json:
        screen.line(found)


@app.command()
def cancel(job: JobArgument, json: Json = False) -> None:
    """Stop a job: at once where it waits, between two calls where it runs. Its playlists are left consistent."""
    found = door().post(named("jobs", job, "cancel"))
    told = found["note"] or ("" if found["state"] == "cancelled" else "It stops between two calls.")
    screen.answer(found, f"{found['title']}: {_standing(found)}. {told}".rstrip())


@app.command()
def retry(job: JobArgument, no_wait: NoWait = False, json: Json = False) -> None:
    """Take up again what failed, was cancelled or missed. A cancelled run is at its end: what started it plans anew."""
    _taken_up(door().post(named("jobs", job, "retry")), no_wait=no_wait)


@app.command()
def run(job: JobArgument, no_wait: NoWait = False, json: Json = False) -> None:
    """Take up now what is scheduled or waits."""
    found = door().get(named("jobs", job))
    if found["state"] not in ("queued", "running"):
        found = door().post(named("jobs", job, "run"))
    _taken_up(found, no_wait=no_wait)


@app.command()
def plan(job: JobArgument, json: Json = False) -> None:
    """Make the plan of a job that waits for its time, now: it is carried out then, and can be changed until then."""
    ahead(named("jobs", job))


@app.command()
def hold(json: Json = False) -> None:
    """Hold everything: no job is taken up until `jobs release`; what runs goes on."""
    screen.answer(door().post("/hold"), "All jobs are held until `playwarden jobs release`; what runs goes on.")


@app.command()
def release(json: Json = False) -> None:
    """Let jobs be taken up again."""
    found = door().post("/release")
    told = "" if found["runners"] else " Nobody is there to carry them out: `playwarden up` does."
    screen.answer(found, f"Jobs are taken up again.{told}")


def _taken_up(found: Document, *, no_wait: bool) -> None:
    job = found["id"]
    if no_wait:
        screen.answer(found, f"{found['title']}: {found['state']}. `playwarden jobs watch {job}` follows it.")
        return
    done = following.follow(job)
    screen.answer(done, f"{done['title']}: {_standing(done)}. {done['note'] or ''}".rstrip())


def _states(given: list[str] | None) -> list[str] | None:
    known = [state.value for state in JobState]
    for state in given or ():
        if state not in known:
            raise InputError(f"There is no state '{state}'.", f"The states are {listed(known, most=20)}.")
    return given


def _switch() -> Iterator[str]:
    """What matters to every job: that all are held."""
    if not screen.json and door().get("/runners")["held"]:
        yield "All jobs are held: `playwarden jobs release` lets them go on."


def _moment(job: Document) -> str:
    return when(moment(job["ended_at"] or job["due_at"]))


def _far(job: Document) -> str:
    done, total = job["progress"]["done"], job["progress"]["total"]
    return f"{done:,}/{total:,}" if total else ""


def _why(job: Document) -> str:
    if job["cancelling"]:
        return "being cancelled"
    if job["state"] == "running":
        return str(job["progress"]["words"])
    return str(job["note"] or "")


def _standing(job: Document) -> str:
    waits = f" for {job['waits_for']}" if job["waits_for"] else ""
    return f"{job['state']}{waits}{', being cancelled' if job['cancelling'] else ''}"


def _heading(job: Document) -> str:
    begun = when(moment(job["created_at"]))
    return f"{job['id']}: {job['title']} ({job['kind']}), asked for by {job['actor']}, {begun}: {_standing(job)}"


def _shown(job: Document, log: list[Document]) -> str:
    lines = [_heading(job)]
    far, words = _far(job), job["progress"]["words"]
    if far or words:
        lines.append(" ".join(word for word in (far, words) if word))
    if job["children"]:
        counts = ", ".join(f"{number:,} {state}" for state, number in job["children"].items())
        lines.append(f"Its jobs: {counts} (`playwarden jobs list --children` lists them).")
    if job["state"] in following.OPEN and job["held"]:
        held = job["held"]
        lines.append(f"Waits until {when(moment(held['until']))}: {held['note'] or held['waits_for'] or 'its time'}")
    elif job["note"]:
        lines.append(job["note"])
    if job["failure"] and job["failure"]["remedy"]:
        lines.append(job["failure"]["remedy"])
    cost = (
        f"{counted(job['calls'], 'call')} so far" if job["state"] in following.OPEN else counted(job["calls"], "call")
    )
    ahead = f", {job['forecast']:,} forecast" if job["forecast"] is not None else ""
    lines.append(f"It took {cost}{ahead}." + (f" Run: {job['run']}." if job["run"] else ""))
    lines += [_log_line(event) for event in log]
    return "\n".join(lines)


def _log_line(event: Document) -> str:
    level = event["data"]["level"]
    mark = "" if level == "info" else f"{level}: "
    return f"{when(moment(event['at']))}  {mark}{event['data']['words']}"


def _print(event: Document, job: str) -> None:
    data, own = event["data"], event["job"] == job
    if event["kind"] == "log":
        screen.say(_log_line(event))
    elif event["kind"] == "state":
        whose = "" if own else f"{event['job']}: "
        note = f": {data['note']}" if data.get("note") else ""
        screen.say(f"{when(moment(event['at']))}  {whose}{data['state']}{note}")
    elif own:
        total = f"/{data['total']:,}" if data["total"] else ""
        screen.say(f"{when(moment(event['at']))}  {data['done']:,}{total} {data['words']}")


def _events(job: str) -> Iterator[Document]:
    """What happens to the job from its beginning, until there is nothing to wait for."""
    through, path = door(), named("jobs", job)
    after = 0
    if through.remote and not following.ended(through.get(path)):
        for event in _streamed(job):
            after = event["number"]
            yield event
    while True:
        ended = following.ended(through.get(path))
        events = through.get(f"{path}/events", after=after)
        yield from events
        after = events[-1]["number"] if events else after
        if not events and ended:
            return
        if not events:
            time.sleep(LOOK_SECONDS)


def _streamed(job: str) -> Iterator[Document]:
    """Events as the server sends them, until one of them tells that there is nothing more to wait for."""
    for _, kind, event in door().events("/events", job=job):
        if kind == "reset" or not isinstance(event, dict):
            return
        yield event
        if event["kind"] == "state" and following.ended(door().get(named("jobs", job))):
            return

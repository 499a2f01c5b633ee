"""`playwarden runs`: what was applied, undone and restored; going on, stopping, and taking back."""

from typing import Annotated, Any

import typer

from playwarden.cli import overriding
from playwarden.cli.door import door, named, pages
from playwarden.cli.options import Approve, Force, Full, Json, Limit, NoWait, Yes
from playwarden.cli.screen import moment, screen, table, when

app = typer.Typer(help="What was applied, undone and restored.", no_args_is_help=True)
RunArgument = Annotated[str, typer.Argument(metavar="RUN", help="The run's id, as `runs list` shows it.")]
WHOLE = 1_000_000
"""Lines of a diff that is shown in full."""
app.command()(overriding.plan)
app.command()(overriding.override)


@app.command("list")
def list_(limit: Limit = 20, json: Json = False) -> None:
    """List runs, the newest first."""
    runs = pages("/runs", limit)
    rows = [
        (
            run["id"],
            run["verb"],
            run["state"],
            when(moment(run["created_at"])),
            run["playlists"],
            run["note"] or "",
        )
        for run in runs
    ]
    screen.answer(
        [_summary(run) for run in runs],
        table(("run", "verb", "state", "begun", "playlists", "note"), rows, right=("playlists",))
        if rows
        else "There is no run yet.",
    )


@app.command()
def show(run: RunArgument, full: Full = False, json: Json = False) -> None:
    """Show one run: its playlists, its calls one by one, and what became of them."""
    found = door().get(named("runs", run), lines=WHOLE if full else 20)
    document = _summary(found) | {
        "calls": found["calls"],
        "playlists": [
            {
                "playlist": part["playlist_id"],
                "create": part["create_key"],
                "account": part["account_id"],
                "state": part["state"],
                "note": part["note"],
                "round": part["round"],
                "before": part["before_version_id"],
                "after": part["after_version_id"],
                "steps": [step["operation"] | {"outcome": step["outcome"]} for step in part["steps"]],
            }
            for part in found["parts"]
        ],
    }
    of = f" of {found['of_run_id']}" if found["of_run_id"] else ""
    begun = when(moment(found["created_at"]))
    lines = [f"{found['id']}: {found['verb']}{of} by {found['actor']}, {begun}: {found['state']}"]
    for part in found["parts"]:
        outcomes = ", ".join(f"{step['operation']['kind']} {step['outcome']}" for step in part["steps"])
        lines += ["", part["text"], f"{part['state']}: {outcomes}"]
        lines += [part["note"]] if part["note"] else []
    lines += ["", f"{found['calls']} calls were booked for it."]
    screen.answer(document, "\n".join(lines))


@app.command()
def resume(run: RunArgument, no_wait: NoWait = False, json: Json = False) -> None:
    """Take a run up where a ban, a lost connection or a crash left it."""
    from playwarden.cli import proposals

    started = door().post(named("runs", run, "resume"))
    if started["job"] is None:
        proposals.tell(proposals.report(door().get(named("runs", run))))
    elif no_wait:
        screen.answer(started, f"{run} goes on: `playwarden jobs watch {started['job']}` follows it.")
    else:
        proposals.follow_run(run, started["job"])


@app.command()
def cancel(run: RunArgument, json: Json = False) -> None:
    """Stop a run between two calls, where its playlists are consistent; what was done can be undone."""
    from playwarden.cli import proposals

    told = proposals.report(door().post(named("runs", run, "cancel")))
    screen.answer(told, proposals.cancelled_text(told))


@app.command()
def undo(
    run: RunArgument,
    approve: Approve = None,
    yes: Yes = False,
    force: Force = None,
    full: Full = False,
    no_wait: NoWait = False,
    json: Json = False,
) -> None:
    """Take back what a run did; what was changed since stays."""
    from playwarden.cli import proposals

    forced = proposals.forced_rules(force)
    with screen.progress("looking") as advance:
        proposal = door().post(named("runs", run, "undo"), {"forced": forced}, tell=lambda words: advance(0, 0, words))
    proposals.carry_out(proposal, approve=approve, yes=yes, forced=forced, full=full, no_wait=no_wait)


def _summary(run: dict[str, Any]) -> dict[str, Any]:
    return {
        "run": run["id"],
        "verb": run["verb"],
        "of": run["of_run_id"],
        "state": run["state"],
        "fingerprint": run["fingerprint"],
        "actor": run["actor"],
        "forced": run["forced"],
        "note": run["note"],
        "resume_after": run["resume_after"],
        "created_at": run["created_at"],
        "ended_at": run["ended_at"],
    }

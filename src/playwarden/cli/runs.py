"""`playwarden runs`: what was applied, undone and restored; going on, and taking back."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from playwarden.cli.opened import container
from playwarden.cli.options import Approve, Force, Full, Json, Limit, Yes
from playwarden.cli.screen import screen, table, when
from playwarden.kit.ids import RunId

if TYPE_CHECKING:
    from playwarden.domain.runs import Run

app = typer.Typer(help="What was applied, undone and restored.", no_args_is_help=True)
RunArgument = Annotated[str, typer.Argument(metavar="RUN", help="The run's id, as `runs list` shows it.")]


@app.command("list")
def list_(limit: Limit = 20, json: Json = False) -> None:
    """List runs, the newest first."""
    runs = container().runs.runs(limit=limit)
    rows = [
        (run.id, run.verb.value, run.state.value, when(run.created_at), len(run.parts), run.note or "") for run in runs
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
    from playwarden.domain.operations import operation_document
    from playwarden.domain.render import as_text

    runs = container().runs
    found = runs.run(RunId(run))
    report = runs.report(found)
    document = _summary(found) | {
        "calls": report.calls,
        "playlists": [
            {
                "playlist": part.playlist_id,
                "create": part.create_key,
                "account": part.account_id,
                "state": part.state.value,
                "note": part.note,
                "round": part.round,
                "before": part.before_version_id,
                "after": part.after_version_id,
                "steps": [operation_document(step.operation) | {"outcome": step.outcome.value} for step in part.steps],
            }
            for part in found.parts
        ],
    }
    of = f" of {found.of_run_id}" if found.of_run_id else ""
    lines = [f"{found.id}: {found.verb.value}{of} by {found.actor}, {when(found.created_at)}: {found.state.value}"]
    for part in found.parts:
        outcomes = ", ".join(f"{step.operation.kind} {step.outcome.value}" for step in part.steps)
        lines += ["", as_text(part.plan, most=None if full else 20), f"{part.state.value}: {outcomes}"]
        lines += [part.note] if part.note else []
    lines += ["", f"{report.calls} calls were booked for it."]
    screen.answer(document, "\n".join(lines))


@app.command()
def resume(run: RunArgument, json: Json = False) -> None:
    """Take a run up where a ban, a lost connection or a crash left it."""
    from playwarden.cli import proposals

    try:
        with screen.progress("resuming") as advance:
            report = container().runs.resume(RunId(run), progress=lambda words: advance(0, 0, words))
    except KeyboardInterrupt:
        raise proposals.stopped() from None
    proposals.tell(report)


@app.command()
def undo(
    run: RunArgument,
    approve: Approve = None,
    yes: Yes = False,
    force: Force = None,
    full: Full = False,
    json: Json = False,
) -> None:
    """Take back what a run did; what was changed since stays."""
    from playwarden.cli import proposals

    forced = proposals.forced_rules(force)
    with screen.progress("looking") as advance:
        proposal = container().runs.propose_undo(RunId(run), progress=lambda words: advance(0, 0, words))
    proposals.carry_out(proposal, approve=approve, yes=yes, forced=forced, full=full)


def _summary(run: "Run") -> dict[str, Any]:
    return {
        "run": run.id,
        "verb": run.verb.value,
        "of": run.of_run_id,
        "state": run.state.value,
        "fingerprint": run.fingerprint,
        "actor": run.actor,
        "forced": sorted(run.forced),
        "note": run.note,
        "resume_after": run.resume_after,
        "created_at": run.created_at,
        "ended_at": run.ended_at,
    }

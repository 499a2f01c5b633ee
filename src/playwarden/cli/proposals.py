"""Proposals on the terminal: shown, approved by a person or a fingerprint, carried out, and reported."""

from typing import Any

import typer

from playwarden.cli import following
from playwarden.cli.door import door, named
from playwarden.cli.screen import moment, screen, when
from playwarden.kit.errors import Exit, InputError, NotApproved
from playwarden.kit.problems import raised
from playwarden.kit.text import counted, listed

ACTOR = "operator"
"""Who acts at the command line, until members exist."""
SHORT = 12
"""Digits of a fingerprint that are shown, and enough to approve by: 48 bits."""
LINES = 40
"""Lines of one playlist's diff before the rest is counted."""
_CODES = {"done": Exit.OK, "asking": Exit.REFUSED, "failed": Exit.SPOTIFY}
_RESUMABLE = ("pending", "running", "waiting")

Document = dict[str, Any]


def forced_rules(names: list[str] | None) -> list[str]:
    """The rules given to `--force`. Raises InputError for a name that no rule bears, before a call is spent."""
    from playwarden.domain.safety import rules

    known = {rule.name for rule in rules()}
    for name in names or ():
        if name not in known:
            raise InputError(f"There is no safety rule '{name}'.", f"The rules are {listed(sorted(known), most=20)}.")
    return sorted(set(names or ()))


def document(proposal: Document) -> Document:
    """The proposal as `--json` prints it, every plan whole."""
    plans = door().get(named("proposals", proposal["fingerprint"], "plans"))
    return {
        "fingerprint": proposal["fingerprint"],
        "verb": proposal["verb"],
        "writes": proposal["writes"],
        "reads": proposal["reads"],
        "naive_writes": proposal["naive_writes"],
        "observed_calls": proposal["observed_calls"],
        "forecasts": {each["account"]: each for each in proposal["forecasts"]},
        "blocked": proposal["blocked"],
        "playlists": plans["playlists"],
    }


def text(proposal: Document, forced: list[str], *, full: bool, form: str = "text") -> str:
    """The proposal for a terminal, or (`markdown`) for a review."""
    path = named("proposals", proposal["fingerprint"], "text")
    told = door().get(path, forced=forced, form=form, most=None if full else LINES)
    return str(told["text"])


def carry_out(
    proposal: Document,
    *,
    approve: str | None,
    yes: bool,
    forced: list[str],
    full: bool = False,
    no_wait: bool = False,
) -> None:
    """Shows `proposal`, gets its approval, starts it, follows its job, tells how it ended; leaves with the exit code.

    Raises InputError for two answers, NotApproved where nobody approved it, what refuses it whoever approves, and what
    `following.follow` raises.
    """
    if yes and approve is not None:
        raise InputError(
            "--approve and --yes are two answers.", "Give --approve for the plan that was shown, --yes for any."
        )
    if not screen.json:
        screen.say(text(proposal, forced, full=full))
    refused = proposal["refused"]
    if refused is not None:
        raise raised(refused["code"], refused["what"], refused["remedy"], refused)
    _approved(proposal, approve, yes=yes)
    started = door().post(named("proposals", proposal["fingerprint"], "apply"), {"forced": forced})
    if started["run"] is None:
        tell(_nothing_to_do(proposal))
        return
    if no_wait:
        screen.answer(started, f"{started['run']} is started: `playwarden jobs watch {started['job']}` follows it.")
        return
    follow_run(started["run"], started["job"], naive=proposal["naive_writes"])


def follow_run(run: str, job: str, *, naive: int = 0) -> None:
    """Follows the job that carries a run out, and tells how the run ended; leaves with its exit code."""
    following.follow(job, doing="applying", again=f"`playwarden runs resume {run}`", results=True)
    tell(report(door().get(named("runs", run))), naive=naive)


def cancelled_text(report: Document) -> str:
    """How a run stands that was asked to stop."""
    lines = [*(_part_line(part) for part in report["parts"]), f"{report['run']} is {report['state']}."]
    if report["state"] in _RESUMABLE:
        lines.append("What runs stops between two calls.")
    if report["calls"]:
        lines.append(f"`playwarden runs undo {report['run']}` takes back what was done.")
    return "\n".join(lines)


def report(run: Document) -> Document:
    """How a run stands, as `apply --json` prints it."""
    return {
        "run": run["id"],
        "state": run["state"],
        "calls": run["calls"],
        "note": run["note"],
        "resume_after": run["resume_after"],
        "parts": [
            {"name": part["name"], "playlist": part["playlist_id"], "state": part["state"], "note": part["note"]}
            for part in run["parts"]
        ],
    }


def tell(report: Document, *, naive: int = 0) -> None:
    """How a run ended; leaves with its exit code."""
    state, calls = report["state"], report["calls"]
    lines = [_part_line(part) for part in report["parts"]]
    if report["run"] is not None:
        instead = f" (one by one: {naive:,})" if naive > calls else ""
        lines.append(f"{report['run']} is {state}; it took {counted(calls, 'call')}{instead}.")
    if report["note"] and not any(part["note"] == report["note"] for part in report["parts"]):
        lines.append(report["note"])
    if report["resume_after"] is not None:
        lines.append(f"It can go on after {when(moment(report['resume_after']))}.")
    if report["run"] and state == "done":
        lines.append(f"`playwarden runs undo {report['run']}` takes it back.")
    elif report["run"] and state in _RESUMABLE:
        lines.append(f"`playwarden runs resume {report['run']}` goes on.")
    screen.answer(report, "\n".join(lines))
    code = _CODES.get(state, Exit.INTERRUPTED)
    if code is not Exit.OK:
        raise typer.Exit(int(code))


def _part_line(part: Document) -> str:
    return f"{part['name']}: {part['state']}" + (f" ({part['note']})" if part["note"] else "")


def _approved(proposal: Document, approve: str | None, *, yes: bool) -> None:
    """Raises NotApproved unless this proposal was approved. An empty one needs no approval: nothing is sent."""
    fingerprint: str = proposal["fingerprint"]
    if not proposal["changing"] or yes:
        return
    if approve is not None:
        wanted = approve.strip().lower()
        if len(wanted) >= SHORT and fingerprint.startswith(wanted):
            return
        raise NotApproved(
            "What stands there now leads to another plan than the one approved.",
            f"Look at it again: its fingerprint is {fingerprint[:SHORT]}.",
        )
    if not screen.can_ask:
        raise NotApproved(
            "Nobody approved this plan, and there is no terminal to ask on.",
            f"Look at it with `playwarden plan`, then give `--approve {fingerprint[:SHORT]}`; "
            "or `--yes` for whatever the plan says then.",
        )
    if not screen.ask("Apply this?"):
        raise NotApproved("Nothing was changed.")


def _nothing_to_do(proposal: Document) -> Document:
    parts = [
        {"name": part["name"], "playlist": part["playlist"], "state": "done", "note": "equal"}
        for part in proposal["playlists"]
    ]
    what = "Everything else" if proposal["left_out"] else "Everything"
    note = f"{what} is as desired: nothing was sent."
    return {"run": None, "state": "done", "calls": 0, "note": note, "resume_after": None, "parts": parts}

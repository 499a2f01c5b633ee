"""Proposals on the terminal: shown, approved by a person or a fingerprint, carried out, and reported."""

from typing import TYPE_CHECKING, Any

import typer

from playwarden.cli.opened import container
from playwarden.cli.screen import screen, when
from playwarden.kit.errors import Exit, InputError, Interrupted, NotApproved, PlaywardenError
from playwarden.kit.text import counted, listed

if TYPE_CHECKING:
    from playwarden.features.runs.proposal import Proposal, RunReport

ACTOR = "operator"
"""Who acts at the command line, until members exist."""
SHORT = 12
"""Digits of a fingerprint that are shown, and enough to approve by: 48 bits."""
LINES = 40
"""Lines of one playlist's diff before the rest is counted."""


def forced_rules(names: list[str] | None) -> frozenset[str]:
    """The rules given to `--force`. Raises InputError for a name that no rule bears, before a call is spent."""
    from playwarden.domain.safety import rules

    known = {rule.name for rule in rules()}
    for name in names or ():
        if name not in known:
            raise InputError(f"There is no safety rule '{name}'.", f"The rules are {listed(sorted(known), most=20)}.")
    return frozenset(names or ())


def document(proposal: "Proposal", forced: frozenset[str]) -> dict[str, Any]:
    """The proposal as `--json` prints it."""
    from playwarden.domain.render import as_json

    return {
        "fingerprint": proposal.fingerprint,
        "verb": proposal.verb.value,
        "writes": proposal.writes,
        "reads": proposal.reads,
        "naive_writes": proposal.naive_writes,
        "observed_calls": proposal.observed_calls,
        "forecasts": proposal.forecasts,
        "blocked": [
            {"playlist": part.name, "rule": block.rule, "reason": block.reason, "forceable": block.forceable}
            for part, block in proposal.blocks(forced)
        ],
        "playlists": [
            {"name": part.name, "account": part.account_id, "create": part.create_key}
            | as_json(part.plan, proposal.titles)
            for part in proposal.parts
        ],
    }


def text(proposal: "Proposal", forced: frozenset[str], *, most: int | None = LINES) -> str:
    """The proposal for a terminal."""
    from playwarden.domain.render import as_text

    told = [as_text(part.plan, proposal.titles, most=most) for part in proposal.parts]
    told += [f"held by {block.rule}: '{part.name}': {block.reason}" for part, block in proposal.blocks(forced)]
    told.append("\n".join(_closing(proposal)))
    return "\n\n".join(told)


def markdown(proposal: "Proposal", forced: frozenset[str], *, most: int | None = LINES) -> str:
    """The proposal for a review."""
    from playwarden.domain.render import as_markdown

    told = [as_markdown(part.plan, proposal.titles, most=most) for part in proposal.parts]
    told += [f"> **held by `{block.rule}`**: '{part.name}': {block.reason}" for part, block in proposal.blocks(forced)]
    told.append("  \n".join(_closing(proposal)))
    return "\n\n".join(told)


def _closing(proposal: "Proposal") -> list[str]:
    if not proposal.changing:
        return [f"Everything is as desired; looking took {counted(proposal.observed_calls, 'call')}."]
    from playwarden.domain.quota import forecast_sentence

    several = f" for {len(proposal.changing)} playlists" if len(proposal.changing) > 1 else ""
    instead = f" instead of {proposal.naive_writes:,}" if proposal.naive_writes > proposal.writes else ""
    return [
        f"In all {counted(proposal.writes, 'call')} (+{counted(proposal.reads, 'read')}){instead}{several}; "
        f"looking took {counted(proposal.observed_calls, 'call')}.",
        *(forecast_sentence(forecast, "This") for forecast in proposal.forecasts.values() if forecast.calls),
        f"Fingerprint {proposal.fingerprint[:SHORT]}",
    ]


def carry_out(
    proposal: "Proposal", *, approve: str | None, yes: bool, forced: frozenset[str], full: bool = False
) -> None:
    """Shows `proposal`, gets its approval, applies it and tells how that went; leaves with the exit code.

    Raises NotApproved where nobody approved it, and what `Runs.apply` raises.
    """
    runs = container().runs
    if not screen.json:
        screen.say(text(proposal, forced, most=None if full else LINES))
    runs.check(proposal, forced)
    approved = _approved(proposal, approve, yes=yes)
    try:
        with screen.progress("applying") as advance:
            report = runs.apply(
                proposal, approved=approved, actor=ACTOR, forced=forced, progress=lambda words: advance(0, 0, words)
            )
    except KeyboardInterrupt:
        raise stopped() from None
    tell(report, naive=proposal.naive_writes)


def stopped() -> PlaywardenError:
    """What to say after Ctrl-C during a run."""
    unfinished = container().runs.unfinished()
    if not unfinished:
        return Interrupted("Stopped before anything was sent.")
    return Interrupted(
        f"Stopped; what was done is recorded in {unfinished[-1]}.",
        f"Go on with `playwarden runs resume {unfinished[-1]}`.",
    )


def _approved(proposal: "Proposal", approve: str | None, *, yes: bool) -> str:
    """The fingerprint under which to apply. An empty proposal needs no approval: nothing is sent."""
    if not proposal.changing or yes:
        return proposal.fingerprint
    if approve is not None:
        wanted = approve.strip().lower()
        return proposal.fingerprint if len(wanted) >= SHORT and proposal.fingerprint.startswith(wanted) else wanted
    if not screen.can_ask:
        raise NotApproved(
            "Nobody approved this plan, and there is no terminal to ask on.",
            f"Look at it with `playwarden plan`, then give `--approve {proposal.fingerprint[:SHORT]}`; "
            "or `--yes` for whatever the plan says then.",
        )
    if not screen.ask("Apply this?"):
        raise NotApproved("Nothing was changed.")
    return proposal.fingerprint


def tell(report: "RunReport", *, naive: int = 0) -> None:
    """How a run ended; leaves with its exit code."""
    from playwarden.domain.runs import State

    lines = [f"{part.name}: {part.state.value}{f' ({part.note})' if part.note else ''}" for part in report.parts]
    if report.run_id is not None:
        instead = f" (one by one: {naive:,})" if naive > report.calls else ""
        lines.append(f"{report.run_id} is {report.state.value}; it took {counted(report.calls, 'call')}{instead}.")
    if report.note and not any(part.note == report.note for part in report.parts):
        lines.append(report.note)
    if report.resume_after is not None:
        lines.append(f"It can go on after {when(report.resume_after)}.")
    if report.run_id and report.state is State.DONE:
        lines.append(f"`playwarden runs undo {report.run_id}` takes it back.")
    elif report.run_id and report.state.resumable:
        lines.append(f"`playwarden runs resume {report.run_id}` goes on.")
    screen.answer(report.to_document(), "\n".join(lines))
    code = {State.DONE: Exit.OK, State.ASKING: Exit.REFUSED, State.FAILED: Exit.SPOTIFY}.get(
        report.state, Exit.INTERRUPTED
    )
    if code is not Exit.OK:
        raise typer.Exit(int(code))

"""`playwarden runs plan` and `runs override`: a plan that waits, shown line by line and changed by hand."""

from typing import Annotated, Any

import typer

from playwarden.cli.door import door, named
from playwarden.cli.options import Approve, Json, Yes
from playwarden.cli.screen import screen
from playwarden.kit.errors import InputError, NotApproved
from playwarden.kit.problems import raised
from playwarden.kit.text import counted

SHORT = 12
"""Digits of a fingerprint that are shown, and enough to approve by."""
Document = dict[str, Any]
RunArgument = Annotated[str, typer.Argument(metavar="RUN", help="The run's id, as `runs list` shows it.")]
Part = Annotated[
    int, typer.Option("--part", metavar="NUMBER", help="Which of the run's playlists, from 0.", min=0, max=1_000_000)
]


def plan(run: RunArgument, part: Part = 0, json: Json = False) -> None:
    """Show what a run is to do to one of its playlists line by line, and whether that can still be changed."""
    found = _waiting(run, part)
    why_not = found["why_not"]
    told = [f"{why_not['what']} {why_not['remedy']}"] if why_not else []
    cost = f"{found['name']}: {counted(found['calls'], 'call')}, fingerprint {found['fingerprint'][:SHORT]}"
    screen.answer(found, "\n".join([cost, *_told(found), *told]))


def override(
    run: RunArgument,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why; it is recorded with your name.")],
    part: Part = 0,
    drop: Annotated[
        list[int] | None,
        typer.Option("--drop", metavar="PLACE", help="Leave out what would stand there; may be given several times."),
    ] = None,
    keep: Annotated[
        list[int] | None,
        typer.Option("--keep", metavar="PLACE", help="Leave in what stands there now and would go out."),
    ] = None,
    put: Annotated[
        list[str] | None,
        typer.Option("--put", metavar="PLACE=PLACE", help="Bring what would stand there to another place."),
    ] = None,
    leave: Annotated[
        list[str] | None,
        typer.Option("--leave", metavar="DETAIL", help="Do not set it: name, description, public, cover."),
    ] = None,
    approve: Approve = None,
    yes: Yes = False,
    json: Json = False,
) -> None:
    """Change a plan that waits before it is carried out: `runs plan` shows the places. Takes no call."""
    found = _waiting(run, part)
    if found["why_not"]:
        raise raised(found["why_not"]["code"], found["why_not"]["what"], found["why_not"]["remedy"], found["why_not"])
    changes = _changes(found, drop or (), keep or (), put or (), leave or ())
    if not changes:
        raise InputError("Nothing is said otherwise.", "Give --drop, --keep, --put or --leave.")
    path = named("runs", run, "override")
    preview = door().post(f"{path}/preview", {"part": part, "changes": changes})
    if not screen.json:
        cost = f"{counted(preview['calls'], 'call')} instead of {preview['calls_before']}"
        screen.say("\n".join([cost, *_told(preview)]))
    refused = preview["refused"]
    if refused is not None:
        raise raised(refused["code"], refused["what"], refused["remedy"], refused)
    fingerprint = preview["plan"]["fingerprint"]
    _approved(fingerprint, approve, yes=yes)
    body = {"part": part, "changes": changes, "fingerprint": fingerprint, "reason": reason}
    changed = door().post(path, body)
    screen.answer(changed, f"The plan for '{changed['name']}' is changed: {counted(changed['calls'], 'call')}.")


def ahead(path: str) -> None:
    """Makes the plan of a job, or of the next job of a schedule, and tells how to change it."""
    with screen.progress("looking") as advance:
        planned = door().post(f"{path}/plan", tell=lambda words: advance(0, 0, words))
    if planned["run"] is None:
        screen.answer(planned, "As things stand nothing would be done. It looks again at its time.")
        return
    screen.answer(
        planned,
        f"{planned['run']} is planned and waits until then: `playwarden runs plan {planned['run']}` shows it, "
        f"`playwarden runs override {planned['run']}` changes it." + (f" {planned['note']}" if planned["note"] else ""),
    )


def _waiting(run: str, part: int) -> Document:
    found: Document = door().get(named("runs", run, "plan"), part=part)
    return found


def _told(found: Document) -> list[str]:
    """Lines and details of a plan."""
    lines = [f"{line['sign']} {line['position']:>5}  {line['title']}" for line in found["lines"]]
    for one in found["details"]:
        lines.append(one["field"] if one["field"] == "cover" else f"{one['field']}: {one['before']} -> {one['after']}")
    return lines


def _changes(found: Document, drop: Any, keep: Any, put: Any, leave: Any) -> list[Document]:
    """As the API takes them; the places are those that `runs plan` shows. Raises InputError for others."""
    changes = [{"verb": "drop", **_at(found, place, gone=False)} for place in drop]
    changes += [{"verb": "keep", **_at(found, place, gone=True)} for place in keep]
    for words in put:
        place, _, to = words.partition("=")
        if not (place.isdecimal() and to.isdecimal()):
            raise InputError(f"'{words}' says no two places.", "Write --put 7=3 to bring what would stand at 7 to 3.")
        changes.append({"verb": "put", **_at(found, int(place), gone=False), "at": int(to)})
    return changes + [{"verb": "leave", "field": name} for name in leave]


def _at(found: Document, place: int, *, gone: bool) -> Document:
    for line in found["lines"]:
        if line["position"] == place and (line["sign"] == "-") is gone:
            return {"uri": line["uri"], "position": place}
    does = "takes nothing out" if gone else "does nothing"
    raise InputError(f"The plan {does} at {place}.", "`playwarden runs plan` shows the places.")


def _approved(fingerprint: str, approve: str | None, *, yes: bool) -> None:
    """Raises NotApproved unless the changed plan was approved."""
    if yes or (approve is not None and len(approve.strip()) >= SHORT and fingerprint.startswith(approve.strip())):
        return
    if approve is not None:
        raise NotApproved(
            "These changes lead to another plan than the one approved.",
            f"Look at it again: its fingerprint is {fingerprint[:SHORT]}.",
        )
    if not screen.can_ask:
        raise NotApproved(
            "Nobody approved the changed plan, and there is no terminal to ask on.",
            f"Give `--approve {fingerprint[:SHORT]}`; or `--yes` for whatever it becomes then.",
        )
    if not screen.ask("Change the plan to this?"):
        raise NotApproved("The plan waits as it was.")

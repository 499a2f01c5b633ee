"""`playwarden match`: text with names of tracks becomes tracks; what it costs is said before; decisions are kept."""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from playwarden.cli import following, matched, proposals
from playwarden.cli.door import door, named
from playwarden.cli.options import Approve, Force, Json, Limit, NoWait, Yes
from playwarden.cli.screen import moment, screen, table, when
from playwarden.cli.timings import Zone, own_zone
from playwarden.kit.errors import InputError, NotApproved
from playwarden.kit.files import read_bounded
from playwarden.kit.text import counted

Document = dict[str, Any]
MOST_BYTES = 2**20
SHOWN = ("review", "none", "search", "missing", "left_out")


class _Texts(TyperGroup):
    """`match FILE` is `match text FILE`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands and args[0] != "--help":
            args = ["text", *args]
        return super().parse_args(ctx, args)


app = typer.Typer(
    cls=_Texts, help="Text with names of tracks becomes tracks: `match FILE`, or `-`.", no_args_is_help=True
)
decisions = typer.Typer(help="What was decided about names, for every paste.", no_args_is_help=True)
app.add_typer(decisions, name="decisions")

PasteArgument = Annotated[str, typer.Argument(metavar="PASTE", help="Its id, as `match list` shows it.")]
To = Annotated[
    list[str] | None,
    typer.Option("--to", metavar="PLAYLIST", help="Add what was found to this playlist; may be given several times."),
]
At = Annotated[str, typer.Option("--at", metavar="WHERE", help="top, bottom, a number from 1, or 'after' and a track.")]
From = Annotated[
    str | None, typer.Option("--from", metavar="TIME", help="From when: '2026-12-01 06:00', now, 'in 2 hours', +7d.")
]
Until = Annotated[str | None, typer.Option("--until", metavar="TIME", help="Until when: a time, or +7d after it came.")]
OnlyAccepted = Annotated[
    bool,
    typer.Option("--only-accepted", help="Without what was found and nobody accepted.", show_default=False),
]
Accept = Annotated[
    list[str] | None,
    typer.Option("--accept", metavar="CODE", help="Accept this conflict; may be given several times."),
]
Again = Annotated[
    bool, typer.Option("--again", help="Also what found nothing more than 30 days ago.", show_default=False)
]


@app.command()
def text(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A text or a table; - reads what is piped in.")],
    account: Annotated[
        str | None, typer.Option("--account", metavar="ACCOUNT", help="Whose it is, and through whom is searched.")
    ] = None,
    name: Annotated[str, typer.Option("--name", metavar="TEXT", help="What the paste is called.")] = "",
    form: Annotated[
        str | None, typer.Option("--format", metavar="FORMAT", help="How it is written, where the guess is wrong.")
    ] = None,
    order: Annotated[
        str | None, typer.Option("--order", metavar="ORDER", help="Which name is first: artist-title or title-artist.")
    ] = None,
    no_search: Annotated[
        bool, typer.Option("--no-search", help="Take what is known here alone: no call.", show_default=False)
    ] = False,
    to: To = None,
    at: At = "bottom",
    from_: From = None,
    until: Until = None,
    zone: Zone = None,
    accept_codes: Accept = None,
    approve: Approve = None,
    yes: Yes = False,
    force: Force = None,
    no_wait: NoWait = False,
    json: Json = False,
) -> None:
    """Find the tracks that a text names, and add them to playlists where that is asked for."""
    _one_place(to, from_, until)
    body = {"account": account or _only_account(), "text": _read(file), "name": name, "format": form, "order": order}
    paste: Document = door().post("/pastes", body)
    screen.say(matched.summary(paste))
    if paste["cost"]["lines"] and not no_search:
        paste = _searched(paste, again=False, yes=yes)
    if to:
        _report(paste, _lines(paste["id"]), quiet=True)
        _add(paste["id"], to, at, from_, until, zone, accept_codes, approve, yes, force, no_wait, only_accepted=False)
        return
    lines = _lines(paste["id"])
    _report(paste, lines)


@app.command("list")
def list_pastes(json: Json = False) -> None:
    """List the pastes that are kept, the newest first."""
    found = door().get("/pastes")
    rows = [
        (
            one["id"],
            one["name"],
            one["account_name"],
            f"{one['counts']['lines']:,}",
            f"{sum(one['counts'][state] for state in ('sure', 'accepted', 'decided')):,}",
            f"{one['counts']['review']:,}",
            when(moment(one["expires_at"])),
        )
        for one in found["pastes"]
    ]
    columns = ("id", "name", "account", "lines", "found", "review", "kept until")
    empty = "No paste is kept: `playwarden match FILE` makes one."
    screen.answer(found, table(columns, rows, right=("lines", "found", "review")) if rows else empty)


@app.command()
def show(
    paste: PasteArgument,
    state: Annotated[
        list[str] | None, typer.Option("--state", metavar="STATE", help="Only lines in this state: review, none ...")
    ] = None,
    json: Json = False,
) -> None:
    """Show a paste line by line."""
    found = door().get(named("pastes", paste))
    lines = _lines(found["id"], state)
    screen.answer({"paste": found, "lines": lines}, matched.summary(found), *(matched.line(one) for one in lines))


@app.command()
def search(
    paste: PasteArgument, again: Again = False, yes: Yes = False, no_wait: NoWait = False, json: Json = False
) -> None:
    """Search for what a paste names and nothing here knows; the cost is said before."""
    found = door().get(named("pastes", paste))
    if no_wait:
        _approved(found, yes=yes)
        started = door().post(named("pastes", found["id"], "search"), {"again": again})
        screen.answer(started, f"`playwarden jobs watch {started['job']}` follows it.")
        return
    found = _searched(found, again=again, yes=yes)
    _report(found, _lines(found["id"]))


@app.command()
def choose(
    paste: PasteArgument,
    line: Annotated[int, typer.Argument(metavar="LINE", help="Its number, as `match show` shows it.", min=1)],
    track: Annotated[
        str | None, typer.Argument(metavar="TRACK", help="Which track it is: a link, a URI, or 1, 2, 3 of those shown.")
    ] = None,
    missing: Annotated[bool, typer.Option("--missing", help="There is no such recording.", show_default=False)] = False,
    skip: Annotated[bool, typer.Option("--skip", help="Leave this line alone.", show_default=False)] = False,
    clear: Annotated[bool, typer.Option("--clear", help="Take back what was said.", show_default=False)] = False,
    json: Json = False,
) -> None:
    """Say which track a line means, or that there is none: remembered wherever the same is named."""
    if sum((track is not None, missing, skip, clear)) != 1:
        raise InputError("One thing is said of a line.", "Give a track, --missing, --skip or --clear.")
    what = "track" if track is not None else "missing" if missing else "skip" if skip else "clear"
    uri = track
    if track is not None and track in ("1", "2", "3"):
        uri = _likely(paste, line, int(track))
    body = {"choose": what, "uri": uri}
    one = door().post(named("pastes", paste, "lines", str(line)), body)
    screen.answer(one, matched.line(one))


@app.command()
def accept(paste: PasteArgument, json: Json = False) -> None:
    """Accept every line that was found for certain."""
    found = door().post(named("pastes", paste, "accept"))
    screen.answer(found, matched.summary(found))


@app.command()
def add(
    paste: PasteArgument,
    to: Annotated[list[str], typer.Option("--to", metavar="PLAYLIST", help="Into this playlist; several as well.")],
    at: At = "bottom",
    from_: From = None,
    until: Until = None,
    zone: Zone = None,
    accept_codes: Accept = None,
    only_accepted: OnlyAccepted = False,
    approve: Approve = None,
    yes: Yes = False,
    force: Force = None,
    no_wait: NoWait = False,
    json: Json = False,
) -> None:
    """Add what a paste comes to, in its order: for good, or from a time until another."""
    _add(paste, to, at, from_, until, zone, accept_codes, approve, yes, force, no_wait, only_accepted=only_accepted)


@app.command()
def remove(paste: PasteArgument, json: Json = False) -> None:
    """Remove a paste; what was decided about names stays."""
    gone = door().delete(named("pastes", paste))
    screen.answer(gone, f"The paste '{gone['name']}' is removed.")


@decisions.command("list")
def list_decisions(
    words: Annotated[
        str | None, typer.Argument(metavar="WORDS", help="Those with these words in artist or title.")
    ] = None,
    limit: Limit = 100,
    json: Json = False,
) -> None:
    """List what was decided about names, the newest first."""
    found = door().get("/decisions", q=words, limit=min(limit, 500))
    rows = [
        (
            one["id"],
            matched.called(one),
            matched.title(one["track"], one["uri"]) if one["uri"] else "there is none",
            one["actor"],
            when(moment(one["at"])),
        )
        for one in found["decisions"]
    ]
    empty = "Nothing was decided about names."
    screen.answer(found, table(("id", "name", "is", "who", "when"), rows) if rows else empty)


@decisions.command()
def revoke(
    decision: Annotated[str, typer.Argument(metavar="DECISION", help="Its id, as `match decisions list` shows it.")],
    json: Json = False,
) -> None:
    """Take a decision back: lines that came to it are looked at anew."""
    gone = door().delete(named("decisions", decision))
    screen.answer(gone, f"What was decided about {matched.called(gone)} is taken back.")


# -- what they share


def _read(file: Path) -> str:
    """What is in the file, or piped in. Raises NotFound, InputError."""
    if str(file) == "-":
        raw = sys.stdin.buffer.read(MOST_BYTES + 1)
        if len(raw) > MOST_BYTES:
            raise InputError("The text is larger than 1 MB.", "Give it in several parts.")
    else:
        raw = read_bounded(file, MOST_BYTES, too_large="Give it in several parts.")
    for encoding in ("utf-8-sig", "utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "cp1252"):
        try:
            return raw.decode(encoding).replace("\x00", "")
        except UnicodeDecodeError:
            continue
    raise InputError(f"{file} is no text.", "Save it as UTF-8.")


def _only_account() -> str:
    """The account, where there is one alone. Raises InputError."""
    found = door().get("/accounts")
    if len(found) != 1:
        raise InputError(
            f"There are {counted(len(found), 'account')}.", "Say whose it is: --account and a name or an id."
        )
    return str(found[0]["id"])


def _searched(paste: Document, *, again: bool, yes: bool) -> Document:
    """The paste once its search has ended; as it is where a person does not want one. Raises NotApproved where nobody
    can be asked, and what `following.follow` raises.
    """
    if not _approved(paste, yes=yes, asks=paste["cost"]["lines"] > 0):
        return paste
    job = door().post(named("pastes", paste["id"], "search"), {"again": again})["job"]
    following.follow(job, doing="searching", again=f"`playwarden match search {paste['id']}`")
    found: Document = door().get(named("pastes", paste["id"]))
    return found


def _approved(paste: Document, *, yes: bool, asks: bool = True) -> bool:
    if yes or not asks:
        return True
    if not screen.can_ask:
        raise NotApproved(
            paste["cost"]["words"],
            f"Give --yes, or `playwarden match search {paste['id']} --yes`; --no-search takes what is known.",
        )
    return screen.ask(f"{paste['cost']['words']} Search?")


def _lines(paste: str, states: list[str] | None = None) -> list[Document]:
    found: list[Document] = []
    while True:
        after = found[-1]["number"] if found else 0
        page = door().get(named("pastes", paste, "lines"), state=states, after=after, limit=1_000)["lines"]
        found += page
        if len(page) < 1_000:
            return found


def _likely(paste: str, line: int, place: int) -> str:
    """The URI of the first, second or third track that is shown of a line. Raises InputError."""
    page = door().get(named("pastes", paste, "lines"), after=line - 1, limit=1)["lines"]
    likely = page[0]["likely"] if page and page[0]["number"] == line else []
    if len(likely) < place:
        raise InputError(f"Line {line} shows {counted(len(likely), 'track')}.", "Give the link of the one you mean.")
    return str(likely[place - 1]["track"]["uri"])


def _one_place(to: list[str] | None, from_: str | None, until: str | None) -> None:
    if (from_ or until) and not to:
        raise InputError("--from and --until go with --to.", "Name the playlist.")


def _add(
    paste: str,
    to: list[str],
    at: str,
    from_: str | None,
    until: str | None,
    zone: str | None,
    accepted: list[str] | None,
    approve: str | None,
    yes: bool,
    force: list[str] | None,
    no_wait: bool,
    *,
    only_accepted: bool,
) -> None:
    """As a proposal, or between two times as placements: shown first in both cases."""
    body: Document = {"playlists": to, "only_accepted": only_accepted}
    if from_ or until:
        _place(
            paste, body | {"at": at, "from": from_ or "now", "until": until or "", "zone": zone or own_zone()}, yes=yes
        )
        return
    forced = proposals.forced_rules(force)
    with screen.progress("looking") as advance:
        proposal: Document = door().post(
            named("pastes", paste, "proposal"),
            body | _where(at) | {"forced": forced},
            tell=lambda said: advance(0, 0, said),
        )
    proposals.carry_out(proposal, approve=approve, yes=yes, forced=forced, no_wait=no_wait)


def _place(paste: str, body: Document, *, yes: bool) -> None:
    preview = door().post(named("pastes", paste, "placements"), body | {"check": True})["preview"]
    said = f"{counted(len(preview['placements']), 'placement')}, about {counted(preview['calls'], 'call')} in all."
    for conflict in preview["conflicts"][:20]:
        screen.say(f"{conflict['number']}: {conflict['text']} ({conflict['code']})")
    screen.say(said)
    if not yes:
        if not screen.can_ask:
            raise NotApproved(f"Nobody approved this: {said}", "Give --yes.")
        if not screen.ask("Make them?"):
            raise NotApproved("Nothing was made.")
    made = door().post(named("pastes", paste, "placements"), body)["made"]
    screen.answer(
        made, f"{counted(len(made['placements']), 'placement')} made: `playwarden placements list` shows them."
    )


def _where(at: str) -> Document:
    """Where an edit puts tracks. Raises InputError."""
    words = at.strip()
    if words.lower() in ("top", "bottom"):
        return {"where": words.lower()}
    if words.isdecimal():
        return {"where": "position", "position": int(words)}
    if words.lower().startswith("after "):
        return {"where": "after", "after": words[6:].strip()}
    raise InputError(f"'{at}' is no place.", "Give top, bottom, a number from 1, or 'after' and a track.")


def _report(paste: Document, lines: list[Document], *, quiet: bool = False) -> None:
    """How it went, with the lines that a person has to look at."""
    told = [matched.summary(paste), *(matched.line(one) for one in lines if one["state"] in SHOWN)]
    told.append(f"`playwarden match show {paste['id']}` shows it all, `match choose` decides, `match add` adds.")
    if not quiet:
        screen.answer({"paste": paste, "lines": lines}, *told)
        return
    for each in told[:-1]:
        screen.say(each)

"""`rules list` to `rules schedule`: rule sets that are kept, tried without a call, and refreshed."""

from pathlib import Path
from typing import Annotated, Any

import typer

from playwarden.cli import following, proposals, timings
from playwarden.cli.door import door, named
from playwarden.cli.naming import playlist_id
from playwarden.cli.options import Approve, Force, Json, NoWait, Yes
from playwarden.cli.screen import moment, screen, table, when
from playwarden.kit.errors import Exit, InputError
from playwarden.kit.text import counted

Document = dict[str, Any]

RuleSet = Annotated[str, typer.Argument(metavar="RULE_SET", help="Its name or its id.", show_default=False)]
Rules = Annotated[
    str, typer.Argument(metavar="RULES", help="A file of rules, or a rule set that is kept.", show_default=False)
]
Account = Annotated[str | None, typer.Option("--account", metavar="ACCOUNT", help="Of this account: its id or name.")]
Playlist = Annotated[
    str | None, typer.Option("--playlist", metavar="PLAYLIST", help="For this playlist: its name, id, URI or link.")
]


def list_rule_sets(
    account: Account = None,
    json: Json = False,
) -> None:
    """List the rule sets: their playlists, when they are refreshed next, how the last time ended."""
    found = door().get("/rule-sets", account=account)["rule_sets"]
    rows = [
        (
            one["name"],
            one["playlist_name"] or (f"new: {one['create']}" if one["create"] else "none"),
            one["every"],
            _when(one["schedule"]["next_at"]) if one["schedule"] else "when asked",
            one["last"]["state"] if one["last"] else "never",
        )
        for one in found
    ]
    columns = ("rule set", "playlist", "period", "next", "last")
    nothing = "There are no rule sets yet: `playwarden rules keep FILE` keeps one."
    screen.answer({"rule_sets": found}, table(columns, rows) if rows else nothing)


def show(rule_set: RuleSet, json: Json = False) -> None:
    """Show one rule set: what it says, its playlist, its hand edits, how it went."""
    found = door().get(named("rule-sets", rule_set))
    screen.answer(found, "\n".join(_told(found)))


def keep(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Rules as YAML or JSON.", show_default=False)],
    account: Account = None,
    playlist: Playlist = None,
    create: Annotated[
        str | None, typer.Option("--create", metavar="NAME", help="For a new playlist of this name, made when it runs.")
    ] = None,
    json: Json = False,
) -> None:
    """Keep a rule set, or change the one of that name. Its playlist changes only when it is refreshed."""
    document, files = _read(file)
    known = _known(str(document["name"]), account)
    if known is not None:
        if playlist or create:
            raise InputError(f"'{known['name']}' has its playlist.", "Remove it first to give it another one.")
        body = {"document": document, "files": files, "number": known["number"]}
        found = door().put(named("rule-sets", known["id"]), body)
    else:
        body = {"account": _account(account), "document": document, "files": files, "create": create}
        found = door().post("/rule-sets", body | {"playlist": playlist_id(playlist) if playlist else None})
    screen.answer(found, "\n".join([f"'{found['name']}' is kept as {found['id']}.", *_told(found)[1:]]))


def remove(rule_set: RuleSet, json: Json = False) -> None:
    """Remove a rule set with its history and its schedule; its playlist stays as it is."""
    found = door().delete(named("rule-sets", rule_set))
    screen.answer(found, f"'{found['name']}' is removed; its playlist stays as it is.")


def preview(
    rules: Rules,
    account: Account = None,
    playlist: Playlist = None,
    find: Annotated[
        str | None, typer.Option("--find", metavar="WORDS", help="Also tracks whose title or artist holds this.")
    ] = None,
    json: Json = False,
) -> None:
    """Show what rules come to by what is known: counts after each step, tracks, costs. It costs no call."""
    found = door().post("/rule-sets/preview", _trial(rules, account, playlist) | {"find": find or ""})
    if found["result"] is None:
        raise InputError(*_first(found["faults"]))
    result = found["result"]
    rows = [(one["where"], one["words"], f"{one['before']:,}", f"{one['after']:,}") for one in result["stages"]]
    screen.answer(found, table(("step", "what it does", "of", "leaves"), rows, right=("of", "leaves")))
    for line in _previewed(result):
        screen.say(line)


def explain(
    rules: Rules,
    track: Annotated[str, typer.Argument(metavar="TRACK", help="A track by its URI or link.", show_default=False)],
    account: Account = None,
    playlist: Playlist = None,
    json: Json = False,
) -> None:
    """Say for one track why it is in or out, step by step. It costs no call."""
    from playwarden.domain.links import uri_of

    asked = _trial(rules, account, playlist) | {"uri": uri_of(track, ("track", "episode"))}
    found = door().post("/rule-sets/explain", asked)
    rows = [(line["verdict"], line["where"], line["what"], line["fact"]) for line in found["lines"]]
    end = f"in, at place {found['place']}" if found["included"] else "out"
    screen.say(f"{found['title']}: {end}.")
    screen.answer(found, table(("", "where", "what is wanted", "what is"), rows))


def try_tests(rules: Rules, account: Account = None, playlist: Playlist = None, json: Json = False) -> None:
    """Run the tests that stand beside rules; it costs no call. Exits with 2 where one does not hold."""
    tests = door().post("/rule-sets/test", _trial(rules, account, playlist))["tests"]
    lines: list[str] = []
    for one in tests:
        lines.append(f"{'holds' if one['holds'] else 'FAILS'}  {one['name']}")
        lines += [f"       {fault}" for fault in one["faults"]]
    screen.answer({"tests": tests}, "\n".join(lines) or "No test stands beside these rules.")
    if not all(one["holds"] for one in tests):
        raise typer.Exit(Exit.INPUT)


def run(
    rule_set: RuleSet,
    unattended: Annotated[
        bool,
        typer.Option("--unattended", help="As its schedule does: nobody is asked, holds count.", show_default=False),
    ] = False,
    approve: Approve = None,
    yes: Yes = False,
    force: Force = None,
    no_wait: NoWait = False,
    json: Json = False,
) -> None:
    """Refresh a rule set's playlist: read what is needed, show the plan with its cost, and carry it out."""
    if unattended:
        job = door().post(named("rule-sets", rule_set, "refresh"))["job"]
        if not no_wait:
            following.follow(job, doing="refreshing", again=f"`playwarden rules run {rule_set} --unattended`")
        screen.answer({"job": job}, f"{job} refreshes it." if no_wait else "Done.")
        return
    forced = proposals.forced_rules(force)
    with screen.progress("working out") as advance:
        path = named("rule-sets", rule_set, "proposals")
        proposal = door().post(path, tell=lambda said: advance(0, 0, said))
    proposals.carry_out(proposal, approve=approve, yes=yes, forced=forced, no_wait=no_wait)


def history(rule_set: RuleSet, json: Json = False) -> None:
    """Show how a rule set was refreshed: what came and left each time, and why."""
    found = door().get(named("rule-sets", rule_set, "refreshes"))
    lines: list[str] = []
    for one in found["refreshes"]:
        lines.append(f"{_when(one['at'])}  {one['state']}: {one['summary']['sentence']}")
        lines += [f"  + {each['title'] or each['uri']} ({each['why']})" for each in one["summary"]["came"][:10]]
        lines += [f"  - {each['title'] or each['uri']} ({each['why']})" for each in one["summary"]["left"][:10]]
    screen.answer(found, "\n".join(lines) or "It was never refreshed.")


def schedule(
    rule_set: RuleSet,
    off: Annotated[
        bool, typer.Option("--off", help="From now on only when somebody asks.", show_default=False)
    ] = False,
    cron: timings.Cron = None,
    every: timings.Every = None,
    at: timings.At = None,
    weekly: timings.Weekly = None,
    between: timings.Between = None,
    since: timings.Since = None,
    zone: timings.Zone = None,
    json: Json = False,
) -> None:
    """Refresh a rule set by itself at these times, or no more."""
    timing = timings.timing(cron=cron, every=every, at=at, weekly=weekly, between=between, since=since, zone=zone)
    if off == (timing is not None):
        raise InputError("When it is to be refreshed is missing.", "Give --cron, --every, --at or --weekly, or --off.")
    path = named("rule-sets", rule_set, "schedule")
    found = door().delete(path) if off else door().put(path, {"timing": timing})
    said = found["schedule"]
    screen.answer(found, f"'{found['name']}': {said['words']}." if said else f"'{found['name']}': when somebody asks.")


def hold(
    rule_set: RuleSet,
    once: Annotated[bool, typer.Option("--once", help="Leave the next refresh out.", show_default=False)] = False,
    until: Annotated[
        str | None, typer.Option("--until", metavar="MOMENT", help="Until then: 2026-12-01T18:00+01:00.")
    ] = None,
    lift: Annotated[
        bool, typer.Option("--lift", help="Let the rules have their way again.", show_default=False)
    ] = False,
    json: Json = False,
) -> None:
    """Keep a playlist as it stands, whatever its rules say: once, until a moment, or for ever."""
    if sum((once, until is not None, lift)) > 1:
        raise InputError("--once, --until and --lift are three ways.", "Give one of them, or none: for ever.")
    path = named("rule-sets", rule_set, "override")
    kind = "once" if once else "until" if until else "forever"
    found = door().delete(path) if lift else door().put(path, {"kind": kind, "until": until})
    said = found["override"]["words"] if found["override"] else "the rules have their way again"
    screen.answer(found, f"'{found['name']}': {said}.")


def hand(
    rule_set: RuleSet,
    drop: Annotated[
        bool, typer.Option("--drop/--keep", help="Let the rules have their way, or keep what was changed.")
    ] = False,
    once: Annotated[bool, typer.Option("--once", help="Keep it for this period.", show_default=False)] = False,
    until: Annotated[
        str | None, typer.Option("--until", metavar="MOMENT", help="Keep it until then: 2026-12-01T18:00+01:00.")
    ] = None,
    json: Json = False,
) -> None:
    """Say what becomes of what was changed by hand in a playlist that rules keep."""
    if sum((drop, once, until is not None)) > 1:
        raise InputError("--drop, --once and --until are three ways.", "Give one of them, or none: it stays for ever.")
    decision = "drop" if drop else "once" if once else "until" if until else "keep"
    found = door().post(named("rule-sets", rule_set, "hand"), {"decision": decision, "until": until})
    said = {
        "drop": "the rules have their way at the next refresh",
        "once": "what was changed by hand stays for this period",
        "until": f"what was changed by hand stays until {_when(until)}",
        "keep": "what was changed by hand stays",
    }
    screen.answer(found, f"'{found['name']}': {said[decision]}.")


def add_to(app: typer.Typer) -> None:
    """These commands as some of `app`."""
    app.command("list")(list_rule_sets)
    for command in (show, keep, remove, preview, explain, run, history, schedule, hold, hand):
        app.command()(command)
    app.command("test")(try_tests)


def _read(file: Path) -> tuple[dict[str, Any], dict[str, str]]:
    """The rules of a file, and the CSV files that they name, from the same folder. Raises InputError, NotFound."""
    from playwarden.features.rules.csv_lists import MOST_BYTES
    from playwarden.features.rules.files import read_file
    from playwarden.kit.files import read_bounded

    read = read_file(file)
    if read.rules is None:
        fault = read.faults[0]
        more = f" There are {len(read.faults) - 1} more faults." if len(read.faults) > 1 else ""
        what = f"{file}:{fault.line}:{fault.column}: {fault.where}: {fault.what}{more}"
        raise InputError(what, fault.remedy or "`playwarden rules check` tells all of them.")
    names = sorted({need.of for need in read.rules.needs if need.kind == "file"})
    texts = {name: read_bounded(file.parent / name, MOST_BYTES, too_large="Shorten it.") for name in names}
    return read.rules.to_document(), {name: raw.decode("utf-8-sig", "replace") for name, raw in texts.items()}


def _known(name: str, account: str | None) -> Document | None:
    from playwarden.kit.errors import NotFound

    try:
        found: Document = door().get(named("rule-sets", name))
    except NotFound:
        return None
    return found


def _account(account: str | None) -> str:
    """The account that is named, or the only one there is. Raises InputError."""
    if account is not None:
        return account
    found = [one["id"] for one in door().get("/accounts") if one["state"] != "removed"]
    if len(found) != 1:
        raise InputError("Which account is meant is missing.", "Give --account; `playwarden accounts list` names them.")
    return str(found[0])


def _trial(rules: str, account: str | None, playlist: str | None) -> dict[str, Any]:
    """What is sent to try rules: of a file, or those that are kept."""
    path = Path(rules)
    named_playlist = {"playlist": playlist_id(playlist) if playlist else None}
    if path.suffix.lower() in (".yaml", ".yml", ".json") or path.is_file():
        document, files = _read(path)
        known = _known(str(document["name"]), account)
        if known is not None:
            return {"rule_set": known["id"], "document": document, "files": files} | named_playlist
        return {"account": _account(account), "document": document, "files": files} | named_playlist
    found = door().get(named("rule-sets", rules))
    return {"rule_set": found["id"], "document": found["document"]} | named_playlist


def _first(faults: list[Document]) -> tuple[str, str]:
    return f"{faults[0]['where']}: {faults[0]['what']}", faults[0]["remedy"]


def _told(found: Document) -> list[str]:
    playlist = found["playlist_name"] or (f"a new one, '{found['create']}'" if found["create"] else "none")
    lines = [f"'{found['name']}' ({found['id']}), playlist: {playlist}.", *(f"  {each}" for each in found["sentences"])]
    if found["schedule"]:
        lines.append(f"Refreshed {found['schedule']['words']}, next {_when(found['schedule']['next_at'])}.")
    hand = found["hand"]
    if hand["put"] or hand["moved"] or hand["out"]:
        changed = f"{len(hand['put'])} put in, {len(hand['moved'])} moved, {len(hand['out'])} taken out"
        lines.append(f"By hand: {changed}{': say what becomes of it' if hand['asks'] else ''}.")
    if found["override"]:
        lines.append(f"Override: {found['override']['words']}.")
    if found["last"]:
        lines.append(f"Last: {found['last']['state']}, {found['last']['summary']['sentence']}")
    return lines


def _previewed(result: Document) -> list[str]:
    lines = [str(result["sentence"])]
    for one in result["needs"]:
        if one["state"] != "known" or one["why"]:
            cost = f", {counted(one['calls'], 'call')} to read" if one["calls"] else ""
            lines.append(f"{one['words']}: {one['state']}{cost}. {one['why']}".rstrip())
    lines += [f"{row['position']:>4}. {_line(row)}" for row in result["items"][:20]]
    if result["total"] > 20:
        lines.append(f"      and {result['total'] - 20:,} more.")
    lines += [f"      {'in' if row['position'] else 'out'}: {_line(row)}" for row in result["found"]]
    price = result["price"]
    lines.append(f"About {counted(price['calls_a_week'], 'call')} a week, {price['first']:,} the first time.")
    return lines


def _line(row: Document) -> str:
    artists = ", ".join(one["name"] for one in row["artists"])
    return f"{artists} - {row['title']} ({row['why']})"


def _when(text: str | None) -> str:
    return when(moment(text)) or "at no time"

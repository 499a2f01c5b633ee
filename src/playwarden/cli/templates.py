"""`templates`: rule sets with parameters, filled in by picking playlists and artists."""

from pathlib import Path
from typing import Annotated, Any

import typer

from playwarden.cli import timings
from playwarden.cli.door import door, named
from playwarden.cli.options import Force, Full, Json, NoWait, Yes
from playwarden.cli.proposals import carry_out, forced_rules
from playwarden.cli.screen import screen, table
from playwarden.kit.errors import InputError, NotApproved
from playwarden.kit.text import counted, listed

app = typer.Typer(help="Rule sets with parameters: fill one in, save your own, change all of its playlists at once.",
                  no_args_is_help=True)  # fmt: skip
TemplateArgument = Annotated[str, typer.Argument(metavar="TEMPLATE", help="Its name or its id.")]
RuleSetArgument = Annotated[str, typer.Argument(metavar="RULE_SET", help="The rule set: its name or its id.")]
Account = Annotated[
    str | None, typer.Option("--account", metavar="ACCOUNT", help="The account: its id, name or user id.")
]
Document = dict[str, Any]


@app.command("list")
def list_(account: Account = None, json: Json = False) -> None:
    """List the templates; with an account, what each costs it in calls a week. Costs no call."""
    found = door().get("/rule-templates", account=account)["templates"]
    rows = [
        (
            one["id"],
            one["sentence"],
            _a_week(one["price"]),
            "" if one["ready"] else counted(len(one["linked"]), "rule set"),
        )
        for one in found
    ]
    screen.answer(
        found, table(("template", "what it does", "calls a week", "linked"), rows, right=("calls a week", "linked"))
    )


@app.command()
def show(
    template: TemplateArgument,
    account: Account = None,
    yaml: Annotated[
        bool, typer.Option("--yaml", help="Print it as a file, to be changed.", show_default=False)
    ] = False,
    json: Json = False,
) -> None:
    """Tell what a template asks for, what it costs, and which rule sets are linked to it."""
    found = door().get(named("rule-templates", template), account=account)
    if yaml:
        from playwarden.features.rules.telling import as_yaml

        screen.answer(found["document"], as_yaml(found["document"]).rstrip())
    else:
        screen.answer(found, "\n".join(_told(found)))


@app.command()
def use(
    template: TemplateArgument,
    account: Account = None,
    playlist: Annotated[
        str | None, typer.Option("--playlist", metavar="PLAYLIST", help="The playlist that is kept by it.")
    ] = None,
    create: Annotated[
        str | None, typer.Option("--create", metavar="NAME", help="Make a new playlist of this name instead.")
    ] = None,
    values: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="NAME=VALUE", help="Fill in a parameter; a list takes several --set."),
    ] = None,
    name: Annotated[str | None, typer.Option("--name", metavar="NAME", help="What the rule set is called.")] = None,
    cron: timings.Cron = None,
    zone: timings.Zone = None,
    json: Json = False,
) -> None:
    """Fill a template in: keeps a rule set for a playlist. The playlist changes when it is refreshed. Costs no call."""
    found = door().get(named("rule-templates", template))
    body: Document = {"values": _values(found, values or []), "account": _account(account)}
    body |= {"playlist": playlist, "create": create, "name": name}
    expression = cron or (found["schedule"] or {}).get("expression")
    if expression is not None:
        body["timing"] = timings.timing(
            cron=expression, every=None, at=None, weekly=None, between=None, since=None, zone=zone
        )
    asked = {key: body[key] for key in ("values", "account", "playlist")}
    filled = door().post(named("rule-templates", found["id"], "filled"), asked)
    if filled["faults"]:
        raise InputError(
            " ".join(one["what"] for one in filled["faults"]), filled["faults"][0]["remedy"] or _asks(found)
        )
    kept = door().post(named("rule-templates", found["id"], "fill"), body)
    lines = [filled["sentence"], *(f"  {one}" for one in filled["sentences"]), *_price(filled["price"])]
    when = f", refreshed {kept['schedule']['words']}" if kept["schedule"] else ""
    lines.append(f"'{kept['name']}' is kept{when}. `playwarden rules run {kept['id']}` does it now.")
    screen.answer(kept, "\n".join(lines))


@app.command()
def save(
    rule_set: RuleSetArgument,
    name: Annotated[str | None, typer.Option("--name", metavar="NAME", help="What the template is called.")] = None,
    sentence: Annotated[
        str | None,
        typer.Option("--sentence", metavar="TEXT", help="What it does, with {name} for each parameter."),
    ] = None,
    parameters: Annotated[
        list[str] | None,
        typer.Option("--parameter", metavar="NUMBER=NAME", help="What becomes a parameter, by its number in the list."),
    ] = None,
    no_link: Annotated[
        bool, typer.Option("--no-link", help="Leave the rule set itself as it is.", show_default=False)
    ] = False,
    json: Json = False,
) -> None:
    """Make a template of a rule set; without --name it lists what can become parameters. Costs no call."""
    found = door().post("/rule-templates/candidates", {"rule_set": rule_set})
    if name is None:
        rows = [
            (number, one["where"], one["kind"], _short(one["value"]))
            for number, one in enumerate(found["candidates"], 1)
        ]
        screen.answer(found, table(("number", "where", "kind", "value"), rows))
        return
    chosen = [_chosen(found["candidates"], one) for one in parameters or []]
    body = {
        "rule_set": rule_set,
        "name": name,
        "sentence": sentence or found["sentence"],
        "parameters": chosen,
        "link": not no_link,
    }
    made = door().post("/rule-templates", body)
    screen.answer(made, "\n".join(_told(made)))


@app.command()
def change(
    template: TemplateArgument,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The template as `show --yaml` prints it, changed.")],
    refresh: Annotated[
        bool, typer.Option("--refresh", help="Then refresh the playlists of all that are linked.", show_default=False)
    ] = False,
    yes: Yes = False,
    force: Force = None,
    full: Full = False,
    no_wait: NoWait = False,
    json: Json = False,
) -> None:
    """Change a template and the rules of all that are linked to it, after showing what becomes of each."""
    from playwarden.features.rules.files import plain, text_of

    forced = forced_rules(force)
    document, _ = plain(text_of(file), str(file))
    found = door().get(named("rule-templates", template))
    path = named("rule-templates", found["id"])
    seen = door().post(f"{path}/preview", {"document": document})
    wrong = [f"{one['where']}: {one['what']}" for one in seen["faults"]]
    wrong += [f"'{one['name']}': {each}" for one in seen["linked"] if not one["after"] for each in one["faults"]]
    if wrong:
        raise InputError(f"{file} cannot be taken. {listed(wrong)}", "Correct it: nothing was changed.")
    if not screen.json:
        screen.say("\n".join(_becoming(seen["linked"])))
    if not yes:
        if not screen.can_ask:
            raise NotApproved("Nobody approved this change, and there is no terminal to ask on.", "Give --yes.")
        if not screen.ask("Change it?"):
            raise NotApproved("Nothing was changed.")
    changed = door().put(path, {"document": document, "number": found["number"]})
    if not refresh or not changed["linked"]:
        told = f"`playwarden templates change {changed['id']} {file} --refresh` brings their playlists to it at once."
        screen.answer(
            changed, f"'{changed['name']}' is changed, with {counted(len(changed['linked']), 'rule set')}. {told}"
        )
        return
    with screen.progress("looking") as advance:
        proposal = door().post(f"{path}/proposals", {"forced": forced}, tell=lambda said: advance(0, 0, said))
    carry_out(proposal, approve=None, yes=yes, forced=forced, full=full, no_wait=no_wait)


def _told(found: Document) -> list[str]:
    lines = [f"{found['name']} ({found['id']})", found["sentence"]]
    lines += [found["note"]] if found["note"] else []
    lines += ["", "It asks for:"]
    for one in found["parameters"]:
        default = "has to be filled in" if one["needed"] else f"default: {_short(one['default'])}"
        kind = f"{one['kind']}, up to {one['several']:,}" if one["several"] else one["kind"]
        lines.append(f"  {one['name']}: {one['label']} ({kind}; {default})")
        lines += [f"    {one['text']}"] if one["text"] else []
    if found["schedule"]:
        lines += ["", f"It is proposed to run {found['schedule']['words']} ({found['schedule']['expression']})."]
    lines += ["", *_price(found["price"])] if found["price"] else []
    lines += found["missing"]
    for one in found["linked"]:
        lines.append(f"Linked: {one['name']}, {one['playlist_name'] or one['create'] or 'no playlist'}.")
    return lines


def _price(price: Document | None) -> list[str]:
    if price is None:
        return []
    lines = [f"At most {counted(price['calls_a_week'], 'call')} a week; {price['first']:,} the first time."]
    lines += [f"  {one['words']}: {one['calls']:.1f}" for one in price["lines"]]
    return lines + [f"  {one}" for one in price["assumptions"]]


def _a_week(price: Document | None) -> str:
    return "" if price is None else f"{price['calls_a_week']:,}"


def _asks(found: Document) -> str:
    needed = [f"--set {one['name']}=..." for one in found["parameters"] if one["needed"]]
    return f"It asks for {listed(needed)}." if needed else ""


def _becoming(linked: list[Document]) -> list[str]:
    if not linked:
        return ["No rule set is linked to it."]
    lines = []
    for one in linked:
        told = "stays as it is" if not one["changed"] else "changes"
        if one["total"] is not None and one["changed"]:
            told += f": {one['enters']:,} come and {one['leaves']:,} leave, {one['total']:,} in all"
        lines.append(f"{one['name']} ({one['playlist_name'] or 'no playlist yet'}) {told}.")
        before, after = set(one["before"]), set(one["after"])
        lines += [f"  - {each}" for each in one["before"] if each not in after]
        lines += [f"  + {each}" for each in one["after"] if each not in before]
        lines += [f"  {each}" for each in one["faults"]]
    return lines


def _values(found: Document, given: list[str]) -> Document:
    """What `--set` said, each as its parameter takes it."""
    known = {one["name"]: one for one in found["parameters"]}
    values: Document = {}
    for each in given:
        name, equals, text = each.partition("=")
        if not equals or name not in known:
            raise InputError(f"'{each[:60]}' fills nothing in.", f"There are {listed(list(known), most=30)}.")
        value = _value(known[name], text)
        if known[name]["several"]:
            values.setdefault(name, []).append(value)
        else:
            values[name] = value
    return values


def _value(parameter: Document, text: str) -> Any:
    kind = parameter["kind"]
    if kind == "flag" and text in ("true", "yes", "false", "no"):
        return text in ("true", "yes")
    if kind in ("whole", "number"):
        try:
            return int(text) if kind == "whole" else float(text)
        except ValueError:
            return text  # what it should be is told with the others that do not fit
    return text


def _account(given: str | None) -> str:
    if given is not None:
        return given
    accounts = door().get("/accounts")
    if len(accounts) == 1:
        return str(accounts[0]["id"])
    raise InputError("Several accounts are connected, or none.", "Name one with --account; `playwarden accounts list`.")


def _chosen(candidates: list[Document], told: str) -> Document:
    number, equals, name = told.partition("=")
    if not equals or not number.isdigit() or not 0 < int(number) <= len(candidates):
        raise InputError(f"'{told[:60]}' is no parameter.", "Write a number of the list and a name: 2=size.")
    one = candidates[int(number) - 1]
    return {"path": one["path"], "name": name, "label": one["label"], "text": one["text"]}


def _short(value: Any) -> str:
    text = ", ".join(map(str, value)) if isinstance(value, list) else "none" if value is None else str(value)
    return text if len(text) <= 60 else f"{text[:57]}..."

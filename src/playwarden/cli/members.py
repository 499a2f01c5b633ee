"""`members`: who signs in here, as what, and the links that let people in."""

from typing import Annotated, Any

import typer

from playwarden.cli.door import door, named
from playwarden.cli.options import Json
from playwarden.cli.screen import screen, table
from playwarden.kit.errors import InputError, NotApproved

app = typer.Typer(help="Who signs in here, and as what.", no_args_is_help=True)
ROLES = "owner, admin, editor or viewer"
Member = Annotated[str, typer.Argument(metavar="MEMBER", help="Its name or id.")]
Role = Annotated[str, typer.Argument(metavar="ROLE", help=f"One of {ROLES}.")]
Accounts = Annotated[
    list[str] | None,
    typer.Option(
        "--account",
        metavar="ACCOUNT[#TAG][=LEVEL]",
        help="Only this account, by its id or name; #TAG: only what has this tag; =view looks only. Many times.",
    ),
]
May = Annotated[
    list[str] | None,
    typer.Option(
        "--may",
        metavar="RIGHT",
        help="Give an editor this right too: override_plan, force_rule or delete. May be given several times.",
    ),
]


@app.command("list")
def list_members(json: Json = False) -> None:
    """List the members and what they may."""
    found = door().get("/members")
    rows = [(one["id"], one["name"], one["role"], _reach(one), one["created_at"][:10]) for one in found]
    screen.answer(
        found,
        table(("id", "name", "role", "accounts", "since"), rows)
        if rows
        else "Nobody is a member yet: `playwarden members link` makes the link for the first one.",
    )


@app.command()
def invite(role: Role, account: Accounts = None, may: May = None, json: Json = False) -> None:
    """Make a link by which one person becomes a member, within a week."""
    body = {"role": _role(role), "accounts": _levels(account), "extra": may or []}
    _show(door().post("/members/invitations", body), "It makes one member, once, within a week. Hand it on safely.")


@app.command("role")
def change_role(member: Member, role: Role, account: Accounts = None, may: May = None, json: Json = False) -> None:
    """Change what a member is; without `--account` for all accounts."""
    levels = _levels(account)
    body: dict[str, Any] = {"role": _role(role), "extra": may or []}
    body |= {"all_accounts": True} if levels is None else {"accounts": levels}
    changed = door().patch("/members" + named(member), body)
    screen.answer(changed, f"{changed['name']} is {changed['role']} now: {_reach(changed)}.")


@app.command()
def remove(
    member: Member,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.", show_default=False)] = False,
    json: Json = False,
) -> None:
    """Remove a member, with all sessions and tokens."""
    if not yes:
        if not screen.can_ask:
            raise NotApproved("A member is removed for good, and there is no terminal to ask on.", "Give `--yes`.")
        if not screen.ask(f"Remove {member} with all sessions and tokens?"):
            raise NotApproved("Nothing was changed.")
    door().delete("/members" + named(member))
    screen.answer({"removed": member}, f"{member} is removed.")


@app.command()
def link(
    sign_in: Annotated[
        str | None,
        typer.Option("--sign-in", metavar="MEMBER", help="Sign this member in without the password, within an hour."),
    ] = None,
    json: Json = False,
) -> None:
    """Make a new link for the first member, or one that signs a member in."""
    if sign_in is None:
        _show(
            door().post("/members/links", {"purpose": "first_member"}), "It makes the first member, once, within a day."
        )
    else:
        _show(
            door().post("/members/links", {"purpose": "sign_in", "member": sign_in}),
            f"Who opens it is {sign_in}, once, within an hour.",
        )


def _show(issued: dict[str, Any], words: str) -> None:
    screen.answer(issued, f"{issued['link']}\n{words}")


def _role(role: str) -> str:
    if role not in ("owner", "admin", "editor", "viewer"):
        raise InputError(f"'{role[:40]}' is no role.", f"It is {ROLES}.")
    return role


def _levels(accounts: list[str] | None) -> dict[str, str] | None:
    """The levels by account id, from `ACCOUNT` or `ACCOUNT=LEVEL`."""
    if not accounts:
        return None
    known = door().get("/accounts")
    levels = {}
    for given in accounts:
        words, _, level = given.rpartition("=") if given.endswith(("=view", "=edit")) else (given, "", "edit")
        words, sign, tag = words.partition("#")
        fitting = [each["id"] for each in known if words in (each["id"], each["name"], each["user_id"])]
        if len(fitting) != 1:
            raise InputError(
                f"'{words[:60]}' means {len(fitting)} accounts.", "`playwarden accounts list` names them: give the id."
            )
        levels[fitting[0] + sign + tag] = level
    return levels


def _reach(member: dict[str, Any]) -> str:
    if member["accounts"] is None:
        return "all"
    return ", ".join(f"{account} ({level})" for account, level in member["accounts"].items()) or "none"

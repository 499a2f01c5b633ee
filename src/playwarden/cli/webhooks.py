"""`webhooks`: which addresses are told of what happens here."""

from typing import Annotated, Any

import typer

from playwarden.cli.door import door, named
from playwarden.cli.options import Json
from playwarden.cli.screen import screen, table
from playwarden.kit.errors import NotApproved

app = typer.Typer(help="Addresses that are told of what happens here.", no_args_is_help=True)
Webhook = Annotated[str, typer.Argument(metavar="WEBHOOK", help="Its id.")]
Kinds = Annotated[
    list[str] | None,
    typer.Option("--kind", metavar="KIND", help="Tell of this kind of event; all kinds without. Several times."),
]
Accounts = Annotated[
    list[str] | None,
    typer.Option("--account", metavar="ACCOUNT", help="Only of this account, by its id. Several times."),
]


@app.command("list")
def list_webhooks(json: Json = False) -> None:
    """List the webhooks, and what waits for each."""
    found = door().get("/webhooks")
    rows = [(one["id"], one["name"], one["url"], _state(one), str(one["waiting"])) for one in found]
    empty = "There is no webhook: `playwarden webhooks add URL` makes one."
    screen.answer(found, table(("id", "name", "address", "state", "waiting"), rows) if rows else empty)


@app.command("kinds")
def list_kinds(json: Json = False) -> None:
    """List the kinds of events."""
    found = door().get("/webhooks/kinds")
    screen.answer(found, table(("kind", "when"), [(one["kind"], one["text"]) for one in found]))


@app.command()
def add(
    url: Annotated[str, typer.Argument(metavar="URL", help="Where events are posted to.")],
    name: Annotated[str | None, typer.Option("--name", help="What to call it; without, its address.")] = None,
    kind: Kinds = None,
    account: Accounts = None,
    json: Json = False,
) -> None:
    """Make a webhook. Its secret is shown this once."""
    kinds = kind or [one["kind"] for one in door().get("/webhooks/kinds")]
    body: dict[str, Any] = {"url": url, "kinds": kinds}
    body |= ({"name": name} if name else {}) | ({"accounts": account} if account else {})
    made = door().post("/webhooks", body)
    told = f"{made['id']} is told from now on. Its secret, shown this once:\n{made['secret']}"
    screen.answer(made, told)


@app.command("test")
def try_out(webhook: Webhook, json: Json = False) -> None:
    """Send it a test message now."""
    sent = door().post(f"/webhooks{named(webhook)}/test")
    screen.answer(sent, _told(sent))


@app.command("deliveries")
def list_deliveries(webhook: Webhook, json: Json = False) -> None:
    """List the newest messages to it, with the answer to each."""
    found = door().get(f"/webhooks{named(webhook)}/deliveries")
    rows = [(one["id"], one["kind"], one["state"], str(one["status"] or ""), str(one["attempts"])) for one in found]
    columns = ("id", "kind", "state", "answer", "tries")
    screen.answer(found, table(columns, rows) if rows else "Nothing was sent to it yet.")


@app.command()
def again(
    webhook: Webhook,
    message: Annotated[str, typer.Argument(metavar="MESSAGE", help="Its id.")],
    json: Json = False,
) -> None:
    """Send a message once more, now."""
    sent = door().post(f"/webhooks{named(webhook)}/deliveries{named(message)}/again")
    screen.answer(sent, _told(sent))


@app.command()
def enable(webhook: Webhook, json: Json = False) -> None:
    """Switch it on again; it is told of what happened meanwhile."""
    changed = door().patch("/webhooks" + named(webhook), {"enabled": True})
    screen.answer(changed, f"{changed['name']} is told again.")


@app.command()
def disable(webhook: Webhook, json: Json = False) -> None:
    """Switch it off."""
    changed = door().patch("/webhooks" + named(webhook), {"enabled": False})
    screen.answer(changed, f"{changed['name']} is told nothing until it is enabled.")


@app.command()
def remove(
    webhook: Webhook,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.", show_default=False)] = False,
    json: Json = False,
) -> None:
    """Take a webhook away, with what waits for it."""
    if not yes:
        if not screen.can_ask:
            raise NotApproved("A webhook is removed for good, and there is no terminal to ask on.", "Give `--yes`.")
        if not screen.ask(f"Remove {webhook} with what waits for it?"):
            raise NotApproved("Nothing was changed.")
    door().delete("/webhooks" + named(webhook))
    screen.answer({"removed": webhook}, f"{webhook} is removed.")


def _state(one: dict[str, Any]) -> str:
    if not one["enabled"]:
        return f"off: {one['disabled_why']}"
    return "failing" if one["failing_since"] else "on"


def _told(sent: dict[str, Any]) -> str:
    if sent["state"] == "delivered":
        return f"Delivered: {sent['status']}."
    return f"Not delivered: {sent['status'] or ''} {sent['answer'] or ''}".strip()

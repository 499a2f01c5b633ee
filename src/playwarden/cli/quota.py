"""`playwarden quota`: calls spent in the last 24 hours, what is left, and what a ban holds until when."""

from rich.console import RenderableType

from playwarden.cli.door import door
from playwarden.cli.options import Json
from playwarden.cli.screen import moment, screen, table, when


def quota(json: Json = False) -> None:
    """Show the calls of the last 24 hours by endpoint and lane, what is left, and bans."""
    groups = door().get("/quota")
    parts: list[RenderableType] = []
    for group in groups:
        rows = [
            (
                "all together" if use["bucket"] == "*" else use["bucket"],
                f"{use['spent']:,}",
                _most(use["ceiling"]),
                _most(use["left"]),
                "learned" if use["learned"] else "suspected" if use["suspected"] else "cautious",
            )
            for use in (group["total"], *group["buckets"])
        ]
        lanes = ", ".join(f"{lane} {count:,}" for lane, count in group["lanes"].items() if count)
        left = ", ".join(f"{lane} {_most(count)}" for lane, count in group["left"].items())
        parts += [
            f"Quota group {group['quota_group']}, last 24 hours",
            table(("calls to", "spent", "ceiling", "left", "ceiling is"), rows, right=("spent", "ceiling", "left")),
            f"Spent by lane: {lanes or 'nothing'}",
            f"Left by lane: {left}",
        ]
        parts += [f"{window['app_id']}: {window['spent']:,} calls in the last 30 s" for window in group["windows"]]
        parts += [
            f"BAN until {when(moment(ban['until']))}: {ban['bucket'] or 'the whole app'} ({ban['reason']})"
            for ban in group["bans"]
        ]
    screen.answer(groups, *(parts or ["No app is registered yet: `playwarden apps add CLIENT_ID`."]))


def _most(count: int | None) -> str:
    return "unlimited" if count is None else f"{count:,}"

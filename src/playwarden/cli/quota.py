"""`playwarden quota`: calls spent in the last 24 hours, what is left, and what a ban holds until when."""

from rich.console import RenderableType

from playwarden.cli.opened import container
from playwarden.cli.options import Json
from playwarden.cli.screen import screen, table, when


def quota(json: Json = False) -> None:
    """Show the calls of the last 24 hours by endpoint and lane, what is left, and bans."""
    groups = container().quota.summary()
    parts: list[RenderableType] = []
    for group in groups:
        uses = (group.total, *group.buckets)
        rows = [
            (
                "all together" if use.bucket == "*" else use.bucket,
                f"{use.spent:,}",
                "unlimited" if use.ceiling is None else f"{use.ceiling:,}",
                "unlimited" if use.left is None else f"{use.left:,}",
                "learned" if use.learned else "suspected" if use.suspected else "cautious",
            )
            for use in uses
        ]
        lanes = ", ".join(f"{lane.value} {count:,}" for lane, count in group.lanes.items() if count)
        left = ", ".join(
            f"{lane.value} {'unlimited' if count is None else f'{count:,}'}" for lane, count in group.left.items()
        )
        parts += [
            f"Quota group {group.quota_group}, last 24 hours",
            table(("calls to", "spent", "ceiling", "left", "ceiling is"), rows, right=("spent", "ceiling", "left")),
            f"Spent by lane: {lanes or 'nothing'}",
            f"Left by lane: {left}",
        ]
        parts += [f"{window.app_id}: {window.spent:,} calls in the last 30 s" for window in group.windows]
        parts += [f"BAN until {when(ban.until)}: {ban.bucket or 'the whole app'} ({ban.reason})" for ban in group.bans]
    screen.answer(groups, *(parts or ["No app is registered yet: `playwarden apps add CLIENT_ID`."]))

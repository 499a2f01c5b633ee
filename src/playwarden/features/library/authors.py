"""Who or what made the versions of a playlist: a member, a schedule, a placement; or somebody at Spotify, and when."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from playwarden.kit.ids import PlaylistId
from playwarden.store import catalogue
from playwarden.store.library import VersionRow
from playwarden.store.models.library import Sync, View
from playwarden.store.models.placements import Placement
from playwarden.store.models.runs import Run

MOST_LOOKS = 5_000
"""So many looks are gone through, the newest first; before them a change is known to lie between two versions."""
_MEMBER = re.compile(r"member:\S+ \((?P<name>.*?)(?:, token (?P<token>.*))?\)")


@dataclass(frozen=True, slots=True)
class Author:
    """`name` is for people: `Ada`, `the schedule Mondays`, `placements`; None: somebody at Spotify. `verb`: of the run.
    `about` says which placements came or went with it. `since`: it was still as before then; None: not known.
    """

    name: str | None
    verb: str | None = None
    about: str = ""
    since: datetime | None = None


def authors(session: Session, playlist_id: PlaylistId, rows: Sequence[VersionRow]) -> list[Author]:
    """Of each of `rows`, which are newest first and without gaps."""
    ids = [row.run_id for row in rows if row.run_id]
    runs = {
        run: (actor, verb)
        for run, actor, verb in session.execute(select(Run.id, Run.actor, Run.verb).where(Run.id.in_(ids)))
    }
    about = _placements(session, playlist_id, ids)
    looks = _looks(session, playlist_id, rows)
    found = []
    for row, older in zip(rows, [*rows[1:], None], strict=True):
        if row.run_id in runs:
            actor, verb = runs[row.run_id]
            found.append(Author(spoken(actor), verb, "; ".join(about.get(row.run_id, ()))))
            continue
        seen = [looks[index - 1]] if (index := bisect_left(looks, row.seen_at)) else []
        since = max([*seen, *([older.seen_at] if older is not None else [])], default=None)
        found.append(Author(None, since=None if row.cause == "first" else since))
    return found


def spoken(actor: str) -> str:
    """What an actor of the journal is called: `member:mem_1 (Ada, token n8n)` is `Ada by the token n8n`."""
    member = _MEMBER.fullmatch(actor)
    if member is not None:
        return f"{member['name']} by the token {member['token']}" if member["token"] else member["name"]
    if actor.startswith("schedule "):
        return f"the {actor}"
    return "the operator" if actor == "operator" else actor


def _placements(session: Session, playlist_id: PlaylistId, runs: Sequence[str]) -> dict[str, list[str]]:
    rows = session.scalars(
        select(Placement).where(
            Placement.playlist_id == playlist_id,
            or_(Placement.entered_run_id.in_(runs), Placement.left_run_id.in_(runs)),
        )
    ).all()
    titles = catalogue.titles(session, (row.uri for row in rows if row.uri))
    found: dict[str, list[str]] = {}
    for row in rows:
        what = titles.get(row.uri or "", row.uri or "details")
        for run, words in ((row.entered_run_id, f"{what} came in"), (row.left_run_id, f"{what} went out")):
            if run is not None:
                found.setdefault(run, []).append(words)
    return found


def _looks(session: Session, playlist_id: PlaylistId, rows: Sequence[VersionRow]) -> list[datetime]:
    """When looks at the playlist had ended, oldest first: those by which the changes of `rows` could be seen."""
    dates = [row.seen_at for row in rows if row.cause == "spotify"]
    if not dates:
        return []
    viewers = set(session.scalars(select(View.account_id).where(View.playlist_id == playlist_id)))
    query = (
        select(Sync.ended_at, Sync.accounts)
        .where(Sync.ended_at >= min(row.seen_at for row in rows), Sync.ended_at < max(dates))
        .order_by(Sync.id.desc())
        .limit(MOST_LOOKS)
    )
    return sorted(at for at, accounts in session.execute(query) if at is not None and viewers & set(accounts))

"""Evidence for Spotify's support: what happened to one playlist in a period, told by what was seen and done here."""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from playwarden.domain.playlist import Cover, Details
from playwarden.domain.protection.preferred import FIELDS
from playwarden.features.protection.answers import IncidentFilter, IncidentShown
from playwarden.features.protection.questions import ProtectionQuestions
from playwarden.features.protection.standing import lasting, wrong_for
from playwarden.kit.clock import Clock
from playwarden.kit.errors import InputError, NotFound
from playwarden.kit.ids import PlaylistId
from playwarden.kit.pictures import shrunk
from playwarden.store.database import Database
from playwarden.store.models import protection as rows
from playwarden.store.models.library import Picture, Playlist

MOST = 200
"""Incidents that are told, the newest of a period."""
SIDE = 300
"""Pixels of a picture's longest side."""
KNOWN = (
    "Times are those at which this installation saw or did something, in UTC. A change was made between the last look "
    "that found everything right and the look that found it wrong.",
    "What stands under 'found' is what Spotify's Web API answered; 'before' is what it answered when the playlist was "
    "last seen right, and 'wanted' is what its owner laid down.",
    "Writes of this installation are listed with the run that made them; each was read back from Spotify.",
)
NOT_KNOWN = (
    "Who made a change, and by what means: the Web API never says so. That a change was not made through this "
    "installation follows from its own journal alone; another app, or the owner in Spotify's own, would look the same.",
    "Whether a change followed from a report, and from whose.",
    "What happened between two looks that left no trace at the next one.",
)


@dataclass(frozen=True, slots=True)
class Side:
    """What a playlist said about itself: texts, and its cover as a data URI where its picture is held here."""

    name: str | None
    description: str | None
    public: bool | None
    cover: str | None
    picture: str | None


@dataclass(frozen=True, slots=True)
class Told:
    """One incident with both sides. Spans are in seconds; `wrong_at_most` is None where it was never seen right."""

    shown: IncidentShown
    before: Side
    found: Side
    wanted: Side
    wrong_at_least: int
    wrong_at_most: int | None
    words: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that is told of one playlist."""

    playlist: PlaylistId
    name: str
    owner_id: str
    account: str
    made_at: datetime
    since: datetime | None
    until: datetime
    protected_since: datetime | None
    policy: str | None
    looks: int
    """At the account in the period, as far as they are still known."""
    incidents: tuple[Told, ...]
    more: bool
    """Whether the period held more incidents than are told."""


class EvidenceBook:
    """Reads only."""

    def __init__(self, database: Database, questions: ProtectionQuestions, clock: Clock) -> None:
        self._database = database
        self._questions = questions
        self._clock = clock

    def of(self, playlist_id: PlaylistId, since: datetime | None, until: datetime | None) -> Evidence:
        """What happened to a playlist between two moments. Raises NotFound, InputError for a span that is none."""
        now = self._clock.now()
        end = until or now
        if since is not None and since >= end:
            raise InputError("The period ends before it begins.", "Give an earlier beginning, or a later end.")
        wanted = IncidentFilter(playlist=playlist_id, since=since, until=end, limit=MOST + 1)
        found = self._questions.shown(wanted)
        told = tuple(self._told(one, now) for one in found[-MOST:])
        with self._database.read() as session:
            playlist = session.get(Playlist, playlist_id)
            if playlist is None:
                raise NotFound(
                    f"The playlist {playlist_id} is not known here.", "`playwarden sync` looks at all lists."
                )
            row = session.get(rows.Protection, playlist_id)
            account = row.account_id if row else (found[-1].row.account if found else "")
            looks = select(func.count()).select_from(rows.Sweep).where(rows.Sweep.account_id == account)
            looks = looks.where(rows.Sweep.at <= end)
            number = session.scalar(looks if since is None else looks.where(rows.Sweep.at >= since)) or 0
            name = playlist.name.strip() or (row.preferred.get("name") if row else None) or playlist_id
            return Evidence(
                playlist=playlist_id,
                name=str(name),
                owner_id=playlist.owner_id,
                account=account,
                made_at=now,
                since=since,
                until=end,
                protected_since=row.created_at if row else None,
                policy=row.policy if row else None,
                looks=number,
                incidents=told,
                more=len(found) > MOST,
            )

    def _told(self, shown: IncidentShown, now: datetime) -> Told:
        row = shown.row
        least, most = wrong_for(row.last_right_at, row.found_at, row.right_at or row.ended_at, now)
        wanted = row.wanted
        cover = Cover(sha256=wanted.cover) if wanted.cover else None
        return Told(
            shown=shown,
            before=self._side(_with_cover(row.before, wanted.cover)),
            found=self._side(row.seen),
            wanted=self._side(Details(wanted.name, wanted.description, wanted.public, None, cover)),
            wrong_at_least=round(least.total_seconds()),
            wrong_at_most=None if most is None else round(most.total_seconds()),
            words=_words(row.kind, row.wrong),
        )

    def _side(self, details: Details) -> Side:
        cover = details.cover or Cover()
        return Side(details.name, details.description, details.public, cover.url, self._picture(cover.sha256))

    def _picture(self, sha256: str | None) -> str | None:
        if sha256 is None:
            return None
        with self._database.read() as session:
            body = session.scalar(select(Picture.body).where(Picture.sha256 == sha256))
        return None if body is None else "data:image/jpeg;base64," + b64encode(shrunk(body, SIDE)).decode()


def _with_cover(details: Details, sha256: str | None) -> Details:
    """What was seen before, with the held picture of a cover that was right."""
    if sha256 is None or (details.cover is not None and details.cover.sha256 is not None):
        return details
    url = details.cover.url if details.cover is not None else None
    return Details(details.name, details.description, details.public, details.collaborative, Cover(url, sha256))


_HOW = {
    "emptied": "was emptied",
    "default": "was replaced with a default text",
    "gone": "was removed",
    "mosaic": "was replaced with Spotify's mosaic",
    "other": "was changed",
}


def _words(kind: str, wrong: tuple[Mapping[str, Any], ...]) -> str:
    if kind == "gone":
        return "The playlist is not there any more, or in no library of its owner's."
    order = {name: number for number, name in enumerate(FIELDS)}
    said = [
        f"the {'visibility' if one['field'] == 'public' else one['field']} {_HOW[one['how']]}"
        for one in sorted(wrong, key=lambda one: order.get(one["field"], 9))
    ]
    text = ", ".join(said)
    return text[:1].upper() + text[1:] + "."


def lasted(told: Told) -> str:
    """How long it was wrong, for people."""
    least = lasting(timedelta(seconds=told.wrong_at_least))
    still = " so far" if told.shown.row.ended_at is None else ""
    if told.wrong_at_most is None:
        return f"at least {least}{still}; it was not seen right before"
    most = lasting(timedelta(seconds=told.wrong_at_most))
    return f"{least}{still}" if least == most else f"{least} to {most}{still}"

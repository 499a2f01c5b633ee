"""Lines of pastes as rows: made of what was read, and settled by what is known, decided and searched."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from playwarden.domain.matching import Named, signature
from playwarden.domain.pasting import Line, Reading
from playwarden.features.matching.resolving import Resolved, State, resolve
from playwarden.features.matching.steps import Step
from playwarden.store import catalogue, pasting
from playwarden.store.models.pasting import PasteLine
from playwarden.store.pasting import key_of
from playwarden.store.upsert import portions

TRACK = "spotify:track:"
_AT_A_TIME = 500


def row_of(paste_id: str, number: int, line: Line, at: datetime) -> PasteLine:
    """A line as it was read, not settled yet."""
    told: dict[str, Any] = {
        "title": line.title,
        "artists": list(line.artists),
        "album": line.album,
        "duration_ms": line.duration_ms,
        "isrc": line.isrc,
        "explicit": line.explicit,
        "link": line.uri,
    }
    return PasteLine(
        paste_id=paste_id,
        number=number,
        first=line.first,
        last=line.last,
        text=line.text[:1_000],
        kind=line.kind,
        told={key: value for key, value in told.items() if value not in (None, "", [])},
        note=line.note,
        signature=key_of(signature(_named(told))) if line.kind in ("names", "isrc") else None,
        found=None,
        chosen=None,
        state="left_out",
        uri=None,
        settled_at=at,
    )


def rows_of(paste_id: str, reading: Reading, at: datetime) -> list[PasteLine]:
    """All lines of a reading, numbered from 1."""
    return [row_of(paste_id, number, line, at) for number, line in enumerate(reading.lines, 1)]


def wanted_of(row: PasteLine) -> Named:
    """What a line names."""
    return _named(row.told)


def settle(session: Session, rows: Sequence[PasteLine], at: datetime, *, forget: datetime | None = None) -> None:
    """Writes into each what it comes to as things stand; costs no call. `forget` as in `resolve`."""
    for some in portions(rows, _AT_A_TIME):
        named = [row for row in some if row.kind in ("names", "isrc")]
        resolved = resolve(session, [wanted_of(row) for row in named], forget=forget)
        for row, one in zip(named, resolved, strict=True):
            _stand(row, _found(one), at)
        linked = [row for row in some if row.kind == "link"]
        for row, found in zip(linked, _linked(session, [row.told["link"] for row in linked]), strict=True):
            _stand(row, found, at)


def restand(row: PasteLine, at: datetime) -> None:
    """After what a person said of this line alone was changed."""
    _stand(row, dict(row.found or {}), at)


def of_signature(session: Session, key: str) -> list[PasteLine]:
    """The lines of all pastes that name the same."""
    return list(session.scalars(select(PasteLine).where(PasteLine.signature == key)))


def link_step(uri: str) -> Step:
    """The one question that a link leaves."""
    return Step("track", uri.removeprefix(TRACK))


def left_of(found: Mapping[str, Any] | None) -> list[str]:
    """The questions that a line has left, as they are remembered, by what was found for it."""
    return list((found or {}).get("left", ()))


def _stand(row: PasteLine, found: dict[str, Any], at: datetime) -> None:
    state, uri = _state(found, row.chosen)
    if (row.found, row.state, row.uri) != (found, state, uri):
        row.found, row.state, row.uri, row.settled_at = found, state, uri, at


def _state(found: Mapping[str, Any], chosen: Mapping[str, Any] | None) -> tuple[str, str | None]:
    """What was found, under what a person said of the line alone."""
    state, uri = str(found.get("state", "left_out")), found.get("uri")
    match (chosen or {}).get("what"):
        case "skip":
            return "skipped", None
        case "missing":
            return "missing", None
        case "track":
            return "decided", (chosen or {}).get("uri")
        case "decided" if "decision" not in found:
            # What was decided holds for another length; a person who chose it for this very line meant this line.
            uri = (chosen or {}).get("uri")
            return ("missing" if uri is None else "decided"), uri
        case "accept" if state == State.SURE and uri == (chosen or {}).get("uri"):
            return "accepted", uri
    return state, uri


def _found(resolved: Resolved) -> dict[str, Any]:
    found: dict[str, Any] = {"state": resolved.state.value}
    if resolved.uri is not None:
        found["uri"] = resolved.uri
    if resolved.by is not None:
        found["by"] = resolved.by
    if resolved.decision is not None:
        found["decision"] = resolved.decision.id
        found["actor"] = resolved.decision.actor
        found["at"] = resolved.decision.at.isoformat()
    if resolved.likely:
        found["likely"] = [{"uri": one.uri, "score": one.score, "why": list(one.why)} for one in resolved.likely]
    if resolved.left:
        found["left"] = [key_of(step.query) for step in resolved.left]
    return found


def _linked(session: Session, uris: Sequence[str]) -> Iterable[dict[str, Any]]:
    """A link needs a look where its track is not known: one call, which tells its name and that it is there."""
    known = {track.uri for track in catalogue.tracks(session, sorted(set(uris)))}
    asked = pasting.answers(session, [link_step(uri).query for uri in uris if uri not in known])
    for uri in uris:
        answer = asked.get(link_step(uri).query)
        if uri in known or not uri.startswith(TRACK) or (answer is not None and answer.uris):
            yield {"state": State.SURE.value, "uri": uri, "by": "link"}
        elif answer is not None:
            yield {"state": State.NONE.value, "by": "link"}
        else:
            yield {"state": State.SEARCH.value, "by": "link", "left": [link_step(uri).query]}


def _named(told: Mapping[str, Any]) -> Named:
    return Named(
        str(told.get("title") or ""),
        tuple(told.get("artists") or ()),
        told.get("album"),
        told.get("duration_ms"),
        told.get("isrc"),
        told.get("explicit"),
    )

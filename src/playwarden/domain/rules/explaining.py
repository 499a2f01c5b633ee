"""Why a track is in, or why it is out: from its source through every step to its place."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from playwarden.domain.rules.deriving import Derived
from playwarden.domain.rules.given import Given
from playwarden.domain.rules.masks import holds
from playwarden.domain.rules.step import Arrangement, Predicate, Thinning
from playwarden.domain.rules.working import Offered, Stage, Worked
from playwarden.kit.text import counted

Verdict = Literal["in", "out", "said"]
"""Whether the track went on from here, fell out here, or only something is said about it."""


@dataclass(frozen=True, slots=True)
class Line:
    """One step's word on a track. `where` names the step: `source 1`, `step 3`, `size`; `what` is what the step wants,
    `fact` what it found.
    """

    where: str
    verdict: Verdict
    what: str
    fact: str

    def to_document(self) -> dict[str, Any]:
        """JSON."""
        return {"where": self.where, "verdict": self.verdict, "what": self.what, "fact": self.fact}


@dataclass(frozen=True, slots=True)
class Explanation:
    """The whole story of one track; `place` counts from 1, None where it is not in."""

    uri: str
    title: str
    lines: tuple[Line, ...]
    place: int | None

    @property
    def included(self) -> bool:
        """What the lines come to: the last one that decides."""
        return [line.verdict for line in self.lines if line.verdict != "said"][-1:] == ["in"]

    def to_document(self) -> dict[str, Any]:
        """JSON."""
        lines = [line.to_document() for line in self.lines]
        return {"uri": self.uri, "title": self.title, "in": self.included, "place": self.place, "lines": lines}


def explain(derived: Derived, given: Given, uri: str) -> Explanation:
    """Tells of one track, whether it was a candidate or not."""
    track = given.tracks.get(uri)
    place = derived.items.index(uri) + 1 if uri in derived.items else None
    return Explanation(uri, uri if track is None else track.title, tuple(_lines(derived, given, uri)), place)


def why_left(derived: Derived, given: Given, uri: str) -> str:
    """The short reason for which a track is out, be it a candidate or not."""
    stood = derived.standing
    if stood is not None and uri in stood.pool.places:
        told = list(_of_what_stood(derived, given, stood, uri))
    elif derived.rules.mode == "mirror":
        return "source 1: not in it"
    else:
        told = list(_fate(derived.worked, given, uri, ""))
        if not told or told[-1].verdict != "out":
            told.append(_choice(derived, uri))
    return f"{told[-1].where}: {told[-1].fact}"


def who_offers(derived: Derived, given: Given) -> dict[str, str]:
    """By candidate the source that offers it, in words; of a mix the part, by its name where it has one."""
    found: dict[str, str] = {}
    for offered in derived.worked.offered:
        for number, part in enumerate(offered.parts, 1):
            words = part.name or f"part {number} of {offered.source.words()}"
            found |= {uri: words for uri in part.uris if uri not in found}
        if not offered.parts:
            words = offered.source.words()
            for offer, _ in offered.source.offers(given, _no_parts):
                found.setdefault(offer.uri, words)
    return found


def _lines(derived: Derived, given: Given, uri: str) -> Iterator[Line]:
    pins = {pin.track: pin.position for pin in derived.rules.pins}
    if uri in pins:
        place = derived.items.index(uri) + 1
        yield Line("pin", "in", f"stands at place {pins[uri]}, whatever the rules say", f"place {place}")
        return
    stood = derived.standing
    if stood is not None and uri in stood.pool.places:
        yield from _of_what_stood(derived, given, stood, uri)
        return
    if derived.rules.mode == "append" and uri in derived.items and not any(c.uri == uri for c in derived.chosen.items):
        yield Line("playlist", "in", "nothing is taken out", "stands there already")
        return
    if derived.rules.mode == "mirror":
        inside = uri in derived.items
        yield Line(
            "source 1", "in" if inside else "out", "the same as the other playlist", "in it" if inside else "not in it"
        )
        return
    offered = list(_through(derived.worked, given, uri, ""))
    yield from offered
    if offered and offered[-1].verdict != "out":
        yield _choice(derived, uri)


def _through(worked: Worked, given: Given, uri: str, prefix: str) -> Iterator[Line]:
    """From the sources of a branch through its steps; the last line decides."""
    known = uri in worked.pool.places
    for offered in worked.offered:
        yield from _offer(offered, given, uri, prefix, only=known)
    yield from _fate(worked, given, uri, prefix)


def _fate(worked: Worked, given: Given, uri: str, prefix: str) -> Iterator[Line]:
    """What the steps of a branch did to it; nothing where it has none and the track came through."""
    place = worked.pool.places.get(uri)
    if place is None:
        where = f"{prefix}sources" if worked.offered else "playlist"
        yield Line(
            where, "out", "a source has to offer it", "no source does" if worked.offered else "it is not in the list"
        )
        return
    # the first of doubles speaks for all of them, unless it fell out and another stayed
    if len(worked.pool.places) < len(worked.pool):
        places = [number for number, one in enumerate(worked.pool.uris) if one == uri]
        place = next((number for number in places if number in worked.ranking), place)
    for stage in worked.stages:
        line = _stage(stage, worked, given, place, prefix)
        yield line
        if line.verdict == "out":
            return
    if worked.taken is not None and place not in worked.ranking:
        yield Line(f"{prefix}take", "out", f"the first {worked.taken:,} are taken", "it comes after them")


def _offer(offered: Offered, given: Given, uri: str, prefix: str, *, only: bool) -> Iterator[Line]:
    where = f"{prefix}source {offered.number}"
    for number, part in enumerate(offered.parts, 1):
        told = list(_through(part, given, uri, f"{part.name or f'part {number}'}: "))
        if not only or told[-1].verdict != "out":
            yield from (Line(line.where, "said", line.what, line.fact) for line in told)
    if not offered.parts and any(one.uri == uri for one, _ in offered.source.offers(given, _no_parts)):
        yield Line(where, "said", offered.source.words(), "offers it")


def _no_parts(branch: object) -> tuple[()]:
    return ()


def _stage(stage: Stage, worked: Worked, given: Given, place: int, prefix: str) -> Line:
    stays = holds(stage.alive, place)
    step = stage.step
    where = f"{prefix}step {stage.number}" if stage.number else f"{prefix}{step.kind}"
    if isinstance(step, Predicate):
        what = f"not {step.words()}" if step.negated else step.words()
        return Line(where, "in" if stays else "out", what, step.fact(worked.pool, place, given))
    assert isinstance(step, Arrangement | Thinning)
    fact = "stays" if stays else step.why_out(worked.pool, place, given)
    return Line(where, "in" if stays else "out", step.words(), fact)


def _of_what_stood(derived: Derived, given: Given, stood: Worked, uri: str) -> Iterator[Line]:
    since = next(came.on for came in derived.before if came.uri == uri)
    yield Line("rotation", "said", "what stands there stays until it is replaced", f"stands there since {since}")
    place = stood.pool.places[uri]
    for stage in stood.stages:
        line = _stage(stage, stood, given, place, "")
        yield line
        if line.verdict == "out":
            return
    reason = derived.chosen.left.get(uri)
    if reason is None:
        yield _choice(derived, uri)
    elif reason == "rotation":
        rotation = derived.rules.rotation
        number = counted(rotation.replace, "track") if rotation else ""
        yield Line("rotation", "out", f"{number} leave in each period", "its turn has come")
    else:
        yield _too_many(derived)


def _choice(derived: Derived, uri: str) -> Line:
    if uri in derived.items:
        place = derived.items.index(uri) + 1
        return Line("place", "in", f"{counted(len(derived.items), 'track')} in all", f"place {place}")
    rotation = derived.rules.rotation
    match derived.chosen.why_not.get(uri):
        case "no-return":
            days = counted(rotation.no_return_days, "day") if rotation else ""
            left = derived.memory.left.get(uri)
            return Line("rotation", "out", f"what left does not return within {days}", f"left on {left}")
        case "limit":
            return Line("limit", "out", "at most so many of a kind may stand there", "as many stand there already")
        case "left":
            return Line("rotation", "out", "what leaves does not come back at once", "leaves in this period")
        case "removed":
            return Line("archive", "out", "what was added once is not added again", "somebody took it out")
    return _too_many(derived)


def _too_many(derived: Derived) -> Line:
    size = derived.rules.size or len(derived.items)
    return Line("size", "out", f"{counted(size, 'track')} in all", "others come before it")

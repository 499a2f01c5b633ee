"""Names -> tracks without a call: by what people decided, what the catalogue knows, what was searched before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

from sqlalchemy.orm import Session

from playwarden.domain.catalogue import Track
from playwarden.domain.matching import Likely, Match, Named, Verdict, judge, signature
from playwarden.domain.matching.signing import is_near
from playwarden.features.matching.steps import Step, steps_of
from playwarden.store import catalogue, matching, pasting
from playwarden.store.pasting import Answer, Decided, Tally, key_of

WORTH_A_LOOK = 75.0
"""From this score on a person decides: other questions bring the same recordings again."""
PER_NAME = 1.2
"""Calls that searching for a name takes as a rule: four of five are found by the first question."""
SUPPOSED = 20
"""Names of which that is supposed, beside those that were searched for here."""
MOST_PER_NAME = 3.0


class State(StrEnum):
    """How far a name is."""

    SURE = "sure"
    DECIDED = "decided"
    MISSING = "missing"
    REVIEW = "review"
    NONE = "none"
    SEARCH = "search"


NONE_YET = Tally()
ONE_CALL = ("isrc:", "track:")
"""Questions that hardly ever leave another one."""
By = Literal["link", "catalogue", "search", "decision", "choice"]


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a name comes to as things stand: `uri` where that is sure or was decided, the `likely` ones otherwise, and
    the questions that are `left` to ask Spotify, of which the first that brings it is the last. `signature` is what
    decisions about it are kept under.
    """

    wanted: Named
    signature: str
    state: State
    uri: str | None = None
    by: By | None = None
    likely: tuple[Likely, ...] = ()
    decision: Decided | None = None
    left: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Cost:
    """What searching for all of some names takes: `lines` of them need it, `calls` as a rule, `most` at the outside."""

    lines: int
    calls: int
    most: int

    @classmethod
    def of(cls, left: Sequence[Sequence[str]], tally: Tally = NONE_YET) -> "Cost":
        """From the questions that each name has left, and what searches took here until now; a question that several
        names ask is asked once.
        """
        each_name = (PER_NAME * SUPPOSED + tally.calls) / (SUPPOSED + tally.names)
        each_name = min(MOST_PER_NAME, max(1.0, each_name))
        asking = [each for each in left if each]
        most = len({query for each in asking for query in each})
        first = {each[0] for each in asking}
        about = round(sum(1.0 if query.startswith(ONE_CALL) else each_name for query in first))
        return cls(len(asking), min(most, about), most)


def resolve(session: Session, wanted: Sequence[Named], *, forget: datetime | None = None) -> list[Resolved]:
    """What each name comes to. However many they are, it takes a few statements for each 200.

    `forget`: answers older than that which found nothing do not count, so that they may be asked for anew.
    """
    keys = [key_of(signature(one)) for one in wanted]
    decided = _holding(session, wanted, keys)
    found = {
        place: Resolved(
            wanted[place],
            keys[place],
            State.MISSING if each.uri is None else State.DECIDED,
            each.uri,
            "decision",
            decision=each,
        )
        for place, each in decided.items()
    }
    open_ = [place for place in range(len(wanted)) if place not in found]
    candidates = matching.candidates(session, [wanted[place] for place in open_])
    words = matching.known_words(session, [wanted[place] for place in open_])
    unsure: list[tuple[int, Named, str, Near, Match]] = []
    for place, near in zip(open_, candidates, strict=True):
        match = _judged(wanted[place], near, words)
        if match.verdict is Verdict.ACCEPT:
            found[place] = _sure(wanted[place], keys[place], match, "catalogue")
        else:
            unsure.append((place, wanted[place], keys[place], near, match))
    found |= _by_answers(session, unsure, words, forget)
    return [found[place] for place in range(len(wanted))]


def cost_of(resolved: Sequence[Resolved], tally: Tally = NONE_YET) -> Cost:
    """What searching for all of these takes."""
    return Cost.of([[step.query for step in one.left] for one in resolved], tally)


Near = list[tuple[str, Named]]


@dataclass(frozen=True, slots=True)
class _Heard:
    """What was answered, by question, with the tracks in it, and the words that titles are known to have."""

    answers: Mapping[str, Answer]
    tracks: Mapping[str, Track]
    words: frozenset[str]
    forget: datetime | None

    def answer(self, step: Step) -> Answer | None:
        """None: it was not asked, or may be asked for anew."""
        found = self.answers.get(key_of(step.query))
        if found is None or (self.forget is not None and not found.uris and found.asked_at < self.forget):
            return None
        return found


def _by_answers(
    session: Session,
    unsure: Sequence[tuple[int, Named, str, Near, Match]],
    words: frozenset[str],
    forget: datetime | None,
) -> dict[int, Resolved]:
    """Those that the catalogue alone does not settle, with what was answered when they were searched for."""
    steps = {place: steps_of(one) for place, one, *_ in unsure}
    known = pasting.answers(session, [key_of(step.query) for each in steps.values() for step in each])
    uris = {uri for answer in known.values() for uri in answer.uris}
    heard = _Heard(known, {track.uri: track for track in catalogue.tracks(session, sorted(uris))}, words, forget)
    return {place: _by_steps(one, key, near, match, steps[place], heard) for place, one, key, near, match in unsure}


def _by_steps(wanted: Named, key: str, near: Near, match: Match, steps: Sequence[Step], heard: _Heard) -> Resolved:
    """Walks the questions in their order as far as they were asked."""
    candidates = dict(near)
    for place, step in enumerate(steps):
        answer = heard.answer(step)
        if answer is None:
            return Resolved(wanted, key, State.SEARCH, likely=match.likely, left=tuple(steps[place:]))
        candidates |= {uri: matching.named(heard.tracks[uri]) for uri in answer.uris if uri in heard.tracks}
        match = _judged(wanted, list(candidates.items()), heard.words, answer.uris)
        if match.verdict is Verdict.ACCEPT:
            return _sure(wanted, key, match, "search")
        if match.likely and match.likely[0].score >= WORTH_A_LOOK:
            break
    state = State.REVIEW if match.likely else State.NONE
    return Resolved(wanted, key, state, likely=match.likely)


def _judged(wanted: Named, near: Near, words: frozenset[str], order: Sequence[str] = ()) -> Match:
    """The verdict; of a code alone every recording that bears it is it, the one that Spotify names first before all."""
    if wanted.title or wanted.isrc is None:
        return judge(wanted, near, words)
    code = wanted.isrc.replace("-", "").upper()
    ranks = {uri: place for place, uri in enumerate(order)}
    bearing = [uri for uri, named in near if (named.isrc or "").upper() == code]
    same = sorted(bearing, key=lambda uri: (ranks.get(uri, len(ranks)), uri))
    likely = tuple(Likely(uri, 100.0, ("same ISRC",)) for uri in same[:3])
    return Match(Verdict.ACCEPT if likely else Verdict.NONE, likely)


def _sure(wanted: Named, key: str, match: Match, by: By) -> Resolved:
    return Resolved(wanted, key, State.SURE, match.likely[0].uri, by, match.likely)


def _holding(session: Session, wanted: Sequence[Named], keys: Sequence[str]) -> dict[int, Decided]:
    """The decisions that hold, by the place of the name; not for one that lasts otherwise than what was chosen."""
    decided = pasting.decisions(session, keys)
    if not decided:
        return {}
    uris = sorted({each.uri for each in decided.values() if each.uri is not None})
    lasts = {track.uri: track.duration_ms for track in catalogue.tracks(session, uris)}
    found = {}
    for place, (one, key) in enumerate(zip(wanted, keys, strict=True)):
        if (each := decided.get(key)) is not None and is_near(one.duration_ms, lasts.get(each.uri or "")):
            found[place] = each
    return found

"""Which row of a data set is about a track that the set names by neither id nor ISRC of its own.

Three ways, the first that answers counts: the row tells the track's ISRC beside an id of another release; a person
decided that what the row is called is this track; the matcher accepts the row as the same recording. What the matcher
would show a person is kept as unsure, and counts for nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from playwarden.domain.audio import Way
from playwarden.domain.matching import Index, Named, Verdict, signature
from playwarden.domain.matching.reading import code_of
from playwarden.domain.matching.signing import is_near


@dataclass(frozen=True, slots=True)
class Row:
    """A row by its number, what it is known by (a track's URI, `isrc:…`, `name:…`), and what it calls its recording."""

    number: int
    key: str
    named: Named


@dataclass(frozen=True, slots=True)
class Paired:
    """That a row is about a track. `sure`: it counts; else a person would have to say. `score` is 0 to 100."""

    uri: str
    number: int
    key: str
    way: Way
    sure: bool
    score: float
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Decisions:
    """What people decided: by signature the track that is meant, None: there is none; and what those tracks are called
    by the catalogue.
    """

    by_signature: Mapping[str, str | None]
    names: Mapping[str, Named]


class Rows:
    """Rows of one data set, ready to be asked for track after track. Not changed once it is made."""

    def __init__(self, rows: Iterable[Row], decisions: Decisions) -> None:
        self._known: dict[str, tuple[int, str]] = {}
        self._decided: dict[str, tuple[int, str]] = {}
        self._coded: dict[str, tuple[int, str]] = {}
        self._index = Index(self._entries(rows, decisions))

    def pair(self, uri: str, named: Named) -> Paired | None:
        """The row that is about a track; None: no row is like it."""
        if (row := self._decided.get(uri)) is not None:
            return Paired(uri, *row, "decision", True, 100.0, (_DECIDED,))
        code = code_of(named.isrc)
        if code and (row := self._coded.get(code)) is not None:
            return Paired(uri, *row, "isrc", True, 100.0, ("the same recording code (ISRC)",))
        match = self._index.match(named)
        if match.verdict is Verdict.NONE:
            return None
        best = match.likely[0]
        return Paired(uri, *self._known[best.uri], "likeness", match.verdict is Verdict.ACCEPT, best.score, best.why)

    def _entries(self, rows: Iterable[Row], decisions: Decisions) -> Iterable[tuple[str, Named]]:
        """The rows as the matcher knows them. One that somebody decided about is what was chosen, whatever it is
        called; one of which it was said that there is no such track is nobody's.
        """
        for row in rows:
            named, place = row.named, (row.number, row.key)
            if decisions.by_signature and (name := signature(named)) in decisions.by_signature:
                chosen = decisions.by_signature[name]
                if chosen is None:
                    continue
                meant = decisions.names.get(chosen)
                if meant is None or is_near(named.duration_ms, meant.duration_ms):
                    self._decided.setdefault(chosen, place)
                    if meant is None:
                        continue
                    named = meant
            if code := code_of(named.isrc):
                self._coded.setdefault(code, place)
            label = str(row.number)
            self._known[label] = place
            yield label, named


_DECIDED = "somebody decided that it is this track"

"""Many recordings in memory, for bulk work: a wish is compared with the few that share a blocking key with it."""

from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable

from rapidfuzz import process
from rapidfuzz.fuzz import ratio

from playwarden.domain.matching.fold import fold
from playwarden.domain.matching.judging import AGREES, Entry, exchanged, judged, readings
from playwarden.domain.matching.keys import keys_asked, keys_of, title_key
from playwarden.domain.matching.reading import Form, read
from playwarden.domain.matching.values import Match, Named, Verdict
from playwarden.domain.matching.weighing import weigh

MOST_JUDGED = 48
"""Candidates that are weighed: of more, those whose titles are nearest."""
KNOWN_FROM = 3
"""In how many titles a word stands that is known: fewer may be slips of the catalogue's own."""


class Index:
    """Recordings by blocking keys. Not changed once it is built, so that threads may share it."""

    def __init__(self, entries: Iterable[tuple[str, Named]]) -> None:
        self._uris: list[str] = []
        self._forms: list[Form] = []
        pairs = array("Q")
        codes: dict[str, list[int]] = {}
        counts: Counter[str] = Counter()
        for place, (uri, named) in enumerate(entries):
            form = read(named)
            self._uris.append(uri)
            self._forms.append(form)
            for key in keys_of(form):
                pairs.append(key << 32 | place)
            counts.update(set(fold(named.title).split()))
            if form.code:
                codes.setdefault(form.code, []).append(place)
        self._pairs = array("Q", sorted(pairs))
        self._codes = codes
        self._words = frozenset(word for word, count in counts.items() if count >= KNOWN_FROM)

    def __len__(self) -> int:
        return len(self._uris)

    def match(self, wanted: Named) -> Match:
        """What of these is the recording that is wanted."""
        ways = readings(wanted)
        first = ways[0]
        coded = self._codes.get(first.code, ()) if first.code else ()
        titled = [
            place for place in self._under(title_key(first)) if not first.artists.isdisjoint(self._forms[place].artists)
        ]
        if titled:
            titled += [place for place in coded if place not in titled]
            entries = self._entries(titled)
            if any(one.off <= AGREES and not one.holds for one in (weigh(first, form) for _, form in entries)):
                found = judged(ways, entries, self._words)
                if found.verdict is Verdict.ACCEPT:
                    return found
        swapped = exchanged(wanted)
        places = set(coded)
        for key in keys_asked(ways if swapped is None else (*ways, swapped)):
            places.update(self._under(key))
        if len(places) > MOST_JUDGED:
            places = self._nearest(places, first, swapped)
        return judged(ways, self._entries(places), self._words, swapped)

    def _under(self, key: int) -> list[int]:
        pairs = self._pairs
        start = bisect_left(pairs, key << 32)
        end = bisect_left(pairs, (key + 1) << 32, start)
        return [pair & 0xFFFFFFFF for pair in pairs[start:end]]

    def _entries(self, places: Iterable[int]) -> list[Entry]:
        return [(self._uris[place], self._forms[place]) for place in places]

    def _nearest(self, places: set[int], first: Form, swapped: Form | None) -> set[int]:
        """Those whose words are nearest to the wish's."""
        lines = {place: self._line(self._forms[place]) for place in places}
        found = process.extract(self._line(first), lines, scorer=ratio, limit=MOST_JUDGED)
        if swapped is not None:
            found += process.extract(self._line(swapped), lines, scorer=ratio, limit=MOST_JUDGED // 4)
        return {place for _, _, place in found}

    @staticmethod
    def _line(form: Form) -> str:
        return f"{form.full} {' '.join(sorted(form.artists))}"

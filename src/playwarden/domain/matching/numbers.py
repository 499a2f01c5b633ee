"""Numbers of parts and volumes, whichever way they are written: `Pt. II`, `Part Two`, `(part 2)` are one."""

_MARKERS = {
    **dict.fromkeys(("part", "pt", "pts", "parts", "parte", "teil", "partie", "deel", "del"), "part"),
    **dict.fromkeys(("vol", "volume", "volumen", "vols"), "vol"),
    **dict.fromkeys(("no", "nr", "num", "number", "numero"), "no"),
    **dict.fromkeys(("chapter", "ch", "act", "op", "opus", "mvt", "movement", "book", "scene", "episode", "ep"), ""),
}
COUNTING = frozenset({*_MARKERS, *_MARKERS.values()})
"""Words that count parts of a work."""
_ROMANS = "i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii xix xx"
_NUMBERS = "one two three four five six seven eight nine ten eleven twelve"
_ROMAN = {word: str(number) for number, word in enumerate(_ROMANS.split(), start=1)}
_NAMED = {word: str(number) for number, word in enumerate(_NUMBERS.split(), start=1)}
_ALWAYS = frozenset(_ROMAN) - {"i", "v", "x", "vi", "xi"}
"""Roman numbers that are no words or letters of their own."""
_BEHIND_A_MARKER = _ROMAN | _NAMED
_MAY_COUNT = _ALWAYS | frozenset(_MARKERS)


def counted_words(folded: str) -> tuple[str, ...]:
    """The words of a folded name, with the words that count written in one way."""
    words = folded.split()
    if _MAY_COUNT.isdisjoint(words) and (not words or words[-1] not in _ROMAN):
        return tuple(words)
    found: list[str] = []
    marked = False
    for place, word in enumerate(words):
        last = place == len(words) - 1
        if marked and word in _BEHIND_A_MARKER:
            found.append(_BEHIND_A_MARKER[word])
        elif word in _ALWAYS or (last and place and word in _ROMAN):
            found.append(_ROMAN[word])
        elif not last and word in _MARKERS and _counts(words[place + 1]):
            found.append(_MARKERS[word] or word)
        else:
            found.append(word)
        marked = word in _MARKERS and word != "no"  # `No One`
    return tuple(found)


def _counts(word: str) -> bool:
    return word.isdigit() or word in _BEHIND_A_MARKER

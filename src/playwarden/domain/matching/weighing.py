"""How far a candidate is from what is wanted: points taken off for each difference, and what a person has to look at.

A difference that may mean another recording *holds*: the candidate is never accepted by itself, whatever its score.
The points are those of `docs/reference/matching.md`.
"""

from collections import Counter
from collections.abc import Container
from typing import NamedTuple

from rapidfuzz.distance import OSA
from rapidfuzz.fuzz import ratio, token_sort_ratio

from playwarden.domain.matching.fold import fold
from playwarden.domain.matching.numbers import COUNTING
from playwarden.domain.matching.reading import NOTHING, Form
from playwarden.domain.matching.script import sound


class Points:
    """What is taken off for each difference, of 100."""

    SPELLED_OTHERWISE = 2
    ONE_LETTER = 9
    EACH_MORE_LETTER = 5
    CUT_OFF = 6
    SUBTITLE = 6
    OTHER_TITLE = 30
    OTHER_NUMBER = 20
    SWAPPED = 7
    ANOTHER_VERSION = 30
    WHICH_VERSION = 20
    ANOTHER_CUT = 10
    SAME_RECORDING = 3
    YEAR_TOLD = 1
    OTHER_YEAR = 4
    MISSING_GUEST = 3
    EXTRA_GUEST = 3
    ONLY_A_GUEST = 6
    ARTIST_SPELLED = 6
    NO_ARTIST_TOLD = 10
    SOME_ARTIST = 10
    OTHER_ARTIST = 40
    SECONDS = ((2_000, 0), (5_000, 2), (8_000, 5))
    OTHER_NAME_MS = 2_000
    """Beyond this another length holds what is not called the same."""
    EACH_MS = 0.0001
    """So that of equals the nearest comes first."""
    OTHER_LENGTH = 18
    OTHER_ALBUM = 0.5
    EXPLICIT = 1
    OTHER_CODE = 1
    SAME_CODE = 12


SECURE_MS = 2_000
"""Durations this near to each other are evidence for one recording."""
LEAST_ALIKE = 60
"""Titles of which less is alike (rapidfuzz's ratio, of 100) are of other recordings."""


MOSTLY_ALIKE = 90
"""Credits of which as much is alike (token_sort_ratio) are one, mistyped."""
LONG = 18
"""Letters of a title that may be cut off without a sign of it."""
_LEFT_OUT = "the a an el la los las le les l der die das o os as un una"
ARTICLES = frozenset(_LEFT_OUT.split())
"""Words that people leave out of a title, or put before it."""
_UNSPACED = "\u2e80"
"""From here on writing has no spaces between words."""
TELLING = 4
"""From how many letters on a known word is hardly another one mistyped."""


class Weighed(NamedTuple):
    """`off` points of 100; `holds` what a person has to look at; `facts` all there is to tell, as codes with names."""

    off: float
    holds: bool
    facts: tuple[tuple[str, ...], ...]
    same_code: bool = False
    near: bool = False


FAR = Weighed(100, True, (("other title",),))
REUSED_CODE = Weighed(35, True, (("same code",), ("other title",)), True)


def weigh(wanted: Form, other: Form, words: Container[str] = NOTHING) -> Weighed:
    """How far `other` is from `wanted`. `words` are folded words that titles are known to have: what differs by one of
    them is another title and no slip.
    """
    facts: list[tuple[str, ...]] = []
    ours, theirs = wanted.named.duration_ms, other.named.duration_ms
    same_code = bool(wanted.code) and wanted.code == other.code
    apart = abs(ours - theirs) if ours and theirs else None
    near = same_code or (apart is not None and apart <= SECURE_MS)
    off, holds = _title(wanted, other, near, words, facts)
    if off >= 100:
        return REUSED_CODE if same_code else FAR
    made, unsure = _artists(wanted, other, near, near and off == 0, facts)
    off += made
    holds = holds or (unsure and not (same_code and made < Points.OTHER_ARTIST))
    if apart is not None:
        took, far = _duration(apart, facts)
        holds = holds or far or (apart > Points.OTHER_NAME_MS and off >= Points.MISSING_GUEST)
        off += took
    off += _beside(wanted, other, facts)
    if same_code:
        off = max(0, off - Points.SAME_CODE)
        facts.insert(0, ("same code",))
    elif wanted.code and other.code:
        off += Points.OTHER_CODE
        facts.append(("other code",))
    return Weighed(off, holds, tuple(facts), same_code, near)


def _title(
    wanted: Form, other: Form, near: bool, words: Container[str], facts: list[tuple[str, ...]]
) -> tuple[float, bool]:
    if wanted.full == other.full or _same_words(wanted, other):
        facts.append(("same title",))
        return 0, False
    off: float = 0
    holds = False
    if wanted.core == other.core:
        facts.append(("same title",))
    elif wanted.heard == other.heard:
        facts.append(("title spelled otherwise",))
        off += Points.SPELLED_OTHERWISE
    else:
        off, holds = _letters(wanted, other, near, words, facts)
        if off >= 100:
            return off, True
    cut = len(wanted.numbers) if wanted.cut_off or ("cut off",) in facts else None
    if wanted.numbers != other.numbers[:cut] and not (near and _in_a_phrase(wanted, other)):
        facts.append(("other number",))
        off += Points.OTHER_NUMBER
        holds = True
    if wanted.beside != other.beside and _alike_beside(wanted.beside, other.beside):
        facts.append(("version mistyped",))
        return off + Points.ONE_LETTER, holds
    if wanted.sub != other.sub:
        if wanted.sub and other.sub:
            alike = ratio(wanted.sub, other.sub)
            if alike < 85:
                facts.append(("other subtitle",))
                off += Points.OTHER_TITLE * (1 - alike / 100)
                holds = True
            else:
                off += Points.ONE_LETTER
        else:
            facts.append(("subtitle",))
            off += Points.SUBTITLE
            holds = holds or not (near or wanted.told_more or other.told_more)
    more, unsure = _version(wanted, other, near, facts)
    return off + more, holds or unsure


def _in_a_phrase(wanted: Form, other: Form) -> bool:
    """Whether their numbers differ by those of a phrase beside the title that one of both lacks, and that counts no
    parts: `(After Bach, BWV 248)`.
    """
    bare, told = (wanted, other) if not wanted.sub else (other, wanted)
    words = told.sub.split()
    if bare.sub or not told.told_more or not COUNTING.isdisjoint(words):
        return False
    beside = sum(any(map(str.isdigit, word)) for word in words)
    return bare.numbers == told.numbers[: len(told.numbers) - beside]


def _same_words(wanted: Form, other: Form) -> bool:
    """Whether both hold the same words, of which one has some beside its title: `Hello live` and `Hello - Live`."""
    return (
        len(wanted.full) == len(other.full)
        and wanted.core != other.core
        and bool(wanted.beside or other.beside)
        and sorted(wanted.full.split()) == sorted(other.full.split())
    )


def _alike_beside(ours: str, theirs: str) -> bool:
    """Whether the words beside both titles are the same, mistyped once or written in another script."""
    if len(ours) < 4 or len(theirs) < 4:
        return False
    if ours.isascii() != theirs.isascii():
        ours, theirs = sound(ours.replace(" ", "")), sound(theirs.replace(" ", ""))
        most = max(1, min(len(ours), len(theirs)) // 5)
        return OSA.distance(ours, theirs, score_cutoff=most) <= most
    return OSA.distance(ours, theirs, score_cutoff=1) <= 1 and _telling(ours) == _telling(theirs)


def _telling(words: str) -> list[str]:
    """The words that mean another thing with one letter changed."""
    return [word for word in words.split() if len(word) == 1 or not word.isalpha()]


def _letters(
    wanted: Form, other: Form, near: bool, words: Container[str], facts: list[tuple[str, ...]]
) -> tuple[float, bool]:
    """Titles that differ in letters."""
    one, two = wanted.core, other.core
    other_script = one.isascii() != two.isascii()
    if other_script:
        one, two = wanted.heard, other.heard
    shorter = min(len(one), len(two))
    if wanted.cut_off and len(one) >= 6 and two.startswith(one):
        facts.append(("cut off",))
        return Points.CUT_OFF, False
    if other_script:
        most = max(1, shorter // 4)
        if OSA.distance(one, two, score_cutoff=most) <= most:
            facts.append(("title spelled otherwise",))
            return Points.SPELLED_OTHERWISE + Points.MISSING_GUEST, False
    most = (0 if shorter < 4 else 1 if shorter < 8 else 2 if shorter < 20 else 3) + (near and 4 <= shorter < 20)
    edits = OSA.distance(one, two, score_cutoff=most)
    if edits <= most:
        off = Points.ONE_LETTER + (edits - 1) * Points.EACH_MORE_LETTER
        another = None if near else _another_word(wanted, other, words)
        facts.append(("mistyped",) if another is None else ("other word", another))
        return off, another is not None
    if len(one) >= 6 and two.startswith(one):
        facts.append(("cut off",))
        return Points.CUT_OFF + 4, len(one) < LONG or len(one) * 2 < len(two)
    alike = ratio(one, two, score_cutoff=LEAST_ALIKE)
    if not alike:
        return 100, True
    facts.append(("other title",))
    return Points.OTHER_TITLE * (1 - alike / 100) + Points.ONE_LETTER + 2 * Points.EACH_MORE_LETTER, True


def _another_word(wanted: Form, other: Form, words: Container[str]) -> str | None:
    """A word by which a title differs from one that is a letter or two off, where that word is none of a slip: titles
    are known to have it (`Fade` for `Faded`), or it is one more or less (`My Love` for `Love`).
    """
    ours, theirs = (Counter(map(_in_full, form.title_words)) for form in (wanted, other))
    more, fewer = ours - theirs, theirs - ours
    if not more or not fewer:
        left = [word for word in (more or fewer) if word not in ARTICLES]
        return left[0] if left and not wanted.cut_off else None
    found = [word for word in more if tells(word) and word in words]
    if wanted.cut_off or len(found) < len(more) or sorted("".join(more)) == sorted("".join(fewer)):
        return None
    return found[0]


def _in_full(word: str) -> str:
    return f"{word}g" if word.endswith("in") and len(word) > TELLING else word  # `lookin` is `looking`


def tells(word: str) -> bool:
    """Whether a word is long enough to be known as one, in a writing that parts words."""
    return len(word) >= TELLING and max(word) < _UNSPACED


def _version(wanted: Form, other: Form, near: bool, facts: list[tuple[str, ...]]) -> tuple[float, bool]:
    off: float = 0
    holds = False
    if wanted.another != other.another:
        for meaning in sorted(other.another - wanted.another):
            facts.append(("not asked for", meaning, *sorted(other.detail)))
        for meaning in sorted(wanted.another - other.another):
            facts.append(("asked for", meaning, *sorted(wanted.detail)))
        off += Points.ANOTHER_VERSION
        holds = True
    elif wanted.another and wanted.detail != other.detail:
        if wanted.detail and other.detail:
            one, two = " ".join(sorted(wanted.detail)), " ".join(sorted(other.detail))
            if ratio(one, two) < 85 or _counts(wanted) != _counts(other):
                facts.append(("which", *sorted(other.detail)))
                off += Points.WHICH_VERSION
                holds = True
            else:
                off += Points.SAME_RECORDING
        else:
            facts.append(("which", *sorted(other.detail or wanted.detail)))
            off += Points.SUBTITLE
            holds = not near
    if wanted.cuts != other.cuts:
        for meaning in sorted(wanted.cuts ^ other.cuts):
            facts.append(("cut asked for" if meaning in wanted.cuts else "cut not asked for", meaning))
        off += Points.ANOTHER_CUT
        holds = holds or not near
    if wanted.same != other.same:
        for meaning in sorted(wanted.same ^ other.same):
            facts.append(("same but", meaning))
        off += Points.SAME_RECORDING
    if wanted.years != other.years and not (wanted.years and other.years):
        off += Points.YEAR_TOLD * (wanted.same == other.same)
    elif wanted.years != other.years:
        facts.append(("other year", *sorted(other.years)))
        off += Points.OTHER_YEAR
        holds = holds or not near
    return off, holds


def _counts(form: Form) -> set[str]:
    return {word for word in form.detail if not word.isalpha()}


def _artists(wanted: Form, other: Form, near: bool, agrees: bool, facts: list[tuple[str, ...]]) -> tuple[float, bool]:
    ours, theirs = wanted.artists, other.artists
    if ours == theirs and ours:
        facts.append(("same artists",))
        return 0, False
    if not ours or not theirs:
        facts.append(("no artist told",))
        return Points.NO_ARTIST_TOLD, not near
    shared = ours & theirs
    more, fewer = len(ours) - len(shared), len(theirs) - len(shared)
    off: float = 0
    if more:
        found, off = _spelled(ours - shared, theirs, agrees)
        if found:
            more -= len(found)
            fewer = len(theirs - shared - set(found.values()))
            shared = shared | set(found.values())
            facts.append(("artist spelled otherwise",))
        if more and fewer and _alike_credits(wanted, other):
            facts.append(("artist spelled otherwise",))
            return Points.ARTIST_SPELLED, False
    if not shared:
        facts.append(("other artist",))
        return Points.OTHER_ARTIST, True
    if not more and not fewer:
        if not off:
            facts.append(("same artists",))
        return off, False
    if more and fewer:
        facts.append(("some artists",))
        return off + Points.SOME_ARTIST, True
    if fewer:
        if shared.isdisjoint(other.lead) and other.lead:
            facts.append(("only a guest",))
            return off + Points.ONLY_A_GUEST, not near
        facts.append(("fewer artists named",))
        return off + Points.MISSING_GUEST, False
    facts.append(("more artists named",))
    return off + Points.EXTRA_GUEST, not near


def _spelled(ours: frozenset[str], theirs: frozenset[str], agrees: bool) -> tuple[dict[str, str], float]:
    """Which names of `ours` are names of `theirs`, spelled otherwise, and what is taken off for it."""
    found: dict[str, str] = {}
    for one in sorted(ours):
        for two in sorted(theirs):
            shorter = min(len(one), len(two))
            most = (0 if shorter < 3 else 1 if shorter < 7 else 2) + (agrees and shorter > 3)
            if most and OSA.distance(one, two, score_cutoff=most) <= most:
                found[one] = two
                break
    return found, float(Points.ARTIST_SPELLED * len(found))


def _alike_credits(wanted: Form, other: Form) -> bool:
    """Whether all names together are alike: with a sign between names lost or mistyped they fall into other parts."""
    ours, theirs = (fold(" ".join(form.named.artists)) for form in (wanted, other))
    return token_sort_ratio(ours, theirs) >= MOSTLY_ALIKE


def _duration(apart: int, facts: list[tuple[str, ...]]) -> tuple[float, bool]:
    for bound, off in Points.SECONDS:
        if apart <= bound:
            facts.append(("as long",) if not off else ("seconds apart", str(round(apart / 1000))))
            return off + apart * Points.EACH_MS, False
    facts.append(("other length", str(round(apart / 1000))))
    return Points.OTHER_LENGTH, True


def _beside(wanted: Form, other: Form, facts: list[tuple[str, ...]]) -> float:
    """Album and explicit words: they decide between equals only."""
    off: float = 0
    album, theirs = wanted.named.album, other.named.album
    if album and theirs:
        if album == theirs or album.casefold() == theirs.casefold():
            facts.append(("same album",))
        else:
            off += Points.OTHER_ALBUM
    if wanted.named.explicit is not None and other.named.explicit is not None:
        off += Points.EXPLICIT * (wanted.named.explicit != other.named.explicit)
    return off

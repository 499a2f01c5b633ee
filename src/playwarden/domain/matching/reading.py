"""A name taken apart: what the title is, which version it names, who made it."""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import OSA

from playwarden.domain.matching import vocabulary
from playwarden.domain.matching.artists import all_parts, parts_of
from playwarden.domain.matching.fold import fold
from playwarden.domain.matching.numbers import counted_words
from playwarden.domain.matching.script import sound
from playwarden.domain.matching.values import Named

NOTHING: frozenset[str] = frozenset()


class Form(NamedTuple):
    """A name as it is compared.

    `full` is every word but those of guests, in order as far as the title goes and sorted behind that; `core` and `sub`
    are the title without spaces and what else of it stands in brackets or behind a dash, `beside` all words but the
    title's in their order; `heard` is the core's sound;
    `numbers` those of the title, in order. `another`, `cuts` and `same` are what its version words mean, `detail` the
    words that say which one (whose remix, live where), `years` those among them. `artists` are the sounds of all names
    with guests, `lead` of those that stand first. `code` is the ISRC, empty where none is told.
    """

    named: Named
    full: str
    core: str
    beside: str
    heard: str
    sub: str
    numbers: tuple[str, ...]
    another: frozenset[str]
    cuts: frozenset[str]
    same: frozenset[str]
    detail: frozenset[str]
    years: frozenset[str]
    artists: frozenset[str]
    lead: frozenset[str]
    cut_off: bool
    code: str

    @property
    def told_more(self) -> bool:
        """Whether what stands beside the title is a phrase: part of the title, hardly a version in words unknown."""
        return self.sub.count(" ") >= 2

    @property
    def title_words(self) -> list[str]:
        """The words of the core, in order."""
        words = self.full.split()
        return words[: len(words) - len(self.beside.split())]


class Said(NamedTuple):
    """What one part beside a title says; `title`: it is a part of the title itself, `guests` its names."""

    title: bool = False
    guests: tuple[str, ...] = ()
    another: frozenset[str] = NOTHING
    cuts: frozenset[str] = NOTHING
    same: frozenset[str] = NOTHING
    detail: frozenset[str] = NOTHING
    years: frozenset[str] = NOTHING
    words: tuple[str, ...] = ()


_STRUCTURED = re.compile(r"[(\[{<]|\s[-–—~|]|\s-\s|[-–—]\s|(?i:\bf(?:ea)?t)|\.\.\.$|…$")
_GROUP = re.compile(r"(?<![^\W_])[(\[{]([^()\[\]{}]*)[)\]}](?![^\W_])|[(\[{]([^()\[\]{}]*)$")
_ANY_BRACKET = re.compile(r"[()\[\]{}]")
_DASH = re.compile(r"\s+[-–—|~]\s*(?=\S)|(?<=\S)[-–—]\s+")
_GLUED = re.compile(r"(?<=\S)remix(?!\S)")
_CUT_OFF = re.compile(r"\s*(?:\.\.\.|…)\s*$")
_GUESTS = re.compile(
    r"^\W*(?:feat|ft|featuring|w/|participa[cç][aã]o(?: especial)?(?: de)?|part\.? esp\.?|"
    r"starring|prod\.?(?: by)?)\b[.:]?\s*(?=\S)"
    r"|^\W*(?:with|con|mit|avec)\s+(?!(?:me|you|us|her|him|my|the|your|a|an|love|out|no|ti|mi)\b)(?=\S)",
    re.IGNORECASE,
)
_GUESTS_BARE = re.compile(r"(?<=\S)\s+(?:feat|ft|featuring)\b\.?\s+(?=\S)", re.IGNORECASE)
_YEAR = re.compile(r"(?:19[2-9]\d|20[0-4]\d)")
_MEANINGS: dict[str, tuple[int, str]] = {
    phrase: (kind, meaning)
    for kind, words in enumerate((vocabulary.ANOTHER, vocabulary.CUTS, vocabulary.SAME))
    for meaning, phrases in words.items()
    for phrase in phrases.split("|")
}
_PHRASE = re.compile(
    r"(?<!\S)(?:"
    + "|".join(re.escape(one) for one in sorted(_MEANINGS, key=len, reverse=True) if one.isascii())
    + r")(?!\S)"
)
_LONG_WORD = 5
_LONG_WORDS = sorted(
    vocabulary.SAYS_VERSION.union(
        word
        for phrases in (*vocabulary.ANOTHER.values(), *vocabulary.SAME.values())
        for word in phrases.replace("|", " ").split()
    )
)
_SLIPS = [word for word in _LONG_WORDS if len(word) >= _LONG_WORD and word.isascii()]
"""Long words of versions, for those that are a letter off one."""
_UNSPACED = re.compile(
    "|".join(re.escape(one) for one in sorted(_MEANINGS, key=len, reverse=True) if not one.isascii())
)
_TAIL = re.compile(
    r"^(?P<core>.+?) (?P<tail>(?:(?:19|20)\d\d )?(?:digital )?remaster(?:ed)?(?: version)?(?: (?:19|20)\d\d)?|"
    r"live(?: version)?|"
    r"(?:live|recorded) (?:at|in|from|on) .+|ao vivo(?: .+)?|en vivo(?: .+)?|en directo(?: .+)?|"
    r"acoustic(?: version)?|unplugged|radio (?:edit|version|mix)|single (?:version|edit)|extended(?: mix| version)?|"
    r"original mix|album version|karaoke(?: version)?|instrumental(?: version)?|sped up(?: version)?|nightcore|"
    r"slowed(?:(?: and)? reverb)?|remix|demo|lofi|a cappella|acapella|official (?:music )?video|official audio|lyrics?|"
    r"lyric video|mono|stereo|bonus track)$"
)


def read(named: Named) -> Form:
    """A name taken apart."""
    title = (
        named.title
        if named.title.isascii()
        else unicodedata.normalize("NFKC", named.title).replace("【", "[").replace("】", "]")
    )
    lead = parts_of(named.artists[0]) if named.artists else ()
    if not _STRUCTURED.search(title):
        words = counted_words(fold(title))
        return _form(named, words, (), lead, cut_off=False)
    cut_off = bool(_CUT_OFF.search(title))
    if cut_off:
        title = _CUT_OFF.sub("", title) or title
    core, said = _taken_apart(title, lead)
    return _form(
        named, tuple(fold(core).split()) if cut_off else counted_words(fold(core)), said, lead, cut_off=cut_off
    )


def code_of(isrc: str | None) -> str:
    """An ISRC as it is compared: `de-x01-26-00001` is `DEX012600001`."""
    return "" if isrc is None else isrc.replace("-", "").replace(" ", "").upper()


def other_reading(form: Form) -> Form | None:
    """The same name with its last words taken for a version (`Wonderwall live`), where they could be one."""
    if form.another or form.cuts or form.same:
        return None
    found = _TAIL.match(fold(form.named.title))
    if found is None:
        return None
    return _form(
        form.named, counted_words(found["core"]), (_said(found["tail"]),), tuple(form.lead), cut_off=form.cut_off
    )


def _taken_apart(title: str, lead: tuple[str, ...]) -> tuple[str, tuple[Said, ...]]:
    """The title's core and what its other parts say."""
    groups: list[str] = []
    text = title
    for _ in range(4):
        inner = _GROUP.search(text)
        if inner is None:
            break
        groups.append(inner[1] if inner[1] is not None else inner[2])
        text = f"{text[: inner.start()]} {text[inner.end() :]}"
    if not text.strip(" -"):
        text, groups = title, []
    text = _ANY_BRACKET.sub("", text)
    core, *rest = [part for part in _DASH.split(text) if part and part.strip()] or [text]
    if rest and lead and parts_of(core) == lead and _said(rest[0]).title:
        core, *rest = rest  # `Artist - Title`, as a title
    bare = _GUESTS_BARE.split(core, maxsplit=1)
    said = [_said(part) for part in (*rest, *groups)]
    if len(bare) == 2 and bare[0].strip():
        core = bare[0]
        said.append(Said(guests=parts_of(bare[1])))
    return core, tuple(said)


@lru_cache(maxsize=1 << 14)
def _said(part: str) -> Said:
    guests = _GUESTS.match(part)
    if guests and not _says_another(part[guests.end() :]):
        return Said(guests=parts_of(part[guests.end() :]))
    named, *with_guests = _GUESTS_BARE.split(part, maxsplit=1)
    if with_guests and not _says_another(with_guests[0]):
        return _said(named)._replace(guests=parts_of(with_guests[0]))
    words = _GLUED.sub(" remix", fold(part).replace(" + ", " "))
    meant: tuple[set[str], set[str], set[str]] = (set(), set(), set())
    rest = words

    def told(found: re.Match[str]) -> str:
        kind, meaning = _MEANINGS[found[0]]
        meant[kind].add(meaning)
        return " "

    rest = _PHRASE.sub(told, f" {words} ")
    if not words.isascii():
        rest = _UNSPACED.sub(told, rest)
    left = rest.split()
    years = frozenset(word for word in left if _YEAR.fullmatch(word))
    says = any(word in vocabulary.SAYS_VERSION for word in left)
    if not any(meant):
        if not says:
            if left and len(years) == len(left):
                return Said(same=frozenset({"remastered"}), years=years, words=tuple(left))
            mended = _mended(left)
            if mended is not None:
                return mended
            return Said(title=True, words=counted_words(words))
        meant[0].add(vocabulary.UNNAMED)
    another, cuts, same = meant
    detail = frozenset(word for word in left if word not in vocabulary.FILLERS and word not in years)
    if detail and not another and not same and cuts and cuts <= {"mix", "extended", "radio edit", "single"}:
        another.add("remix")  # `Dora Klein Extended Mix`
    if says and detail and not another and not cuts:
        another.add(vocabulary.UNNAMED)  # `From "A Film" / Japanese Version`
    if "from" in same and not another:
        detail = NOTHING
    return Said(
        another=frozenset(another),
        cuts=frozenset(cuts),
        same=frozenset(same),
        detail=detail,
        years=years,
        words=tuple(words.split()),
    )


def _mended(words: list[str]) -> Said | None:
    """What words say that are a letter off those of a version: `2009 Remastr`, `Dora Klein Remik`. Where it is no other
    recording all of them have to say so.
    """
    found = [
        word if word in _SLIPS else next((one for one in _SLIPS if _a_letter_off(word, one)), word) for word in words
    ]
    if found == words:
        return None
    said = _said(" ".join(found))
    return said if said.another or (said.same and not (said.cuts or said.detail)) else None


def _a_letter_off(word: str, known: str) -> bool:
    return len(word) >= _LONG_WORD - 1 and OSA.distance(word, known, score_cutoff=1) <= 1


def _says_another(names: str) -> bool:
    """Whether what looks like guests names a version: `feat. Ana - Remix`, `with Ben Live`."""
    last = fold(names).rpartition(" ")[2]
    return last in vocabulary.SAYS_VERSION or _MEANINGS.get(last, (1, ""))[1] in vocabulary.OF_GUESTS


def _form(named: Named, core: tuple[str, ...], said: tuple[Said, ...], lead: tuple[str, ...], *, cut_off: bool) -> Form:
    joined = "".join(core)
    artists = all_parts(named.artists)
    if not said:
        numbers = tuple([word for word in core if not word.isalpha() and any(map(str.isdigit, word))])
        full = " ".join(core)
        return Form(
            named,
            full,
            joined,
            "",
            sound(joined),
            "",
            numbers,
            NOTHING,
            NOTHING,
            NOTHING,
            NOTHING,
            NOTHING,
            frozenset(artists),
            frozenset(lead),
            cut_off,
            code_of(named.isrc),
        )
    sub = tuple(word for one in said if one.title for word in one.words)
    beside = [word for one in said for word in one.words]
    guests = tuple(name for one in said for name in one.guests)
    numbers = tuple([word for word in (*core, *sub) if any(map(str.isdigit, word))])
    return Form(
        named,
        " ".join((*core, *sorted(beside))),
        joined,
        " ".join(beside),
        sound(joined),
        " ".join(sub),
        numbers,
        frozenset().union(*(one.another for one in said)),
        frozenset().union(*(one.cuts for one in said)),
        frozenset().union(*(one.same for one in said)),
        frozenset().union(*(one.detail for one in said)),
        frozenset().union(*(one.years for one in said)),
        frozenset((*artists, *guests)),
        frozenset(lead),
        cut_off,
        code_of(named.isrc),
    )

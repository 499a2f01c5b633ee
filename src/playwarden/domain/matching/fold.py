"""Names in the form in which they are compared: two spellings of one name fold to the same text.

Conservative on purpose: what folds alike is taken for the same without asking, so `(Live)`, `Remastered` or another
number stay a difference, and only credits of guests are taken off a title.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence

_LETTERS = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h", "ŧ": "t", "ё": "е"}
)
"""Letters that have no decomposition but a common plain spelling; the Russian ё is written е as often."""
_PLAIN_SPELLING = frozenset(map(chr, _LETTERS))
_JOINED = frozenset("'’‘ʼʻ`´′.·")
"""Signs that are left out without parting a word: don't, R.E.M., Guns N’ Roses."""
_ASCII: dict[int, str | None] = {
    code: None if chr(code) in _JOINED else " " for code in range(128) if unicodedata.category(chr(code))[0] in "PZC"
}
"""What `fold` does to every sign of an ASCII text but `&`: one sign for one, since only that goes quickly."""
_ASCII[ord("`")] = None
_ASCII_LINES = {code: becomes for code, becomes in _ASCII.items() if code != ord("\n")}


class _Signs(dict[int, str | None]):
    """What `fold` does to every sign of any other text, found out when it is met first."""

    def __missing__(self, code: int) -> str | None:
        sign = chr(code)
        if sign == "&":
            becomes: str | None = " and "
        elif sign in _JOINED:
            becomes = None
        else:
            becomes = " " if unicodedata.category(sign)[0] in "PZC" else sign
        self[code] = becomes
        return becomes


_SIGNS = _Signs()
_ACCENT = "[\u0300-\u034e\u0350-\u036f]"
_LATIN_ACCENTS = re.compile(f"{_ACCENT}(?<=[a-z\u0370-\u03ff].){_ACCENT}*")
_GUEST = r"(?:feat|ft|featuring)\b\.?\s+\S"
_GUESTS_IN_BRACKETS = re.compile(rf"\s*(?:\(\s*{_GUEST}[^()]*\)|\[\s*{_GUEST}[^\[\]]*\])", re.IGNORECASE)
_GUESTS_AT_THE_END = re.compile(rf"(?<=\S)\s+{_GUEST}[^()\[\]]*$", re.IGNORECASE)
_MAY_NAME_GUESTS = re.compile(r"\bf(?:ea)?t", re.IGNORECASE)
_BETWEEN = frozenset({"and", "feat", "ft", "featuring"})
_DASH = re.compile(r"\s+[-–—]\s+")


def fold(name: str) -> str:
    """Case, accents on Latin and Greek letters, width, punctuation and spaces folded; `&` is `and`.

    Accents elsewhere tell letters apart (か and が, и and й) and stay. A name of nothing but signs (`÷`, `???`) stays
    as it is. Folding twice changes nothing.
    """
    if name.isascii():
        folded = " ".join(name.lower().replace("&", " and ").translate(_ASCII).split())
        return folded or " ".join(name.lower().split())
    text = unicodedata.normalize("NFKC", name).casefold()
    if not _PLAIN_SPELLING.isdisjoint(text):
        text = text.translate(_LETTERS)
    plain = _without_accents(unicodedata.normalize("NFKD", text))
    if plain.isascii():
        return " ".join(plain.replace("&", " and ").translate(_ASCII).split()) or " ".join(text.split())
    folded = unicodedata.normalize("NFC", " ".join(plain.translate(_SIGNS).split()))
    return folded or " ".join(text.split())


def fold_all(names: Sequence[str]) -> list[str]:
    """`fold` of each: for many names quicker, since those in ASCII go through it as one text."""
    plain = [name for name in names if name.isascii()]
    lines = "\n".join(plain).lower().replace("&", " and ").translate(_ASCII_LINES).split("\n")
    if len(lines) != len(plain):  # a name has lines of its own
        return list(map(fold, names))
    folded = map(" ".join, map(str.split, lines))
    each = [next(folded) if name.isascii() else fold(name) for name in names]
    return [one or fold(name) for one, name in zip(each, names, strict=True)] if "" in each else each


def fold_title(title: str) -> str:
    """`fold`, with the guests taken off: `One Dance (feat. Wizkid & Kyla)` is `one dance`."""
    if not _MAY_NAME_GUESTS.search(title):
        return fold(title)
    bare = _GUESTS_IN_BRACKETS.sub("", title)
    return fold(_GUESTS_AT_THE_END.sub("", bare if bare.strip() else title))


def names_match(wanted: str, artists: Iterable[str]) -> bool:
    """Whether `wanted` names one of the artists, or all of them in order (`A, B`, `A & B`, `A feat. B`)."""
    names = [fold(name) for name in artists]
    return bool(names) and (fold(wanted) in names or _enumerated(fold(wanted)) == _enumerated(" ".join(names)))


def split_wish(text: str) -> tuple[str, str] | None:
    """`artist - title` as (artist, title), parted at the first dash that stands between spaces; None: no such dash."""
    parts = _DASH.split(text.strip(), maxsplit=1)
    if len(parts) != 2 or not all(part.strip() for part in parts):
        return None
    return parts[0].strip(), parts[1].strip()


def _enumerated(folded: str) -> str:
    """Without the words that stand between artists."""
    return " ".join(word for word in folded.split() if word not in _BETWEEN)


def _without_accents(decomposed: str) -> str:
    quick = _LATIN_ACCENTS.sub("", decomposed)
    if quick.isascii() or not any(map(unicodedata.combining, quick)):
        return quick
    kept: list[str] = []
    base = ""
    for sign in decomposed:
        if unicodedata.combining(sign):
            if "a" <= base <= "z" or "\u0370" <= base <= "\u03ff":
                continue
        else:
            base = sign
        kept.append(sign)
    return "".join(kept)

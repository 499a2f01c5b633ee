"""Names in the form in which they are compared: two spellings of one name fold to the same text.

Conservative on purpose: what folds alike is taken for the same without asking, so `(Live)`, `Remastered` or another
number stay a difference, and only credits of guests are taken off a title.
"""

import re
import unicodedata
from collections.abc import Iterable

_LETTERS = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h", "ŧ": "t", "ё": "е"}
)
"""Letters that have no decomposition but a common plain spelling; the Russian ё is written е as often."""
_JOINED = frozenset("'’‘ʼʻ`´′.·")
"""Signs that are left out without parting a word: don't, R.E.M., Guns N’ Roses."""
_ASCII: dict[int, str | None] = {
    code: None if chr(code) in _JOINED else " and " if chr(code) == "&" else " "
    for code in range(128)
    if unicodedata.category(chr(code))[0] in "PZC"
}
"""What `fold` does to every sign of an ASCII text, for one quick pass: nearly all names are ASCII."""
_ASCII[ord("`")] = None
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
        folded = " ".join(name.lower().translate(_ASCII).split())
        return folded or " ".join(name.lower().split())
    text = unicodedata.normalize("NFKC", name).casefold()
    plain = _without_accents(unicodedata.normalize("NFKD", text.translate(_LETTERS)))
    kept: list[str] = []
    for sign in plain:
        if sign == "&":
            kept.append(" and ")
        elif sign in _JOINED:
            continue
        else:
            kept.append(" " if unicodedata.category(sign)[0] in "PZC" else sign)
    folded = unicodedata.normalize("NFC", " ".join("".join(kept).split()))
    return folded or " ".join(text.split())


def fold_title(title: str) -> str:
    """`fold`, with the guests taken off: `One Dance (feat. Wizkid & Kyla)` is `one dance`."""
    if not _MAY_NAME_GUESTS.search(title):
        return fold(title)
    bare = _GUESTS_IN_BRACKETS.sub("", title)
    if not fold(bare):
        bare = title
    return fold(_GUESTS_AT_THE_END.sub("", bare) if bare.strip() else title)


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

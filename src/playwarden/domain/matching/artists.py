"""Who made it, whichever way that is written: lists, `A & B`, `A feat. B`, `A x B`, `A vs. B`, in any order."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from playwarden.domain.matching.fold import fold
from playwarden.domain.matching.script import sound

_APART = re.compile(
    r"\s*[,;/+|、，]\s*|\s+(?:&|and|und|et|y|e|og|och|x|×|vs\.?|versus|feat\.?|ft\.?|featuring|with|con|meets|pres\.?|presents)"
    r"\s+|\s*[(\[]\s*(?:feat\.?|ft\.?|featuring|with|&)\s+|\s*[)\]]\s*$|(?<=[^\W\d_])\s?&\s?(?=[^\W\d_])",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"^(?:the|los|las|les|die|der) (?=.)")


@lru_cache(maxsize=1 << 16)
def parts_of(name: str) -> tuple[str, ...]:
    """The names that a credit holds, each as its sound and without an article; nothing for an empty one."""
    if not name.isascii():
        name = unicodedata.normalize("NFKC", name)
    parts = [_plain(part) for part in _APART.split(name) if part]
    return tuple(dict.fromkeys(part for part in parts if part)) or ((_plain(name),) if name.strip() else ())


def all_parts(names: Iterable[str]) -> tuple[str, ...]:
    """`parts_of` each, once each, in their order."""
    return tuple(dict.fromkeys(part for name in names for part in parts_of(name)))


def _plain(name: str) -> str:
    folded = fold(name)
    return sound(_ARTICLE.sub("", folded)) if folded else ""

"""Words for people and texts as Spotify sends them."""

import html
from hashlib import sha256


def unescaped(text: str) -> str:
    """A description as its owner wrote it: Spotify answers `&amp;`, `&#x27;`, `&#x2F;` for `&`, `'`, `/`."""
    return html.unescape(text)


def counted(number: int, one: str, many: str = "") -> str:
    """`1 call`, `4 calls`, `1,200 entries`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def listed(words: list[str], *, most: int = 5) -> str:
    """`a, b and c`; beyond `most` words the rest is counted: `a, b and 7 more`."""
    if len(words) > most:
        words = [*words[: most - 1], f"{len(words) - most + 1} more"]
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1] if words else ""


def digest_of(secret: str) -> str:
    """The SHA-256 of a text, in hexadecimal: what is kept of secrets with enough chance in them."""
    return sha256(secret.encode()).hexdigest()

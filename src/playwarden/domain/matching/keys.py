"""Blocking keys: numbers that spellings of one name share, so that candidates are looked up and never searched for.

A recording has one key of its title and, with each artist, four of how one begins or ends with how the other begins or
ends: a letter mistyped in each leaves one of them whole. Of a short title both ends may be hurt: it has keys of its
first and of its last letter with whole names.
"""

from collections.abc import Iterable
from itertools import islice
from zlib import crc32

from playwarden.domain.matching.reading import Form

MOST_ARTISTS = 5
"""Artists of one recording that it is found by."""
_TITLE, _ARTIST = 3, 3
"""How many letters of both."""
_SHORT, _SHORT_ASKED = 7, 9
"""Up to how many letters a title is short: when it is kept, and when it is asked for and may have a letter too many."""


def title_key(form: Form) -> int:
    """The key of a title alone, whoever made it."""
    return crc32(form.heard.encode())


def near_keys(form: Form, short: int = _SHORT) -> list[int]:
    """The keys of title and artists together; titles of up to `short` letters have two more for each artist."""
    heard = form.heard
    begins = heard[3 : 3 + _TITLE] if heard.startswith("the") and len(heard) > 6 else heard[:_TITLE]
    ends = heard[-_TITLE:]
    found: list[int] = []
    for artist in islice(sorted(form.artists), MOST_ARTISTS):
        first, last = artist[:_ARTIST], artist[-_ARTIST:]
        pairs = (f"{begins}<{first}", f"{ends}>{last}", f"{begins}<>{last}", f"{ends}><{first}")
        found.extend(crc32(pair.encode()) for pair in pairs)
        if len(heard) <= short:
            found.append(crc32(f"{heard[:1]}<<{artist}".encode()))
            found.append(crc32(f"{heard[-1:]}>>{artist}".encode()))
    return found


def keys_of(form: Form) -> set[int]:
    """Every key under which a recording is kept, each from 0 to 2**32 - 1."""
    return {title_key(form), *near_keys(form)}


def keys_asked(ways: Iterable[Form]) -> set[int]:
    """Every key under which a wish is looked for, in all the ways it can be read."""
    return {key for form in ways for key in (title_key(form), *near_keys(form, _SHORT_ASKED))}

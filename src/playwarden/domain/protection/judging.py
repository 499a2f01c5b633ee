"""Is a playlist what its owner wants? Told from one answer, field by field."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from playwarden.domain.playlist import Cover, Details
from playwarden.domain.protection.preferred import Learned, Preferred

_DEFAULT_NAME = re.compile(r"(new playlist|my playlist( ?#? ?\d+)?|untitled( playlist)?|null)", re.IGNORECASE)
_DEFAULT_DESCRIPTION = re.compile(r"null", re.IGNORECASE)


class How(StrEnum):
    """What is wrong with a field."""

    EMPTIED = "emptied"
    DEFAULT = "default"
    """A text that Spotify puts where there is none."""
    GONE = "gone"
    """No cover at all."""
    MOSAIC = "mosaic"
    """Spotify's own picture in the place of the cover."""
    OTHER = "other"
    """Another text, another picture, another visibility."""


TAKEN = frozenset({How.EMPTIED, How.DEFAULT, How.GONE, How.MOSAIC})
"""What a report leads to; everything else is somebody's edit."""


class Kind(StrEnum):
    """What an incident is about."""

    TAKEDOWN = "takedown"
    EDIT = "edit"
    """Changed, and not through Playwarden. The API never says by whom."""
    GONE = "gone"
    """The playlist is deleted, or in nobody's library any more."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """A field that is not as wanted. For a cover, `wanted` is a SHA-256 and `seen` a URL (None: there is none)."""

    field: str
    how: How
    wanted: str | bool
    seen: str | bool | None


@dataclass(frozen=True, slots=True)
class Judged:
    """One look at a playlist: what is wrong, and of which fields the answer tells nothing (`unknown`).

    `settled`: the URL under which the cover stands now, where that was found out by its picture.
    """

    wrong: tuple[Wrong, ...] = ()
    unknown: tuple[str, ...] = ()
    settled: str | None = None

    @property
    def right(self) -> bool:
        """Whether everything that is protected was shown, and as wanted."""
        return not self.wrong and not self.unknown

    @property
    def kind(self) -> Kind:
        """A take-down as soon as one field looks like one."""
        return Kind.TAKEDOWN if any(one.how in TAKEN for one in self.wrong) else Kind.EDIT

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of what is wrong."""
        return tuple(one.field for one in self.wrong)


Alike = Callable[[str], bool | None]
"""Whether the picture behind a cover's URL is the wanted one; None where it could not be looked at."""


def judge(wanted: Preferred, learned: Learned, seen: Details, alike: Alike, *, whole: bool) -> Judged:
    """What `seen` shows of what is `wanted`. What is None in it is not provided, which is never wrong.

    `whole`: the answer is the playlist's own, which shows every field; a cover that it lacks is gone.
    """
    wrong: list[Wrong] = []
    unknown: list[str] = []
    settled = None
    for name in ("name", "description"):
        text: str | None = getattr(wanted, name)
        if text is None:
            continue
        there: str | None = getattr(seen, name)
        if there is None:
            unknown.append(name)
        elif not (same_text(there, text) or same_text(there, learned.shown(name, text))):
            wrong.append(Wrong(name, _how(name, there), text, there))
    if wanted.cover is not None:
        how, settled = _cover(wanted.cover, learned, seen.cover, alike, whole=whole)
        if how is not None:
            wrong.append(Wrong("cover", how, wanted.cover, seen.cover.url if seen.cover else None))
        elif settled is None:
            unknown.append("cover")
    if wanted.public is not None:
        if seen.public is None:
            unknown.append("public")
        elif seen.public != wanted.public:
            wrong.append(Wrong("public", How.OTHER, wanted.public, seen.public))
    return Judged(tuple(wrong), tuple(unknown), settled)


def same_text(one: str | None, other: str | None) -> bool:
    """Whether two texts are one for a reader: in Unicode's normal form, and with white space joined as Spotify does."""
    if one is None or other is None:
        return False
    return one == other or normal(one) == normal(other)


def normal(text: str) -> str:
    """A text as it is compared."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def _how(name: str, text: str) -> How:
    bare = normal(text)
    if not bare:
        return How.EMPTIED
    default = _DEFAULT_NAME if name == "name" else _DEFAULT_DESCRIPTION
    return How.DEFAULT if default.fullmatch(bare) else How.OTHER


def _cover(
    wanted: str, learned: Learned, seen: Cover | None, alike: Alike, *, whole: bool
) -> tuple[How | None, str | None]:
    """What is wrong with a cover, and where it stands when it is right; neither when that cannot be told."""
    url = seen.url if seen is not None else None
    if url is None:
        return (How.GONE, None) if whole else (None, None)
    if url == learned.shown("cover", wanted):
        return None, url
    if seen is not None and seen.custom is False:
        return How.MOSAIC, None
    answer = alike(url)
    if answer is None:
        return None, None
    return (None, url) if answer else (How.OTHER, None)


def looks_taken_down(now: Details, before: Iterable[Details]) -> tuple[str, ...]:
    """The fields of `now` that already look like a take-down, so that nobody takes them over unseen: a text that is
    empty or a default where one of the states `before` had another, a mosaic where there was a cover of its own.
    """
    earlier = list(before)
    found = []
    for name in ("name", "description"):
        text: str | None = getattr(now, name)
        if text is not None and _how(name, text) in TAKEN and any(_said(name, one) for one in earlier):
            found.append(name)
    if now.name is not None and not normal(now.name) and "name" not in found:
        found.append("name")
    cover = now.cover or Cover()
    if (cover.url is None or cover.custom is False) and any(one.cover and one.cover.custom for one in earlier):
        found.append("cover")
    return tuple(found)


def _said(name: str, details: Details) -> bool:
    text: str | None = getattr(details, name)
    return text is not None and _how(name, text) is How.OTHER

"""What Spotify is asked to find a recording, the likeliest question first; each is one call."""

import re
from dataclasses import dataclass
from typing import Literal

from playwarden.domain.matching import Named, fold

_LEAD = re.compile(r"\s*(?:[,;、，]|\s&\s|\s\+\s|\s[x×]\s|\b(?:feat|ft|featuring|vs)\b\.?)\s*", re.IGNORECASE)
_GROUPS = re.compile(r"\s*(?:\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|\{[^{}]*\})")
_GUESTS = re.compile(
    r"\s*(?:[(\[]\s*(?:feat|ft|featuring|with)\b\.?[^()\[\]]*[)\]]|\s(?:feat|ft|featuring)\b\.?\s.*$)", re.IGNORECASE
)
_TAIL = re.compile(r"\s+[-–—~]\s+.*$")
_MOST_WORDS = 14
_MOST_SIGNS = 160
Kind = Literal["isrc", "names", "words", "track"]


@dataclass(frozen=True, slots=True)
class Step:
    """One question. `title` and `artist` go with `names`, `text` with the others; `query` is what its answer is
    remembered under.
    """

    kind: Kind
    text: str = ""
    title: str = ""
    artist: str = ""

    @property
    def query(self) -> str:
        if self.kind == "names":
            return f"names:{fold(self.title)}|{fold(self.artist)}"
        return f"{self.kind}:{self.text if self.kind in ('isrc', 'track') else fold(self.text)}"


def steps_of(wanted: Named) -> tuple[Step, ...]:
    """By code where one is told; by fields, without guests; by plain words; by fields without any version words."""
    found: dict[str, Step] = {}
    if wanted.isrc:
        _add(found, Step("isrc", wanted.isrc.replace("-", "").upper()))
    if fold(wanted.title):
        artist = lead(wanted.artists)
        title = _shortened(_GUESTS.sub("", wanted.title)) or _shortened(wanted.title)
        core = _shortened(_TAIL.sub("", _GROUPS.sub("", title))) or title
        _add(found, Step("names", title=title, artist=artist))
        _add(found, Step("words", _shortened(f"{title} {artist}")))
        if fold(core) != fold(title):
            _add(found, Step("names", title=core, artist=artist))
    return tuple(found.values())


def lead(artists: tuple[str, ...]) -> str:
    """The artist who stands first: every credit of the recording names that one."""
    if not artists:
        return ""
    first = _LEAD.split(artists[0], maxsplit=1)[0]
    return _shortened(first) or _shortened(artists[0])


def _add(found: dict[str, Step], step: Step) -> None:
    found.setdefault(step.query, step)


def _shortened(text: str) -> str:
    return " ".join(text.split()[:_MOST_WORDS])[:_MOST_SIGNS].strip()

"""Links, URIs and ISRCs within a line of text."""

import re
from dataclasses import dataclass, field

from playwarden.domain.links import WrongKind, item_uri

_LINK = re.compile(
    r"""(?ix) (?:https?://|www\.)[^\s<>"'\]\[|]+
    | \b(?:open|play)\.spotify\.com/[^\s<>"'\]\[|]+
    | \b(?:spotify\.link|spoti\.fi|spotify\.app\.link)/[^\s<>"'\]\[|]+
    | \bspotify:(?:local:[^\s]+ | (?:[a-z]+:[^\s:,;)\]]+)+) """
)
_SHORT = re.compile(r"(?i)^(?:https?://)?(?:www\.)?(?:spotify\.link|spoti\.fi|spotify\.app\.link)/")
_ISRC = re.compile(r"(?<![A-Za-z0-9-])([A-Za-z]{2})-?([A-Za-z0-9]{3})-?(\d{2})-?(\d{5})(?![A-Za-z0-9-])")
_KIND = re.compile(r"(?i)spotify(?:\.com/(?:intl-[a-z-]+/)?(?:embed/)?|:)(album|artist|playlist|show|user|audiobook)\b")
_INSTEAD = {
    "album": "a link to an album: open it in Spotify, mark its tracks and copy them",
    "playlist": "a link to a playlist: open it in Spotify, mark its tracks and copy them",
    "artist": "a link to an artist: name the tracks that are meant",
    "show": "a link to a podcast: copy the links of its episodes",
    "user": "a link to a profile, which holds no tracks",
    "audiobook": "a link to an audiobook, which no playlist holds",
}
_SHORTENED = "a shortened link, which only Spotify can open: open it in a browser and copy the address that it leads to"
_FOREIGN = "a link to another page: copy the names, or the link that Spotify gives"
_ENDING = ".,;:!?)]}>\"'"


@dataclass(slots=True)
class Links:
    """What of a line are links: `uris` of tracks and episodes in their order, `wrong` the others with what to do
    instead, `rest` the text without any of them.
    """

    uris: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    rest: str = ""


def links_in(text: str) -> Links:
    """Takes the links out of a line; one without any comes back as its own `rest`."""
    found = Links(rest=text)
    if "." not in text and ":" not in text:
        return found
    rest: list[str] = []
    end = 0
    for match in _LINK.finditer(text):
        link = match[0].rstrip(_ENDING)
        if not link:
            continue
        rest.append(text[end : match.start()])
        end = match.start() + len(link)
        _sort(link, found)
    if end:
        rest.append(text[end:])
        found.rest = " ".join(rest)
    return found


def isrcs_in(text: str) -> tuple[list[str], str]:
    """The ISRCs of a line as Spotify writes them, and the text without them."""
    found = ["".join(match.groups()).upper() for match in _ISRC.finditer(text)]
    if not found:
        return [], text
    return found, re.sub(r"(?i)\bISRC\b\s*[:=]?", " ", _ISRC.sub(" ", text))


def _sort(link: str, found: Links) -> None:
    if _SHORT.match(link):
        found.wrong.append(_SHORTENED)
        return
    whole = f"https://{link}" if link.lower().startswith(("open.spotify", "play.spotify", "www.")) else link
    try:
        uri = item_uri(_lowered(whole))
    except WrongKind:
        uri = None
    if uri is None or uri.startswith("spotify:local:"):
        kind = _KIND.search(link)
        local = "a local file, which the Web API cannot add: name the track"
        found.wrong.append(local if uri else _INSTEAD.get(kind[1].lower(), _FOREIGN) if kind else _FOREIGN)
    else:
        found.uris.append(uri)


def _lowered(link: str) -> str:
    """Scheme and host in small letters, the rest as it is: ids tell capitals apart."""
    scheme, _, rest = link.partition("://")
    if not rest:
        return link
    host, slash, path = rest.partition("/")
    return f"{scheme.lower()}://{host.lower()}{slash}{path}"

"""How steps name what they link to: by its URI, in the place of which whoever shows it puts its name."""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from playwarden.kit.text import counted, listed

MOST = 3
"""So many links are named one by one, more of them counted."""
NO_NAMES: Mapping[str, str] = MappingProxyType({})
_URI = re.compile(r"spotify:(track|episode|playlist|album|artist):[0-9A-Za-z]{22}")
_UNNAMED = MappingProxyType(
    {"track": "a track", "episode": "an episode", "playlist": "a playlist", "album": "an album", "artist": "an artist"}
)


def linked(uris: Sequence[str], kind: str) -> str:
    """`URI and URI`, or `7 playlists`."""
    return listed(list(uris)) if len(uris) <= MOST else counted(len(uris), kind)


def with_names(text: str, names: Mapping[str, str] = NO_NAMES) -> str:
    """`text` with the name of each link in its place; one that is not known is 'a playlist', and so on."""
    return _URI.sub(lambda found: f"'{names[found[0]]}'" if found[0] in names else _UNNAMED[found[1]], text)

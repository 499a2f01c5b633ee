"""Which playlist, account or other thing the words of a command mean: asked at the door once, ids from then on."""

import re
from typing import Any

from playwarden.cli.door import door

_ID = re.compile(r"[0-9A-Za-z]{22}")


def playlist_named(words: str) -> dict[str, Any]:
    """The row of the one playlist that `words` name: its name, id, the beginning of its id, URI or link.

    Raises NotFound, and InputError naming the candidates when several are meant.
    """
    row: dict[str, Any] = door().get("/playlists", called=words)[0]
    return row


def playlist_id(words: str) -> str:
    """Its id alone; whole ids are not asked for."""
    return words if _ID.fullmatch(words) else str(playlist_named(words)["id"])

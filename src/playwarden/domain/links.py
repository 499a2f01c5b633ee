"""URIs and links as people paste them."""

import re
from collections.abc import Collection
from urllib.parse import urlsplit

from playwarden.kit.ids import PlaylistId

_ID = re.compile(r"[0-9A-Za-z]{22}")
_KINDS = ("track", "episode", "playlist", "album", "artist", "show", "user", "audiobook", "chapter")
_HOSTS = ("open.spotify.com", "play.spotify.com")


class WrongKind(ValueError):
    """The text names something, but not what is wanted here; the message is a sentence."""


def playlist_id(text: str) -> PlaylistId:
    """The id in a playlist's URI, link, or bare id. Raises WrongKind."""
    text = text.strip()
    if _ID.fullmatch(text):
        return PlaylistId(text)
    named = _named(text)
    if named is None:
        raise WrongKind(f"expected a playlist's URI, link or id, not '{text[:60]}'.")
    kind, id_ = named
    if kind != "playlist":
        raise WrongKind(f"expected a playlist, not {_with_article(kind)}.")
    return PlaylistId(id_)


def item_uri(text: str) -> str | None:
    """The URI of a track, episode or local file that `text` is the URI or link of; None: it is neither.

    Raises WrongKind for a URI or link to something that a playlist cannot hold.
    """
    text = text.strip()
    if text.startswith("spotify:local:"):
        return text
    named = _named(text)
    if named is None:
        if text.startswith(("spotify:", "http://", "https://")):
            raise WrongKind(f"'{text[:60]}' is no URI or link of a track or an episode.")
        return None
    kind, id_ = named
    if kind not in ("track", "episode"):
        raise WrongKind(f"expected a track or an episode, not {_with_article(kind)}.")
    return f"spotify:{kind}:{id_}"


def uri_of(text: str, kinds: Collection[str]) -> str:
    """The URI of what a URI or link names, which is to be one of `kinds`. Raises WrongKind."""
    wanted = " or ".join(_with_article(kind) for kind in kinds)
    named = _named(text.strip())
    if named is None:
        raise WrongKind(f"expected the URI or link of {wanted}, not '{text[:60]}'.")
    kind, id_ = named
    if kind not in kinds:
        raise WrongKind(f"expected {wanted}, not {_with_article(kind)}.")
    return f"spotify:{kind}:{id_}"


def _named(text: str) -> tuple[str, str] | None:
    """Kind and id; `spotify:user:NAME:playlist:ID` and `/user/NAME/playlist/ID` are the older forms of a playlist."""
    if text.startswith("spotify:"):
        words = text.split(":")[1:]
    elif "://" in text or text.startswith(_HOSTS):
        parts = urlsplit(text if "://" in text else f"https://{text}")
        if parts.scheme not in ("http", "https") or parts.hostname not in _HOSTS:
            return None
        words = [word for word in parts.path.split("/") if word]
        if words and words[0].startswith("intl-"):
            words = words[1:]
        if words and words[0] == "embed":
            words = words[1:]
    else:
        return None
    if len(words) == 4 and words[0] == "user":
        words = words[2:]
    if len(words) == 2 and words[0] in _KINDS and (_ID.fullmatch(words[1]) or words[0] == "user"):
        return words[0], words[1]
    return None


def _with_article(kind: str) -> str:
    return f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}"

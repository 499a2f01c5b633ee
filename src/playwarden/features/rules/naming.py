"""What the links in rules are called: playlists, artists, albums and tracks, by their URIs."""

import re
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from playwarden.kit.canonical import canonical
from playwarden.store import catalogue
from playwarden.store.models.catalogue import Album, Artist
from playwarden.store.models.library import Playlist
from playwarden.store.upsert import portions

_URI = re.compile(r"spotify:(track|episode|playlist|album|artist):[0-9A-Za-z]{22}")


def links_in(document: object) -> dict[str, str]:
    """The URIs that stand in a document, each with its kind."""
    return {match[0]: match[1] for match in _URI.finditer(canonical(document).decode())}


def names_of(session: Session, documents: Iterable[object]) -> dict[str, str]:
    """The names of everything that stands in these documents, as far as they are known."""
    found = {uri: kind for one in documents for uri, kind in links_in(one).items()}
    by_kind: dict[str, list[str]] = {}
    for uri, kind in sorted(found.items()):
        by_kind.setdefault(kind, []).append(uri.rpartition(":")[2])
    names: dict[str, str] = {}
    for kind, table in (("playlist", Playlist), ("album", Album), ("artist", Artist)):
        for portion in portions(by_kind.get(kind, [])):
            rows = session.execute(select(table.id, table.name).where(table.id.in_(portion)))
            names |= {f"spotify:{kind}:{key}": name for key, name in rows}
    tracks = [uri for uri, kind in found.items() if kind in ("track", "episode")]
    return names | catalogue.titles(session, tracks)

"""A small world of music for rules: tracks told by a letter, lists of them, and rule sets written short."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from playwarden.domain.catalogue import Album, Artist, Track
from playwarden.domain.rules.given import Given, Need, Offer
from playwarden.domain.rules.reading import read
from playwarden.domain.rules.ruleset import RuleSet

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
"""A Thursday, in week 48."""
HERE = "spotify:playlist:" + "h" * 22
THERE = "spotify:playlist:" + "t" * 22


def id_of(name: str) -> str:
    """22 characters that begin with the name."""
    return name + "0" * (22 - len(name))


def uri(name: str) -> str:
    return f"spotify:track:{id_of(name)}"


def artist_uri(name: str) -> str:
    return f"spotify:artist:{id_of(name)}"


def track(name: str, artist: str | Sequence[str] = "A", **facts: Any) -> Track:
    """A track called by its name; facts: title, album, released, ms, isrc, explicit."""
    makers = [artist] if isinstance(artist, str) else artist
    album = facts.get("album", f"Album {name}")
    return Track(
        uri(name),
        facts.get("title", f"Song {name}"),
        artists=tuple(Artist(id_of(each), each) for each in makers),
        album=Album(id_of(album.replace(" ", "")), album, release_date=facts.get("released")),
        duration_ms=facts.get("ms", 200_000),
        isrc=facts.get("isrc"),
        explicit=facts.get("explicit"),
    )


def offers(names: Iterable[str], days_ago: int | None = None) -> tuple[Offer, ...]:
    """A list of tracks; the first was added so many days ago, each next a day later."""
    return tuple(
        Offer(uri(name), None if days_ago is None else NOW - timedelta(days=days_ago - number))
        for number, name in enumerate(names)
    )


def given(tracks: Iterable[Track], lists: Mapping[str, Iterable[str]] | None = None, **facts: Any) -> Given:
    """All tracks stand in HERE, in their order, unless `lists` says otherwise."""
    known = {each.uri: each for each in tracks}
    held = {Need("playlist", HERE): tuple(Offer(each) for each in known)}
    held |= {Need("playlist", key): offers(names) for key, names in (lists or {}).items()}
    held |= facts.pop("more", {})
    return Given(NOW, facts.pop("today", NOW.date()), tracks=known, lists=held, **facts)


def rules(*steps: Mapping[str, Any], **rest: Any) -> RuleSet:
    """Rules over HERE."""
    document = {"version": 1, "name": "Test", "sources": [{"step": "playlist", "playlists": [HERE]}], **rest}
    if steps:
        document["steps"] = list(steps)
    return read(document)


def names(uris: Iterable[str]) -> str:
    """The names of tracks, one letter each."""
    return "".join(each.rpartition(":")[2].rstrip("0") for each in uris)

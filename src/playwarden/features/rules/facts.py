"""Facts about tracks that rules ask for: whether they can be played, how they sound, what they were labelled."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from sqlalchemy.orm import Session

from playwarden.domain.audio import Audio
from playwarden.domain.catalogue import Track
from playwarden.store import labels, lookup

Labels = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Facts:
    """Of the tracks that one rule set looks at, by URI; labels also of their artists."""

    playable: Mapping[str, bool] = field(default_factory=lambda: MappingProxyType({}))
    audio: Mapping[str, Audio] = field(default_factory=lambda: MappingProxyType({}))
    genres: Labels = field(default_factory=lambda: MappingProxyType({}))
    moods: Labels = field(default_factory=lambda: MappingProxyType({}))


def facts_of(session: Session, kinds: Collection[str], tracks: Mapping[str, Track], market: str | None) -> Facts:
    """Those of the `kinds` that rules need; whether something can be played is known for an account's country alone."""
    artists = {f"spotify:artist:{one.id}" for track in tracks.values() for one in track.artists if one.id}
    labelled = [*tracks, *artists] if {"buckets", "moods"} & set(kinds) else []
    told = lookup.availability(session, tracks, market) if "playable" in kinds and market is not None else {}
    return Facts(
        playable={uri: one.playable for uri, one in told.items()},
        audio=labels.audio(session, tracks) if "audio" in kinds else {},
        genres=labels.genres(session, labelled) if "buckets" in kinds else {},
        moods=labels.moods(session, labelled) if "moods" in kinds else {},
    )

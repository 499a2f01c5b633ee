"""Playlist states for tests, one letter an entry."""

from datetime import UTC, datetime, timedelta

from playwarden.domain.playlist import Details, Entry, PlaylistState

START = datetime(2024, 1, 1, tzinfo=UTC)


def entry(name: str, day: int = 0) -> Entry:
    """A letter is a track, a digit a local file, `?` an unavailable entry."""
    at = START + timedelta(days=day)
    if name == "?":
        return Entry(None, START, "someone")
    return Entry(uri(name), at, "someone")


def uri(name: str) -> str:
    return f"spotify:local:::{name}:1" if name.isdigit() else f"spotify:track:{name}"


def state(names: str, details: Details | None = None) -> PlaylistState:
    """A state of these entries, each added a day after the one before."""
    listed = tuple(entry(name, day) for day, name in enumerate(names))
    return PlaylistState(details or Details("name", "words", public=False, collaborative=False), listed)


def names(of: PlaylistState) -> str:
    """The entries as `state` takes them."""
    return "".join("?" if one.uri is None else one.uri.split(":")[-1 if one.addable else -2] for one in of.entries)

"""Tracks and artists as people write them: links, URIs, and names of artists that are known here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from playwarden.domain.audio import NAME
from playwarden.domain.links import WrongKind, uri_of
from playwarden.domain.matching.fold import fold
from playwarden.kit.errors import InputError, NotFound
from playwarden.store import catalogue
from playwarden.store.audio_pairs import names_of_rows
from playwarden.store.models.catalogue import Artist, TrackArtist
from playwarden.store.upsert import portions

ARTIST = "spotify:artist:"
TRACK = "spotify:track:"
KINDS = ("track", "artist")
_MOST_ALIKE = 5


@dataclass(frozen=True, slots=True)
class Alike:
    """An artist that bears a name, and of how many known tracks."""

    uri: str
    name: str
    tracks: int


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a list, counted from 1: what it names, or why it is not known what; then `alike` are those of that
    name, where there are several.
    """

    number: int
    text: str
    uri: str | None
    name: str = ""
    why: str = ""
    alike: tuple[Alike, ...] = ()


def uris_of(texts: Iterable[str]) -> list[str]:
    """The URIs of links and URIs of tracks and artists, each once, in their order. Raises InputError."""
    found: dict[str, None] = {}
    for text in texts:
        try:
            found[uri_of(text, KINDS)] = None
        except WrongKind as error:
            raise InputError(str(error)[:1].upper() + str(error)[1:]) from None
    return list(found)


def names_of(session: Session, uris: Iterable[str]) -> dict[str, str]:
    """What tracks (`Artist - Title`), artists and rows of data sets (`name:…`) are called, of those that are known."""
    asked = set(uris)
    found = catalogue.titles(session, [uri for uri in asked if not uri.startswith((ARTIST, NAME))])
    found |= names_of_rows(session, [uri for uri in asked if uri.startswith(NAME)])
    ids = sorted(uri.removeprefix(ARTIST) for uri in asked if uri.startswith(ARTIST))
    for some in portions(ids):
        rows = session.execute(select(Artist.id, Artist.name).where(Artist.id.in_(some)))
        found |= {ARTIST + key: name for key, name in rows}
    return found


def lines_of(session: Session, texts: Sequence[str]) -> list[Line]:
    """What each line names: a link or URI of an artist or a track, or the name of an artist whom exactly one here
    bears. Blank lines and those that begin with # are left out.
    """
    given = [(number, text.strip()) for number, text in enumerate(texts, 1)]
    given = [(number, text) for number, text in given if text and not text.startswith("#")]
    linked: dict[int, str] = {}
    faulty: dict[int, str] = {}
    for number, text in given:
        if text.startswith(("spotify:", "open.spotify.com")) or "://" in text:
            try:
                linked[number] = uri_of(text, KINDS)
            except WrongKind as error:
                faulty[number] = str(error)
    named = _called(session, {fold(text) for number, text in given if number not in linked and number not in faulty})
    names = names_of(session, linked.values())
    found = []
    for number, text in given:
        if number in faulty:
            found.append(Line(number, text, None, why=faulty[number]))
        elif number in linked:
            found.append(Line(number, text, linked[number], names.get(linked[number], "")))
        else:
            found.append(_by_name(number, text, named.get(fold(text), [])))
    return found


def named_ones(session: Session, texts: Sequence[str]) -> list[Line]:
    """The same, where every text has to name something. Raises InputError, NotFound."""
    found = lines_of(session, texts)
    for line in found:
        if line.uri is None:
            error = InputError if line.alike else NotFound
            raise error(f"'{line.text[:60]}': {line.why}", "Give the link of the artist or the track.")
    return found


def _by_name(number: int, text: str, called: list[Alike]) -> Line:
    if not called:
        return Line(number, text, None, why="no artist that is known here is called so.")
    if len(called) > 1:
        why = f"{len(called)} artists are called so."
        return Line(number, text, None, why=why, alike=tuple(called[:_MOST_ALIKE]))
    return Line(number, text, called[0].uri, called[0].name)


def _called(session: Session, names: set[str]) -> dict[str, list[Alike]]:
    """The artists of these folded names, those with the most known tracks first."""
    found: dict[str, list[Alike]] = {}
    for some in portions(sorted(names)):
        query = (
            select(Artist.folded, Artist.id, Artist.name, func.count(TrackArtist.track_uri))
            .outerjoin(TrackArtist, TrackArtist.artist_id == Artist.id)
            .where(Artist.folded.in_(some))
            .group_by(Artist.folded, Artist.id, Artist.name)
        )
        for key, artist, name, tracks in session.execute(query):
            found.setdefault(key, []).append(Alike(ARTIST + artist, name, tracks))
    for alike in found.values():
        alike.sort(key=lambda each: (-each.tracks, each.uri))
    return found

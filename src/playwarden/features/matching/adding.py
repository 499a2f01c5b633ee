"""The tracks of a paste on their way into playlists: as an edit, or as placements, in the order of the paste."""

from collections.abc import Sequence

from playwarden.domain.edits.add import AddTracks, Where
from playwarden.domain.links import WrongKind, item_uri
from playwarden.domain.placements.position import position
from playwarden.features.placements.reading import Written
from playwarden.kit.errors import InputError


def edit_of(uris: Sequence[str], where: Where, at: int | None, after: str | None, *, twice: bool) -> AddTracks:
    """The edit that adds these. Raises InputError."""
    return AddTracks(tuple(uris), where, at, None if after is None else _uri(after), twice)


def placed(
    uris: Sequence[str], playlists: Sequence[str], *, at: str, from_: str, until: str, accept: Sequence[str]
) -> list[Written]:
    """A placement of each track in each playlist, as people write them. At the top, or at a number, one comes behind
    the other; at the bottom, or behind a track, each stands behind the one before. Raises InputError.
    """
    places = _places(uris, at)
    return [
        Written(playlist, uri, place, from_=from_, until=until, accept=" ".join(accept))
        for playlist in playlists
        for uri, place in zip(uris, places, strict=True)
    ]


def _places(uris: Sequence[str], at: str) -> list[str]:
    try:
        first = position(at)
    except ValueError as error:
        raise InputError(str(error)[:1].upper() + str(error)[1:]) from None
    if first.instead is not None:
        raise InputError("Several tracks do not stand in for one.", "Give top, bottom, a number, or after and a track.")
    if first.after is not None:
        return [f"after {before}" for before in (_uri(first.after), *uris[:-1])]
    if first.number is None:
        return ["bottom", *(f"after {before}" for before in uris[:-1])]
    return [str(first.number + place) for place in range(len(uris))]


def _uri(text: str) -> str:
    try:
        uri = item_uri(text)
    except WrongKind as error:
        raise InputError(str(error)[:1].upper() + str(error)[1:]) from None
    if uri is None:
        raise InputError(f"'{text[:60]}' is no track.", "Give its URI or its link.")
    return uri

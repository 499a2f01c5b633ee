"""Which playlist a person means: by URI, address, id, the beginning of an id, or name."""

import re

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from playwarden.domain.matching.fold import fold
from playwarden.kit.errors import InputError, NotFound
from playwarden.kit.ids import AccountId, PlaylistId
from playwarden.kit.text import counted, listed
from playwarden.store.models.accounts import Account
from playwarden.store.models.library import Playlist, View
from playwarden.store.tags import seen_among

_ID = re.compile(r"[0-9A-Za-z]{22}")
_URI = re.compile(r"spotify:(?:user:[^:]+:)?playlist:([0-9A-Za-z]+)")
_ADDRESS = re.compile(r"https?://open\.spotify\.com/(?:[^?#]*/)?playlist/([0-9A-Za-z]+)")
SHORTEST = 4
"""Characters that the beginning of an id must have at least."""


def playlist_id_in(text: str) -> PlaylistId | None:
    """The id in a URI, an address of the web player, or an id as it is; None: it is none of these."""
    for pattern in (_URI, _ADDRESS):
        found = pattern.match(text.strip())
        if found:
            return PlaylistId(found.group(1))
    return PlaylistId(text.strip()) if _ID.fullmatch(text.strip()) else None


def named(session: Session, text: str, among: frozenset[AccountId] | None = None) -> PlaylistId:
    """The mirrored playlist that `text` names. Raises NotFound, and InputError when several are meant.

    An exact name comes before an equal one in other letters, before the beginning of an id, before a part of a name;
    playlists that are gone are found when no other is meant. `among`: of those that one of these accounts sees or owns.
    """
    query = select(Playlist.id, Playlist.name, Playlist.gone_at)
    if among is not None:
        whole, by_tag = seen_among(session, among)
        shown = select(View.playlist_id).where(View.account_id.in_(whole))
        owners = select(Account.user_id).where(Account.id.in_(whole))
        query = query.where(or_(Playlist.id.in_(shown), Playlist.owner_id.in_(owners), Playlist.id.in_(list(by_tag))))
    known = [(PlaylistId(key), name, gone) for key, name, gone in session.execute(query)]
    wanted_id = playlist_id_in(text)
    if wanted_id is not None and any(key == wanted_id for key, _, _ in known):
        return wanted_id
    wanted, folded = text.strip(), fold(text)
    for present in (True, False):
        pool = [(key, name) for key, name, gone in known if (gone is None) == present]
        for found in (
            [pair for pair in pool if pair[1] == wanted],
            [pair for pair in pool if folded and fold(pair[1]) == folded],
            [pair for pair in pool if len(wanted) >= SHORTEST and pair[0].startswith(wanted)],
            [pair for pair in pool if folded and folded in fold(pair[1])],
        ):
            if len(found) == 1:
                return found[0][0]
            if found:
                raise InputError(
                    f"'{text}' may mean {counted(len(found), 'playlist')}: "
                    f"{listed([f'{name} ({key})' for key, name in sorted(found, key=lambda pair: pair[1])])}.",
                    "Give the id of the one you mean.",
                )
    raise NotFound(f"No playlist here is called '{text}'.", "`playwarden playlists list` names them all.")

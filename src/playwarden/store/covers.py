"""Covers: the picture behind a URL, settled as the same as before or as a change."""

from datetime import datetime
from hashlib import sha256

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from playwarden.domain.playlist import Cover, Details
from playwarden.kit.ids import IdSource, PlaylistId
from playwarden.kit.pictures import alike, look_at
from playwarden.store.library import record_state
from playwarden.store.models.library import Picture, Playlist, Version
from playwarden.store.pictures import keep_picture


def settle_cover(session: Session, ids: IdSource, playlist_id: PlaylistId, url: str, body: bytes, at: datetime) -> bool:
    """Takes over the picture that was fetched from the playlist's cover URL; returns whether the cover changed.

    One that looks like the cover of the newest version is that cover under another address: Spotify re-encodes what it
    was given. Raises InputError for what is no picture.
    """
    row = session.get(Playlist, playlist_id, with_for_update=True, populate_existing=True)
    if row is None or row.cover_url != url or row.cover_sha256 is not None:
        return False
    newest = session.get(Version, row.version_id) if row.version_id else None
    before = Details.from_document(newest.details).cover if newest else None
    if before is not None and before.sha256 is not None:
        likeness = session.scalar(select(Picture.likeness).where(Picture.sha256 == before.sha256))
        if likeness is not None and alike(likeness, look_at(body).likeness):
            row.cover_sha256 = before.sha256
            session.flush()
            return False
    key = sha256(body).hexdigest()
    keep_picture(session, key, body)
    known = row.version_id
    version_id = record_state(
        session,
        ids,
        head=None,
        playlist_id=playlist_id,
        details=Details(cover=Cover(url, key, row.cover_custom)),
        entries=None,
        snapshot_id=None,
        cause="spotify",
        run_id=None,
        at=at,
    )
    return version_id != known


def no_cover(session: Session, playlist_id: PlaylistId) -> None:
    """A playlist was seen to have no cover at all."""
    bare = {"cover_url": None, "cover_sha256": None, "cover_custom": None}
    session.execute(update(Playlist).where(Playlist.id == playlist_id).values(bare))

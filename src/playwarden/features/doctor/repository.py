"""What the doctor reads of the database."""

from collections.abc import Sequence

from sqlalchemy import select

from playwarden.store.database import Database
from playwarden.store.models.catalogue import Track

FEW = 10


def known_tracks(database: Database) -> Sequence[str]:
    """URIs of a few tracks that were seen lately: Spotify knows them for certain."""
    with database.read() as session:
        query = select(Track.uri).where(Track.kind == "track").order_by(Track.seen_at.desc(), Track.uri).limit(FEW)
        return list(session.scalars(query))

"""Pictures of covers, kept once by their SHA-256."""

from hashlib import sha256 as sha256_of

from sqlalchemy import select
from sqlalchemy.orm import Session

from playwarden.kit.errors import NotFound
from playwarden.kit.pictures import look_at
from playwarden.store.models.library import Picture
from playwarden.store.upsert import insert_missing


def keep_picture(session: Session, sha256: str, body: bytes) -> None:
    """Keeps a picture under its digest. Raises InputError for what is no picture, ValueError for another digest."""
    if session.scalar(select(Picture.sha256).where(Picture.sha256 == sha256)) is not None:
        return
    if sha256_of(body).hexdigest() != sha256:
        raise ValueError(f"the picture is not the one named {sha256}")
    look = look_at(body)
    row = {
        "sha256": sha256,
        "media_type": look.media_type,
        "width": look.width,
        "height": look.height,
        "body": body,
        "likeness": look.likeness,
    }
    insert_missing(session, Picture, [row])


def picture_bytes(session: Session, sha256: str) -> bytes:
    """Raises NotFound."""
    body = session.scalar(select(Picture.body).where(Picture.sha256 == sha256))
    if body is None:
        raise NotFound(f"No picture {sha256[:12]} is kept here.")
    return body

"""Every kept picture's likeness anew: a small copy of it, where there was a hash of 64 bits."""

import sqlalchemy as sa
from alembic import op

from playwarden.kit.errors import InputError
from playwarden.kit.pictures import look_at

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_AT_ONCE = 50
"""Pictures in memory at a time; a bound of ours holds each to some hundred kilobytes."""


def upgrade() -> None:
    pictures = sa.table("pictures", sa.column("sha256"), sa.column("body", sa.LargeBinary()), sa.column("likeness"))
    connection = op.get_bind()
    keys = connection.scalars(sa.select(pictures.c.sha256)).all()
    for start in range(0, len(keys), _AT_ONCE):
        wanted = pictures.c.sha256.in_(keys[start : start + _AT_ONCE])
        for sha256, body in connection.execute(sa.select(pictures.c.sha256, pictures.c.body).where(wanted)).all():
            try:
                likeness = look_at(body).likeness
            except InputError:  # what cannot be opened any more is like nothing
                likeness = ""
            connection.execute(sa.update(pictures).where(pictures.c.sha256 == sha256).values(likeness=likeness))

"""Blocking keys: which recordings share how a name sounds, begins or ends."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.orm import Session

from playwarden.store.blocking import rebuild

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "track_keys",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("uri", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("key", "uri", name=op.f("pk_track_keys")),
        sqlite_with_rowid=False,
    )
    session = Session(op.get_bind())
    rebuild(session)
    session.flush()

"""What playlists held formerly: for a track's places over time after it left."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.orm import Session

from playwarden.store.derived import rebuild_departures

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "departures",
        sa.Column("playlist_id", sa.String(), nullable=False),
        sa.Column("uri", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["playlist_id"], ["playlists.id"], name=op.f("fk_departures_playlist_id_playlists"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("playlist_id", "uri", name=op.f("pk_departures")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_departures_uri", "departures", ["uri"])
    session = Session(op.get_bind())
    rebuild_departures(session)
    session.flush()

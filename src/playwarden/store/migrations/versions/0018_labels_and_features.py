"""What is said about tracks and artists: genres, moods, data sets of how they sound, and what is blocked."""

import sqlalchemy as sa
from alembic import op

from playwarden.store.base import Instant

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "feature_sets",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("ready", sa.Boolean(), nullable=False),
        sa.Column("mapping", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("counts", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("isrcs", sa.Integer(), nullable=False),
        sa.Column("at", Instant(timezone=True), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feature_sets")),
    )
    op.create_index(op.f("ix_feature_sets_name"), "feature_sets", ["name"])
    op.create_table(
        "audio_rows",
        sa.Column("uri", sa.String(), nullable=False),
        sa.Column("set_id", sa.String(), nullable=False),
        sa.Column("tempo", sa.Double(), nullable=True),
        sa.Column("energy", sa.Double(), nullable=True),
        sa.Column("valence", sa.Double(), nullable=True),
        sa.Column("danceability", sa.Double(), nullable=True),
        sa.Column("acousticness", sa.Double(), nullable=True),
        sa.Column("instrumentalness", sa.Double(), nullable=True),
        sa.Column("liveness", sa.Double(), nullable=True),
        sa.Column("speechiness", sa.Double(), nullable=True),
        sa.Column("loudness", sa.Double(), nullable=True),
        sa.Column("key", sa.Integer(), nullable=True),
        sa.Column("major", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(
            ["set_id"], ["feature_sets.id"], name=op.f("fk_audio_rows_set_id_feature_sets"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("uri", "set_id", name=op.f("pk_audio_rows")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "labels",
        sa.Column("uri", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("set_id", sa.String(), nullable=True),
        sa.Column("at", Instant(timezone=True), nullable=True),
        sa.Column("actor", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["set_id"], ["feature_sets.id"], name=op.f("fk_labels_set_id_feature_sets"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("uri", "kind", "folded", "source", name=op.f("pk_labels")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_labels_kind", "labels", ["kind", "folded"])
    op.create_table(
        "blocked",
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("uri", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("at", Instant(timezone=True), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_blocked_account_id_accounts"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", "uri", name=op.f("pk_blocked")),
    )

"""Placements and campaigns."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "campaigns",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaigns")),
        sa.UniqueConstraint("name", name=op.f("uq_campaigns_name")),
    )
    op.create_table(
        "placements",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("campaign_id", sa.String(), nullable=True),
        sa.Column("playlist_id", sa.String(), nullable=False),
        sa.Column("uri", sa.String(), nullable=True),
        sa.Column("position", sa.String(), nullable=True),
        sa.Column("details", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("from_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("moved", sa.String(), nullable=False),
        sa.Column("missed", sa.String(), nullable=False),
        sa.Column("accepts", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("out_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("entered_run_id", sa.String(), nullable=True),
        sa.Column("left_run_id", sa.String(), nullable=True),
        sa.Column("before_version_id", sa.String(), nullable=True),
        sa.Column("entered_version_id", sa.String(), nullable=True),
        sa.Column("left_version_id", sa.String(), nullable=True),
        sa.Column("replaced_uri", sa.String(), nullable=True),
        sa.Column("replaced", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("fingerprint", sa.String(), nullable=True),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_placements_campaign_id_campaigns"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placements")),
    )
    with op.batch_alter_table("placements", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_placements_campaign_id"), ["campaign_id"], unique=False)
        batch_op.create_index("ix_placements_from_at", ["state", "from_at"], unique=False)
        batch_op.create_index("ix_placements_playlist_id", ["playlist_id", "state"], unique=False)
        batch_op.create_index("ix_placements_until_at", ["state", "until_at"], unique=False)

    op.create_table(
        "placement_events",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("placement_id", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("run_id", sa.String(), nullable=True),
        sa.Column("before_version_id", sa.String(), nullable=True),
        sa.Column("after_version_id", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["placement_id"],
            ["placements.id"],
            name=op.f("fk_placement_events_placement_id_placements"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_placement_events")),
    )
    with op.batch_alter_table("placement_events", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_placement_events_placement_id"), ["placement_id"], unique=False)

"""What listeners played, and how far that was collected."""

import sqlalchemy as sa
from alembic import op

from playwarden.store.base import Instant

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "listeners",
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("known_from", Instant(timezone=True), nullable=False),
        sa.Column("checked_at", Instant(timezone=True), nullable=False),
        sa.Column("next_at", Instant(timezone=True), nullable=False),
        sa.Column("newest_at", Instant(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_listeners_account_id_accounts"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_listeners")),
    )
    with op.batch_alter_table("listeners", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_listeners_next_at"), ["next_at"], unique=False)
    op.create_table(
        "plays",
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("played_at", Instant(timezone=True), nullable=False),
        sa.Column("uri", sa.String(), nullable=False),
        sa.Column("context", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_plays_account_id_accounts"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", "played_at", "uri", name=op.f("pk_plays")),
    )
    with op.batch_alter_table("plays", schema=None) as batch_op:
        batch_op.create_index("ix_plays_uri", ["account_id", "uri"], unique=False)

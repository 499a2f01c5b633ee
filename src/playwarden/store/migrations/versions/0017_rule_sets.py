"""Rule sets, how they were refreshed, and the lists that their sources need."""

import sqlalchemy as sa
from alembic import op

from playwarden.store.base import Instant

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rule_sets",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("playlist_id", sa.String(), nullable=True),
        sa.Column("create_name", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sa.Column("document", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("files", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("memory", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("items", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("hand", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("hold", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("created_at", Instant(timezone=True), nullable=False),
        sa.Column("changed_at", Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_rule_sets_account_id_accounts"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_sets")),
        sa.UniqueConstraint("playlist_id", name=op.f("uq_rule_sets_playlist_id")),
    )
    with op.batch_alter_table("rule_sets", schema=None) as batch_op:
        batch_op.create_index("uq_rule_sets_name", ["account_id", "folded"], unique=True)

    op.create_table(
        "source_lists",
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("read_at", Instant(timezone=True), nullable=False),
        sa.Column("calls", sa.Integer(), nullable=False),
        sa.Column("rows", sa.JSON(none_as_null=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_source_lists_account_id_accounts"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", "key", name=op.f("pk_source_lists")),
    )
    op.create_table(
        "rule_refreshes",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("rule_set_id", sa.String(), nullable=False),
        sa.Column("at", Instant(timezone=True), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=True),
        sa.Column("run_id", sa.String(), nullable=True),
        sa.Column("memory", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("items", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("hand", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("summary", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["rule_set_id"], ["rule_sets.id"], name=op.f("fk_rule_refreshes_rule_set_id_rule_sets"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_refreshes")),
    )
    with op.batch_alter_table("rule_refreshes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rule_refreshes_fingerprint"), ["fingerprint"], unique=False)
        batch_op.create_index("ix_rule_refreshes_rule_set_id", ["rule_set_id", "at"], unique=False)
        batch_op.create_index(batch_op.f("ix_rule_refreshes_run_id"), ["run_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_rule_refreshes_state"), ["state"], unique=False)

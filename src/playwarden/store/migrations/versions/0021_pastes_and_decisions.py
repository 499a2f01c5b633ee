"""Pastes with their lines, what Spotify was asked for them, and what people decided about names."""

import sqlalchemy as sa
from alembic import op

from playwarden.store.base import Instant

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "match_decisions",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("signature", sa.String(), nullable=False),
        sa.Column("uri", sa.String(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("artists", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sa.Column("at", Instant(timezone=True), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_match_decisions")),
        sa.UniqueConstraint("signature", name=op.f("uq_match_decisions_signature")),
    )
    with op.batch_alter_table("match_decisions", schema=None) as batch_op:
        batch_op.create_index("ix_match_decisions_at", ["at"], unique=False)

    op.create_table(
        "searches",
        sa.Column("query", sa.String(), nullable=False),
        sa.Column("uris", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("asked_at", Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("query", name=op.f("pk_searches")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "pastes",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("created_at", Instant(timezone=True), nullable=False),
        sa.Column("touched_at", Instant(timezone=True), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("given", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("reading", sa.JSON(none_as_null=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_pastes_account_id_accounts"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pastes")),
    )
    with op.batch_alter_table("pastes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pastes_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_pastes_touched_at"), ["touched_at"], unique=False)

    op.create_table(
        "paste_lines",
        sa.Column("paste_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("told", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("signature", sa.String(), nullable=True),
        sa.Column("found", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("chosen", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("uri", sa.String(), nullable=True),
        sa.Column("settled_at", Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["paste_id"], ["pastes.id"], name=op.f("fk_paste_lines_paste_id_pastes"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("paste_id", "number", name=op.f("pk_paste_lines")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("paste_lines", schema=None) as batch_op:
        batch_op.create_index("ix_paste_lines_signature", ["signature"], unique=False)
        batch_op.create_index("ix_paste_lines_state", ["paste_id", "state"], unique=False)

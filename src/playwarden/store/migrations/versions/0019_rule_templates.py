"""Templates: rule sets with parameters, which rule sets are linked to one, and which stand in a folder of files."""

import sqlalchemy as sa
from alembic import op

from playwarden.store.base import Instant

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rule_templates",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sa.Column("document", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("created_at", Instant(timezone=True), nullable=False),
        sa.Column("changed_at", Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_rule_templates_account_id_accounts"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_templates")),
    )
    with op.batch_alter_table("rule_templates", schema=None) as batch_op:
        batch_op.create_index("uq_rule_templates_name", ["account_id", "folded"], unique=True)

    with op.batch_alter_table("rule_sets", schema=None) as batch_op:
        batch_op.add_column(sa.Column("template_id", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("template_values", sa.JSON(none_as_null=True), nullable=True))
        batch_op.add_column(sa.Column("folder", sa.JSON(none_as_null=True), nullable=True))
        batch_op.create_index(batch_op.f("ix_rule_sets_template_id"), ["template_id"], unique=False)

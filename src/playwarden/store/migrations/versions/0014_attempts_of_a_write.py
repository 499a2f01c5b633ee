"""Who carries out a write that may be sent again, and what it has committed; one view of a name for each member."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("replies", schema=None) as batch_op:
        batch_op.add_column(sa.Column("attempt", sa.String(), nullable=False, server_default=sa.text("''")))
        batch_op.add_column(sa.Column("process", sa.String(), nullable=False, server_default=sa.text("''")))
        batch_op.add_column(sa.Column("renewed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("written", sa.JSON(none_as_null=True), nullable=True))
    # Of what was under way before, nobody can say whether it had written.
    op.execute("UPDATE replies SET written = '[]' WHERE status IS NULL")
    op.execute(_DOUBLES)
    with op.batch_alter_table("saved_views", schema=None) as batch_op:
        batch_op.create_index("uq_saved_views_name", ["member_id", "page", "name"], unique=True)
        operators = sa.text("member_id IS NULL")
        batch_op.create_index(
            "uq_saved_views_operators_name",
            ["page", "name"],
            unique=True,
            sqlite_where=operators,
            postgresql_where=operators,
        )


_DOUBLES = """
    DELETE FROM saved_views WHERE EXISTS (
        SELECT 1 FROM saved_views AS later
        WHERE later.page = saved_views.page AND later.name = saved_views.name
        AND COALESCE(later.member_id, '') = COALESCE(saved_views.member_id, '')
        AND (later.changed_at > saved_views.changed_at
             OR (later.changed_at = saved_views.changed_at AND later.id > saved_views.id))
    )
"""
"""Of views of one name that were kept at the same moment, the one that was kept last stays."""

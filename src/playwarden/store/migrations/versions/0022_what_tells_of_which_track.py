"""The names that rows of data sets came with, their blocking keys, and of which tracks they tell by likeness.

Sets that were imported before kept no names: nothing is found by their likeness until they are imported again.
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _sets()
    op.create_table(
        "feature_names",
        sa.Column("row", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("uri", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("artists", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("album", sa.String(), nullable=True),
        sa.Column("duration_ms", sa.Integer(), nullable=True),
        sa.Column("isrc", sa.String(), nullable=True),
        sa.Column("explicit", sa.Boolean(), nullable=True),
        sa.PrimaryKeyConstraint("row", name=op.f("pk_feature_names")),
    )
    with op.batch_alter_table("feature_names", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_feature_names_isrc"), ["isrc"], unique=False)
        batch_op.create_index(batch_op.f("ix_feature_names_uri"), ["uri"], unique=False)

    op.create_table(
        "feature_keys",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("row", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("key", "row", name=op.f("pk_feature_keys")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "feature_pairs",
        sa.Column("uri", sa.String(), nullable=False),
        sa.Column("set_id", sa.String(), nullable=False),
        sa.Column("row", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("sure", sa.Boolean(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("why", sa.JSON(none_as_null=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["set_id"], ["feature_sets.id"], name=op.f("fk_feature_pairs_set_id_feature_sets"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("uri", "set_id", name=op.f("pk_feature_pairs")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("feature_pairs", schema=None) as batch_op:
        batch_op.create_index("ix_feature_pairs_key", ["key"], unique=False)

    op.create_table(
        "feature_unpaired",
        sa.Column("uri", sa.String(), nullable=False),
        sa.Column("mark", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("uri", name=op.f("pk_feature_unpaired")),
        sqlite_with_rowid=False,
    )


def _sets() -> None:
    with op.batch_alter_table("feature_sets", schema=None) as batch_op:
        batch_op.add_column(sa.Column("serial", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("named", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("paired", sa.Boolean(), nullable=False, server_default=sa.true()))
    connection = op.get_bind()
    known = connection.execute(sa.text("SELECT id FROM feature_sets ORDER BY id")).scalars().all()
    for serial, set_id in enumerate(known, 1):
        told = {"serial": serial, "id": set_id}
        connection.execute(sa.text("UPDATE feature_sets SET serial = :serial WHERE id = :id"), told)
    with op.batch_alter_table("feature_sets", schema=None) as batch_op:
        batch_op.alter_column("serial", existing_type=sa.Integer(), nullable=False)
        batch_op.alter_column("named", existing_type=sa.Integer(), server_default=None)
        batch_op.alter_column("paired", existing_type=sa.Boolean(), server_default=None)
        batch_op.create_unique_constraint(batch_op.f("uq_feature_sets_serial"), ["serial"])

"""slips.

Rules: add, backfill, switch, drop go in separate releases; nothing edits a migration that has
been released; the test of a migration runs it up, down and up again with data in the tables.
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "slips_sheet",
        sa.Column("id", BIG, nullable=False),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.Column("change_set_id", BIG, nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("file_key", sa.Text(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("slip_count", sa.Integer(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["change_set_id"],
            ["roster_change_set.id"],
            name=op.f("fk_slips_sheet_change_set_id_roster_change_set"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slips_sheet")),
        sa.UniqueConstraint("uuid", name=op.f("uq_slips_sheet_uuid")),
    )
    op.create_index(op.f("ix_slips_sheet_change_set_id"), "slips_sheet", ["change_set_id"])
    # Sheets taken before: each file had one, named here as the file is.
    op.execute(
        "INSERT INTO slips_sheet (uuid, change_set_id, asked_by, asked_at, made_at, slip_count,"
        " taken_at, taken_by) SELECT uuid, id, made_by, slips_at, slips_at, 0, slips_at, made_by"
        " FROM roster_change_set WHERE slips_at IS NOT NULL"
    )


def downgrade() -> None:
    op.drop_table("slips_sheet")

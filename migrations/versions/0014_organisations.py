"""organisations.

Rules: add, backfill, switch, drop go in separate releases; nothing edits a migration that has
been released; the test of a migration runs it up, down and up again with data in the tables.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TABLE = "organisations_succession"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", BIG, nullable=False),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.Column("predecessor_id", BIG, nullable=False),
        sa.Column("successor_id", BIG, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("is_main", sa.Boolean(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "(predecessor_id <> successor_id) = (kind IN ('merge', 'split', 'close'))",
            name=op.f("ck_organisations_succession_who_goes_on_succeeds_itself"),
        ),
        sa.ForeignKeyConstraint(
            ["predecessor_id"],
            ["organisations_organisation.id"],
            name=op.f("fk_organisations_succession_predecessor_id"),
        ),
        sa.ForeignKeyConstraint(
            ["successor_id"],
            ["organisations_organisation.id"],
            name=op.f("fk_organisations_succession_successor_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisations_succession")),
        sa.UniqueConstraint("uuid", name=op.f("uq_organisations_succession_uuid")),
    )
    for column in ("predecessor_id", "successor_id"):
        op.create_index(op.f(f"ix_{TABLE}_{column}"), TABLE, [column], unique=False)


def downgrade() -> None:
    for column in ("predecessor_id", "successor_id"):
        op.drop_index(op.f(f"ix_{TABLE}_{column}"), table_name=TABLE)
    op.drop_table(TABLE)

"""targets.

Rules: add, backfill, switch, drop go in separate releases; nothing edits a migration that has
been released; the test of a migration runs it up, down and up again with data in the tables.
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "targets_kept",
        sa.Column("id", BIG, nullable=False),
        sa.Column("target_id", BIG, nullable=False),
        sa.Column("known_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_month", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["target_id"],
            ["targets_target.id"],
            name=op.f("fk_targets_kept_target_id_targets_target"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_targets_kept")),
    )
    op.create_index(op.f("ix_targets_kept_target_id"), "targets_kept", ["target_id"])
    op.create_table(
        "targets_movement",
        sa.Column("id", BIG, nullable=False),
        sa.Column("kept_id", BIG, nullable=False),
        sa.Column("month_on", sa.Date(), nullable=False),
        sa.Column("moved_on", sa.Date(), nullable=False),
        sa.Column("organisation_id", BIG, nullable=True),
        sa.Column("places", TEXT, nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("trained", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["kept_id"], ["targets_kept.id"], name=op.f("fk_targets_movement_kept_id_targets_kept")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations_organisation.id"],
            name=op.f("fk_targets_movement_organisation_id_organisations_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_targets_movement")),
    )
    op.create_index(
        op.f("ix_targets_movement_kept_id"),
        "targets_movement",
        ["kept_id", "month_on", "moved_on"],
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_targets_movement_kept_id"), table_name="targets_movement")
    op.drop_table("targets_movement")
    op.drop_index(op.f("ix_targets_kept_target_id"), table_name="targets_kept")
    op.drop_table("targets_kept")

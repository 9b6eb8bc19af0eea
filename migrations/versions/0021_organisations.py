"""organisations: new units carved out of one that goes on; changes for a day to come.

Rules: add, backfill, switch, drop go in separate releases; nothing edits a migration that has
been released; the test of a migration runs it up, down and up again with data in the tables.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")
SUCCESSION = "organisations_succession"
PLAN = "reorganisation_plan"
UNIT = "reorganisation_plan_unit"
OPEN = sa.text("carried_out_at IS NULL AND withdrawn_at IS NULL")
BEFORE = "who_goes_on_succeeds_itself"
AFTER = "who_changes_succeeds_itself"


def upgrade() -> None:
    with op.batch_alter_table(SUCCESSION) as table:
        table.drop_constraint(BEFORE, type_="check")
        table.create_check_constraint(
            AFTER, "(predecessor_id = successor_id) = (kind IN ('rename', 'transfer', 'rekind'))"
        )
    _create_plan()
    op.create_table(
        UNIT,
        sa.Column("id", BIG, nullable=False),
        sa.Column("plan_id", BIG, nullable=False),
        sa.Column("organisation_id", BIG, nullable=False),
        sa.Column("ends", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], [f"{PLAN}.id"], name=op.f(f"fk_{UNIT}_plan_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations_organisation.id"],
            name=op.f(f"fk_{UNIT}_organisation_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{UNIT}")),
        sa.UniqueConstraint(
            "plan_id", "organisation_id", name=op.f(f"uq_{UNIT}_plan_id_organisation_id")
        ),
    )
    op.create_index(op.f(f"ix_{UNIT}_organisation_id"), UNIT, ["organisation_id"])


def _create_plan() -> None:
    op.create_table(
        PLAN,
        sa.Column("id", BIG, nullable=False),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", BIG, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("details", DOCUMENT, nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("carried_out_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failure", DOCUMENT, nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by", sa.Uuid(), nullable=True),
        sa.Column("withdrawn_because", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations_organisation.id"],
            name=op.f(f"fk_{PLAN}_organisation_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{PLAN}")),
        sa.UniqueConstraint("uuid", name=op.f(f"uq_{PLAN}_uuid")),
    )
    op.create_index(op.f(f"ix_{PLAN}_organisation_id"), PLAN, ["organisation_id"])
    op.create_index(
        op.f(f"ix_{PLAN}_effective_on"),
        PLAN,
        ["effective_on"],
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )


def downgrade() -> None:
    op.drop_index(op.f(f"ix_{UNIT}_organisation_id"), table_name=UNIT)
    op.drop_table(UNIT)
    op.drop_index(op.f(f"ix_{PLAN}_effective_on"), table_name=PLAN)
    op.drop_index(op.f(f"ix_{PLAN}_organisation_id"), table_name=PLAN)
    op.drop_table(PLAN)
    with op.batch_alter_table(SUCCESSION) as table:
        table.drop_constraint(AFTER, type_="check")
        table.create_check_constraint(
            BEFORE, "(predecessor_id <> successor_id) = (kind IN ('merge', 'split', 'close'))"
        )

"""enrolment.

Rules: add, backfill, switch, drop go in separate releases; nothing edits a migration that has
been released; the test of a migration runs it up, down and up again with data in the tables.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")


def upgrade() -> None:
    op.add_column("learning_enrolment", sa.Column("rule_uuid", sa.Uuid(), nullable=True))
    op.add_column("learning_enrolment", sa.Column("released_by", sa.Uuid(), nullable=True))
    op.create_index(op.f("ix_learning_enrolment_rule_uuid"), "learning_enrolment", ["rule_uuid"])
    op.create_table(
        "learning_due_change",
        sa.Column("id", BIG, nullable=False),
        sa.Column("enrolment_id", BIG, nullable=False),
        sa.Column("was_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["enrolment_id"],
            ["learning_enrolment.id"],
            name=op.f("fk_learning_due_change_enrolment_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learning_due_change")),
    )
    op.create_index(
        op.f("ix_learning_due_change_enrolment_id"), "learning_due_change", ["enrolment_id"]
    )
    _create_rule()
    op.create_table(
        "enrolment_mark",
        sa.Column("id", BIG, nullable=False),
        sa.Column("read_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("looked_on", sa.Date(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_enrolment_mark_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment_mark")),
    )


def _create_rule() -> None:
    op.create_table(
        "enrolment_rule",
        sa.Column("id", BIG, nullable=False),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.Column("thread", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("organisation_id", BIG, nullable=False),
        sa.Column("working_groups", DOCUMENT, nullable=False),
        sa.Column("categories", DOCUMENT, nullable=False),
        sa.Column("full_time_only", sa.Boolean(), nullable=False),
        sa.Column("programme_key", sa.Text(), nullable=False),
        sa.Column("due_kind", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("due_days", sa.Integer(), nullable=True),
        sa.Column("anchor", sa.Text(), nullable=True),
        sa.Column("clause", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("change_reason", sa.Text(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from",
            name=op.f("ck_enrolment_rule_ends_after_start"),
        ),
        sa.CheckConstraint(
            "due_kind IN ('fixed', 'relative')", name=op.f("ck_enrolment_rule_due_kind_is_known")
        ),
        sa.CheckConstraint(
            "(due_kind = 'fixed') = (due_on IS NOT NULL)",
            name=op.f("ck_enrolment_rule_fixed_has_day"),
        ),
        sa.CheckConstraint(
            "(due_kind = 'relative') = (due_days IS NOT NULL AND anchor IS NOT NULL)",
            name=op.f("ck_enrolment_rule_relative_has_anchor"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations_organisation.id"],
            name=op.f("fk_enrolment_rule_organisation_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment_rule")),
        sa.UniqueConstraint("uuid", name=op.f("uq_enrolment_rule_uuid")),
    )
    op.create_index(
        "uq_enrolment_rule_one_in_force",
        "enrolment_rule",
        ["thread"],
        unique=True,
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.create_index(
        op.f("ix_enrolment_rule_organisation_id"), "enrolment_rule", ["organisation_id"]
    )


def downgrade() -> None:
    op.drop_table("enrolment_mark")
    op.drop_table("enrolment_rule")
    op.drop_table("learning_due_change")
    op.drop_index(op.f("ix_learning_enrolment_rule_uuid"), "learning_enrolment")
    op.drop_column("learning_enrolment", "released_by")
    op.drop_column("learning_enrolment", "rule_uuid")

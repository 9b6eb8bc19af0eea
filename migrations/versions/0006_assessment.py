"""assessment.

Rules: add, backfill, switch, drop go in separate releases; nothing edits a migration that has
been released; the test of a migration runs it up, down and up again with data in the tables.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "assessment_attempt",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.Column("sitting_uuid", sa.Uuid(), nullable=False),
        sa.Column("quiz_key", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column(
            "drawn",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deadline_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "number >= 1", name=op.f("ck_assessment_attempt_number_counts_from_one")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_attempt")),
        sa.UniqueConstraint(
            "sitting_uuid",
            "quiz_key",
            "number",
            name=op.f("uq_assessment_attempt_sitting_uuid_quiz_key_number"),
        ),
        sa.UniqueConstraint("uuid", name=op.f("uq_assessment_attempt_uuid")),
    )
    op.create_index(
        "uq_assessment_attempt_one_open",
        "assessment_attempt",
        ["sitting_uuid", "quiz_key"],
        unique=True,
        sqlite_where=sa.text("submitted_at IS NULL"),
        postgresql_where=sa.text("submitted_at IS NULL"),
    )
    op.create_table(
        "assessment_extra_attempt",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sitting_uuid", sa.Uuid(), nullable=False),
        sa.Column("quiz_key", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("allowed_by", sa.Uuid(), nullable=False),
        sa.Column("allowed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_extra_attempt")),
    )
    op.create_index(
        op.f("ix_assessment_extra_attempt_sitting_uuid"),
        "assessment_extra_attempt",
        ["sitting_uuid", "quiz_key"],
        unique=False,
    )
    op.create_table(
        "assessment_answer",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "attempt_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("question_key", sa.Text(), nullable=False),
        sa.Column(
            "value",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["assessment_attempt.id"], name=op.f("fk_assessment_answer_attempt_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_answer")),
        sa.UniqueConstraint(
            "attempt_id", "sequence", name=op.f("uq_assessment_answer_attempt_id_sequence")
        ),
    )
    op.create_table(
        "assessment_grade",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "attempt_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("score", sa.Numeric(precision=5, scale=4), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column(
            "marks",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("graded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "score BETWEEN 0 AND 1", name=op.f("ck_assessment_grade_score_is_ratio")
        ),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["assessment_attempt.id"], name=op.f("fk_assessment_grade_attempt_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_grade")),
        sa.UniqueConstraint(
            "attempt_id", "number", name=op.f("uq_assessment_grade_attempt_id_number")
        ),
    )


def downgrade() -> None:

    op.drop_table("assessment_grade")
    op.drop_table("assessment_answer")
    op.drop_index(
        op.f("ix_assessment_extra_attempt_sitting_uuid"), table_name="assessment_extra_attempt"
    )
    op.drop_table("assessment_extra_attempt")
    op.drop_index(
        "uq_assessment_attempt_one_open",
        table_name="assessment_attempt",
        sqlite_where=sa.text("submitted_at IS NULL"),
        postgresql_where=sa.text("submitted_at IS NULL"),
    )
    op.drop_table("assessment_attempt")

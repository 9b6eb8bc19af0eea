"""learning.

Rules: add, backfill, switch, drop go in separate releases; nothing edits a migration that has
been released; the test of a migration runs it up, down and up again with data in the tables.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "learning_enrolment",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("programme_key", sa.Text(), nullable=False),
        sa.Column(
            "version_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("enrolled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("enrolled_by", sa.Uuid(), nullable=True),
        sa.Column("last_step", sa.Text(), nullable=True),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("release_reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people_person.id"], name=op.f("fk_learning_enrolment_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["catalog_programme_version.id"],
            name=op.f("fk_learning_enrolment_version_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learning_enrolment")),
        sa.UniqueConstraint("uuid", name=op.f("uq_learning_enrolment_uuid")),
    )
    op.create_index(
        op.f("ix_learning_enrolment_person_id"), "learning_enrolment", ["person_id"], unique=False
    )
    op.create_index(
        op.f("ix_learning_enrolment_programme_key"),
        "learning_enrolment",
        ["programme_key"],
        unique=False,
    )
    op.create_index(
        "uq_learning_enrolment_one_open",
        "learning_enrolment",
        ["person_id", "programme_key"],
        unique=True,
        sqlite_where=sa.text("completed_at IS NULL AND released_at IS NULL"),
        postgresql_where=sa.text("completed_at IS NULL AND released_at IS NULL"),
    )
    op.create_table(
        "learning_completion",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "enrolment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("programme_key", sa.Text(), nullable=False),
        sa.Column(
            "version_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("completed_on", sa.Date(), nullable=False),
        sa.Column(
            "evidence",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind IN ('completed', 'recognised', 'waived')",
            name=op.f("ck_learning_completion_kind_is_known"),
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id"],
            ["learning_enrolment.id"],
            name=op.f("fk_learning_completion_enrolment_id"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people_person.id"], name=op.f("fk_learning_completion_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["catalog_programme_version.id"],
            name=op.f("fk_learning_completion_version_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learning_completion")),
        sa.UniqueConstraint("enrolment_id", name=op.f("uq_learning_completion_enrolment_id")),
        sa.UniqueConstraint("uuid", name=op.f("uq_learning_completion_uuid")),
    )
    op.create_index(
        op.f("ix_learning_completion_person_id"),
        "learning_completion",
        ["person_id", "superseded_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_learning_completion_programme_key"),
        "learning_completion",
        ["programme_key", "completed_on"],
        unique=False,
    )
    op.create_table(
        "learning_lesson_progress",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "enrolment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("lesson_key", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["enrolment_id"],
            ["learning_enrolment.id"],
            name=op.f("fk_learning_lesson_progress_enrolment_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learning_lesson_progress")),
        sa.UniqueConstraint(
            "enrolment_id",
            "lesson_key",
            name=op.f("uq_learning_lesson_progress_enrolment_id_lesson_key"),
        ),
    )
    op.create_table(
        "learning_revocation",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "completion_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("revoked_by", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["completion_id"],
            ["learning_completion.id"],
            name=op.f("fk_learning_revocation_completion_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learning_revocation")),
    )
    op.create_index(
        op.f("ix_learning_revocation_completion_id"),
        "learning_revocation",
        ["completion_id"],
        unique=False,
    )


def downgrade() -> None:

    op.drop_index(op.f("ix_learning_revocation_completion_id"), table_name="learning_revocation")
    op.drop_table("learning_revocation")
    op.drop_table("learning_lesson_progress")
    op.drop_index(op.f("ix_learning_completion_programme_key"), table_name="learning_completion")
    op.drop_index(op.f("ix_learning_completion_person_id"), table_name="learning_completion")
    op.drop_table("learning_completion")
    op.drop_index(
        "uq_learning_enrolment_one_open",
        table_name="learning_enrolment",
        sqlite_where=sa.text("completed_at IS NULL AND released_at IS NULL"),
        postgresql_where=sa.text("completed_at IS NULL AND released_at IS NULL"),
    )
    op.drop_index(op.f("ix_learning_enrolment_programme_key"), table_name="learning_enrolment")
    op.drop_index(op.f("ix_learning_enrolment_person_id"), table_name="learning_enrolment")
    op.drop_table("learning_enrolment")

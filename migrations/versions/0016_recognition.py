"""recognition.

Rules: add, backfill, switch, drop go in separate releases; nothing edits a migration that has
been released; the test of a migration runs it up, down and up again with data in the tables.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "recognition_evidence",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("file_key", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recognition_evidence")),
        sa.UniqueConstraint("file_key", name=op.f("uq_recognition_evidence_file_key")),
    )
    op.create_table(
        "recognition_batch",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.Column("filed_by", sa.Uuid(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("file_key", sa.Text(), nullable=True),
        sa.Column(
            "evidence_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column(
            "refusal",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=True,
        ),
        sa.Column("rows_total", sa.Integer(), nullable=False),
        sa.Column(
            "counts",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "ignored",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_reason", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "decided_by IS NULL OR decided_by != filed_by",
            name=op.f("ck_recognition_batch_two_people"),
        ),
        sa.ForeignKeyConstraint(
            ["evidence_id"],
            ["recognition_evidence.id"],
            name=op.f("fk_recognition_batch_evidence_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recognition_batch")),
        sa.UniqueConstraint("uuid", name=op.f("uq_recognition_batch_uuid")),
    )
    op.create_index(
        op.f("ix_recognition_batch_filed_by"), "recognition_batch", ["filed_by"], unique=False
    )
    op.create_index(
        op.f("ix_recognition_batch_state"), "recognition_batch", ["state"], unique=False
    )
    op.create_table(
        "recognition_claim",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.Column("batch_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("programme_key", sa.Text(), nullable=False),
        sa.Column(
            "version_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("training", sa.Text(), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("covers", sa.Text(), nullable=False),
        sa.Column("periods", sa.Integer(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("completed_on", sa.Date(), nullable=False),
        sa.Column(
            "evidence_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("filed_by", sa.Uuid(), nullable=False),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved", sa.Boolean(), nullable=True),
        sa.Column("decision_reason", sa.Text(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("completion_uuid", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "(decided_at IS NULL) = (approved IS NULL)",
            name=op.f("ck_recognition_claim_decision_is_dated"),
        ),
        sa.CheckConstraint(
            "completed_on >= started_on", name=op.f("ck_recognition_claim_ends_after_start")
        ),
        sa.CheckConstraint(
            "decided_by IS NULL OR decided_by != filed_by",
            name=op.f("ck_recognition_claim_two_people"),
        ),
        sa.CheckConstraint("periods >= 1", name=op.f("ck_recognition_claim_has_periods")),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["recognition_batch.id"], name=op.f("fk_recognition_claim_batch_id")
        ),
        sa.ForeignKeyConstraint(
            ["evidence_id"],
            ["recognition_evidence.id"],
            name=op.f("fk_recognition_claim_evidence_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations_organisation.id"],
            name=op.f("fk_recognition_claim_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people_person.id"], name=op.f("fk_recognition_claim_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["catalog_programme_version.id"],
            name=op.f("fk_recognition_claim_version_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recognition_claim")),
        sa.UniqueConstraint("uuid", name=op.f("uq_recognition_claim_uuid")),
    )
    op.create_index(
        op.f("ix_recognition_claim_batch_id"), "recognition_claim", ["batch_id"], unique=False
    )
    op.create_index(
        op.f("ix_recognition_claim_decided_by"),
        "recognition_claim",
        ["decided_by", "filed_by"],
        unique=False,
    )
    op.create_index(
        op.f("ix_recognition_claim_person_id"), "recognition_claim", ["person_id"], unique=False
    )
    op.create_index(
        "uq_recognition_claim_one_pending",
        "recognition_claim",
        ["person_id", "programme_key", "completed_on"],
        unique=True,
        sqlite_where=sa.text("decided_at IS NULL AND withdrawn_at IS NULL"),
        postgresql_where=sa.text("decided_at IS NULL AND withdrawn_at IS NULL"),
    )
    op.create_table(
        "recognition_row",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("batch_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "plan",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "problems",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["recognition_batch.id"], name=op.f("fk_recognition_row_batch_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recognition_row")),
        sa.UniqueConstraint("batch_id", "number", name=op.f("uq_recognition_row_batch_id_number")),
    )
    op.create_index(
        op.f("ix_recognition_row_batch_id"),
        "recognition_row",
        ["batch_id", "outcome"],
        unique=False,
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_recognition_row_batch_id"), table_name="recognition_row")
    op.drop_table("recognition_row")
    op.drop_index(
        "uq_recognition_claim_one_pending",
        table_name="recognition_claim",
        sqlite_where=sa.text("decided_at IS NULL AND withdrawn_at IS NULL"),
        postgresql_where=sa.text("decided_at IS NULL AND withdrawn_at IS NULL"),
    )
    op.drop_index(op.f("ix_recognition_claim_person_id"), table_name="recognition_claim")
    op.drop_index(op.f("ix_recognition_claim_decided_by"), table_name="recognition_claim")
    op.drop_index(op.f("ix_recognition_claim_batch_id"), table_name="recognition_claim")
    op.drop_table("recognition_claim")
    op.drop_index(op.f("ix_recognition_batch_state"), table_name="recognition_batch")
    op.drop_index(op.f("ix_recognition_batch_filed_by"), table_name="recognition_batch")
    op.drop_table("recognition_batch")
    op.drop_table("recognition_evidence")

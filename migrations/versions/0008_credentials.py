"""credentials.

Rules: add, backfill, switch, drop go in separate releases; nothing edits a migration that has
been released; the test of a migration runs it up, down and up again with data in the tables.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "credentials_issuer",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("printed_name", sa.Text(), nullable=False),
        sa.Column("superior_name", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("signer_title", sa.Text(), nullable=False),
        sa.Column("signer_name", sa.Text(), nullable=False),
        sa.Column("prints_birth_date", sa.Boolean(), nullable=False),
        sa.Column("document_type", sa.Text(), nullable=False),
        sa.Column("assignment", sa.Text(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "document_type = 'completion' OR assignment IS NOT NULL",
            name=op.f("ck_credentials_issuer_diploma_needs_assignment"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations_organisation.id"],
            name=op.f("fk_credentials_issuer_organisation_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credentials_issuer")),
    )
    op.create_index(
        op.f("ix_credentials_issuer_organisation_id"),
        "credentials_issuer",
        ["organisation_id", "valid_from"],
        unique=False,
    )
    op.create_table(
        "credentials_register",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations_organisation.id"],
            name=op.f("fk_credentials_register_organisation_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credentials_register")),
        sa.UniqueConstraint(
            "organisation_id", "year", name=op.f("uq_credentials_register_organisation_id_year")
        ),
    )
    op.create_table(
        "credentials_certificate",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column(
            "completion_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "issuer_organisation_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column(
            "snapshot",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("pdf_key", sa.Text(), nullable=True),
        sa.Column("pdf_sha256", sa.Text(), nullable=True),
        sa.Column(
            "replaces_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_reason", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "revoked_at IS NULL OR revoked_reason IS NOT NULL",
            name=op.f("ck_credentials_certificate_revoked_why"),
        ),
        sa.ForeignKeyConstraint(
            ["completion_id"],
            ["learning_completion.id"],
            name=op.f("fk_credentials_certificate_completion_id"),
        ),
        sa.ForeignKeyConstraint(
            ["issuer_organisation_id"],
            ["organisations_organisation.id"],
            name=op.f("fk_credentials_certificate_issuer_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people_person.id"], name=op.f("fk_credentials_certificate_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["replaces_id"],
            ["credentials_certificate.id"],
            name=op.f("fk_credentials_certificate_replaces_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credentials_certificate")),
        sa.UniqueConstraint(
            "issuer_organisation_id",
            "year",
            "serial",
            name=op.f("uq_credentials_certificate_issuer_organisation_id_year_serial"),
        ),
        sa.UniqueConstraint("replaces_id", name=op.f("uq_credentials_certificate_replaces_id")),
        sa.UniqueConstraint("token", name=op.f("uq_credentials_certificate_token")),
        sa.UniqueConstraint("uuid", name=op.f("uq_credentials_certificate_uuid")),
    )
    op.create_index(
        op.f("ix_credentials_certificate_pdf_sha256"),
        "credentials_certificate",
        ["pdf_sha256"],
        unique=False,
    )
    op.create_index(
        op.f("ix_credentials_certificate_person_id"),
        "credentials_certificate",
        ["person_id"],
        unique=False,
    )
    op.create_index(
        "uq_credentials_certificate_one_original",
        "credentials_certificate",
        ["completion_id"],
        unique=True,
        sqlite_where=sa.text("replaces_id IS NULL"),
        postgresql_where=sa.text("replaces_id IS NULL"),
    )
    op.create_table(
        "credentials_waiting",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "completion_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["completion_id"],
            ["learning_completion.id"],
            name=op.f("fk_credentials_waiting_completion_id"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people_person.id"], name=op.f("fk_credentials_waiting_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credentials_waiting")),
        sa.UniqueConstraint("completion_id", name=op.f("uq_credentials_waiting_completion_id")),
    )


def downgrade() -> None:

    op.drop_table("credentials_waiting")
    op.drop_index(
        "uq_credentials_certificate_one_original",
        table_name="credentials_certificate",
        sqlite_where=sa.text("replaces_id IS NULL"),
        postgresql_where=sa.text("replaces_id IS NULL"),
    )
    op.drop_index(
        op.f("ix_credentials_certificate_person_id"), table_name="credentials_certificate"
    )
    op.drop_index(
        op.f("ix_credentials_certificate_pdf_sha256"), table_name="credentials_certificate"
    )
    op.drop_table("credentials_certificate")
    op.drop_table("credentials_register")
    op.drop_index(op.f("ix_credentials_issuer_organisation_id"), table_name="credentials_issuer")
    op.drop_table("credentials_issuer")

"""attestation.

Rules: add, backfill, switch, drop go in separate releases; nothing edits a migration that has
been released; the test of a migration runs it up, down and up again with data in the tables.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "attestation_attestation",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.Column(
            "organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("period_on", sa.Date(), nullable=False),
        sa.Column("period_to", sa.Date(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("known_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column(
            "groups",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column(
            "defects",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("covers_all_staff", sa.Boolean(), nullable=False),
        sa.Column("fewer_reason", sa.Text(), nullable=True),
        sa.Column("people_before", sa.Integer(), nullable=True),
        sa.Column("attested_by", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "people >= 0", name=op.f("ck_attestation_attestation_people_are_counted")
        ),
        sa.CheckConstraint(
            "period_to > period_on", name=op.f("ck_attestation_attestation_period_has_days")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations_organisation.id"],
            name=op.f("fk_attestation_attestation_organisation_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attestation_attestation")),
        sa.UniqueConstraint("uuid", name=op.f("uq_attestation_attestation_uuid")),
    )
    op.create_index(
        op.f("ix_attestation_attestation_organisation_id"),
        "attestation_attestation",
        ["organisation_id", "period_on", "period_to"],
        unique=False,
    )
    op.create_index(
        "uq_attestation_attestation_one_current",
        "attestation_attestation",
        ["organisation_id", "period_on"],
        unique=True,
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_index(
        "uq_attestation_attestation_one_current",
        table_name="attestation_attestation",
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.drop_index(
        op.f("ix_attestation_attestation_organisation_id"), table_name="attestation_attestation"
    )
    op.drop_table("attestation_attestation")

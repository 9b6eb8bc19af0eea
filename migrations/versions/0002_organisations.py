"""organisations.

Rules: add, backfill, switch, drop go in separate releases; nothing edits a migration that has
been released; the test of a migration runs it up, down and up again with data in the tables.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "organisations_organisation",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.Column("parent_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "path", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False
        ),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("short_name", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("fold_key", sa.Text(), nullable=False),
        sa.Column(
            "sort_key", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False
        ),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "parent_id IS NOT NULL OR kind = 'root'",
            name=op.f("ck_organisations_organisation_only_root_has_no_parent"),
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"],
            ["organisations_organisation.id"],
            name=op.f("fk_organisations_organisation_parent_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisations_organisation")),
        sa.UniqueConstraint("uuid", name=op.f("uq_organisations_organisation_uuid")),
    )
    op.create_index(
        op.f("ix_organisations_organisation_parent_id"),
        "organisations_organisation",
        ["parent_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_organisations_organisation_path"),
        "organisations_organisation",
        ["path"],
        unique=False,
    )
    op.create_index(
        "uq_organisations_organisation_one_root",
        "organisations_organisation",
        ["kind"],
        unique=True,
        sqlite_where=sa.text("kind = 'root'"),
        postgresql_where=sa.text("kind = 'root'"),
    )
    op.create_table(
        "organisations_code",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("scheme", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations_organisation.id"],
            name=op.f("fk_organisations_code_organisation_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisations_code")),
    )
    op.create_index(
        op.f("ix_organisations_code_code"), "organisations_code", ["code", "scheme"], unique=False
    )
    op.create_index(
        op.f("ix_organisations_code_organisation_id"),
        "organisations_code",
        ["organisation_id"],
        unique=False,
    )
    op.create_table(
        "organisations_contact",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations_organisation.id"],
            name=op.f("fk_organisations_contact_organisation_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisations_contact")),
        sa.UniqueConstraint(
            "organisation_id", name=op.f("uq_organisations_contact_organisation_id")
        ),
    )
    op.create_table(
        "organisations_version",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("parent_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "path", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False
        ),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("short_name", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to > valid_from",
            name=op.f("ck_organisations_version_ends_after_start"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations_organisation.id"],
            name=op.f("fk_organisations_version_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"],
            ["organisations_organisation.id"],
            name=op.f("fk_organisations_version_parent_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisations_version")),
    )
    op.create_index(
        op.f("ix_organisations_version_organisation_id"),
        "organisations_version",
        ["organisation_id", "superseded_at"],
        unique=False,
    )


def downgrade() -> None:

    op.drop_index(
        op.f("ix_organisations_version_organisation_id"), table_name="organisations_version"
    )
    op.drop_table("organisations_version")
    op.drop_table("organisations_contact")
    op.drop_index(op.f("ix_organisations_code_organisation_id"), table_name="organisations_code")
    op.drop_index(op.f("ix_organisations_code_code"), table_name="organisations_code")
    op.drop_table("organisations_code")
    op.drop_index(
        "uq_organisations_organisation_one_root",
        table_name="organisations_organisation",
        sqlite_where=sa.text("kind = 'root'"),
        postgresql_where=sa.text("kind = 'root'"),
    )
    op.drop_index(
        op.f("ix_organisations_organisation_path"), table_name="organisations_organisation"
    )
    op.drop_index(
        op.f("ix_organisations_organisation_parent_id"), table_name="organisations_organisation"
    )
    op.drop_table("organisations_organisation")

"""accounts.

Rules: add, backfill, switch, drop go in separate releases; nothing edits a migration that has
been released; the test of a migration runs it up, down and up again with data in the tables.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "accounts_secret_failure",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts_secret_failure")),
    )
    op.create_index(
        op.f("ix_accounts_secret_failure_address"),
        "accounts_secret_failure",
        ["address", "at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_accounts_secret_failure_subject"),
        "accounts_secret_failure",
        ["subject", "at"],
        unique=False,
    )
    op.create_table(
        "accounts_account",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("password_set_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("large_text", sa.Boolean(), nullable=False),
        sa.Column("suspended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "language IN ('vi', 'en')", name=op.f("ck_accounts_account_language_is_known")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people_person.id"], name=op.f("fk_accounts_account_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts_account")),
        sa.UniqueConstraint("person_id", name=op.f("uq_accounts_account_person_id")),
        sa.UniqueConstraint("uuid", name=op.f("uq_accounts_account_uuid")),
    )
    op.create_table(
        "accounts_activation_code",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("code_hmac", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts_account.id"],
            name=op.f("fk_accounts_activation_code_account_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts_activation_code")),
        sa.UniqueConstraint("code_hmac", name=op.f("uq_accounts_activation_code_code_hmac")),
    )
    op.create_index(
        op.f("ix_accounts_activation_code_account_id"),
        "accounts_activation_code",
        ["account_id"],
        unique=False,
    )
    op.create_table(
        "accounts_role_grant",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.Column(
            "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column(
            "organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("granted_by", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to > valid_from",
            name=op.f("ck_accounts_role_grant_ends_after_start"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts_account.id"], name=op.f("fk_accounts_role_grant_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations_organisation.id"],
            name=op.f("fk_accounts_role_grant_organisation_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts_role_grant")),
        sa.UniqueConstraint("uuid", name=op.f("uq_accounts_role_grant_uuid")),
    )
    op.create_index(
        op.f("ix_accounts_role_grant_account_id"),
        "accounts_role_grant",
        ["account_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_accounts_role_grant_organisation_id"),
        "accounts_role_grant",
        ["organisation_id"],
        unique=False,
    )


def downgrade() -> None:

    op.drop_index(op.f("ix_accounts_role_grant_organisation_id"), table_name="accounts_role_grant")
    op.drop_index(op.f("ix_accounts_role_grant_account_id"), table_name="accounts_role_grant")
    op.drop_table("accounts_role_grant")
    op.drop_index(
        op.f("ix_accounts_activation_code_account_id"), table_name="accounts_activation_code"
    )
    op.drop_table("accounts_activation_code")
    op.drop_table("accounts_account")
    op.drop_index(op.f("ix_accounts_secret_failure_subject"), table_name="accounts_secret_failure")
    op.drop_index(op.f("ix_accounts_secret_failure_address"), table_name="accounts_secret_failure")
    op.drop_table("accounts_secret_failure")

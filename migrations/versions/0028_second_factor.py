"""second_factor.

Rules: add, backfill, switch, drop go in separate releases; nothing edits a migration that has
been released; the test of a migration runs it up, down and up again with data in the tables.
"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "second_factor_app",
        sa.Column("id", BIG, nullable=False),
        sa.Column("account_id", BIG, nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_step", BIG, nullable=True),
        sa.CheckConstraint(
            "(confirmed_at IS NULL) = (last_step IS NULL)",
            name=op.f("ck_second_factor_app_confirmed_by_a_code"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts_account.id"], name=op.f("fk_second_factor_app_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_second_factor_app")),
        sa.UniqueConstraint("account_id", name=op.f("uq_second_factor_app_account_id")),
    )
    op.create_table(
        "second_factor_recovery_code",
        sa.Column("id", BIG, nullable=False),
        sa.Column("app_id", BIG, nullable=False),
        sa.Column("code_hmac", sa.Text(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["app_id"],
            ["second_factor_app.id"],
            name=op.f("fk_second_factor_recovery_code_app_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_second_factor_recovery_code")),
        sa.UniqueConstraint("code_hmac", name=op.f("uq_second_factor_recovery_code_code_hmac")),
    )
    op.create_index(
        op.f("ix_second_factor_recovery_code_app_id"), "second_factor_recovery_code", ["app_id"]
    )


def downgrade() -> None:
    op.drop_table("second_factor_recovery_code")
    op.drop_table("second_factor_app")

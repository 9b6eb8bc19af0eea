"""The limit on guessing over all, known networks, and what the audit log is searched by.

Rules: add, backfill, switch, drop go in separate releases; nothing edits a migration that has
been released; the test of a migration runs it up, down and up again with data in the tables.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "accounts_known_network",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("network", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts_known_network")),
    )
    op.create_index(
        op.f("ix_accounts_known_network_network"), "accounts_known_network", ["network", "seen_at"]
    )
    with op.batch_alter_table("accounts_secret_failure") as table:
        table.add_column(sa.Column("budget", sa.Text(), nullable=True))
        table.create_check_constraint("budget_is_known", "budget IN ('password', 'code')")
    op.create_index(
        op.f("ix_accounts_secret_failure_budget"), "accounts_secret_failure", ["budget", "at"]
    )
    op.create_index(op.f("ix_core_audit_event_actor_uuid"), "core_audit_event", ["actor_uuid"])
    op.create_index(op.f("ix_core_audit_event_at"), "core_audit_event", ["at"])


def downgrade() -> None:
    op.drop_index(op.f("ix_core_audit_event_at"), table_name="core_audit_event")
    op.drop_index(op.f("ix_core_audit_event_actor_uuid"), table_name="core_audit_event")
    op.drop_index(op.f("ix_accounts_secret_failure_budget"), table_name="accounts_secret_failure")
    with op.batch_alter_table("accounts_secret_failure") as table:
        table.drop_constraint("budget_is_known", type_="check")
        table.drop_column("budget")
    op.drop_index(op.f("ix_accounts_known_network_network"), table_name="accounts_known_network")
    op.drop_table("accounts_known_network")

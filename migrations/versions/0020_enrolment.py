"""What was written since a moment is found without reading everything.

Rules: add, backfill, switch, drop go in separate releases; nothing edits a migration that has
been released; the test of a migration runs it up, down and up again with data in the tables.
"""

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

INDEXED = (
    ("people_post", "recorded_at"),
    ("people_post", "superseded_at"),
    ("people_person", "withdrawn_at"),
    ("learning_completion", "recorded_at"),
    ("learning_completion", "superseded_at"),
    ("learning_revocation", "recorded_at"),
)


def upgrade() -> None:
    for table, column in INDEXED:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def downgrade() -> None:
    for table, column in INDEXED:
        op.drop_index(op.f(f"ix_{table}_{column}"), table)

"""roster.

Rules: add, backfill, switch, drop go in separate releases; nothing edits a migration that has
been released; the test of a migration runs it up, down and up again with data in the tables.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")


def upgrade() -> None:
    for column in (
        sa.Column("is_whole", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("withheld", DOCUMENT, nullable=False, server_default="[]"),
        sa.Column("decisions", DOCUMENT, nullable=False, server_default="{}"),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
    ):
        op.add_column("roster_change_set", column)
    for column in (
        sa.Column("candidates", DOCUMENT, nullable=False, server_default="[]"),
        sa.Column("drift", DOCUMENT, nullable=True),
        sa.Column("obstacles", DOCUMENT, nullable=True),
    ):
        op.add_column("roster_row", column)
    # Plans of another shape cannot be written any more: those files are compared again.
    op.execute("UPDATE roster_change_set SET state = 'stale' WHERE state IN ('ready', 'applying')")
    _create(
        "roster_staged_person",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.Column("account_uuid", sa.Uuid(), nullable=True),
        sa.Column("post_count", sa.Integer(), nullable=True),
        sa.Column("post_sum", sa.BigInteger(), nullable=True),
        sa.Column("full_name", sa.Text(), nullable=False),
        sa.Column("sort_key", sa.Text(), nullable=False),
        sa.Column("fold_key", sa.Text(), nullable=False),
        sa.Column("born_on", sa.Date(), nullable=True),
        sa.Column("sex", sa.Text(), nullable=True),
        sa.Column("id_number_cipher", sa.LargeBinary(), nullable=True),
        sa.Column("id_number_index", sa.Text(), nullable=True),
        sa.Column("id_number_tail", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("staff_code", sa.Text(), nullable=True),
        sa.Column("staff_code_scope", sa.BigInteger(), nullable=True),
    )
    _create(
        "roster_staged_post",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("person_uuid", sa.Uuid(), nullable=False),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.Column("replaces", sa.BigInteger(), nullable=True),
        sa.Column("thread", sa.Uuid(), nullable=True),
        sa.Column("organisation_id", sa.BigInteger(), nullable=True),
        sa.Column("working_group", sa.Text(), nullable=True),
        sa.Column("full_time", sa.Boolean(), nullable=True),
        sa.Column("category", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
    )
    _create(
        "roster_staged_enrolment",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("person_uuid", sa.Uuid(), nullable=False),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.Column("opens", sa.Boolean(), nullable=False),
        sa.Column("programme_key", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("was_due_on", sa.Date(), nullable=True),
    )
    _create(
        "roster_staged_event",
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject_kind", sa.Text(), nullable=False),
        sa.Column("subject_uuid", sa.Uuid(), nullable=False),
        sa.Column("detail", DOCUMENT, nullable=False),
    )
    # Finding people of the same birth date, and units by name, for each row of a file.
    op.create_index(op.f("ix_people_person_born_on"), "people_person", ["born_on"])
    op.create_index(
        op.f("ix_organisations_organisation_fold_key"), "organisations_organisation", ["fold_key"]
    )


def _create(name: str, *columns: sa.Column[object]) -> None:
    op.create_table(
        name,
        sa.Column("id", BIG, nullable=False),
        sa.Column("change_set_id", BIG, nullable=False),
        sa.Column("run", sa.Uuid(), nullable=False),
        *columns,
        sa.ForeignKeyConstraint(
            ["change_set_id"], ["roster_change_set.id"], name=op.f(f"fk_{name}_change_set_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )
    op.create_index(op.f(f"ix_{name}_change_set_id"), name, ["change_set_id", "run"])


def downgrade() -> None:
    op.drop_index(
        op.f("ix_organisations_organisation_fold_key"), table_name="organisations_organisation"
    )
    op.drop_index(op.f("ix_people_person_born_on"), table_name="people_person")
    for name in ("event", "enrolment", "post", "person"):
        table = f"roster_staged_{name}"
        op.drop_index(op.f(f"ix_{table}_change_set_id"), table_name=table)
        op.drop_table(table)
    op.execute(
        "DELETE FROM roster_row WHERE action NOT IN ('create', 'update', 'unchanged', 'error')"
    )
    op.execute(
        "UPDATE roster_change_set SET state = 'applied' WHERE state IN ('undoing', 'undone')"
    )
    op.execute("UPDATE roster_change_set SET state = 'stale' WHERE state IN ('ready', 'applying')")
    for column in ("obstacles", "drift", "candidates"):
        op.drop_column("roster_row", column)
    for column in ("undone_at", "decisions", "withheld", "is_whole"):
        op.drop_column("roster_change_set", column)

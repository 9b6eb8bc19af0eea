"""people: why a post's row exists, and merges.

Rules: add, backfill, switch, drop go in separate releases; nothing edits a migration that has
been released; the test of a migration runs it up, down and up again with data in the tables.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ENDS = sa.text("valid_to IS NOT NULL")
IN_FORCE = sa.text("superseded_at IS NULL")


def upgrade() -> None:
    op.add_column("people_post", sa.Column("reason", sa.Text(), nullable=True))
    op.add_column("people_post", sa.Column("recorded_by", sa.Uuid(), nullable=True))
    op.create_index(
        op.f("ix_people_post_working_group"), "people_post", ["working_group", "superseded_at"]
    )
    op.create_index(op.f("ix_people_post_valid_from"), "people_post", ["valid_from"])
    op.create_index(
        op.f("ix_people_post_valid_to"),
        "people_post",
        ["valid_to"],
        sqlite_where=ENDS,
        postgresql_where=ENDS,
    )
    _create_merge()


def _create_merge() -> None:
    op.create_table(
        "people_merge",
        sa.Column("id", BIG, nullable=False),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.Column("duplicate_id", BIG, nullable=False),
        sa.Column("survivor_id", BIG, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("duplicate_id <> survivor_id", name=op.f("ck_people_merge_two_records")),
        sa.ForeignKeyConstraint(
            ["duplicate_id"], ["people_person.id"], name=op.f("fk_people_merge_duplicate_id")
        ),
        sa.ForeignKeyConstraint(
            ["survivor_id"], ["people_person.id"], name=op.f("fk_people_merge_survivor_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people_merge")),
        sa.UniqueConstraint("uuid", name=op.f("uq_people_merge_uuid")),
    )
    op.create_index(op.f("ix_people_merge_survivor_id"), "people_merge", ["survivor_id"])
    op.create_index(
        "uq_people_merge_once",
        "people_merge",
        ["duplicate_id"],
        unique=True,
        sqlite_where=IN_FORCE,
        postgresql_where=IN_FORCE,
    )


def downgrade() -> None:
    op.drop_index("uq_people_merge_once", table_name="people_merge")
    op.drop_index(op.f("ix_people_merge_survivor_id"), table_name="people_merge")
    op.drop_table("people_merge")
    op.drop_index(op.f("ix_people_post_valid_to"), table_name="people_post")
    op.drop_index(op.f("ix_people_post_valid_from"), table_name="people_post")
    op.drop_index(op.f("ix_people_post_working_group"), table_name="people_post")
    with op.batch_alter_table("people_post") as post:
        post.drop_column("recorded_by")
        post.drop_column("reason")

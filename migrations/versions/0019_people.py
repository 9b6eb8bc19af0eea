"""people: a person's own data before each correction, and the parts of names to search in.

Rules: add, backfill, switch, drop go in separate releases; nothing edits a migration that has
been released; the test of a migration runs it up, down and up again with data in the tables.
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
CODE = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
PARTS = """
INSERT INTO people_name_part (part, person_id)
WITH RECURSIVE name (id, part) AS (
    SELECT id, fold_key FROM people_person
    UNION ALL
    SELECT id, substr(part, {position}(part, ' ') + 1) FROM name WHERE {position}(part, ' ') > 0
)
SELECT part, id FROM name
"""


def upgrade() -> None:
    """Add the two tables and fill the second."""
    _create_earlier()
    op.create_table(
        "people_name_part",
        sa.Column("part", CODE, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people_person.id"],
            name=op.f("fk_people_name_part_person_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("part", "person_id", name=op.f("pk_people_name_part")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_people_name_part_person_id"), "people_name_part", ["person_id"])
    sqlite = op.get_context().dialect.name == "sqlite"
    op.execute(PARTS.format(position="instr" if sqlite else "strpos"))
    op.create_index(op.f("ix_people_person_staff_code"), "people_person", ["staff_code"])
    op.drop_index(op.f("ix_people_person_sort_key"), table_name="people_person")
    op.create_index(op.f("ix_people_person_sort_key"), "people_person", ["sort_key", "id"])
    _index_posts("organisation_id", "superseded_at", "valid_from", "valid_to", "person_id")
    _index_posts(
        "working_group",
        "superseded_at",
        "person_id",
        "full_time",
        "valid_from",
        "valid_to",
    )


def downgrade() -> None:
    """Take them away: what was known before corrections is lost."""
    _index_posts("working_group", "superseded_at")
    _index_posts("organisation_id", "superseded_at")
    op.drop_index(op.f("ix_people_person_sort_key"), table_name="people_person")
    op.create_index(op.f("ix_people_person_sort_key"), "people_person", ["sort_key"])
    op.drop_index(op.f("ix_people_person_staff_code"), table_name="people_person")
    op.drop_table("people_name_part")
    op.drop_table("people_earlier_identity")


def _index_posts(*columns: str) -> None:
    """Index posts anew by the first of the columns; the rest is answered without reading them."""
    name = op.f(f"ix_people_post_{columns[0]}")
    op.drop_index(name, table_name="people_post")
    op.create_index(name, "people_post", list(columns))


def _create_earlier() -> None:
    op.create_table(
        "people_earlier_identity",
        sa.Column("id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("full_name", sa.Text(), nullable=False),
        sa.Column("born_on", sa.Date(), nullable=True),
        sa.Column("sex", sa.Text(), nullable=True),
        sa.Column("id_number_cipher", sa.LargeBinary(), nullable=True),
        sa.Column("id_number_tail", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("staff_code", sa.Text(), nullable=True),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_by", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people_person.id"], name=op.f("fk_people_earlier_identity_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people_earlier_identity")),
    )
    op.create_index(
        op.f("ix_people_earlier_identity_person_id"), "people_earlier_identity", ["person_id"]
    )

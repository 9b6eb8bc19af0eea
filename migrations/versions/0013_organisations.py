"""organisations.

Rules: add, backfill, switch, drop go in separate releases; nothing edits a migration that has
been released; the test of a migration runs it up, down and up again with data in the tables.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")
TABLE = "organisations_succession"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", BIG, nullable=False),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.Column("predecessor_id", BIG, nullable=False),
        sa.Column("successor_id", BIG, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("is_main", sa.Boolean(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "(predecessor_id <> successor_id) = (kind IN ('merge', 'split', 'close'))",
            name=op.f("ck_organisations_succession_who_goes_on_succeeds_itself"),
        ),
        sa.ForeignKeyConstraint(
            ["predecessor_id"],
            ["organisations_organisation.id"],
            name=op.f("fk_organisations_succession_predecessor_id"),
        ),
        sa.ForeignKeyConstraint(
            ["successor_id"],
            ["organisations_organisation.id"],
            name=op.f("fk_organisations_succession_successor_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisations_succession")),
        sa.UniqueConstraint("uuid", name=op.f("uq_organisations_succession_uuid")),
    )
    for column in ("predecessor_id", "successor_id"):
        op.create_index(op.f(f"ix_{TABLE}_{column}"), TABLE, [column], unique=False)
    _create_files()


def _create_files() -> None:
    op.create_table(
        "gazetteer_file",
        sa.Column("id", BIG, nullable=False),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("paths", DOCUMENT, nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("file_key", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("refusal", DOCUMENT, nullable=True),
        sa.Column("counts", DOCUMENT, nullable=False),
        sa.Column("ignored", DOCUMENT, nullable=False),
        sa.Column("compared_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gazetteer_file")),
        sa.UniqueConstraint("uuid", name=op.f("uq_gazetteer_file_uuid")),
    )
    op.create_index(
        op.f("ix_gazetteer_file_made_by"),
        "gazetteer_file",
        ["made_by"],
        unique=False,
    )
    op.create_table(
        "gazetteer_row",
        sa.Column("id", BIG, nullable=False),
        sa.Column("file_id", BIG, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("cells", DOCUMENT, nullable=False),
        sa.Column("changes", DOCUMENT, nullable=False),
        sa.Column("problems", DOCUMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"],
            ["gazetteer_file.id"],
            name=op.f("fk_gazetteer_row_file_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gazetteer_row")),
        sa.UniqueConstraint("file_id", "number", name=op.f("uq_gazetteer_row_file_id_number")),
    )
    op.create_index(
        op.f("ix_gazetteer_row_file_id"),
        "gazetteer_row",
        ["file_id", "action"],
        unique=False,
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_gazetteer_row_file_id"), table_name="gazetteer_row")
    op.drop_table("gazetteer_row")
    op.drop_index(op.f("ix_gazetteer_file_made_by"), table_name="gazetteer_file")
    op.drop_table("gazetteer_file")
    for column in ("predecessor_id", "successor_id"):
        op.drop_index(op.f(f"ix_{TABLE}_{column}"), table_name=TABLE)
    op.drop_table(TABLE)

"""people.

Rules: add, backfill, switch, drop go in separate releases; nothing edits a migration that has
been released; the test of a migration runs it up, down and up again with data in the tables.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "people_person",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.Column("full_name", sa.Text(), nullable=False),
        sa.Column(
            "sort_key", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False
        ),
        sa.Column("fold_key", sa.Text(), nullable=False),
        sa.Column("born_on", sa.Date(), nullable=True),
        sa.Column("sex", sa.Text(), nullable=True),
        sa.Column("id_number_cipher", sa.LargeBinary(), nullable=True),
        sa.Column("id_number_index", sa.Text(), nullable=True),
        sa.Column("id_number_tail", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("staff_code", sa.Text(), nullable=True),
        sa.Column(
            "staff_code_scope", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("sex IN ('male', 'female')", name=op.f("ck_people_person_sex_is_known")),
        sa.ForeignKeyConstraint(
            ["staff_code_scope"],
            ["organisations_organisation.id"],
            name=op.f("fk_people_person_staff_code_scope"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people_person")),
        sa.UniqueConstraint("id_number_index", name=op.f("uq_people_person_id_number_index")),
        sa.UniqueConstraint("uuid", name=op.f("uq_people_person_uuid")),
    )
    op.create_index(op.f("ix_people_person_email"), "people_person", ["email"], unique=False)
    op.create_index(op.f("ix_people_person_fold_key"), "people_person", ["fold_key"], unique=False)
    op.create_index(op.f("ix_people_person_phone"), "people_person", ["phone"], unique=False)
    op.create_index(op.f("ix_people_person_sort_key"), "people_person", ["sort_key"], unique=False)
    op.create_index(
        "uq_people_person_staff_code",
        "people_person",
        ["staff_code_scope", "staff_code"],
        unique=True,
    )
    op.create_table(
        "people_post",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.Column("thread", sa.Uuid(), nullable=False),
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("working_group", sa.Text(), nullable=False),
        sa.Column("full_time", sa.Boolean(), nullable=False),
        sa.Column("category", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to > valid_from",
            name=op.f("ck_people_post_ends_after_start"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations_organisation.id"],
            name=op.f("fk_people_post_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people_person.id"], name=op.f("fk_people_post_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people_post")),
        sa.UniqueConstraint("uuid", name=op.f("uq_people_post_uuid")),
    )
    op.create_index(
        op.f("ix_people_post_organisation_id"),
        "people_post",
        ["organisation_id", "superseded_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_people_post_person_id"),
        "people_post",
        ["person_id", "superseded_at"],
        unique=False,
    )


def downgrade() -> None:

    op.drop_index(op.f("ix_people_post_person_id"), table_name="people_post")
    op.drop_index(op.f("ix_people_post_organisation_id"), table_name="people_post")
    op.drop_table("people_post")
    op.drop_index("uq_people_person_staff_code", table_name="people_person")
    op.drop_index(op.f("ix_people_person_sort_key"), table_name="people_person")
    op.drop_index(op.f("ix_people_person_phone"), table_name="people_person")
    op.drop_index(op.f("ix_people_person_fold_key"), table_name="people_person")
    op.drop_index(op.f("ix_people_person_email"), table_name="people_person")
    op.drop_table("people_person")

"""catalog.

Rules: add, backfill, switch, drop go in separate releases; nothing edits a migration that has
been released; the test of a migration runs it up, down and up again with data in the tables.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "catalog_programme_version",
        sa.Column("id", BIG, nullable=False),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.Column("programme_key", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("title_vi", sa.Text(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=True),
        sa.Column("in_depth", sa.Boolean(), nullable=False),
        sa.Column("periods", sa.Integer(), nullable=False),
        sa.Column("tags", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "number >= 1", name=op.f("ck_catalog_programme_version_number_counts_from_one")
        ),
        sa.CheckConstraint("periods >= 1", name=op.f("ck_catalog_programme_version_has_periods")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalog_programme_version")),
        sa.UniqueConstraint("uuid", name=op.f("uq_catalog_programme_version_uuid")),
        sa.UniqueConstraint("digest", name=op.f("uq_catalog_programme_version_digest")),
        sa.UniqueConstraint(
            "programme_key",
            "number",
            name=op.f("uq_catalog_programme_version_programme_key_number"),
        ),
    )
    op.create_table(
        "catalog_programme_tag",
        sa.Column(
            "version_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("tag", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["catalog_programme_version.id"],
            name=op.f("fk_catalog_programme_tag_version_id"),
        ),
        sa.PrimaryKeyConstraint("version_id", "tag", name=op.f("pk_catalog_programme_tag")),
    )
    op.create_index(op.f("ix_catalog_programme_tag_tag"), "catalog_programme_tag", ["tag"])
    op.create_table(
        "catalog_programme",
        sa.Column("id", BIG, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("current_version_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["current_version_id"],
            ["catalog_programme_version.id"],
            name=op.f("fk_catalog_programme_current_version_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalog_programme")),
        sa.UniqueConstraint("key", name=op.f("uq_catalog_programme_key")),
        sa.UniqueConstraint("code", name=op.f("uq_catalog_programme_code")),
        sa.UniqueConstraint(
            "current_version_id", name=op.f("uq_catalog_programme_current_version_id")
        ),
    )
    op.create_table(
        "catalog_media",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("content_type", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("size >= 0", name=op.f("ck_catalog_media_size_is_positive")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_catalog_media")),
    )


def downgrade() -> None:
    op.drop_table("catalog_media")
    op.drop_table("catalog_programme")
    op.drop_index(op.f("ix_catalog_programme_tag_tag"), table_name="catalog_programme_tag")
    op.drop_table("catalog_programme_tag")
    op.drop_table("catalog_programme_version")

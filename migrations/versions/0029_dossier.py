"""dossier.

Rules: add, backfill, switch, drop go in separate releases; nothing edits a migration that has
been released; the test of a migration runs it up, down and up again with data in the tables.
"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "dossier_export",
        sa.Column("id", BIG, nullable=False),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", BIG, nullable=False),
        sa.Column("wanted", sa.Text(), nullable=False),
        sa.Column("since_on", sa.Date(), nullable=True),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("row_count", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(wanted = 'tat-ca') = (since_on IS NOT NULL AND until_on IS NOT NULL)",
            name=op.f("ck_dossier_export_all_of_some_days"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations_organisation.id"],
            name=op.f("fk_dossier_export_organisation_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier_export")),
        sa.UniqueConstraint("uuid", name=op.f("uq_dossier_export_uuid")),
    )
    op.create_index(
        op.f("ix_dossier_export_organisation_id"), "dossier_export", ["organisation_id"]
    )
    op.create_table(
        "dossier_sent",
        sa.Column("id", BIG, nullable=False),
        sa.Column("export_id", BIG, nullable=False),
        sa.Column("completion_id", BIG, nullable=False),
        sa.Column("organisation_id", BIG, nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("certificate_id", BIG, nullable=True),
        sa.Column("revoked_on", sa.Date(), nullable=True),
        sa.Column("id_number_index", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["export_id"], ["dossier_export.id"], name=op.f("fk_dossier_sent_export_id")
        ),
        sa.ForeignKeyConstraint(
            ["completion_id"],
            ["learning_completion.id"],
            name=op.f("fk_dossier_sent_completion_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations_organisation.id"],
            name=op.f("fk_dossier_sent_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["certificate_id"],
            ["credentials_certificate.id"],
            name=op.f("fk_dossier_sent_certificate_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier_sent")),
        sa.UniqueConstraint(
            "export_id", "completion_id", name=op.f("uq_dossier_sent_export_id_completion_id")
        ),
    )
    op.create_index(op.f("ix_dossier_sent_completion_id"), "dossier_sent", ["completion_id", "id"])
    op.create_index(op.f("ix_dossier_sent_export_id"), "dossier_sent", ["export_id", "id"])


def downgrade() -> None:
    op.drop_table("dossier_sent")
    op.drop_table("dossier_export")

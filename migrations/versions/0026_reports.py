"""reports.

Rules: add, backfill, switch, drop go in separate releases; nothing edits a migration that has
been released; the test of a migration runs it up, down and up again with data in the tables.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
MOMENT = sa.DateTime(timezone=True)
UNIT = "organisations_organisation.id"


def upgrade() -> None:
    op.create_table(
        "reports_schedule",
        sa.Column("id", BIG, nullable=False),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", BIG, nullable=False),
        sa.Column("target_key", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], [UNIT], name=op.f("fk_reports_schedule_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports_schedule")),
        sa.UniqueConstraint("uuid", name=op.f("uq_reports_schedule_uuid")),
    )
    op.create_index(
        op.f("ix_reports_schedule_organisation_id"), "reports_schedule", ["organisation_id"]
    )
    op.create_table(
        "reports_reader",
        sa.Column("id", BIG, nullable=False),
        sa.Column("schedule_id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["schedule_id"], ["reports_schedule.id"], name=op.f("fk_reports_reader_schedule_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people_person.id"], name=op.f("fk_reports_reader_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports_reader")),
        sa.UniqueConstraint(
            "schedule_id", "person_id", name=op.f("uq_reports_reader_schedule_id_person_id")
        ),
    )
    _create_report()
    op.create_table(
        "reports_file",
        sa.Column("id", BIG, nullable=False),
        sa.Column("report_id", BIG, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"], ["reports_report.id"], name=op.f("fk_reports_file_report_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports_file")),
        sa.UniqueConstraint("report_id", "kind", name=op.f("uq_reports_file_report_id_kind")),
    )
    op.create_index(op.f("ix_reports_file_sha256"), "reports_file", ["sha256"])


def _create_report() -> None:
    op.create_table(
        "reports_report",
        sa.Column("id", BIG, nullable=False),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("organisation_id", BIG, nullable=False),
        sa.Column("target_id", BIG, nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("known_at", MOMENT, nullable=False),
        sa.Column("tree", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.Column("schedule_id", BIG, nullable=True),
        sa.Column("sealed_at", MOMENT, nullable=True),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("serial", sa.Integer(), nullable=True),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("final", sa.Boolean(), nullable=True),
        sa.Column("digest", sa.Text(), nullable=True),
        sa.Column("code_version", sa.Text(), nullable=True),
        sa.Column("previous_id", BIG, nullable=True),
        sa.Column("snapshot", DOCUMENT, nullable=True),
        sa.Column("printed_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "sealed_at IS NULL OR (number IS NOT NULL AND digest IS NOT NULL)",
            name=op.f("ck_reports_report_sealed_has_number_and_digest"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], [UNIT], name=op.f("fk_reports_report_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["target_id"], ["targets_target.id"], name=op.f("fk_reports_report_target_id")
        ),
        sa.ForeignKeyConstraint(
            ["schedule_id"], ["reports_schedule.id"], name=op.f("fk_reports_report_schedule_id")
        ),
        sa.ForeignKeyConstraint(
            ["previous_id"], ["reports_report.id"], name=op.f("fk_reports_report_previous_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports_report")),
        sa.UniqueConstraint(
            "organisation_id",
            "year",
            "serial",
            name=op.f("uq_reports_report_organisation_id_year_serial"),
        ),
        sa.UniqueConstraint(
            "schedule_id", "as_of", name=op.f("uq_reports_report_schedule_id_as_of")
        ),
        sa.UniqueConstraint("token", name=op.f("uq_reports_report_token")),
        sa.UniqueConstraint("uuid", name=op.f("uq_reports_report_uuid")),
    )
    op.create_index(
        op.f("ix_reports_report_organisation_id"),
        "reports_report",
        ["organisation_id", "target_id"],
    )
    op.create_index(op.f("ix_reports_report_known_at"), "reports_report", ["known_at"])


def downgrade() -> None:
    for table in ("reports_file", "reports_report", "reports_reader", "reports_schedule"):
        op.drop_table(table)

"""messages.

Rules: add, backfill, switch, drop go in separate releases; nothing edits a migration that has
been released; the test of a migration runs it up, down and up again with data in the tables.
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "messages_message",
        sa.Column("id", BIG, nullable=False),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.Column("unique_key", sa.Text(), nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("lane", sa.Text(), nullable=False),
        sa.Column("reminds", sa.Boolean(), nullable=False),
        sa.Column("tells_overdue", sa.Boolean(), nullable=False),
        sa.Column("requested_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('letter', 'activation', 'digest')",
            name=op.f("ck_messages_message_kind_is_known"),
        ),
        sa.CheckConstraint(
            "lane IN ('overdue', 'digest', 'other')",
            name=op.f("ck_messages_message_lane_is_known"),
        ),
        sa.CheckConstraint(
            "channel IN ('smtp', 'folder')", name=op.f("ck_messages_message_channel_is_known")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people_person.id"],
            name=op.f("fk_messages_message_person_id_people_person"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages_message")),
        sa.UniqueConstraint("unique_key", name=op.f("uq_messages_message_unique_key")),
        sa.UniqueConstraint("uuid", name=op.f("uq_messages_message_uuid")),
    )
    op.create_index(
        op.f("ix_messages_message_person_id"), "messages_message", ["person_id", "made_on"]
    )
    op.create_index(op.f("ix_messages_message_sent_at"), "messages_message", ["sent_at", "due_at"])
    op.create_table(
        "messages_line",
        sa.Column("id", BIG, nullable=False),
        sa.Column("message_id", BIG, nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("subject_uuid", sa.Uuid(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("stage", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["message_id"],
            ["messages_message.id"],
            name=op.f("fk_messages_line_message_id_messages_message"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages_line")),
    )
    op.create_index(op.f("ix_messages_line_message_id"), "messages_line", ["message_id"])
    op.create_index(op.f("ix_messages_line_subject_uuid"), "messages_line", ["subject_uuid"])


def downgrade() -> None:
    op.drop_table("messages_line")
    op.drop_table("messages_message")

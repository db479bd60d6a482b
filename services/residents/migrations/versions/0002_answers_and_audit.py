"""Answers to commands that came with an idempotency key, the audit log, and people by phone."""

from alembic import op

from chassis.schema_steps import create_answered, create_audit, drop_answered, drop_audit

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    create_answered()
    create_audit()
    op.create_index("ix_people_phone_index", "people", ["phone_index"])


def downgrade() -> None:
    op.drop_index("ix_people_phone_index", "people")
    drop_audit()
    drop_answered()

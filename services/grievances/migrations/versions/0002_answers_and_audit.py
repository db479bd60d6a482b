"""Answers to commands that came with an idempotency key, and the audit log."""

from chassis.schema_steps import create_answered, create_audit, drop_answered, drop_audit

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    create_answered()
    create_audit()


def downgrade() -> None:
    drop_audit()
    drop_answered()

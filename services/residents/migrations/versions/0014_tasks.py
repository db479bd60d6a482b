"""What somebody has to see to."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

_TO_DO = sa.text("done_on IS NULL")


def upgrade() -> None:
    op.create_table(
        "tasks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("raised_on", sa.Date(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tasks")),
    )
    op.create_index(
        "uq_tasks_to_do", "tasks", ["kind", "subject_id"], unique=True, postgresql_where=_TO_DO, sqlite_where=_TO_DO
    )
    op.create_index("ix_tasks_area", "tasks", ["area", "id"], postgresql_ops={"area": "text_pattern_ops"})


def downgrade() -> None:
    op.drop_table("tasks")

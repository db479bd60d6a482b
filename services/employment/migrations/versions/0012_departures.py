"""Departures of residents, and which of them were undone."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "departures",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("move", sa.Integer(), nullable=False),
        sa.Column("stay_id", sa.Uuid(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "move", name=op.f("pk_departures")),
    )
    op.create_table(
        "undone_departures",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("stay_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "stay_id", name=op.f("pk_undone_departures")),
    )


def downgrade() -> None:
    op.drop_table("undone_departures")
    op.drop_table("departures")

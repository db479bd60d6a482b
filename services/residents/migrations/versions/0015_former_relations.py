"""How members of a household stood to the tenant before another became it."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.create_table(
        "former_relations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("stay_id", sa.Uuid(), nullable=False),
        sa.Column("relation", sa.String(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["stay_id"], ["stays.id"], name=op.f("fk_former_relations_stay_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_former_relations")),
    )
    op.create_index(op.f("ix_former_relations_stay_id"), "former_relations", ["stay_id"])


def downgrade() -> None:
    op.drop_table("former_relations")

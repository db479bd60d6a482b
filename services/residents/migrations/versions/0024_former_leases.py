"""The terms that leases had before they were renewed or corrected."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    op.create_table(
        "former_leases",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenancy_id", sa.Uuid(), nullable=False),
        sa.Column("contract_number", sa.String(), nullable=False),
        sa.Column("lease_ends", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenancy_id"], ["tenancies.id"], name=op.f("fk_former_leases_tenancy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_former_leases")),
    )
    op.create_index(op.f("ix_former_leases_tenancy_id"), "former_leases", ["tenancy_id"])


def downgrade() -> None:
    op.drop_table("former_leases")

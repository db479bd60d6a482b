"""People of some tiers are visited soon after a change in their household."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.add_column("care_tiers", sa.Column("after_change_days", sa.Integer(), nullable=True))
    op.execute("UPDATE care_tiers SET after_change_days = 1 WHERE code = 'weekly'")


def downgrade() -> None:
    op.drop_column("care_tiers", "after_change_days")

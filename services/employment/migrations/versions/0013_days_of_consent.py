"""The day on which people agreed, or no longer did."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.add_column("job_consents", sa.Column("on", sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column("job_consents", "on")

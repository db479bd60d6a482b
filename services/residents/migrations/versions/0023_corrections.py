"""When somebody said at the desk who a person is or how to reach them; what of a finding."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    op.add_column("people", sa.Column("identity_noted_on", sa.Date(), nullable=True))
    op.add_column("people", sa.Column("contact_noted_on", sa.Date(), nullable=True))
    op.add_column("lease_findings", sa.Column("detail", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("lease_findings", "detail")
    op.drop_column("people", "contact_noted_on")
    op.drop_column("people", "identity_noted_on")

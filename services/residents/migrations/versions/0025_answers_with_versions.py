"""An answer that is given again has its ETag again."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    op.add_column("answered", sa.Column("etag", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("answered", "etag")

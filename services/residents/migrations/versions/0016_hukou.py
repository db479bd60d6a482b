"""Where people are registered (户籍)."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.add_column("people", sa.Column("hukou", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("people", "hukou")

"""In which grid a resident lives; empty for those whose last move came before this was kept."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    with op.batch_alter_table("residents") as residents:
        residents.add_column(sa.Column("grid", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("residents") as residents:
        residents.drop_column("grid")

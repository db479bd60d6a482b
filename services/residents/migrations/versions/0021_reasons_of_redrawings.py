"""Why grids were drawn anew is encrypted: it is somebody's own words."""

import sqlalchemy as sa
from alembic import op

from chassis.personal import Encrypted
from chassis.schema_steps import rewrite_rows

revision = "0021"
down_revision = "0020"

_CLEAR = sa.table("redrawings", sa.column("id", sa.Uuid()), sa.column("reason", sa.String()))
_SEALED = sa.table("redrawings", sa.column("id", sa.Uuid()), sa.column("reason_sealed", Encrypted()))


def upgrade() -> None:
    op.add_column("redrawings", sa.Column("reason_sealed", sa.LargeBinary(), nullable=True))
    rewrite_rows(_CLEAR, _SEALED, lambda row: {"reason_sealed": row.reason})
    with op.batch_alter_table("redrawings") as redrawings:
        redrawings.drop_column("reason")
        redrawings.alter_column(
            "reason_sealed", new_column_name="reason", existing_type=sa.LargeBinary(), nullable=False
        )


def downgrade() -> None:
    raise NotImplementedError("what is encrypted is not brought back into the clear")

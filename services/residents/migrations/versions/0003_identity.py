"""Kinds of identity documents, birth dates encrypted, guardians."""

from datetime import date

import sqlalchemy as sa
from alembic import op

from chassis.schema_steps import rewrite_rows
from chassis.personal import EncryptedDate

revision = "0003"
down_revision = "0002"

_CLEAR = sa.table("people", sa.column("id", sa.Uuid()), sa.column("birth_date", sa.Date()))
_SEALED = sa.table("people", sa.column("id", sa.Uuid()), sa.column("birth_date_sealed", EncryptedDate()))


def upgrade() -> None:
    with op.batch_alter_table("people") as people:
        people.add_column(sa.Column("id_type", sa.String(), nullable=False, server_default="none"))
        people.add_column(sa.Column("guardian_id", sa.Uuid(), nullable=True))
        people.add_column(sa.Column("birth_date_sealed", sa.LargeBinary(), nullable=True))
        people.create_foreign_key(op.f("fk_people_guardian_id"), "people", ["guardian_id"], ["id"])
        people.create_index(op.f("ix_people_guardian_id"), ["guardian_id"])
    op.execute("UPDATE people SET id_type = 'resident_id' WHERE id_number IS NOT NULL")
    rewrite_rows(_CLEAR, _SEALED, lambda row: {"birth_date_sealed": row.birth_date})
    with op.batch_alter_table("people") as people:
        people.drop_column("birth_date")
        people.alter_column("birth_date_sealed", new_column_name="birth_date", existing_type=sa.LargeBinary())
        people.alter_column("id_type", server_default=None, existing_type=sa.String(), existing_nullable=False)


def downgrade() -> None:
    raise NotImplementedError("what is encrypted is not brought back into the clear")

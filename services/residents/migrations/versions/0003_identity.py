"""Kinds of identity documents, birth dates encrypted, guardians, namesakes, aliases, pairs that may be one person."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from chassis.personal import Encrypted, EncryptedDate
from chassis.schema_steps import create_aliases, rewrite_rows
from services.residents.namesakes import namesake_index

revision = "0003"
down_revision = "0002"

_CLEAR = sa.table(
    "people", sa.column("id", sa.Uuid()), sa.column("name", Encrypted()), sa.column("birth_date", sa.Date())
)
_SEALED = sa.table(
    "people",
    sa.column("id", sa.Uuid()),
    sa.column("birth_date_sealed", EncryptedDate()),
    sa.column("namesake_index", sa.LargeBinary()),
)


def upgrade() -> None:
    with op.batch_alter_table("people") as people:
        people.add_column(sa.Column("id_type", sa.String(), nullable=False, server_default="none"))
        people.add_column(sa.Column("guardian_id", sa.Uuid(), nullable=True))
        people.add_column(sa.Column("namesake_index", sa.LargeBinary(), nullable=True))
        people.add_column(sa.Column("birth_date_sealed", sa.LargeBinary(), nullable=True))
        people.create_foreign_key(op.f("fk_people_guardian_id"), "people", ["guardian_id"], ["id"])
        people.create_index(op.f("ix_people_guardian_id"), ["guardian_id"])
        people.create_index(op.f("ix_people_namesake_index"), ["namesake_index"])
    op.execute("UPDATE people SET id_type = 'resident_id' WHERE id_number IS NOT NULL")
    rewrite_rows(_CLEAR, _SEALED, _sealed)
    with op.batch_alter_table("people") as people:
        people.drop_column("birth_date")
        people.alter_column("birth_date_sealed", new_column_name="birth_date", existing_type=sa.LargeBinary())
        people.alter_column("id_type", server_default=None, existing_type=sa.String(), existing_nullable=False)
    create_aliases()
    op.create_table(
        "duplicate_pairs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("first_id", sa.Uuid(), nullable=False),
        sa.Column("second_id", sa.Uuid(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("judged_by", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("first_id < second_id", name=op.f("ck_duplicate_pairs_in_order")),
        sa.ForeignKeyConstraint(["first_id"], ["people.id"], name=op.f("fk_duplicate_pairs_first_id")),
        sa.ForeignKeyConstraint(["second_id"], ["people.id"], name=op.f("fk_duplicate_pairs_second_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duplicate_pairs")),
        sa.UniqueConstraint("first_id", "second_id", name=op.f("uq_duplicate_pairs_first_id_second_id")),
    )
    op.create_index(op.f("ix_duplicate_pairs_second_id"), "duplicate_pairs", ["second_id"])
    op.create_index("ix_duplicate_pairs_state", "duplicate_pairs", ["state", "score", "id"])


def _sealed(row: sa.Row[Any]) -> dict[str, Any]:
    return {
        "birth_date_sealed": row.birth_date,
        "namesake_index": namesake_index(row.name, row.birth_date),
    }


def downgrade() -> None:
    raise NotImplementedError("what is encrypted is not brought back into the clear")

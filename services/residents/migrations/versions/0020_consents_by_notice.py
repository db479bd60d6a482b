"""A consent is to one notice, by the person or their guardian; who is restricted is found at once, and people have a day."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"

_GIVEN = sa.text("withdrawn_on IS NULL")
_RESTRICTED = sa.text("restricted_since IS NOT NULL")


def upgrade() -> None:
    op.drop_index("uq_consents_given", "consents")
    with op.batch_alter_table("consents") as consents:
        consents.add_column(sa.Column("given_by", sa.Uuid(), nullable=True))
        consents.create_foreign_key(op.f("fk_consents_given_by"), "people", ["given_by"], ["id"])
        consents.create_index(op.f("ix_consents_given_by"), ["given_by"])
    _index_consents("person_id", "purpose", "notice", "given_on")
    with op.batch_alter_table("people") as people:
        people.add_column(sa.Column("recorded_on", sa.Date(), nullable=True))
    # Who is on record already counts from now on: nobody wrote down since when they are.
    op.execute("UPDATE people SET recorded_on = CURRENT_DATE")
    with op.batch_alter_table("people") as people:
        people.alter_column("recorded_on", existing_type=sa.Date(), nullable=False)
    op.create_index(
        "ix_people_restricted", "people", ["id"], postgresql_where=_RESTRICTED, sqlite_where=_RESTRICTED
    )


def downgrade() -> None:
    op.drop_index("ix_people_restricted", "people")
    with op.batch_alter_table("people") as people:
        people.drop_column("recorded_on")
    op.drop_index("uq_consents_given", "consents")
    with op.batch_alter_table("consents") as consents:
        consents.drop_index(op.f("ix_consents_given_by"))
        consents.drop_constraint(op.f("fk_consents_given_by"), type_="foreignkey")
        consents.drop_column("given_by")
    _index_consents("person_id", "purpose")


def _index_consents(*columns: str) -> None:
    op.create_index(
        "uq_consents_given",
        "consents",
        list(columns),
        unique=True,
        postgresql_where=_GIVEN,
        sqlite_where=_GIVEN,
    )

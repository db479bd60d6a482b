"""One file of a day has one import that did not end; how rosters write addresses is kept."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    unfinished = sa.text("ended_at IS NULL")
    op.create_index(
        "uq_lease_imports_unfinished",
        "lease_imports",
        ["sha256", "as_of"],
        unique=True,
        postgresql_where=unfinished,
        sqlite_where=unfinished,
    )
    op.create_table(
        "written_forms",
        sa.Column("dwelling_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["dwelling_id"], ["dwellings.id"], name=op.f("fk_written_forms_dwelling_id")),
        sa.PrimaryKeyConstraint("dwelling_id", "text", name=op.f("pk_written_forms")),
    )


def downgrade() -> None:
    op.drop_table("written_forms")
    op.drop_index("uq_lease_imports_unfinished", "lease_imports")

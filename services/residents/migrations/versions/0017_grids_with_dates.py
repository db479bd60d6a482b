"""Grids are valid from a day to a day, and dwellings lie in one after the other."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"

_OPEN = sa.text("until IS NULL")
_EVER = "0001-01-01"


def upgrade() -> None:
    with op.batch_alter_table("grids") as grids:
        grids.add_column(sa.Column("since", sa.Date(), nullable=False, server_default=_EVER))
        grids.add_column(sa.Column("until", sa.Date(), nullable=True))
    with op.batch_alter_table("grids") as grids:
        grids.alter_column("since", server_default=None, existing_type=sa.Date(), existing_nullable=False)
    op.create_table(
        "grid_periods",
        sa.Column("dwelling_id", sa.Uuid(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("grid_id", sa.Uuid(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.CheckConstraint("until IS NULL OR until > since", name=op.f("ck_grid_periods_lasts")),
        sa.ForeignKeyConstraint(["dwelling_id"], ["dwellings.id"], name=op.f("fk_grid_periods_dwelling_id")),
        sa.ForeignKeyConstraint(["grid_id"], ["grids.id"], name=op.f("fk_grid_periods_grid_id")),
        sa.PrimaryKeyConstraint("dwelling_id", "since", name=op.f("pk_grid_periods")),
    )
    op.create_index("ix_grid_periods_grid", "grid_periods", ["grid_id"])
    op.create_index(
        "uq_grid_periods_open", "grid_periods", ["dwelling_id"], unique=True, postgresql_where=_OPEN, sqlite_where=_OPEN
    )
    # SQLite keeps days as text and would cast one to its year.
    day = f"DATE '{_EVER}'" if op.get_bind().dialect.name == "postgresql" else f"'{_EVER}'"
    op.execute(
        "INSERT INTO grid_periods (dwelling_id, since, grid_id) "
        f"SELECT id, {day}, grid_id FROM dwellings"
    )
    op.create_table(
        "redrawings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_redrawings")),
    )
    op.add_column("posts", sa.Column("closed_on", sa.Date(), nullable=True))
    op.drop_index("ix_roster_grid", "roster")
    with op.batch_alter_table("roster") as roster:
        roster.drop_column("grid")


def downgrade() -> None:
    with op.batch_alter_table("roster") as roster:
        roster.add_column(sa.Column("grid", sa.String(), nullable=False, server_default=""))
    op.execute(
        "UPDATE roster SET grid = (SELECT grid_path FROM dwellings WHERE dwellings.id = roster.dwelling_id)"
    )
    op.create_index("ix_roster_grid", "roster", ["grid", "stay_id"], postgresql_ops={"grid": "text_pattern_ops"})
    op.drop_column("posts", "closed_on")
    op.drop_table("redrawings")
    op.drop_table("grid_periods")
    op.drop_column("grids", "until")
    op.drop_column("grids", "since")

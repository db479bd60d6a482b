"""Tenancies go through states; when facts were written down; ends that did not happen."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

_OPEN = sa.text("until IS NULL")


def _instant(name: str, *, null: bool = True) -> sa.Column[sa.DateTime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=null)


def upgrade() -> None:
    with op.batch_alter_table("households") as households:
        households.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("households") as households:
        households.alter_column("version", server_default=None, existing_type=sa.Integer(), existing_nullable=False)
    with op.batch_alter_table("stays") as stays:
        stays.add_column(_instant("recorded_at"))
        stays.add_column(_instant("end_recorded_at"))
    with op.batch_alter_table("tenancies") as tenancies:
        tenancies.add_column(sa.Column("state", sa.String(), nullable=False, server_default="active"))
        tenancies.add_column(sa.Column("expiry_told", sa.Date(), nullable=True))
        tenancies.add_column(_instant("recorded_at"))
        tenancies.add_column(_instant("end_recorded_at"))
        tenancies.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="0"))
        tenancies.alter_column("lease_ends", nullable=True, existing_type=sa.Date())
    op.execute("UPDATE tenancies SET state = 'ended' WHERE until IS NOT NULL")
    with op.batch_alter_table("tenancies") as tenancies:
        for name, kind in (("state", sa.String()), ("version", sa.Integer())):
            tenancies.alter_column(name, server_default=None, existing_type=kind, existing_nullable=False)
        tenancies.create_check_constraint(op.f("ck_tenancies_ended_has_a_day"), "(until IS NULL) = (state <> 'ended')")
        tenancies.create_index("ix_tenancies_dwelling", ["dwelling_id"])
        tenancies.create_index("ix_tenancies_household", ["household_id"])
        tenancies.create_index(
            "ix_tenancies_lease_ends", ["lease_ends", "id"], postgresql_where=_OPEN, sqlite_where=_OPEN
        )
    op.create_table(
        "tenancy_steps",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenancy_id", sa.Uuid(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        _instant("recorded_at", null=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("caller", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["tenancy_id"], ["tenancies.id"], name=op.f("fk_tenancy_steps_tenancy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tenancy_steps")),
    )
    op.create_index(op.f("ix_tenancy_steps_tenancy_id"), "tenancy_steps", ["tenancy_id"])
    op.create_table(
        "retracted_ends",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("stay_id", sa.Uuid(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("end_reason", sa.String(), nullable=False),
        _instant("recorded_at"),
        _instant("retracted_at", null=False),
        sa.ForeignKeyConstraint(["stay_id"], ["stays.id"], name=op.f("fk_retracted_ends_stay_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retracted_ends")),
    )
    op.create_index(op.f("ix_retracted_ends_stay_id"), "retracted_ends", ["stay_id"])


def downgrade() -> None:
    op.drop_table("retracted_ends")
    op.drop_table("tenancy_steps")
    with op.batch_alter_table("tenancies") as tenancies:
        tenancies.drop_index("ix_tenancies_lease_ends")
        tenancies.drop_index("ix_tenancies_household")
        tenancies.drop_index("ix_tenancies_dwelling")
        tenancies.drop_constraint(op.f("ck_tenancies_ended_has_a_day"))
        for name in ("state", "expiry_told", "recorded_at", "end_recorded_at", "version"):
            tenancies.drop_column(name)
    with op.batch_alter_table("stays") as stays:
        stays.drop_column("end_recorded_at")
        stays.drop_column("recorded_at")
    with op.batch_alter_table("households") as households:
        households.drop_column("version")

"""Checks of the register, what casts doubt on a record, observations at the door."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0007"

_UNSETTLED = sa.text("settled_on IS NULL")


def upgrade() -> None:
    with op.batch_alter_table("stays") as stays:
        stays.add_column(sa.Column("verified_on", sa.Date(), nullable=True))
    op.create_table(
        "verifications",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("household_id", sa.Uuid(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("means", sa.String(), nullable=False),
        sa.Column("checker_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["household_id"], ["households.id"], name=op.f("fk_verifications_household_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verifications")),
    )
    op.create_index(op.f("ix_verifications_household_id"), "verifications", ["household_id"])
    op.create_table(
        "verified_stays",
        sa.Column("verification_id", sa.Uuid(), nullable=False),
        sa.Column("stay_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["verification_id"], ["verifications.id"], name=op.f("fk_verified_stays_verification_id")
        ),
        sa.ForeignKeyConstraint(["stay_id"], ["stays.id"], name=op.f("fk_verified_stays_stay_id")),
        sa.PrimaryKeyConstraint("verification_id", "stay_id", name=op.f("pk_verified_stays")),
    )
    op.create_index(op.f("ix_verified_stays_stay_id"), "verified_stays", ["stay_id"])
    op.create_table(
        "doubts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("household_id", sa.Uuid(), nullable=False),
        sa.Column("ground", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("settled_on", sa.Date(), nullable=True),
        sa.Column("settled_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["household_id"], ["households.id"], name=op.f("fk_doubts_household_id")),
        sa.ForeignKeyConstraint(["settled_by"], ["verifications.id"], name=op.f("fk_doubts_settled_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_doubts")),
    )
    op.create_index(op.f("ix_doubts_settled_by"), "doubts", ["settled_by"])
    op.create_index(
        "uq_doubts_unsettled", "doubts", ["household_id", "ground"],
        unique=True, postgresql_where=_UNSETTLED, sqlite_where=_UNSETTLED,
    )
    op.create_table(
        "observations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("household_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("seen", sa.String(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("checker_id", sa.Uuid(), nullable=True),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["household_id"], ["households.id"], name=op.f("fk_observations_household_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_observations_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_observations")),
    )
    op.create_index(op.f("ix_observations_household_id"), "observations", ["household_id"])
    op.create_index(op.f("ix_observations_person_id"), "observations", ["person_id"])


def downgrade() -> None:
    for table in ("observations", "doubts", "verified_stays", "verifications"):
        op.drop_table(table)
    with op.batch_alter_table("stays") as stays:
        stays.drop_column("verified_on")

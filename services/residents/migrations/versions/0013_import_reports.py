"""What each lease roster found, address by address."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.create_table(
        "lease_findings",
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["lease_imports.id"], name=op.f("fk_lease_findings_import_id")),
        sa.PrimaryKeyConstraint("import_id", "number", name=op.f("pk_lease_findings")),
    )


def downgrade() -> None:
    op.drop_table("lease_findings")

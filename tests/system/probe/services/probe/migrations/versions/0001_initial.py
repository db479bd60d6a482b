"""All tables of the probe."""

from alembic import op

from chassis import migrations

revision = "0001"
down_revision = None


def upgrade() -> None:
    for metadata in migrations.metadata_of("probe"):
        metadata.create_all(op.get_bind())

"""Records of people that count as others since they were merged."""

from chassis.schema_steps import create_aliases, drop_aliases

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    create_aliases()


def downgrade() -> None:
    drop_aliases()

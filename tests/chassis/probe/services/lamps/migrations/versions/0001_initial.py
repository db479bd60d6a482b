"""All tables.

Revision ID: 0001
Revises:
"""

from alembic import op

from chassis.events.tables import Base as ChassisTables
from tests.chassis.probe.tables import Base

revision = "0001"
down_revision = None


def upgrade() -> None:
    Base.metadata.create_all(op.get_bind())
    ChassisTables.metadata.create_all(op.get_bind())

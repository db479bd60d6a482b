"""A case knows since when its words are erased, so that those of nobody in particular are erased, too."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0007"


def upgrade() -> None:
    op.add_column("cases", sa.Column("words_erased_on", sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column("cases", "words_erased_on")

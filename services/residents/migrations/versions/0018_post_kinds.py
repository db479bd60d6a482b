"""Kinds of posts are rows, and an area may have several posts of one kind."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"

_KINDS = (
    ("hub_household", "党员中心户", "hub household", "place", True, 1),
    ("building_head", "楼栋长", "building head", "place", True, 1),
    ("unit_head", "单元长", "unit head", "place", True, 1),
    ("grid_head", "网格长", "grid head", "grid", False, 1),
    ("grid_worker", "专职网格员", "grid worker", "grid", False, None),
    ("part_time_grid_worker", "兼职网格员", "part-time grid worker", "grid", False, None),
    ("grid_instructor", "网格指导员", "grid instructor", "grid", False, 1),
)


def upgrade() -> None:
    kinds = op.create_table(
        "post_kinds",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("zh", sa.String(), nullable=False),
        sa.Column("en", sa.String(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("lives_there", sa.Boolean(), nullable=False),
        sa.Column("at_most", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_post_kinds")),
    )
    names = ("code", "zh", "en", "scope", "lives_there", "at_most")
    op.bulk_insert(kinds, [dict(zip(names, each, strict=True), version=1) for each in _KINDS])
    with op.batch_alter_table("posts") as posts:
        posts.drop_constraint(op.f("uq_posts_kind_area"), type_="unique")
        posts.create_index("ix_posts_area", ["area", "kind"])


def downgrade() -> None:
    with op.batch_alter_table("posts") as posts:
        posts.drop_index("ix_posts_area")
        posts.create_unique_constraint(op.f("uq_posts_kind_area"), ["kind", "area"])
    op.drop_table("post_kinds")

"""Special groups, care plans, visits and what was promised on them."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

_HOLDS, _RUNS = sa.text("until IS NULL"), sa.text("state <> 'closed'")
_TIERS = (
    ("weekly", "每周", "weekly", 7, 2),
    ("monthly", "每月", "monthly", 30, 7),
    ("quarterly", "每季度", "quarterly", 91, 14),
    ("half_yearly", "每半年", "half-yearly", 182, 30),
)


def _uuid(name: str, *, null: bool = False) -> sa.Column[sa.Uuid]:
    return sa.Column(name, sa.Uuid(), nullable=null)


def _secret(*names: str) -> list[sa.Column[bytes]]:
    return [sa.Column(each, sa.LargeBinary(), nullable=True) for each in names]


def _to(table: str, column: str, other: str, key: str = "id") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.{key}"], name=op.f(f"fk_{table}_{column}"))


def upgrade() -> None:
    op.create_table(
        "care_tags",
        _uuid("id"),
        _uuid("person_id"),
        sa.Column("group", sa.LargeBinary(), nullable=False),
        sa.Column("group_index", sa.LargeBinary(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        *_secret("note"),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        _to("care_tags", "person_id", "people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_care_tags")),
    )
    op.create_index(op.f("ix_care_tags_person_id"), "care_tags", ["person_id"])
    op.create_index(
        "uq_care_tags_holds", "care_tags", ["group_index"], unique=True, postgresql_where=_HOLDS, sqlite_where=_HOLDS
    )
    tiers = op.create_table(
        "care_tiers",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("zh", sa.String(), nullable=False),
        sa.Column("en", sa.String(), nullable=False),
        sa.Column("every_days", sa.Integer(), nullable=False),
        sa.Column("grace_days", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_care_tiers")),
    )
    names = ("code", "zh", "en", "every_days", "grace_days")
    op.bulk_insert(tiers, [dict(zip(names, each, strict=True), version=1) for each in _TIERS])
    op.create_table(
        "care_plans",
        _uuid("id"),
        _uuid("person_id"),
        _uuid("dwelling_id"),
        sa.Column("tier", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("next_due", sa.Date(), nullable=True),
        sa.Column("visited_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("end_reason", sa.String(), nullable=True),
        _uuid("stay_id", null=True),
        *_secret("hand_over"),
        sa.Column("version", sa.Integer(), nullable=False),
        _to("care_plans", "person_id", "people"),
        _to("care_plans", "dwelling_id", "dwellings"),
        _to("care_plans", "tier", "care_tiers", "code"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_care_plans")),
    )
    op.create_index(op.f("ix_care_plans_dwelling_id"), "care_plans", ["dwelling_id"])
    op.create_index("ix_care_plans_due", "care_plans", ["state", "next_due"])
    op.create_index(
        "uq_care_plans_runs", "care_plans", ["person_id"], unique=True, postgresql_where=_RUNS, sqlite_where=_RUNS
    )
    op.create_table(
        "visits",
        _uuid("id"),
        _uuid("household_id"),
        _uuid("dwelling_id"),
        sa.Column("on", sa.Date(), nullable=False),
        _uuid("visitor_id", null=True),
        *_secret("situation", "difficulties", "demands", "action"),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        _to("visits", "household_id", "households"),
        _to("visits", "dwelling_id", "dwellings"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visits")),
    )
    for column in ("household_id", "dwelling_id", "on"):
        op.create_index(op.f(f"ix_visits_{column}"), "visits", [column])
    op.create_table(
        "visited_people",
        _uuid("visit_id"),
        _uuid("person_id"),
        _to("visited_people", "visit_id", "visits"),
        _to("visited_people", "person_id", "people"),
        sa.PrimaryKeyConstraint("visit_id", "person_id", name=op.f("pk_visited_people")),
    )
    op.create_index(op.f("ix_visited_people_person_id"), "visited_people", ["person_id"])
    op.create_table(
        "visit_addenda",
        _uuid("id"),
        _uuid("visit_id"),
        _uuid("visitor_id", null=True),
        *_secret("text"),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        _to("visit_addenda", "visit_id", "visits"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_addenda")),
    )
    op.create_index(op.f("ix_visit_addenda_visit_id"), "visit_addenda", ["visit_id"])
    op.create_table(
        "follow_ups",
        _uuid("id"),
        _uuid("visit_id"),
        *_secret("what"),
        _uuid("owner_post", null=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        _to("follow_ups", "visit_id", "visits"),
        _to("follow_ups", "owner_post", "posts"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_ups")),
    )
    op.create_index(op.f("ix_follow_ups_visit_id"), "follow_ups", ["visit_id"])
    op.create_index(op.f("ix_follow_ups_due_on"), "follow_ups", ["due_on"])


def downgrade() -> None:
    for table in ("follow_ups", "visit_addenda", "visited_people", "visits", "care_plans", "care_tiers", "care_tags"):
        op.drop_table(table)

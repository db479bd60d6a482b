"""What migrations of several services have in common: steps in the history of the chassis's tables."""

from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa
from alembic import op

_ROWS_AT_ONCE = 5000


def create_answered() -> None:
    """Make the table of answers to commands with idempotency keys."""
    op.create_table(
        "answered",
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_answered")),
    )
    op.create_index(op.f("ix_answered_at"), "answered", ["at"])


def drop_answered() -> None:
    """Take it back."""
    op.drop_table("answered")


def create_aliases() -> None:
    """Make the table of records that count as others."""
    op.create_table(
        "aliases",
        sa.Column("merged_id", sa.Uuid(), nullable=False),
        sa.Column("kept_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("merged_id", name=op.f("pk_aliases")),
    )
    op.create_index(op.f("ix_aliases_kept_id"), "aliases", ["kept_id"])


def drop_aliases() -> None:
    """Take it back."""
    op.drop_table("aliases")


_FROZEN = ("number", "at", "role", "caller", "action", "about", "seal")
"""Columns nobody changes; the reason alone is written anew when keys change, and is sealed by what it says."""


def create_audit() -> None:
    """Make the audit log, which takes rows and gives none back."""
    op.create_table(
        "audit",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("caller", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("seal", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit")),
    )
    for statement in _GUARDS[op.get_bind().dialect.name]:
        op.execute(statement)


_CHANGED = f"UPDATE OF {', '.join(_FROZEN)}"
_REFUSED = "'the audit log is only added to'"
_GUARDS = {
    "postgresql": (
        f"""CREATE FUNCTION audit_is_kept() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION {_REFUSED}; END $$""",
        f"""CREATE TRIGGER audit_is_kept BEFORE DELETE OR {_CHANGED} ON audit
        FOR EACH ROW EXECUTE FUNCTION audit_is_kept()""",
        "CREATE TRIGGER audit_is_not_emptied BEFORE TRUNCATE ON audit EXECUTE FUNCTION audit_is_kept()",
    ),
    "sqlite": (
        f"CREATE TRIGGER audit_is_kept BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, {_REFUSED}); END",
        f"CREATE TRIGGER audit_is_not_changed BEFORE {_CHANGED} ON audit BEGIN SELECT RAISE(ABORT, {_REFUSED}); END",
    ),
}


def drop_audit() -> None:
    """Take it back."""
    op.drop_table("audit")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_is_kept")


def rewrite_rows(
    old: sa.TableClause, new: sa.TableClause, value_of: Callable[[sa.Row[Any]], Mapping[str, Any]]
) -> None:
    """Write columns of every row anew from what it held, some rows at a time, in the order of `id`.

    `old` names the columns to read and `new` those to write, both of them `id`; what has to happen to personal data
    happens in Python, where the keys are.
    """
    connection = op.get_bind()
    wanted = sa.select(*old.c).order_by(old.c.id).limit(_ROWS_AT_ONCE)
    names = [each.name for each in new.c if each.name != "id"]
    write = sa.update(new).where(new.c.id == sa.bindparam("row_id"))
    write = write.values({name: sa.bindparam(f"new_{name}") for name in names})
    rows = connection.execute(wanted).all()
    while rows:
        values = [value_of(row) for row in rows]
        connection.execute(
            write,
            [
                {"row_id": row.id, **{f"new_{name}": value for name, value in each.items()}}
                for row, each in zip(rows, values, strict=True)
            ],
        )
        rows = connection.execute(wanted.where(old.c.id > rows[-1].id)).all()

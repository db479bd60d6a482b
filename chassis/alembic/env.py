"""Alembic's environment, shared by all services."""

from typing import Any, Literal

from alembic import context

from chassis.database import Instant
from chassis.personal import Encrypted


def _render(kind: str, item: Any, _: Any) -> str | Literal[False]:
    """Write plain types into migrations: what a column means to the code may change, its history may not."""
    if kind == "type" and isinstance(item, Instant):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, Encrypted):
        return "sa.LargeBinary()"
    return False


config = context.config
context.configure(
    connection=config.attributes["connection"],
    target_metadata=config.attributes["target_metadata"],
    render_as_batch=True,
    render_item=_render,
)
with context.begin_transaction():
    context.run_migrations()

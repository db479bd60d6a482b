"""The common ground of every service's tables: names of constraints and types of columns."""

from datetime import datetime
from typing import Any

from chassis.database import Instant

NAMING = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
"""Names of constraints, the same on every database, so that migrations can speak of them."""

TYPES: dict[Any, Any] = {datetime: Instant()}
"""Column types by annotation, beside SQLAlchemy's own."""

"""Identifiers: UUIDv7, so that primary keys and event ids sort by the time they were made."""

from datetime import datetime
from uuid import UUID

import uuid_utils


def new_id() -> UUID:
    """A fresh UUIDv7 (RFC 9562)."""
    return UUID(bytes=uuid_utils.uuid7().bytes)


def first_id_at(instant: datetime) -> UUID:
    """Below every id that was made at this instant or later, and above those made a millisecond before."""
    return UUID(int=int(instant.timestamp() * 1000) << 80)

"""What all tables of the register share."""

from sqlalchemy import MetaData, text
from sqlalchemy.orm import DeclarativeBase

from chassis.models import NAMING, TYPES

OPEN = text("until IS NULL")
"""Of rows with a beginning and an end: those that go on."""


class Base(DeclarativeBase):
    """Tables of the residents service."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = TYPES

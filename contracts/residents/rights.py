"""Facts about people's rights over their data (PIPL arts. 13-16, 44-47)."""

from datetime import date
from typing import Annotated
from uuid import UUID

from marshmallow.validate import OneOf

from chassis.contracts import Event, contract


@contract(name="consent_given", version=1, subject="person_id")
class ConsentGiven(Event):
    """A person agrees to the use of their data for a purpose that needs it, as a notice explains it."""

    person_id: UUID
    purpose: str
    notice: str
    on: date


@contract(name="consent_withdrawn", version=1, subject="person_id")
class ConsentWithdrawn(Event):
    """A person no longer agrees: the use for this purpose ends, what was done before stays lawful."""

    person_id: UUID
    purpose: str
    on: date


@contract(name="processing_restricted", version=1, subject="person_id")
class ProcessingRestricted(Event):
    """A person's data may be kept and nothing else until this is lifted."""

    person_id: UUID
    on: date


@contract(name="restriction_lifted", version=1, subject="person_id")
class RestrictionLifted(Event):
    """A person's data may be used again."""

    person_id: UUID
    on: date


@contract(name="person_erased", version=1, subject="person_id")
class PersonErased(Event):
    """What was held on a person has been erased; every service erases what it holds. The id tells of nobody now."""

    person_id: UUID
    on: date
    reason: Annotated[str, OneOf(["requested", "retention_over"])]

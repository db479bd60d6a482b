"""What the employment service announces."""

from datetime import date
from typing import Annotated
from uuid import UUID

from marshmallow.validate import OneOf

from chassis.contracts import AreaPath, Event, Shaped, contract

Area = Annotated[str, AreaPath]
Occupation = Annotated[str, Shaped(r"^\d(-\d{2}){0,3}$", "4-03-02")]
"""A code of the national classification of occupations (职业分类大典); a shorter one means all below it."""
Form = Annotated[str, OneOf(["full_time", "part_time", "temporary", "piecework"])]
Hours = Annotated[str, OneOf(["day", "night", "shifts", "flexible"])]
PayPer = Annotated[str, OneOf(["month", "day", "hour", "piece"])]


@contract(name="posting_published", version=1, subject="posting_id")
class PostingPublished(Event):
    """An employer's job posting is open to residents."""

    posting_id: UUID
    employer_id: UUID
    title: str
    occupation: Occupation
    form: Form
    hours: Hours
    pay_from_fen: int
    pay_to_fen: int
    pay_per: PayPer
    area: Area
    headcount: int
    closes_on: date


@contract(name="posting_closed", version=1, subject="posting_id")
class PostingClosed(Event):
    """A job posting takes no more applicants: filled, or withdrawn by its employer."""

    posting_id: UUID
    on: date
    reason: Annotated[str, OneOf(["filled", "withdrawn"])]


@contract(name="posting_expired", version=1, subject="posting_id")
class PostingExpired(Event):
    """A job posting has passed its last day."""

    posting_id: UUID
    on: date


@contract(name="wish_recorded", version=1, subject="wish_id")
class WishRecorded(Event):
    """A resident looks for work such as this; what is left out is welcome in any form."""

    wish_id: UUID
    person_id: UUID
    occupation: Occupation | None
    form: Form | None
    hours: Hours | None
    pay_from_fen: int | None
    pay_per: PayPer | None
    area: Area | None


@contract(name="wish_ended", version=1, subject="wish_id")
class WishEnded(Event):
    """A resident no longer looks for this work."""

    wish_id: UUID
    person_id: UUID
    on: date
    reason: Annotated[str, OneOf(["withdrawn", "moved_out", "hired"])]

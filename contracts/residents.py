"""What the residents service announces."""

from datetime import date
from typing import Annotated
from uuid import UUID

from marshmallow.validate import OneOf

from chassis.contracts import AreaPath, Event, Sealed, contract

Area = Annotated[str, AreaPath]
Reason = Annotated[str, OneOf(["tenancy_ended", "left_household", "died", "found_absent"])]
Scope = Annotated[str, OneOf(["place", "grid"])]


@contract(name="dwelling_registered", version=1, subject="dwelling_id")
class DwellingRegistered(Event):
    """A dwelling has been entered into the register, with its place and its leaf grid."""

    dwelling_id: UUID
    address: str
    area: Area
    grid: Area


@contract(name="resident_moved_in", version=1, subject="person_id")
class ResidentMovedIn(Event):
    """A person has begun to live in a dwelling: alone, with a household, or by joining one."""

    person_id: UUID
    household_id: UUID
    stay_id: UUID
    dwelling_id: UUID
    area: Area
    grid: Area
    since: date


@contract(name="resident_moved_out", version=1, subject="person_id")
class ResidentMovedOut(Event):
    """A person no longer lives in the dwelling of this stay, nor elsewhere in the community."""

    person_id: UUID
    household_id: UUID
    stay_id: UUID
    dwelling_id: UUID
    area: Area
    grid: Area
    since: date
    until: date
    reason: Reason


@contract(name="resident_exchanged_dwelling", version=1, subject="person_id")
class ResidentExchangedDwelling(Event):
    """A person has changed dwelling inside the estate together with the household (换租)."""

    person_id: UUID
    household_id: UUID
    from_stay_id: UUID
    from_dwelling_id: UUID
    from_area: Area
    from_grid: Area
    from_since: date
    stay_id: UUID
    dwelling_id: UUID
    area: Area
    grid: Area
    since: date


@contract(name="contact_changed", version=1, subject="person_id")
class ContactChanged(Event):
    """A person can be reached under another phone number, or under none."""

    person_id: UUID
    phone: Sealed | None


@contract(name="post_filled", version=1, subject="post_id")
class PostFilled(Event):
    """A person has taken up a post, such as hub-household keeper (党员中心户) of a building."""

    post_id: UUID
    kind: str
    scope: Scope
    area: Area
    person_id: UUID
    since: date
    term_ends: date | None


@contract(name="post_vacated", version=1, subject="post_id")
class PostVacated(Event):
    """A post has fallen vacant: its holder moved out, was relieved, or the term ended."""

    post_id: UUID
    kind: str
    scope: Scope
    area: Area
    person_id: UUID
    until: date
    reason: Annotated[str, OneOf(["moved_out", "relieved", "term_ended"])]

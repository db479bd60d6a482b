"""Facts about posts and who holds them."""

from datetime import date
from typing import Annotated
from uuid import UUID

from marshmallow.validate import OneOf

from chassis.contracts import Event, contract
from contracts.residents.values import Area, Scope


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

"""What the probe's service announces: the street lamps of nowhere."""

from typing import Annotated
from uuid import UUID

from marshmallow.validate import OneOf

from chassis.contracts import Event, Sealed, contract

Deed = Annotated[
    str,
    OneOf(["shine", "raise", "escape", "exit", "timeout", "wait", "compute", "query", "kill", "linger"]),
]


@contract(name="lamp_lit", version=1, subject="lamp_id")
class LampLit(Event):
    """A lamp has been switched on, and asks its handlers for a deed."""

    lamp_id: UUID
    deed: Deed = "shine"
    keeper: Sealed | None = None


@contract(name="lamp_broken", version=1, subject="lamp_id")
class LampBroken(Event):
    """A lamp gives no light."""

    lamp_id: UUID
    note: str = ""


@contract(name="lamp_stolen", version=1, subject="lamp_id")
class LampStolen(Event):
    """A lamp is gone; nobody listens to that."""

    lamp_id: UUID

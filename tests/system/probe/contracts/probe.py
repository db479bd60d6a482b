"""What the probe announces: orders to do well or badly."""

from typing import Annotated
from uuid import UUID

from marshmallow.validate import OneOf

from chassis.contracts import Event, contract


@contract(name="asked", version=1, subject="ask_id")
class Asked(Event):
    """Somebody has asked the probe for a deed."""

    ask_id: UUID
    deed: Annotated[str, OneOf(["good", "raise", "die", "sleep", "spin"])]

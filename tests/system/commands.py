"""Commands as they were given and answered, and how to find their effects in the state."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from chassis.personal import blind_index
from services.employment.models import Posting, Wish
from services.residents.models import Person, Stay, Tenancy

Outcome = Literal["ok", "fail", "unknown"]


@dataclass(frozen=True)
class Operation:
    """One command and how it was answered; `key` finds its effect in the state."""

    kind: str
    key: Any
    outcome: Outcome


Log = list[Operation]

_EFFECTS: dict[str, Callable[[Any], list[Any]]] = {
    "record": lambda phone: [Person.phone_index == blind_index("phone", phone)],
    "move_in": lambda contract: [Tenancy.contract_number == contract],
    "exchange": lambda contract: [Tenancy.contract_number == contract],
    "move_out": lambda family: [Tenancy.household_id == family, Tenancy.end_reason == "tenancy_ended"],
    # A stay that ended by an exchange goes on in the next one.
    "join": lambda person: [Stay.person_id == person, Stay.end_reason.is_distinct_from("exchanged")],
    "leave": lambda person: [Stay.person_id == person, Stay.end_reason == "left_household"],
    "posting": lambda title: [Posting.title == title],
    "wish": lambda pay: [Wish.pay_from_fen == pay],
}


def occurrences(operation: Operation, residents: Session, employment: Session) -> int:
    """How often the effect of a command is there."""
    session = employment if operation.kind in {"posting", "wish"} else residents
    return session.scalar(select(func.count()).where(*_EFFECTS[operation.kind](operation.key))) or 0

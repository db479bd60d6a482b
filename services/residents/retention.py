"""How long the register keeps what it knows of people."""

from collections.abc import Sequence
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from chassis.retention import Rule
from services.residents import queries
from services.residents.usecases.rights import erase_people


def _erase(session: Session, ids: Sequence[UUID], today: date) -> None:
    erase_people(session, ids, on=today, reason="retention_over")


RULES: Final = (
    Rule(
        name="people_who_left",
        zh="迁出居民：迁出满两年后抹去个人信息",
        en="People who left: erased two years after they moved out",
        basis="个人信息保护法第十九条、第四十七条",
        days=730,
        over=queries.left_before,
        end=_erase,
    ),
)

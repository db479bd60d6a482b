"""How long the register keeps what it knows of people."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import Select, delete
from sqlalchemy.orm import Session

from chassis.aliases import people_of
from chassis.retention import Rule
from services.residents import queries
from services.residents.models import CareTag, Person
from services.residents.usecases.rights import erase_people

Over = Callable[[date], Select[UUID]]


def _people(name: str, zh: str, en: str, basis: str, *, days: int, over: Over) -> Rule:
    """A rule by which people are erased."""

    def erase(session: Session, ids: Sequence[UUID], today: date) -> None:
        # Locked, they are looked at again: somebody may have come back since they were found.
        queries.locked_people(session, list(people_of(session, ids)))
        still = over(rule.before(today)).where(Person.id.in_(ids))
        erase_people(session, session.scalars(still).all(), on=today, reason="retention_over")

    rule = Rule(name=name, zh=zh, en=en, basis=basis, days=days, over=over, end=erase)
    return rule


def _delete_tags(session: Session, ids: Sequence[UUID], today: date) -> None:
    del today
    session.execute(delete(CareTag).where(CareTag.id.in_(ids)).execution_options(synchronize_session=False))


RULES: Final = (
    Rule(
        name="closed_care_tags",
        zh="特殊群体登记：结束满六个月后删除",
        en="Entries of special groups: deleted six months after they were closed",
        basis="个人信息保护法第二十八条、第四十七条",
        days=183,
        over=queries.tags_closed_before,
        end=_delete_tags,
    ),
    _people(
        "people_who_left",
        zh="迁出居民：迁出满两年后抹去个人信息",
        en="People who left: erased two years after they moved out",
        basis="个人信息保护法第十九条、第四十七条",
        days=730,
        over=queries.left_before,
    ),
    _people(
        "people_never_here",
        zh="登记后从未入住：登记满一年后抹去个人信息",
        en="People who never moved in: erased one year after they were recorded",
        basis="个人信息保护法第六条、第十九条、第四十七条",
        days=365,
        over=queries.never_here_before,
    ),
)

"""How long grievances keep what people said."""

from collections.abc import Sequence
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from chassis.retention import Rule
from services.grievances import queries
from services.grievances.models import Case, CaseEntry


def _blank(session: Session, ids: Sequence[UUID], today: date) -> None:
    session.execute(
        update(Case)
        .where(Case.id.in_(ids))
        .values(description="", reporter_id=None, words_erased_on=today)
        .execution_options(synchronize_session=False)
    )
    session.execute(
        update(CaseEntry)
        .where(CaseEntry.case_id.in_(ids), CaseEntry.kind.startswith("reporter_", autoescape=True))
        .values(person_id=None)
        .execution_options(synchronize_session=False)
    )


RULES: Final = (
    Rule(
        name="settled_cases",
        zh="已办结诉求：办结满十年后抹去内容和反映人",
        en="Settled cases: what was said, and by whom, is erased after ten years",
        basis="个人信息保护法第十九条；人民调解卷宗保管期限",
        days=3650,
        over=queries.cases_settled_before,
        end=_blank,
    ),
)

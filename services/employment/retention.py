"""How long the job supermarket keeps what it knows of people."""

from collections.abc import Sequence
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from chassis.retention import Rule
from services.employment import queries
from services.employment.models import Wish


def _delete(session: Session, ids: Sequence[UUID], today: date) -> None:
    del today
    for some in queries.in_chunks(ids):
        session.execute(delete(Wish).where(Wish.id.in_(some)).execution_options(synchronize_session=False))


RULES: Final = (
    Rule(
        name="ended_wishes",
        zh="已结束的求职意愿：结束满两年后删除",
        en="Ended wishes: deleted two years after their end",
        basis="人力资源市场暂行条例第三十三条（服务台账保存不少于两年）",
        days=730,
        over=queries.wishes_ended_before,
        end=_delete,
    ),
)

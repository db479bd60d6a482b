"""How long notifications keep what people were told."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from sqlalchemy import delete
from sqlalchemy.orm import Session

from chassis.retention import Rule
from services.notifications import queries
from services.notifications.models import Message


def _delete(session: Session, ids: Sequence[int], today: date) -> None:
    del today
    session.execute(delete(Message).where(Message.id.in_(ids)).execution_options(synchronize_session=False))


RULES: Final = (
    Rule(
        name="old_messages",
        zh="收到的通知：两年后删除",
        en="Messages: deleted after two years",
        basis="个人信息保护法第十九条",
        days=730,
        over=queries.messages_sent_before,
        end=_delete,
    ),
)

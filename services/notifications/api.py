"""Inboxes and notices over HTTP."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask.views import MethodView
from sqlalchemy.orm import Session

from chassis import clock, database
from chassis.access import reach
from chassis.web.app import Blueprint
from chassis.web.audit import audit_log
from chassis.web.held import held
from chassis.web.paging import Page, PageArgs, page, page_schema
from services.notifications import queries, schemas
from services.notifications.errors import InboxUnknown
from services.notifications.models import Message, Notice
from services.notifications.usecases import telling
from services.notifications.usecases.telling import JOB_POSTING, LEASE_EXPIRING

TO_TRY = (
    ("How far did the newest notices come?  最新通知送达情况",
     "ask '{address}/notifications/notices?limit=3'"),
)  # fmt: skip

inboxes = Blueprint("inboxes", __name__, description="What a resident was told, and why")
notices = Blueprint("notices", __name__, description="What is told to many")
blueprints = (inboxes, notices, held("notifications"), audit_log("notifications"))

_WORDS = {"occupation": "工种", "form": "用工形式", "hours": "工作时间", "pay": "薪资", "area": "工作地点"}

_WHY = {JOB_POSTING: "符合您的求职意愿", LEASE_EXPIRING: "您是该租约的承租人"}

own = database.of


@inboxes.route("/inboxes/<uuid:person_id>")
class Inbox(MethodView):
    @inboxes.needs("inboxes.read")
    @inboxes.arguments(schemas.InboxArgs, location="query")
    @inboxes.response(200, page_schema(schemas.MessageOut))
    def get(self, args: Mapping[str, Any], person_id: UUID) -> Page[Any]:
        """List a person's messages, newest first."""
        with own("notifications").reading() as session:
            _require_reached(session, person_id)
            found = page(
                session, queries.inbox(person_id, unread=args["unread"]), by=[Message.id], descending=True,
                after=args["after"], limit=args["limit"], place=lambda row: [row.Message.id],
            )  # fmt: skip
            return Page([_message(row) for row in found.items], found.next)


@inboxes.route("/inboxes/<uuid:person_id>/unread")
class Unread(MethodView):
    @inboxes.needs("inboxes.read")
    @inboxes.response(200, schemas.UnreadOut)
    def get(self, person_id: UUID) -> dict[str, int]:
        """Count a person's unread messages."""
        with own("notifications").reading() as session:
            _require_reached(session, person_id)
            return {"unread": queries.unread_count(session, person_id)}


@inboxes.route("/inboxes/<uuid:person_id>/messages/<int:message_id>/read")
class Read(MethodView):
    @inboxes.needs("inboxes.mark")
    @inboxes.response(204)
    def put(self, person_id: UUID, message_id: int) -> None:
        """Mark one message as read."""
        with own("notifications").transaction() as session:
            _require_reached(session, person_id)
            telling.read_message(session, person_id, message_id, now=clock.now())


@inboxes.route("/inboxes/<uuid:person_id>/read")
class ReadAll(MethodView):
    @inboxes.needs("inboxes.mark")
    @inboxes.arguments(schemas.ReadAllIn)
    @inboxes.response(200, schemas.UnreadOut)
    def post(self, given: Mapping[str, Any], person_id: UUID) -> dict[str, int]:
        """Mark all messages up to one as read."""
        with own("notifications").transaction() as session:
            _require_reached(session, person_id)
            telling.read_all(session, person_id, up_to=given["up_to"], now=clock.now())
            return {"unread": queries.unread_count(session, person_id)}


@notices.route("/notices")
class Notices(MethodView):
    @notices.needs("notices.read")
    @notices.arguments(PageArgs, location="query")
    @notices.response(200, page_schema(schemas.NoticeOut))
    def get(self, args: Mapping[str, Any]) -> Page[Any]:
        """List notices, newest first."""
        with own("notifications").reading() as session:
            found = page(
                session, queries.notices(), by=[Notice.created_at, Notice.id], descending=True,
                after=args["after"], limit=args["limit"],
                place=lambda row: [row.Notice.created_at.isoformat(), row.Notice.id],
            )  # fmt: skip
            return Page([row.Notice for row in found.items], found.next)


def _require_reached(session: Session, person_id: UUID) -> None:
    if not queries.reaches(session, person_id, reach.get()):
        raise InboxUnknown


def _message(row: Any) -> dict[str, Any]:
    message, notice = row.Message, row.Notice
    asked = message.reasons.split(";") if notice.kind == JOB_POSTING else []
    reasons = [each.rstrip(",").split(",") if each else ["any"] for each in asked]
    met = list(dict.fromkeys(word for reason in reasons for word in reason if word in _WORDS))
    why = _WHY[notice.kind] + ("：" + "、".join(_WORDS[each] for each in met) if met else "")
    return {
        "id": message.id,
        "kind": notice.kind,
        "subject_id": notice.subject_id,
        "title": notice.title,
        "facts": json.loads(notice.facts),
        "reasons": reasons,
        "why": why,
        "sent_at": message.sent_at,
        "read_at": message.read_at,
    }

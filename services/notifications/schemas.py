"""What comes in and goes out over HTTP."""

from marshmallow import Schema, fields

from chassis.web.paging import PageArgs


class InboxArgs(PageArgs):
    """Which messages."""

    unread = fields.Boolean(load_default=False)


class MessageOut(Schema):
    """A message in an inbox and why it came."""

    id = fields.Integer()
    kind = fields.String(metadata={"example": "job_posting"})
    subject_id = fields.UUID()
    title = fields.String(metadata={"example": "保安（白班）"})
    facts = fields.Dict()
    reasons = fields.List(fields.List(fields.String(metadata={"example": "occupation"})))
    why = fields.String(metadata={"example": "符合您的求职意愿：工种、工作时间"})
    sent_at = fields.AwareDateTime()
    read_at = fields.AwareDateTime(allow_none=True)


class UnreadOut(Schema):
    """How many messages wait."""

    unread = fields.Integer()


class ReadAllIn(Schema):
    """The newest message the person could see."""

    up_to = fields.Integer(required=True)


class NoticeOut(Schema):
    """A notice and how far it has come."""

    id = fields.UUID()
    kind = fields.String(metadata={"example": "job_posting"})
    subject_id = fields.UUID()
    title = fields.String()
    created_at = fields.AwareDateTime()
    matched = fields.Integer()
    delivered = fields.Integer(allow_none=True)
    delivered_at = fields.AwareDateTime(allow_none=True)

"""What the notifications service announces."""

from uuid import UUID

from chassis.contracts import Event, contract


@contract(name="notice_matched", version=1, subject="notice_id")
class NoticeMatched(Event):
    """It is settled whom a notice is for; the messages can go out."""

    notice_id: UUID
    matched: int


@contract(name="notice_delivered", version=1, subject="notice_id")
class NoticeDelivered(Event):
    """A notice lies in the inboxes of all it was for, except of those who had left by then."""

    notice_id: UUID
    delivered: int
    left_out: int

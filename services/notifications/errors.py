"""What notifications refuse."""

from chassis.errors import NotFound


class MessageUnknown(NotFound):
    """A message that is not in this person's inbox."""

    code = "message-unknown"
    zh = "收件箱里没有这条消息。"
    en = "There is no such message in this inbox."


class NoticeUnknown(NotFound):
    """A notice that does not exist."""

    code = "notice-unknown"
    zh = "没有这条通知。"
    en = "There is no such notice."


class InboxUnknown(NotFound):
    """An inbox that is not there for the caller."""

    code = "inbox-unknown"
    zh = "没有这个收件箱。"
    en = "There is no such inbox."

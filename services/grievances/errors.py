"""What grievances refuse, one class per rule."""

from chassis.errors import NotFound, Refusal


class CaseUnknown(NotFound):
    """A case that does not exist."""

    code = "case-unknown"
    zh = "没有这件民情。"
    en = "There is no such case."


class DwellingUnknown(NotFound):
    """A dwelling that is not known here."""

    code = "dwelling-unknown"
    zh = "没有登记这套房屋；刚刚登记的，请稍候再试。"
    en = "This dwelling is not known: check the address, or wait a moment if it was just registered."


class ReporterUnknown(Refusal):
    """Who reports by name has lived here."""

    code = "reporter-unknown"
    zh = "此人未登记为本社区居民：请先办理入住登记，或匿名反映。"
    en = "This person has never been known to live here: register them first, or file without a name."


class AlreadySettled(Refusal):
    """A case is settled once."""

    code = "already-settled"
    zh = "该民情已办结。"
    en = "This case is settled already."

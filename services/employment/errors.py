"""What the job supermarket refuses, one class per rule."""

from chassis.errors import NotFound, Refusal


class EmployerUnknown(NotFound):
    """An employer that is not registered."""

    code = "employer-unknown"
    zh = "没有登记这家用人单位。"
    en = "This employer is not registered."


class PostingUnknown(NotFound):
    """A posting that does not exist."""

    code = "posting-unknown"
    zh = "没有这条招聘信息。"
    en = "There is no such posting."


class WishUnknown(NotFound):
    """A wish that does not exist."""

    code = "wish-unknown"
    zh = "没有这条求职意愿。"
    en = "There is no such wish."


class EmployerRegistered(Refusal):
    """One credit code, one employer."""

    code = "employer-registered"
    zh = "该统一社会信用代码已登记过，请直接选用已有单位。"
    en = "An employer with this credit code is registered already: use that one."


class WrongCreditCode(Refusal):
    """A credit code carries its own check."""

    code = "wrong-credit-code"
    status = 422
    zh = "统一社会信用代码有误：应为 18 位，请对照营业执照检查。"
    en = "This is no unified social credit code: compare its 18 characters with the business licence."


class PayRangeReversed(Refusal):
    """Pay goes from the lower to the higher sum."""

    code = "pay-range-reversed"
    status = 422
    zh = "最低薪资高于最高薪资。"
    en = "The lowest pay is above the highest."


class ClosesInThePast(Refusal):
    """A posting is open on its last day."""

    code = "closes-in-the-past"
    status = 422
    zh = "截止日期 {closes_on} 已过。"
    en = "The last day, {closes_on}, has passed."


class PostingNotDraft(Refusal):
    """A posting is published once."""

    code = "posting-not-draft"
    zh = "该招聘信息已发布过。"
    en = "This posting has been published before."


class PostingNotOpen(Refusal):
    """Only a posting that is open can be closed."""

    code = "posting-not-open"
    zh = "该招聘信息不在招聘中。"
    en = "This posting is not open."


class ResidentUnknown(Refusal):
    """Wishes are taken from people who live here."""

    code = "resident-unknown"
    zh = "此人未登记为在住居民：请先办理入住登记；刚刚登记的，请稍候再试。"
    en = "This person is not known to live here: register them first, or wait a moment if that was just done."


class ConsentMissing(Refusal):
    """Who has withdrawn consent is not matched with work."""

    code = "consent-missing"
    zh = "此人已撤回对岗位匹配的同意：请先在居民服务登记新的同意。"
    en = "This person has withdrawn consent to being matched: record a new consent with the register first."


class TooManyWishes(Refusal):
    """A person has a handful of open wishes."""

    code = "too-many-wishes"
    zh = "每人最多登记 {most} 条求职意愿，请先撤销不再需要的。"
    en = "A person has at most {most} open wishes: withdraw one that is no longer needed."


class WishEndedAlready(Refusal):
    """A wish ends once."""

    code = "wish-ended"
    zh = "该求职意愿已结束。"
    en = "This wish has ended already."

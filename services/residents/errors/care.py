"""What the register refuses about care and visits."""

from chassis.errors import NotFound, Refusal


class CareTagUnknown(NotFound):
    """A tag that does not exist."""

    code = "care-tag-unknown"
    zh = "没有这条特殊群体登记。"
    en = "There is no such entry of a special group."


class CareTagHolds(Refusal):
    """Somebody belongs to a group once at a time."""

    code = "care-tag-holds"
    zh = "此人已登记为该类群体。"
    en = "This person is on record as of this group."


class CareConsentMissing(Refusal):
    """What the law does not ask for is noted with the person's separate consent only (PIPL, article 29)."""

    code = "care-consent-missing"
    zh = "登记该类群体须先取得本人单独同意：请先登记对用途 {purpose} 的同意，再登记群体。"
    en = "This group rests on the person's separate consent: record their consent to {purpose} first."


class CareTagClosed(Refusal):
    """A tag is closed once."""

    code = "care-tag-closed"
    zh = "这条登记已经结束。"
    en = "This entry is closed already."


class CareTierUnknown(NotFound):
    """A tier that does not exist."""

    code = "care-tier-unknown"
    zh = "没有这个走访档次。"
    en = "There is no such tier of care."


class CarePlanUnknown(NotFound):
    """A plan that does not exist."""

    code = "care-plan-unknown"
    zh = "没有这份关爱计划。"
    en = "There is no such care plan."


class CarePlanRuns(Refusal):
    """One person, one plan."""

    code = "care-plan-runs"
    zh = "此人已有进行中的关爱计划。"
    en = "This person has a care plan: review that one."


class NoSuchCareStep(Refusal):
    """A plan goes from state to state in order."""

    code = "no-such-care-step"
    zh = "关爱计划当前状态下不能进行该步骤，请刷新后查看。"
    en = "The plan cannot go this step in its present state: open it again and look."


class NotAtHome(Refusal):
    """Care is for who lives here."""

    code = "not-at-home"
    zh = "此人目前不在本社区居住。"
    en = "This person does not live in the community."


class VisitUnknown(NotFound):
    """A visit that does not exist."""

    code = "visit-unknown"
    zh = "没有这条走访记录。"
    en = "There is no such visit."


class FollowUpUnknown(NotFound):
    """A follow-up that does not exist."""

    code = "follow-up-unknown"
    zh = "没有这条待办。"
    en = "There is no such follow-up."


class OwnerPostUnknown(Refusal):
    """What is promised is for a post that there is."""

    code = "owner-post-unknown"
    status = 422
    zh = "第 {number} 条待办的 owner_post 不是现有岗位：请从岗位列表中选择，或不填。"
    en = "The owner_post of follow-up {number} is no post there is: choose one of the list, or leave it out."


class FollowUpDone(Refusal):
    """A follow-up is done once."""

    code = "follow-up-done"
    zh = "这条待办已经办结。"
    en = "This follow-up is done already."

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


class FollowUpDone(Refusal):
    """A follow-up is done once."""

    code = "follow-up-done"
    zh = "这条待办已经办结。"
    en = "This follow-up is done already."

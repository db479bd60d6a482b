"""Words of care: special groups with their legal basis, and the steps of a care plan."""

from typing import Final, NamedTuple

from contracts.purposes import SPECIAL_CARE


class Group(NamedTuple):
    """A special group (特殊群体): why somebody is looked after, by which law, and how often by default.

    `consent` is the purpose its people agree to where no law but consent allows the entry (PIPL, article 29).
    """

    zh: str
    en: str
    basis: str
    tier: str
    consent: str | None = None


GROUPS: Final[dict[str, Group]] = {
    "aged_alone": Group("独居、空巢老年人", "Aged, living alone", "老年人权益保障法第三十八条", "weekly"),
    "disabled": Group("残疾人", "Disabled", "残疾人保障法第四十八条", "monthly"),
    "destitute": Group("特困供养人员", "Destitute, supported", "社会救助暂行办法第三章", "monthly"),
    "allowance": Group("最低生活保障对象", "On subsistence allowance", "社会救助暂行办法第二章", "monthly"),
    "low_income": Group(
        "低保边缘、刚性支出困难", "On the edge of allowance", "社会救助暂行办法", "quarterly"
    ),
    "orphan": Group("孤儿、困境儿童", "Orphan or child in difficulty", "未成年人保护法第九十一条", "monthly"),
    "illness": Group("重大疾病", "Gravely ill", "社会救助暂行办法第五章", "monthly"),
    "bereaved": Group("计划生育特殊家庭", "Lost an only child", "人口与计划生育法第三十二条", "monthly"),
    "aid_asked": Group(
        "本人请求帮助",
        "Asked for help",
        "个人信息保护法第十三条第一款第一项、第二十九条（单独同意）",
        "quarterly",
        SPECIAL_CARE.code,
    ),
}
"""What the community office is told by law, or by the person; nothing of police, courts, petitions or faith."""

SOURCES: Final = {
    "department": "部门名单",
    "self_declared": "本人申报",
    "visit": "走访发现",
    "document": "证明材料",
}

SCREENED, OPEN, DUE, OVERDUE, CLOSED = "screened", "open", "visit_due", "overdue", "closed"
STATES: Final = (SCREENED, OPEN, DUE, OVERDUE, CLOSED)

_RUNNING = frozenset({OPEN, DUE, OVERDUE})
STEPS: Final[dict[str, tuple[frozenset[str], str]]] = {
    "open": (frozenset({SCREENED}), OPEN),
    "fall_due": (frozenset({OPEN}), DUE),
    "fall_overdue": (frozenset({DUE}), OVERDUE),
    "visit": (_RUNNING, OPEN),
    "review": (_RUNNING, OPEN),
    "close": (_RUNNING | {SCREENED}, CLOSED),
    "resume": (frozenset({CLOSED}), OPEN),
}
"""Step → from which states → into which state."""

BY_HAND: Final = ("open", "review", "close")
"""The steps that somebody asks for; the others follow from visits, days and moves."""

MOVED_OUT, DIED, DUPLICATE = "moved_out", "died", "merged"
END_REASONS: Final = {
    "not_needed": "不再需要",
    "declined": "本人谢绝",
    MOVED_OUT: "已迁出",
    DIED: "去世",
    DUPLICATE: "登记合并",
}
ENDED_BY_HAND: Final = ("not_needed", "declined")

"""Purposes for which personal data are used, each with its legal basis: the same words in every service.

Personal Information Protection Law (PIPL, 个人信息保护法): art. 6 asks for a purpose, art. 13 for its basis,
arts. 28-29 for separate consent to sensitive data, art. 17 for a notice that names them.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(kw_only=True)
class Purpose:
    """Why data are kept, and on what basis."""

    code: str
    zh: str
    en: str
    basis: str
    """`contract`, `statutory_duty` or `consent`."""
    article: str

    told: bool = True
    """Whether consent is announced; it is not where that alone would tell of health or hardship."""

    @property
    def needs_consent(self) -> bool:
        """Whether it ends when the person withdraws consent."""
        return self.basis == "consent"


TENANCY: Final = Purpose(
    code="tenancy", zh="履行公租房租赁合同", en="Carrying out the tenancy contract",
    basis="contract", article="个人信息保护法第十三条第一款第二项",
)  # fmt: skip
GOVERNANCE: Final = Purpose(
    code="governance", zh="网格服务与基层治理", en="Grid services and local governance",
    basis="statutory_duty", article="个人信息保护法第十三条第一款第三项、第三十七条",
)  # fmt: skip
GRIEVANCES: Final = Purpose(
    code="grievances", zh="受理和办理诉求", en="Receiving and settling grievances",
    basis="statutory_duty", article="个人信息保护法第十三条第一款第三项、第三十七条",
)  # fmt: skip
NOTIFYING: Final = Purpose(
    code="notifying", zh="通知与居民有关的事项", en="Telling residents what concerns them",
    basis="statutory_duty", article="个人信息保护法第十三条第一款第三项、第三十七条",
)  # fmt: skip
CARE: Final = Purpose(
    code="care", zh="关爱困难和特殊群体", en="Looking after people in hardship and special groups",
    basis="statutory_duty", article="个人信息保护法第十三条第一款第三项、第二十八条、第三十七条",
)  # fmt: skip
JOB_MATCHING: Final = Purpose(
    code="job_matching", zh="求职意愿与岗位匹配", en="Matching wishes for work with postings",
    basis="consent", article="个人信息保护法第十三条第一款第一项、第十四条",
)  # fmt: skip
SPECIAL_CARE: Final = Purpose(
    code="special_care", zh="因本人请求帮助而登记并走访", en="Noting and visiting who has asked for help",
    basis="consent", article="个人信息保护法第十三条第一款第一项、第二十九条", told=False,
)  # fmt: skip

PURPOSES: Final = {
    each.code: each for each in (TENANCY, GOVERNANCE, GRIEVANCES, NOTIFYING, CARE, JOB_MATCHING, SPECIAL_CARE)
}
